//! Until when something is put off, as it is typed: `3bd`, `2w`, `fri`, `2026-07-01`.

use std::fmt;

use chrono::{NaiveDate, Weekday};

/// The furthest that a step is put off, in days.
const FURTHEST_DAYS: u32 = 366;

/// Until when a step is put off, by whoever's day it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Later {
    /// So many working days.
    WorkingDays(u32),
    /// So many days.
    Days(u32),
    /// The next such day.
    On(Weekday),
    /// A day.
    Day(NaiveDate),
}

impl Later {
    pub(super) fn parse(word: &str) -> Option<Self> {
        let lower = word.to_lowercase();
        if lower == "tomorrow" {
            return Some(Self::Days(1));
        }
        if let Ok(day) = lower.parse::<Weekday>() {
            return Some(Self::On(day));
        }
        if let Some(day) = lower.parse::<NaiveDate>().ok().filter(|day| day.to_string() == lower) {
            return Some(Self::Day(day));
        }
        let number = |digits: &str| digits.parse().ok().filter(|n| (1..=FURTHEST_DAYS).contains(n));
        let plus = lower.strip_prefix('+').unwrap_or(&lower);
        if let Some(digits) = plus.strip_suffix("bd") {
            return number(digits).map(Self::WorkingDays);
        }
        if let Some(digits) = plus.strip_suffix('w') {
            return number(digits).and_then(|weeks| number(&(weeks * 7).to_string())).map(Self::Days);
        }
        plus.strip_suffix('d').and_then(number).map(Self::Days)
    }
}

impl fmt::Display for Later {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WorkingDays(n) => write!(f, "{n}bd"),
            Self::Days(n) => write!(f, "{n}d"),
            Self::On(day) => f.write_str(&day.to_string().to_lowercase()),
            Self::Day(day) => write!(f, "{day}"),
        }
    }
}
