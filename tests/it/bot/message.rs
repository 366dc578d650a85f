//! What somebody saw, and the things on it that can be pressed.

use serde_json::{Value, json};
use steward::standin::Target;

use super::drawn;

/// Messages that somebody saw in a conversation.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Where.
    pub channel: String,
    /// The messages, as Slack has them.
    pub messages: Vec<Value>,
}

impl Seen {
    /// The messages that are new or have changed.
    pub fn since(channel: &str, before: &[Value], after: Vec<Value>) -> Self {
        // On a busy machine an answer may be late, and says so first.
        let is_late = |message: &Value| message["text"].as_str().is_some_and(|text| text.starts_with("Still looking;"));
        let messages = after
            .into_iter()
            .filter(|message| !before.contains(message) && message["bot_id"] != Value::Null && !is_late(message));
        Self { channel: channel.to_owned(), messages: messages.collect() }
    }

    /// All of it in words.
    pub fn words(&self) -> String {
        drawn::messages(&self.messages)
    }

    /// The line of the notification.
    #[track_caller]
    pub fn line(&self) -> String {
        drawn::visible(self.only()["text"].as_str().unwrap_or_default())
    }

    /// The one message.
    #[track_caller]
    pub fn only(&self) -> &Value {
        assert_eq!(self.messages.len(), 1, "{}", self.words());
        &self.messages[0]
    }

    /// Where it is.
    #[track_caller]
    pub fn target(&self) -> Target {
        let ts = self.only()["ts"].as_str().unwrap().to_owned();
        Target::Message { channel: self.channel.clone(), ts }
    }

    /// The button or the entry of a menu with these words.
    #[track_caller]
    pub fn action(&self, words: &str) -> Value {
        let found = self.actions().into_iter().find(|(said, _)| said == words);
        found.unwrap_or_else(|| panic!("no “{words}” on:\n{}", self.words())).1
    }

    /// What can be pressed, with its words.
    #[track_caller]
    pub fn actions(&self) -> Vec<(String, Value)> {
        actions(&self.only()["blocks"])
    }
}

/// Everything among blocks that can be pressed or picked.
pub fn actions(blocks: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for block in list(blocks) {
        let accessory = block.get("accessory");
        for element in list(&block["elements"]).iter().chain(accessory) {
            let action = |more: Value| {
                let mut action = json!({ "action_id": element["action_id"], "block_id": block["block_id"] });
                action.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
                action
            };
            let words = |of: &Value| of["text"]["text"].as_str().unwrap_or_default().to_owned();
            if element["type"] == "button" {
                found.push((words(element), action(json!({ "value": element["value"] }))));
            }
            for option in list(&element["options"]) {
                found.push((words(option), action(json!({ "selected_option": option }))));
            }
        }
    }
    found
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
