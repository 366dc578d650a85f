//! Days as people type them.
//!
//! ```text
//! day  = 2026-07-01 | today | tomorrow | yesterday | [next | last] weekday | [+|-] number unit
//! unit = d | w | bd                 (days, weeks, working days; also written out: 3 days, 2 weeks)
//! ```
//!
//! The text is one thing, and the date that it means another: [`Day::ahead`] and [`Day::past`] find the date by the calendar
//! of whoever typed it. A weekday is the nearest one on that side of today; with `next` it is the one of next week, which
//! begins on Monday. Years come first: `01/07/2026` is July to some and January to others, and so neither here.

mod day;
mod distance;
mod spelling;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;

pub use day::{Day, Which};
pub use distance::{Distance, Sign, Unit};

/// The furthest that a distance may reach, in days: ten years.
pub const FURTHEST_DAYS: u32 = 3_660;
/// The first and the last year that may be typed.
pub const YEARS: (i32, i32) = (1970, 2199);

/// A text that is no day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhenRefusal {
    /// The character at which the trouble begins, from 1.
    pub column: usize,
    /// What is wrong there.
    pub reason: WhenReason,
}

/// What is wrong with a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhenReason {
    /// Nothing was typed.
    Empty,
    /// Not a date, nor a word for one.
    NotUnderstood {
        /// What was typed.
        text: String,
        /// The word that it is nearest to, if it is near to one.
        meant: Option<String>,
    },
    /// A year outside [`YEARS`].
    NoSuchYear {
        /// The year typed.
        year: i32,
    },
    /// There are only twelve.
    NoSuchMonth {
        /// The month typed.
        month: u32,
    },
    /// A day that the month does not have: 31 February.
    NoSuchDay {
        /// The day typed.
        day: u32,
        /// The last day that the month has, which may be what was meant.
        last: NaiveDate,
    },
    /// A date without the year in front: what it might be, day first and then month first.
    YearNotFirst {
        /// The dates that it can mean.
        readings: Vec<NaiveDate>,
    },
    /// A number without one of the units.
    UnknownUnit {
        /// What followed the number; empty when nothing did.
        unit: String,
    },
    /// Further away than [`FURTHEST_DAYS`].
    TooFar,
}

impl WhenReason {
    /// The days that may have been meant, as they are typed; best first.
    pub fn meant(&self) -> Vec<String> {
        match self {
            Self::NotUnderstood { meant, .. } => meant.iter().cloned().collect(),
            Self::NoSuchDay { last, .. } => vec![last.to_string()],
            Self::YearNotFirst { readings } => readings.iter().map(ToString::to_string).collect(),
            Self::Empty
            | Self::NoSuchYear { .. }
            | Self::NoSuchMonth { .. }
            | Self::UnknownUnit { .. }
            | Self::TooFar => Vec::new(),
        }
    }

    /// Whether the text can hardly have been anything but a day.
    pub fn is_of_a_day(&self) -> bool {
        match self {
            Self::Empty | Self::NotUnderstood { meant: None, .. } => false,
            Self::NotUnderstood { meant: Some(_), .. }
            | Self::NoSuchYear { .. }
            | Self::NoSuchMonth { .. }
            | Self::NoSuchDay { .. }
            | Self::YearNotFirst { .. }
            | Self::UnknownUnit { .. }
            | Self::TooFar => true,
        }
    }
}
