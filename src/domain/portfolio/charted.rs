//! How a portfolio went, as a chart tells it: what moved in each of its last quarters, and its colours week by week.

use std::collections::BTreeMap;

use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::period::Period;
use crate::domain::account::BandCounts;
use crate::domain::money::Currency;

/// Quarters of a chart, the running one among them.
const QUARTERS: u32 = 5;
/// Weeks of a chart: a quarter.
const WEEKS: u64 = 13;

/// What is charted. Nothing where nothing is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charted {
    /// Revenue that moved; `None` where none did.
    pub moved: Option<MovedQuarters>,
    /// Accounts by colour, a week apart, oldest first; from the first day on of which a colour is known.
    pub colours: Vec<ColourDay>,
}

/// What moved in each quarter, in one currency: that of most movements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedQuarters {
    /// Which.
    pub currency: Currency,
    /// Currencies that moved beside it.
    pub n_others: usize,
    /// The quarters, oldest first, also those in which nothing moved.
    pub quarters: Vec<MovedQuarter>,
}

/// What moved in a quarter: sums of movements as they were recorded, in minor units and without a sign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedQuarter {
    /// Its first day.
    pub from: NaiveDate,
    /// Of accounts that came, or came back.
    pub new_minor: i64,
    /// More of accounts that were there.
    pub expansion_minor: i64,
    /// Less of them.
    pub contraction_minor: i64,
    /// Of accounts that left.
    pub churn_minor: i64,
}

/// Accounts by colour at the end of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColourDay {
    /// Which.
    pub day: NaiveDate,
    /// How many of each.
    pub counts: BandCounts,
}

impl Charted {
    /// The first days of the quarters that are charted, oldest first.
    pub fn quarters(as_of: NaiveDate) -> Vec<NaiveDate> {
        let last = Period::quarter_of(as_of).from;
        (0..QUARTERS).rev().filter_map(|ago| last.checked_sub_months(Months::new(ago * 3))).collect()
    }

    /// The days whose colours are charted, oldest first.
    pub fn days(as_of: NaiveDate) -> Vec<NaiveDate> {
        (0..=WEEKS).rev().map(|ago| as_of - Days::new(7 * ago)).collect()
    }

    /// Without the days before anything had a colour.
    pub fn known(colours: Vec<ColourDay>) -> Vec<ColourDay> {
        let has_colour = |of: &ColourDay| 0 < of.counts.red + of.counts.yellow + of.counts.green;
        colours.into_iter().skip_while(|of| !has_colour(of)).collect()
    }
}

impl MovedQuarters {
    /// Movements by currency and quarter, each with how many there were; two currencies are never added.
    pub fn of(rows: &[(Currency, i64, MovedQuarter)], quarters: &[NaiveDate]) -> Option<Self> {
        let mut by_currency: BTreeMap<Currency, i64> = BTreeMap::new();
        for (currency, n, _) in rows {
            *by_currency.entry(*currency).or_default() += n;
        }
        let (currency, _) = by_currency.iter().max_by_key(|(currency, n)| (**n, std::cmp::Reverse(**currency)))?;
        let moved = |from: &NaiveDate| {
            let found = rows.iter().find(|(of, _, quarter)| of == currency && quarter.from == *from);
            found.map_or(MovedQuarter { from: *from, ..MovedQuarter::default() }, |(_, _, quarter)| *quarter)
        };
        let quarters: Vec<MovedQuarter> = quarters.iter().map(moved).collect();
        let has_moved =
            quarters.iter().any(|quarter| *quarter != MovedQuarter { from: quarter.from, ..Default::default() });
        has_moved.then_some(Self { currency: *currency, n_others: by_currency.len() - 1, quarters })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn quarters_and_weeks_end_with_the_day() {
        let quarters: Vec<String> = Charted::quarters(day("2026-03-02")).iter().map(NaiveDate::to_string).collect();
        assert_eq!(quarters, ["2025-01-01", "2025-04-01", "2025-07-01", "2025-10-01", "2026-01-01"]);
        let days = Charted::days(day("2026-03-02"));
        assert_eq!((days.len(), days[0], days[13]), (14, day("2025-12-01"), day("2026-03-02")));
    }

    #[test]
    fn currencies_are_never_added() {
        let quarters = Charted::quarters(day("2026-03-02"));
        let row =
            |currency, n, new_minor| (currency, n, MovedQuarter { from: quarters[4], new_minor, ..Default::default() });
        let moved = MovedQuarters::of(&[row(Currency::EUR, 3, 700), row(Currency::USD, 2, 9_000)], &quarters);
        let moved = moved.expect("something moved");
        assert_eq!((moved.currency, moved.n_others, moved.quarters.len()), (Currency::EUR, 1, 5));
        assert_eq!((moved.quarters[4].new_minor, moved.quarters[0].new_minor), (700, 0));
        assert_eq!(MovedQuarters::of(&[], &quarters), None);
        assert_eq!(MovedQuarters::of(&[row(Currency::USD, 1, 0)], &quarters), None);
    }
}
