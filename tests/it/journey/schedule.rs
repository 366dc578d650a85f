//! Digests by the clock: one for all workers, late, missed, on nights when the clock changes, and never at weekends.

use crate::bot::Bot;
use crate::bot::book;
use crate::bot::town::{ANA, GENERAL, TEAM_CHANNEL};

#[tokio::test]
async fn two_workers_post_one_digest() {
    let bot = with_something_to_say().await;
    let other = bot.other_worker().await;
    bot.sleeps_until("2026-03-03T07:30:01Z");
    for _ in 0..3 {
        let (_, done) = tokio::join!(bot.runs_due_jobs(), other.run_due());
        done.unwrap();
    }
    assert_eq!((bot.posts(&bot.dm(ANA)).len(), bot.posts(TEAM_CHANNEL).len()), (1, 1));
    assert_eq!(bot.asks(FIRES).await, "Tue 08:30 posted");
}

#[tokio::test]
async fn a_morning_that_was_slept_through_is_made_up_for_within_two_hours() {
    let bot = with_something_to_say().await;
    bot.sleeps_until("2026-03-03T09:00:00Z");
    bot.runs_due_jobs().await;
    bot.runs_due_jobs().await;
    assert_eq!((bot.posts(&bot.dm(ANA)).len(), bot.posts(TEAM_CHANNEL).len()), (1, 1));
    let late = bot.newest(&bot.dm(ANA), ANA).words();
    insta::assert_snapshot!(late, @r"
    » 1 to do · 1 renewal inside 60 days · 1 renewal to review · Tuesday 3 March · comes late: scheduled for ⟨08:30⟩
    # 1 to do · 1 renewal inside 60 days · 1 renewal to review
    ~ Tuesday 3 March · comes late: scheduled for ⟨08:30⟩
    *Do first*
    ▶️ *TechCorp* · Stakeholder mapping
    due ⟨Mon 9 Mar 2026, 17:00 CET⟩ · Red account rescue
    [Done…] [⋯ Snooze 1 working day / Snooze 3 working days / Snooze until… / Blocked… / Open step]
    *Renewals*
    📅 *TechCorp* inside 90 days: ends 1 Jun · 🔴 Red · $45K · ⚠ not reviewed   [⋯ Open TechCorp]
    [Not reviewed]
    ~ As of: usage 1 Mar · tickets, surveys, touches, contacts, contracts 2 Mar · your daily digest; another hour: `/csm digest daily 8:30`
    ");
    assert_eq!(bot.asks(FIRES).await, "Tue 08:30 late");
    // The next one is on time again.
    bot.advance_to("2026-03-04T07:30:00Z").await;
    assert_eq!(bot.asks(FIRES).await, "Tue 08:30 late\nWed 08:30 posted");
}

#[tokio::test]
async fn what_is_later_than_that_is_missed() {
    let bot = with_something_to_say().await;
    bot.sleeps_until("2026-03-05T09:30:01Z");
    bot.runs_due_jobs().await;
    assert_eq!((bot.posts(&bot.dm(ANA)).len(), bot.posts(TEAM_CHANNEL).len()), (0, 0));
    assert_eq!(bot.asks(FIRES).await, "Tue 08:30 missed\nWed 08:30 missed\nThu 08:30 missed");
    bot.advance_to("2026-03-06T07:30:00Z").await;
    assert_eq!((bot.posts(&bot.dm(ANA)).len(), bot.posts(TEAM_CHANNEL).len()), (1, 1));
}

#[tokio::test]
async fn nothing_comes_at_the_weekend() {
    let bot = with_something_to_say().await;
    bot.advance_to("2026-03-09T07:29:00Z").await;
    let days = bot.asks(FIRES).await;
    assert!(days.lines().map(|line| &line[..3]).eq(["Tue", "Wed", "Thu", "Fri"]), "{days}");
    bot.advance_to("2026-03-09T07:30:00Z").await;
    assert!(bot.asks(FIRES).await.contains("Mon 08:30"));
}

#[tokio::test]
async fn silence_when_nothing_is_due() {
    let bot = Bot::with(crate::bot::NOW, &book::people()).await;
    bot.says(ANA, GENERAL, "/csm digest daily 8:30").await;
    bot.advance_to("2026-03-04T12:00:00Z").await;
    assert!(bot.posts(&bot.dm(ANA)).is_empty());
    assert_eq!(bot.asks(FIRES).await, "Tue 08:30 silent\nWed 08:30 silent");
}

/// The night of 29 March has no half past two in Berlin; that of 25 October has two.
#[tokio::test]
async fn a_night_with_a_changed_clock_has_one_digest() {
    for (start, end, decided) in [
        ("2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z", "2026-03-29 01:00\n2026-03-30 00:30"),
        ("2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z", "2026-10-25 00:30\n2026-10-26 01:30"),
    ] {
        let bot = Bot::with(start, &book::people()).await;
        bot.does("update people set working_days = '{1,2,3,4,5,6,7}'").await;
        bot.says(ANA, GENERAL, "/csm digest daily 2:30").await;
        bot.advance_to(end).await;
        let fires = "select to_char(decided_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as at from schedule_fires
            order by decided_at";
        assert_eq!(bot.asks(fires).await, decided);
    }
}

#[tokio::test]
async fn a_new_hour_never_brings_a_second_digest_of_the_past() {
    let bot = with_something_to_say().await;
    bot.advance_to("2026-03-03T07:30:00Z").await;
    bot.says(ANA, GENERAL, "/csm digest daily 8:00").await;
    bot.runs_due_jobs().await;
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 1);
    bot.advance_to("2026-03-04T07:00:00Z").await;
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 2);
    bot.says(ANA, GENERAL, "/csm digest off").await;
    bot.advance_to("2026-03-06T12:00:00Z").await;
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 2);
}

/// What became of Ana's digests.
const FIRES: &str = "select to_char(civil, 'Dy HH24:MI') as at, outcome from schedule_fires f
    join schedules s on s.id = f.schedule_id join people p on p.id = s.person_id
    where p.external_id = 'p-ana' order by civil";

/// A rescue is under way, so that there is something to say each morning.
async fn with_something_to_say() -> Bot {
    let bot = super::rescue::started().await;
    bot.hears_daily().await;
    bot
}
