//! Block elements: buttons, menus, pickers and inputs, and which of them may stand where.

use std::collections::BTreeSet;

use super::composition::{self, Marks};
use super::node::Node;

const MENUS: [&str; 5] =
    ["static_select", "external_select", "users_select", "conversations_select", "channels_select"];
const MULTI_MENUS: [&str; 5] = [
    "multi_static_select",
    "multi_external_select",
    "multi_users_select",
    "multi_conversations_select",
    "multi_channels_select",
];
const CHOICES: [&str; 5] = ["datepicker", "timepicker", "datetimepicker", "radio_buttons", "checkboxes"];
const FIELDS: [&str; 6] =
    ["plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input", "file_input"];

/// Where an element stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seat {
    /// Beside a section.
    Accessory,
    /// In a row of actions.
    Actions,
    /// In an input.
    Input,
    /// In a row of context actions.
    ContextActions,
    /// In a card or a table's cell: buttons only.
    Button,
}

impl Seat {
    fn admits(self, kind: &str) -> bool {
        match self {
            Self::Accessory => {
                matches!(kind, "button" | "image" | "overflow" | "workflow_button")
                    || MENUS.contains(&kind)
                    || MULTI_MENUS.contains(&kind)
                    || (CHOICES.contains(&kind) && kind != "datetimepicker")
            }
            Self::Actions => {
                matches!(kind, "button" | "overflow" | "workflow_button")
                    || MENUS.contains(&kind)
                    || CHOICES.contains(&kind)
            }
            Self::Input => {
                MENUS.contains(&kind)
                    || MULTI_MENUS.contains(&kind)
                    || CHOICES.contains(&kind)
                    || FIELDS.contains(&kind)
            }
            Self::ContextActions => matches!(kind, "feedback_buttons" | "icon_button"),
            Self::Button => kind == "button",
        }
    }
}

/// Checks an element and that it may stand there.
pub(super) fn check(element: &Node<'_>, seat: Seat) {
    let kind = element.kind();
    if !seat.admits(kind) {
        element.wrong("type", &format!("unsupported type: {kind}"));
        return;
    }
    element.string("action_id", 1, 255);
    composition::confirm(element);
    match kind {
        "button" => button(element),
        "workflow_button" => workflow_button(element),
        "image" => image(element),
        "overflow" => overflow(element),
        "datepicker" | "timepicker" | "datetimepicker" => picker(element),
        "radio_buttons" | "checkboxes" => boxes(element),
        "feedback_buttons" => feedback(element),
        "icon_button" => icon_button(element),
        "file_input" => file_input(element),
        _ if MENUS.contains(&kind) || MULTI_MENUS.contains(&kind) => menu(element),
        _ => text_field(element),
    }
}

