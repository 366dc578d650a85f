//! A modal or a home tab, as it comes back with what was entered.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::entered::Entered;
use super::json::lenient;

/// A view. Every field may be left out: Slack does so in home tabs and in views that were never opened.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct View {
    /// Which.
    #[serde(deserialize_with = "lenient")]
    pub id: Option<String>,
    /// `modal` or `home`.
    #[serde(rename = "type", deserialize_with = "lenient")]
    pub kind: Option<String>,
    /// Guards an update against a view that changed meanwhile.
    #[serde(deserialize_with = "lenient")]
    pub hash: Option<String>,
    /// Our name for it.
    #[serde(deserialize_with = "lenient")]
    pub callback_id: Option<String>,
    /// What we gave it to carry.
    #[serde(deserialize_with = "lenient")]
    pub private_metadata: Option<String>,
    /// Our unique id of it.
    #[serde(deserialize_with = "lenient")]
    pub external_id: Option<String>,
    /// The lowest view of its stack.
    #[serde(deserialize_with = "lenient")]
    pub root_view_id: Option<String>,
    /// The view below it.
    #[serde(deserialize_with = "lenient")]
    pub previous_view_id: Option<String>,
    /// The workspace that the bot is installed in, also when somebody elsewhere submits through Slack Connect.
    #[serde(deserialize_with = "lenient")]
    pub app_installed_team_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    state: State,
}

impl View {
    /// What was entered into the element of an input block; `None` when there is no such element.
    pub fn entered(&self, block_id: &str, action_id: &str) -> Option<Entered> {
        self.state.entered(block_id, action_id)
    }
}

/// What is entered into the elements of a view or a message: by block, then by action.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(super) struct State {
    #[serde(deserialize_with = "lenient")]
    values: BTreeMap<String, BTreeMap<String, Value>>,
}

impl State {
    pub(super) fn entered(&self, block_id: &str, action_id: &str) -> Option<Entered> {
        self.values.get(block_id)?.get(action_id).map(Entered::of)
    }
}
