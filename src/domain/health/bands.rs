//! The colours and their edges. A model sets the edges; what is stored carries those that it was made by.

use serde::{Deserialize, Serialize};

use super::Milli;

/// The colour of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// Below 50, unless a model says otherwise.
    Red,
    /// 50 to below 70.
    Yellow,
    /// 70 and up.
    Green,
}

impl Band {
    /// Every band, worst first.
    pub const ALL: [Self; 3] = [Self::Red, Self::Yellow, Self::Green];

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

    /// The next better band; none above green.
    pub fn better(self) -> Option<Self> {
        match self {
            Self::Red => Some(Self::Yellow),
            Self::Yellow => Some(Self::Green),
            Self::Green => None,
        }
    }
}

/// Where the bands begin, in whole points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Bands {
    /// Scores below are red.
    pub red_below: i32,
    /// Scores from here on are green.
    pub green_from: i32,
}

impl Default for Bands {
    fn default() -> Self {
        Self { red_below: 50, green_from: 70 }
    }
}

impl Bands {
    /// The band of an exact score.
    pub fn of(self, score: Milli) -> Band {
        if score < Milli::whole(self.red_below) {
            Band::Red
        } else if score < Milli::whole(self.green_from) {
            Band::Yellow
        } else {
            Band::Green
        }
    }

    /// The least score of a band, and so the edge to the one below.
    pub fn floor(self, band: Band) -> Milli {
        match band {
            Band::Red => Milli(0),
            Band::Yellow => Milli::whole(self.red_below),
            Band::Green => Milli::whole(self.green_from),
        }
    }

    /// Whether they are those that most models have, which need not be written down.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
    pub(super) fn is_usual(&self) -> bool {
        *self == Self::default()
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
            assert_eq!(Bands::default().of(Milli(milli)), band, "{milli}");
        }
    }

    #[test]
    fn a_model_may_set_other_edges() {
        let bands = Bands { red_below: 40, green_from: 80 };
        for (milli, band) in
            [(39_999, Band::Red), (40_000, Band::Yellow), (79_999, Band::Yellow), (80_000, Band::Green)]
        {
            assert_eq!(bands.of(Milli(milli)), band, "{milli}");
        }
        assert_eq!(Band::ALL.map(|band| bands.floor(band)), [Milli(0), Milli::whole(40), Milli::whole(80)]);
    }
}
