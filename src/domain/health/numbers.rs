//! The numbers of a model beside its weights: whom it is for, hysteresis, and how much must be known.

use serde::{Deserialize, Serialize};

use crate::domain::lifecycle::Phase;
use crate::domain::segment::Segment;

/// Whom a model is for. What is empty does not limit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Scope {
    /// Accounts of these segments.
    pub segments: Vec<Segment>,
    /// Accounts in these phases.
    pub phases: Vec<Phase>,
}

impl Scope {
    /// Whether an account belongs to it.
    pub fn covers(&self, segment: Segment, phase: Phase) -> bool {
        has(&self.segments, &segment) && has(&self.phases, &phase)
    }

    /// Segment and phase go before segment, segment before phase, phase before everybody.
    pub fn precision(&self) -> u8 {
        2 * u8::from(!self.segments.is_empty()) + u8::from(!self.phases.is_empty())
    }

    /// Whether some account would belong to both, with neither going before the other.
    pub fn rivals(&self, other: &Self) -> bool {
        self.precision() == other.precision()
            && meet(&self.segments, &other.segments)
            && meet(&self.phases, &other.phases)
    }
}

fn has<T: PartialEq>(list: &[T], item: &T) -> bool {
    list.is_empty() || list.contains(item)
}

fn meet<T: PartialEq>(one: &[T], other: &[T]) -> bool {
    one.is_empty() || other.is_empty() || one.iter().any(|item| other.contains(item))
}

/// What it takes to go back to a colour that was just left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Hysteresis {
    /// So many whole points past the edge…
    pub points: i32,
    /// …or so many days across it.
    pub days: i64,
}

impl Default for Hysteresis {
    fn default() -> Self {
        Self { points: 3, days: 3 }
    }
}

/// How much must be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Evidence {
    /// Above this share of unknown weight, in per cent, there is no number and no colour.
    pub unknown_limit_percent: u32,
    /// Under this much history the confidence is medium.
    pub full_history_days: i64,
}

impl Default for Evidence {
    fn default() -> Self {
        Self { unknown_limit_percent: 40, full_history_days: 90 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(segments: &[Segment], phases: &[Phase]) -> Scope {
        Scope { segments: segments.to_vec(), phases: phases.to_vec() }
    }

    #[test]
    fn what_is_empty_does_not_limit() {
        for (scope, covers) in [
            (scope(&[], &[]), true),
            (scope(&[Segment::HighTouch], &[]), true),
            (scope(&[Segment::LowTouch, Segment::HighTouch], &[Phase::Onboarding]), true),
            (scope(&[Segment::LowTouch], &[]), false),
            (scope(&[Segment::HighTouch], &[Phase::Growth]), false),
        ] {
            assert_eq!(scope.covers(Segment::HighTouch, Phase::Onboarding), covers, "{scope:?}");
        }
    }

    #[test]
    fn rivals_meet_on_one_step() {
        let high = scope(&[Segment::HighTouch], &[]);
        let high_and_mid = scope(&[Segment::MidTouch, Segment::HighTouch], &[]);
        let new = scope(&[], &[Phase::Onboarding]);
        let new_high = scope(&[Segment::HighTouch], &[Phase::Onboarding]);
        let old_high = scope(&[Segment::HighTouch], &[Phase::Growth]);
        for (one, other, rivals) in [
            (&high, &high_and_mid, true),
            (&high, &new, false),
            (&high, &new_high, false),
            (&new_high, &old_high, false),
            (&new_high, &new_high, true),
            (&Scope::default(), &Scope::default(), true),
        ] {
            assert_eq!(one.rivals(other), rivals, "{one:?} {other:?}");
            assert_eq!(other.rivals(one), rivals, "{other:?} {one:?}");
        }
    }
}
