//! What must hold of everything that Slack accepted: a second opinion on its rules, and rules of our own.

use serde_json::{Value, json};
use slackblocks::{HomeTabView, MessagePayload, ModalView};
use steward::standin::Entry;

/// Larger ones have failed with `msg_blocks_too_long`.
const MOST_CHARACTERS: usize = 10_000;

/// Checks one accepted write.
#[track_caller]
pub fn entry(entry: &Entry) {
    let arguments = &entry.arguments;
    match entry.method.as_str() {
        "chat.postMessage" | "chat.update" | "chat.postEphemeral" | "response_url" | "command_reply" => {
            message(arguments);
        }
        "views.open" | "views.push" | "views.update" | "views.publish" | "view_reply" => view(&arguments["view"]),
        _ => {}
    }
}

#[track_caller]
fn message(message: &Value) {
    assert!(
        message["text"].as_str().is_some_and(|text| !text.is_empty()),
        "no words for the notification: {message:#}"
    );
    let characters = message["blocks"].to_string().chars().count();
    assert!(characters < MOST_CHARACTERS, "{characters} characters");
    let payload = json!({ "channel": "C0000000001", "text": message["text"], "blocks": message["blocks"] });
    let checked = MessagePayload::try_from(payload).map(|_| ()).map_err(|fault| fault.to_string());
    assert_eq!(checked, Ok(()), "{message:#}");
    blocks(&message["blocks"]);
}

#[track_caller]
fn view(view: &Value) {
    let checked = match view["type"].as_str() {
        Some("home") => HomeTabView::try_from(view.clone()).map(|_| ()),
        _ => ModalView::try_from(view.clone()).map(|_| ()),
    };
    assert_eq!(checked.map_err(|fault| fault.to_string()), Ok(()), "{view:#}");
    blocks(&view["blocks"]);
}

/// Customer text is never parsed, and no more than one button stands out.
#[track_caller]
fn blocks(blocks: &Value) {
    let mut n_primary = 0;
    walk(blocks, &mut |value| {
        if value["type"] == "mrkdwn" {
            assert_eq!(value["verbatim"], json!(true), "{value}");
        }
        n_primary += usize::from(value["style"] == "primary");
    });
    assert!(n_primary <= 1, "{n_primary} main buttons: {blocks:#}");
}

fn walk(value: &Value, see: &mut impl FnMut(&Value)) {
    see(value);
    match value {
        Value::Array(values) => values.iter().for_each(|value| walk(value, see)),
        Value::Object(values) => values.values().for_each(|value| walk(value, see)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
