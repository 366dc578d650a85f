//! Charts where Slack draws none: the same as a picture, and where that fails too, as a line of bars.

use serde_json::Value;
use steward::standin::{Fault, FaultKind};

use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL};

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
    insta::assert_snapshot!(crate::bot::drawn::visible(shown["alt_text"].as_str().unwrap()), @"Health, 29 days: from 52 on 1 Feb to 45 on 2 Mar; lowest 45 on 26 Feb, highest 60 on 25 Feb");
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
