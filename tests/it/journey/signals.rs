//! Signals by the clock: what fires, where it is said, and what stays silent.

use chrono::TimeDelta;
use steward::domain::ids::OrgId;
use steward::operations::{rescore, signals};

use super::signal_moves::{actor, row};
use crate::bot::Bot;
use crate::bot::book::{self, Account, Files, Kind};
use crate::bot::town::{ANA, TEAM_CHANNEL};

/// The eve of TechCorp's turning red: on the 26th four features fall out of its last 28 days.
pub const EVE: &str = "2026-02-25T09:00:00Z";
const TICKETS: &str = "external_id,account,subject,priority,opened_at,closed_at,satisfaction";
const TOUCHES: &str = "external_id,account,person,kind,two_way,occurred_at";
/// Signals of a rule, and how each stands.
pub const STATES: &str = "select string_agg(kind || ' ' || state, ', ' order by opened_at, kind) from signals where";
const CARDS: &str = "select count(*) from cards where notice ->> 'kind' = 'signal'";

/// TechCorp alone, a day before it turns red.
pub async fn on_the_eve() -> Bot {
    let bot = Bot::with(EVE, &book::techcorp(book::people())).await;
    bot.hears_daily().await;
    bot
}

/// Accounts of Ana's that were all touched on 20 February, and of which little else is known.
fn quiet(n: usize) -> Files {
    let keys: Vec<String> = (0..n).map(|n| format!("quiet{n}")).collect();
    keys.iter().fold(book::people(), |files, key| {
        let (ends_on, kind) = ("2026-12-31", Kind::Green);
        files.with(&Account { key, name: key, arr: 30_000, owner: "p-ana", ends_on, kind })
    })
}

fn ticket(key: &str, opened_at: &str, closed_at: &str) -> Files {
    let row = format!("{TICKETS}\n{key},techcorp,Sync is down,critical,{opened_at},{closed_at},\n");
    Files::default().and("tickets", &row)
}

fn touch(key: &str, at: &str) -> Files {
    Files::default().and("touchpoints", &format!("{TOUCHES}\nt-{key}-{at},{key},p-mo,call,true,{at}\n"))
}

#[tokio::test]
async fn what_holds_at_the_first_look_alerts_nobody() {
    let bot = Bot::new().await;
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks(CARDS).await, "0");
    assert_ne!(bot.asks("select count(*) from signals where baseline and digest_only").await, "0");
    assert_eq!(bot.asks("select count(*) from signals where not baseline").await, "0");
    assert_eq!(bot.asks("select count(*) from signals where kind = 't1'").await, "0", "an event has no baseline");
    let open = signals::list(&bot.app, &actor(&bot, "ana").await, signals_of_all(), 0).await.unwrap();
    assert!(0 < open.n_matching && open.rows.len() <= 10, "{open:?}");
    assert_eq!(open.n_matching, open.by_kind.iter().map(|(_, n)| n).sum::<i64>());
}

fn signals_of_all() -> steward::domain::signal::SignalFilter {
    steward::domain::signal::SignalFilter { scope: steward::domain::account::BookScope::All, ..Default::default() }
}

#[tokio::test]
async fn turning_red_is_said_once_in_the_teams_channel() {
    let bot = on_the_eve().await;
    bot.advance_to("2026-02-26T02:59:00Z").await;
    assert_eq!(bot.asks(CARDS).await, "0");
    bot.advance_to("2026-02-26T03:00:00Z").await;
    assert_eq!(bot.asks(&format!("{STATES} not baseline")).await, "t1 open");
    assert_eq!(bot.posts(TEAM_CHANNEL).len(), 1, "at once, and to the channel");
    let line = bot.newest(TEAM_CHANNEL, ANA).words();
    assert!(line.contains("TechCorp") && line.contains("Red"), "{line}");
    // Red, and red still.
    bot.advance_to("2026-02-27T04:00:00Z").await;
    assert_eq!(bot.asks("select count(*) from signals where kind = 't1'").await, "1");
    assert_eq!(bot.asks(CARDS).await, "1");
}

#[tokio::test]
async fn a_team_without_a_channel_of_its_own_hears_in_direct_messages() {
    let bot = Bot::with(EVE, &book::techcorp(book::people())).await;
    bot.advance_to("2026-02-26T03:00:00Z").await;
    assert_eq!((bot.posts(&bot.dm(ANA)).len(), bot.posts(TEAM_CHANNEL).len()), (1, 0));
}

