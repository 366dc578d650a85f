//! Goals, in the customer's words.

use serde::{Deserialize, Serialize};

use super::metric::MetricStanding;
use crate::domain::money::Money;

/// What the customer wants to reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goal {
    /// Its number in the plan, from 1; never used again.
    pub number: u32,
    /// The customer's words.
    pub words: String,
    /// What it is worth to them, where they said.
    pub value: Option<Money>,
    /// What a person says of it; a goal with metrics needs nobody to.
    pub call: Option<GoalCall>,
}

/// What a person says of a goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoalCall {
    /// It goes as it should.
    OnTrack,
    /// It does not.
    OffTrack,
    /// The customer has it.
    Reached,
    /// The customer no longer wants it.
    Dropped,
}

impl GoalCall {
    /// Everything that can be said.
    pub const ALL: [Self; 4] = [Self::OnTrack, Self::OffTrack, Self::Reached, Self::Dropped];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OnTrack => "on_track",
            Self::OffTrack => "off_track",
            Self::Reached => "reached",
            Self::Dropped => "dropped",
        }
    }

    /// What a stored word says.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|call| call.as_str() == word)
    }
}

/// How a goal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoalStanding {
    /// The customer has it.
    Reached,
    /// It goes as it should.
    OnTrack,
    /// It does not.
    OffTrack,
    /// Nobody said, and no metric of it has a value.
    Unknown,
    /// The customer no longer wants it.
    Dropped,
}

impl GoalStanding {
    /// Reached and dropped is what a person says. Else metrics decide, if it has any: the worst of them; one without a
    /// value leaves it unknown. Without metrics it is as a person says.
    pub fn of(call: Option<GoalCall>, metrics: &[MetricStanding]) -> Self {
        match call {
            Some(GoalCall::Reached) => return Self::Reached,
            Some(GoalCall::Dropped) => return Self::Dropped,
            Some(GoalCall::OnTrack) if metrics.is_empty() => return Self::OnTrack,
            Some(GoalCall::OffTrack) if metrics.is_empty() => return Self::OffTrack,
            Some(GoalCall::OnTrack | GoalCall::OffTrack) | None => {}
        }
        let any = |standing| metrics.contains(&standing);
        if metrics.is_empty() || any(MetricStanding::Unknown) && !any(MetricStanding::Behind) {
            Self::Unknown
        } else if any(MetricStanding::Behind) || any(MetricStanding::Missed) {
            Self::OffTrack
        } else if any(MetricStanding::OnTrack) {
            Self::OnTrack
        } else {
            Self::Reached
        }
    }

    /// Whether it counts as on track in "n of m".
    pub fn is_well(self) -> bool {
        matches!(self, Self::Reached | Self::OnTrack)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_decide_where_there_are_any() {
        use MetricStanding::{Behind, Missed, OnTrack, Reached, Unknown};
        #[track_caller]
        fn check(call: Option<GoalCall>, metrics: &[MetricStanding], expected: GoalStanding) {
            assert_eq!(GoalStanding::of(call, metrics), expected);
        }
        check(None, &[], GoalStanding::Unknown);
        check(Some(GoalCall::OnTrack), &[], GoalStanding::OnTrack);
        check(Some(GoalCall::OnTrack), &[Behind], GoalStanding::OffTrack);
        check(Some(GoalCall::Reached), &[Behind], GoalStanding::Reached);
        check(Some(GoalCall::Dropped), &[Reached], GoalStanding::Dropped);
        check(None, &[Reached, OnTrack], GoalStanding::OnTrack);
        check(None, &[Reached, Reached], GoalStanding::Reached);
        check(None, &[Reached, Missed], GoalStanding::OffTrack);
        check(None, &[OnTrack, Unknown], GoalStanding::Unknown);
        check(None, &[Behind, Unknown], GoalStanding::OffTrack);
    }
}
