//! Composition objects: text, options, option groups, confirmation dialogues.

use std::collections::BTreeSet;

use super::node::Node;

/// Checks a `plain_text` field of at most so many characters. A missing one is fine.
pub(super) fn plain_text(node: &Node<'_>, field: &str, most: usize) {
    let Some(text) = node.at(field) else {
        return;
    };
    text.one_of("type", &["plain_text"]);
    words(&text, most);
}

/// Checks a `plain_text` or `mrkdwn` field of at most so many characters. A missing one is fine.
pub(super) fn any_text(node: &Node<'_>, field: &str, most: usize) {
    if let Some(text) = node.at(field) {
        text_object(&text, most);
    }
}

/// Checks a `plain_text` or `mrkdwn` object.
pub(super) fn text_object(text: &Node<'_>, most: usize) {
    text.one_of("type", &["plain_text", "mrkdwn"]);
    words(text, most);
}

fn words(text: &Node<'_>, most: usize) {
    let extra = if text.kind() == "mrkdwn" { "verbatim" } else { "emoji" };
    text.only(&["type", "text", extra]);
    text.needs("type");
    text.needs("text");
    text.string("text", 1, most);
    text.booleans(&[extra]);
}

/// Checks an option; its text may be `mrkdwn` where the caller says so.
pub(super) fn option(option: &Node<'_>, with_mrkdwn: Marks) {
    option.only(&["text", "value", "description", "url"]);
    option.needs("text");
    option.needs("value");
    option.string("value", 1, 75);
    option.address("url", 3_000);
    for field in ["text", "description"] {
        match with_mrkdwn {
            Marks::Allowed => any_text(option, field, 75),
            Marks::Plain => plain_text(option, field, 75),
        }
    }
}

/// Whether an option's text may be `mrkdwn`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marks {
    /// In checkboxes and radio buttons.
    Allowed,
    /// In menus.
    Plain,
}

/// Checks `options` or `option_groups` of a menu, of which there is exactly one.
pub(super) fn menu_options(node: &Node<'_>, least: usize) {
    match (node.has("options"), node.has("option_groups")) {
        (false, false) => node.wrong_here("must have `options` or `option_groups`"),
        (true, true) => node.wrong_here("cannot have both `options` and `option_groups`"),
        (true, false) => options(node, "options", (least, 100), Marks::Plain),
        (false, true) => groups(node, least),
    }
}

fn groups(node: &Node<'_>, least: usize) {
    node.count("option_groups", least, 100);
    for group in node.items("option_groups") {
        group.only(&["label", "options"]);
        group.needs("label");
        group.needs("options");
        plain_text(&group, "label", 75);
        options(&group, "options", (1, 100), Marks::Plain);
    }
}

/// Checks a list of options with different values.
pub(super) fn options(node: &Node<'_>, field: &str, between: (usize, usize), marks: Marks) {
    node.count(field, between.0, between.1);
    let mut seen = BTreeSet::new();
    for entry in node.items(field) {
        option(&entry, marks);
        let value = entry.text("value").unwrap_or_default();
        if !seen.insert(value) {
            entry.wrong("value", "option values must be unique");
        }
    }
}

/// Checks a confirmation dialogue. A missing one is fine.
pub(super) fn confirm(node: &Node<'_>) {
    let Some(dialogue) = node.at("confirm") else {
        return;
    };
    dialogue.only(&["title", "text", "confirm", "deny", "style"]);
    for field in ["title", "text", "confirm", "deny"] {
        dialogue.needs(field);
    }
    plain_text(&dialogue, "title", 100);
    any_text(&dialogue, "text", 300);
    plain_text(&dialogue, "confirm", 30);
    plain_text(&dialogue, "deny", 30);
    dialogue.one_of("style", &["primary", "danger"]);
}
