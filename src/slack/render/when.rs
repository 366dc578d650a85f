//! Days that cannot be used, in words: what is wrong, and what to write instead.

use super::kit::{code, date_of_any_year, inert};
use crate::domain::when::{FURTHEST_DAYS, WhenReason, YEARS};

/// Days in a year, leap years among the others.
const YEAR_DAYS: u32 = 366;

/// `There is no 2026-02-31: that month ends on 28 Feb 2026, which is written 2026-02-28.`
pub fn when_words(typed: &str, reason: &WhenReason) -> String {
    let typed = inert(typed, 60);
    match reason {
        WhenReason::Empty => say!("A day is missing.{forms}", forms = forms()),
        WhenReason::NotUnderstood { meant, .. } => {
            let meant = meant.as_ref().map(|word| say!(" Did you mean {word}?", word = code(word, 20)));
            say!("“{typed}” is no day.{meant}{forms}", typed, meant = meant.unwrap_or_default(), forms = forms())
        }
        WhenReason::NoSuchYear { year } => {
            say!(
                "“{typed}” is in the year {year}; years from {first} to {last} can be written.",
                typed,
                year = year.to_string(),
                first = YEARS.0.to_string(),
                last = YEARS.1.to_string()
            )
        }
        WhenReason::NoSuchMonth { month } => {
            say!("“{typed}” is no day: there is no month {month}. The year comes first, then the month.", typed, month)
        }
        WhenReason::NoSuchDay { last, .. } => say!(
            "“{typed}” is no day: that month ends on {last}, which is written {written}.",
            typed,
            last = date_of_any_year(*last),
            written = code(&last.to_string(), 20)
        ),
        WhenReason::YearNotFirst { readings } => {
            let readings: Vec<String> = readings.iter().map(|day| code(&day.to_string(), 20)).collect();
            say!(
                "“{typed}” could be another day elsewhere; the year comes first. Write {readings}.",
                typed,
                readings = if readings.is_empty() { code("2026-07-01", 20) } else { readings.join(say!(" or ")) }
            )
        }
        WhenReason::UnknownUnit { .. } => say!(
            "“{typed}” counts something unknown: {days} are days, {weeks} weeks, {working_days} working days.",
            typed,
            days = code("3d", 20),
            weeks = code("2w", 20),
            working_days = code("3bd", 20)
        ),
        WhenReason::TooFar => {
            say!("“{typed}” is more than {years} years away.", typed, years = FURTHEST_DAYS / YEAR_DAYS)
        }
    }
}

/// The ways to write a day.
pub(super) fn forms() -> String {
    let [date, distance, working_days, weekday] = ["2026-07-01", "+3d", "3bd", "fri"].map(|form| code(form, 20));
    say!(" A day is written {date}, {distance}, {working_days} or {weekday}.", date, distance, working_days, weekday)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::domain::when::Day;

    #[test]
    fn every_refusal_names_what_would_do() {
        let typed = [
            "",
            "soon",
            "firday",
            "0026-01-01",
            "2026-13-01",
            "2026-02-31",
            "01/07/2026",
            "30.2.2026",
            "3y",
            "12",
            "4000d",
            "<!here>",
        ];
        let said = typed.map(|typed| when_words(typed, &Day::parse(typed).expect_err("no day").reason));
        assert_snapshot!(said.join("\n"), @r"
        A day is missing. A day is written `2026-07-01`, `+3d`, `3bd` or `fri`.
        “soon” is no day. A day is written `2026-07-01`, `+3d`, `3bd` or `fri`.
        “firday” is no day. Did you mean `friday`? A day is written `2026-07-01`, `+3d`, `3bd` or `fri`.
        “0026-01-01” is in the year 26; years from 1970 to 2199 can be written.
        “2026-13-01” is no day: there is no month 13. The year comes first, then the month.
        “2026-02-31” is no day: that month ends on 28 Feb 2026, which is written `2026-02-28`.
        “01/07/2026” could be another day elsewhere; the year comes first. Write `2026-07-01` or `2026-01-07`.
        “30.2.2026” could be another day elsewhere; the year comes first. Write `2026-07-01`.
        “3y” counts something unknown: `3d` are days, `2w` weeks, `3bd` working days.
        “12” counts something unknown: `3d` are days, `2w` weeks, `3bd` working days.
        “4000d” is more than 10 years away.
        “&lt;!here&gt;” is no day. A day is written `2026-07-01`, `+3d`, `3bd` or `fri`.
        ");
    }
}
