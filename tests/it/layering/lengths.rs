//! How long a file and a function may be: what can be read in one go.

use super::breach::Breach;
use super::source::{Token, tokens};

const LONGEST_FILE_LINES: usize = 400;
/// Of code: a text of several lines, such as a statement of SQL or a snapshot, counts as one.
const LONGEST_FUNCTION_LINES: usize = 50;

/// Longer files that have to be, each with the reason. One that is short enough again is a breach as well.
pub const LONG_FILES: &[(&str, &str)] = &[];

/// Longer functions that have to be, likewise.
pub const LONG_FUNCTIONS: &[(&str, &str)] = &[
    ("src/cli/demo/sample/accounts.rs: `accounts`", "names the columns of a table, one a line"),
    ("src/cli/play_stats.rs: `lines`", "one line a figure, in the order in which they are read"),
    ("src/slack/desk/answers.rs: `run`", "one match of every command to what runs it"),
    ("src/slack/desk/answers.rs: `show`", "one match of every action to what shows it"),
    ("src/slack/desk/clicks.rs: `act`", "one match of every action to what does it"),
    ("src/slack/render/plan/refused.rs: `refused`", "one match of every refusal to its words"),
    ("src/slack/render/refusal.rs: `words`", "one match of every refusal to its words"),
    ("src/slack/render/samples/plans.rs: `pack`", "one sample with every part filled"),
    ("src/slack/render/signal/words.rs: `evidence_lines`", "one match of every evidence to its words"),
    ("src/store/card_facts.rs: `of`", "sorts one wide row into its parts, a field a line"),
    (
        "tests/it/journey/plan.rs: `a_plan_grows_from_its_first_goal`",
        "one conversation from the first goal to the last",
    ),
    ("tests/it/model.rs: `by_worker`", "one match of every state to what may follow"),
];

/// The files that are too long, but for those excused.
pub fn long_files(files: &[(String, String)], excused: &[(&str, &str)]) -> Vec<Breach> {
    let measured = files.iter().map(|(file, text)| {
        let n_lines = text.lines().count();
        let says = format!("{n_lines} lines; a file has {LONGEST_FILE_LINES} at most");
        (file.clone(), LONGEST_FILE_LINES < n_lines, Breach { file: file.clone(), line: n_lines, says })
    });
    without_excused(measured.collect(), excused)
}

/// The functions that are too long, but for those excused.
pub fn long_functions(files: &[(String, String)], excused: &[(&str, &str)]) -> Vec<Breach> {
    let mut measured = Vec::new();
    for (file, text) in files.iter().filter(|(file, _)| file.rsplit('.').next() == Some("rs")) {
        for (name, line, n_lines) in functions(&tokens(text)) {
            let says = format!("`{name}` has {n_lines} lines; a function has {LONGEST_FUNCTION_LINES} at most");
            let breach = Breach { file: file.clone(), line, says };
            measured.push((format!("{file}: `{name}`"), LONGEST_FUNCTION_LINES < n_lines, breach));
        }
    }
    without_excused(measured, excused)
}

/// What is too long and not excused, and what is excused and not too long.
fn without_excused(measured: Vec<(String, bool, Breach)>, excused: &[(&str, &str)]) -> Vec<Breach> {
    let is_long = |excuse: &str| measured.iter().any(|(name, is_long, _)| *is_long && name == excuse);
    let stale = excused.iter().filter(|(excuse, _)| !is_long(excuse)).map(|(excuse, _)| Breach {
        file: (*excuse).to_owned(),
        line: 1,
        says: "is excused for its length without need".to_owned(),
    });
    let stale: Vec<Breach> = stale.collect();
    let is_excused = |name: &str| excused.iter().any(|(excuse, _)| *excuse == name);
    let long = measured.into_iter().filter(|(name, is_long, _)| *is_long && !is_excused(name));
    long.map(|(_, _, breach)| breach).chain(stale).collect()
}

/// Every function with a body: its name, first line and number of lines.
fn functions(tokens: &[Token]) -> Vec<(String, usize, usize)> {
    let named = tokens.windows(2).enumerate().filter(|(_, two)| two[0].text == "fn" && two[1].is_word());
    named
        .filter_map(|(at, two)| {
            let whole = &tokens[at..=at + end_of_body(&tokens[at..])?];
            let n_within_texts: usize = whole.iter().map(|token| token.last_line - token.line).sum();
            let n_lines = whole.last()?.line + 1 - two[0].line - n_within_texts;
            Some((two[1].text.clone(), two[0].line, n_lines))
        })
        .collect()
}

/// The brace that closes a function's body; `None` when it has none.
fn end_of_body(tokens: &[Token]) -> Option<usize> {
    let (mut depth, mut is_body) = (0_usize, false);
    for (at, token) in tokens.iter().enumerate() {
        match token.text.as_str() {
            ";" if depth == 0 => return None,
            "{" if depth == 0 => {
                is_body = true;
                depth = 1;
            }
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if is_body && depth == 0 {
            return Some(at);
        }
    }
    None
}
