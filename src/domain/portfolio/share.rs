//! A part of a whole, kept exact, and the one way in which it is shown.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A part of a whole that is not empty. The part may be larger than the whole: net retention of 114.3 %.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Share {
    part: i64,
    whole: i64,
}

impl Share {
    /// The share of a part; `None` when there is nothing that it could be a part of.
    pub fn of(part: i64, whole: i64) -> Option<Self> {
        (0 < whole).then_some(Self { part, whole })
    }

    /// The numerator.
    pub fn part(self) -> i64 {
        self.part
    }

    /// The denominator; above 0.
    pub fn whole(self) -> i64 {
        self.whole
    }

    /// Tenths of a per cent, rounded half away from zero: 98.095 % is 981, 12.25 % is 123.
    pub fn tenths_of_per_cent(self) -> i64 {
        let (part, whole) = (i128::from(self.part), i128::from(self.whole));
        let size = (part.abs() * 2_000 + whole) / (2 * whole);
        i64::try_from(if part < 0 { -size } else { size }).unwrap_or(i64::MAX)
    }
}

/// Two shares are equal when they are as large: 1 of 2 and 50 of 100.
impl PartialEq for Share {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Share {}

impl PartialOrd for Share {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Share {
    fn cmp(&self, other: &Self) -> Ordering {
        let across = |one: &Self, other: &Self| i128::from(one.part) * i128::from(other.whole);
        across(self, other).cmp(&across(other, self))
    }
}

/// As per cent with one decimal: `98.1 %`, with a space that does not break.
impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = self.tenths_of_per_cent();
        let sign = if tenths < 0 { "−" } else { "" };
        write!(f, "{sign}{}.{}\u{A0}%", tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10)
    }
}
