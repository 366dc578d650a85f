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

/// One of a menu's entries.
pub fn entry(value: &str) -> Value {
    let text = json!({ "type": "plain_text", "text": value });
    json!({ "type": "static_select", "selected_option": { "value": value, "text": text } })
}

/// Ticked boxes.
pub fn boxes(values: &[&str]) -> Value {
    json!({ "type": "checkboxes", "selected_options": several(values) })
}

/// Several of a menu's entries.
pub fn entries(values: &[&str]) -> Value {
    json!({ "type": "multi_static_select", "selected_options": several(values) })
}

fn several(values: &[&str]) -> Value {
    values.iter().map(|value| json!({ "value": value, "text": { "type": "plain_text", "text": value } })).collect()
}
