//! What a person has filled in: the state of every input in a message or view, and what Slack checks before it sends
//! a form to the app.

use serde_json::{Map, Value, json};

/// The field of an action that holds the choice, and the field of the element that holds its first value.
fn fields_of(kind: &str) -> Option<(&'static str, &'static str)> {
    let fields = match kind {
        "plain_text_input" | "email_text_input" | "url_text_input" | "number_input" => ("value", "initial_value"),
        "rich_text_input" => ("rich_text_value", "initial_value"),
        "static_select" | "external_select" | "radio_buttons" => ("selected_option", "initial_option"),
        "multi_static_select" | "multi_external_select" | "checkboxes" => ("selected_options", "initial_options"),
        "users_select" => ("selected_user", "initial_user"),
        "multi_users_select" => ("selected_users", "initial_users"),
        "conversations_select" => ("selected_conversation", "initial_conversation"),
        "multi_conversations_select" => ("selected_conversations", "initial_conversations"),
        "channels_select" => ("selected_channel", "initial_channel"),
        "multi_channels_select" => ("selected_channels", "initial_channels"),
        "datepicker" => ("selected_date", "initial_date"),
        "timepicker" => ("selected_time", "initial_time"),
        "datetimepicker" => ("selected_date_time", "initial_date_time"),
        "file_input" => ("files", "initial_files"),
        _ => return None,
    };
    Some(fields)
}

/// The elements of a block, wherever the block keeps them.
fn elements(block: &Value) -> impl Iterator<Item = &Value> {
    let listed = block["elements"].as_array().into_iter().flatten();
    listed.chain(block.get("accessory")).chain(block.get("element"))
}

/// `state.values` of these blocks: first values, over them what was kept, over that what is given now.
pub(super) fn values(blocks: &Value, kept: &Value, given: &Value) -> Value {
    let mut values = Map::new();
    for block in blocks.as_array().into_iter().flatten() {
        let block_id = block["block_id"].as_str().unwrap_or_default();
        for element in elements(block) {
            let kind = element["type"].as_str().unwrap_or_default();
            let (Some((field, initial)), Some(action_id)) = (fields_of(kind), element["action_id"].as_str()) else {
                continue;
            };
            let many = matches!(field, "selected_options" | "files");
            let empty = if many { json!([]) } else { Value::Null };
            let first = element.get(initial).cloned().unwrap_or(empty);
            let mut value = json!({"type": kind, field: first});
            for layer in [kept, given] {
                let over = &layer[block_id][action_id];
                for (name, part) in over.as_object().into_iter().flatten() {
                    value[name] = part.clone();
                }
            }
            let place = values.entry(block_id).or_insert_with(|| Value::Object(Map::new()));
            place[action_id] = value;
        }
    }
    Value::Object(values)
}

/// The values of a state, whether it is given as `{"values": …}` or as the values themselves.
pub(super) fn given_values(state: Option<&Value>) -> Value {
    let Some(state) = state else {
        return Value::Null;
    };
    state.get("values").unwrap_or(state).clone()
}

/// What Slack asks the person to correct before the app hears of the form, by `block_id`.
pub(super) fn complaints(blocks: &Value, values: &Value) -> Map<String, Value> {
    let inputs = blocks.as_array().into_iter().flatten().filter(|block| block["type"] == "input");
    let found = inputs.filter_map(|block| {
        let block_id = block["block_id"].as_str()?;
        let action_id = block["element"]["action_id"].as_str()?;
        let words = complaint(block, &values[block_id][action_id])?;
        Some((block_id.to_owned(), json!(words)))
    });
    found.collect()
}

fn complaint(block: &Value, value: &Value) -> Option<String> {
    let element = &block["element"];
    let kind = element["type"].as_str()?;
    let (field, _) = fields_of(kind)?;
    let chosen = &value[field];
    let empty = chosen.is_null() || chosen == "" || chosen.as_array().is_some_and(Vec::is_empty);
    if empty {
        let optional = block["optional"] == true;
        return (!optional).then(|| "Please complete this required field.".to_owned());
    }
    let text = chosen.as_str().unwrap_or_default();
    match kind {
        "plain_text_input" => length_complaint(element, text),
        "number_input" => number_complaint(element, text),
        "email_text_input" if !text.contains('@') => Some("Please enter a valid email address.".to_owned()),
        "url_text_input" if url::Url::parse(text).is_err() => Some("Please enter a valid URL.".to_owned()),
        _ => None,
    }
}

fn length_complaint(element: &Value, text: &str) -> Option<String> {
    let length = text.chars().count() as u64;
    let least = element["min_length"].as_u64().unwrap_or(0);
    let most = element["max_length"].as_u64().unwrap_or(3_000);
    if length < least {
        return Some(format!("Please enter at least {least} characters."));
    }
    (most < length).then(|| format!("Please enter at most {most} characters."))
}

