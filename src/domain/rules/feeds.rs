//! How old data may be before whoever reads it is warned.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Rules;
use super::fault::at_least;
use crate::domain::freshness::Source;

/// Days, by source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedRules {
    /// Since the last day of use that is known.
    pub usage_days: i64,
    /// Since tickets came in.
    pub tickets_days: i64,
    /// Since answers came in.
    pub surveys_days: i64,
    /// Since touches came in.
    pub touchpoints_days: i64,
    /// Since people at customers came in.
    pub contacts_days: i64,
    /// Since contracts came in.
    pub contracts_days: i64,
}

impl Default for FeedRules {
    /// What ships with Steward.
    fn default() -> Self {
        static SHIPPED: LazyLock<FeedRules> = LazyLock::new(|| Rules::default().feeds);
        *SHIPPED
    }
}

impl FeedRules {
    /// Whether a source of a day is too old to be taken for the present.
    pub fn is_stale(&self, source: Source, day: NaiveDate, today: NaiveDate) -> bool {
        self.limit(source) < (today - day).num_days()
    }

    fn limit(&self, source: Source) -> i64 {
        match source {
            Source::Usage => self.usage_days,
            Source::Tickets => self.tickets_days,
            Source::Surveys => self.surveys_days,
            Source::Touches => self.touchpoints_days,
            Source::Contacts => self.contacts_days,
            Source::Contracts => self.contracts_days,
        }
    }

    pub(super) fn check(&self) -> Result<(), (&'static str, String)> {
        for (name, value) in [
            ("usage_days", self.usage_days),
            ("tickets_days", self.tickets_days),
            ("surveys_days", self.surveys_days),
            ("touchpoints_days", self.touchpoints_days),
            ("contacts_days", self.contacts_days),
            ("contracts_days", self.contracts_days),
        ] {
            at_least(name, value, 1)?;
        }
        Ok(())
    }
}
