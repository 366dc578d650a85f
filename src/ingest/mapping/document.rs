//! A mapping as it is written, with the places of its parts.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::{MappingFault, OnFault};

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    #[serde(default)]
    pub on_fault: OnFault,
    #[serde(default)]
    pub derive: Option<Spanned<Derive>>,
    #[serde(default)]
    pub file: Vec<Spanned<ForeignFile>>,
}

/// What follows from contracts.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Derive {
    pub arr: bool,
    pub movements: bool,
    pub disputed_tag: Option<String>,
}

/// One kind of file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ForeignFile {
    pub name: String,
    #[serde(default)]
    pub into: Vec<Spanned<Into>>,
}

/// A record that its rows become.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Into {
    pub record: Spanned<String>,
    #[serde(default)]
    pub skip_when: Vec<When>,
    #[serde(default)]
    pub columns: BTreeMap<Spanned<String>, Spanned<From>>,
}

/// A condition on a row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct When {
    pub column: String,
    pub is: Vec<String>,
}

/// What fills a column.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
pub(super) struct From {
    pub column: Option<String>,
    pub constant: Option<String>,
    pub labels: Option<Vec<Label>>,
    pub through: Option<String>,
    pub values: BTreeMap<String, String>,
    pub formats: Vec<String>,
    pub empty: Option<String>,
}

/// A word for a list, when the row is so.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Label {
    pub column: String,
    pub is: Vec<String>,
    #[serde(rename = "label")]
    pub word: String,
}

/// Reads the text, without asking what it means.
pub(super) fn parse(text: &str) -> Result<Document, MappingFault> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_of(text, span.start));
        MappingFault { line, words: error.message().to_owned() }
    })
}

/// The line of a byte, from 1.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}
