//! What can wait, and people who want to be left alone: Slack's Do Not Disturb, and their own quiet hours.

use chrono::{DateTime, Utc};
use steward::jobs::Worker;
use steward::operations::installs;
use steward::slack::client::{Lines, SlackClient};
use steward::standin::seed::{Person, Seed};
use steward::standin::{Fault, FaultKind};

use super::hours::direct;
use crate::bot::town::{ANA, BOT_TOKEN, GENERAL, MO, TEAM_CHANNEL, TEAM_ID, seed};
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

/// What Ana was told in threads of her direct messages.
fn replies(bot: &Bot) -> usize {
    bot.posts(&bot.dm(ANA)).iter().filter(|entry| entry.arguments.to_string().contains("thread_ts")).count()
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
async fn a_step_that_comes_back_waits_where_its_first_card_stands() {
    let seed = undisturbed("2026-03-03T00:00:00Z", "2026-03-03T13:00:00Z");
    let bot = Bot::in_town(NOW, &direct(), seed).await;
    bot.reminds_nobody().await;
    bot.says(ANA, GENERAL, "/csm play start red_account_rescue acme").await;
    bot.runs_due_jobs().await;
    bot.says(ANA, GENERAL, "/csm play snooze acme 1bd").await;
    bot.advance_to("2026-03-03T12:59:00Z").await;
    let back = "select count(*) from cards where notice ->> 'kind' = 'step_again'";
    assert_eq!(bot.asks(back).await, "1", "it is back");
    assert_eq!(replies(&bot), 0, "and she is left alone");
    bot.advance_to("2026-03-03T13:00:00Z").await;
    assert_eq!(replies(&bot), 1);
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

#[tokio::test]
async fn where_slack_asks_to_wait_a_post_waits_and_it_costs_nothing() {
    let seed = undisturbed("2026-03-02T20:00:00Z", "2026-03-03T08:10:00Z");
    let mut bot = Bot::in_town(NOW, &book::usual(), seed).await;
    bot.may_be_refused();
    bot.hears_daily().await;
    bot.advance_to("2026-03-03T07:20:00Z").await;
    bot.slack.script(Fault::new("dnd.info", FaultKind::Reject429 { retry_after: "20".into() }).times(2));
    bot.sleeps_until("2026-03-03T07:31:00Z");
    for _ in 0..2 {
        bot.runs_due_jobs().await;
        let waits = "select attempt, error, 10 < extract(epoch from not_before - now()) as waits from outbox
                     where state = 'pending' and waits_until is null and channel_id = 'U0ANA00001'";
        assert_eq!(bot.asks(waits).await, "0 rate limited true");
        bot.queue_has_waited().await;
    }
    assert_eq!(bot.slack.n_faults_left(), 0);
    bot.advance_to("2026-03-03T08:09:00Z").await;
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 0);
    bot.advance_to("2026-03-03T08:10:00Z").await;
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 1, "once Slack says so, it waits for her");
}

/// A worker that has not asked Slack about anybody yet.
async fn newcomer(bot: &Bot) -> Worker {
    let slack = SlackClient::new(bot.slack.url().join("api/").unwrap(), BOT_TOKEN.into()).unwrap();
    let own = installs::at(&bot.app, (Some(TEAM_ID), None)).await.unwrap().unwrap().id;
    let lines = Lines::new(bot.app.clone(), slack.clone(), Some(own), None);
    Worker { slack, lines, ..bot.other_worker().await }
}

#[tokio::test]
async fn a_line_in_a_thread_rests_with_its_card() {
    let seed = undisturbed("2026-03-02T20:00:00Z", "2026-03-03T20:00:00Z");
    let mut bot = Bot::in_town(NOW, &direct(), seed).await;
    bot.may_be_refused();
    bot.reminds_nobody().await;
    let ticket = "external_id,account,subject,priority,opened_at,closed_at,satisfaction\n\
                  t-down,acme,Sync is down,critical,2026-02-28T09:00:00Z,,\n";
    bot.brings_in(&book::Files::default().and("tickets", ticket)).await;
    bot.says(MO, GENERAL, "/csm play start critical_escalation acme").await;
    bot.advance_to("2026-03-03T12:00:00Z").await;
    let resting = "select count(*), count(distinct waits_until) from outbox where state = 'pending'";
    assert_eq!(bot.asks(resting).await, "1 1", "the daily update, until she may be disturbed");
    let before = bot.posts(&bot.dm(ANA)).len();
    // The next occurrence comes while nobody knows whether she wants to be left alone.
    bot.does("update run_steps set prompt_at = '2026-03-03T12:30:00Z' where step = 'updates' and occurrence = 2").await;
    bot.sleeps_until("2026-03-03T12:30:00Z");
    let newcomer = newcomer(&bot).await;
    bot.slack.script(Fault::new("dnd.info", FaultKind::RejectError { code: "missing_scope".into() }).times(20));
    for _ in 0..10 {
        newcomer.run_due().await.unwrap();
        bot.queue_has_waited().await;
    }
    assert_eq!(bot.asks(resting).await, "2 1", "{}", bot.asks("select state, error from outbox").await);
    bot.advance_to("2026-03-03T19:59:00Z").await;
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), before);
    bot.advance_to("2026-03-03T20:00:00Z").await;
    let posts = bot.posts(&bot.dm(ANA));
    assert_eq!(posts.len(), before + 2);
    assert_eq!(posts.last().unwrap().arguments["thread_ts"], posts[before].ts.clone().unwrap());
    assert_eq!(bot.asks("select count(*) from outbox where state <> 'sent'").await, "0");
}
