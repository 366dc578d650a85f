//! How one record is read from one kind of file: which column of the file fills which column of the record.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::cell::{self, Around};
use super::csv::Cells;
use super::fault::{Fault, Reason};
use super::rows;
use crate::domain::money::Currency;
use crate::domain::nearest::nearest_one;
use crate::operations::import::{Column, Need, Record, Row, Value};

/// A record and its sources, by the names of columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What a row becomes.
    pub record: Record,
    /// What fills each of the record's columns; the others are left as they are.
    pub sources: BTreeMap<&'static str, Source>,
    /// Rows that are of no interest: one true condition is enough.
    pub skip_when: Vec<Condition>,
    /// Whether `account` names a contract, whose account is meant.
    pub through_contracts: bool,
}

/// What fills a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Where its text comes from.
    pub text: Text,
    /// What stands for what; texts that are not in it stay.
    pub values: BTreeMap<String, String>,
    /// How its dates are written; none: ISO 8601.
    pub formats: Vec<String>,
    /// What an empty cell stands for.
    pub empty: Option<String>,
}

/// Where a text comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// A column of the file.
    Column(String),
    /// The same for every row.
    Constant(String),
    /// The labels whose condition is true.
    Labels(Vec<(Condition, String)>),
}

/// True of a row whose cell is one of these texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// A column of the file.
    pub column: String,
    /// Texts, as the file has them.
    pub is: Vec<String>,
}

/// A rule bound to the header of a file.
#[derive(Debug)]
pub struct Reading<'r> {
    rule: &'r Rule,
    places: BTreeMap<&'r str, usize>,
}

impl Source {
    /// A column of the file, as it is.
    pub fn column(name: &str) -> Self {
        Self { text: Text::Column(name.to_owned()), values: BTreeMap::new(), formats: Vec::new(), empty: None }
    }

    /// The columns of the file that it looks at.
    pub fn columns(&self) -> Vec<&str> {
        match &self.text {
            Text::Column(column) => vec![column],
            Text::Constant(_) => Vec::new(),
            Text::Labels(labels) => labels.iter().map(|(condition, _)| condition.column.as_str()).collect(),
        }
    }
}

impl Rule {
    /// Our own format: the header has the record's own names.
    pub fn own(record: Record, header: &[String]) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut sources = BTreeMap::new();
        for name in header {
            if let Some((_, column)) = record.column(name) {
                sources.insert(column.name, Source::column(name));
            } else {
                let nearest = nearest_one(name, record.columns().iter().map(|column| column.name)).map(str::to_owned);
                faults.push(Fault::of_column(name, Reason::UnknownColumn { nearest }));
            }
        }
        let lacking = record.columns().iter().filter(|column| column.need != Need::Optional);
        let lacking = lacking.filter(|column| !sources.contains_key(column.name));
        faults.extend(lacking.map(|column| Fault::of_column(column.name, Reason::MissingColumn { nearest: None })));
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Self { record, sources, skip_when: Vec::new(), through_contracts: false })
    }

    /// The record's columns that it fills.
    pub fn given(&self) -> Vec<String> {
        self.sources.keys().map(|name| (*name).to_owned()).collect()
    }

    /// What the file calls a column of the record; its own name where no single column of the file fills it.
    pub fn name_in_file(&self, column: &str) -> String {
        match self.sources.get(column).map(|source| &source.text) {
            Some(Text::Column(name)) => name.clone(),
            Some(Text::Constant(_) | Text::Labels(_)) | None => column.to_owned(),
        }
    }

    /// Finds the columns in a header.
    pub fn bind(&self, header: &[String]) -> Result<Reading<'_>, Vec<Fault>> {
        let wanted = self.sources.values().flat_map(Source::columns);
        let wanted = wanted.chain(self.skip_when.iter().map(|condition| condition.column.as_str()));
        let mut places = BTreeMap::new();
        let mut faults = Vec::new();
        for name in wanted {
            if let Some(place) = header.iter().position(|column| column == name) {
                places.insert(name, place);
            } else {
                let nearest = nearest_one(name, header.iter().map(String::as_str)).map(str::to_owned);
                faults.push(Fault::of_column(name, Reason::MissingColumn { nearest }));
            }
        }
        faults.dedup();
        if faults.is_empty() { Ok(Reading { rule: self, places }) } else { Err(faults) }
    }
}

