//! Tables of what passes and what does not, with the block rules of an independent crate as the second opinion.

mod bad;
mod good;

use serde_json::{Value, json};

use super::{POSTED_TEXT, Problem, message, view};

fn plain(text: &str) -> Value {
    json!({"type": "plain_text", "text": text})
}

fn mrkdwn(text: &str) -> Value {
    json!({"type": "mrkdwn", "text": text})
}

fn option(value: &str) -> Value {
    json!({"text": plain("An option"), "value": value})
}

fn options(count: usize) -> Value {
    (0..count).map(|number| option(&number.to_string())).collect()
}

fn button() -> Value {
    json!({"type": "button", "text": plain("Go"), "action_id": "go", "value": "1"})
}

fn rich(text: &str) -> Value {
    json!({"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}]})
}

fn raw(text: &str) -> Value {
    json!({"type": "raw_text", "text": text})
}

fn modal_with(block: &Value) -> Value {
    json!({"type": "modal", "title": plain("Form"), "submit": plain("Save"), "blocks": [block]})
}

/// Problems with a block in a message.
fn in_message(block: &Value) -> Vec<Problem> {
    let refusal = message(&json!({"text": "x", "blocks": [block]}), POSTED_TEXT).err();
    refusal.map(|refusal| refusal.problems).unwrap_or_default()
}

/// Problems with a block in a modal.
fn in_modal(block: &Value) -> Vec<Problem> {
    view(&modal_with(block)).err().map(|refusal| refusal.problems).unwrap_or_default()
}

/// Whether the independent crate takes the block in a message.
fn others_take_in_message(block: &Value) -> bool {
    let payload = json!({"channel": "C1", "text": "x", "blocks": [block]});
    slackblocks::MessagePayload::try_from(payload).is_ok()
}

/// Whether the independent crate takes the block in a modal.
fn others_take_in_modal(block: &Value) -> bool {
    slackblocks::ModalView::try_from(modal_with(block)).is_ok()
}
