//! Charts where Slack draws none: the same as a picture, and where that fails too, as a line of bars.

use serde_json::Value;
use steward::standin::{Fault, FaultKind};

use super::metrics::moving;
use crate::bot::town::{ANA, GENERAL, MO, TEAM_CHANNEL};
use crate::bot::{Bot, NOW};

fn refuses(method: &str, code: &str) -> Fault {
    Fault::new(method, FaultKind::RejectError { code: code.into() })
}

/// The picture among the blocks of a message.
fn picture(message: &Value) -> Option<&Value> {
    message["blocks"].as_array()?.iter().find(|block| block["type"] == "image")
}

/// The bytes of a file, as whoever sees the message loads them.
async fn loaded(bot: &Bot, picture: &Value) -> Vec<u8> {
    let id = picture["slack_file"]["id"].as_str().unwrap();
    let address = bot.slack.url().join(&format!("files/{id}/picture")).unwrap();
    let response = reqwest::get(address).await.unwrap();
    assert_eq!(response.headers()["content-type"], "image/png");
    response.bytes().await.unwrap().to_vec()
}

#[tokio::test]
async fn a_chart_that_slack_does_not_draw_is_a_picture() {
    let mut bot = Bot::new().await;
    bot.may_be_refused();
    bot.slack.script(refuses("chat.postMessage", "invalid_blocks"));
    bot.says(ANA, &bot.dm(ANA), "why techcorp").await;
    let answer = bot.newest(&bot.dm(ANA), ANA);
    let shown = picture(answer.only()).unwrap_or_else(|| panic!("no picture: {}", answer.words()));
    insta::assert_snapshot!(crate::bot::drawn::visible(shown["alt_text"].as_str().unwrap()), @"Health, 29 days: from 52 on 1 Feb to 45 on 2 Mar; lowest 45 on 26 Feb, highest 59 on 25 Feb");
    let png = loaded(&bot, shown).await;
    assert_eq!(png[..8], *b"\x89PNG\r\n\x1a\n");
    assert!(!answer.words().contains('▇') && !answer.words().contains("chart "), "{}", answer.words());
    assert!(answer.line().starts_with("Why TechCorp"));
}

#[tokio::test]
async fn private_answers_have_it_too() {
    let bot = Bot::new().await;
    bot.slack.script(Fault::new("response_url", FaultKind::Reject500));
    let answer = bot.says(ANA, GENERAL, "/csm why techcorp").await;
    assert_eq!(answer.only()["is_ephemeral"], true);
    loaded(&bot, picture(answer.only()).expect("a picture")).await;
    bot.slack.script(Fault::new("response_url", FaultKind::Reject500));
    let pack = bot.says(ANA, GENERAL, "/csm qbr techcorp").await;
    loaded(&bot, picture(pack.only()).expect("a picture")).await;
}

#[tokio::test]
async fn without_a_picture_bars_stay() {
    for method in ["files.getUploadURLExternal", "files.completeUploadExternal"] {
        let mut bot = Bot::new().await;
        bot.may_be_refused();
        bot.slack.script(refuses("chat.postMessage", "invalid_blocks"));
        bot.slack.script(refuses(method, "missing_scope"));
        bot.says(ANA, &bot.dm(ANA), "why techcorp").await;
        let answer = bot.newest(&bot.dm(ANA), ANA);
        assert!(picture(answer.only()).is_none(), "{method}");
        assert!(answer.words().contains("*Health, 29 days*"), "{method}: {}", answer.words());
    }
}

#[tokio::test]
async fn a_picture_that_slack_does_not_show_gives_way_to_bars() {
    let mut bot = Bot::new().await;
    bot.may_be_refused();
    bot.slack.script(refuses("chat.postMessage", "invalid_blocks").times(3));
    bot.says(ANA, &bot.dm(ANA), "why techcorp").await;
    let answer = bot.newest(&bot.dm(ANA), ANA);
    assert!(picture(answer.only()).is_none());
    assert!(answer.words().contains("*Health, 29 days*"), "{}", answer.words());
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 1);
}

