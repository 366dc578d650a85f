//! What can wait, and people who want to be left alone: Slack's Do Not Disturb, and their own quiet hours.

use chrono::{DateTime, Utc};
use steward::standin::seed::{Person, Seed};
use steward::standin::{Fault, FaultKind};

use super::hours::direct;
use crate::bot::town::{ANA, GENERAL, MO, TEAM_CHANNEL, seed};
use crate::bot::{Bot, NOW, book};

/// Ana wants to be left alone from one moment to another.
fn undisturbed(from: &str, to: &str) -> Seed {
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap().timestamp();
    let dnd = Some((at(from), at(to)));
    let mut seed = seed();
    let people = seed.people.into_iter();
    seed.people = people.map(|person| if person.id == ANA { Person { dnd, ..person } } else { person }).collect();
    seed
}

fn asked(bot: &Bot) -> usize {
    bot.slack.journal().iter().filter(|entry| entry.method == "dnd.info").count()
}

#[tokio::test]
async fn a_digest_waits_for_the_end_of_do_not_disturb() {
    let seed = undisturbed("2026-03-02T20:00:00Z", "2026-03-03T08:10:00Z");
    let bot = Bot::in_town(NOW, &book::usual(), seed).await;
    bot.hears_daily().await;
    bot.advance_to("2026-03-03T08:09:00Z").await;
    assert_eq!(bot.posts(TEAM_CHANNEL).len(), 1, "a channel is not asked");
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 0);
    let status = bot.says(MO, GENERAL, "/csm status").await.words();
    assert!(status.contains("for 0 s at most"), "what waits for its reader is not late: {status}");
    bot.advance_to("2026-03-03T08:10:00Z").await;
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 1, "half past eight was within it");
    bot.advance_to("2026-03-03T12:00:00Z").await;
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 1);
}

#[tokio::test]
async fn do_not_disturb_without_end_does_not_lose_a_day() {
    let seed = undisturbed("2026-03-02T20:00:00Z", "2027-03-03T08:10:00Z");
    let bot = Bot::in_town(NOW, &book::usual(), seed).await;
    bot.hears_daily().await;
    bot.advance_to("2026-03-04T07:29:00Z").await;
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 0);
    bot.advance_to("2026-03-04T07:31:00Z").await;
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 1, "yesterday's, a day late");
}

#[tokio::test]
async fn where_slack_does_not_say_nobody_is_left_out() {
    let seed = undisturbed("2026-03-02T20:00:00Z", "2026-03-03T08:10:00Z");
    let mut bot = Bot::in_town(NOW, &book::usual(), seed).await;
    bot.may_be_refused();
    bot.hears_daily().await;
    let kind = FaultKind::RejectError { code: "missing_scope".into() };
    bot.slack.script(Fault { kind, method: "dnd.info".into(), channel: None, count: 20 });
    bot.advance_to("2026-03-03T07:31:00Z").await;
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 1);
}

#[tokio::test]
async fn what_is_grave_and_what_one_asked_for_do_not_wait() {
    let seed = undisturbed("2026-02-20T00:00:00Z", "2026-04-01T00:00:00Z");
    let bot = Bot::in_town(NOW, &direct(), seed).await;
    bot.says(ANA, GENERAL, "/csm play start red_account_rescue acme").await;
    bot.runs_due_jobs().await;
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 1, "she looks at it");
    // The same, started by somebody else, waits.
    let seed = undisturbed("2026-02-20T00:00:00Z", "2026-03-02T11:00:00Z");
    let other = Bot::in_town(NOW, &direct(), seed).await;
    other.says(MO, GENERAL, "/csm play start red_account_rescue acme").await;
    other.runs_due_jobs().await;
    assert_eq!(other.posts(&other.dm(ANA)).len(), 0);
    other.advance_to("2026-03-02T11:00:00Z").await;
    assert_eq!(other.posts(&other.dm(ANA)).len(), 1);
    assert!(asked(&other) <= 2, "it is remembered for minutes: {}", asked(&other));
}

#[tokio::test]
async fn the_last_card_of_a_play_waits_for_the_end_of_quiet_hours() {
    let bot = Bot::with(NOW, &direct()).await;
    bot.reminds_nobody().await;
    bot.says(ANA, GENERAL, "/csm play start red_account_rescue acme").await;
    bot.runs_due_jobs().await;
    bot.says(ANA, GENERAL, "/csm quiet-hours 09:30-12:00").await;
    bot.says(MO, GENERAL, "/csm play stop acme because they were sold").await;
    bot.runs_due_jobs().await;
    let before = bot.posts(&bot.dm(ANA)).len();
    assert_eq!(bot.asks("select state from playbook_runs").await, "stopped");
    bot.advance_to("2026-03-02T10:59:00Z").await;
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), before);
    bot.advance_to("2026-03-02T11:00:00Z").await;
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), before + 1);
}
