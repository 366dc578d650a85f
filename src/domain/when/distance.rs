//! Distances from today: `3d`, `2w`, `3bd`, and windows such as `90d`.

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use super::super::cadence::Calendar;
use super::spelling::not_understood;
use super::{FURTHEST_DAYS, WhenReason, WhenRefusal, trimmed};

/// A number of days from today, forward or back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Window {
    days: u32,
}

impl Window {
    /// Reads `90d` or `12w`.
    pub fn parse(text: &str) -> Result<Self, WhenRefusal> {
        let (column, text) = trimmed(text)?;
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let Some(distance) = Distance::parse(text) else {
            return Err(WhenRefusal { column, reason: not_understood(text, &[]) });
        };
        let distance = distance.map_err(|reason| WhenRefusal { column: column + digits, reason })?;
        let days = match distance.unit {
            Unit::Days => distance.amount,
            Unit::Weeks => distance.amount.saturating_mul(7),
            Unit::WorkingDays => {
                return Err(WhenRefusal {
                    column: column + digits,
                    reason: WhenReason::UnknownUnit { unit: "bd".into() },
                });
            }
        };
        match days {
            0 => Err(WhenRefusal { column, reason: WhenReason::NoLength }),
            1..=FURTHEST_DAYS => Ok(Self { days }),
            _ => Err(WhenRefusal { column, reason: WhenReason::TooFar }),
        }
    }

    /// Its length in days, at least 1.
    pub fn days(self) -> u32 {
        self.days
    }

    /// The last day of the window that begins today.
    pub fn end(self, today: NaiveDate) -> NaiveDate {
        today + TimeDelta::days(i64::from(self.days))
    }

    /// The first day of the window that ends today.
    pub fn start(self, today: NaiveDate) -> NaiveDate {
        today - TimeDelta::days(i64::from(self.days))
    }
}

/// A number and its unit.
pub(super) struct Distance {
    pub(super) amount: u32,
    pub(super) unit: Unit,
}

#[derive(Clone, Copy)]
pub(super) enum Unit {
    Days,
    Weeks,
    WorkingDays,
}

impl Distance {
    /// `None` when it does not begin with a number.
    pub(super) fn parse(text: &str) -> Option<Result<Self, WhenReason>> {
        let unit_at = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at_checked(unit_at).filter(|(number, _)| !number.is_empty())?;
        let unit = match unit.trim_start().to_lowercase().as_str() {
            "d" | "day" | "days" => Unit::Days,
            "w" | "week" | "weeks" => Unit::Weeks,
            "bd" | "working days" | "working day" | "business days" | "business day" => Unit::WorkingDays,
            unit => return Some(Err(WhenReason::UnknownUnit { unit: unit.chars().take(40).collect() })),
        };
        // What does not fit is too far in any case.
        Some(Ok(Self { amount: number.parse().unwrap_or(u32::MAX), unit }))
    }

    pub(super) fn from(self, today: NaiveDate, is_back: bool, calendar: &Calendar) -> Option<NaiveDate> {
        let days = match self.unit {
            Unit::Days | Unit::WorkingDays => self.amount,
            Unit::Weeks => self.amount.checked_mul(7)?,
        };
        let days = i32::try_from(days).ok().filter(|days| days.unsigned_abs() <= FURTHEST_DAYS)?;
        let days = if is_back { -days } else { days };
        match self.unit {
            Unit::Days | Unit::Weeks => today.checked_add_signed(TimeDelta::days(i64::from(days))),
            Unit::WorkingDays => Some(calendar.add_working_days(today, days)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn a_window_is_a_number_of_days() {
        let days = |text| Window::parse(text).map(Window::days).map_err(|refusal| (refusal.column, refusal.reason));
        assert_eq!([days("90d"), days(" 12w "), days("60 days")], [Ok(90), Ok(84), Ok(60)]);
        assert_eq!(days("0d"), Err((1, WhenReason::NoLength)));
        assert_eq!(days("600w"), Err((1, WhenReason::TooFar)));
        assert_eq!(days("3bd"), Err((2, WhenReason::UnknownUnit { unit: "bd".into() })));
        assert_eq!(days("90"), Err((3, WhenReason::UnknownUnit { unit: String::new() })));
        let window = Window::parse("90d").expect("a window");
        assert_eq!(
            (window.start(date("2026-04-02")), window.end(date("2026-04-02"))),
            (date("2026-01-02"), date("2026-07-01"))
        );
    }
}
