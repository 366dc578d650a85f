//! Rows of one file with the same external id. Identical ones are one row. When any of them differs, none is believed:
//! which of them stands first must not matter.

use std::collections::{BTreeMap, HashMap, HashSet};

use uuid::Uuid;

use super::fault::{Fault, Reason};
use super::rule::Rule;
use crate::operations::import::{Kind, Record, Row, Value};

/// What was seen of a file so far: 64 bytes a row, whatever is in it.
#[derive(Debug)]
pub struct Duplicates {
    /// The columns whose values must differ from row to row.
    unique: Vec<usize>,
    first: HashMap<Uuid, Sighting>,
    /// Later sightings, by the same key; the value is what both have.
    later: BTreeMap<(usize, String), Vec<Sighting>>,
}

#[derive(Clone, Copy, Debug)]
struct Sighting {
    line: u64,
    /// Of all the row's values.
    digest: Uuid,
}

/// Rows to leave out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Lines of rows that stand further up already, just so.
    pub repeated: HashSet<u64>,
    /// Lines of rows that contradict each other.
    pub conflicting: HashSet<u64>,
}

impl Duplicates {
    /// Nothing seen yet.
    pub fn of(record: Record) -> Self {
        let columns = record.columns().iter().enumerate();
        let unique = columns.filter(|(_, column)| matches!(column.kind, Kind::Key | Kind::SlackUser));
        let unique = unique.map(|(place, _)| place).collect();
        Self { unique, first: HashMap::new(), later: BTreeMap::new() }
    }

    /// Looks at a row that is right by itself.
    pub fn see(&mut self, row: &Row) {
        let sighting = Sighting { line: row.line, digest: digest(&format!("{:?}", row.values)) };
        for place in &self.unique {
            let Some(Value::Text(value)) = &row.values[*place] else { continue };
            match self.first.entry(digest(&format!("{place}:{value}"))) {
                std::collections::hash_map::Entry::Vacant(first) => {
                    first.insert(sighting);
                }
                std::collections::hash_map::Entry::Occupied(_) => {
                    self.later.entry((*place, value.clone())).or_default().push(sighting);
                }
            }
        }
    }

    /// Which rows to leave out, and a fault for each that is not merely repeated.
    pub fn left_out(&self, rule: &Rule) -> (LeftOut, Vec<Fault>) {
        let mut left_out = LeftOut::default();
        let mut faults = Vec::new();
        for ((place, value), later) in &self.later {
            let Some(first) = self.first.get(&digest(&format!("{place}:{value}"))) else { continue };
            let differing = later.iter().find(|sighting| sighting.digest != first.digest);
            let Some(differing) = differing else {
                left_out.repeated.extend(later.iter().map(|sighting| sighting.line));
                continue;
            };
            let column = rule.name_in_file(rule.record.columns()[*place].name);
            for sighting in std::iter::once(first).chain(later) {
                let other = if sighting.digest == first.digest { differing.line } else { first.line };
                let (column, value) = (Some(column.clone()), Some(value.clone()));
                faults.push(Fault { line: sighting.line, column, value, reason: Reason::Conflict { other } });
                left_out.conflicting.insert(sighting.line);
            }
        }
        left_out.repeated.retain(|line| !left_out.conflicting.contains(line));
        (left_out, faults)
    }
}

impl LeftOut {
    /// Whether the row on this line is to be left out.
    pub fn has(&self, line: u64) -> bool {
        self.repeated.contains(&line) || self.conflicting.contains(&line)
    }
}

/// Sixteen bytes that stand for a text.
fn digest(text: &str) -> Uuid {
    Uuid::new_v5(&Uuid::nil(), text.as_bytes())
}
