//! Why Slack says no: its error code, and for blocks the place, the limit and the value.

use std::fmt;

use serde::Serialize;
use serde_json::{Value, json};

/// One thing wrong in the blocks of a message or view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Problem {
    /// JSON pointer into the arguments: `/blocks/0/text/text`.
    pub(super) pointer: String,
    /// What Slack says: `must be less than 3001 characters`.
    pub(super) rule: String,
    /// The limit that was passed, where there is one.
    pub(super) limit: Option<u64>,
    /// What was there: a length, a number of items, or the value itself.
    pub(super) value: Value,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [json-pointer:{}]", self.rule, self.pointer)
    }
}

/// A refused call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// Slack's error code.
    pub(super) code: String,
    /// What is wrong with the blocks.
    pub(super) problems: Vec<Problem>,
    /// What else to say.
    pub(super) words: Option<String>,
}

impl Refusal {
    /// A refusal that its code says all about.
    pub(super) fn code(code: &str) -> Self {
        Self { code: code.to_owned(), problems: Vec::new(), words: None }
    }

    /// A refusal with a sentence about it.
    pub(super) fn because(code: &str, words: impl Into<String>) -> Self {
        Self { words: Some(words.into()), ..Self::code(code) }
    }

    /// A refusal of blocks or of a view.
    pub(super) fn blocks(code: &str, problems: Vec<Problem>) -> Self {
        Self { problems, ..Self::code(code) }
    }

    fn lines(&self) -> Vec<String> {
        self.problems.iter().map(ToString::to_string).chain(self.words.clone()).collect()
    }

    /// The body of Slack's answer.
    pub(super) fn body(&self) -> Value {
        let lines = self.lines();
        if lines.is_empty() {
            return json!({"ok": false, "error": self.code});
        }
        let messages: Vec<String> = lines.iter().map(|line| format!("[ERROR] {line}")).collect();
        json!({"ok": false, "error": self.code, "errors": lines, "response_metadata": {"messages": messages}})
    }

    /// What is kept about it for tests and for whoever looks.
    pub(super) fn note(&self, method: &str, arguments: &Value) -> Value {
        json!({
            "method": method, "error": self.code, "problems": self.problems, "detail": self.words, "arguments": arguments,
        })
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        for line in self.lines() {
            write!(f, "; {line}")?;
        }
        Ok(())
    }
}
