//! kill -9 at every point between a post that is due and the word that it is done. Whatever was reached, one post stands in
//! the end.

use std::time::{Duration, Instant};

use steward::standin::{Fault, FaultKind};

use super::proxy::{Proxy, Stop};
use super::replica::Replica;
use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL, TEAM_CHANNEL, TECHCORP_CHANNEL};
use crate::journey::faults::{about_to_prompt, passes, stands_once};

const POST: &str = "chat.postMessage";
/// Longer than any test waits.
const FOR_EVER_MS: u64 = 120_000;

/// The first statement of a claim's transaction that is only spoken when there is something to claim.
const TAKES_TURN: &str = "insert into pace";
const FREEZES: &str = "with frozen as";
const RECORDS: &str = "with ended as";
const FIRES: &str = "insert into schedule_fires";

/// A replica that comes to `stop` is killed there; in between the row is `state`, and `accepted` says whether Slack has it.
async fn killed_at(stop: Stop, state: &str, accepted: usize) {
    let bot = about_to_prompt().await;
    let proxy = Proxy::start(&bot.database.options).await;
    proxy.stops_at(stop.clone());
    let replica = Replica::start(&bot, &proxy.url()).await;
    proxy.reached().await;
    replica.dies().await;
    leaves(&bot, state, accepted, &format!("{stop:?}")).await;
}

/// What a dead replica left, and what becomes of it.
async fn leaves(bot: &Bot, state: &str, accepted: usize, why: &str) {
    // Postgres ends the session a moment after its client is gone.
    comes_true(async || bot.asks("select state from outbox").await == state, why).await;
    assert_eq!(bot.posts(TECHCORP_CHANNEL).len(), accepted, "{why}");
    passes(bot).await;
    stands_once(bot, why).await;
}

pub async fn comes_true(holds: impl AsyncFn() -> bool, why: &str) {
    let started = Instant::now();
    while !holds().await {
        assert!(started.elapsed() < Duration::from_secs(20), "{why}: it does not come true");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn before_the_claim() {
    killed_at(Stop::before("update outbox set state = 'sending'"), "pending", 0).await;
}

#[tokio::test]
async fn in_the_middle_of_the_claim() {
    killed_at(Stop::before(TAKES_TURN), "pending", 0).await;
}

#[tokio::test]
async fn before_the_commit_of_the_claim() {
    killed_at(Stop::before("COMMIT").following(TAKES_TURN), "pending", 0).await;
}

#[tokio::test]
async fn after_the_commit_of_the_claim_whose_answer_is_lost() {
    killed_at(Stop::after("COMMIT").following(TAKES_TURN), "sending", 0).await;
}

#[tokio::test]
async fn after_the_claim() {
    killed_at(Stop::before(FREEZES), "sending", 0).await;
}

#[tokio::test]
async fn after_the_payload_is_frozen() {
    killed_at(Stop::after(FREEZES), "sending", 0).await;
}

#[tokio::test]
async fn after_the_bytes_are_written() {
    let bot = about_to_prompt().await;
    bot.slack.script(Fault::new(POST, FaultKind::Ignore { ms: FOR_EVER_MS }));
    let replica = Replica::start(&bot, &bot.database.url).await;
    comes_true(async || bot.slack.n_faults_left() == 0, "Slack hears of it").await;
    replica.dies().await;
    leaves(&bot, "sending", 0, "written").await;
}

#[tokio::test]
async fn after_slack_accepted() {
    let bot = about_to_prompt().await;
    bot.slack.script(Fault::new(POST, FaultKind::AcceptHang { ms: FOR_EVER_MS }));
    let replica = Replica::start(&bot, &bot.database.url).await;
    comes_true(async || bot.posts(TECHCORP_CHANNEL).len() == 1, "Slack has it").await;
    replica.dies().await;
    leaves(&bot, "sending", 1, "accepted").await;
}

#[tokio::test]
async fn after_the_reply() {
    killed_at(Stop::before(RECORDS), "sending", 1).await;
}

#[tokio::test]
async fn during_the_commit_of_the_outcome() {
    killed_at(Stop::after(RECORDS), "sent", 1).await;
}

/// A digest is decided and its timetable moved on in one transaction.
async fn killed_at_a_fire(stop: Stop, cards: &str) {
    let bot = crate::journey::rescue::started().await;
    bot.hears_daily().await;
    bot.does("update schedules set active = false where channel_id is null").await;
    bot.sleeps_until("2026-03-03T07:30:01Z");
    let proxy = Proxy::start(&bot.database.options).await;
    proxy.stops_at(stop.clone());
    let replica = Replica::start(&bot, &proxy.url()).await;
    proxy.reached().await;
    replica.dies().await;
    let digests = "select count(*) from cards where subject like 'digest:%'";
    comes_true(async || bot.asks(digests).await == cards, &format!("{stop:?}")).await;
    passes(&bot).await;
    assert_eq!(bot.posts(TEAM_CHANNEL).len(), 1, "{stop:?}");
    assert_eq!(bot.asks("select count(*) from schedule_fires").await, "1", "{stop:?}");
}

#[tokio::test]
async fn between_the_claim_of_a_schedule_and_its_commit() {
    killed_at_a_fire(Stop::before(FIRES), "0").await;
}

#[tokio::test]
async fn before_the_commit_of_a_schedule() {
    killed_at_a_fire(Stop::before("COMMIT").following(FIRES), "0").await;
}

#[tokio::test]
async fn after_the_commit_of_a_schedule_whose_answer_is_lost() {
    killed_at_a_fire(Stop::after("COMMIT").following(FIRES), "1").await;
}

/// Slack hears nothing of the event that was stored, and tells it again: to another replica, as a load balancer would.
#[tokio::test]
async fn after_storing_an_event_and_before_the_200() {
    let bot = Bot::new().await;
    let proxy = Proxy::start(&bot.database.options).await;
    let replica = Replica::start(&bot, &proxy.url()).await;
    bot.slack.set_event_retries(vec![Duration::from_millis(500)]);
    bot.slack.set_bot_url(replica.url.clone());
    proxy.stops_at(Stop::after("insert into inbox"));
    let (said, ()) = tokio::join!(bot.slack.say(ANA, GENERAL, "@steward acme", None), async {
        proxy.reached().await;
        replica.dies().await;
        bot.slack.set_bot_url(bot.url.clone());
    });
    assert_eq!(said.unwrap().status, 200, "Slack has told it again");
    // The replica may have begun to read it in its last moments.
    bot.does("update inbox set lease_until = now() - interval '1 s' where state = 'handling'").await;
    bot.reads_letters().await;
    assert_eq!(bot.asks("select state from inbox").await, "handled");
    assert_eq!(bot.slack.journal().len(), 1, "one answer");
}
