//! Blocks: which stand on which surface, and what each may hold.

use std::collections::BTreeSet;

use super::composition;
use super::elements::{self, Seat};
use super::node::Node;
use super::{Surface, data, rich_text};

const EVERYWHERE: [&str; 9] =
    ["actions", "card", "context", "divider", "header", "image", "input", "rich_text", "section"];
const MESSAGE: [&str; 9] =
    ["context_actions", "data_table", "data_visualization", "file", "markdown", "plan", "table", "task_card", "video"];
const MODAL: [&str; 2] = ["alert", "video"];
const HOME: [&str; 4] = ["data_table", "data_visualization", "table", "video"];

/// Checks a block and that it may stand on this surface.
pub(super) fn check(block: &Node<'_>, surface: Surface) {
    let kind = block.kind();
    let more: &[&str] = match surface {
        Surface::Message => &MESSAGE,
        Surface::Modal => &MODAL,
        Surface::Home => &HOME,
    };
    if !EVERYWHERE.contains(&kind) && !more.contains(&kind) {
        block.wrong("type", &format!("unsupported type: {kind} in {}", surface.name()));
        return;
    }
    block.string("block_id", 0, 255);
    match kind {
        "section" => section(block),
        "header" => header(block),
        "divider" => block.only(&["type", "block_id"]),
        "context" => context(block),
        "context_actions" => row(block, 5, Seat::ContextActions),
        "actions" => row(block, 25, Seat::Actions),
        "input" => input(block),
        "image" => image(block),
        "rich_text" => rich_text::block(block),
        "markdown" => markdown(block),
        "table" => data::table(block),
        "data_table" => data::data_table(block),
        "data_visualization" => data::visualization(block),
        "alert" => alert(block),
        "card" => card(block),
        "plan" => plan(block),
        "task_card" => standalone_task(block),
        "video" => video(block),
        // What is left is a file of another service, which only Slack itself posts.
        _ => block.only(&["type", "block_id", "external_id", "source"]),
    }
}

fn section(block: &Node<'_>) {
    block.only(&["type", "block_id", "text", "fields", "accessory", "expand"]);
    if !block.has("text") && !block.has("fields") {
        block.wrong_here("must have `text` or `fields`");
    }
    composition::any_text(block, "text", 3_000);
    block.count("fields", 1, 10);
    for field in block.items("fields") {
        composition::text_object(&field, 2_000);
    }
    if let Some(accessory) = block.at("accessory") {
        elements::check(&accessory, Seat::Accessory);
    }
    block.booleans(&["expand"]);
}

fn header(block: &Node<'_>) {
    block.only(&["type", "block_id", "text", "level"]);
    block.needs("text");
    composition::plain_text(block, "text", 150);
    block.integer("level", 1, 4);
}

fn context(block: &Node<'_>) {
    block.only(&["type", "block_id", "elements"]);
    block.needs("elements");
    block.count("elements", 1, 10);
    for element in block.items("elements") {
        match element.kind() {
            "image" => elements::image(&element),
            _ => composition::text_object(&element, 2_000),
        }
    }
}

fn row(block: &Node<'_>, most: usize, seat: Seat) {
    block.only(&["type", "block_id", "elements"]);
    block.needs("elements");
    block.count("elements", 1, most);
    let entries = block.items("elements");
    for element in &entries {
        elements::check(element, seat);
    }
    elements::unique_action_ids(&entries);
}

fn input(block: &Node<'_>) {
    block.only(&["type", "block_id", "label", "element", "dispatch_action", "hint", "optional"]);
    block.needs("label");
    composition::plain_text(block, "label", 2_000);
    composition::plain_text(block, "hint", 2_000);
    block.booleans(&["dispatch_action", "optional"]);
    if let Some(element) = block.need("element") {
        elements::check(&element, Seat::Input);
    }
}

fn image(block: &Node<'_>) {
    block.only(&["type", "block_id", "image_url", "slack_file", "alt_text", "title"]);
    elements::source(block);
    block.needs("alt_text");
    block.string("alt_text", 1, 2_000);
    composition::plain_text(block, "title", 2_000);
}

