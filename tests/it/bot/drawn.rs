//! Messages and views as a few lines of text: a block a line, buttons in brackets, the main one with `!`.

use serde_json::Value;

/// Messages, oldest first; 🔒 marks what one person alone sees, └ what stands in a thread.
pub fn messages(messages: &[Value]) -> String {
    messages.iter().map(message).collect::<Vec<_>>().join("\n\n")
}

fn message(message: &Value) -> String {
    let private = if message["is_ephemeral"] == true { "🔒 " } else { "" };
    let is_reply = message.get("thread_ts").is_some_and(|thread| *thread != message["ts"]);
    let reply = if is_reply { "└ " } else { "" };
    let edited = if message["edited"].is_object() { " (edited)" } else { "" };
    let by = if message["bot_id"].is_null() { format!("{}: ", text(&message["user"])) } else { String::new() };
    let line = format!("{reply}{private}» {by}{}{edited}", text(&message["text"]));
    let blocks = blocks(&message["blocks"]);
    let said = if blocks.is_empty() || blocks == text(&message["text"]) { line } else { format!("{line}\n{blocks}") };
    visible(&said)
}

/// A modal or a home.
pub fn view(view: &Value) -> String {
    let part = |key: &str| view[key]["text"].as_str().unwrap_or("–").to_owned();
    visible(&format!("» {} | {} | {}\n{}", part("title"), part("submit"), part("close"), blocks(&view["blocks"])))
}

/// Characters that nobody sees made visible, and dates as their fallback.
pub fn visible(text: &str) -> String {
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

fn blocks(blocks: &Value) -> String {
    list(blocks).iter().map(block).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn block(block: &Value) -> String {
    match block["type"].as_str().unwrap_or_default() {
        "header" => format!("# {}", words(&block["text"])),
        "section" if block["fields"].is_array() => fields(&block["fields"]),
        "section" if block["accessory"].is_object() => {
            format!("{}   {}", words(&block["text"]), element(&block["accessory"]))
        }
        "section" => words(&block["text"]),
        "context" => format!("~ {}", list(&block["elements"]).iter().map(words).collect::<Vec<_>>().join(" ")),
        "actions" => list(&block["elements"]).iter().map(element).collect::<Vec<_>>().join(" "),
        "divider" => "---".to_owned(),
        "input" => {
            let asked = if block["optional"] == true { "" } else { "*" };
            let (label, input) = (words(&block["label"]), element(&block["element"]));
            format!("{label}{asked}: {input} {}", words(&block["hint"])).trim_end().to_owned()
        }
        "table" => list(&block["rows"]).iter().map(row).collect::<Vec<_>>().join("\n"),
        "data_table" => {
            let rows: Vec<String> = list(&block["rows"]).iter().map(row).collect();
            format!("table {}\n{}", block["caption"], rows.join("\n"))
        }
        "image" => format!("picture {}", block["alt_text"]),
        "data_visualization" => format!("chart {}", block["title"]),
        other => format!("{other}: {block}"),
    }
}

fn fields(fields: &Value) -> String {
    list(fields).iter().map(|field| format!("| {}", words(field))).collect::<Vec<_>>().join("\n")
}

fn row(row: &Value) -> String {
    list(row).iter().map(words).collect::<Vec<_>>().join(" | ")
}

fn element(element: &Value) -> String {
    let label = match words(&element["text"]) {
        none if none.is_empty() => words(&element["placeholder"]),
        label => label,
    };
    let asks = if element["confirm"].is_object() {
        format!(" ({})", words(&element["confirm"]["title"]))
    } else {
        String::new()
    };
    let main = if element["style"] == "primary" { "!" } else { "" };
    let options = list(&element["options"]).iter().map(|option| words(&option["text"])).collect::<Vec<_>>().join(" / ");
    match element["type"].as_str().unwrap_or_default() {
        "button" => format!("[{main}{label}{asks}]"),
        "overflow" => format!("[⋯ {options}]"),
        kind => format!("<{kind} {label}{options}>"),
    }
}

fn words(value: &Value) -> String {
    text(&value["text"])
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
