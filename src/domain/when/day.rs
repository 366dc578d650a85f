//! A day as it is typed, and the date that it means.

use std::fmt;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::super::cadence::Calendar;
use super::distance::{Distance, Sign, Unit};
use super::spelling::not_understood;
use super::{WhenReason, WhenRefusal, YEARS};

/// A day, as somebody typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// A date.
    On(NaiveDate),
    /// So far away.
    Away(Distance),
    /// A day of the week.
    Weekday(Weekday, Which),
}

/// Which of all Fridays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The nearest, today not counted: `fri`.
    Nearest,
    /// The one of next week: `next fri`.
    Next,
    /// The nearest that has been, today not counted: `last fri`.
    Last,
}

impl Which {
    /// The words in front of a weekday.
    pub const WORDS: [&str; 2] = ["next", "last"];
}

impl Day {
    /// Reads a day. It may be past, and need not be a working day.
    pub fn parse(text: &str) -> Result<Self, WhenRefusal> {
        let column = text.chars().take_while(|c| c.is_whitespace()).count() + 1;
        let text = text.trim();
        if text.is_empty() {
            return Err(WhenRefusal { column: 1, reason: WhenReason::Empty });
        }
        let lower = text.to_lowercase();
        let day = if let Some(day) = word(&lower) {
            Ok(day)
        } else if let Some(date) = written_date(&lower) {
            date.map(Self::On)
        } else if let Some(distance) = Distance::parse(&lower) {
            distance.map(Self::Away)
        } else {
            Err((0, not_understood(text, &WORDS)))
        };
        day.map_err(|(within, reason)| WhenRefusal { column: column + within, reason })
    }

    /// The date of a day that is to come: a number counts on from today, a weekday is the first after it. `calendar` counts
    /// the working days of `3bd`.
    pub fn ahead(self, calendar: &Calendar, today: NaiveDate) -> NaiveDate {
        self.date(calendar, today, Sign::Ahead)
    }

    /// The date of a day that has been: a number without a sign counts back from today, a weekday is the last before it.
    pub fn past(self, calendar: &Calendar, today: NaiveDate) -> NaiveDate {
        self.date(calendar, today, Sign::Back)
    }

    fn date(self, calendar: &Calendar, today: NaiveDate, usual: Sign) -> NaiveDate {
        match self {
            Self::On(date) => date,
            Self::Away(distance) => distance.from(today, usual, calendar),
            Self::Weekday(weekday, Which::Next) => in_next_week(weekday, today),
            Self::Weekday(weekday, Which::Last) => last_before(weekday, today),
            Self::Weekday(weekday, Which::Nearest) => match usual {
                Sign::Ahead => first_after(weekday, today),
                Sign::Back => last_before(weekday, today),
            },
        }
    }
}

/// As it is typed.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::On(date) => write!(f, "{date}"),
            Self::Away(distance) => write!(f, "{distance}"),
            Self::Weekday(weekday, which) => {
                let name = weekday.to_string().to_lowercase();
                match which {
                    Which::Nearest => f.write_str(&name),
                    Which::Next => write!(f, "next {name}"),
                    Which::Last => write!(f, "last {name}"),
                }
            }
        }
    }
}

/// What is wrong, and at which character, from 0.
pub(super) type Fault = (usize, WhenReason);

pub(super) const WEEKDAYS: [(Weekday, &str); 7] = [
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

fn word(text: &str) -> Option<Day> {
    let away = |amount, sign| Some(Day::Away(Distance { amount, unit: Unit::Days, sign }));
    match text {
        "today" => return away(0, None),
        "tomorrow" => return away(1, Some(Sign::Ahead)),
        "yesterday" => return away(1, Some(Sign::Back)),
        _ => {}
    }
    let (which, name) = match text.split_once(char::is_whitespace) {
        Some(("next", name)) => (Which::Next, name.trim_start()),
        Some(("last", name)) => (Which::Last, name.trim_start()),
        _ => (Which::Nearest, text),
    };
    let (weekday, _) = WEEKDAYS.into_iter().find(|(_, full)| 3 <= name.len() && full.starts_with(name))?;
    Some(Day::Weekday(weekday, which))
}

fn first_after(weekday: Weekday, today: NaiveDate) -> NaiveDate {
    let days = weekday.days_since(today.weekday());
    today + Days::new(if days == 0 { 7 } else { days.into() })
}

fn last_before(weekday: Weekday, today: NaiveDate) -> NaiveDate {
    let days = today.weekday().days_since(weekday);
    today - Days::new(if days == 0 { 7 } else { days.into() })
}

/// Weeks begin on Monday.
fn in_next_week(weekday: Weekday, today: NaiveDate) -> NaiveDate {
    today + Days::new((7 - today.weekday().num_days_from_monday() + weekday.num_days_from_monday()).into())
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
