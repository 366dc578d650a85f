//! Rules that repeat once a year: `FREQ=YEARLY`, on the day itself or on the nth weekday of a month.

use chrono::{Datelike, NaiveDate, Weekday};

/// A rule that was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Yearly {
    every: i32,
    count: Option<usize>,
    until: Option<NaiveDate>,
    /// The nth weekday of the first day's month; below 0 counts from its end.
    weekday: Option<(i32, Weekday)>,
}

impl Yearly {
    /// Reads a rule of an event that begins on `first`.
    pub(super) fn parse(text: &str, first: NaiveDate) -> Result<Self, String> {
        let mut rule = Self { every: 1, count: None, until: None, weekday: None };
        let mut is_yearly = false;
        for part in text.split(';') {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            let bad = || format!("{key}={value} is not understood");
            match key.to_uppercase().as_str() {
                "FREQ" if value.eq_ignore_ascii_case("YEARLY") => is_yearly = true,
                "FREQ" => return Err(format!("{key}={value} is no yearly rule; only FREQ=YEARLY is understood")),
                "INTERVAL" => {
                    rule.every = value.parse().ok().filter(|every| (1..=100).contains(every)).ok_or_else(bad)?;
                }
                "COUNT" => rule.count = Some(value.parse().ok().filter(|count| 0 < *count).ok_or_else(bad)?),
                "UNTIL" => rule.until = Some(until(value).ok_or_else(bad)?),
                "BYMONTH" if value.parse() == Ok(first.month()) => {}
                "BYMONTHDAY" if value.parse() == Ok(first.day()) => {}
                "BYDAY" => rule.weekday = Some(nth_weekday(value).ok_or_else(bad)?),
                // The first day of a week does not matter to months.
                "WKST" => {}
                _ => return Err(format!("{}; write such holidays as one event a year", bad())),
            }
        }
        let by_month = text.to_uppercase().contains("BYMONTH=");
        match rule.weekday {
            _ if !is_yearly => Err("a rule without FREQ=YEARLY is not understood".to_owned()),
            Some(_) if !by_month => Err("BYDAY without BYMONTH is not understood".to_owned()),
            Some(nth) if in_month(first.year(), first.month(), nth) != Some(first) => {
                Err(format!("the event begins on {first}, which is not the day of its own rule"))
            }
            Some(_) | None => Ok(rule),
        }
    }

    /// The days on which it comes, the first of which is `first`; without an end until the end of `last_year`.
    pub(super) fn days(self, first: NaiveDate, last_year: i32) -> Vec<NaiveDate> {
        let years = (first.year()..=last_year.max(first.year())).step_by(usize::try_from(self.every).unwrap_or(1));
        let days = years.filter_map(|year| match self.weekday {
            Some(nth) => in_month(year, first.month(), nth),
            // 29 February comes in leap years only.
            None => NaiveDate::from_ymd_opt(year, first.month(), first.day()),
        });
        let days = days.take_while(|day| self.until.is_none_or(|until| *day <= until));
        days.take(self.count.unwrap_or(usize::MAX)).collect()
    }

    /// The last year in which it comes, where the rule itself says so.
    pub(super) fn last_year(self, first: NaiveDate) -> Option<i32> {
        let of_count = self.count.map(|count| {
            // Leap days come once in four to eight years.
            let years = i32::try_from(count).unwrap_or(i32::MAX).saturating_mul(self.every).saturating_mul(8);
            first.year().saturating_add(years)
        });
        let last = [self.until.map(|until| until.year()), of_count].into_iter().flatten().min()?;
        Some(last.min(first.year() + 200))
    }
}

/// A date, or a date-time of which the date counts.
fn until(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.get(..8)?, "%Y%m%d").ok().filter(|_| text.len() == 8 || text.as_bytes()[8] == b'T')
}

fn nth_weekday(text: &str) -> Option<(i32, Weekday)> {
    let at = text.len().checked_sub(2)?;
    let weekday = match text.get(at..)?.to_uppercase().as_str() {
        "MO" => Weekday::Mon,
        "TU" => Weekday::Tue,
        "WE" => Weekday::Wed,
        "TH" => Weekday::Thu,
        "FR" => Weekday::Fri,
        "SA" => Weekday::Sat,
        "SU" => Weekday::Sun,
        _ => return None,
    };
    let n: i32 = text.get(..at)?.parse().ok()?;
    (1 <= n.abs() && n.abs() <= 5).then_some((n, weekday))
}

fn in_month(year: i32, month: u32, (n, weekday): (i32, Weekday)) -> Option<NaiveDate> {
    if let Ok(n @ 1..) = u8::try_from(n) {
        return NaiveDate::from_weekday_of_month_opt(year, month, weekday, n);
    }
    let next = if month == 12 {
        NaiveDate::from_ymd_opt(year + 1, 1, 1)
    } else {
        NaiveDate::from_ymd_opt(year, month + 1, 1)
    }?;
    let last = next.pred_opt()?;
    let back = i64::from(last.weekday().days_since(weekday)) + 7 * i64::from(-n - 1);
    let day = last - chrono::TimeDelta::days(back);
    (day.month() == month).then_some(day)
}
