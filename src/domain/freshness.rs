//! How old the sources are that a card or a digest rests on, and which of them are too old to be trusted unseen.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::rules::FeedRules;

/// Where something that is shown comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Use of the product: adoption, and much of the score.
    Usage,
    /// Tickets.
    Tickets,
    /// NPS and CSAT.
    Surveys,
    /// Calls, e-mails and meetings: the last touch. What is logged here comes on top.
    Touches,
    /// People at customers: champion and executive.
    Contacts,
    /// Terms: the renewal.
    Contracts,
}

impl Source {
    /// Every source, in the order in which they are told.
    pub const ALL: [Self; 6] =
        [Self::Usage, Self::Tickets, Self::Surveys, Self::Touches, Self::Contacts, Self::Contracts];

    /// The name of its record in an import.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Tickets => "tickets",
            Self::Surveys => "surveys",
            Self::Touches => "touchpoints",
            Self::Contacts => "contacts",
            Self::Contracts => "contracts",
        }
    }

    /// The source of a record; some records have no limit.
    pub fn of_record(record: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == record)
    }
}

/// How old each source is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsOf {
    /// The last day of usage that was fed in, for any account.
    pub usage: Option<NaiveDate>,
    /// The reader's day of the last ticket news.
    pub tickets: Option<NaiveDate>,
    /// The reader's day of the last survey answers that came in.
    pub surveys: Option<NaiveDate>,
    /// The reader's day of the last touches that came in.
    #[serde(default)]
    pub touches: Option<NaiveDate>,
    /// The reader's day of the last news of people at customers.
    #[serde(default)]
    pub contacts: Option<NaiveDate>,
    /// The reader's day of the last news of contracts.
    #[serde(default)]
    pub contracts: Option<NaiveDate>,
    /// How old they may be.
    #[serde(default)]
    pub limits: FeedRules,
}

impl AsOf {
    /// From the last day of usage and the days on which the others came in, in the order of [`Source::ALL`].
    pub fn fed(usage: Option<NaiveDate>, came_in: [Option<NaiveDate>; 5]) -> Self {
        let [tickets, surveys, touches, people, terms] = came_in;
        Self { usage, tickets, surveys, touches, contacts: people, contracts: terms, limits: FeedRules::default() }
    }

    /// The day of a source; `None` where it never came in.
    pub fn day(&self, source: Source) -> Option<NaiveDate> {
        match source {
            Source::Usage => self.usage,
            Source::Tickets => self.tickets,
            Source::Surveys => self.surveys,
            Source::Touches => self.touches,
            Source::Contacts => self.contacts,
            Source::Contracts => self.contracts,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_stale_the_day_after_its_limit() {
        let limits = FeedRules::default();
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).expect("a day");
        assert!(!limits.is_stale(Source::Usage, day(1), day(8)));
        assert!(limits.is_stale(Source::Usage, day(1), day(9)));
        assert!(!limits.is_stale(Source::Contracts, day(1), day(31)));
        assert_eq!(Source::of_record("touchpoints"), Some(Source::Touches));
        assert_eq!(Source::of_record("people"), None);
    }

    #[test]
    fn what_was_kept_before_has_the_limits_that_ship() {
        let kept = r#"{"usage":"2026-03-01","tickets":null,"surveys":null}"#;
        let as_of: AsOf = serde_json::from_str(kept).expect("kept before");
        assert_eq!(
            (as_of.day(Source::Usage).is_some(), as_of.touches, as_of.limits),
            (true, None, FeedRules::default())
        );
    }
}
