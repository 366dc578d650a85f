//! One way to look at a message in a test: it must pass Slack's rules, and reads as a few lines of text.

use serde_json::{Value, json};
use slack_morphism::prelude::*;
use slackblocks::{HomeTabView, MessagePayload, ModalView};

use super::kit::{MOST_BLOCKS, MOST_BLOCKS_OF_VIEW, MOST_CHARACTERS};
use super::message::{Message, view_json};

/// Checks a message and its fallback, and draws it: a block a paragraph.
#[track_caller]
pub(super) fn shown(message: &Message) -> String {
    check(&message.to_json());
    let mut text = format!("» {}\n{}", message.text, drawn(&message.to_json()["blocks"]));
    if let Some(fallback) = message.fallback_json() {
        check(&fallback);
        text = format!("{text}\n--- or else ---\n{}", drawn(&fallback["blocks"]));
    }
    visible(&text)
}

/// Characters that nobody sees made visible, and dates as their fallback.
fn visible(text: &str) -> String {
    let text = text.replace('\u{A0}', " ").replace('\u{2068}', "⟦").replace('\u{2069}', "⟧");
    let mut parts = text.split("<!date^");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (date, rest) = part.split_once('>').unwrap_or((part, ""));
        let fallback = date.split_once('|').map_or(date, |(_, fallback)| fallback);
        out = format!("{out}⟨{fallback}⟩{rest}");
    }
    out
}

/// The same for a modal or a home.
#[track_caller]
pub(super) fn shown_view(view: &SlackView) -> String {
    let json = view_json(view);
    let checked = match view {
        SlackView::Home(_) => HomeTabView::try_from(json.clone()).map(|_| ()),
        SlackView::Modal(_) => ModalView::try_from(json.clone()).map(|_| ()),
    };
    assert_eq!(checked.map_err(|fault| fault.to_string()), Ok(()));
    check_blocks(&json["blocks"]);
    if let SlackView::Home(_) = view {
        let blocks = &json["blocks"];
        let n_characters = blocks.to_string().chars().count();
        assert!(n_characters < MOST_CHARACTERS, "{n_characters} characters");
        assert!(blocks.as_array().is_some_and(|blocks| blocks.len() <= MOST_BLOCKS_OF_VIEW));
    }
    let part = |key: &str| json[key]["text"].as_str().unwrap_or("–").to_owned();
    let frame = format!("» {} | {} | {} | {}", part("title"), part("submit"), part("close"), json["private_metadata"]);
    visible(&format!("{frame}\n{}", drawn(&json["blocks"])))
}

#[track_caller]
fn check(json: &Value) {
    check_blocks(&json["blocks"]);
    let blocks = &json["blocks"];
    let n_characters = blocks.to_string().chars().count();
    assert!(n_characters < MOST_CHARACTERS, "{n_characters} characters");
    assert!(blocks.as_array().is_some_and(|blocks| blocks.len() <= MOST_BLOCKS));
    assert!(json["text"].as_str().is_some_and(|text| !text.is_empty()));
    let mut payload = json.clone();
    payload["channel"] = json!("C0000000001");
    let checked = MessagePayload::try_from(payload).map(|_| ());
    assert_eq!(checked.map_err(|fault| fault.to_string()), Ok(()), "{json:#}");
}

/// What Slack does not check: mrkdwn is verbatim, ids are apart, one button stands out, no text is empty.
#[track_caller]
fn check_blocks(blocks: &Value) {
    let mut ids = Vec::new();
    let mut n_primary = 0;
    walk(blocks, &mut |value| {
        if value["type"] == "mrkdwn" {
            assert_eq!(value["verbatim"], json!(true), "{value}");
        }
        if value["style"] == "primary" {
            n_primary += 1;
        }
        if let Some(options) = value["options"].as_array() {
            assert!(!options.is_empty(), "{value}");
        }
        ids.extend(value["action_id"].as_str().map(str::to_owned));
    });
    assert!(n_primary <= 1, "{n_primary} primary buttons");
    let n_ids = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), n_ids, "action ids stand twice");
}