/// A week with charts, at the moment before it is posted.
async fn before_the_week() -> Bot {
    let mut bot = Bot::with(NOW, &moving()).await;
    bot.may_be_refused();
    bot.says(MO, TEAM_CHANNEL, "/csm digest weekly here mon 8:30").await;
    bot.advance_to("2026-03-09T08:29:00Z").await;
    bot
}

async fn posts_the_week(bot: &Bot) -> String {
    bot.advance_to("2026-03-09T08:30:00Z").await;
    assert_eq!(bot.posts(TEAM_CHANNEL).len(), 1, "one week, one post");
    assert_eq!(bot.asks("select state, attempt from outbox where state <> 'sent' or attempt <> 1").await, "");
    bot.newest(TEAM_CHANNEL, MO).words()
}

#[tokio::test]
async fn the_portfolio_has_charts_that_a_post_keeps_in_some_form() {
    let bot = before_the_week().await;
    let drawn = posts_the_week(&bot).await;
    assert!(drawn.contains("chart \"ARR moved by quarter, USD\""), "{drawn}");

    let bot = before_the_week().await;
    bot.slack.script(refuses("chat.postMessage", "invalid_blocks"));
    let pictured = posts_the_week(&bot).await;
    insta::assert_snapshot!(pictured.lines().find(|line| line.starts_with("picture ")).unwrap_or(&pictured), @r#"picture "Accounts by colour, 35 days; 🔴 Red 3 on 2 Feb → 0 (−3); 🟡 Yellow 5 on 2 Feb → 1 (−4); 🟢 Green 0 on 2 Feb → 0 (±0); ⚪ No colour 4 on 2 Feb → 11 (+7)""#);
    loaded(&bot, picture(bot.newest(TEAM_CHANNEL, MO).only()).unwrap()).await;

    let bot = before_the_week().await;
    bot.slack.script(refuses("chat.postMessage", "invalid_blocks"));
    bot.slack.script(refuses("files.getUploadURLExternal", "missing_scope").times(2));
    let told = posts_the_week(&bot).await;
    assert!(told.contains("*ARR moved by quarter, USD*") && told.contains("2026 Q1: +$27K new"), "{told}");
}

#[tokio::test]
async fn what_is_said_instead_is_said_once_whatever_becomes_of_its_answer() {
    let bot = before_the_week().await;
    bot.slack.script(refuses("files.getUploadURLExternal", "missing_scope").times(2));
    bot.slack.script(refuses("chat.postMessage", "invalid_blocks"));
    bot.slack.script(Fault::new("chat.postMessage", FaultKind::AcceptDrop));
    bot.advance_to("2026-03-09T08:30:00Z").await;
    bot.advance_to("2026-03-09T08:40:00Z").await;
    assert_eq!(bot.posts(TEAM_CHANNEL).len(), 1);
    assert_eq!(bot.asks("select distinct state from outbox").await, "sent");
    // What Slack refuses in every form waits for a person.
    let bot = before_the_week().await;
    bot.slack.script(refuses("chat.postMessage", "invalid_blocks").times(4));
    bot.advance_to("2026-03-09T08:30:00Z").await;
    assert_eq!(bot.asks("select state, error from outbox where state <> 'sent'").await, "held invalid_blocks");
}

#[tokio::test]
async fn an_edit_is_made_in_some_form_too() {
    let bot = before_the_week().await;
    posts_the_week(&bot).await;
    bot.slack.script(refuses("chat.update", "invalid_blocks"));
    bot.does("update cards set desired_version = desired_version + 1 where ts is not null").await;
    bot.runs_due_jobs().await;
    let edited = bot.newest(TEAM_CHANNEL, MO);
    loaded(&bot, picture(edited.only()).expect("a picture")).await;
    assert_eq!(bot.asks("select count(*) from cards where posted_version < desired_version").await, "0");
    assert_eq!(bot.posts(TEAM_CHANNEL).len(), 1);
}
