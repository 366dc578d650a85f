//! What moved between two weeks: two snapshots go in, what slipped and what went well comes out.

use std::collections::HashMap;

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Category, HistoryLine};
use crate::domain::account::AccountRef;
use crate::domain::health::Band;
use crate::domain::ids::ContractId;
use crate::domain::money::Money;

/// A snapshot looks so many days ahead.
pub const HORIZON_DAYS: u64 = 365;
/// An end that moves out by so many days is another term signed, no delay.
const ANOTHER_TERM_DAYS: i64 = 180;

/// What became of a renewal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It is still to come.
    Open,
    /// What follows is signed, or it went on by itself.
    Renewed,
    /// The account left.
    Lost,
    /// It has ended, and nothing follows yet.
    Lapsed,
}

impl Fate {
    /// Every fate.
    pub const ALL: [Self; 4] = [Self::Open, Self::Renewed, Self::Lost, Self::Lapsed];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Renewed => "renewed",
            Self::Lost => "lost",
            Self::Lapsed => "lapsed",
        }
    }

    /// The fate of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fate| fate.as_str() == word)
    }
}

/// How a renewal stood in a week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Which contract.
    pub contract: ContractId,
    /// Whose.
    pub account: AccountRef,
    /// Its last day.
    pub ends_on: NaiveDate,
    /// What it is worth.
    pub arr: Money,
    /// What somebody expected; `None`: not reviewed.
    pub forecast: Option<(Category, Money)>,
    /// What became of it.
    pub fate: Fate,
    /// The account's colour.
    pub band: Option<Band>,
    /// What the rule said, in per cent; kept in snapshots, and not asked for where two weeks are compared.
    pub likelihood: Option<i64>,
}

/// One way in which a renewal moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Move {
    /// The account left.
    Lost,
    /// It ended, and nothing follows.
    Lapsed,
    /// The category became less sure.
    Worse {
        /// What it was.
        from: Category,
        /// What it is.
        to: Category,
    },
    /// Less is expected.
    Lower {
        /// What was.
        from: Money,
        /// What is.
        to: Money,
    },
    /// The end moved out.
    MovedOut {
        /// From that day.
        from: NaiveDate,
        /// To that.
        to: NaiveDate,
    },
    /// What follows is signed.
    Renewed,
    /// Somebody said for the first time how it stands.
    Reviewed {
        /// How sure they are.
        category: Category,
        /// What they expect.
        amount: Money,
    },
    /// The category became surer.
    Better {
        /// What it was.
        from: Category,
        /// What it is.
        to: Category,
    },
    /// More is expected.
    Higher {
        /// What was.
        from: Money,
        /// What is.
        to: Money,
    },
    /// It was not known then.
    New,
}

impl Move {
    /// Whether it is one that somebody has to explain.
    pub fn is_slip(&self) -> bool {
        match self {
            Self::Lost | Self::Lapsed | Self::Worse { .. } | Self::Lower { .. } | Self::MovedOut { .. } => true,
            Self::Renewed | Self::Reviewed { .. } | Self::Better { .. } | Self::Higher { .. } | Self::New => false,
        }
    }
}

/// A renewal that moved, as it stands now, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// How it stands now.
    pub now: Entry,
    /// In which ways it moved.
    pub moves: Vec<Move>,
    /// Why, where somebody said so.
    #[serde(default)]
    pub said: Option<HistoryLine>,
}

impl Moved {
    /// Whether any of it is a slip.
    pub fn is_slip(&self) -> bool {
        self.moves.iter().any(Move::is_slip)
    }

    /// The same with what was said of it last, where that explains a slip since a week: what was said before that is no
    /// reason, unless the customer is gone by now.
    #[must_use]
    pub fn explained(self, said: Option<HistoryLine>, since: NaiveDate) -> Self {
        let is_over = self.moves.iter().any(|of| matches!(of, Move::Lost | Move::Lapsed));
        let explains = |line: &HistoryLine| self.is_slip() && (is_over || since <= line.at.date_naive());
        Self { said: said.filter(explains), ..self }
    }
}

/// The Monday of a day's week, which names the week.
pub fn week_of(day: NaiveDate) -> NaiveDate {
    day - Days::new(u64::from(day.weekday().num_days_from_monday()))
}

