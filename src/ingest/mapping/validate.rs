//! What a mapping means, or everything that is wrong with it.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};
use toml::Spanned;

use super::document::{Derive, Document, ForeignFile, From, Into, line_of};
use super::{FileRules, Mapping, MappingFault};
use crate::domain::money::Currency;
use crate::domain::nearest::nearest_one;
use crate::ingest::cell::{self, Around};
use crate::ingest::rule::{Condition, Rule, Source, Text};
use crate::operations::import::{Column, Derivation, Kind, Need, Record};

/// Gathers what is wrong, by line.
struct Validation<'t> {
    text: &'t str,
    derives_arr: bool,
    faults: Vec<MappingFault>,
}

pub(super) fn validate(document: Document, text: &str) -> Result<Mapping, Vec<MappingFault>> {
    let derive = document.derive.as_ref().map(Spanned::get_ref);
    let mut validation = Validation { text, derives_arr: derive.is_some_and(|derive| derive.arr), faults: Vec::new() };
    let files: Vec<FileRules> = document.file.iter().map(|file| validation.file(file)).collect();
    validation.derivation(document.derive.as_ref(), &files);
    validation.names(&document.file);
    let mut faults = validation.faults;
    if !faults.is_empty() {
        faults.sort_by_key(|fault| fault.line);
        return Err(faults);
    }
    let derive = document.derive.map(Spanned::into_inner).unwrap_or_default();
    let derivation = Derivation { arr: derive.arr, movements: derive.movements, disputed_tag: derive.disputed_tag };
    Ok(Mapping { on_fault: document.on_fault, derivation, files })
}

