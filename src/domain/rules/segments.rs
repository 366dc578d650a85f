//! Where segments and phases begin, and how often an account is touched.

use serde::{Deserialize, Serialize};

use super::fault::at_least;

/// Where the segments begin: yearly revenue in whole units of the account's currency, half-open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SegmentRules {
    /// Below it: tech-touch.
    pub low_touch_from: i64,
    /// From here mid-touch.
    pub mid_touch_from: i64,
    /// From here high-touch.
    pub high_touch_from: i64,
}

/// Days between touches, by segment and by colour; the more frequent one counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CadenceRules {
    /// Of low-touch.
    pub low_touch_days: i64,
    /// Of mid-touch.
    pub mid_touch_days: i64,
    /// Of high-touch.
    pub high_touch_days: i64,
    /// Of a green account.
    pub green_days: i64,
    /// Of a yellow one.
    pub yellow_days: i64,
    /// Of a red one.
    pub red_days: i64,
}

/// The phases of an account's life and its renewal window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LifecycleRules {
    /// The last day of onboarding, from the start (day 0).
    pub onboarding_until_day: i64,
    /// The last day of adoption.
    pub adoption_until_day: i64,
    /// The window opens so many days before contract end.
    pub renewal_window_days: i64,
    /// The days before contract end at which a renewal is looked at, farthest first.
    pub checkpoints_days: Vec<i64>,
    /// From here on somebody must have said how the renewal stands.
    pub must_review_days: i64,
}

impl SegmentRules {
    pub(super) fn check(&self) -> Result<(), (&'static str, String)> {
        at_least("low_touch_from", self.low_touch_from, 1)?;
        if self.mid_touch_from <= self.low_touch_from {
            return Err(("mid_touch_from", "mid_touch_from must be above low_touch_from".into()));
        }
        if self.high_touch_from <= self.mid_touch_from {
            // The one that somebody gave is the one to mend; the needle finds the line of either.
            return Err(("mid_touch_from", "high_touch_from must be above mid_touch_from".into()));
        }
        Ok(())
    }
}

impl CadenceRules {
    pub(super) fn check(&self) -> Result<(), (&'static str, String)> {
        for (name, days) in [
            ("low_touch_days", self.low_touch_days),
            ("mid_touch_days", self.mid_touch_days),
            ("high_touch_days", self.high_touch_days),
            ("green_days", self.green_days),
            ("yellow_days", self.yellow_days),
            ("red_days", self.red_days),
        ] {
            at_least(name, days, 1)?;
        }
        Ok(())
    }
}

impl LifecycleRules {
    pub(super) fn check(&self) -> Result<(), (&'static str, String)> {
        at_least("onboarding_until_day", self.onboarding_until_day, 1)?;
        at_least("adoption_until_day", self.adoption_until_day, self.onboarding_until_day + 1)?;
        at_least("renewal_window_days", self.renewal_window_days, 1)?;
        at_least("must_review_days", self.must_review_days, 0)?;
        let descends = self.checkpoints_days.windows(2).all(|pair| pair[1] < pair[0]);
        if !descends || self.checkpoints_days.is_empty() || self.checkpoints_days.iter().any(|days| *days < 0) {
            return Err((
                "checkpoints_days",
                "checkpoints_days must descend and be 0 or more, like [120, 90, 60, 30, 0]".into(),
            ));
        }
        Ok(())
    }
}
