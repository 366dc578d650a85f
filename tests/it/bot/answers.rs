//! What people fill into forms, as Slack sends it.

use serde_json::{Value, json};

/// Words.
pub fn text(words: &str) -> Value {
    json!({ "type": "plain_text_input", "value": words })
}

/// A day.
pub fn date(day: &str) -> Value {
    json!({ "type": "datepicker", "selected_date": day })
}

/// Somebody.
pub fn user(id: &str) -> Value {
    json!({ "type": "users_select", "selected_user": id })
}

/// One of several radio buttons.
pub fn option(value: &str) -> Value {
    let text = json!({ "type": "plain_text", "text": value });
    json!({ "type": "radio_buttons", "selected_option": { "value": value, "text": text } })
}
