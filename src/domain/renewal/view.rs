//! What lists of renewals, one renewal and a week's moves show.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Category, Likelihood, Moved, Renewal, Review, RollUp};
use crate::domain::account::{BandCounts, BookFilter, BookScope};
use crate::domain::health::Milli;
use crate::domain::money::{Money, Totals};
use crate::domain::person::PersonRef;
use crate::domain::plan::ValueRealised;
use crate::domain::rules::RenewalRules;

/// Renewals in a window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RenewalsView {
    /// Days from today.
    pub window_days: i64,
    /// Which of them.
    pub filter: BookFilter,
    /// The page's rows, nearest deadline first.
    pub rows: Vec<RenewalRow>,
    /// Pages are counted from 0.
    pub page: i64,
    /// Rows on a full page.
    pub page_size: i64,
    /// The sums of all renewals of the window that match.
    pub sums: RollUp,
    /// Of those, so many should have been reviewed.
    pub n_review_due: i64,
    /// Their revenue that is red.
    pub arr_at_risk: Totals,
    /// Their colours.
    pub bands: BandCounts,
    /// Accounts in the book, for "nothing in this window".
    pub n_total: i64,
    /// The weights of the weighted sum.
    pub rules: RenewalRules,
    /// The renewal window of the rules, in days.
    pub usual_window_days: i64,
}

/// One renewal in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RenewalRow {
    /// What is known of it.
    pub renewal: Renewal,
    /// Whether somebody has said how it stands.
    pub review: Review,
    /// What the rule says.
    pub likelihood: Likelihood,
    /// Whether the rule sees it quite differently.
    pub disagrees: bool,
    /// The account's score.
    pub score: Option<Milli>,
    /// The play at work on it, by title.
    pub play: Option<String>,
}

/// One renewal with all that was ever said of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ForecastView {
    /// How it stands.
    pub row: RenewalRow,
    /// What was said, newest first.
    pub history: Vec<HistoryLine>,
    /// What the customer got so far: the value case.
    pub value: Option<ValueRealised>,
}

/// Something that was said of a renewal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryLine {
    /// What it was; `None`: not reviewed.
    pub from: Option<(Category, Money)>,
    /// What it became.
    pub to: (Category, Money),
    /// Why.
    pub reason: String,
    /// Who said so.
    pub by: PersonRef,
    /// When.
    pub at: DateTime<Utc>,
}

/// What moved since a week's snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiffView {
    /// The Monday of the week that it is compared with; `None`: there is no snapshot yet.
    pub since: Option<NaiveDate>,
    /// The Monday of the week up to which; `None`: up to now.
    pub until: Option<NaiveDate>,
    /// Whose.
    pub scope: BookScope,
    /// Of owners in this team.
    #[serde(default)]
    pub team: Option<String>,
    /// What moved, slips first.
    pub moved: Vec<Moved>,
    /// Renewals that were compared.
    pub n_compared: usize,
}