impl<'r> Reading<'r> {
    /// The rule that was bound.
    pub fn rule(&self) -> &'r Rule {
        self.rule
    }

    /// Reads a row; `None` when it is of no interest.
    pub fn read(&self, cells: Cells<'_>) -> Result<Option<Row>, Vec<Fault>> {
        let cells = cells.counted().map_err(|fault| vec![fault])?;
        for condition in &self.rule.skip_when {
            if self.is_true(condition, cells).map_err(|fault| vec![fault])? {
                return Ok(None);
            }
        }
        let currency = self.currency(cells);
        let mut faults = Vec::new();
        let mut values = Vec::with_capacity(self.rule.record.columns().len());
        for column in self.rule.record.columns() {
            let value = self.rule.sources.get(column.name).map_or(Ok(None), |source| {
                let around = Around { formats: &source.formats, currency };
                self.value(column, source, around, cells)
            });
            values.push(value.unwrap_or_else(|fault| {
                faults.push(fault);
                None
            }));
        }
        if faults.is_empty() {
            let wrong = rows::check(self.rule.record, &values);
            faults.extend(wrong.into_iter().map(|(column, reason)| self.fault_of(column, reason, cells)));
        }
        if faults.is_empty() { Ok(Some(Row { line: cells.line, values })) } else { Err(faults) }
    }

    fn value(
        &self,
        column: &Column,
        source: &Source,
        around: Around<'_>,
        cells: Cells<'_>,
    ) -> Result<Option<Value>, Fault> {
        let raw = self.text(source, cells)?;
        let meant = source.values.get(raw.as_ref()).map_or(raw.as_ref(), String::as_str);
        let meant = if meant.is_empty() { source.empty.as_deref().unwrap_or_default() } else { meant };
        let place = source.columns().first().and_then(|name| self.places.get(name)).copied();
        let fault = |reason| cells.fault(place.unwrap_or(usize::MAX), &raw, reason);
        if !meant.is_empty() {
            return cell::parse(meant, column.kind, around).map(Some).map_err(fault);
        }
        match column.need {
            Need::Required | Need::Derivable => Err(fault(Reason::Empty)),
            Need::Present | Need::Optional => Ok(None),
        }
    }

    fn text<'c>(&'c self, source: &'c Source, cells: Cells<'c>) -> Result<Cow<'c, str>, Fault> {
        match &source.text {
            Text::Column(name) => cells.text(self.place(name)).map(Cow::Borrowed),
            Text::Constant(text) => Ok(Cow::Borrowed(text)),
            Text::Labels(labels) => {
                let mut texts = Vec::new();
                for (condition, label) in labels {
                    if self.is_true(condition, cells)? {
                        texts.push(label.as_str());
                    }
                }
                Ok(Cow::Owned(texts.join(";")))
            }
        }
    }

    fn is_true(&self, condition: &Condition, cells: Cells<'_>) -> Result<bool, Fault> {
        let text = cells.text(self.place(&condition.column))?;
        Ok(condition.is.iter().any(|is| is == text))
    }

    fn place(&self, name: &str) -> usize {
        // `bind` put every name in.
        self.places.get(name).copied().unwrap_or(usize::MAX)
    }

    /// The row's currency, which its amounts are read in. That it is a wrong one is said of its own cell.
    fn currency(&self, cells: Cells<'_>) -> Option<Currency> {
        let source = self.rule.sources.get("currency")?;
        let raw = self.text(source, cells).ok()?;
        cell::currency(source.values.get(raw.as_ref()).map_or(raw.as_ref(), String::as_str)).ok()
    }

    fn fault_of(&self, column: &'static str, reason: Reason, cells: Cells<'_>) -> Fault {
        let source = self.rule.sources.get(column);
        let name = source.and_then(|source| source.columns().first().copied());
        match name.and_then(|name| self.places.get(name)) {
            Some(place) => cells.fault(*place, cells.text(*place).unwrap_or_default(), reason),
            None => Fault { line: cells.line, column: Some(column.to_owned()), value: None, reason },
        }
    }
}