#[tokio::test]
async fn a_channel_with_outsiders_hears_nothing() {
    let bot = on_the_eve().await;
    bot.does("update schedules set channel_id = 'C0SHARED01' where channel_id is not null").await;
    bot.advance_to("2026-02-26T03:00:00Z").await;
    assert_eq!((bot.posts("C0SHARED01").len(), bot.posts(&bot.dm(ANA)).len()), (0, 1));
}

#[tokio::test]
async fn a_critical_ticket_speaks_a_second_after_forty_eight_hours() {
    let bot = on_the_eve().await;
    bot.brings_in(&ticket("k-9", "2026-02-25T08:30:00Z", "")).await;
    bot.advance_to("2026-02-27T08:30:00Z").await;
    assert_eq!(bot.asks(&format!("{STATES} kind = 't4'")).await, "");
    bot.advance(TimeDelta::hours(3)).await;
    assert_eq!(bot.asks(&format!("{STATES} kind = 't4'")).await, "t4 open");
    let said = "select to_char(announced_at at time zone 'UTC', 'DD HH24:MI:SS') from signals where kind = 't4'";
    assert_eq!(bot.asks(said).await, "27 08:30:01", "the clock stopped there");
    // Another one, and then none.
    bot.brings_in(&ticket("k-10", "2026-02-26T12:00:00Z", "")).await;
    bot.advance_to("2026-02-28T13:00:00Z").await;
    assert_eq!(bot.asks("select n_again, evidence ->> 'n' from signals where kind = 't4'").await, "1 2");
    bot.brings_in(&ticket("k-9", "2026-02-25T08:30:00Z", "2026-02-28T12:00:00Z")).await;
    bot.brings_in(&ticket("k-10", "2026-02-26T12:00:00Z", "2026-02-28T12:00:00Z")).await;
    bot.advance_to("2026-03-01T04:00:00Z").await;
    assert_eq!(bot.asks("select state, outcome from signals where kind = 't4'").await, "ended recovered");
}

#[tokio::test]
async fn two_workers_and_a_restart_make_one_card() {
    let bot = on_the_eve().await;
    bot.brings_in(&ticket("k-9", "2026-02-25T08:30:00Z", "")).await;
    bot.advance_to("2026-02-27T08:30:00Z").await;
    let (other, third) = (bot.other_worker().await, bot.other_worker().await);
    bot.sleeps_until("2026-02-27T08:30:01Z");
    for _ in 0..3 {
        let (_, one, two) = tokio::join!(bot.runs_due_jobs(), other.run_due(), third.run_due());
        one.unwrap();
        two.unwrap();
    }
    assert_eq!(bot.asks(&format!("{STATES} kind = 't4'")).await, "t4 open");
    let cards = format!("{CARDS} and subject in (select 'signal:' || id from signals where kind = 't4')");
    assert_eq!(bot.asks(&cards).await, "1");
    bot.other_worker().await.run_due().await.unwrap();
    assert_eq!(bot.asks(&cards).await, "1");
}

#[tokio::test]
async fn nobody_hears_more_than_five_a_day() {
    let bot = Bot::with("2026-03-20T09:00:00Z", &quiet(7)).await;
    // Mid-touch is monthly: on the 23rd the silence is 31 days long. It fires at night, and is said when Ana works.
    bot.advance_to("2026-03-23T07:59:00Z").await;
    assert_eq!(bot.asks("select count(*) from signals where kind = 't8' and announce_at is not null").await, "7");
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 0);
    bot.advance_to("2026-03-23T08:00:00Z").await;
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 5);
    assert_eq!(bot.asks("select count(*) from signals where kind = 't8' and digest_only").await, "2");
    bot.advance_to("2026-03-25T09:00:00Z").await;
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 5, "what the digest tells is not told again");
}