fn walk(value: &Value, see: &mut impl FnMut(&Value)) {
    see(value);
    match value {
        Value::Array(values) => values.iter().for_each(|value| walk(value, see)),
        Value::Object(values) => values.values().for_each(|value| walk(value, see)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn drawn(blocks: &Value) -> String {
    list(blocks).iter().map(block).collect::<Vec<_>>().join("\n")
}

fn block(block: &Value) -> String {
    let text = |value: &Value| value["text"].as_str().unwrap_or_default().to_owned();
    match block["type"].as_str().unwrap_or_default() {
        "header" => format!("# {}", text(&block["text"])),
        "section" if block["fields"].is_array() => columns(&block["fields"]),
        "section" if block["accessory"].is_object() => {
            format!("{}   {}", text(&block["text"]), element(&block["accessory"]))
        }
        "section" => text(&block["text"]),
        "context" => format!("~ {}", list(&block["elements"]).iter().map(text).collect::<Vec<_>>().join(" ")),
        "actions" => list(&block["elements"]).iter().map(element).collect::<Vec<_>>().join(" "),
        "divider" => "---".to_owned(),
        "input" => format!(
            "{}{}: {} {}",
            text(&block["label"]),
            if block["optional"] == true { "" } else { "*" },
            element(&block["element"]),
            text(&block["hint"])
        ),
        "table" => rows(&block["rows"]),
        "data_table" => format!("table {}\n{}", block["caption"], rows(&block["rows"])),
        "data_visualization" => format!("chart {} {}", block["title"], block["chart"]),
        other => format!("{other}: {block}"),
    }
}

fn columns(fields: &Value) -> String {
    list(fields)
        .iter()
        .map(|field| format!("| {}", field["text"].as_str().unwrap_or_default()))
        .collect::<Vec<_>>()
        .join("\n")
}

fn rows(rows: &Value) -> String {
    let row = |row: &Value| list(row).iter().filter_map(|cell| cell["text"].as_str()).collect::<Vec<_>>().join(" | ");
    list(rows).iter().map(row).collect::<Vec<_>>().join("\n")
}

fn element(element: &Value) -> String {
    let text = element["text"]["text"].as_str().or(element["placeholder"]["text"].as_str()).unwrap_or_default();
    let id = element["action_id"].as_str().unwrap_or_default();
    let value = element["value"].as_str().map(|value| format!(" {}", short(value))).unwrap_or_default();
    let ask = element["confirm"].as_object().map(|confirm| {
        format!(
            " (asks: {} / {})",
            confirm["title"]["text"].as_str().unwrap_or_default(),
            confirm["text"]["text"].as_str().unwrap_or_default()
        )
    });
    let style = if element["style"] == "primary" { "!" } else { "" };
    let options = list(&element["options"]).iter().map(|option| {
        format!(
            "{} {}",
            option["text"]["text"].as_str().unwrap_or_default(),
            short(option["value"].as_str().unwrap_or_default())
        )
    });
    let options: Vec<String> = options.collect();
    match element["type"].as_str().unwrap_or_default() {
        "button" => format!("[{style}{text} {id}{value}{}]", ask.unwrap_or_default()),
        "overflow" => format!("[⋯ {}]", options.join(" / ")),
        kind => format!("<{kind} {text} {}>", options.join(" / ")),
    }
}

/// Values without their ids, which say nothing to a reader.
fn short(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value;
    while let Some(at) = rest.find('"') {
        let (before, after) = rest.split_at(at + 1);
        out.push_str(before);
        let end = after.find('"').unwrap_or(after.len());
        out.push_str(if end == 32 { "…" } else { &after[..end] });
        out.push_str(after.get(end..=end).unwrap_or_default());
        rest = after.get(end + 1..).unwrap_or_default();
    }
    out.push_str(rest);
    out.replace('"', "")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
