//! Accounts that nobody spoke with for longer than they should have.

use chrono::NaiveDate;

use super::account::{AccountRef, BookFilter};
use super::health::{Band, Milli};
use super::money::{Money, Totals};
use super::person::PersonRef;

/// An account past its cadence.
#[derive(Clone, Debug, PartialEq)]
pub struct QuietRow {
    /// Which account.
    pub account: AccountRef,
    /// Its colour.
    pub band: Option<Band>,
    /// Its score.
    pub score: Option<Milli>,
    /// Yearly revenue.
    pub arr: Money,
    /// The day of the last two-way touch; `None`: there was never one.
    pub last_on: Option<NaiveDate>,
    /// Days since then, or since it is a customer.
    pub silent_days: i64,
    /// Days between touches that it should have.
    pub cadence_days: i64,
    /// Days to contract end.
    pub renewal_in_days: Option<i64>,
    /// Who works it.
    pub owner: Option<PersonRef>,
}

/// A page of them.
#[derive(Clone, Debug, PartialEq)]
pub struct QuietView {
    /// What was asked for.
    pub filter: BookFilter,
    /// The page's rows: ARR × silence in cadences, the most first.
    pub rows: Vec<QuietRow>,
    /// Pages are counted from 0.
    pub page: i64,
    /// Rows on a full page.
    pub page_size: i64,
    /// Silent accounts that match.
    pub n: i64,
    /// Their revenue, each currency for itself.
    pub arr: Totals,
    /// Silent ones in the same books, whatever the filter.
    pub n_all: i64,
    /// All accounts in the same books.
    pub n_total: i64,
}