impl Validation<'_> {
    fn wrong<T>(&mut self, at: &Spanned<T>, words: impl std::fmt::Display) {
        let line = line_of(self.text, at.span().start);
        self.faults.push(MappingFault { line, words: words.to_string() });
    }

    fn derivation(&mut self, derive: Option<&Spanned<Derive>>, files: &[FileRules]) {
        let has_contracts = files.iter().flat_map(|file| &file.rules).any(|rule| rule.record == Record::Contracts);
        if let Some(derive) = derive.filter(|_| !has_contracts) {
            self.wrong(derive, "everything under [derive] follows from contracts, and no file becomes contracts");
        }
    }

    fn names(&mut self, files: &[Spanned<ForeignFile>]) {
        if files.is_empty() {
            self.faults.push(MappingFault { line: 1, words: "there is no [[file]] in it".to_owned() });
        }
        for (place, file) in files.iter().enumerate() {
            let name = &file.get_ref().name;
            if files[..place].iter().any(|earlier| earlier.get_ref().name == *name) {
                self.wrong(file, format_args!("{name:?} has a [[file]] further up already"));
            }
        }
    }

    fn file(&mut self, file: &Spanned<ForeignFile>) -> FileRules {
        let foreign = file.get_ref();
        if foreign.into.is_empty() {
            self.wrong(file, "this [[file]] has no [[file.into]]: its rows become nothing");
        }
        let mut rules: Vec<Rule> = foreign.into.iter().filter_map(|into| self.rule(into)).collect();
        rules.sort_by_key(|rule| rule.record);
        FileRules { pattern: foreign.name.clone(), rules }
    }

    fn rule(&mut self, into: &Spanned<Into>) -> Option<Rule> {
        let Into { record: name, skip_when, columns } = into.get_ref();
        let Some(record) = Record::named(name.get_ref()) else {
            let near = meant(name.get_ref(), Record::ALL.into_iter().map(Record::as_str));
            self.wrong(name, format_args!("no record is called {:?}{near}", name.get_ref()));
            return None;
        };
        let currency = columns.iter().find(|(name, _)| name.get_ref() == "currency");
        let currency = currency.and_then(|(_, from)| from.get_ref().constant.as_deref());
        let mut sources = BTreeMap::new();
        for (name, from) in columns {
            let Some((_, column)) = record.column(name.get_ref()) else {
                let near = meant(name.get_ref(), record.columns().iter().map(|column| column.name));
                self.wrong(name, format_args!("{} have no column {:?}{near}", record.as_str(), name.get_ref()));
                continue;
            };
            if let Some(source) = self.source(column, from, currency) {
                sources.insert(column.name, source);
            }
        }
        self.lacking(record, into);
        let account = columns.iter().find(|(name, _)| name.get_ref() == "account");
        let through_contracts = account.is_some_and(|(_, from)| from.get_ref().through.is_some());
        let skip_when = skip_when.iter().map(|when| condition(&when.column, &when.is)).collect();
        Some(Rule { record, sources, skip_when, through_contracts })
    }

    fn lacking(&mut self, record: Record, into: &Spanned<Into>) {
        for column in record.columns() {
            let is_needed = match column.need {
                Need::Required | Need::Present => true,
                Need::Derivable => !self.derives_arr,
                Need::Optional => false,
            };
            if is_needed && !into.get_ref().columns.keys().any(|name| name.get_ref() == column.name) {
                self.wrong(into, format_args!("{} need the column {:?}", record.as_str(), column.name));
            }
        }
    }

    fn source(&mut self, column: &Column, from: &Spanned<From>, currency: Option<&str>) -> Option<Source> {
        let n_before = self.faults.len();
        let text = self.text(column, from);
        let From { through, values, formats, empty, .. } = from.get_ref();
        if through.as_ref().is_some_and(|through| column.kind != Kind::Account || through != "contracts") {
            self.wrong(from, "`through` can only lead an `account` through \"contracts\"");
        }
        if !formats.is_empty() && !matches!(column.kind, Kind::Date | Kind::Instant) {
            self.wrong(from, format_args!("`formats` are for dates, and {:?} is none", column.name));
        }
        for format in formats.iter().filter(|format| !is_date_format(format)) {
            self.wrong(from, format_args!("{format:?} is not a format with a day, a month and a year in it"));
        }
        let constant = from.get_ref().constant.as_ref();
        for meaning in values.values().chain(empty).chain(constant).filter(|meaning| !meaning.is_empty()) {
            // An amount is checked in the currency that every row has, or else in any.
            let currency = Currency::parse(currency.unwrap_or("USD")).ok();
            if let Err(reason) = cell::parse(meaning, column.kind, Around { formats, currency }) {
                self.wrong(from, format_args!("{meaning:?} {reason}"));
            }
        }
        let text = text.filter(|_| self.faults.len() == n_before)?;
        Some(Source { text, values: values.clone(), formats: formats.clone(), empty: empty.clone() })
    }

    fn text(&mut self, column: &Column, from: &Spanned<From>) -> Option<Text> {
        let From { column: name, constant, labels, .. } = from.get_ref();
        match (name, constant, labels) {
            (Some(name), None, None) => Some(Text::Column(name.clone())),
            (None, Some(constant), None) => Some(Text::Constant(constant.clone())),
            (None, None, Some(_)) if column.kind != Kind::Labels => {
                self.wrong(from, format_args!("`labels` are for lists, and {:?} is none", column.name));
                None
            }
            (None, None, Some(labels)) => {
                let labels = labels.iter().map(|label| (condition(&label.column, &label.is), label.word.clone()));
                Some(Text::Labels(labels.collect()))
            }
            (_, _, _) => {
                self.wrong(from, "a source is one of `column`, `constant` and `labels`");
                None
            }
        }
    }
}

fn condition(column: &str, is: &[String]) -> Condition {
    Condition { column: column.to_owned(), is: is.to_vec() }
}

fn meant<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> String {
    nearest_one(wrong, known).map(|near| format!("; did you mean {near:?}?")).unwrap_or_default()
}

/// Whether what is written in the format can be read back from it.
fn is_date_format(format: &str) -> bool {
    use std::fmt::Write;
    let day = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap_or_default();
    let mut written = String::new();
    // A format that chrono does not know fails to be written.
    let is_known = write!(written, "{}", day.and_time(NaiveTime::MIN).and_utc().format(format)).is_ok();
    is_known && NaiveDate::parse_from_str(&written, format).is_ok_and(|read| read == day)
}
