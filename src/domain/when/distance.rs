//! Distances from today: `3d`, `2w`, `3bd`.

use std::fmt;

use chrono::{NaiveDate, TimeDelta};

use super::super::cadence::Calendar;
use super::day::Fault;
use super::{FURTHEST_DAYS, WhenReason};

/// So many days from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Distance {
    /// How many, at most [`FURTHEST_DAYS`].
    pub amount: u32,
    /// Of which.
    pub unit: Unit,
    /// In which direction, if that was typed.
    pub sign: Option<Sign>,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// All days.
    Days,
    /// Those on which somebody works.
    WorkingDays,
}

/// A direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Into the days to come.
    Ahead,
    /// Into the days that have been.
    Back,
}

impl Distance {
    /// `+3d`, `3bd`, `-2w`; `None` when there is no number in front.
    pub(super) fn parse(text: &str) -> Option<Result<Self, Fault>> {
        let (sign, unsigned) = match text.strip_prefix(['-', '−']) {
            Some(rest) => (Some(Sign::Back), rest),
            None => text.strip_prefix('+').map_or((None, text), |rest| (Some(Sign::Ahead), rest)),
        };
        let n_signs = usize::from(sign.is_some());
        let unit_at = unsigned.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = unsigned.split_at_checked(unit_at).filter(|(number, _)| !number.is_empty())?;
        let (unit, times) = match unit.trim_start() {
            "d" | "day" | "days" => (Unit::Days, 1),
            "w" | "week" | "weeks" => (Unit::Days, 7),
            "bd" | "working days" | "working day" | "business days" | "business day" => (Unit::WorkingDays, 1),
            unit => {
                let reason = WhenReason::UnknownUnit { unit: unit.chars().take(40).collect() };
                return Some(Err((n_signs + unit_at, reason)));
            }
        };
        let amount: Option<u32> = number.parse().ok().and_then(|number: u32| number.checked_mul(times));
        let amount = amount.filter(|days| *days <= FURTHEST_DAYS);
        Some(amount.map(|amount| Self { amount, unit, sign }).ok_or((n_signs, WhenReason::TooFar)))
    }

    pub(super) fn from(self, today: NaiveDate, usual: Sign, calendar: &Calendar) -> NaiveDate {
        let days = i32::try_from(self.amount).unwrap_or(i32::MAX);
        let days = match self.sign.unwrap_or(usual) {
            Sign::Ahead => days,
            Sign::Back => -days,
        };
        match self.unit {
            Unit::Days => today + TimeDelta::days(days.into()),
            Unit::WorkingDays => calendar.add_working_days(today, days),
        }
    }
}

/// As it is typed.
impl fmt::Display for Distance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.sign {
            None => "",
            Some(Sign::Ahead) => "+",
            Some(Sign::Back) => "-",
        };
        let unit = match self.unit {
            Unit::Days => "d",
            Unit::WorkingDays => "bd",
        };
        write!(f, "{sign}{}{unit}", self.amount)
    }
}
