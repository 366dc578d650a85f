//! Actions on their way to Slack and back.

use super::Action;

/// The `action_id` of every menu: each entry's value says what it does.
pub const MENU: &str = "menu";

impl Action {
    /// What Slack carries for it: compact JSON.
    pub fn value(&self) -> String {
        serde_json::to_string(self).expect("ids, numbers and words are JSON")
    }

    /// The action of a click; `None` when it is not one of ours, or of an older Steward that meant something else by it.
    pub fn parse(action_id: &str, value: &str) -> Option<Self> {
        let kind = action_id.split(':').next().unwrap_or_default();
        let action: Self = serde_json::from_str(value).ok()?;
        (kind == MENU || kind == action.action_id()).then_some(action)
    }
}