fn markdown(block: &Node<'_>) {
    block.only(&["type", "block_id", "text"]);
    block.needs("text");
    block.string("text", 1, 12_000);
}

fn alert(block: &Node<'_>) {
    block.only(&["type", "block_id", "text", "level"]);
    block.needs("text");
    composition::any_text(block, "text", 200);
    block.one_of("level", &["default", "info", "warning", "error", "success"]);
}

fn card(block: &Node<'_>) {
    block.only(&[
        "type",
        "block_id",
        "icon",
        "slack_icon",
        "title",
        "subtitle",
        "subtext",
        "body",
        "hero_image",
        "actions",
    ]);
    if !["hero_image", "title", "actions", "body"].iter().any(|field| block.has(field)) {
        block.wrong_here("must have `hero_image`, `title`, `actions` or `body`");
    }
    if block.has("icon") && block.has("slack_icon") {
        block.wrong_here("cannot have both `icon` and `slack_icon`");
    }
    composition::any_text(block, "title", 150);
    composition::any_text(block, "subtitle", 150);
    composition::any_text(block, "body", 200);
    composition::any_text(block, "subtext", 200);
    for picture in ["icon", "hero_image"] {
        if let Some(picture) = block.at(picture) {
            elements::image(&picture);
        }
    }
    block.count("actions", 1, 3);
    let actions = block.items("actions");
    for action in &actions {
        elements::check(action, Seat::Button);
    }
    elements::unique_action_ids(&actions);
}

fn plan(block: &Node<'_>) {
    block.only(&["type", "block_id", "title", "tasks"]);
    block.needs("title");
    block.string("title", 1, 3_000);
    block.needs("tasks");
    block.count("tasks", 1, 50);
    let mut seen = BTreeSet::new();
    for task in block.items("tasks") {
        task_card(&task);
        if !seen.insert(task.text("task_id").unwrap_or_default()) {
            task.wrong("task_id", "`task_id` must be unique in the plan");
        }
    }
}

fn standalone_task(block: &Node<'_>) {
    task_card(block);
    if block.text("status") == Some("pending") {
        block.wrong("status", "a pending task stands in a plan only");
    }
}

fn task_card(task: &Node<'_>) {
    task.only(&[
        "type",
        "block_id",
        "task_id",
        "title",
        "status",
        "icon",
        "hide_title",
        "details",
        "output",
        "sources",
    ]);
    for field in ["task_id", "title"] {
        task.needs(field);
        task.string(field, 1, 3_000);
    }
    task.one_of("type", &["task_card"]);
    task.one_of("status", &["pending", "in_progress", "complete", "error"]);
    task.booleans(&["hide_title"]);
    for field in ["details", "output"] {
        if let Some(text) = task.at(field) {
            text.one_of("type", &["rich_text"]);
            rich_text::block(&text);
        }
    }
    for source in task.items("sources") {
        source.only(&["type", "url", "text"]);
        source.one_of("type", &["url"]);
        source.needs("url");
        source.needs("text");
        source.address("url", 3_000);
    }
}

fn video(block: &Node<'_>) {
    block.only(&[
        "type",
        "block_id",
        "alt_text",
        "author_name",
        "description",
        "provider_icon_url",
        "provider_name",
        "title",
        "title_url",
        "thumbnail_url",
        "video_url",
    ]);
    for field in ["alt_text", "title", "thumbnail_url", "video_url"] {
        block.needs(field);
    }
    composition::plain_text(block, "title", 200);
    composition::plain_text(block, "description", 200);
    block.string("alt_text", 1, 2_000);
    block.string("author_name", 1, 50);
    block.string("provider_name", 1, 50);
    for (field, most) in
        [("title_url", 2_000), ("thumbnail_url", 3_000), ("video_url", 3_000), ("provider_icon_url", 2_000)]
    {
        block.address(field, most);
        if block.text(field).is_some_and(|url| !url.starts_with("https://")) && field != "provider_icon_url" {
            block.wrong(field, "must be an https address");
        }
    }
}
