//! A bot whose command is called otherwise says so, everywhere.

use std::fs;
use std::path::{Path, PathBuf};

use steward::slack::commands::HELP;
use steward::standin::seed::{App, Command};

use crate::bot::book;
use crate::bot::town::{self, ANA, GENERAL, MO};
use crate::bot::{Bot, NOW};

/// Lines that end in a hint, a footer or a refusal which names the command.
const LINES: [&str; 30] = [
    "",
    "techcorp",
    "zzyzx",
    "bok all",
    "qbrs techcorp",
    "why techcorp",
    "book",
    "book helth:red",
    "renewals",
    "forecast techcorp",
    "forecast techcorp likely",
    "risks",
    "quiet",
    "expansions",
    "metrics",
    "capacity",
    "team",
    "play list",
    "play show renewal",
    "play start nothing techcorp",
    "note techcorp",
    "contact techcorp",
    "pulse techcorp",
    "plan techcorp",
    "qbr techcorp",
    "digest",
    "subscriptions",
    "mute",
    "away",
    "link",
];
/// The name that nobody gave this bot.
const USUAL: &str = "/csm";

#[tokio::test]
async fn a_renamed_bot_never_says_the_usual_name() {
    let seed = town::seed();
    let commands = vec![Command { command: "/care".into(), ..seed.app.commands[0].clone() }];
    let seed = steward::standin::seed::Seed { app: App { commands, ..seed.app.clone() }, ..seed };
    let bot = Bot::in_town(NOW, &book::usual(), seed).await;
    let verbs = HELP.iter().map(|entry| format!("help {}", entry.verb));
    let more = ["help", "status", "audit", "roles", "quiet-hours", "advocacy techcorp", "feedback techcorp"];
    let mut n_named = 0;
    for line in LINES.into_iter().chain(more).map(str::to_owned).chain(verbs) {
        for user in [ANA, MO] {
            let said = bot.says(user, GENERAL, &format!("/care {line}")).await.words();
            assert!(!said.is_empty() && !said.contains(USUAL), "{line}: {said}");
            n_named += usize::from(said.contains("/care "));
        }
    }
    assert!(100 < n_named, "{n_named}");
    for user in [ANA, MO] {
        if bot.opens_home(user).await.contains("[Not now]") {
            bot.presses(user, "Not now").await;
        }
        for tab in ["Today", "Book", "Renewals", "Plays", "Settings"] {
            let page = bot.presses(user, tab).await;
            assert!(!page.contains(USUAL), "{tab}: {page}");
        }
    }
    bot.hears_daily().await;
    bot.advance_to("2026-03-03T09:00:00Z").await;
    bot.runs_due_jobs().await;
    for user in [ANA, MO] {
        let posted = bot.dm(user);
        assert!(!posted.contains(USUAL), "{posted}");
    }
}

/// What people are told comes from here; the name is handed in.
const SPEAKING: [&str; 6] = ["slack/render", "slack/desk", "slack/install", "slack/commands", "jobs", "operations"];

#[test]
fn no_source_of_words_holds_the_name() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut n_files = 0;
    for folder in SPEAKING {
        for file in files(&src.join(folder)) {
            let text = fs::read_to_string(&file).unwrap();
            let is_test = file.ends_with("tests.rs")
                || file.to_string_lossy().contains("/samples/")
                || file.ends_with("worst.rs");
            let spoken = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            let lines = spoken.lines().filter(|line| !line.trim_start().starts_with("//"));
            n_files += 1;
            assert!(is_test || !lines.clone().any(|line| line.contains(USUAL)), "{}", file.display());
        }
    }
    assert!(200 < n_files, "{n_files}");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .collect()
}
