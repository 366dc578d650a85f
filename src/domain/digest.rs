//! A person's day: what to do first, what changed, who waits, what renews, who went quiet, what went well.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::account::AccountRef;
use super::freshness::AsOf;
use super::health::{Band, Milli};
use super::ids::{AccountId, ScheduleId, StepId};
use super::leave::{NoCover, StandIn};
use super::money::Money;
use super::person::PersonRef;
use super::playbook::{Occasion, StepState};
use super::reason::Reason;
use super::risks::SignalLine;
use super::signal::SignalKind;

pub use super::waiting::{Promise, Waiting, WaitingTicket};

/// Rows of a section that are shown; the rest is a number.
pub const ROWS_PER_SECTION: usize = 5;

/// "+N more" opens so many rows; a message has no room for more.
pub const MOST_ROWS: usize = 40;

/// The first rows of a section and how many there are in all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section<T> {
    /// As many as "+N more" opens; a digest shows [`ROWS_PER_SECTION`] of them.
    pub rows: Vec<T>,
    /// All of them.
    pub n: usize,
}

impl<T> Default for Section<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), n: 0 }
    }
}

impl<T> Section<T> {
    /// Keeps the first [`MOST_ROWS`] and counts all.
    pub fn of(mut rows: Vec<T>) -> Self {
        let n = rows.len();
        rows.truncate(MOST_ROWS);
        Self { rows, n }
    }

    /// The rows that the digest itself shows.
    pub fn first(&self) -> &[T] {
        &self.rows[..self.rows.len().min(ROWS_PER_SECTION)]
    }
}

/// A step that somebody owes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DueStep {
    /// Which step.
    pub step: StepId,
    /// Its version, for the buttons.
    pub version: i32,
    /// Its title.
    pub title: String,
    /// The play's title.
    pub play: String,
    /// For whom.
    pub account: AccountRef,
    /// When it is due.
    pub due_at: DateTime<Utc>,
    /// Whether that is past.
    pub overdue: bool,
    /// Where it stands.
    pub state: StepState,
}

/// An account that changed colour.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BandChange {
    /// Which account.
    pub account: AccountRef,
    /// From.
    pub from: Option<Band>,
    /// To.
    pub to: Option<Band>,
    /// The score before.
    pub from_score: Option<Milli>,
    /// The score after.
    pub to_score: Option<Milli>,
    /// The dearest reason now.
    pub reason: Option<Reason>,
    /// What the account is worth.
    pub arr: Money,
    /// Signals that fired along with it; the change of colour itself is not among them.
    #[serde(default)]
    pub signals: Vec<SignalLine>,
}

/// An account whose colour stayed, and on which signals fired. What holds more than these fields is another [`Change`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignalNews {
    /// Which account.
    pub account: AccountRef,
    /// The signals, the gravest first.
    pub signals: Vec<SignalLine>,
    /// What the account is worth.
    pub arr: Money,
}

/// Something that went well with an account, beside its colour.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoodNews {
    /// Which account.
    pub account: AccountRef,
    /// What.
    pub good: Good,
    /// What the account is worth.
    pub arr: Money,
}

/// What went well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Good {
    /// First value was reached.
    FirstValue {
        /// Days after the account's start.
        day: i64,
    },
    /// An expansion was won.
    Won {
        /// For how much, where somebody said.
        amount: Option<Money>,
    },
}

/// What changed at an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Change {
    /// Signals fired.
    Signals(SignalNews),
    /// It went well.
    Good(GoodNews),
    /// Its colour, whatever else.
    Band(BandChange),
}

impl Change {
    /// Which account.
    pub fn account(&self) -> &AccountRef {
        match self {
            Self::Signals(news) => &news.account,
            Self::Good(news) => &news.account,
            Self::Band(change) => &change.account,
        }
    }
}

/// A contract end that came nearer than 120, 90, 60, 30 or 0 days since yesterday, or of which somebody should have said by
/// now how it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NearRenewal {
    /// Whose.
    pub account: AccountRef,
    /// The checkpoint that it crossed, in days; `None`: it crossed none, and wants to be reviewed.
    pub checkpoint_days: Option<i64>,
    /// The contract's end.
    pub ends_on: NaiveDate,
    /// What it is worth.
    pub arr: Money,
    /// The account's colour.
    pub band: Option<Band>,
    /// Whether nobody has said how it stands, and nothing is signed.
    #[serde(default)]
    pub unreviewed: bool,
}

impl NearRenewal {
    /// Whether somebody should have reviewed it by now, so many days before its deadline at the latest.
    pub fn wants_review(&self, must_review_days: i64) -> bool {
        self.unreviewed && self.checkpoint_days.is_none_or(|days| days <= must_review_days)
    }
}

/// A play that a phase or a checkpoint calls for, or that should have started by itself and could not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProposedPlay {
    /// On which account.
    pub account: AccountRef,
    /// What it is worth.
    pub arr: Money,
    /// The playbook's name.
    pub playbook: String,
    /// Its title.
    pub title: String,
    /// What calls for it.
    pub occasion: Occasion,
    /// Days to contract end.
    pub renewal_in_days: Option<i64>,
    /// Why it did not start by itself.
    pub why_not: Option<String>,
    /// It is at work by now.
    pub is_started: bool,
}

/// How often somebody is told which renewals they should have reviewed: what crosses a checkpoint says so in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reminded {
    /// When one of them falls due, and all of them on the first morning of a week.
    Weekly,
    /// Whenever they ask.
    EachTime,
}

/// An account past its cadence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuietAccount {
    /// Which.
    pub account: AccountRef,
    /// Days since the last two-way touch; `None`: never any.
    pub silent_days: Option<i64>,
    /// Days between touches that it should have.
    pub cadence_days: i64,
    /// What it is worth.
    pub arr: Money,
}