/// Checks that no two elements of a block have the same `action_id`.
pub(super) fn unique_action_ids(elements: &[Node<'_>]) {
    let mut seen = BTreeSet::new();
    for element in elements {
        let id = element.text("action_id").unwrap_or_default();
        if !id.is_empty() && !seen.insert(id) {
            element.wrong("action_id", &format!("`action_id` \"{id}\" already exists for another element"));
        }
    }
}

fn button(element: &Node<'_>) {
    element.only(&["type", "text", "action_id", "url", "value", "style", "confirm", "accessibility_label"]);
    element.needs("text");
    composition::plain_text(element, "text", 75);
    element.string("value", 0, 2_000);
    element.address("url", 3_000);
    element.one_of("style", &["primary", "danger"]);
    element.string("accessibility_label", 1, 75);
}

fn workflow_button(element: &Node<'_>) {
    element.only(&["type", "text", "workflow", "action_id", "style", "accessibility_label"]);
    element.needs("text");
    element.needs("workflow");
    composition::plain_text(element, "text", 75);
    element.one_of("style", &["primary", "danger"]);
    element.string("accessibility_label", 1, 75);
}

/// Checks an image, in a section, a context or a card.
pub(super) fn image(element: &Node<'_>) {
    element.only(&["type", "image_url", "slack_file", "alt_text"]);
    source(element);
    element.needs("alt_text");
    element.string("alt_text", 1, 2_000);
}

/// Checks that an image comes from exactly one place.
pub(super) fn source(image: &Node<'_>) {
    match (image.has("image_url"), image.has("slack_file")) {
        (false, false) => image.wrong_here("must have `image_url` or `slack_file`"),
        (true, true) => image.wrong_here("cannot have both `image_url` and `slack_file`"),
        (true, false) => image.address("image_url", 3_000),
        (false, true) => {}
    }
}

fn overflow(element: &Node<'_>) {
    element.only(&["type", "action_id", "options", "confirm"]);
    element.needs("options");
    composition::options(element, "options", (1, 5), Marks::Plain);
}

fn picker(element: &Node<'_>) {
    let (initial, more): (&str, &[&str]) = match element.kind() {
        "datepicker" => ("initial_date", &["placeholder"]),
        "timepicker" => ("initial_time", &["placeholder", "timezone"]),
        _ => ("initial_date_time", &[]),
    };
    element.only(&[&["type", "action_id", "confirm", "focus_on_load", initial], more].concat());
    composition::plain_text(element, "placeholder", 150);
    element.booleans(&["focus_on_load"]);
    let text = element.text(initial).unwrap_or_default();
    let (rule, right) = match initial {
        "initial_date" => ("must be a date as YYYY-MM-DD", is_date(text)),
        "initial_time" => ("must be a time as HH:mm", is_time(text)),
        _ => {
            element.integer(initial, 1_000_000_000, 9_999_999_999);
            return;
        }
    };
    if element.has(initial) && !right {
        element.wrong(initial, rule);
    }
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

fn is_time(text: &str) -> bool {
    text.len() == 5 && chrono::NaiveTime::parse_from_str(text, "%H:%M").is_ok()
}

fn boxes(element: &Node<'_>) {
    let initial = if element.kind() == "checkboxes" { "initial_options" } else { "initial_option" };
    element.only(&["type", "action_id", "options", initial, "confirm", "focus_on_load"]);
    element.needs("options");
    composition::options(element, "options", (1, 10), Marks::Allowed);
    element.booleans(&["focus_on_load"]);
    initial_among_options(element, initial);
}

fn menu(element: &Node<'_>) {
    let kind = element.kind();
    let many = kind.starts_with("multi_");
    let base = kind.trim_start_matches("multi_");
    let own: &[&str] = match (base, many) {
        ("static_select", false) => &["options", "option_groups", "initial_option"],
        ("static_select", true) => &["options", "option_groups", "initial_options"],
        ("external_select", false) => &["initial_option", "min_query_length"],
        ("external_select", true) => &["initial_options", "min_query_length"],
        ("users_select", false) => &["initial_user"],
        ("users_select", true) => &["initial_users"],
        ("channels_select", false) => &["initial_channel", "response_url_enabled"],
        ("channels_select", true) => &["initial_channels"],
        (_, false) => &["initial_conversation", "default_to_current_conversation", "response_url_enabled", "filter"],
        (_, true) => &["initial_conversations", "default_to_current_conversation", "filter"],
    };
    let limit: &[&str] = if many { &["max_selected_items"] } else { &[] };
    element.only(&[&["type", "action_id", "placeholder", "confirm", "focus_on_load"], own, limit].concat());
    composition::plain_text(element, "placeholder", 150);
    element.booleans(&["focus_on_load", "default_to_current_conversation", "response_url_enabled"]);
    element.integer("max_selected_items", 1, 100);
    element.integer("min_query_length", 0, 100);
    if base == "static_select" {
        composition::menu_options(element, 1);
        initial_among_options(element, if many { "initial_options" } else { "initial_option" });
    } else if let Some(initial) = element.at("initial_option") {
        composition::option(&initial, Marks::Plain);
    }
    for initial in element.items("initial_options") {
        composition::option(&initial, Marks::Plain);
    }
}

/// Slack refuses a first choice that is not one of the choices, to the letter.
fn initial_among_options(element: &Node<'_>, field: &str) {
    let grouped = element.items("option_groups");
    let groups = grouped.iter().flat_map(|group| group.items("options"));
    let offered: Vec<_> = element.items("options").into_iter().chain(groups).map(|option| option.value()).collect();
    let chosen = match element.at(field) {
        None => return,
        Some(list) if list.value().is_array() => list.entries(),
        Some(one) => vec![one],
    };
    for choice in chosen {
        if !offered.contains(&choice.value()) {
            choice.wrong_here("must be exactly one of the options");
        }
    }
}

fn feedback(element: &Node<'_>) {
    element.only(&["type", "action_id", "positive_button", "negative_button"]);
    for side in ["positive_button", "negative_button"] {
        let Some(button) = element.need(side) else {
            continue;
        };
        button.only(&["text", "value", "accessibility_label"]);
        button.needs("text");
        button.needs("value");
        composition::plain_text(&button, "text", 75);
        button.string("value", 1, 2_000);
        button.string("accessibility_label", 1, 75);
    }
}

fn icon_button(element: &Node<'_>) {
    element.only(&[
        "type",
        "action_id",
        "icon",
        "text",
        "value",
        "confirm",
        "accessibility_label",
        "visible_to_user_ids",
    ]);
    element.needs("icon");
    element.needs("text");
    composition::plain_text(element, "text", 75);
    element.one_of("icon", &["trash"]);
    element.string("value", 0, 2_000);
    element.string("accessibility_label", 1, 75);
    element.count("visible_to_user_ids", 1, 10);
}

fn file_input(element: &Node<'_>) {
    element.only(&["type", "action_id", "filetypes", "max_files"]);
    element.integer("max_files", 1, 10);
}

fn text_field(element: &Node<'_>) {
    let own: &[&str] = match element.kind() {
        "plain_text_input" => &["multiline", "min_length", "max_length"],
        "number_input" => &["is_decimal_allowed", "min_value", "max_value"],
        "rich_text_input" => &["min_lines", "max_lines"],
        _ => &[],
    };
    let shared = ["type", "action_id", "initial_value", "placeholder", "focus_on_load", "dispatch_action_config"];
    element.only(&[&shared[..], own].concat());
    composition::plain_text(element, "placeholder", 150);
    element.booleans(&["focus_on_load", "multiline", "is_decimal_allowed"]);
    element.integer("min_length", 0, 3_000);
    element.integer("max_length", 1, 3_000);
    match element.kind() {
        "plain_text_input" => element.string("initial_value", 0, 3_000),
        "number_input" => number_bounds(element),
        _ => {}
    }
    if let Some(config) = element.at("dispatch_action_config") {
        config.only(&["trigger_actions_on"]);
        config.count("trigger_actions_on", 1, 2);
    }
}

fn number_bounds(element: &Node<'_>) {
    element.needs("is_decimal_allowed");
    for field in ["min_value", "max_value", "initial_value"] {
        element.string(field, 1, 40);
        if element.text(field).is_some_and(|text| text.parse::<f64>().is_err()) {
            element.wrong(field, "must be a number as text");
        }
    }
}