/// What moved since the snapshot that was taken in `week`: slips first, then by end.
pub fn diff(week: NaiveDate, then: &[Entry], now: &[Entry]) -> Vec<Moved> {
    let before: HashMap<ContractId, &Entry> = then.iter().map(|entry| (entry.contract, entry)).collect();
    // What ends later came into view by time alone.
    let horizon = week + Days::new(HORIZON_DAYS);
    let mut moved: Vec<Moved> = now
        .iter()
        .filter_map(|entry| {
            let moves = match before.get(&entry.contract) {
                Some(before) => moves(before, entry),
                None if entry.fate == Fate::Open && entry.ends_on <= horizon => vec![Move::New],
                None => Vec::new(),
            };
            (!moves.is_empty()).then(|| Moved { now: entry.clone(), moves, said: None })
        })
        .collect();
    moved.sort_by(|a, b| {
        let rank = |moved: &Moved| (!moved.is_slip(), moved.now.ends_on);
        rank(a).cmp(&rank(b)).then_with(|| a.now.account.name.cmp(&b.now.account.name))
    });
    moved
}

fn moves(before: &Entry, now: &Entry) -> Vec<Move> {
    if before.fate != Fate::Open {
        return Vec::new();
    }
    match now.fate {
        Fate::Lost => vec![Move::Lost],
        Fate::Lapsed => vec![Move::Lapsed],
        Fate::Renewed => vec![Move::Renewed],
        Fate::Open => [moved_out(before, now)].into_iter().flatten().chain(forecast_moves(before, now)).collect(),
    }
}

fn moved_out(before: &Entry, now: &Entry) -> Option<Move> {
    match (now.ends_on - before.ends_on).num_days() {
        ..=0 => None,
        ANOTHER_TERM_DAYS.. => Some(Move::Renewed),
        _ => Some(Move::MovedOut { from: before.ends_on, to: now.ends_on }),
    }
}

