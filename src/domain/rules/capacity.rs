//! What one CSM can carry, and how a week should be spent.

use serde::{Deserialize, Serialize};

/// The load of one CSM, by segment; accounts and revenue are checked apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapacityRules {
    /// Of a whole team: tech-touch is automated.
    pub tech_touch: Load,
    /// Of one CSM.
    pub low_touch: Load,
    /// Of one CSM.
    pub mid_touch: Load,
    /// Of one CSM.
    pub high_touch: Load,
}

/// Accounts from and to, and the most yearly revenue in whole units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Load {
    /// From and to, both included.
    pub accounts: [i64; 2],
    /// The most; `None` when nobody checks it.
    #[serde(default)]
    pub arr: Option<i64>,
}

/// Per cent of a CSM's own week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeRules {
    /// With red accounts.
    pub red: u32,
    /// With yellow ones.
    pub yellow: u32,
    /// With green ones.
    pub green: u32,
    /// With accounts in onboarding, whatever their colour.
    pub onboarding: u32,
    /// Reviews and internal work.
    pub internal: u32,
    /// With customers at all, from and to.
    pub customer_facing: [u32; 2],
}

impl CapacityRules {
    pub(super) fn check(&self) -> Result<(), (&'static str, String)> {
        for (name, load) in [
            ("tech_touch", self.tech_touch),
            ("low_touch", self.low_touch),
            ("mid_touch", self.mid_touch),
            ("high_touch", self.high_touch),
        ] {
            let [least, most] = load.accounts;
            if least < 0 || most < least {
                return Err((
                    name,
                    format!("the accounts of {name} go from {least} to {most}; the first must not be above"),
                ));
            }
            if load.arr.is_some_and(|arr| arr < 1) {
                return Err((name, format!("the arr of {name} must be 1 or more; leave it out to check none")));
            }
        }
        Ok(())
    }
}

impl TimeRules {
    pub(super) fn check(&self) -> Result<(), (&'static str, String)> {
        let sum = [self.red, self.yellow, self.green, self.onboarding, self.internal]
            .iter()
            .map(|part| u64::from(*part))
            .sum::<u64>();
        if sum != 100 {
            return Err((
                "red",
                format!("red, yellow, green, onboarding and internal sum to {sum}; they must sum to 100"),
            ));
        }
        let [least, most] = self.customer_facing;
        if most < least || 100 < most {
            return Err((
                "customer_facing",
                "customer_facing goes from a smaller to a larger per cent, at most 100".into(),
            ));
        }
        Ok(())
    }
}
