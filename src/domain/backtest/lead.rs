//! How early red warned: from the first of the red dates that lasted until an account was lost.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::health::Band;

/// The warnings that are counted, in days.
const MARKS_DAYS: [i64; 3] = [30, 60, 90];

/// An account on a date; without a colour when its score was withheld.
pub type Look = (NaiveDate, Option<Band>);

/// What red had said when an account was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    /// It was red at the last look, and had turned so this many days before the loss.
    Red {
        /// Days from the first date of the spell.
        days: i64,
    },
    /// It had been red, and was no longer.
    RedBefore,
    /// It was never red.
    Never,
}

/// Lead times of the accounts that were lost, each loss for itself. They are as fine as the dates lie apart.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct LeadTimes {
    /// Losses of accounts that had a colour before.
    pub n: usize,
    /// Those of accounts that were red at the last look.
    pub n_red: usize,
    /// Those that had been red and were no longer.
    pub n_red_before: usize,
    /// Those that never were red.
    pub n_never_red: usize,
    /// Losses of accounts that never had a colour before: no part of the others.
    pub n_withheld: usize,
    /// The median of the days, of those that were red.
    pub median_days: Option<f64>,
    /// How many of all had been red for at least 30, 60 and 90 days.
    pub at_least: Vec<(i64, usize)>,
}

/// What the looks at an account had said when it was lost on a day; `None` without a colour before it. `looks` are in
/// order. A withheld score neither ends a spell nor begins one.
pub fn warning(looks: &[Look], lost_on: NaiveDate) -> Option<Warning> {
    let before = looks.iter().filter(|(on, _)| *on < lost_on);
    let colours: Vec<(NaiveDate, Band)> = before.filter_map(|(on, band)| Some((*on, (*band)?))).collect();
    if colours.is_empty() {
        return None;
    }
    let spell = colours.iter().rev().take_while(|(_, band)| *band == Band::Red).last();
    Some(match spell {
        Some((turned_on, _)) => Warning::Red { days: (lost_on - *turned_on).num_days() },
        None if colours.iter().any(|(_, band)| *band == Band::Red) => Warning::RedBefore,
        None => Warning::Never,
    })
}

/// The lead times of warnings; `None` is a loss without a colour before it.
pub fn lead_times(warnings: &[Option<Warning>]) -> LeadTimes {
    let mut times = LeadTimes::default();
    let mut days_red = Vec::new();
    for warning in warnings {
        match warning {
            None => times.n_withheld += 1,
            Some(Warning::Red { days }) => days_red.push(*days),
            Some(Warning::RedBefore) => times.n_red_before += 1,
            Some(Warning::Never) => times.n_never_red += 1,
        }
    }
    days_red.sort_unstable();
    times.n_red = days_red.len();
    times.n = times.n_red + times.n_red_before + times.n_never_red;
    times.median_days = median(&days_red);
    times.at_least = MARKS_DAYS.map(|mark| (mark, days_red.iter().filter(|days| mark <= **days).count())).to_vec();
    times
}

#[expect(clippy::cast_precision_loss, reason = "days")]
fn median(sorted: &[i64]) -> Option<f64> {
    let middle = sorted.len().checked_sub(1)? / 2;
    Some((sorted[middle] + sorted[sorted.len() / 2]) as f64 / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A letter a month of 2024: r, y, g, or - for withheld; lost on a date.
    #[track_caller]
    fn check(months: &str, lost_on: &str, expected: Option<Warning>) {
        let look = |(month, letter): (u32, char)| {
            let band = match letter {
                'r' => Some(Band::Red),
                'y' => Some(Band::Yellow),
                'g' => Some(Band::Green),
                _ => None,
            };
            (NaiveDate::from_ymd_opt(2024, month, 1).expect("a month"), band)
        };
        let looks: Vec<Look> = (1..).zip(months.chars()).map(look).collect();
        assert_eq!(warning(&looks, lost_on.parse().expect("a date")), expected, "{months}");
    }

    #[test]
    fn the_spell_that_lasted_counts_from_its_first_date() {
        check("ggrr", "2024-04-11", Some(Warning::Red { days: 41 }));
        check("rgr", "2024-03-11", Some(Warning::Red { days: 10 }));
        check("rrrr", "2024-02-11", Some(Warning::Red { days: 41 }));
        check("rr-r", "2024-04-11", Some(Warning::Red { days: 101 }));
        check("rr--", "2024-04-11", Some(Warning::Red { days: 101 }));
        check("rry", "2024-03-11", Some(Warning::RedBefore));
        check("gyg", "2024-03-11", Some(Warning::Never));
        check("--", "2024-03-11", None);
        check("", "2024-03-11", None);
        // Red on the day of the loss itself warned of nothing.
        check("gr", "2024-02-01", Some(Warning::Never));
    }

    #[test]
    fn shares_are_of_all_that_had_a_colour() {
        let red = |days| Some(Warning::Red { days });
        let warnings = [red(90), red(29), red(30), red(60), Some(Warning::Never), Some(Warning::RedBefore), None];
        let expected = LeadTimes {
            n: 6,
            n_red: 4,
            n_red_before: 1,
            n_never_red: 1,
            n_withheld: 1,
            median_days: Some(45.0),
            at_least: vec![(30, 3), (60, 2), (90, 1)],
        };
        assert_eq!(lead_times(&warnings), expected);
        assert_eq!(lead_times(&[]).median_days, None);
    }
}
