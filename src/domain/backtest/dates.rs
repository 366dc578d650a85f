//! The dates of a backtest.

use chrono::{Datelike, Days, Months, NaiveDate};

/// The dates from `from` to `to`, both included: every so many days from `from` on, or, without that, the firsts of months.
pub fn dates(from: NaiveDate, to: NaiveDate, every_days: Option<u64>) -> Vec<NaiveDate> {
    let next = |date: NaiveDate| match every_days {
        Some(days) => date.checked_add_days(Days::new(days.max(1))),
        None => date.checked_add_months(Months::new(1)),
    };
    let first = if every_days.is_some() { from } else { first_of_month_from(from) };
    std::iter::successors(Some(first), |date| next(*date)).take_while(|date| *date <= to).collect()
}

/// The first of a month that is on a day or next after it.
pub fn first_of_month_from(day: NaiveDate) -> NaiveDate {
    let first = day.with_day(1).unwrap_or(day);
    if first == day { first } else { first.checked_add_months(Months::new(1)).unwrap_or(first) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(from: &str, to: &str, every_days: Option<u64>, expected: &str) {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let found: Vec<String> = dates(day(from), day(to), every_days).iter().map(ToString::to_string).collect();
        assert_eq!(found.join(" "), expected);
    }

    #[test]
    fn firsts_of_months_or_every_so_many_days() {
        check("2024-01-01", "2024-03-01", None, "2024-01-01 2024-02-01 2024-03-01");
        check("2024-01-02", "2024-03-30", None, "2024-02-01 2024-03-01");
        check("2024-02-20", "2024-03-11", Some(10), "2024-02-20 2024-03-01 2024-03-11");
        check("2024-03-02", "2024-03-01", Some(10), "");
        check("2023-12-15", "2024-01-31", None, "2024-01-01");
    }
}
