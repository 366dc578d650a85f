//! How a list of accounts is ordered and cut, and why a filter of one could not be used.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::account::{BookFilter, BookRow};
use super::lifecycle::Phase;
use super::person::PersonRef;
use super::segment::Segment;

/// Rows of the longest page that somebody can ask for: a message has no room for more.
pub const MOST_ROWS: i64 = 25;
/// Tags in one filter.
pub const MOST_TAGS: usize = 5;
/// Characters of a tag, and of a team's name.
pub const MOST_NAME_CHARS: usize = 60;

/// What comes first. Without it a list has an order of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Severity × revenue × nearness of the renewal, the most first.
    Risk,
    /// Revenue, the largest first; currencies apart.
    Arr,
    /// The contract end, the nearest first; accounts without one last.
    Renewal,
    /// The score, the lowest first; accounts without one last.
    Health,
    /// The name, from A to Z.
    Name,
}

impl Sort {
    /// Every order.
    pub const ALL: [Self; 5] = [Self::Risk, Self::Arr, Self::Renewal, Self::Health, Self::Name];

    /// The word that is typed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Risk => "risk",
            Self::Arr => "arr",
            Self::Renewal => "renewal",
            Self::Health => "health",
            Self::Name => "name",
        }
    }

    /// The order of a word, in any case.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.as_str().eq_ignore_ascii_case(word))
    }
}

/// All of a book, for a file.
#[derive(Clone, Debug, PartialEq)]
pub struct BookFile {
    /// Its accounts, in their order, up to the most that a file holds.
    pub rows: Vec<FileRow>,
    /// Accounts that match.
    pub n_matching: i64,
}

/// An account of it.
#[derive(Clone, Debug, PartialEq)]
pub struct FileRow {
    /// As the book shows it.
    pub row: BookRow,
    /// Its domain.
    pub domain: Option<String>,
    /// Its segment; `None`: not scored yet.
    pub segment: Option<Segment>,
    /// How far it is on its way.
    pub phase: Phase,
    /// Its owner's team.
    pub team: Option<String>,
    /// The contract end.
    pub renews_on: Option<NaiveDate>,
}

/// Why a filter could not be used, though it is well written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FilterRefusal {
    /// No account has the tag.
    NoSuchTag {
        /// What was asked for.
        wanted: String,
        /// The nearest tags that there are, best first; else the most used.
        nearest: Vec<String>,
    },
    /// Somebody's accounts in a team that they are not of: there can be none.
    NotInTeam {
        /// Who.
        person: PersonRef,
        /// The team that was asked for.
        team: String,
        /// Theirs; empty where they have none.
        theirs: String,
    },
}

impl BookFilter {
    /// The books that it takes accounts from, whole: whose they are, and nothing more.
    #[must_use]
    pub fn whole(&self) -> Self {
        Self { scope: self.scope, team: self.team.clone(), ..Self::default() }
    }

    /// Whether it leaves any account of these books out.
    pub fn narrows(&self) -> bool {
        let unordered = Self { sort: None, limit: None, ..self.clone() };
        unordered != self.whole()
    }

    /// The rows of a page, of a list that shows so many by itself.
    pub fn page_size(&self, usual: i64) -> i64 {
        self.limit.unwrap_or(usual).clamp(1, MOST_ROWS)
    }
}

#[cfg(test)]
mod tests {
    use super::super::account::BookScope;
    use super::super::health::Band;
    use super::*;

    #[test]
    fn an_order_and_a_limit_leave_nobody_out() {
        let ordered = BookFilter { sort: Some(Sort::Name), limit: Some(20), ..BookFilter::default() };
        assert!(!ordered.narrows());
        assert_eq!((ordered.page_size(10), BookFilter::default().page_size(10)), (20, 10));
        let of_team = BookFilter { scope: BookScope::All, team: Some("emea".into()), ..ordered };
        assert!(!of_team.narrows(), "a team's books are whole");
        let red = BookFilter { bands: vec![Band::Red], ..of_team.clone() };
        assert!(red.narrows());
        assert_eq!(red.whole(), BookFilter { sort: None, limit: None, ..of_team });
    }

    #[test]
    fn every_order_is_its_word() {
        for sort in Sort::ALL {
            assert_eq!(Sort::parse(&sort.as_str().to_uppercase()), Some(sort));
        }
        assert_eq!(Sort::parse("colour"), None);
    }
}
