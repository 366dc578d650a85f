//! When playbooks come back by themselves, and how what came of them is measured.

use serde::{Deserialize, Serialize};

use super::fault::at_least;

/// Days and points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlayRules {
    /// Days after a run in which no trigger starts or proposes the same playbook again.
    pub cooldown_days: i64,
    /// Revenue is kept where the account is a customer so many days after the end of a run.
    pub kept_after_days: i64,
    /// Accounts with and without a play are compared so many days after their signal.
    pub compared_after_days: i64,
    /// They are alike where their scores lie within so many points.
    pub alike_within_points: i64,
}

impl PlayRules {
    pub(super) fn check(&self) -> Result<(), (&'static str, String)> {
        for (name, value) in [
            ("cooldown_days", self.cooldown_days),
            ("kept_after_days", self.kept_after_days),
            ("compared_after_days", self.compared_after_days),
            ("alike_within_points", self.alike_within_points),
        ] {
            at_least(name, value, 0)?;
            if 3_660 < value {
                return Err((name, format!("{name} is {value}; it is at most 3,660")));
            }
        }
        Ok(())
    }
}
