//! Dates as people type them, and windows such as "the next 90 days".
//!
//! ```text
//! date   = 2026-07-01 | today | tomorrow | yesterday | [next] weekday | [+|-] number unit
//! unit   = d | w | bd                 (days, weeks, working days; also written out: 3 days, 2 weeks)
//! window = number (d | w)
//! ```
//!
//! A weekday is the first one after today; with `next` it is the one of next week, which begins on Monday. Years come
//! first: `01/07/2026` is July to some and January to others, and so neither here.

mod distance;
mod spelling;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use distance::Distance;
use spelling::not_understood;

pub use distance::Window;

use super::cadence::Calendar;

/// The furthest that a distance may reach, in days: ten years.
pub const FURTHEST_DAYS: u32 = 3_660;
/// The first and the last year that may be typed.
pub const YEARS: (i32, i32) = (1970, 2199);

/// A text that is no date, or no window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhenRefusal {
    /// The character at which the trouble begins, from 1.
    pub column: usize,
    /// What is wrong there.
    pub reason: WhenReason,
}

/// What is wrong with a date or a window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WhenReason {
    /// Nothing was typed.
    Empty,
    /// Not a date, nor a word for one.
    NotUnderstood {
        /// What was typed.
        text: String,
        /// The word that it is nearest to, if it is near to one.
        meant: Option<String>,
    },
    /// A year outside [`YEARS`].
    NoSuchYear {
        /// The year typed.
        year: i32,
    },
    /// There are only twelve.
    NoSuchMonth {
        /// The month typed.
        month: u32,
    },
    /// A day that the month does not have: 31 February.
    NoSuchDay {
        /// The day typed.
        day: u32,
        /// The last day that the month has, which may be what was meant.
        last: NaiveDate,
    },
    /// A date without the year in front: what it might be, day first and then month first.
    YearNotFirst {
        /// The dates that it can mean.
        readings: Vec<NaiveDate>,
    },
    /// A number without one of the units.
    UnknownUnit {
        /// What followed the number; empty when nothing did.
        unit: String,
    },
    /// Further away than [`FURTHEST_DAYS`].
    TooFar,
    /// A window of no length.
    NoLength,
}

/// Reads a date. It may be past, and need not be a working day; `calendar` counts the working days of `3bd`.
pub fn parse_date(text: &str, calendar: &Calendar, today: NaiveDate) -> Result<NaiveDate, WhenRefusal> {
    let (column, text) = trimmed(text)?;
    let lower = text.to_lowercase();
    let date = if let Some(date) = word(&lower, today) {
        Ok(date)
    } else if let Some(date) = written_date(&lower) {
        date
    } else if let Some(date) = distant_date(&lower, calendar, today) {
        date
    } else {
        Err((0, not_understood(text, &WORDS)))
    };
    date.map_err(|(within, reason)| WhenRefusal { column: column + within, reason })
}

/// What is wrong, and at which character, from 0.
type Fault = (usize, WhenReason);

