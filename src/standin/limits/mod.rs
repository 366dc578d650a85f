//! What Slack refuses: texts, blocks and views beyond its documented limits.
//!
//! Where copies of Slack's documentation disagree, the smaller limit holds here, so that what passes here passes there.

mod blocks;
mod composition;
mod data;
mod elements;
mod node;
mod rich_text;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde_json::Value;

use self::node::Node;
use super::refusal::{Problem, Refusal};

/// The longest text of a posted message.
pub(super) const POSTED_TEXT: usize = 40_000;
/// The longest text of an edited message.
pub(super) const UPDATED_TEXT: usize = 4_000;
/// The most text all blocks of a message hold together.
const BLOCKS_TEXT: usize = 10_000;
/// The longest markdown of all blocks of a message together.
const MARKDOWN_TEXT: usize = 12_000;
/// The most text all data tables of a message hold together.
const TABLES_TEXT: usize = 20_000;
/// The most attachments of a message.
const MAX_ATTACHMENTS: usize = 100;
/// The most bytes of a view.
const VIEW_BYTES: usize = 250_000;
/// The most bytes of metadata.
const METADATA_BYTES: usize = 16_000;

/// Where blocks are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Surface {
    /// A message.
    Message,
    /// A modal.
    Modal,
    /// The App Home.
    Home,
}

impl Surface {
    /// Slack's name.
    fn name(self) -> &'static str {
        match self {
            Self::Message => "messages",
            Self::Modal => "modals",
            Self::Home => "the App Home",
        }
    }
}

/// Checks a message: `text`, `blocks`, `attachments` and `metadata`.
pub(super) fn message(body: &Value, text_limit: usize) -> Result<(), Refusal> {
    let text = body["text"].as_str().unwrap_or_default();
    let filled = |field: &str| !body[field].is_null() && body[field] != Value::Array(Vec::new());
    if text.is_empty() && !filled("blocks") && !filled("attachments") {
        return Err(Refusal::code("no_text"));
    }
    let length = text.chars().count();
    if text_limit < length {
        return Err(Refusal::because("msg_too_long", format!("text has {length} characters of at most {text_limit}")));
    }
    metadata(&body["metadata"])?;
    attachments(&body["attachments"])?;
    if body["blocks"].is_null() {
        return Ok(());
    }
    if !body["blocks"].is_array() {
        return Err(Refusal::code("invalid_blocks_format"));
    }
    on_surface(body, "", Surface::Message).map_err(|problems| Refusal::blocks("invalid_blocks", problems))?;
    let total = characters(&body["blocks"]);
    if BLOCKS_TEXT < total {
        let words = format!("blocks have {total} characters of at most {BLOCKS_TEXT}");
        return Err(Refusal::because("msg_blocks_too_long", words));
    }
    Ok(())
}

fn attachments(attachments: &Value) -> Result<(), Refusal> {
    let listed = attachments.as_array().map(Vec::as_slice).unwrap_or_default();
    if MAX_ATTACHMENTS < listed.len() {
        return Err(Refusal::code("too_many_attachments"));
    }
    for (index, attachment) in listed.iter().enumerate().filter(|(_, attachment)| !attachment["blocks"].is_null()) {
        let checked = on_surface(attachment, &format!("/attachments/{index}"), Surface::Message);
        checked.map_err(|problems| Refusal::blocks("invalid_attachments", problems))?;
    }
    Ok(())
}

fn metadata(metadata: &Value) -> Result<(), Refusal> {
    if metadata.is_null() || *metadata == serde_json::json!({}) {
        return Ok(());
    }
    if !metadata["event_type"].is_string() || !metadata["event_payload"].is_object() {
        return Err(Refusal::code("invalid_metadata_format"));
    }
    let bytes = metadata.to_string().len();
    if METADATA_BYTES < bytes {
        return Err(Refusal::because(
            "metadata_too_large",
            format!("metadata has {bytes} bytes of at most {METADATA_BYTES}"),
        ));
    }
    Ok(())
}

