//! As much of JSON schema (draft 7) as the schemas of playbooks and of app manifests use for what is held against them;
//! `regex` and `_note` are remarks of Slack's. A word that is not known here fails, so that nothing in a schema goes
//! unchecked. A validator as a crate would rebuild half of our dependencies with other features.

use regex_lite::Regex;
use serde_json::Value;

/// What a document does against a schema, each with its path.
pub fn faults(schema: &Value, document: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    check(schema, schema, document, "", &mut faults);
    faults
}

fn check(root: &Value, schema: &Value, value: &Value, path: &str, faults: &mut Vec<String>) {
    for (word, rule) in schema.as_object().unwrap() {
        let is_kept = match word.as_str() {
            "$schema" | "title" | "description" | "examples" | "definitions" | "default" | "_note" | "regex" => true,
            "$ref" | "properties" | "items" => {
                within(root, (word, rule), value, path, faults);
                true
            }
            "anyOf" => rule.as_array().unwrap().iter().any(|one| {
                let mut of_one = Vec::new();
                check(root, one, value, path, &mut of_one);
                of_one.is_empty()
            }),
            "additionalProperties" => {
                assert_eq!(rule, false);
                let known = schema["properties"].as_object().unwrap();
                value.as_object().is_none_or(|map| map.keys().all(|name| known.contains_key(name)))
            }
            _ => is_kept(word, rule, value),
        };
        if !is_kept {
            faults.push(format!("{path}: {value} against {word} {rule}"));
        }
    }
}

/// What leads on to other schemas.
fn within(root: &Value, (word, rule): (&str, &Value), value: &Value, path: &str, faults: &mut Vec<String>) {
    match word {
        "$ref" => {
            let name = rule.as_str().unwrap().strip_prefix("#/definitions/").unwrap();
            check(root, &root["definitions"][name], value, path, faults);
        }
        "properties" => {
            for (name, of) in rule.as_object().unwrap() {
                if let Some(inner) = value.get(name) {
                    check(root, of, inner, &format!("{path}/{name}"), faults);
                }
            }
        }
        _ => {
            for (n, item) in value.as_array().into_iter().flatten().enumerate() {
                check(root, rule, item, &format!("{path}/{n}"), faults);
            }
        }
    }
}

/// What a value is asked by itself; what is asked of another kind of value holds of this one.
fn is_kept(word: &str, rule: &Value, value: &Value) -> bool {
    let (text, list, number) = (value.as_str(), value.as_array(), value.as_i64());
    let size = || usize::try_from(rule.as_u64().unwrap()).unwrap();
    match word {
        "type" => {
            let alone = [rule.clone()];
            let types = rule.as_array().map_or(&alone[..], Vec::as_slice);
            types.iter().any(|of| is_a(value, of.as_str().unwrap()))
        }
        "enum" => rule.as_array().unwrap().contains(value),
        "required" => {
            let is_there = |name: &Value| value.get(name.as_str().unwrap()).is_some();
            !value.is_object() || rule.as_array().unwrap().iter().all(is_there)
        }
        "minItems" => list.is_none_or(|items| size() <= items.len()),
        "maxItems" => list.is_none_or(|items| items.len() <= size()),
        "uniqueItems" => list.is_none_or(|items| items.iter().enumerate().all(|(n, item)| !items[..n].contains(item))),
        "minLength" => text.is_none_or(|text| size() <= text.chars().count()),
        "maxLength" => text.is_none_or(|text| text.chars().count() <= size()),
        "minimum" => number.is_none_or(|number| rule.as_i64().unwrap() <= number),
        "maximum" => number.is_none_or(|number| number <= rule.as_i64().unwrap()),
        "pattern" => text.is_none_or(|text| matches(rule.as_str().unwrap(), text)),
        other => panic!("the schema says {other}, which nobody here checks"),
    }
}

/// The engine looks nowhere ahead; one pattern of Slack's says at its beginning what a text must not begin with.
fn matches(pattern: &str, text: &str) -> bool {
    let ahead = pattern.strip_prefix("^(?!").and_then(|rest| rest.split_once(')'));
    let is_match = |pattern: &str| Regex::new(pattern).unwrap().is_match(text);
    match ahead {
        Some((not, rest)) => !is_match(&format!("^(?:{not})")) && is_match(&format!("^{rest}")),
        None => is_match(pattern),
    }
}

fn is_a(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        other => panic!("no type {other}"),
    }
}
