//! Segments: how much attention an account's revenue buys. Half-open on ARR, in whole units of its own currency.

use serde::{Deserialize, Serialize};

use super::health::Band;
use super::money::Money;

/// The service model of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Segment {
    /// Below 5K: automated.
    TechTouch,
    /// 5K to below 20K: quarterly.
    LowTouch,
    /// 20K to below 100K: monthly.
    MidTouch,
    /// 100K and up: every two weeks.
    HighTouch,
}

impl Segment {
    /// Every segment, smallest first.
    pub const ALL: [Self; 4] = [Self::TechTouch, Self::LowTouch, Self::MidTouch, Self::HighTouch];

    /// The segment of a yearly revenue.
    pub fn of(arr: &Money) -> Self {
        match arr.minor / arr.currency.minor_per_whole() {
            100_000.. => Self::HighTouch,
            20_000..100_000 => Self::MidTouch,
            5_000..20_000 => Self::LowTouch,
            _ => Self::TechTouch,
        }
    }

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TechTouch => "tech_touch",
            Self::LowTouch => "low_touch",
            Self::MidTouch => "mid_touch",
            Self::HighTouch => "high_touch",
        }
    }

    /// The segment that a typed word names: `mid`, `mid-touch` and `mid_touch` are one.
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.to_lowercase().replace('-', "_");
        Self::ALL
            .into_iter()
            .find(|segment| segment.as_str() == word || segment.as_str().strip_suffix("_touch") == Some(&word))
    }

    /// Days between touches that the segment asks for; `None` when they are automated.
    pub fn cadence_days(self) -> Option<i64> {
        match self {
            Self::TechTouch => None,
            Self::LowTouch => Some(91),
            Self::MidTouch => Some(30),
            Self::HighTouch => Some(14),
        }
    }
}

/// Why an account is touched as often as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CadenceReason {
    /// Its segment asks for it.
    Segment(Segment),
    /// Its colour asks for more.
    Band(Band),
}

/// Days between touches: the more frequent of segment and colour (green quarterly, yellow monthly, red weekly).
pub fn effective_cadence(segment: Segment, band: Option<Band>) -> Option<(i64, CadenceReason)> {
    let by_segment = segment.cadence_days().map(|days| (days, CadenceReason::Segment(segment)));
    let by_band = band.map(|band| (band_cadence_days(band), CadenceReason::Band(band)));
    match (by_segment, by_band) {
        (Some(segment), Some(band)) => Some(if band.0 < segment.0 { band } else { segment }),
        (segment, band) => segment.or(band),
    }
}

fn band_cadence_days(band: Band) -> i64 {
    match band {
        Band::Green => 91,
        Band::Yellow => 30,
        Band::Red => 7,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;

    fn money(minor: i64) -> Money {
        Money { minor, currency: Currency::parse("USD").expect("a currency") }
    }

    #[test]
    fn the_edges_belong_to_the_segment_above() {
        for (minor, segment) in [
            (0, Segment::TechTouch),
            (499_999, Segment::TechTouch),
            (500_000, Segment::LowTouch),
            (1_999_999, Segment::LowTouch),
            (2_000_000, Segment::MidTouch),
            (9_999_999, Segment::MidTouch),
            (10_000_000, Segment::HighTouch),
        ] {
            assert_eq!(Segment::of(&money(minor)), segment, "{minor}");
        }
    }

    #[test]
    fn yen_have_no_minor_unit() {
        let yen = Money { minor: 5_000, currency: Currency::parse("JPY").expect("a currency") };
        assert_eq!(Segment::of(&yen), Segment::LowTouch);
    }

    #[test]
    fn cadence_is_the_more_frequent_of_segment_and_colour() {
        for (segment, band, days) in [
            (Segment::HighTouch, Some(Band::Green), Some(14)),
            (Segment::HighTouch, Some(Band::Red), Some(7)),
            (Segment::MidTouch, Some(Band::Yellow), Some(30)),
            (Segment::LowTouch, Some(Band::Yellow), Some(30)),
            (Segment::LowTouch, None, Some(91)),
            (Segment::TechTouch, Some(Band::Red), Some(7)),
            (Segment::TechTouch, None, None),
        ] {
            assert_eq!(effective_cadence(segment, band).map(|(days, _)| days), days, "{segment:?} {band:?}");
        }
    }

    #[test]
    fn words_name_segments() {
        for word in ["mid", "Mid-Touch", "mid_touch"] {
            assert_eq!(Segment::parse(word), Some(Segment::MidTouch));
        }
        assert_eq!(Segment::parse("touch"), None);
    }
}
