//! When signals fire, and how loud they may be.

use serde::{Deserialize, Serialize};

use super::fault::{at_least, share};

/// The thresholds of T1 to T11.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignalRules {
    /// Days after an episode in which the same signal stays silent on the account.
    pub cooldown_days: i64,
    /// Alerts a person and day that are not critical.
    pub alerts_a_day: i64,
    /// T2: more ARR than this, in whole units.
    pub value_at_risk_above: i64,
    /// T2: the fall of use that counts, as a share.
    pub usage_falling_by: f64,
    /// T3: the share of a limit in use.
    pub expansion_from: f64,
    /// T3: the share of the usage dimension's points from which engagement is high.
    pub engagement_from: f64,
    /// T4: hours that a critical ticket may be open.
    pub critical_hours: i64,
    /// T5: days to contract end.
    pub renewal_within_days: i64,
    /// T6: the fall of logins in 30 days, as a share.
    pub logins_down: f64,
    /// T6: the fall of use in 30 days, as a share.
    pub usage_down: f64,
    /// T6: days that "seasonal" mutes it.
    pub seasonal_mute_days: i64,
    /// T9: the day by which first value should be reached.
    pub first_value_by_day: i64,
    /// T10: the highest NPS answer of a detractor.
    pub detractor_up_to: f64,
    /// T10: days after which an answer says nothing any more.
    pub detractor_within_days: i64,
    /// T11: days to contract end inside which one band apart is enough.
    pub disagreement_within_days: i64,
}

impl SignalRules {
    pub(super) fn check(&self) -> Result<(), (&'static str, String)> {
        for (name, value) in [
            ("usage_falling_by", self.usage_falling_by),
            ("expansion_from", self.expansion_from),
            ("engagement_from", self.engagement_from),
            ("logins_down", self.logins_down),
            ("usage_down", self.usage_down),
        ] {
            share(name, value)?;
        }
        for (name, value) in [
            ("cooldown_days", self.cooldown_days),
            ("alerts_a_day", self.alerts_a_day),
            ("value_at_risk_above", self.value_at_risk_above),
            ("critical_hours", self.critical_hours),
            ("renewal_within_days", self.renewal_within_days),
            ("seasonal_mute_days", self.seasonal_mute_days),
            ("first_value_by_day", self.first_value_by_day),
            ("detractor_within_days", self.detractor_within_days),
            ("disagreement_within_days", self.disagreement_within_days),
        ] {
            at_least(name, value, 0)?;
        }
        if !(0.0..=10.0).contains(&self.detractor_up_to) {
            return Err(("detractor_up_to", "detractor_up_to is an NPS answer: between 0 and 10".into()));
        }
        Ok(())
    }
}
