//! Replicas that are told to stop, put to sleep, or work side by side.

use std::time::Duration;

use sqlx::Connection;
use sqlx::postgres::PgConnection;
use steward::standin::{Fault, FaultKind};

use super::kill::comes_true;
use super::proxy::{Proxy, Weather};
use super::replica::{Replica, command};
use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL, TECHCORP_CHANNEL};
use crate::database;
use crate::journey::faults::{about_to_prompt, passes, stands_once};

const POST: &str = "chat.postMessage";
/// What a stop may take.
const DRAIN: Duration = Duration::from_secs(15);

#[tokio::test]
async fn told_to_stop_it_finishes_what_it_sends_and_begins_nothing() {
    let bot = about_to_prompt().await;
    bot.slack.script(Fault::new(POST, FaultKind::AcceptHang { ms: 1_500 }));
    let replica = Replica::start(&bot, &bot.database.url).await;
    comes_true(async || bot.posts(TECHCORP_CHANNEL).len() == 1, "Slack has it").await;
    replica.is_told("TERM").await;
    bot.says(ANA, GENERAL, "/csm play start rescue globex").await;
    assert!(replica.ends_within(DRAIN).await.success());
    let states = "select state from outbox order by created_at";
    assert_eq!(bot.asks(states).await, "sent\npending", "nothing is left unknown, and nothing was begun");
    stands_once(&bot, "told to stop").await;
}

#[tokio::test]
async fn told_to_stop_it_answers_who_is_at_the_door() {
    let bot = Bot::new().await;
    let proxy = Proxy::start(&bot.database.options).await;
    let replica = Replica::start(&bot, &proxy.url()).await;
    bot.slack.set_bot_url(replica.url.clone());
    proxy.is(Weather::Slow(Duration::from_millis(40)));
    let (answer, ()) = tokio::join!(bot.slack.say(ANA, GENERAL, "/csm techcorp", None), async {
        tokio::time::sleep(Duration::from_millis(60)).await;
        replica.is_told("TERM").await;
    });
    assert_eq!(answer.unwrap().status, 200);
    proxy.is(Weather::Clear);
    assert!(replica.ends_within(DRAIN).await.success());
}

/// It sleeps with the request in Slack's hands; meanwhile its lease runs out and somebody else looks.
#[tokio::test]
async fn put_to_sleep_inside_a_send_it_does_not_speak_for_who_took_over() {
    let bot = about_to_prompt().await;
    bot.slack.script(Fault::new(POST, FaultKind::AcceptHang { ms: 300 }));
    let replica = Replica::start(&bot, &bot.database.url).await;
    comes_true(async || bot.posts(TECHCORP_CHANNEL).len() == 1, "Slack has it").await;
    replica.is_told("STOP").await;
    passes(&bot).await;
    stands_once(&bot, "while it sleeps").await;
    let fence = bot.asks("select fence from outbox").await;
    replica.is_told("CONT").await;
    replica.is_told("TERM").await;
    assert!(replica.ends_within(DRAIN).await.success());
    assert_eq!(bot.asks("select fence from outbox").await, fence);
    stands_once(&bot, "after it woke").await;
}

/// It sleeps between its claim and the bytes; somebody else sends.
#[tokio::test]
async fn put_to_sleep_before_a_send_it_sends_nothing_when_it_wakes() {
    let bot = about_to_prompt().await;
    bot.slack.script(Fault::new("conversations.info", FaultKind::AcceptHang { ms: 300 }));
    let replica = Replica::start(&bot, &bot.database.url).await;
    comes_true(async || bot.slack.n_faults_left() == 0, "it is between claim and send").await;
    replica.is_told("STOP").await;
    passes(&bot).await;
    stands_once(&bot, "while it sleeps").await;
    replica.is_told("CONT").await;
    replica.is_told("TERM").await;
    assert!(replica.ends_within(DRAIN).await.success());
    passes(&bot).await;
    stands_once(&bot, "after it woke").await;
}

#[tokio::test]
async fn two_replicas_at_one_outbox_send_each_card_once() {
    let bot = about_to_prompt().await;
    for account in ["acme", "globex"] {
        bot.slack.say(ANA, GENERAL, &format!("/csm play start rescue {account}"), None).await.unwrap();
    }
    let (one, other) = tokio::join!(Replica::start(&bot, &bot.database.url), Replica::start(&bot, &bot.database.url));
    comes_true(async || bot.asks("select count(*) from outbox where state <> 'sent'").await == "0", "all sent").await;
    for replica in [one, other] {
        replica.is_told("TERM").await;
        assert!(replica.ends_within(DRAIN).await.success());
    }
    let posts = bot.slack.journal().into_iter().filter(|entry| entry.method == POST).count();
    assert_eq!(posts.to_string(), bot.asks("select count(*) from outbox").await);
    stands_once(&bot, "two replicas").await;
}

/// Two replicas of a new version start at once on an empty database.
#[tokio::test]
async fn of_two_replicas_that_migrate_one_does() {
    let (empty, migrated) = tokio::join!(database::empty(), database::fresh());
    let migrate = || command("migrate", &empty.url).output();
    let (one, other) = tokio::join!(migrate(), migrate());
    for output in [one.unwrap(), other.unwrap()] {
        assert!(output.status.success(), "{output:?}");
    }
    let mut applied = Vec::new();
    for database in [empty, migrated] {
        let mut connection = PgConnection::connect_with(&database.options).await.unwrap();
        let question = "select count(*) from _sqlx_migrations where success";
        applied.push(sqlx::query_scalar::<_, i64>(question).fetch_one(&mut connection).await.unwrap());
        connection.close().await.unwrap();
    }
    assert_eq!(applied[0], applied[1]);
}
