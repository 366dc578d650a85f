//! Rich text: sections, lists, quotes and code, and what stands in a line.

use super::node::Node;

/// Checks a `rich_text` block or field.
pub(super) fn block(block: &Node<'_>) {
    block.only(&["type", "block_id", "elements"]);
    block.needs("elements");
    for element in block.items("elements") {
        match element.kind() {
            "rich_text_list" => list(&element),
            "rich_text_section" => section(&element, &[]),
            "rich_text_quote" => section(&element, &["border"]),
            "rich_text_preformatted" => section(&element, &["border", "language"]),
            other => element.wrong("type", &format!("unsupported type: {other}")),
        }
    }
}

fn list(list: &Node<'_>) {
    list.only(&["type", "style", "elements", "indent", "offset", "border"]);
    list.needs("style");
    list.one_of("style", &["bullet", "ordered"]);
    list.integer("indent", 0, 8);
    list.integer("offset", 0, 1_000_000);
    list.integer("border", 0, 1);
    list.needs("elements");
    for entry in list.items("elements") {
        entry.one_of("type", &["rich_text_section"]);
        section(&entry, &[]);
    }
}

fn section(section: &Node<'_>, more: &[&str]) {
    section.only(&[&["type", "elements"], more].concat());
    section.integer("border", 0, 1);
    section.needs("elements");
    for element in section.items("elements") {
        inline(&element);
    }
}

fn inline(element: &Node<'_>) {
    let (needed, more): (&[&str], &[&str]) = match element.kind() {
        "text" => (&["text"], &[]),
        "link" => (&["url"], &["text", "unsafe"]),
        "user" => (&["user_id"], &[]),
        "channel" => (&["channel_id"], &[]),
        "usergroup" => (&["usergroup_id"], &[]),
        "team" => (&["team_id"], &[]),
        "emoji" => (&["name"], &["unicode", "skin_tone"]),
        "date" => (&["timestamp", "format"], &["fallback", "url"]),
        "broadcast" => (&["range"], &[]),
        "color" => (&["value"], &[]),
        "message_mention" => (&["url"], &["text", "channel_id", "author_id", "message_ts", "thread_ts"]),
        other => {
            element.wrong("type", &format!("unsupported type: {other}"));
            return;
        }
    };
    element.only(&[&["type", "style"], needed, more].concat());
    for field in needed {
        element.needs(field);
    }
    // Slack takes no empty piece of text, though it takes a missing label of a link.
    element.string("text", 1, 12_000);
    element.one_of("range", &["here", "channel", "everyone"]);
    element.string("url", 1, 3_000);
    element.integer("timestamp", 0, 9_999_999_999);
    if let Some(style) = element.at("style") {
        let flags = ["bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"];
        style.only(&flags);
        style.booleans(&flags);
    }
}
