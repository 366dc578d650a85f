//! Signals that are going on, as people look through them: by account, the worst first.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::account::{AccountRef, BookFilter};
use super::health::{Band, Milli};
use super::ids::EpisodeId;
use super::money::{Money, Totals};
use super::person::PersonRef;
use super::signal::{EpisodeState, Evidence, SignalKind, SignalRow};

/// Which signals are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RisksFilter {
    /// Any of these; empty: all.
    pub kinds: Vec<SignalKind>,
    /// Of which accounts.
    pub accounts: BookFilter,
}

/// A signal in a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignalLine {
    /// Which episode.
    pub episode: EpisodeId,
    /// Which rule.
    pub kind: SignalKind,
    /// Where it stands.
    pub state: EpisodeState,
    /// What the rule saw.
    pub evidence: Evidence,
    /// Who took it, if somebody did.
    pub claimed_by: Option<PersonRef>,
    /// When it fired.
    pub opened_at: DateTime<Utc>,
}

impl From<SignalRow> for SignalLine {
    fn from(row: SignalRow) -> Self {
        let SignalRow { episode, kind, state, evidence, claimed_by, opened_at, .. } = row;
        Self { episode, kind, state, evidence, claimed_by, opened_at }
    }
}

/// An account with its signals.
#[derive(Clone, Debug, PartialEq)]
pub struct RiskRow {
    /// Which account.
    pub account: AccountRef,
    /// Its colour.
    pub band: Option<Band>,
    /// Its score.
    pub score: Option<Milli>,
    /// Yearly revenue.
    pub arr: Money,
    /// Days to contract end.
    pub renewal_in_days: Option<i64>,
    /// Who works it.
    pub owner: Option<PersonRef>,
    /// Its signals, the gravest first.
    pub signals: Vec<SignalLine>,
}

/// A page of accounts with signals.
#[derive(Clone, Debug, PartialEq)]
pub struct RisksView {
    /// What was asked for.
    pub filter: RisksFilter,
    /// The page's rows, by severity × ARR × nearness of renewal.
    pub rows: Vec<RiskRow>,
    /// Pages are counted from 0.
    pub page: i64,
    /// Rows on a full page.
    pub page_size: i64,
    /// Accounts that match.
    pub n_accounts: i64,
    /// Their signals that match.
    pub n_signals: i64,
    /// Their revenue, each currency for itself.
    pub arr: Totals,
    /// Of the signals that match, those that are put off: they stand in no row.
    pub n_snoozed: i64,
    /// Signals that are going on in the same books, whatever the filter.
    pub n_all: i64,
}

impl SignalKind {
    /// How grave it is beside the others, for lists: a crisis first, a chance last.
    pub fn weight(self) -> i32 {
        match self {
            Self::RedTransition | Self::CriticalTicket => 4,
            Self::RenewalAtRisk | Self::ChampionLeft | Self::UsageCliff | Self::ValueAtRisk => 3,
            Self::OnboardingLate | Self::Detractor | Self::Disagreement | Self::GoneQuiet => 2,
            Self::ExpansionReady => 1,
        }
    }
}
