//! People are told things in their own language: Slack's or the one they chose. Channels are told them in the language of
//! the organisation, English unless it is set.

use serde_json::{Value, json};
use steward::domain::locale::Language;

use crate::bot::Bot;
use crate::bot::town::{ANA, BO, GENERAL, TECHCORP_CHANNEL};

const LOCALE: &str = "select coalesce(language, '-'), slack_locale from staff where external_id = 'p-ana'";

fn language(code: &str) -> Value {
    json!({ "type": "static_select", "selected_option": { "value": code, "text": { "type": "plain_text", "text": code } } })
}

#[tokio::test]
async fn slacks_language_is_spoken_until_somebody_chooses_one() {
    let bot = Bot::new().await;
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks(LOCALE).await, "- en-GB");
    bot.changes_locale(ANA, "de-DE").await;
    assert_eq!(bot.asks(LOCALE).await, "- de-DE");
    let german = bot.says(ANA, GENERAL, "/csm techcorp").await;
    insta::assert_snapshot!(german.words());
    insta::assert_snapshot!("home", bot.opens_home(ANA).await);

    bot.clicks(ANA, &bot.says(ANA, GENERAL, "/csm quiet-hours").await, "Einstellungen…").await;
    assert_eq!(bot.submits(ANA, &[("language", language("en"))]).await, None);
    let english = bot.says(ANA, GENERAL, "/csm techcorp").await;
    assert!(english.words().contains("🔒 Only visible to you"), "{}", english.words());

    bot.clicks(ANA, &bot.says(ANA, GENERAL, "/csm quiet-hours").await, "Settings…").await;
    assert_eq!(bot.submits(ANA, &[("language", language("slack"))]).await, None);
    assert_eq!(bot.asks(LOCALE).await, "- de-DE");
    let others = bot.says(BO, GENERAL, "/csm techcorp").await;
    assert!(others.words().contains("🔒 Only visible to you"), "{}", others.words());
}

#[tokio::test]
async fn a_digest_speaks_its_readers_language_and_a_channel_english() {
    let bot = Bot::new().await;
    bot.runs_due_jobs().await;
    bot.changes_locale(ANA, "de-AT").await;
    let set = bot.says(ANA, GENERAL, "/csm digest daily 8:30").await;
    insta::assert_snapshot!(set.line());
    let begun = bot.says(ANA, TECHCORP_CHANNEL, "/csm play start red_account_rescue techcorp").await;
    insta::assert_snapshot!(begun.words());
    bot.runs_due_jobs().await;
    let step = bot.newest(TECHCORP_CHANNEL, ANA);
    assert!(step.words().contains("[!Acknowledge]"), "{}", step.words());
    bot.advance_to("2026-03-03T07:30:00Z").await;
    insta::assert_snapshot!("digest", bot.newest(&bot.dm(ANA), ANA).words());
}

#[tokio::test]
async fn channels_are_told_things_in_the_language_of_the_organisation() {
    let bot = Bot::with_channels_in(Language::German).await;
    bot.runs_due_jobs().await;
    bot.says(ANA, TECHCORP_CHANNEL, "/csm play start red_account_rescue techcorp").await;
    bot.runs_due_jobs().await;
    insta::assert_snapshot!("step_in_a_channel", bot.newest(TECHCORP_CHANNEL, ANA).words());
    let set = bot.says(ANA, TECHCORP_CHANNEL, "/csm digest daily 8:30 here").await;
    assert!(set.words().contains("The digest of"), "Ana reads English: {}", set.words());
    bot.advance_to("2026-03-03T07:30:00Z").await;
    insta::assert_snapshot!("digest_of_a_channel", bot.newest(TECHCORP_CHANNEL, ANA).words());
}

#[tokio::test]
async fn what_was_meant_by_a_line_is_said_in_the_readers_language() {
    let bot = Bot::new().await;
    bot.changes_locale(ANA, "de-DE").await;
    let lines = [
        "/csm book health:rad",
        "/csm book health:red health:green",
        "/csm forecast techcorp likely 1,250k",
        "/csm contact techcorp add Kim",
        "/csm metrics qtd ytd",
        "/csm roles @bo boss",
        "/csm play again",
        "/csm why",
    ];
    let mut told = Vec::new();
    for line in lines {
        let answer = bot.says(ANA, GENERAL, line).await.words();
        told.push(format!("{line}\n    {}", answer.lines().nth(1).unwrap_or_default()));
    }
    insta::assert_snapshot!("hints", told.join("\n"));
}
