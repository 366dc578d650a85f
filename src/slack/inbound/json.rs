//! Reads JSON that may hold anything: a field of another type than expected counts as left out.

use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde_json::{Map, Value};

use super::fault::PayloadFault;

/// The typed part of a JSON object, and all of it. A NUL is left out of every text, for Postgres keeps none.
pub(super) fn read<T: DeserializeOwned>(json: &[u8]) -> Result<(T, Value), PayloadFault> {
    let json = std::str::from_utf8(json).map_err(|_| PayloadFault::NotUtf8)?;
    // serde_json gives up at 128 levels, long before the stack does.
    let mut raw: Value = serde_json::from_str(json).map_err(|error| not_json(&error))?;
    if !raw.is_object() {
        return Err(PayloadFault::Shape { line: 1, column: 1 });
    }
    // From the text and not from `raw`, which has forgotten that a field was there twice.
    let typed = serde_json::from_str(json).map_err(|error| shape(&error))?;
    if !json.contains("\\u0000") {
        return Ok((typed, raw));
    }
    raw = without_nul(raw);
    Ok((T::deserialize(&raw).map_err(|error| shape(&error))?, raw))
}

/// For `#[serde(deserialize_with)]`: what is null or of another type is the default.
pub(super) fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(from: D) -> Result<T, D::Error> {
    Value::deserialize(from).map(|value| T::deserialize(value).unwrap_or_default())
}

/// A list without the entries that are of another type.
pub(super) fn lenient_list<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Vec<T>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Array(values) => values.into_iter().filter_map(|value| T::deserialize(value).ok()).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => Vec::new(),
    })
}

/// The id of what is sent now as `"T1"` and now as `{"id": "T1"}`.
pub(super) fn id_of(value: &Value) -> Option<String> {
    value.as_str().or_else(|| value.get("id")?.as_str()).filter(|id| !id.is_empty()).map(str::to_owned)
}

/// `true`, also as the text that forms hold.
pub(super) fn is_true(value: &Value) -> bool {
    value.as_bool().unwrap_or(value.as_str() == Some("true"))
}

fn not_json(error: &serde_json::Error) -> PayloadFault {
    PayloadFault::NotJson { line: error.line(), column: error.column() }
}

fn shape(error: &serde_json::Error) -> PayloadFault {
    PayloadFault::Shape { line: error.line(), column: error.column() }
}

fn without_nul(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.replace('\0', "")),
        Value::Array(values) => Value::Array(values.into_iter().map(without_nul).collect()),
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(name, value)| (name.replace('\0', ""), without_nul(value)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[derive(Debug, PartialEq, Eq, serde::Deserialize)]
    struct Typed {
        #[serde(default, deserialize_with = "lenient")]
        text: Option<String>,
        #[serde(default, deserialize_with = "lenient_list")]
        list: Vec<i64>,
    }

    fn typed(json: &[u8]) -> Result<(Option<String>, Vec<i64>), PayloadFault> {
        read::<Typed>(json).map(|(typed, _)| (typed.text, typed.list))
    }

    #[test]
    fn other_types_count_as_left_out() {
        for json in [
            r"{}",
            r#"{"text": null, "list": null}"#,
            r#"{"text": {"a": [1]}, "list": "no"}"#,
            r#"{"text": 5, "more": 1}"#,
        ] {
            assert_eq!(typed(json.as_bytes()), Ok((None, vec![])), "{json}");
        }
        assert_eq!(typed(br#"{"text": "a", "list": [1, "x", null, 2]}"#), Ok((Some("a".into()), vec![1, 2])));
    }

    #[test]
    fn what_is_no_object_of_json_is_a_fault() {
        assert_eq!(typed(b"{\"text\": \"\xFF\"}"), Err(PayloadFault::NotUtf8));
        assert_eq!(typed(b"{\"text\": "), Err(PayloadFault::NotJson { line: 1, column: 9 }));
        assert_eq!(typed(b""), Err(PayloadFault::NotJson { line: 1, column: 0 }));
        assert_eq!(typed(b"{} {}"), Err(PayloadFault::NotJson { line: 1, column: 4 }));
        assert_eq!(typed(b"{\"text\": \"\0\"}"), Err(PayloadFault::NotJson { line: 1, column: 11 }));
        assert_eq!(typed(b"[1]"), Err(PayloadFault::Shape { line: 1, column: 1 }));
        assert!(matches!(typed(br#"{"text": "a", "text": "b"}"#), Err(PayloadFault::Shape { .. })));
        let deep = format!("{{\"text\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(matches!(typed(deep.as_bytes()), Err(PayloadFault::NotJson { .. })));
    }

    #[test]
    fn nul_is_left_out_everywhere() {
        let (typed, raw) = read::<Typed>(br#"{"text": "a\u0000b", "de\u0000ep": [{"x": "\u0000"}]}"#).expect("JSON");
        assert_eq!(typed.text.as_deref(), Some("ab"));
        assert_eq!(raw, json!({"text": "ab", "deep": [{"x": ""}]}));
    }
}
