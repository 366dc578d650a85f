//! An answer that takes longer than Slack's permission to open a modal lives: one that says so stands there in time.

use std::time::Duration;

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL};

/// The database is busy with this table for two seconds.
async fn busy(bot: &Bot, table: &str) -> tokio::task::JoinHandle<()> {
    let mut other = PgConnection::connect_with(&bot.database.options).await.unwrap();
    let lock = format!("begin; lock table {table} in access exclusive mode");
    other.execute(AssertSqlSafe(lock)).await.unwrap();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(2_500)).await;
        other.execute("rollback").await.unwrap();
    })
}

/// What was opened and drawn anew, in order.
fn modals(bot: &Bot) -> Vec<String> {
    let written = bot.slack.journal().into_iter().filter(|entry| entry.method.starts_with("views."));
    let written = written.filter(|entry| entry.method != "views.publish");
    written
        .map(|entry| format!("{} {}", entry.method, entry.arguments["view"]["title"]["text"].as_str().unwrap()))
        .collect()
}

#[tokio::test]
async fn an_answer_over_the_page_is_waited_for() {
    let bot = Bot::new().await;
    bot.opens_home_again(ANA).await;
    bot.presses(ANA, "Renewals").await;
    let released = busy(&bot, "forecast_snapshots").await;
    bot.presses(ANA, "What slipped…").await;
    released.await.unwrap();
    assert_eq!(modals(&bot), ["views.open Steward", "views.update Steward"]);
    assert!(bot.form_in_words(ANA).contains("nothing to compare with yet"), "{}", bot.form_in_words(ANA));

    // What comes at once is the only one.
    bot.presses(ANA, "What slipped…").await;
    let card = bot.says(ANA, GENERAL, "/csm techcorp").await;
    bot.clicks(ANA, &card, "Log note…").await;
    assert_eq!(modals(&bot)[2..], ["views.open Steward", "views.open Log to account"]);
}

#[tokio::test]
async fn whoever_closes_the_modal_does_not_wait_any_more() {
    let mut bot = Bot::new().await;
    bot.may_be_refused();
    bot.opens_home_again(ANA).await;
    bot.presses(ANA, "Renewals").await;
    let released = busy(&bot, "forecast_snapshots").await;
    let closes = async {
        while bot.form(ANA).is_none() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let id = bot.form(ANA).unwrap()["id"].as_str().unwrap().to_owned();
        bot.slack.close(ANA, &id).await.unwrap();
    };
    tokio::join!(bot.presses(ANA, "What slipped…"), closes);
    released.await.unwrap();
    assert_eq!(modals(&bot), ["views.open Steward"]);
    // It was tried once: nobody apologises in a modal that is closed.
    assert_eq!(bot.slack.refused().len(), 1, "{:#?}", bot.slack.refused());
}