/// Checks a modal or an App Home.
pub(super) fn view(view: &Value) -> Result<(), Refusal> {
    let bytes = view.to_string().len();
    if VIEW_BYTES < bytes {
        return Err(Refusal::because("view_too_large", format!("the view has {bytes} bytes of at most {VIEW_BYTES}")));
    }
    let surface = if view["type"] == "home" { Surface::Home } else { Surface::Modal };
    let mut problems = Vec::new();
    {
        let sheet = node::Sheet::default();
        let root = Node::root(view, "/view", &sheet);
        view_fields(&root, surface);
        problems.append(&mut sheet.problems());
    }
    if let Err(mut found) = on_surface(view, "/view", surface) {
        problems.append(&mut found);
    }
    if problems.is_empty() { Ok(()) } else { Err(Refusal::blocks("invalid_arguments", problems)) }
}

fn view_fields(view: &Node<'_>, surface: Surface) {
    let home = ["type", "blocks", "private_metadata", "callback_id", "external_id"];
    let modal = ["title", "submit", "close", "clear_on_close", "notify_on_close", "submit_disabled"];
    let more: &[&str] = if surface == Surface::Home { &[] } else { &modal };
    view.only(&[&home[..], more].concat());
    view.one_of("type", &["modal", "home"]);
    view.string("private_metadata", 0, 3_000);
    view.string("callback_id", 0, 255);
    view.string("external_id", 0, 255);
    view.needs("blocks");
    if surface == Surface::Home {
        return;
    }
    view.needs("title");
    for field in ["title", "submit", "close"] {
        composition::plain_text(view, field, 24);
    }
    let blocks = view.items("blocks");
    if blocks.iter().any(|block| block.kind() == "input") {
        view.needs("submit");
    }
}

/// Checks what an app offers for an external menu: `options` or `option_groups`.
pub(super) fn offered_options(body: &Value) -> Result<(), Refusal> {
    let sheet = node::Sheet::default();
    let root = Node::root(body, "", &sheet);
    composition::menu_options(&root, 0);
    let problems = sheet.problems();
    if problems.is_empty() { Ok(()) } else { Err(Refusal::blocks("invalid_options", problems)) }
}

fn on_surface(body: &Value, pointer: &str, surface: Surface) -> Result<(), Vec<Problem>> {
    let sheet = node::Sheet::default();
    let root = Node::root(body, pointer, &sheet);
    let most = if surface == Surface::Message { 50 } else { 100 };
    root.count("blocks", 0, most);
    let blocks = root.items("blocks");
    for block in &blocks {
        blocks::check(block, surface);
    }
    unique_block_ids(&blocks);
    totals(&root, &blocks, surface);
    let problems = sheet.problems();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn unique_block_ids(blocks: &[Node<'_>]) {
    let mut seen = BTreeSet::new();
    for block in blocks {
        let id = block.text("block_id").unwrap_or_default();
        if !id.is_empty() && !seen.insert(id) {
            block.wrong("block_id", "`block_id` must be unique in the message or view");
        }
    }
}

fn totals(root: &Node<'_>, blocks: &[Node<'_>], surface: Surface) {
    let of = |kind: &'static str| blocks.iter().filter(move |block| block.kind() == kind);
    if surface == Surface::Message {
        root.at_most("blocks", "data_visualization blocks", of("data_visualization").count(), 2);
        root.at_most("blocks", "table blocks", of("table").count(), 1);
    }
    let markdown = of("markdown").map(|block| block.text("text").unwrap_or_default().chars().count()).sum();
    root.at_most("blocks", "characters of markdown", markdown, MARKDOWN_TEXT);
    let tables = of("data_table").map(|block| characters(&block.value()["rows"])).sum();
    root.at_most("blocks", "characters in data tables", tables, TABLES_TEXT);
}

/// The characters of every `text` in it that is a string.
fn characters(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(characters).sum(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| match value.as_str() {
                Some(text) if name == "text" => text.chars().count(),
                Some(_) => 0,
                None => characters(value),
            })
            .sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}
