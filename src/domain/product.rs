//! What customers ask of the product, as product reads it: themes that come again and again, with how many accounts and how
//! much revenue stand behind each, and their words.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::account::AccountRef;
use super::digest::Section;
use super::ids::ScheduleId;
use super::money::Totals;

/// A theme that came often enough.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductTheme {
    /// What it is about.
    pub theme: String,
    /// Tickets.
    pub n_tickets: i64,
    /// Feedback that people recorded.
    pub n_feedback: i64,
    /// Of both, since the digest before.
    pub n_new: i64,
    /// Accounts.
    pub n_accounts: i64,
    /// Their revenue.
    pub arr: Totals,
    /// What was said last, and by whom.
    pub words: Vec<(AccountRef, String)>,
}

/// The digest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProductView {
    /// By which timetable; `None`: somebody asked.
    pub schedule: Option<ScheduleId>,
    /// Its day.
    pub day: NaiveDate,
    /// By this clock.
    pub zone: Tz,
    /// When it should have come, where that is past.
    pub late_for: Option<DateTime<Utc>>,
    /// Themes that came so often…
    pub times: i64,
    /// …in so many days.
    pub days: i64,
    /// What is new is new since then.
    pub since: DateTime<Utc>,
    /// The themes, those of most accounts first.
    pub themes: Section<ProductTheme>,
    /// When it was gathered.
    pub gathered_at: DateTime<Utc>,
}

impl ProductView {
    /// Nothing new is nothing to tell: who reads it knows the rest.
    pub fn is_silent(&self) -> bool {
        self.n_new() == 0
    }

    /// What came since the digest before.
    pub fn n_new(&self) -> i64 {
        self.themes.rows.iter().map(|theme| theme.n_new).sum()
    }
}