#[tokio::test]
async fn after_its_end_a_signal_is_silent_for_a_week() {
    let bot = Bot::with("2026-03-20T09:00:00Z", &quiet(1)).await;
    bot.advance_to("2026-03-23T09:00:00Z").await;
    assert_eq!(bot.asks(&format!("{STATES} true")).await, "t8 open");
    bot.brings_in(&touch("quiet0", "2026-03-23T10:00:00Z")).await;
    bot.advance_to("2026-03-24T04:00:00Z").await;
    assert_eq!(bot.asks("select state, outcome from signals").await, "ended recovered");
    assert_eq!(bot.asks("select desired_version from cards where notice ->> 'kind' = 'signal'").await, "2");
    // A month of silence later it is long past the cooldown.
    bot.advance_to("2026-04-24T09:00:00Z").await;
    assert_eq!(bot.asks(&format!("{STATES} true")).await, "t8 ended, t8 open");
    // Touched and lost sight of again inside the week: nothing.
    bot.brings_in(&touch("quiet0", "2026-04-24T10:00:00Z")).await;
    bot.advance_to("2026-04-25T04:00:00Z").await;
    bot.does("delete from touchpoints where occurred_at > '2026-04-01'").await;
    bot.advance_to("2026-05-01T02:00:00Z").await;
    assert_eq!(bot.asks("select count(*) from signals").await, "2");
    bot.advance_to("2026-05-03T04:00:00Z").await;
    assert_eq!(bot.asks("select count(*) from signals").await, "3");
}

#[tokio::test]
async fn a_lost_account_takes_its_signals_along() {
    let bot = Bot::with(EVE, &book::techcorp(quiet(1))).await;
    bot.advance_to("2026-02-26T04:00:00Z").await;
    bot.does("update accounts set churned_on = '2026-02-26', stirred_at = now() where name = 'TechCorp'").await;
    bot.advance_to("2026-02-27T04:00:00Z").await;
    let going_on = "select count(*) from signals s join accounts a on a.id = s.account_id
        where a.name = 'TechCorp' and s.ended_at is null";
    assert_eq!(bot.asks(going_on).await, "0");
    assert_eq!(bot.asks("select outcome from signals where kind = 't1'").await, "lost");
}

#[tokio::test]
async fn the_digest_hears_of_what_is_new_and_not_of_what_was_there() {
    let bot = on_the_eve().await;
    bot.advance_to("2026-02-26T04:00:00Z").await;
    let ana = actor(&bot, "ana").await;
    let mut conn = bot.app.work.acquire().await.unwrap();
    let since = "2026-02-25T07:30:00Z".parse().unwrap();
    let today = "2026-02-26".parse().unwrap();
    let fresh = signals::new_since(&mut conn, ana.org, Some(&[ana.id()]), since, today).await.unwrap();
    assert_eq!(fresh.iter().map(|row| row.kind.as_str()).collect::<Vec<_>>(), ["t1"]);
    assert_eq!(row(&bot, "t1").await.episode, fresh[0].episode);
}

#[tokio::test]
async fn where_no_digest_comes_signals_come_by_themselves() {
    for (digest, n) in [(false, 1), (true, 0)] {
        let bot = Bot::with(EVE, &book::techcorp(book::people())).await;
        if digest {
            bot.hears_daily().await;
        }
        bot.does(
            "insert into preferences (org_id, person_id, event, way, updated_at)
             select org_id, id, 'other_signals', 'digest', now() from people",
        )
        .await;
        bot.does("update accounts set slack_channel_id = null").await;
        bot.runs_due_jobs().await;
        bot.does("delete from signals").await;
        let before = bot.posts(&bot.dm(ANA)).len();
        bot.does(
            "insert into signals (org_id, id, account_id, kind, opened_at, evidence, owner_id, announce_at)
             select org_id, gen_random_uuid(), id, 't5', now(),
               jsonb_build_object('of', 'detractor', 'score', 2.0, 'answered_on', '2026-02-20', 'comment', ''), owner_id,
               '2026-02-25T08:00:00Z' from accounts where name = 'TechCorp'",
        )
        .await;
        bot.runs_due_jobs().await;
        assert_eq!(bot.posts(&bot.dm(ANA)).len() - before, n, "with a digest: {digest}");
    }
}

#[tokio::test]
async fn what_falls_due_while_channels_are_looked_at_waits_for_its_own_look() {
    let bot = on_the_eve().await;
    bot.sleeps_until("2026-02-26T03:00:00Z");
    rescore::rescore(&bot.app, OrgId::DEFAULT).await.unwrap();
    let waiting = "select count(*) from signals where announce_at is not null and not digest_only";
    assert_eq!(bot.asks(waiting).await, "1");
    // Another replica wrote it a moment after this one asked which organisations have something to say.
    assert_eq!(signals::announce_due(&bot.app, &[], &[]).await.unwrap(), 0);
    assert_eq!(bot.asks(waiting).await, "1");
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks(CARDS).await, "1");
}
