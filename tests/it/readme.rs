//! What the README and the help tell people to type can be typed.

use clap::{CommandFactory, Parser};
use steward::cli::Arguments;

const README: &str = include_str!("../../README.md");

#[test]
fn every_command_of_the_readme_parses() {
    let commands = commands();
    assert!(5 < commands.len(), "{commands:?}");
    for words in commands {
        let parsed = Arguments::try_parse_from(&words);
        // `--help` is told by clap as an error that is none.
        let is_fine = parsed.as_ref().map_or_else(|error| !error.use_stderr(), |_| true);
        assert!(is_fine, "{}: {}", words.join(" "), parsed.err().map(|error| error.to_string()).unwrap_or_default());
    }
}

#[test]
fn every_command_has_an_example_that_parses() {
    for command in Arguments::command().get_subcommands().filter(|command| command.get_name() != "help") {
        let mut command = command.clone();
        let name = command.get_name().to_owned();
        let help = command.render_long_help().to_string();
        let examples: Vec<Vec<String>> = lines(&help).collect();
        assert!(!examples.is_empty(), "steward {name} --help has no example:\n{help}");
        for words in examples {
            let parsed = Arguments::try_parse_from(&words);
            assert!(
                parsed.is_ok() && words[1] == name,
                "{words:?}: {}",
                parsed.err().map(|error| error.to_string()).unwrap_or_default()
            );
        }
    }
}

/// Every `steward …` of the README, in a block or between backticks, and every `cargo run … -- …`.
fn commands() -> Vec<Vec<String>> {
    let (mut found, mut in_block) = (Vec::new(), false);
    for line in README.lines() {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
        } else if in_block {
            found.extend(words(line));
        } else {
            found.extend(line.split('`').skip(1).step_by(2).filter_map(words));
        }
    }
    found
}

/// The commands among the lines of a help.
fn lines(text: &str) -> impl Iterator<Item = Vec<String>> {
    text.lines().filter(|line| line.starts_with("  ")).filter_map(words)
}

/// The words of a line that runs the program; what follows two spaces or a `#` explains it.
fn words(line: &str) -> Option<Vec<String>> {
    let line = line.trim_start().trim_start_matches("$ ");
    let rest = match line.strip_prefix("cargo run") {
        Some(rest) => rest.split_once(" -- ")?.1,
        None => line.strip_prefix("steward ")?,
    };
    let rest = rest.split("  ").next()?.split(" #").next()?;
    let words = std::iter::once("steward").chain(rest.split_whitespace());
    Some(words.map(|word| word.trim_matches(|c| c == '"' || c == '\'').to_owned()).collect())
}
