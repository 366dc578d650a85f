//! How playbooks press: by when a step is acknowledged, and who hears of it when it is not.

use serde::{Deserialize, Serialize};

use super::fault::at_least;

/// Times to acknowledge a step, and reminders. A step of a playbook may set a time of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaybookRules {
    /// Working hours, while the account is red.
    pub acknowledge_red_hours: u32,
    /// Working days, while it is yellow.
    pub acknowledge_yellow_days: u32,
    /// Working days, else.
    pub acknowledge_other_days: u32,
    /// Working hours from the last reminder to the line to the manager.
    pub manager_after_hours: u32,
    /// Working days after which whoever acknowledged a step is asked how it goes.
    pub ask_again_after_days: u32,
    /// How often, before the digest alone has it.
    pub ask_again_times: i32,
}

impl PlaybookRules {
    pub(super) fn check(&self) -> Result<(), (&'static str, String)> {
        at_least("acknowledge_red_hours", self.acknowledge_red_hours.into(), 1)?;
        at_least("acknowledge_yellow_days", self.acknowledge_yellow_days.into(), 1)?;
        at_least("acknowledge_other_days", self.acknowledge_other_days.into(), 1)?;
        at_least("ask_again_after_days", self.ask_again_after_days.into(), 1)?;
        at_least("ask_again_times", self.ask_again_times.into(), 0)
    }
}
