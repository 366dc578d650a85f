//! A person's day: what to do first, what changed, who waits, what renews, who went quiet, what went well.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::account::{AccountRef, AsOf};
use super::health::{Band, Milli};
use super::ids::{ScheduleId, StepId};
use super::money::Money;
use super::person::PersonRef;
use super::playbook::StepState;
use super::reason::Reason;

/// Rows of a section that are shown; the rest is a number.
pub const ROWS_PER_SECTION: usize = 5;

/// The first rows of a section and how many there are in all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section<T> {
    /// In a digest at most [`ROWS_PER_SECTION`].
    pub rows: Vec<T>,
    /// All of them.
    pub n: usize,
}

impl<T> Section<T> {
    /// Keeps the first `n_rows` and counts all.
    pub fn of(mut rows: Vec<T>, n_rows: usize) -> Self {
        let n = rows.len();
        rows.truncate(n_rows);
        Self { rows, n }
    }

    /// Rows that are not shown.
    pub fn n_more(&self) -> usize {
        self.n - self.rows.len()
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
}

/// A critical ticket that has been open for more than 48 hours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaitingTicket {
    /// Whose.
    pub account: AccountRef,
    /// What about.
    pub subject: String,
    /// Whole hours.
    pub open_hours: i64,
}

/// A contract end that came nearer than 120, 90, 60, 30 or 0 days since yesterday.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CrossedRenewal {
    /// Whose.
    pub account: AccountRef,
    /// The checkpoint, in days.
    pub checkpoint_days: i64,
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
    /// Colours that changed since the last working morning.
    pub changed: Section<BandChange>,
    /// Customers who wait.
    pub waiting: Section<WaitingTicket>,
    /// Renewals that came near.
    pub renewals: Section<CrossedRenewal>,
    /// Renewals inside 60 days, of all.
    pub n_renewals_60d: i64,
    /// Accounts getting quiet.
    pub quiet: Section<QuietAccount>,
    /// Accounts that got better.
    pub good_news: Section<BandChange>,
    /// How old the sources are.
    pub as_of: AsOf,
    /// When it was gathered.
    pub gathered_at: DateTime<Utc>,
}

impl DigestView {
    /// Nothing due, nothing sent: a digest without a row stays silent.
    pub fn is_silent(&self) -> bool {
        self.do_first.n + self.changed.n + self.waiting.n + self.renewals.n + self.quiet.n + self.good_news.n == 0
    }
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
