//! Periods as people ask for them, and the days that they are.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Years that somebody could mean.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2199;

/// A period, as it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodAsked {
    /// `qtd`: from the first day of the calendar quarter to today.
    QuarterToDate,
    /// `ytd`: from 1 January to today.
    YearToDate,
    /// `12m`: the twelve months that end today.
    TwelveMonths,
    /// `2024`.
    Year(i32),
    /// `2024-q3`; quarters are counted from 1.
    Quarter(i32, u32),
    /// `2024-01-01..2024-12-31`, both days included.
    Days(NaiveDate, NaiveDate),
}

/// Days from and to, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl PeriodAsked {
    /// The period of a typed word, in any case.
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.to_lowercase();
        match word.as_str() {
            "qtd" => return Some(Self::QuarterToDate),
            "ytd" => return Some(Self::YearToDate),
            "12m" => return Some(Self::TwelveMonths),
            _ => {}
        }
        if let Some((from, to)) = word.split_once("..") {
            let (from, to) = (day(from)?, day(to)?);
            return (from <= to).then_some(Self::Days(from, to));
        }
        match word.split_once("-q") {
            Some((year, quarter)) => {
                let quarter = quarter.parse().ok().filter(|quarter| (1..=4).contains(quarter))?;
                Some(Self::Quarter(year_of(year)?, quarter))
            }
            None => year_of(&word).map(Self::Year),
        }
    }

    /// The whole quarter before that of a day.
    pub fn last_quarter(today: NaiveDate) -> Self {
        match today.month0() / 3 {
            0 => Self::Quarter(today.year() - 1, 4),
            quarter => Self::Quarter(today.year(), quarter),
        }
    }

    /// Its days, seen from a day.
    pub fn on(self, today: NaiveDate) -> Period {
        match self {
            Self::QuarterToDate => Period { from: Period::quarter_of(today).from, to: today },
            Self::YearToDate => Period { from: first_of(today.year(), 1), to: today },
            Self::TwelveMonths => {
                // From 29 February twelve months back is 28 February: the day after is the first.
                let from = today.checked_sub_months(Months::new(12)).unwrap_or(today) + Days::new(1);
                Period { from, to: today }
            }
            Self::Year(year) => Period { from: first_of(year, 1), to: first_of(year + 1, 1) - Days::new(1) },
            Self::Quarter(year, quarter) => Period::quarter_of(first_of(year, quarter * 3 - 2)),
            Self::Days(from, to) => Period { from, to },
        }
    }
}

fn year_of(text: &str) -> Option<i32> {
    (text.len() == 4).then(|| text.parse().ok()).flatten().filter(|year| YEARS.contains(year))
}

fn day(text: &str) -> Option<NaiveDate> {
    let day = (text.len() == 10).then(|| text.parse::<NaiveDate>().ok()).flatten()?;
    YEARS.contains(&day.year()).then_some(day)
}

fn first_of(year: i32, month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(NaiveDate::MIN)
}

impl Period {
    /// The calendar quarter of a day, whole.
    pub fn quarter_of(day: NaiveDate) -> Self {
        let from = first_of(day.year(), day.month0() / 3 * 3 + 1);
        Self { from, to: from.checked_add_months(Months::new(3)).unwrap_or(from) - Days::new(1) }
    }

    /// The day before it: who has revenue then is in the cohort.
    pub fn eve(self) -> NaiveDate {
        self.from - Days::new(1)
    }

    /// The day as of which it is told: its last, or today while it runs.
    pub fn as_of(self, today: NaiveDate) -> NaiveDate {
        self.to.min(today)
    }

    /// Its days.
    pub fn n_days(self) -> i64 {
        (self.to - self.from).num_days() + 1
    }
}

impl fmt::Display for PeriodAsked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::QuarterToDate => f.write_str("qtd"),
            Self::YearToDate => f.write_str("ytd"),
            Self::TwelveMonths => f.write_str("12m"),
            Self::Year(year) => write!(f, "{year}"),
            Self::Quarter(year, quarter) => write!(f, "{year}-q{quarter}"),
            Self::Days(from, to) => write!(f, "{from}..{to}"),
        }
    }
}

impl FromStr for PeriodAsked {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::parse(text).ok_or_else(|| {
            format!("{text:?} is no period; these are: qtd, ytd, 12m, 2024, 2024-q3, 2024-01-01..2024-12-31")
        })
    }
}

impl Serialize for PeriodAsked {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PeriodAsked {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[track_caller]
    fn check(word: &str, today: &str, from: &str, to: &str) {
        let asked = PeriodAsked::parse(word).expect(word);
        assert_eq!(asked.on(on(today)), Period { from: on(from), to: on(to) }, "{word} on {today}");
        assert_eq!(PeriodAsked::parse(&asked.to_string()), Some(asked));
    }

    #[test]
    fn periods_are_days() {
        check("qtd", "2026-03-02", "2026-01-01", "2026-03-02");
        check("QTD", "2026-04-01", "2026-04-01", "2026-04-01");
        check("ytd", "2026-03-02", "2026-01-01", "2026-03-02");
        check("12m", "2026-03-02", "2025-03-03", "2026-03-02");
        check("2024", "2026-03-02", "2024-01-01", "2024-12-31");
        check("2024-q1", "2026-03-02", "2024-01-01", "2024-03-31");
        check("2024-Q4", "2026-03-02", "2024-10-01", "2024-12-31");
        check("2024-02-29..2024-02-29", "2026-03-02", "2024-02-29", "2024-02-29");
    }

    #[test]
    fn leap_days_neither_get_lost_nor_count_twice() {
        check("12m", "2024-02-28", "2023-03-01", "2024-02-28");
        check("12m", "2024-02-29", "2023-03-01", "2024-02-29");
        check("12m", "2025-02-28", "2024-02-29", "2025-02-28");
        check("12m", "2024-12-31", "2024-01-01", "2024-12-31");
        let n_days = |word| PeriodAsked::parse(word).map(|asked| asked.on(on("2026-03-02")).n_days());
        assert_eq!(["2023", "2024", "2024-q1"].map(n_days), [Some(365), Some(366), Some(91)]);
        assert_eq!(PeriodAsked::Year(2024).on(on("2026-03-02")).eve(), on("2023-12-31"));
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for word in
            ["", "24", "2024-q5", "2024-q0", "q3", "2024-02-30..2024-03-01", "2024-03-01..2024-02-01", "12", "0001"]
        {
            assert_eq!(PeriodAsked::parse(word), None, "{word}");
        }
    }

    #[test]
    fn the_last_quarter_is_the_whole_one_before() {
        for (today, last) in
            [("2026-01-01", "2025-q4"), ("2026-03-31", "2025-q4"), ("2026-04-01", "2026-q1"), ("2026-12-31", "2026-q3")]
        {
            assert_eq!(PeriodAsked::last_quarter(on(today)).to_string(), last, "{today}");
        }
    }

    #[test]
    fn a_running_period_is_told_as_of_today() {
        let year = PeriodAsked::Year(2026).on(on("2026-03-02"));
        assert_eq!(year.as_of(on("2026-03-02")), on("2026-03-02"));
        assert_eq!(year.as_of(on("2027-03-02")), on("2026-12-31"));
    }
}
