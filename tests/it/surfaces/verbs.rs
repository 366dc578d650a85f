//! Each example of help, typed one after another.

use steward::slack::commands::HELP;

use super::{crowded, steady};
use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL, MO, TECHCORP_CHANNEL};

/// Verbs of leaders and of whoever runs the bot.
const OF_LEADERS: [&str; 6] = ["team", "segment", "capacity", "audit", "roles", "status"];

/// Verbs that an account follows.
const OF_ACCOUNTS: [&str; 13] = [
    "account",
    "why",
    "forecast",
    "play show",
    "note",
    "contact",
    "pulse",
    "plan",
    "qbr",
    "feedback",
    "advocacy",
    "mute",
    "link",
];

/// Who types an example, and where.
fn teller(verb: &str) -> (&'static str, &'static str) {
    let who = if OF_LEADERS.contains(&verb) { MO } else { ANA };
    (who, if matches!(verb, "link" | "unlink") { TECHCORP_CHANNEL } else { GENERAL })
}

/// What it says to a line, and the form that it opened.
async fn answer(bot: &Bot, verb: &str, example: &str) -> String {
    let (who, place) = teller(verb);
    let seen = bot.says(who, place, &format!("/csm {example}")).await;
    assert!(!seen.messages.is_empty() || bot.form(who).is_some(), "no answer to {example}");
    let form = bot.form(who).map(|_| bot.form_in_words(who));
    if let Some(view) = bot.form(who) {
        bot.slack.close(who, view["id"].as_str().unwrap()).await.unwrap();
    }
    let words = [Some(seen.words()), form].into_iter().flatten().collect::<Vec<_>>().join("\n");
    assert!(!words.contains("Something broke"), "no answer to {example}: {words}");
    words
}

#[tokio::test]
async fn every_example_of_every_verb() {
    let bot = crowded().await;
    for entry in HELP {
        let mut said = Vec::new();
        for example in entry.examples {
            said.push(format!("> /csm {example}\n\n{}", answer(&bot, entry.verb, example).await));
        }
        insta::assert_snapshot!(entry.verb, steady(&said.join("\n\n\n")));
        bot.runs_due_jobs().await;
    }
    insta::assert_snapshot!("unclear", steady(&unclear(&bot).await));
}

/// Names that several accounts begin with, and that none has.
async fn unclear(bot: &Bot) -> String {
    let mut said = Vec::new();
    for verb in OF_ACCOUNTS {
        for name in ["many", "nobody of that name"] {
            let answer = bot.says(ANA, GENERAL, &format!("/csm {verb} \"{name}\"")).await;
            said.push(format!("> /csm {verb} \"{name}\"\n{}", answer.words()));
        }
    }
    said.join("\n\n")
}
