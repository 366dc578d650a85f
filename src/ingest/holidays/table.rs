//! Holidays as CSV: a header `date,name` and a row a day.

use chrono::NaiveDate;

use super::HolidayFault;

/// Reads all rows, or says what is wrong with each.
pub(super) fn read(text: &str) -> Result<Vec<(NaiveDate, String)>, Vec<HolidayFault>> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
    let fault = |line: u64, reason: &str| HolidayFault {
        line: usize::try_from(line).unwrap_or(usize::MAX),
        reason: reason.to_owned(),
    };
    let header = reader.headers().map_err(|_| vec![fault(1, "is no CSV")])?;
    if header.iter().map(str::to_lowercase).ne(["date", "name"]) {
        return Err(vec![fault(1, "the header must be: date,name")]);
    }
    let (mut days, mut faults) = (Vec::new(), Vec::new());
    for row in reader.records() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                faults.push(fault(line, "is no row of CSV: are the quotation marks closed?"));
                continue;
            }
        };
        let line = row.position().map_or(0, csv::Position::line);
        match (row.len(), row.get(0).unwrap_or_default(), row.get(1).unwrap_or_default()) {
            (2, day, name) if !name.is_empty() => match written(day) {
                Some(day) => days.push((day, name.to_owned())),
                None => faults.push(fault(line, &format!("“{day}” is no day; write it as 2026-12-25"))),
            },
            (2, ..) => faults.push(fault(line, "the name is missing")),
            (n, ..) => faults.push(fault(line, &format!("{n} cells where there should be 2: date,name"))),
        }
    }
    if faults.is_empty() { Ok(days) } else { Err(faults) }
}

/// A day written the one way that everybody reads alike.
fn written(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|day| day.to_string() == text)
}