fn forecast_moves(before: &Entry, now: &Entry) -> Vec<Move> {
    let (Some((category, amount)), then) = (now.forecast, before.forecast) else { return Vec::new() };
    let Some((from, was)) = then else { return vec![Move::Reviewed { category, amount }] };
    let by_category = match category.cmp(&from) {
        std::cmp::Ordering::Greater => Some(Move::Worse { from, to: category }),
        std::cmp::Ordering::Less => Some(Move::Better { from, to: category }),
        std::cmp::Ordering::Equal => None,
    };
    let same_currency = was.currency == amount.currency;
    let by_amount = match amount.minor.cmp(&was.minor) {
        std::cmp::Ordering::Less if same_currency => Some(Move::Lower { from: was, to: amount }),
        std::cmp::Ordering::Greater if same_currency => Some(Move::Higher { from: was, to: amount }),
        std::cmp::Ordering::Less | std::cmp::Ordering::Greater | std::cmp::Ordering::Equal => None,
    };
    by_category.into_iter().chain(by_amount).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::AccountId;
    use crate::domain::money::Currency;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::USD)
    }

    /// Likely, 100 of 100, ends on 30 June.
    fn likely() -> Entry {
        Entry {
            contract: ContractId(Uuid::from_u128(1)),
            account: AccountRef { id: AccountId(Uuid::from_u128(2)), name: "Acme".into() },
            ends_on: day("2026-06-30"),
            arr: usd(100),
            forecast: Some((Category::Likely, usd(100))),
            fate: Fate::Open,
            band: None,
            likelihood: Some(65),
        }
    }

    fn forecast(category: Category, minor: i64) -> Entry {
        Entry { forecast: Some((category, usd(minor))), ..likely() }
    }

    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "a table row owns what it holds")]
    fn check(then: Option<Entry>, now: Entry, expected: Vec<Move>) {
        let then: Vec<Entry> = then.into_iter().collect();
        let moves: Vec<Move> =
            diff(day("2026-03-02"), &then, &[now]).into_iter().flat_map(|moved| moved.moves).collect();
        assert_eq!(moves, expected);
    }

    #[test]
    fn every_way_to_move_is_told() {
        use Category::{AtRisk, BestCase, Commit, Likely};
        let open = |ends_on: &str| Entry { ends_on: day(ends_on), ..likely() };
        let fate = |fate| Entry { fate, ..likely() };
        let unreviewed = || Entry { forecast: None, ..likely() };
        check(Some(likely()), likely(), vec![]);
        check(Some(likely()), forecast(AtRisk, 100), vec![Move::Worse { from: Likely, to: AtRisk }]);
        check(Some(likely()), forecast(Commit, 100), vec![Move::Better { from: Likely, to: Commit }]);
        check(Some(likely()), forecast(Likely, 90), vec![Move::Lower { from: usd(100), to: usd(90) }]);
        check(Some(likely()), forecast(Likely, 110), vec![Move::Higher { from: usd(100), to: usd(110) }]);
        let both = vec![Move::Worse { from: Likely, to: BestCase }, Move::Lower { from: usd(100), to: usd(1) }];
        check(Some(likely()), forecast(BestCase, 1), both);
        let (from, to) = (day("2026-06-30"), day("2026-07-31"));
        check(Some(likely()), open("2026-07-31"), vec![Move::MovedOut { from, to }]);
        check(Some(likely()), open("2026-06-29"), vec![]);
        check(Some(likely()), open("2026-12-26"), vec![Move::MovedOut { from, to: day("2026-12-26") }]);
        check(Some(likely()), open("2026-12-27"), vec![Move::Renewed]);
        check(Some(likely()), fate(Fate::Lost), vec![Move::Lost]);
        check(Some(likely()), fate(Fate::Lapsed), vec![Move::Lapsed]);
        check(Some(likely()), fate(Fate::Renewed), vec![Move::Renewed]);
        check(Some(unreviewed()), likely(), vec![Move::Reviewed { category: Likely, amount: usd(100) }]);
        check(Some(unreviewed()), unreviewed(), vec![]);
        check(None, likely(), vec![Move::New]);
    }

    #[test]
    fn what_is_over_stays_over_and_time_alone_brings_nothing_new() {
        let over = || Entry { fate: Fate::Lost, ..likely() };
        check(Some(over()), over(), vec![]);
        check(None, over(), vec![]);
        check(None, Entry { ends_on: day("2027-03-02"), ..likely() }, vec![Move::New]);
        check(None, Entry { ends_on: day("2027-03-03"), ..likely() }, vec![]);
        let euro = Entry { forecast: Some((Category::Likely, Money::new(1, Currency::EUR))), ..likely() };
        check(Some(likely()), euro, vec![]);
    }

    #[test]
    fn slips_come_first() {
        let of = |n: u128, name: &str, entry: Entry| Entry {
            contract: ContractId(Uuid::from_u128(n)),
            account: AccountRef { name: name.into(), ..entry.account.clone() },
            ..entry
        };
        let then = [of(1, "B", likely()), of(2, "A", likely()), of(3, "C", likely())];
        let now = [
            of(1, "B", forecast(Category::Commit, 100)),
            of(2, "A", Entry { ends_on: day("2026-07-30"), ..likely() }),
            of(3, "C", forecast(Category::AtRisk, 100)),
        ];
        let names: Vec<_> =
            diff(day("2026-03-02"), &then, &now).into_iter().map(|moved| moved.now.account.name).collect();
        assert_eq!(names, ["C", "A", "B"]);
    }

    #[test]
    fn a_week_is_named_by_its_monday() {
        for (of, monday) in [
            ("2026-03-02", "2026-03-02"),
            ("2026-03-08", "2026-03-02"),
            ("2028-03-01", "2028-02-28"),
            ("2027-01-01", "2026-12-28"),
        ] {
            assert_eq!(week_of(day(of)), day(monday));
        }
    }

    #[test]
    fn a_slip_is_explained_by_what_was_said_since() {
        let since = day("2026-03-02");
        let line = |at: &str| HistoryLine {
            from: None,
            to: (Category::AtRisk, Money::new(1, Currency::USD)),
            reason: "their sponsor left".into(),
            by: super::super::term::tests::ana(),
            at: at.parse().expect("an instant"),
        };
        let is_explained = |moves: Vec<Move>, at| {
            let moved = Moved { now: likely(), moves, said: None };
            moved.explained(Some(line(at)), since).said.is_some()
        };
        let (before, after) = ("2026-02-20T09:00:00Z", "2026-03-03T09:00:00Z");
        let worse = || vec![Move::Worse { from: Category::Likely, to: Category::AtRisk }];
        assert!(is_explained(worse(), after));
        assert!(!is_explained(vec![Move::MovedOut { from: since, to: day("2026-04-02") }], before));
        assert!(is_explained(vec![Move::Lost], before));
        assert!(!is_explained(vec![Move::Renewed], after));
    }
}
