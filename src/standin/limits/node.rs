//! A place in the JSON being checked, with its pointer, and the sheet on which problems are written.

use std::cell::RefCell;

use serde_json::{Value, json};

use super::super::refusal::Problem;

/// The problems found so far.
#[derive(Default)]
pub(super) struct Sheet(RefCell<Vec<Problem>>);

impl Sheet {
    /// Everything found.
    pub(super) fn problems(self) -> Vec<Problem> {
        self.0.into_inner()
    }
}

/// A place in the JSON.
pub(super) struct Node<'a> {
    value: &'a Value,
    pointer: String,
    sheet: &'a Sheet,
}

impl<'a> Node<'a> {
    /// The top.
    pub(super) fn root(value: &'a Value, pointer: &str, sheet: &'a Sheet) -> Self {
        Self { value, pointer: pointer.to_owned(), sheet }
    }

    /// What stands here.
    pub(super) fn value(&self) -> &'a Value {
        self.value
    }

    /// Its `type`.
    pub(super) fn kind(&self) -> &'a str {
        self.text("type").unwrap_or_default()
    }

    /// A string field.
    pub(super) fn text(&self, field: &str) -> Option<&'a str> {
        self.value.get(field).and_then(Value::as_str)
    }

    /// Whether the field is there.
    pub(super) fn has(&self, field: &str) -> bool {
        self.value.get(field).is_some_and(|value| !value.is_null())
    }

    /// The field, if it is there.
    pub(super) fn at(&self, field: &str) -> Option<Node<'a>> {
        let value = self.value.get(field).filter(|value| !value.is_null())?;
        Some(Node { value, pointer: format!("{}/{field}", self.pointer), sheet: self.sheet })
    }

    /// The field, which must be there.
    pub(super) fn need(&self, field: &str) -> Option<Node<'a>> {
        self.needs(field);
        self.at(field)
    }

    /// Reports the field when it is missing.
    pub(super) fn needs(&self, field: &str) {
        if !self.has(field) {
            self.report("", &format!("missing required field: {field}"), None, Value::Null);
        }
    }

    /// The items of an array field; nothing when it is missing or no array, which is reported.
    pub(super) fn items(&self, field: &str) -> Vec<Node<'a>> {
        let Some(list) = self.at(field) else {
            return Vec::new();
        };
        list.entries()
    }

    /// The items of this array.
    pub(super) fn entries(&self) -> Vec<Node<'a>> {
        let Some(items) = self.value.as_array() else {
            self.report("", "must be an array", None, self.value.clone());
            return Vec::new();
        };
        let place = |(index, value)| Node { value, pointer: format!("{}/{index}", self.pointer), sheet: self.sheet };
        items.iter().enumerate().map(place).collect()
    }

    /// Reports fields other than these.
    pub(super) fn only(&self, fields: &[&str]) {
        let Some(object) = self.value.as_object() else {
            self.report("", "must be an object", None, self.value.clone());
            return;
        };
        for name in object.keys().filter(|name| !fields.contains(&name.as_str())) {
            self.report("", &format!("invalid additional property: {name}"), None, object[name].clone());
        }
    }

    /// Reports a string field that is no string, too short or too long.
    pub(super) fn string(&self, field: &str, least: usize, most: usize) {
        let Some(value) = self.at(field) else {
            return;
        };
        let Some(text) = value.value.as_str() else {
            value.report("", "must be a string", None, value.value.clone());
            return;
        };
        value.length(text, least, most);
    }

    fn length(&self, text: &str, least: usize, most: usize) {
        let length = text.chars().count();
        if most < length {
            self.report("", &format!("must be less than {} characters", most + 1), Some(most), json!(length));
        }
        if length < least {
            self.report("", &format!("must be more than {} characters", least - 1), Some(least), json!(length));
        }
    }

    /// Reports an array field with too few or too many items.
    pub(super) fn count(&self, field: &str, least: usize, most: usize) {
        let Some(list) = self.at(field) else {
            return;
        };
        let count = list.value.as_array().map_or(0, Vec::len);
        if most < count {
            list.report("", &format!("no more than {most} items allowed"), Some(most), json!(count));
        }
        if count < least {
            list.report("", &format!("must contain at least {least} items"), Some(least), json!(count));
        }
    }

    /// Reports a sum that is too large.
    pub(super) fn at_most(&self, field: &str, what: &str, count: usize, most: usize) {
        if most < count {
            self.report(&format!("/{field}"), &format!("no more than {most} {what} allowed"), Some(most), json!(count));
        }
    }

    /// Reports a field that holds none of these words. A missing field is fine.
    pub(super) fn one_of(&self, field: &str, words: &[&str]) {
        let Some(value) = self.at(field) else {
            return;
        };
        if value.value.as_str().is_none_or(|word| !words.contains(&word)) {
            value.report("", &format!("must be one of {}", words.join(", ")), None, value.value.clone());
        }
    }

    /// Reports a field that is no whole number between these.
    pub(super) fn integer(&self, field: &str, least: u64, most: u64) {
        let Some(value) = self.at(field) else {
            return;
        };
        if value.value.as_u64().is_none_or(|number| number < least || most < number) {
            let rule = format!("must be a whole number from {least} to {most}");
            value.report("", &rule, usize::try_from(most).ok(), value.value.clone());
        }
    }

    /// Reports fields that are neither true nor false.
    pub(super) fn booleans(&self, fields: &[&str]) {
        for field in fields {
            if let Some(value) = self.at(field).filter(|value| !value.value.is_boolean()) {
                value.report("", "must be a boolean", None, value.value.clone());
            }
        }
    }

    /// Reports a field that is no web address.
    pub(super) fn address(&self, field: &str, most: usize) {
        self.string(field, 1, most);
        let parsed = self.text(field).map(url::Url::parse);
        if parsed.is_some_and(|parsed| parsed.is_err()) {
            self.wrong(field, "must be a valid URL");
        }
    }

    /// Reports a field for a reason of its own.
    pub(super) fn wrong(&self, field: &str, rule: &str) {
        let value = self.value.get(field).cloned().unwrap_or_default();
        self.report(&format!("/{field}"), rule, None, value);
    }

    /// Reports this place for a reason of its own.
    pub(super) fn wrong_here(&self, rule: &str) {
        self.report("", rule, None, Value::Null);
    }

    fn report(&self, below: &str, rule: &str, limit: Option<usize>, value: Value) {
        let problem = Problem {
            pointer: format!("{}{below}", self.pointer),
            rule: rule.to_owned(),
            limit: limit.map(|limit| limit as u64),
            value,
        };
        self.sheet.0.borrow_mut().push(problem);
    }
}
