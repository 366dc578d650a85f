//! Rows on their way into a table, and their columns as the arrays that Postgres unnests.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use uuid::Uuid;

use super::record::Record;

/// What a cell was understood to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text, a word of a list, or the key of another row. Lists keep their semicolons.
    Text(String),
    /// A whole number.
    Whole(i32),
    /// Money in hundredths.
    Minor(i64),
    /// Any number.
    Number(f64),
    /// True or false.
    Truth(bool),
    /// A date.
    Day(NaiveDate),
    /// A moment.
    Instant(DateTime<Utc>),
    /// A time of day.
    Time(NaiveTime),
    /// The id that a key was found to stand for.
    Id(Uuid),
}

/// One row of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Where in the file it begins, from 1.
    pub line: u64,
    /// One value a column of the record, in [`Record::columns`]' order.
    pub values: Vec<Option<Value>>,
}

/// Rows of one record that are written together.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// What they are.
    pub record: Record,
    /// The columns that the file has; the others are left as they are.
    pub given: Vec<String>,
    /// Whether `account` holds contracts' external ids, whose accounts are meant.
    pub through_contracts: bool,
    /// The rows.
    pub rows: Vec<Row>,
}

impl Row {
    /// The source's own id of it.
    pub fn external_id(&self) -> &str {
        self.values.first().and_then(Option::as_ref).and_then(text_of).unwrap_or_default()
    }
}

impl Batch {
    /// Whether the file has that column.
    pub fn has(&self, column: &str) -> bool {
        self.given.iter().any(|given| given == column)
    }

    /// The rows' external ids.
    pub fn external_ids(&self) -> Vec<&str> {
        self.rows.iter().map(Row::external_id).collect()
    }

    pub(super) fn texts(&self, column: &str) -> Vec<Option<&str>> {
        self.array(column, text_of)
    }

    pub(super) fn wholes(&self, column: &str) -> Vec<Option<i32>> {
        self.array(column, |value| if let Value::Whole(whole) = value { Some(*whole) } else { None })
    }

    pub(super) fn minors(&self, column: &str) -> Vec<Option<i64>> {
        self.array(column, |value| if let Value::Minor(minor) = value { Some(*minor) } else { None })
    }

    pub(super) fn numbers(&self, column: &str) -> Vec<Option<f64>> {
        self.array(column, |value| if let Value::Number(number) = value { Some(*number) } else { None })
    }

    pub(super) fn truths(&self, column: &str) -> Vec<Option<bool>> {
        self.array(column, |value| if let Value::Truth(truth) = value { Some(*truth) } else { None })
    }

    pub(super) fn days(&self, column: &str) -> Vec<Option<NaiveDate>> {
        self.array(column, |value| if let Value::Day(day) = value { Some(*day) } else { None })
    }

    pub(super) fn instants(&self, column: &str) -> Vec<Option<DateTime<Utc>>> {
        self.array(column, |value| if let Value::Instant(instant) = value { Some(*instant) } else { None })
    }

    pub(super) fn times(&self, column: &str) -> Vec<Option<NaiveTime>> {
        self.array(column, |value| if let Value::Time(time) = value { Some(*time) } else { None })
    }

    pub(super) fn ids(&self, column: &str) -> Vec<Option<Uuid>> {
        self.array(column, |value| if let Value::Id(id) = value { Some(*id) } else { None })
    }

    fn array<'a, T>(&'a self, column: &str, pick: impl Fn(&'a Value) -> Option<T>) -> Vec<Option<T>> {
        let Some((place, _)) = self.record.column(column) else { return self.rows.iter().map(|_| None).collect() };
        self.rows.iter().map(|row| row.values[place].as_ref().and_then(&pick)).collect()
    }
}

fn text_of(value: &Value) -> Option<&str> {
    if let Value::Text(text) = value { Some(text) } else { None }
}
