//! Lists of signals: what is open, what is new, and how much of it was noise.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{EpisodeState, Evidence, SignalKind};
use crate::domain::account::{AccountRef, BookScope};
use crate::domain::health::{Band, Milli};
use crate::domain::ids::{EpisodeId, PersonId};
use crate::domain::money::{Money, Totals};
use crate::domain::person::PersonRef;

/// Which open signals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignalFilter {
    /// Whose accounts.
    pub scope: BookScope,
    /// Of one rule.
    pub kind: Option<SignalKind>,
    /// On the accounts of one person, whatever the scope.
    pub owner: Option<PersonId>,
}

/// A signal in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignalRow {
    /// Which episode.
    pub episode: EpisodeId,
    /// Its version, for buttons.
    pub version: i32,
    /// Which rule.
    pub kind: SignalKind,
    /// Where it stands.
    pub state: EpisodeState,
    /// What the rule saw.
    pub evidence: Evidence,
    /// On which account.
    pub account: AccountRef,
    /// Yearly revenue.
    pub arr: Money,
    /// The account's colour and score now.
    pub health: (Option<Band>, Option<Milli>),
    /// Days to contract end.
    pub renewal_in_days: Option<i64>,
    /// Who answers for the account.
    pub owner: Option<PersonRef>,
    /// When it fired first.
    pub opened_at: DateTime<Utc>,
    /// Who took it.
    pub claimed_by: Option<PersonRef>,
    /// Until when it is put off.
    pub snoozed_until: Option<DateTime<Utc>>,
    /// The title of the play that runs for it.
    pub play: Option<String>,
}

/// A page of open signals, what matters most first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignalList {
    /// What was asked for.
    pub filter: SignalFilter,
    /// The page's rows.
    pub rows: Vec<SignalRow>,
    /// Which page, from 0.
    pub page: i64,
    /// Rows of a page.
    pub page_size: i64,
    /// Signals that match.
    pub n_matching: i64,
    /// Accounts that they are on.
    pub n_accounts: i64,
    /// Those accounts' yearly revenue, each account once.
    pub arr: Totals,
    /// Matching signals by rule, T1 first; rules without any are left out.
    pub by_kind: Vec<(SignalKind, i64)>,
}

/// What became of the signals of one rule that fired in a period.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoiseLine {
    /// Which rule.
    pub kind: SignalKind,
    /// Episodes that began.
    pub n_fired: i64,
    /// Those whose card was posted.
    pub n_sent: i64,
    /// Those of all that fired that a person claimed, snoozed or started a play for.
    pub n_acted_on: i64,
    /// Those that a person dismissed, by reason: known, seasonal, data wrong, handled.
    pub n_dismissed: [i64; 4],
    /// Those that cleared by themselves before anybody touched them.
    pub n_cleared_untouched: i64,
    /// Those that are still going on.
    pub n_open: i64,
    /// The middle of the hours from firing to a person's first move; `None` where nobody moved any.
    pub median_hours_to_action: Option<f64>,
}

/// How much of what fired in a period was worth somebody's while.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoiseReport {
    /// The first and the last day.
    pub period: (NaiveDate, NaiveDate),
    /// A line a rule, T1 first; rules that never fired are left out.
    pub lines: Vec<NoiseLine>,
    /// When it was read.
    pub as_of: DateTime<Utc>,
}