/// The daily digest, as data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DigestView {
    /// For whom; `None` when a channel gets it for its accounts' owners together.
    pub person: Option<PersonRef>,
    /// Of which team's accounts, where it is a team's.
    #[serde(default)]
    pub team: Option<String>,
    /// Whose timetable posted it; `None` when it was asked for.
    pub schedule: Option<ScheduleId>,
    /// The reader's day.
    pub day: NaiveDate,
    /// The reader's clock.
    pub zone: Tz,
    /// When it was to be posted, if it comes late.
    pub late_for: Option<DateTime<Utc>>,
    /// Steps overdue and due, the oldest first.
    pub do_first: Section<DueStep>,
    /// Steps overdue, of all.
    pub n_overdue: usize,
    /// Colours that changed, and signals that fired, since the last working morning.
    pub changed: Section<Change>,
    /// Plays that somebody should start.
    #[serde(default)]
    pub proposed: Section<ProposedPlay>,
    /// Customers who wait, and milestones that are due.
    pub waiting: Section<Waiting>,
    /// Milestones that are due, of all that wait.
    #[serde(default)]
    pub n_milestones: usize,
    /// Renewals that came near; behind them those that nobody reviewed.
    pub renewals: Section<NearRenewal>,
    /// Renewals that somebody should have reviewed by now and nobody did, of all.
    #[serde(default)]
    pub n_unreviewed: usize,
    /// Renewals inside 60 days, of all.
    pub n_renewals_60d: i64,
    /// Accounts getting quiet.
    pub quiet: Section<QuietAccount>,
    /// Accounts that got better, or are ready to grow.
    pub good_news: Section<Change>,
    /// Set where somebody who is away is the one whose day it is: who reads it for them.
    #[serde(default)]
    pub read_by: Option<StandIn>,
    /// The days of those whom the reader covers for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covering: Vec<Covered>,
    /// How old the sources are.
    pub as_of: AsOf,
    /// When it was gathered.
    pub gathered_at: DateTime<Utc>,
}

/// The day of somebody who is away, in the digest of whoever acts for them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Covered {
    /// Until when, and why where it is the manager.
    pub until: NaiveDate,
    /// Set where it is the manager who acts: why no cover does.
    #[serde(default)]
    pub no_cover: Option<NoCover>,
    /// Their day; nobody is covered for in it.
    pub day: DigestView,
}

impl DigestView {
    /// Nothing due, nothing sent: a digest without a row stays silent.
    pub fn is_silent(&self) -> bool {
        self.n_rows() == 0 && self.covering.iter().all(|covered| covered.day.n_rows() == 0)
    }

    /// Rows of the reader's own day.
    pub fn n_rows(&self) -> usize {
        let news =
            self.changed.n + self.proposed.n + self.waiting.n + self.renewals.n + self.quiet.n + self.good_news.n;
        self.do_first.n + news
    }
}

/// What an account's signals are news of: each fact stands in one section.
#[derive(Clone, Debug, Default)]
pub struct ToldElsewhere {
    /// Accounts with a critical ticket under "Waiting on you".
    pub waiting: Vec<AccountId>,
    /// Accounts under "Getting quiet".
    pub quiet: Vec<AccountId>,
}

/// Puts the signals that fired to the changes of colour: with their account's, or as a row of their own after them. What
/// another section says already is left out. Gives what changed and the chances, which are good news.
pub fn with_signals(
    worse: Vec<BandChange>,
    fired: Vec<SignalNews>,
    elsewhere: &ToldElsewhere,
) -> (Vec<Change>, Vec<Change>) {
    let mut changed: Vec<Change> = worse.into_iter().map(Change::Band).collect();
    let (mut alone, mut chances) = (Vec::new(), Vec::new());
    for news in fired {
        let account = news.account.id;
        let (grow, bad): (Vec<_>, Vec<_>) = news.signals.iter().cloned().partition(|line| !line.kind.is_risk());
        if !grow.is_empty() {
            chances.push(Change::Signals(SignalNews { signals: grow, ..news.clone() }));
        }
        let mut new: Vec<SignalLine> = bad;
        new.retain(|line| match line.kind {
            SignalKind::RedTransition => false,
            SignalKind::CriticalTicket => !elsewhere.waiting.contains(&account),
            SignalKind::GoneQuiet => !elsewhere.quiet.contains(&account),
            SignalKind::ValueAtRisk
            | SignalKind::ExpansionReady
            | SignalKind::RenewalAtRisk
            | SignalKind::UsageCliff
            | SignalKind::ChampionLeft
            | SignalKind::OnboardingLate
            | SignalKind::Detractor
            | SignalKind::Disagreement => true,
        });
        let of_account = changed.iter_mut().find_map(|change| match change {
            Change::Band(change) if change.account.id == account => Some(change),
            Change::Band(_) | Change::Signals(_) | Change::Good(_) => None,
        });
        match of_account {
            Some(change) => change.signals = new,
            None if new.is_empty() => {}
            None => alone.push(Change::Signals(SignalNews { signals: new, ..news })),
        }
    }
    changed.extend(alone);
    (changed, chances)
}

/// Whose accounts a digest is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Covers {
    /// The person's, who gets it in their direct messages.
    Person,
    /// A team's, in a channel.
    Team(String),
    /// Everybody's, in a channel.
    Everybody,
}

/// A digest's timetable, as people hear of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timetable {
    /// For whom.
    pub covers: Covers,
    /// The cron expression.
    pub expression: String,
    /// Its clock.
    pub zone: Tz,
    /// The next fires, at most five.
    pub next: Vec<DateTime<Utc>>,
}

#[cfg(test)]
mod tests;
