//! A file in the making: rows of CSV under one header.

use std::collections::HashSet;

use super::SampleFile;

/// A CSV file, row by row.
#[derive(Clone, Debug)]
pub(super) struct Table {
    name: &'static str,
    columns: &'static [&'static str],
    rows: Vec<String>,
}

impl Table {
    /// A file without rows.
    pub(super) fn new(name: &'static str, columns: &'static [&'static str]) -> Self {
        Self { name, columns, rows: Vec::new() }
    }

    /// Adds a row: a cell for each column, in their order.
    pub(super) fn push(&mut self, cells: &[&str]) {
        debug_assert_eq!(cells.len(), self.columns.len(), "{}", self.name);
        self.rows.push(cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(","));
    }

    /// The rows that an earlier state of the same file did not have, or had otherwise.
    pub(super) fn news_since(mut self, earlier: &Self) -> Self {
        let known: HashSet<&String> = earlier.rows.iter().collect();
        self.rows.retain(|row| !known.contains(row));
        self
    }

    /// Whether it has no rows.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The finished file.
    pub(super) fn into_file(self) -> SampleFile {
        let lines = std::iter::once(self.columns.join(",")).chain(self.rows);
        SampleFile { name: self.name, text: lines.map(|line| line + "\n").collect() }
    }
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}
