//! Reads values out of the tree and keeps every fault on the way, so that one slip hides no other.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use super::fault::{Place, PlaybookFault};
use super::tree::{Node, Value};
use crate::domain::nearest::nearest_one;

/// A field of a part of a playbook: its name, and whether it has to be there.
pub type FieldRule = (&'static str, bool);

/// What was wrong so far.
#[derive(Debug, Default)]
pub(super) struct Reader {
    pub faults: Vec<PlaybookFault>,
}

/// A part of the file whose field names are known ones.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub node: &'a Node,
    /// `a playbook`, `a step`.
    what: &'static str,
}

impl<'a> Part<'a> {
    /// A field that says something.
    pub fn field(self, name: &str) -> Option<&'a Node> {
        self.node.field(name).filter(|node| !matches!(node.value, Value::Nothing))
    }
}

impl Reader {
    /// Notes a fault.
    pub fn refuse(&mut self, at: Place, reason: impl Into<String>) {
        self.faults.push(at.fault(reason));
    }

    /// The fields of a part, each known and there once, and those that it needs.
    pub fn part<'a>(&mut self, node: &'a Node, what: &'static str, known: &[FieldRule]) -> Option<Part<'a>> {
        let Value::Map(entries) = &node.value else {
            let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            self.refuse(node.at, format!("{what} has fields, each with a name: {}", names.join(", ")));
            return None;
        };
        let part = Part { node, what };
        let mut meant = Vec::new();
        for (n, entry) in entries.iter().enumerate() {
            if let Some(first) = entries[..n].iter().find(|other| other.name == entry.name) {
                let line = first.at.line;
                self.refuse(entry.at, format!("{} stands here again; the first is in line {line}", entry.name));
            } else if !known.iter().any(|(name, _)| *name == entry.name) {
                let names = known.iter().map(|(name, _)| *name);
                meant.extend(nearest_one(&entry.name, names.clone()));
                self.refuse(entry.at, format!("{what} has no field {}", unknown(&entry.name, names)));
            }
        }
        let is_missing = |name: &str| part.field(name).is_none() && !meant.contains(&name);
        for (name, _) in known.iter().filter(|(name, is_needed)| *is_needed && is_missing(name)) {
            self.refuse(node.place_of(name), format!("{what} needs {name}"));
        }
        Some(part)
    }

    /// A text of one line, within a length.
    pub fn line(&mut self, part: Part<'_>, name: &str, most: usize) -> Option<String> {
        let node = part.field(name)?;
        let text = self.text(node, name, most)?;
        if text.contains(['\n', '\r']) {
            self.refuse(node.at, format!("{name} is one line; this has several"));
            return None;
        }
        Some(text)
    }

    /// A text, within a length; white space at its ends is none of it.
    pub fn text(&mut self, node: &Node, name: &str, most: usize) -> Option<String> {
        let text = self.scalar(node, name)?.trim();
        let n_chars = text.chars().count();
        if n_chars == 0 {
            self.refuse(node.at, format!("{name} says nothing"));
            return None;
        }
        if most < n_chars {
            self.refuse(node.at, format!("{name} has {n_chars} characters; the cards have room for {most}"));
            return None;
        }
        Some(text.to_owned())
    }

    /// A single value as it is written.
    pub fn scalar<'a>(&mut self, node: &'a Node, name: &str) -> Option<&'a str> {
        match &node.value {
            Value::Scalar(text) => Some(text),
            Value::Nothing => {
                self.refuse(node.at, format!("{name} says nothing"));
                None
            }
            Value::List(_) | Value::Map(_) => {
                let what = if matches!(node.value, Value::List(_)) { "a list" } else { "fields" };
                self.refuse(node.at, format!("{name} is one value, not {what}"));
                None
            }
        }
    }

    /// A value with a grammar of its own.
    pub fn parsed<T: FromStr>(&mut self, part: Part<'_>, name: &str) -> Option<T>
    where
        T::Err: fmt::Display,
    {
        let node = part.field(name)?;
        match self.scalar(node, name)?.trim().parse() {
            Ok(value) => Some(value),
            Err(reason) => {
                self.refuse(node.at, format!("{name}: {reason}"));
                None
            }
        }
    }

    /// A whole number.
    pub fn number(&mut self, part: Part<'_>, name: &str, range: RangeInclusive<u32>) -> Option<u32> {
        let node = part.field(name)?;
        let text = self.scalar(node, name)?.trim();
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|number| is_number && range.contains(number));
        if number.is_none() {
            let (least, most) = range.into_inner();
            self.refuse(node.at, format!("{name} is a whole number from {least} to {most}, not “{}”", clipped(text)));
        }
        number
    }

    /// One of the words that there are.
    pub fn word<T: Copy>(&mut self, node: &Node, name: &str, known: &[(&'static str, T)]) -> Option<T> {
        let text = self.scalar(node, name)?;
        let found = known.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            let words = known.iter().map(|(word, _)| *word);
            self.refuse(node.at, format!("there is no {name} {}", unknown(text, words)));
        }
        found
    }

    /// The items of a list.
    pub fn list<'a>(&mut self, part: Part<'a>, name: &str, most: usize) -> &'a [Node] {
        let Some(node) = part.field(name) else { return &[] };
        let Value::List(items) = &node.value else {
            self.refuse(node.at, format!("{name} is a list: each item on a line of its own that begins with a dash"));
            return &[];
        };
        if most < items.len() {
            let (n_items, what) = (items.len(), part.what);
            self.refuse(items[most].at, format!("{name} has {n_items} entries; {what} has at most {most}"));
        }
        items
    }
}

/// `“wean”; did you mean when?`
fn unknown<'a>(word: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    match nearest_one(word, known.clone()) {
        Some(meant) => format!("“{}”; did you mean {meant}?", clipped(word)),
        None => format!("“{}”; there are {}", clipped(word), known.collect::<Vec<_>>().join(", ")),
    }
}

/// The beginning of a text that a message repeats.
fn clipped(text: &str) -> String {
    const MOST: usize = 40;
    let line = text.lines().next().unwrap_or_default();
    let short: String = line.chars().take(MOST).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}
