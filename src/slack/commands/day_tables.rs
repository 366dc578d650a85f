//! Every verb that takes a day takes every form of one, and refuses what is none in the same way.

use super::grammar::parse;
use super::help::HELP;
use super::parse_error::Problem;
use crate::domain::when::{Day, WhenReason};

/// Every place of a line in which a day may stand.
const LINES: [&str; 11] = [
    "pulse acme red until:{day}",
    "pulse acme red until:{day} their sponsor is leaving",
    "mute acme t6 until:{day} because they close in summer",
    "note acme call on:{day}",
    "note acme call 30m on:{day} met Kim",
    "contact acme left Dana on:{day}",
    "play snooze acme {day}",
    "play snooze acme {day} because away",
    "away {day}",
    "away {day} to 2026-07-30 cover:@bo",
    "away cancel {day}",
];
const FORMS: [&str; 14] = [
    "2026-07-01",
    "+3d",
    "3d",
    "3bd",
    "+3bd",
    "2w",
    "fri",
    "Friday",
    "next fri",
    "last fri",
    "today",
    "tomorrow",
    "yesterday",
    "-3d",
];

#[test]
fn every_verb_with_a_day_is_in_the_table() {
    for entry in HELP.iter().filter(|entry| entry.usage.contains("<day>")) {
        assert!(LINES.iter().any(|line| line.starts_with(entry.verb)), "{}", entry.verb);
    }
    for line in LINES {
        assert!(HELP.iter().any(|entry| line.starts_with(entry.verb) && entry.usage.contains("<day>")), "{line}");
    }
}

#[test]
fn every_dated_verb_takes_every_form() {
    for line in LINES {
        for form in FORMS {
            let (text, day) = (line.replace("{day}", form), Day::parse(form).expect("a day"));
            let command = parse(&text, None).unwrap_or_else(|error| panic!("{text}: {error:?}"));
            let again = command.to_string();
            assert!(again.contains(&line.replace("{day}", &day.to_string())[line.find('{').unwrap_or(0)..]), "{again}");
            assert_eq!(parse(&again, None), Ok(command), "{text}");
        }
    }
}

#[test]
fn every_dated_verb_names_the_last_day_instead_of_31_february() {
    let last = "2026-02-28".parse().expect("a date");
    for line in LINES.into_iter().chain(["metrics 2026-01-01..{day}", "metrics {day}..2026-06-30"]) {
        let text = line.replace("{day}", "2026-02-31");
        let error = parse(&text, None).expect_err(&text);
        let reason = WhenReason::NoSuchDay { day: 31, last };
        assert_eq!(error.problem, Problem::BadDay { typed: "2026-02-31".into(), reason }, "{text}");
        assert_eq!(error.examples.len(), 3, "{text}");
        // A period that ends before it begins would be no example.
        let instead = line.replace("{day}", "2026-02-28");
        assert_eq!(error.examples[0], instead, "{text}");
    }
}

#[test]
fn every_dated_verb_says_what_a_slip_of_the_fingers_meant() {
    for line in LINES {
        for (typed, meant) in [("firday", "friday"), ("tomorow", "tomorrow"), ("01/07/2026", "2026-07-01")] {
            let error = parse(&line.replace("{day}", typed), None).expect_err(line);
            assert!(
                matches!(&error.problem, Problem::BadDay { typed: said, .. } if said == typed),
                "{line}: {error:?}"
            );
            assert_eq!(error.examples[0], line.replace("{day}", meant));
        }
        for typed in ["3y", "4000d", "2026-13-01"] {
            let error = parse(&line.replace("{day}", typed), None).expect_err(line);
            assert!(matches!(error.problem, Problem::BadDay { .. }), "{line} {typed}: {error:?}");
        }
    }
}