fn number_complaint(element: &Value, text: &str) -> Option<String> {
    let Ok(number) = text.trim().parse::<f64>() else {
        return Some("Please enter a number.".to_owned());
    };
    if element["is_decimal_allowed"] != true && text.contains('.') {
        return Some("Please enter a whole number.".to_owned());
    }
    let bound = |field: &str| element[field].as_str().and_then(|bound| bound.parse::<f64>().ok());
    if bound("min_value").is_some_and(|least| number < least) {
        return Some(format!("Please enter a number of at least {}.", element["min_value"].as_str()?));
    }
    let above = bound("max_value").is_some_and(|most| most < number);
    above.then(|| format!("Please enter a number of at most {}.", element["max_value"].as_str().unwrap_or_default()))
}

/// The block and the interactive element with this `action_id`, wherever in the blocks it is.
pub(super) fn find_element<'a>(
    blocks: &'a Value,
    action_id: &str,
    block_id: Option<&str>,
) -> Option<(&'a Value, &'a Value)> {
    let blocks = blocks.as_array().into_iter().flatten();
    let mut asked = blocks.filter(|block| block_id.is_none_or(|id| block["block_id"] == id));
    asked.find_map(|block| Some((block, within(block, action_id)?)))
}

fn within<'a>(value: &'a Value, action_id: &str) -> Option<&'a Value> {
    if value["action_id"] == action_id {
        return Some(value);
    }
    let members = value.as_object().into_iter().flat_map(Map::values);
    let items = value.as_array().into_iter().flatten();
    members.chain(items).find_map(|part| within(part, action_id))
}

/// The whole action as Slack sends it, from what the caller says of it and what the element itself holds.
pub(super) fn complete_action(block: &Value, element: &Value, given: &Value, action_ts: &str) -> Value {
    let mut action = json!({
        "type": element["type"], "block_id": block["block_id"], "action_id": element["action_id"], "action_ts": action_ts,
    });
    for field in ["text", "value", "style"] {
        if let Some(value) = element.get(field) {
            action[field] = value.clone();
        }
    }
    for (field, value) in given.as_object().into_iter().flatten() {
        if !matches!(field.as_str(), "type" | "block_id" | "action_id" | "action_ts") {
            action[field] = value.clone();
        }
    }
    action
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks() -> Value {
        json!([
            {"type": "input", "block_id": "amount", "label": {}, "element":
                {"type": "number_input", "action_id": "n", "is_decimal_allowed": false, "min_value": "1", "max_value": "9"}},
            {"type": "input", "block_id": "note", "optional": true, "label": {}, "element":
                {"type": "plain_text_input", "action_id": "t", "initial_value": "old", "max_length": 5}},
            {"type": "section", "block_id": "who", "accessory": {"type": "users_select", "action_id": "u", "initial_user": "U1"}},
        ])
    }

    #[test]
    fn first_values_are_there_and_given_ones_win() {
        let given = json!({"amount": {"n": {"value": "4"}}});
        let values = values(&blocks(), &Value::Null, &given);
        assert_eq!(values["amount"]["n"], json!({"type": "number_input", "value": "4"}));
        assert_eq!(values["note"]["t"]["value"], "old");
        assert_eq!(values["who"]["u"]["selected_user"], "U1");
    }

    #[track_caller]
    fn check(amount: &Value, note: &str, expected: &[&str]) {
        let given = json!({"amount": {"n": {"value": amount}}, "note": {"t": {"value": note}}});
        let found = complaints(&blocks(), &values(&blocks(), &Value::Null, &given));
        assert_eq!(found.keys().map(String::as_str).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn slack_asks_for_what_is_missing_or_wrong() {
        check(&json!("4"), "", &[]);
        check(&Value::Null, "short", &["amount"]);
        check(&json!("4.5"), "short", &["amount"]);
        check(&json!("10"), "too long", &["amount", "note"]);
        check(&json!("none"), "x", &["amount"]);
    }

    #[test]
    fn elements_are_found_deep_inside() {
        let blocks = json!([{"type": "data_table", "block_id": "t", "rows": [[{"type": "action_cell",
            "element": {"type": "button", "action_id": "set", "value": "7"}}]]}]);
        let (block, element) = find_element(&blocks, "set", None).expect("it is in a cell");
        let action = complete_action(block, element, &json!({"value": "8"}), "1.0");
        assert_eq!((action["block_id"].as_str(), action["value"].as_str()), (Some("t"), Some("8")));
        assert!(find_element(&blocks, "set", Some("other")).is_none());
    }
}
