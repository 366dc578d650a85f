//! Reads a file twice: once to check it, once to hand its rows on in batches. Neither keeps the file in memory.

use std::path::Path;

use super::csv::Table;
use super::duplicates::{Duplicates, LeftOut};
use super::fault::{Fault, Faults};
use super::plan::{Planned, Shape};
use super::rule::{Reading, Rule};
use crate::operations::import::{Batch, Record, Row};

/// Rows written together.
const CHUNK: usize = 5_000;

/// Bytes between two reports of progress.
const STRIDE: u64 = 64 * 1024;

/// A file that was read through once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// One a record that it holds, in the order in which they are written.
    pub parts: Vec<Part>,
}

/// What one record's rows in a file are like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// How they are read.
    pub rule: Rule,
    /// Rows in the file.
    pub n_rows: usize,
    /// Rows that the mapping skips.
    pub n_skipped: usize,
    /// Rows to leave out, though they are right by themselves.
    pub left_out: LeftOut,
    /// What is wrong.
    pub faults: Faults,
}

/// Checks a file. Its first faults when nothing of it can be read.
pub fn check(planned: &Planned, on_bytes: &mut dyn FnMut(u64)) -> Result<Checked, Faults> {
    let rules = match &planned.shape {
        Shape::Own(record) => vec![own(&planned.path, *record)?],
        Shape::Mapped(rules) => rules.clone(),
    };
    let mut parts = Vec::new();
    for rule in rules {
        let part = check_part(&planned.path, rule, on_bytes)?;
        parts.push(part);
    }
    Ok(Checked { parts })
}

fn own(path: &Path, record: Record) -> Result<Rule, Faults> {
    let table = Table::open(path)?;
    Rule::own(record, table.header()).map_err(all)
}

fn check_part(path: &Path, rule: Rule, on_bytes: &mut dyn FnMut(u64)) -> Result<Part, Faults> {
    let mut faults = Faults::default();
    let mut duplicates = Duplicates::of(rule.record);
    let (mut n_rows, mut n_skipped) = (0, 0);
    let mut rows = Rows::open(path, &rule)?;
    while let Some(read) = rows.next(on_bytes)? {
        n_rows += 1;
        match read {
            Ok(Some(row)) => duplicates.see(&row),
            Ok(None) => n_skipped += 1,
            Err(wrong) => faults.extend(wrong),
        }
    }
    let (left_out, conflicts) = duplicates.left_out(&rule);
    faults.extend(conflicts);
    Ok(Part { rule, n_rows, n_skipped, left_out, faults })
}

/// The good rows of a file, in batches.
#[derive(Debug)]
pub struct Batches<'p> {
    part: &'p Part,
    rows: Rows<'p>,
}

impl<'p> Batches<'p> {
    /// Begins a file again.
    pub fn open(path: &Path, part: &'p Part) -> Result<Self, Faults> {
        Ok(Self { part, rows: Rows::open(path, &part.rule)? })
    }

    /// The next batch; `None` at the end.
    pub fn next(&mut self, on_bytes: &mut dyn FnMut(u64)) -> Result<Option<Batch>, Fault> {
        let mut good = Vec::new();
        while good.len() < self.limit() {
            match self.rows.next(on_bytes)? {
                Some(Ok(Some(row))) if !self.part.left_out.has(row.line) => good.push(row),
                Some(_) => {}
                None => break,
            }
        }
        if good.is_empty() {
            return Ok(None);
        }
        let rule = &self.part.rule;
        let (record, through_contracts) = (rule.record, rule.through_contracts);
        Ok(Some(Batch { record, given: rule.given(), through_contracts, rows: good }))
    }

    /// A person's manager may stand anywhere in the file, so people are written at once.
    fn limit(&self) -> usize {
        if self.part.rule.record == Record::People { usize::MAX } else { CHUNK }
    }
}

/// A row; `None` when it is of no interest; or why it is none.
type Understood = Result<Option<Row>, Vec<Fault>>;

/// A file's rows as a rule reads them.
#[derive(Debug)]
struct Rows<'r> {
    table: Table,
    reading: Reading<'r>,
    n_reported: u64,
}

impl<'r> Rows<'r> {
    fn open(path: &Path, rule: &'r Rule) -> Result<Self, Faults> {
        let table = Table::open(path)?;
        let reading = rule.bind(table.header()).map_err(all)?;
        Ok(Self { table, reading, n_reported: 0 })
    }

    /// The next row; `None` at the end.
    fn next(&mut self, on_bytes: &mut dyn FnMut(u64)) -> Result<Option<Understood>, Fault> {
        let read = self.table.next_row()?.map(|cells| self.reading.read(cells));
        let n_bytes = self.table.n_bytes();
        if read.is_none() || self.n_reported + STRIDE <= n_bytes {
            on_bytes(n_bytes - self.n_reported);
            self.n_reported = n_bytes;
        }
        Ok(read)
    }
}

fn all(wrong: Vec<Fault>) -> Faults {
    let mut faults = Faults::default();
    faults.extend(wrong);
    faults
}
