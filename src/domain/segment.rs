//! Segments: how much attention an account's revenue buys. Half-open on ARR, in whole units of its own currency; where they
//! begin, and how often each is touched, stands in the rules.

use serde::{Deserialize, Serialize};

use super::health::Band;
use super::money::Money;
use super::rules::{CadenceRules, SegmentRules};

/// The service model of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Segment {
    /// The smallest: automated.
    TechTouch,
    /// Above it: quarterly by default.
    LowTouch,
    /// Above that: monthly by default.
    MidTouch,
    /// The largest: every two weeks by default.
    HighTouch,
}

impl Segment {
    /// Every segment, smallest first.
    pub const ALL: [Self; 4] = [Self::TechTouch, Self::LowTouch, Self::MidTouch, Self::HighTouch];

    /// The segment of a yearly revenue.
    pub fn of(rules: &SegmentRules, arr: &Money) -> Self {
        let whole = arr.minor / arr.currency.minor_per_whole();
        match whole {
            _ if rules.high_touch_from <= whole => Self::HighTouch,
            _ if rules.mid_touch_from <= whole => Self::MidTouch,
            _ if rules.low_touch_from <= whole => Self::LowTouch,
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
    pub fn cadence_days(self, rules: &CadenceRules) -> Option<i64> {
        match self {
            Self::TechTouch => None,
            Self::LowTouch => Some(rules.low_touch_days),
            Self::MidTouch => Some(rules.mid_touch_days),
            Self::HighTouch => Some(rules.high_touch_days),
        }
    }

    /// The segment with the next more attention; `None` above the last.
    pub fn next_up(self) -> Option<Self> {
        match self {
            Self::TechTouch => Some(Self::LowTouch),
            Self::LowTouch => Some(Self::MidTouch),
            Self::MidTouch => Some(Self::HighTouch),
            Self::HighTouch => None,
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

/// Days between touches: the more frequent of segment and colour.
pub fn effective_cadence(rules: &CadenceRules, segment: Segment, band: Option<Band>) -> Option<(i64, CadenceReason)> {
    let by_segment = segment.cadence_days(rules).map(|days| (days, CadenceReason::Segment(segment)));
    let by_band = band.map(|band| (band_cadence_days(rules, band), CadenceReason::Band(band)));
    match (by_segment, by_band) {
        (Some(segment), Some(band)) => Some(if band.0 < segment.0 { band } else { segment }),
        (segment, band) => segment.or(band),
    }
}

fn band_cadence_days(rules: &CadenceRules, band: Band) -> i64 {
    match band {
        Band::Green => rules.green_days,
        Band::Yellow => rules.yellow_days,
        Band::Red => rules.red_days,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;
    use crate::domain::rules::Rules;

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
            assert_eq!(Segment::of(&Rules::default().segments, &money(minor)), segment, "{minor}");
        }
    }

    #[test]
    fn yen_have_no_minor_unit() {
        let yen = Money { minor: 5_000, currency: Currency::parse("JPY").expect("a currency") };
        assert_eq!(Segment::of(&Rules::default().segments, &yen), Segment::LowTouch);
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
            let cadence = effective_cadence(&Rules::default().cadence, segment, band);
            assert_eq!(cadence.map(|(days, _)| days), days, "{segment:?} {band:?}");
        }
    }

    #[test]
    fn the_rules_move_edges_and_cadence() {
        let rules =
            Rules::parse("[segments]\nmid_touch_from = 50_000\n[cadence]\nmid_touch_days = 21\n").expect("sound");
        for (minor, segment) in [(4_999_999, Segment::LowTouch), (5_000_000, Segment::MidTouch)] {
            assert_eq!(Segment::of(&rules.segments, &money(minor)), segment, "{minor}");
        }
        let cadence = effective_cadence(&rules.cadence, Segment::MidTouch, Some(Band::Yellow));
        assert_eq!(cadence, Some((21, CadenceReason::Segment(Segment::MidTouch))));
    }

    #[test]
    fn words_name_segments() {
        for word in ["mid", "Mid-Touch", "mid_touch"] {
            assert_eq!(Segment::parse(word), Some(Segment::MidTouch));
        }
        assert_eq!(Segment::parse("touch"), None);
    }
}
