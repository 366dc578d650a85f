//! Account health: 0 to 100, and 100 is good. A model is data; an assessment says where every point went.
//!
//! Points are whole thousandths (`i32`), shared out by largest remainder, so that an assessment's points sum to its
//! score exactly and nobody has to trust a rounding.

mod assess;
mod bands;
mod explain;
mod measures;
mod model;
mod models;
mod numbers;
mod standing;

pub use assess::{Assessment, Confidence, FactorScore, assess};
pub use bands::{Band, Bands};
pub use explain::{Lift, moves, smallest_lift};
pub use measures::{Measure, Measures, Reading};
pub use model::{Dimension, Factor, Model, ModelFault, Ramp};
pub use models::{Models, Rivals};
pub use numbers::{Evidence, Hysteresis, Scope};
pub use standing::{Standing, settle};

use serde::{Deserialize, Serialize};

/// Thousandths of a point: 41.5 points are `Milli(41_500)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Milli(pub i32);

impl Milli {
    /// The whole points of a score that a person reads: those that it has reached. 49.6 is red and read as 49, for "Red 50"
    /// would be no red at all.
    pub fn points(self) -> i32 {
        self.0.div_euclid(1000)
    }

    /// The whole points of a change, rounded half up.
    pub fn rounded(self) -> i32 {
        (self.0 + 500).div_euclid(1000)
    }

    /// From whole points.
    pub const fn whole(points: i32) -> Self {
        Self(points * 1000)
    }
}

impl std::ops::Add for Milli {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl std::ops::Sub for Milli {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

/// A movement that deserves a word: more than 5 points in 14 days, or more than 15 down in 7.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trend {
    /// Up by more than 5 points in 14 days.
    Rising,
    /// Within 5 points.
    Steady,
    /// Down by more than 5 points in 14 days.
    Falling,
    /// Down by more than 15 points in 7 days.
    FallingFast,
}

impl Trend {
    /// From the score now and the scores 7 and 14 days ago, where they are known.
    pub fn of(now: Milli, week_ago: Option<Milli>, fortnight_ago: Option<Milli>) -> Self {
        if week_ago.is_some_and(|then| 15_000 < (then - now).0) {
            return Self::FallingFast;
        }
        match fortnight_ago.map_or(0, |then| (now - then).0) {
            5_001.. => Self::Rising,
            -5_000..=5_000 => Self::Steady,
            _ => Self::Falling,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trend_words_need_more_than_five_points_in_a_fortnight() {
        let now = Milli::whole(50);
        for (week, fortnight, trend) in [
            (None, None, Trend::Steady),
            (None, Some(55), Trend::Steady),
            (None, Some(56), Trend::Falling),
            (None, Some(45), Trend::Steady),
            (None, Some(44), Trend::Rising),
            (Some(65), Some(60), Trend::Falling),
            (Some(66), Some(50), Trend::FallingFast),
        ] {
            assert_eq!(Trend::of(now, week.map(Milli::whole), fortnight.map(Milli::whole)), trend);
        }
    }
}
