//! Gross and net retention and logo churn of a closed cohort, in one currency.

use serde::{Deserialize, Serialize};

use super::share::Share;

/// One account on the eve of a period and on its last day, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// On the eve.
    pub start_minor: i64,
    /// On the last day.
    pub end_minor: i64,
    /// Whether it left in between.
    pub has_left: bool,
}

/// Nobody had revenue on the eve, so there is nothing to keep or lose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no cohort: no account had revenue when the period began")]
pub struct NoCohort;

/// What became of a cohort. Every amount is that of whole accounts, start against end: for one account only one of
/// expansion, contraction and churn is not 0, and no loss is larger than its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retention {
    /// Accounts with revenue on the eve.
    pub n_start: i64,
    /// Those of them without any on the last day.
    pub n_lost: i64,
    /// Those of them that left in between and were back on the last day; they are kept.
    pub n_returned: i64,
    /// The cohort's revenue on the eve.
    pub start_minor: i64,
    /// What grown accounts pay more.
    pub expansion_minor: i64,
    /// What shrunken accounts pay less.
    pub contraction_minor: i64,
    /// What lost accounts paid.
    pub churn_minor: i64,
}

impl Standing {
    /// Whether it is in the cohort.
    pub fn is_in_cohort(&self) -> bool {
        0 < self.start_minor
    }

    /// What it pays more, when it is in the cohort.
    pub fn expansion_minor(&self) -> i64 {
        if self.is_in_cohort() { (self.end_minor - self.start_minor).max(0) } else { 0 }
    }

    /// What it pays less, when something is left.
    pub fn contraction_minor(&self) -> i64 {
        if 0 < self.end_minor { (self.start_minor - self.end_minor).max(0) } else { 0 }
    }

    /// What it paid, when nothing is left.
    pub fn churn_minor(&self) -> i64 {
        if 0 < self.end_minor { 0 } else { self.start_minor }
    }
}

impl Retention {
    /// Of these accounts; who is not in the cohort does not count.
    pub fn of(standings: impl IntoIterator<Item = Standing>) -> Self {
        let mut retention = Self::default();
        for standing in standings.into_iter().filter(Standing::is_in_cohort) {
            retention.n_start += 1;
            retention.n_lost += i64::from(standing.end_minor <= 0);
            retention.n_returned += i64::from(standing.has_left && 0 < standing.end_minor);
            retention.start_minor += standing.start_minor;
            retention.expansion_minor += standing.expansion_minor();
            retention.contraction_minor += standing.contraction_minor();
            retention.churn_minor += standing.churn_minor();
        }
        retention
    }

    /// Both cohorts together; they must be of one currency.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            n_start: self.n_start + other.n_start,
            n_lost: self.n_lost + other.n_lost,
            n_returned: self.n_returned + other.n_returned,
            start_minor: self.start_minor + other.start_minor,
            expansion_minor: self.expansion_minor + other.expansion_minor,
            contraction_minor: self.contraction_minor + other.contraction_minor,
            churn_minor: self.churn_minor + other.churn_minor,
        }
    }

    /// GRR: `(start − contraction − churn) / start`. Each account counts at most its start, so it is never above 1.
    pub fn gross(&self) -> Result<Share, NoCohort> {
        Share::of(self.start_minor - self.contraction_minor - self.churn_minor, self.start_minor).ok_or(NoCohort)
    }

    /// NRR: `(start + expansion − contraction − churn) / start`.
    pub fn net(&self) -> Result<Share, NoCohort> {
        let end = self.start_minor + self.expansion_minor - self.contraction_minor - self.churn_minor;
        Share::of(end, self.start_minor).ok_or(NoCohort)
    }

    /// Logo churn: accounts lost / accounts on the eve.
    pub fn logo_churn(&self) -> Result<Share, NoCohort> {
        Share::of(self.n_lost, self.n_start).ok_or(NoCohort)
    }

    /// Logo retention: accounts kept / accounts on the eve.
    pub fn logo_retention(&self) -> Result<Share, NoCohort> {
        Share::of(self.n_start - self.n_lost, self.n_start).ok_or(NoCohort)
    }
}
