//! Files of public holidays: iCalendar (`.ics`) or CSV with `date,name`. What is not understood is refused, with its line:
//! a holiday that was left out without a word would be found on its own day.
//!
//! The reader of iCalendar is our own and small on purpose. It takes whole days, ends that are exclusive, and rules that
//! repeat once a year; libraries that read all of RFC 5545 read leniently and do not keep the line of what they read.

mod ics;
mod table;
#[cfg(test)]
mod tests;
mod yearly;

use std::collections::BTreeMap;

use chrono::NaiveDate;

/// Days of one file; more are a mistake.
const MOST_DAYS: usize = 5_000;
/// Bytes of a file.
const MOST_BYTES: usize = 1 << 20;
/// What repeats without an end is written down for so many years ahead.
pub const YEARS_AHEAD: i32 = 10;

/// A part of a file that is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolidayFault {
    /// Its line, from 1.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub reason: String,
}

impl std::fmt::Display for HolidayFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.line, self.reason)
    }
}

/// Which kind of file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 5545.
    Ics,
    /// `date,name`.
    Csv,
}

impl Format {
    /// The format of a file by its name's ending.
    pub fn of(file_name: &str) -> Option<Self> {
        let (_, ending) = file_name.rsplit_once('.')?;
        match ending.to_lowercase().as_str() {
            "ics" | "ical" => Some(Self::Ics),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }
}

/// Reads a file of holidays: each day once, with the names that it has. `today` bounds what repeats without an end.
pub fn read(format: Format, text: &str, today: NaiveDate) -> Result<BTreeMap<NaiveDate, String>, Vec<HolidayFault>> {
    if MOST_BYTES < text.len() {
        return Err(vec![HolidayFault { line: 1, reason: format!("the file is larger than {MOST_BYTES} bytes") }]);
    }
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let found = match format {
        Format::Ics => ics::read(text, today)?,
        Format::Csv => table::read(text)?,
    };
    let mut days: BTreeMap<NaiveDate, String> = BTreeMap::new();
    for (day, name) in found {
        let names = days.entry(day).or_default();
        if names.is_empty() {
            *names = name;
        } else if !names.split(" / ").any(|known| known == name) {
            *names = format!("{names} / {name}");
        }
    }
    match days.len() {
        0 => Err(vec![HolidayFault { line: 1, reason: "there is no holiday in it".to_owned() }]),
        n if MOST_DAYS < n => Err(vec![HolidayFault {
            line: 1,
            reason: format!("{n} days are more than the {MOST_DAYS} that are taken"),
        }]),
        _ => Ok(days),
    }
}