const WEEKDAYS: [(Weekday, &str); 7] = [
    (Weekday::Mon, "monday"),
    (Weekday::Tue, "tuesday"),
    (Weekday::Wed, "wednesday"),
    (Weekday::Thu, "thursday"),
    (Weekday::Fri, "friday"),
    (Weekday::Sat, "saturday"),
    (Weekday::Sun, "sunday"),
];
const WORDS: [&str; 10] =
    ["today", "tomorrow", "yesterday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

fn trimmed(text: &str) -> Result<(usize, &str), WhenRefusal> {
    let column = text.chars().take_while(|c| c.is_whitespace()).count() + 1;
    match text.trim() {
        "" => Err(WhenRefusal { column: 1, reason: WhenReason::Empty }),
        trimmed => Ok((column, trimmed)),
    }
}

fn word(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    match text {
        "today" => return Some(today),
        "tomorrow" => return today.succ_opt(),
        "yesterday" => return today.pred_opt(),
        _ => {}
    }
    let (next, name) = match text.split_once(char::is_whitespace) {
        Some(("next", name)) => (true, name.trim_start()),
        _ => (false, text),
    };
    let (weekday, _) = WEEKDAYS.into_iter().find(|(_, full)| 3 <= name.len() && full.starts_with(name))?;
    let monday = today.week(Weekday::Mon).checked_first_day()?;
    let this_week = monday.checked_add_days(Days::new(u64::from(weekday.num_days_from_monday())))?;
    let is_ahead = !next && today < this_week;
    if is_ahead { Some(this_week) } else { this_week.checked_add_days(Days::new(7)) }
}

/// Three numbers between `-`, `/` or `.`; `None` when it is not that.
fn written_date(text: &str) -> Option<Result<NaiveDate, Fault>> {
    let separator = text.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
    let parts: Vec<&str> = text.split(separator).collect();
    let [one, two, three] = parts[..] else { return None };
    let (first, second, third) = (digits(one)?, digits(two)?, digits(three)?);
    if one.len() <= 2 {
        let reading = |month, day| NaiveDate::from_ymd_opt(i32::try_from(third).ok()?, month, day);
        let mut readings: Vec<_> = [reading(second, first), reading(first, second)].into_iter().flatten().collect();
        readings.dedup();
        return (three.len() == 4).then_some(Err((0, WhenReason::YearNotFirst { readings })));
    }
    let columns = [0, one.len() + 1, one.len() + two.len() + 2];
    Some(date_of(first, second, third).map_err(|(part, reason)| (columns[part], reason)))
}

fn digits(text: &str) -> Option<u32> {
    let is_number = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

/// The date, or which of the three parts is wrong.
fn date_of(year: u32, month: u32, day: u32) -> Result<NaiveDate, Fault> {
    let year = i32::try_from(year).unwrap_or(i32::MAX);
    if year < YEARS.0 || YEARS.1 < year {
        return Err((0, WhenReason::NoSuchYear { year }));
    }
    let first = NaiveDate::from_ymd_opt(year, month, 1).ok_or((1, WhenReason::NoSuchMonth { month }))?;
    let last = first.with_day(u32::from(first.num_days_in_month())).unwrap_or(first);
    NaiveDate::from_ymd_opt(year, month, day).ok_or((2, WhenReason::NoSuchDay { day, last }))
}

/// `+3d`, `3bd`, `-2w`; `None` when there is no number in front.
fn distant_date(text: &str, calendar: &Calendar, today: NaiveDate) -> Option<Result<NaiveDate, Fault>> {
    let unsigned = text.strip_prefix(['+', '-', '−']).unwrap_or(text);
    let n_signs = text.chars().count() - unsigned.chars().count();
    let is_back = n_signs == 1 && !text.starts_with('+');
    let at_unit = n_signs + unsigned.bytes().take_while(u8::is_ascii_digit).count();
    let distance = match Distance::parse(unsigned)? {
        Ok(distance) => distance,
        Err(reason) => return Some(Err((at_unit, reason))),
    };
    Some(distance.from(today, is_back, calendar).ok_or((n_signs, WhenReason::TooFar)))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use chrono_tz::Tz;
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    /// Said on Thursday 2 April 2026, before a long Easter weekend.
    fn said(text: &str) -> Result<NaiveDate, WhenRefusal> {
        let mut calendar = Calendar::ordinary(Tz::Europe__Berlin);
        calendar.holidays.extend([date("2026-04-03"), date("2026-04-06")]);
        parse_date(text, &calendar, date("2026-04-02"))
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(said(text), Ok(date(expected)));
    }

    #[track_caller]
    fn refuses(text: &str, column: usize, reason: WhenReason) {
        assert_eq!(said(text), Err(WhenRefusal { column, reason }));
    }

    #[test]
    fn dates_have_the_year_first() {
        check("2026-07-01", "2026-07-01");
        check(" 2026-7-1 ", "2026-07-01");
        check("2026/07/01", "2026-07-01");
        check("2028-02-29", "2028-02-29");
    }

    #[test]
    fn distances_are_counted_from_today() {
        check("+3d", "2026-04-05");
        check("3d", "2026-04-05");
        check("+2w", "2026-04-16");
        check("2 weeks", "2026-04-16");
        check("-3d", "2026-03-30");
        check("0d", "2026-04-02");
        check("90D", "2026-07-01");
    }

    #[test]
    fn working_days_are_the_calendars() {
        check("1bd", "2026-04-07");
        check("3bd", "2026-04-09");
        check("+3bd", "2026-04-09");
        check("-1bd", "2026-04-01");
        check("3 working days", "2026-04-09");
    }

    #[test]
    fn words_are_days() {
        check("today", "2026-04-02");
        check("Tomorrow", "2026-04-03");
        check("yesterday", "2026-04-01");
        check("fri", "2026-04-03");
        check("Friday", "2026-04-03");
        check("thu", "2026-04-09");
        check("mon", "2026-04-06");
        check("tues", "2026-04-07");
        check("next fri", "2026-04-10");
        check("next  thu", "2026-04-09");
        check("next mon", "2026-04-06");
        check("sunday", "2026-04-05");
    }

    #[test]
    fn a_day_that_is_not_there_names_the_last_that_is() {
        let no_such = |day, last| WhenReason::NoSuchDay { day, last: date(last) };
        refuses("2026-02-31", 9, no_such(31, "2026-02-28"));
        refuses("2028-02-30", 9, no_such(30, "2028-02-29"));
        refuses(" 2026-4-31", 9, no_such(31, "2026-04-30"));
        refuses("2026-01-00", 9, no_such(0, "2026-01-31"));
        refuses("2026-13-01", 6, WhenReason::NoSuchMonth { month: 13 });
        refuses("0026-01-01", 1, WhenReason::NoSuchYear { year: 26 });
    }

    #[test]
    fn a_year_at_the_end_is_never_guessed_at() {
        let readings =
            |dates: &[&str]| WhenReason::YearNotFirst { readings: dates.iter().map(|text| date(text)).collect() };
        refuses("01/07/2026", 1, readings(&["2026-07-01", "2026-01-07"]));
        refuses("31.12.2026", 1, readings(&["2026-12-31"]));
        refuses("5-5-2026", 1, readings(&["2026-05-05"]));
    }

    #[test]
    fn refusals_say_where_and_what_was_meant() {
        let not_understood = |text: &str, meant: Option<&str>| WhenReason::NotUnderstood {
            text: text.into(),
            meant: meant.map(Into::into),
        };
        refuses("", 1, WhenReason::Empty);
        refuses("tomorow", 1, not_understood("tomorow", Some("tomorrow")));
        refuses("firday", 1, not_understood("firday", Some("friday")));
        refuses("soon", 1, not_understood("soon", None));
        refuses("next year", 1, not_understood("next year", None));
        refuses("+3y", 3, WhenReason::UnknownUnit { unit: "y".into() });
        refuses("12", 3, WhenReason::UnknownUnit { unit: String::new() });
        refuses("+d", 1, not_understood("+d", None));
        refuses("4000d", 1, WhenReason::TooFar);
        refuses("+99999999999bd", 2, WhenReason::TooFar);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_and_never_panics(text in "[-+0-9dbwéy/. ]{0,12}|\\PC{0,30}|[a-z]{3,9}") {
            if let Err(refusal) = said(&text) {
                prop_assert!(1 <= refusal.column && refusal.column <= text.chars().count() + 1);
            }
            prop_assert!(Window::parse(&text).is_ok_and(|window| 0 < window.days()) || Window::parse(&text).is_err());
        }

        #[test]
        fn a_weekday_is_within_a_week_and_next_week_within_two(days in 0..4000i64, index in 0..7usize) {
            let today = date("2024-01-01") + TimeDelta::days(days);
            let calendar = Calendar::ordinary(Tz::UTC);
            let (weekday, name) = WEEKDAYS[index];
            let ahead = |text: &str| parse_date(text, &calendar, today).map(|found| ((found - today).num_days(), found.weekday()));
            let (soon, next) = (ahead(name).expect("a date"), ahead(&format!("next {name}")).expect("a date"));
            prop_assert!((1..=7).contains(&soon.0) && (1..=13).contains(&next.0) && soon.0 <= next.0);
            prop_assert!(soon.1 == weekday && next.1 == weekday);
        }
    }
}
