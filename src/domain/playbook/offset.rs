//! When a step opens and is due, as its author writes it: `7d`, `3bd after previous`, `30d before renewal`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::nearest::nearest_one;

/// A distance in days from something.
///
/// ```text
/// offset = number ( "d" | "bd" ) [ "after start" | "after previous" | "before renewal" ]
/// ```
///
/// `d` are calendar days, `bd` working days of whoever does the step. Without an anchor it counts from the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Offset {
    /// How many.
    pub days: u32,
    /// Of which kind.
    pub unit: DayUnit,
    /// From when.
    pub from: Anchor,
}

/// Which days are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DayUnit {
    /// All of them.
    Calendar,
    /// Those that the owner works.
    Working,
}

/// What an offset counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// The start of the run, day 0.
    Start,
    /// The end of the step before it, once that is done or skipped.
    Previous,
    /// Back from the last day of the contract.
    Renewal,
}

/// The most days that an offset may name: ten years.
pub const MOST_DAYS: u32 = 3_660;

impl Anchor {
    /// Every anchor.
    pub const ALL: [Self; 3] = [Self::Start, Self::Previous, Self::Renewal];

    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Start => "after start",
            Self::Previous => "after previous",
            Self::Renewal => "before renewal",
        }
    }
}

impl Offset {
    /// Calendar days from the start.
    pub fn from_start(days: u32) -> Self {
        Self { days, unit: DayUnit::Calendar, from: Anchor::Start }
    }

    /// The least and the most calendar days that it spans in a week of five working days, without holidays or leave.
    pub fn calendar_days(self) -> (i64, i64) {
        let days = i64::from(self.days);
        match (self.unit, days) {
            (DayUnit::Calendar, _) => (days, days),
            // A day that is not worked rolls over a weekend.
            (DayUnit::Working, 0) => (0, 2),
            (DayUnit::Working, _) => (days + 2 * ((days - 1) / 5), days + 2 * ((days + 4) / 5)),
        }
    }

    /// About which day it is, counted from the start: `previous` is the day of the step before it, `renewal_in` the days
    /// to the end of the contract. Working days are counted as five of a week; the calendar knows better.
    pub fn day(self, previous: i64, renewal_in: Option<i64>) -> i64 {
        let days = match self.unit {
            DayUnit::Calendar => i64::from(self.days),
            DayUnit::Working => i64::from(self.days) * 7 / 5,
        };
        match self.from {
            Anchor::Start => days,
            Anchor::Previous => previous + days,
            Anchor::Renewal => renewal_in.map_or(0, |renewal_in| renewal_in - days),
        }
    }
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            DayUnit::Calendar => "d",
            DayUnit::Working => "bd",
        };
        write!(f, "{}{unit}", self.days)?;
        match self.from {
            Anchor::Start => Ok(()),
            Anchor::Previous | Anchor::Renewal => write!(f, " {}", self.from.as_str()),
        }
    }
}

impl FromStr for Offset {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!("“{text}” is no offset; write 7d, 3bd, 2bd after previous or 30d before renewal (bd: working days)")
        };
        let (amount, anchor) = text.trim().split_once(' ').unwrap_or((text.trim(), "after start"));
        let known = Anchor::ALL.map(Anchor::as_str);
        let from = Anchor::ALL.into_iter().find(|known| known.as_str() == anchor.trim());
        let from = from.ok_or_else(|| match nearest_one(anchor, known) {
            Some(meant) => format!("“{text}” is no offset; did you mean {amount} {meant}?"),
            None => wrong(),
        })?;
        let (number, unit) = match amount.strip_suffix("bd") {
            Some(number) => (number, DayUnit::Working),
            None => (amount.strip_suffix('d').ok_or_else(wrong)?, DayUnit::Calendar),
        };
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong());
        }
        let days = number.parse().ok().filter(|days| *days <= MOST_DAYS);
        let days = days.ok_or_else(|| format!("“{text}” is too far: at most {MOST_DAYS} days"))?;
        Ok(Self { days, unit, from })
    }
}

impl TryFrom<String> for Offset {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Offset> for String {
    fn from(offset: Offset) -> Self {
        offset.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_comes_back() {
        for text in ["0d", "7d", "3bd", "2bd after previous", "30d before renewal", "5bd before renewal"] {
            assert_eq!(text.parse::<Offset>().map(|offset| offset.to_string()), Ok(text.to_owned()));
        }
        assert_eq!("7d after start".parse(), Ok(Offset::from_start(7)));
    }

    #[test]
    fn working_days_span_weekends() {
        // From a Sunday to the Monday, from a Friday to the Monday.
        assert_eq!(offset("1bd").calendar_days(), (1, 3));
        assert_eq!(offset("5bd").calendar_days(), (5, 7));
        assert_eq!(offset("6bd").calendar_days(), (8, 10));
        assert_eq!(offset("0bd").calendar_days(), (0, 2));
        assert_eq!(offset("10d before renewal").calendar_days(), (10, 10));
    }

    fn offset(text: &str) -> Offset {
        text.parse().expect("an offset")
    }

    #[test]
    fn what_is_no_offset_is_refused_with_examples() {
        assert!("3d after previus".parse::<Offset>().is_err_and(|reason| reason.contains("3d after previous")));
        for text in ["", "7", "d", "-7d", "7 d", "7w", "1e3d", "7d before start", "99999999999d", "4000d", "٣d"] {
            assert!(text.parse::<Offset>().is_err(), "{text}");
        }
    }
}
