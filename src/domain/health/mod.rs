//! Account health: 0 to 100, and 100 is good. A model is data; an assessment says where every point went.
//!
//! Points are whole thousandths (`i32`), shared out by largest remainder, so that an assessment's points sum to its
//! score exactly and nobody has to trust a rounding.

mod assess;
mod explain;
mod measures;
mod model;
mod standing;

pub(crate) use assess::UNKNOWN_LIMIT_PER_CENT;
pub use assess::{Assessment, Confidence, FactorScore, assess};
pub use explain::{Lift, smallest_lift};
pub use measures::{Measure, Measures, Reading};
pub use model::{Dimension, Factor, Model, ModelFault, Ramp};
pub use standing::{Standing, settle};

use serde::{Deserialize, Serialize};

/// Thousandths of a point: 41.5 points are `Milli(41_500)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Milli(pub i32);

impl Milli {
    /// The whole points that a person reads, rounded half up.
    pub fn points(self) -> i32 {
        (self.0 + 500).div_euclid(1000)
    }

    /// From whole points.
    pub const fn whole(points: i32) -> Self {
        Self(points * 1000)
    }
}

impl std::ops::Sub for Milli {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

/// The colour of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// Below 50.
    Red,
    /// 50 to below 70.
    Yellow,
    /// 70 and up.
    Green,
}

impl Band {
    /// Every band, worst first.
    pub const ALL: [Self; 3] = [Self::Red, Self::Yellow, Self::Green];

    /// The band of an exact score.
    pub fn of(score: Milli) -> Self {
        match score.0 {
            70_000.. => Self::Green,
            50_000..70_000 => Self::Yellow,
            _ => Self::Red,
        }
    }

    /// The word that is typed and stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Yellow => "yellow",
            Self::Green => "green",
        }
    }

    /// The band that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|band| band.as_str().eq_ignore_ascii_case(word))
    }

    /// The least score of the band, and so the edge to the one below.
    pub fn floor(self) -> Milli {
        match self {
            Self::Red => Milli(0),
            Self::Yellow => Milli::whole(50),
            Self::Green => Milli::whole(70),
        }
    }

    /// The next better band; none above green.
    pub fn better(self) -> Option<Self> {
        match self {
            Self::Red => Some(Self::Yellow),
            Self::Yellow => Some(Self::Green),
            Self::Green => None,
        }
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
    fn bands_are_of_the_exact_value() {
        for (milli, band) in [
            (0, Band::Red),
            (49_999, Band::Red),
            (50_000, Band::Yellow),
            (69_999, Band::Yellow),
            (70_000, Band::Green),
            (100_000, Band::Green),
        ] {
            assert_eq!(Band::of(Milli(milli)), band, "{milli}");
        }
    }

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
