//! Mappings: TOML files that say what a foreign system's CSV files mean.
//!
//! ```toml
//! on_fault = "report"             # leave faulty rows out and report them; "refuse" (the default): refuse their file
//!
//! [derive]                        # what the source has no column for, from its contracts
//! arr = true                      # accounts' ARR: the sum of the contracts that run today
//! movements = true                # ARR movements: one an account and day on which that sum changes
//! disputed_tag = "lost"           # report accounts with this tag that yet have contracts running
//!
//! [[file]]
//! name = "export_tickets*.csv"    # `*` stands for anything
//!
//! [[file.into]]                   # once for each record that a row becomes
//! record = "tickets"
//! skip_when = [{ column = "status", is = ["spam", "deleted"] }]   # one true condition is enough
//!
//! [file.into.columns]             # the record's columns; those that are not named are left as they are
//! external_id = { column = "id" }
//! account     = { column = "subscription", through = "contracts" }   # the account of the contract with this id
//! priority    = { column = "prio", values = { urgent = "critical" }, empty = "normal" }
//! opened_at   = { column = "created", formats = ["%d.%m.%Y %H:%M"] }
//! closed_at   = { column = "closed", formats = ["%d.%m.%Y %H:%M", "%d.%m.%Y"] }
//! theme       = { constant = "support" }
//! ```
//!
//! A source is a `column`, a `constant`, or, for lists, `labels = [{ column = "vip", is = ["Y"], label = "vip" }]`.
//! How a cell is read follows from the record's column: text, whole number, amount, date, moment, true or false, one
//! of a few words; `values` says first what stands for what. `formats` are those of `strftime`; a moment without an
//! offset is UTC, one without a time of day is midnight. There is nothing else: a file that needs more is changed
//! before it comes here.

mod document;
mod validate;

use crate::operations::import::Derivation;

use super::rule::Rule;

/// What a foreign system's files mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// What a fault does to its file.
    pub on_fault: OnFault,
    /// What follows from contracts.
    pub derivation: Derivation,
    files: Vec<FileRules>,
}

/// What a fault in a row does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnFault {
    /// Its file is refused.
    #[default]
    Refuse,
    /// The row is left out, and reported.
    Report,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct FileRules {
    pattern: String,
    rules: Vec<Rule>,
}

/// Something wrong in a mapping.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {words}")]
pub struct MappingFault {
    /// Where, from 1.
    pub line: usize,
    /// What.
    pub words: String,
}

/// Mappings that ship with the program, by name.
const SHIPPED: [(&str, &str); 1] = [("ravenstack", include_str!("../../../manifests/mappings/ravenstack.toml"))];

impl Mapping {
    /// Reads a mapping. Says everything that is wrong with it, by line.
    pub fn parse(text: &str) -> Result<Self, Vec<MappingFault>> {
        let document = document::parse(text).map_err(|fault| vec![fault])?;
        validate::validate(document, text)
    }

    /// The text of the mapping of that name that ships with the program.
    pub fn shipped(name: &str) -> Option<&'static str> {
        SHIPPED.into_iter().find(|(shipped, _)| *shipped == name).map(|(_, text)| text)
    }

    /// What a file of that name holds, the records in the order in which they are written.
    pub fn rules_for(&self, name: &str) -> Option<&[Rule]> {
        self.files.iter().find(|file| matches(&file.pattern, name)).map(|file| &file.rules[..])
    }
}

/// Whether a name fits a pattern, in which `*` stands for anything.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else { return pattern == name };
    let Some(rest) = name.strip_prefix(head) else { return false };
    rest.char_indices().map(|(at, _)| at).chain([rest.len()]).any(|at| matches(tail, &rest[at..]))
}

#[cfg(test)]
mod tests;
