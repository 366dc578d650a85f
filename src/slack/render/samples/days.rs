//! Digests.

use chrono::{Days, TimeDelta};
use uuid::Uuid;

use super::*;
use crate::domain::digest::{
    BandChange, Change, DigestView, DueStep, Good, GoodNews, NearRenewal, QuietAccount, Section, Waiting, WaitingTicket,
};
use crate::domain::freshness::AsOf;
use crate::domain::health::{Band, Milli};
use crate::domain::ids::{ScheduleId, StepId};
use crate::domain::playbook::StepState;
use crate::domain::reason::Reason;

fn due(n: u128, title: &str, hours: i64, state: StepState) -> DueStep {
    DueStep {
        step: StepId(Uuid::from_u128(n)),
        version: 2,
        title: title.into(),
        play: "Red account rescue".into(),
        account: account(11, "TechCorp"),
        due_at: now() + TimeDelta::hours(hours),
        overdue: hours < 0,
        state,
    }
}

fn change(n: u128, name: &str, bands: (Band, Band), points: (i32, i32), reason: Option<Reason>) -> Change {
    Change::Band(BandChange {
        account: account(n, name),
        from: Some(bands.0),
        to: Some(bands.1),
        from_score: Some(Milli::whole(points.0)),
        to_score: Some(Milli::whole(points.1)),
        reason,
        arr: usd(45_000),
        signals: vec![],
    })
}

fn renewal(n: u128, name: &str, checkpoint_days: Option<i64>, days: u64) -> NearRenewal {
    NearRenewal {
        account: account(n, name),
        checkpoint_days,
        ends_on: today() + Days::new(days),
        arr: usd(120_000),
        band: Some(Band::Green),
        unreviewed: false,
    }
}

fn good(n: u128, name: &str, good: Good) -> Change {
    Change::Good(GoodNews { account: account(n, name), good, arr: usd(45_000) })
}

/// Asked for on a day on which nothing is due.
pub(in super::super) fn quiet_day() -> DigestView {
    DigestView {
        person: Some(ana()),
        team: None,
        schedule: None,
        day: today(),
        zone: chrono_tz::Europe::Berlin,
        late_for: None,
        do_first: section(vec![]),
        n_overdue: 0,
        changed: section(vec![]),
        proposed: section(vec![]),
        waiting: section(vec![]),
        n_milestones: 0,
        renewals: section(vec![]),
        n_unreviewed: 0,
        n_renewals_60d: 0,
        quiet: section(vec![]),
        good_news: section(vec![]),
        read_by: None,
        covering: vec![],
        as_of: AsOf { surveys: None, ..fed() },
        gathered_at: now(),
    }
}

/// Posted on a morning with something in every section.
pub(in super::super) fn digest() -> DigestView {
    let reds = (0..7).map(|n| {
        let name = if n == 0 { "TechCorp".to_owned() } else { format!("Account {n}") };
        change(11 + n, &name, (Band::Yellow, Band::Red), (58, 41), Some(Reason::UsageDown(45)))
    });
    DigestView {
        schedule: Some(ScheduleId(Uuid::from_u128(51))),
        do_first: section(vec![
            due(41, "Usage audit", -64, StepState::Due),
            due(42, "Executive alignment", 8, StepState::Acknowledged),
            due(43, "Two quick wins", 8, StepState::Done),
        ]),
        n_overdue: 1,
        changed: section(reds.collect()),
        waiting: section(vec![Waiting::Ticket(WaitingTicket {
            account: account(13, "Globex & Sons"),
            subject: "Login is down for <everybody>\nagain".into(),
            open_hours: 52,
        })]),
        renewals: section(vec![
            renewal(14, "Initech", Some(60), 60),
            NearRenewal { unreviewed: true, ..renewal(17, "Vandelay", None, 41) },
        ]),
        n_renewals_60d: 2,
        quiet: section(vec![QuietAccount {
            account: account(15, "Umbrella"),
            silent_days: Some(41),
            cadence_days: 30,
            arr: usd(9_000),
        }]),
        good_news: section(vec![
            change(16, "Hooli", (Band::Yellow, Band::Green), (66, 72), None),
            good(18, "Massive Dynamic", Good::FirstValue { day: 41 }),
            good(19, "Soylent", Good::Won { amount: Some(usd(12_000)) }),
        ]),
        ..quiet_day()
    }
}

fn section<T>(rows: Vec<T>) -> Section<T> {
    Section::of(rows)
}
