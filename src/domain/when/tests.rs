//! Tables of days, and what holds for all of them.

use chrono::{Datelike, NaiveDate, TimeDelta};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::super::cadence::Calendar;
use super::day::WEEKDAYS;
use super::*;

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// Said on Thursday 2 April 2026, before a long Easter weekend.
fn said(text: &str) -> Result<NaiveDate, WhenRefusal> {
    let mut calendar = Calendar::ordinary(Tz::Europe__Berlin);
    calendar.holidays.extend([date("2026-04-03"), date("2026-04-06")]);
    Day::parse(text).map(|day| day.ahead(&calendar, date("2026-04-02")))
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
fn what_has_been_is_counted_back() {
    let mut calendar = Calendar::ordinary(Tz::Europe__Berlin);
    calendar.holidays.extend([date("2026-04-03"), date("2026-04-06")]);
    for (text, expected) in [
        ("fri", "2026-03-27"),
        ("thu", "2026-03-26"),
        ("wed", "2026-04-01"),
        ("last fri", "2026-03-27"),
        ("3d", "2026-03-30"),
        ("-3d", "2026-03-30"),
        ("3bd", "2026-03-30"),
        ("2w", "2026-03-19"),
        ("yesterday", "2026-04-01"),
        ("today", "2026-04-02"),
        ("2026-02-27", "2026-02-27"),
        // What lies ahead stays there: whoever takes it says that it has not been.
        ("+3d", "2026-04-05"),
        ("next fri", "2026-04-10"),
        ("tomorrow", "2026-04-03"),
    ] {
        let day = Day::parse(text).expect("a day");
        assert_eq!(day.past(&calendar, date("2026-04-02")), date(expected), "{text}");
    }
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
    let not_understood =
        |text: &str, meant: Option<&str>| WhenReason::NotUnderstood { text: text.into(), meant: meant.map(Into::into) };
    refuses("", 1, WhenReason::Empty);
    refuses("tomorow", 1, not_understood("tomorow", Some("tomorrow")));
    refuses("firday", 1, not_understood("firday", Some("friday")));
    refuses("soon", 1, not_understood("soon", None));
    refuses("next year", 1, not_understood("next year", None));
    check("last fri", "2026-03-27");
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
        if let Ok(day) = Day::parse(&text) {
            prop_assert_eq!(Day::parse(&day.to_string()), Ok(day));
        }
    }

    #[test]
    fn a_weekday_that_has_been_is_within_a_week(days in 0..4000i64, index in 0..7usize) {
        let today = date("2024-01-01") + TimeDelta::days(days);
        let calendar = Calendar::ordinary(Tz::UTC);
        let (weekday, name) = WEEKDAYS[index];
        let past = Day::parse(name).expect("a day").past(&calendar, today);
        prop_assert!((1..=7).contains(&(today - past).num_days()) && past.weekday() == weekday);
        prop_assert_eq!(Day::parse(&format!("last {name}")).expect("a day").ahead(&calendar, today), past);
    }

    #[test]
    fn a_weekday_is_within_a_week_and_next_week_within_two(days in 0..4000i64, index in 0..7usize) {
        let today = date("2024-01-01") + TimeDelta::days(days);
        let calendar = Calendar::ordinary(Tz::UTC);
        let (weekday, name) = WEEKDAYS[index];
        let ahead = |text: &str| Day::parse(text).map(|day| day.ahead(&calendar, today)).map(|found| ((found - today).num_days(), found.weekday()));
        let (soon, next) = (ahead(name).expect("a date"), ahead(&format!("next {name}")).expect("a date"));
        prop_assert!((1..=7).contains(&soon.0) && (1..=13).contains(&next.0) && soon.0 <= next.0);
        prop_assert!(soon.1 == weekday && next.1 == weekday);
    }
}
