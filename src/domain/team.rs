//! A leader's view: every CSM with what they carry, what is at risk with them, and what waits.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::account::{AccountRef, BandCounts};
use super::capacity::{Carried, Held, SegmentCheck};
use super::effort::{TimeSplit, WrongTouch};
use super::health::Band;
use super::ids::PersonId;
use super::money::Totals;
use super::person::PersonRef;
use super::rules::TimeRules;
use super::segment::Segment;

/// Contracts that end within so many days are counted.
pub const NEAR_RENEWAL_DAYS: i64 = 60;

/// Whose CSMs are meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// The asker's: who reports to them, and who is of their team.
    Own,
    /// Everybody's.
    All,
    /// Those of a team.
    Team(String),
    /// One person.
    Person(PersonId),
}

/// One CSM.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CsmRow {
    /// Who.
    pub person: PersonRef,
    /// Of which team.
    pub team: String,
    /// Accounts.
    pub n_accounts: i64,
    /// Their revenue, each currency for itself.
    pub arr: Totals,
    /// Their colours by count.
    pub bands: BandCounts,
    /// Their colours by revenue: red, yellow, green, unknown.
    pub arr_by_band: [Totals; 4],
    /// Contracts that end within [`NEAR_RENEWAL_DAYS`].
    pub n_renewals: i64,
    /// Steps past their due date.
    pub n_overdue: i64,
    /// Signals that are open.
    pub n_signals: i64,
    /// Accounts on which the person's own call and the score name two colours.
    pub n_disagreements: i64,
    /// Accounts that get too much, or too little.
    pub n_wrong: i64,
    /// Against what one person can carry.
    pub carried: Carried,
    /// Accounts that nobody scored yet: they count in no segment.
    pub n_without_segment: i64,
    /// Their last four weeks.
    pub time: TimeSplit,
}

/// A team's tech-touch accounts, which nobody carries alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TechTouch {
    /// Of which team; empty for people without one.
    pub team: String,
    /// Its accounts against their range.
    pub check: SegmentCheck,
}

/// Several CSMs, those who carry most first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TeamView {
    /// Who was asked for.
    pub whose: Whose,
    /// A row each.
    pub rows: Vec<CsmRow>,
    /// A row a team that has any.
    pub tech_touch: Vec<TechTouch>,
    /// Accounts without an owner, or of people who left, in the whole organisation.
    pub without_owner: Held,
    /// Touches that do not suit their account, of these people.
    pub wrong: Vec<WrongTouch>,
    /// How a week should be spent.
    pub target: TimeRules,
    /// When it was gathered.
    pub as_of: DateTime<Utc>,
}

/// A number of a row, whose accounts can be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Every account of theirs.
    Book,
    /// The red ones.
    Red,
    /// Those whose contract ends within [`NEAR_RENEWAL_DAYS`].
    Renewals,
    /// Those with a step past its due date.
    Overdue,
    /// Those with an open signal.
    Signals,
    /// Those with a touch that does not suit.
    Wrong,
    /// Those where person and score disagree.
    Disagreements,
}

/// Why an account stands behind a number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Behind {
    /// A step of a play, past its due date.
    Overdue {
        /// The step's title.
        title: String,
        /// When it was due.
        due_at: DateTime<Utc>,
    },
    /// An open signal.
    Signal {
        /// Which: `t1` to `t11`.
        kind: String,
        /// Since when.
        since: DateTime<Utc>,
    },
    /// A touch that does not suit.
    Wrong(WrongTouch),
    /// A person's call against the score's colour.
    Disagreement {
        /// Of the person.
        person: Band,
        /// Of the score.
        score: Option<Band>,
        /// Why the person thinks so.
        reason: String,
    },
}

/// The accounts behind a number of a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartView {
    /// Whose.
    pub person: PersonRef,
    /// Which number.
    pub part: Part,
    /// The accounts with their reasons, the most pressing first.
    pub rows: Vec<(AccountRef, Behind)>,
}

/// A segment that was set against the revenue's, and what was said about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentSet {
    /// On which account.
    pub account: AccountRef,
    /// The segment before.
    pub before: Segment,
    /// The segment now.
    pub now: Segment,
    /// Whether the revenue decides again.
    pub is_automatic: bool,
}

impl TeamView {
    /// Those who carry too much.
    pub fn n_over(&self) -> usize {
        self.rows.iter().filter(|row| row.carried.fit() == super::capacity::Fit::Over).count()
    }
}
