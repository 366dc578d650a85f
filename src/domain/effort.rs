//! Where people's time goes: touches on the wrong accounts, and a week as it was spent beside the week as it should be.

use serde::{Deserialize, Serialize};

use super::account::AccountRef;
use super::health::Band;
use super::ids::PersonId;
use super::rules::{CadenceRules, TimeRules};
use super::segment::{Segment, effective_cadence};

/// Touches are counted over so many days.
pub const TOUCH_DAYS: i64 = 90;
/// A week is the mean of so many.
pub const WEEKS: i64 = 4;

/// Effort that does not suit an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrongTouch {
    /// On which.
    pub account: AccountRef,
    /// Of whom.
    pub owner: Option<PersonId>,
    /// Its own segment.
    pub segment: Segment,
    /// What does not suit.
    pub what: Mismatch,
}

/// In which direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mismatch {
    /// Touched as often as the next segment up would be, or more.
    TooMuch {
        /// Touches in [`TOUCH_DAYS`].
        n_touches: i64,
    },
    /// Ready to grow, and nobody is there to see it.
    TooLittle,
}

/// The days between touches from which on effort is too much: touched more often than the next segment up asks, and more
/// often than the account's own colour does. A red account that is called every week is no mistake.
pub fn too_much_days(rules: &CadenceRules, segment: Segment, band: Option<Band>) -> Option<i64> {
    let next_up = segment.next_up()?.cadence_days(rules)?;
    let asked = effective_cadence(rules, segment, band).map_or(next_up, |(days, _)| days);
    Some(next_up.min(asked))
}

/// Whether so many touches in [`TOUCH_DAYS`] are above a cadence: more than 90 divided by its days. A single touch is no
/// frequency yet.
pub fn is_above(n_touches: i64, cadence_days: i64) -> bool {
    1 < n_touches && TOUCH_DAYS < n_touches * cadence_days
}

/// What a touch was for. A review is a review whatever the account is; then the phase counts, then the colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// With a red account.
    Red,
    /// With a yellow one.
    Yellow,
    /// With a green one.
    Green,
    /// With an account in onboarding, whatever its colour.
    Onboarding,
    /// A QBR or an EBR: the "reviews and internal" of the target, as far as touches show it.
    Reviews,
    /// With an account that had no colour then.
    Unknown,
}

/// A person's weeks, from touches that say their minutes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeSplit {
    /// Minutes by purpose.
    pub minutes: Vec<(Purpose, i64)>,
    /// Touches that said no minutes, and count nowhere.
    pub n_without_minutes: i64,
    /// The minutes that the person works in [`WEEKS`].
    pub working_minutes: i64,
}

impl Purpose {
    /// Those with a target, in the order of the target.
    pub const TARGETED: [Self; 5] = [Self::Red, Self::Yellow, Self::Green, Self::Onboarding, Self::Reviews];

    /// The purpose of a touch of a kind on an account of a colour.
    pub fn of(is_review: bool, is_onboarding: bool, band: Option<Band>) -> Self {
        match (is_review, is_onboarding, band) {
            (true, _, _) => Self::Reviews,
            (false, true, _) => Self::Onboarding,
            (false, false, Some(Band::Red)) => Self::Red,
            (false, false, Some(Band::Yellow)) => Self::Yellow,
            (false, false, Some(Band::Green)) => Self::Green,
            (false, false, None) => Self::Unknown,
        }
    }

    /// Its target in per cent.
    pub fn target(self, rules: &TimeRules) -> Option<u32> {
        match self {
            Self::Red => Some(rules.red),
            Self::Yellow => Some(rules.yellow),
            Self::Green => Some(rules.green),
            Self::Onboarding => Some(rules.onboarding),
            Self::Reviews => Some(rules.internal),
            Self::Unknown => None,
        }
    }
}

impl TimeSplit {
    /// All minutes that were told.
    pub fn told_minutes(&self) -> i64 {
        self.minutes.iter().map(|(_, minutes)| minutes).sum()
    }

    /// Per cent of the told minutes; `None` when none were told.
    pub fn percent(&self, purpose: Purpose) -> Option<i64> {
        let of: i64 = self.minutes.iter().filter(|(known, _)| *known == purpose).map(|(_, minutes)| minutes).sum();
        percent(of, self.told_minutes())
    }

    /// With customers, in per cent of the person's working time; `None` when their hours are not known.
    pub fn customer_facing_percent(&self) -> Option<i64> {
        percent(self.told_minutes(), self.working_minutes)
    }
}

fn percent(part: i64, whole: i64) -> Option<i64> {
    (0 < whole).then(|| (part * 100 + whole / 2) / whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rules::Rules;

    #[test]
    fn effort_is_too_much_above_the_next_segments_cadence() {
        let rules = Rules::default().cadence;
        for (segment, band, n_touches, above) in [
            (Segment::TechTouch, None, 0, false),
            (Segment::TechTouch, None, 1, false),
            (Segment::TechTouch, Some(Band::Green), 2, true),
            (Segment::LowTouch, None, 3, false),
            (Segment::LowTouch, None, 4, true),
            (Segment::MidTouch, Some(Band::Green), 6, false),
            (Segment::MidTouch, Some(Band::Green), 7, true),
            (Segment::MidTouch, Some(Band::Red), 12, false),
            (Segment::MidTouch, Some(Band::Red), 13, true),
            (Segment::HighTouch, None, 90, false),
        ] {
            let days = too_much_days(&rules, segment, band);
            let is_above = days.is_some_and(|days| is_above(n_touches, days));
            assert_eq!(is_above, above, "{segment:?} {band:?} {n_touches}");
        }
    }

    #[test]
    fn a_review_is_one_and_onboarding_comes_before_colour() {
        for (is_review, is_onboarding, band, purpose) in [
            (true, true, Some(Band::Red), Purpose::Reviews),
            (false, true, Some(Band::Red), Purpose::Onboarding),
            (false, false, Some(Band::Red), Purpose::Red),
            (false, false, Some(Band::Yellow), Purpose::Yellow),
            (false, false, Some(Band::Green), Purpose::Green),
            (false, false, None, Purpose::Unknown),
        ] {
            assert_eq!(Purpose::of(is_review, is_onboarding, band), purpose);
        }
        let rules = Rules::default().time;
        assert_eq!(Purpose::TARGETED.map(|purpose| purpose.target(&rules)), [30, 25, 20, 15, 10].map(Some));
    }

    #[test]
    fn a_week_is_told_in_per_cent_of_its_own() {
        let minutes = vec![(Purpose::Red, 1_440), (Purpose::Green, 960), (Purpose::Unknown, 2_400)];
        let split = TimeSplit { minutes, n_without_minutes: 12, working_minutes: WEEKS * 5 * 8 * 60 };
        assert_eq!(split.percent(Purpose::Red), Some(30));
        assert_eq!(split.percent(Purpose::Yellow), Some(0));
        assert_eq!(split.customer_facing_percent(), Some(50));
        assert_eq!(TimeSplit::default().percent(Purpose::Red), None);
        assert_eq!(TimeSplit::default().customer_facing_percent(), None);
    }
}
