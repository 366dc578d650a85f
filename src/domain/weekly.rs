//! A leader's week: how the portfolio moved, what is at risk, what renews, what was kept, the plays, the load, the noise, and
//! what customers say.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::account::AccountRef;
use super::digest::Section;
use super::health::{Band, Milli};
use super::ids::ScheduleId;
use super::money::{Money, Totals};
use super::person::PersonRef;
use super::playbook::PlayStats;
use super::portfolio::{Charted, PeriodAsked, Retention};
use super::renewal::{Category, Moved};
use super::rules::Reach;
use super::segment::Segment;
use super::signal::NoiseLine;

/// The week, as data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WeeklyView {
    /// Of a team; `None`: of everybody.
    pub team: Option<String>,
    /// Which accounts the reader sees; a channel is told of all.
    #[serde(default = "all")]
    pub sees: Reach,
    /// Whose timetable posted it.
    pub schedule: Option<ScheduleId>,
    /// The reader's day.
    pub day: NaiveDate,
    /// The reader's clock.
    pub zone: Tz,
    /// When it was to be posted, if it comes late.
    pub late_for: Option<DateTime<Utc>>,
    /// 1: accounts and revenue by colour, and what moved in seven days.
    pub standings: Vec<Standing>,
    /// 2: the red accounts, the most valuable first.
    pub red: Section<RedAccount>,
    /// Red accounts on which no play runs.
    pub n_without_plan: usize,
    /// 3: renewals of the window by what is expected of them.
    pub renewals: Vec<Expected>,
    /// Days of the window.
    pub window_days: i64,
    /// Renewals that slipped since the snapshot of that week.
    pub slipped: Section<Moved>,
    /// The snapshot that they are compared with.
    pub since: Option<NaiveDate>,
    /// Renewals of the window that a person and the rule see quite differently; none in what was frozen before they were
    /// counted.
    #[serde(default)]
    pub differing: Differing,
    /// 4: retention of the quarter and of twelve months, by currency.
    pub retention: Vec<Kept>,
    /// 5: what came of plays in twelve months, and overdue steps by whose they are.
    pub plays: Vec<PlayStats>,
    /// What happened to plays in seven days.
    pub week: PlayWeek,
    /// 6: who carries too much, and what nobody carries.
    pub load: Load,
    /// 7: signals that fired in seven days, by rule; of the whole organisation.
    pub noise: Vec<NoiseLine>,
    /// 8: what customers of the team write about again and again.
    pub voice: Section<Voice>,
    /// How the portfolio went; nothing in what was frozen before it was charted.
    #[serde(default)]
    pub charted: Charted,
    /// When it was gathered.
    pub gathered_at: DateTime<Utc>,
}

/// Accounts of one segment and currency that have one colour now, and had one a week ago.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The colour a week ago.
    pub before: Option<Band>,
    /// The colour now.
    pub now: Option<Band>,
    /// Their segment.
    pub segment: Option<Segment>,
    /// How many.
    pub n: i64,
    /// Their revenue.
    pub arr: Money,
}

/// A red account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedAccount {
    /// Which.
    pub account: AccountRef,
    /// What it is worth.
    pub arr: Money,
    /// Its score.
    pub score: Option<Milli>,
    /// Who answers for it.
    pub owner: Option<PersonRef>,
    /// The play that runs on it.
    pub plan: Option<String>,
}

/// Renewals of which the same is expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// What; `None`: nobody reviewed them.
    pub category: Option<Category>,
    /// How many.
    pub n: i64,
    /// Their revenue.
    pub arr: Totals,
}

/// Renewals that a person and the rule see quite differently.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Differing {
    /// How many.
    pub n: i64,
    /// Their revenue.
    pub arr: Totals,
}

/// Retention of one period, in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Which period.
    pub period: PeriodAsked,
    /// The cohort's revenue on its eve, which names the currency.
    pub start: Money,
    /// What became of it.
    pub retention: Retention,
}

/// What happened to plays in a week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlayWeek {
    /// Began.
    pub started: i64,
    /// Of those: by themselves.
    pub by_themselves: i64,
    /// Every step of them over.
    pub completed: i64,
    /// Ended early by a rule.
    pub early: i64,
    /// Stopped by a person.
    pub stopped: i64,
    /// Goals reached.
    pub goals: i64,
    /// Goals whose time ran out.
    pub goals_missed: i64,
    /// Steps that nobody acknowledged, so that a manager heard of them; none in what was frozen before they were counted.
    #[serde(default)]
    pub escalated: i64,
}

/// What is carried.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    /// Who carries too much, the heaviest first.
    pub over: Vec<PersonRef>,
    /// Of how many.
    pub n_people: usize,
    /// Accounts without an owner, in the whole organisation.
    pub n_without_owner: i64,
    /// Their revenue.
    pub arr_without_owner: Totals,
    /// Accounts that get too much, or too little.
    pub n_wrong: usize,
    /// Accounts on which a person's call and the score name two colours.
    pub n_disagreements: i64,
}

/// A theme that comes again and again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voice {
    /// The customers' words.
    pub theme: String,
    /// Tickets.
    pub n_tickets: i64,
    /// Feedback that people recorded; none in what was frozen before there was any.
    #[serde(default)]
    pub n_feedback: i64,
    /// Accounts.
    pub n_accounts: i64,
    /// Their revenue.
    pub arr: Totals,
}

/// What was gathered before there was a choice.
fn all() -> Reach {
    Reach::All
}

impl WeeklyView {
    /// Nobody to tell of, nothing sent: no account, no play, no signal, no theme.
    pub fn is_silent(&self) -> bool {
        let n_accounts: i64 = self.standings.iter().map(|standing| standing.n).sum();
        n_accounts == 0 && self.plays.is_empty() && self.noise.is_empty() && self.voice.n == 0
    }

    /// The standings of which this holds: how many accounts, and their revenue.
    pub fn sum(&self, holds: impl Fn(&Standing) -> bool) -> (i64, Totals) {
        let of = self.standings.iter().filter(|standing| holds(standing));
        let n = of.clone().map(|standing| standing.n).sum();
        (n, Totals::of(of.map(|standing| standing.arr)).unwrap_or_default())
    }
}
