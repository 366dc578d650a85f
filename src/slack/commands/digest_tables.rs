//! Tables of what may follow `digest`, and of what is said when it may not.

use chrono::NaiveTime;

use super::digest::{DigestCommand, DigestPlace, When};
use super::grammar::{Command, parse};
use super::parse_error::Problem;
use crate::domain::cadence::{CronReason, CronText};

const ME: DigestPlace = DigestPlace::Me;
const HERE: DigestPlace = DigestPlace::Here;

#[track_caller]
fn check(text: &str, expected: DigestCommand, printed: &str) {
    let command = Command::Digest(expected);
    assert_eq!(command.to_string(), printed);
    assert_eq!(parse(printed, None).as_ref(), Ok(&command), "{printed}");
    assert_eq!(parse(text, None), Ok(command), "{text}");
}

#[track_caller]
fn refused(text: &str, problem: &Problem, examples: [&str; 3]) {
    let error = parse(text, None).expect_err("must be refused");
    assert_eq!(&error.problem, problem, "{text}");
    assert_eq!(error.examples, examples, "{text}");
}

/// The place and reason of a refused expression, and the examples.
#[track_caller]
fn refused_cron(text: &str, place: Option<(u8, usize)>, reason: &CronReason, examples: [&str; 3]) {
    let error = parse(text, None).expect_err("must be refused");
    let Problem::BadCron { refusal, .. } = &error.problem else { panic!("{text}: {error:?}") };
    assert_eq!(refusal.place.map(|place| (place.number, place.column)), place, "{text}");
    assert_eq!(&refusal.reason, reason, "{text}");
    assert_eq!(error.examples, examples, "{text}");
}

fn daily(hour: u32, minute: u32, place: DigestPlace) -> DigestCommand {
    DigestCommand::Set { when: When::At(NaiveTime::from_hms_opt(hour, minute, 0).expect("a time")), place }
}

fn cron(text: &str, place: DigestPlace) -> DigestCommand {
    DigestCommand::Set { when: When::Cron(Box::new(CronText::parse(text).expect("an expression"))), place }
}

fn bad(key: &str, value: &str, expected: &'static str) -> Problem {
    Problem::BadValue { key: key.into(), value: value.into(), expected: expected.into() }
}

#[test]
fn a_digest_has_an_hour_and_a_place() {
    for (text, expected, printed) in [
        ("digest", DigestCommand::Show(ME), "digest"),
        ("digest HERE", DigestCommand::Show(HERE), "digest here"),
        ("digest now", DigestCommand::Now, "digest now"),
        ("digest OFF", DigestCommand::Off(ME), "digest off"),
        ("digest off here", DigestCommand::Off(HERE), "digest off here"),
        ("digest daily 8:30", daily(8, 30, ME), "digest daily 8:30"),
        ("digest daily 8:30 here", daily(8, 30, HERE), "digest daily 8:30 here"),
        ("digest daily at 8:30 pm", daily(20, 30, ME), "digest daily 20:30"),
        ("digest at 9", daily(9, 0, ME), "digest daily 9:00"),
        ("digest 8:30 am", daily(8, 30, ME), "digest daily 8:30"),
        ("digest 8:30 pm  Here", daily(20, 30, HERE), "digest daily 20:30 here"),
    ] {
        check(text, expected, printed);
    }
}

#[test]
fn a_digest_has_a_crontab_expression() {
    let printed = "digest cron 30 8 * * 1-5";
    for text in [
        "digest cron 30 8 * * 1-5",
        "digest CRON  30   8 * * 1-5",
        "digest cron \"30 8 * * 1-5\"",
        "digest cron “30 8 * * 1-5”",
        "digest cron `30 8 * * 1-5`",
        "digest cron '30 8 * * 1-5'",
    ] {
        check(text, cron("30 8 * * 1-5", ME), printed);
    }
    let printed = "digest cron 0 30 8 * * mon here";
    for text in [
        "digest cron 0 30 8 * * mon here",
        "digest cron \"0 30 8 * * mon\" here",
        "digest cron \"0 30 8 * * mon here\"",
    ] {
        check(text, cron("0 30 8 * * mon", HERE), printed);
    }
}

#[test]
fn what_is_no_digest_is_told_what_could_be() {
    let known = "now, off, daily and an hour, or cron and a timetable; and here for this channel";
    for (text, value, examples) in [
        (
            "digest monthly here",
            "monthly",
            ["digest cron 30 8 1 * * here", "\"digest monthly here\"", "digest daily 8:30"],
        ),
        (
            "digest dayly 8:30 here",
            "dayly",
            ["digest daily 8:30 here", "\"digest dayly 8:30 here\"", "digest daily 8:30"],
        ),
        (
            "digest 30 8 * * 1-5 here",
            "30",
            ["digest cron 30 8 * * 1-5 here", "\"digest 30 8 * * 1-5 here\"", "digest daily 8:30"],
        ),
    ] {
        refused(text, &bad("digest", value, known), examples);
    }
    let hour = "an hour like 8:30 or 8:30 pm";
    refused(
        "digest daily noon",
        &bad("digest daily", "noon", hour),
        ["\"digest daily noon\"", "digest daily 8:30", "digest daily 8:30 here"],
    );
    refused(
        "digest daily 9:15 #cs",
        &bad("digest daily", "9:15 #cs", hour),
        ["digest daily 9:15", "digest daily 9:15 here", "\"digest daily 9:15 #cs\""],
    );
}

#[test]
fn what_is_missing_or_too_much_is_said() {
    let examples = ["digest daily 8:30", "digest daily 8:30 here", "digest cron 30 8 * * 1-5"];
    let missing = |what: &'static str| Problem::Missing { what: what.into() };
    let fields = missing("the timetable: minute, hour, day of the month, month and weekday");
    for (text, problem) in [
        ("digest daily", missing("the hour")),
        ("digest daily here", missing("the hour")),
        ("digest cron", fields.clone()),
        ("digest cron here", fields.clone()),
        ("digest cron \"\"", fields),
        ("digest cron \"30 8 * * 1-5", missing("the closing quotation mark")),
        ("digest cron `30 8 * * 1-5", missing("the closing quotation mark")),
    ] {
        refused(text, &problem, examples);
    }
    let extra = |text: &str| Problem::Extra { text: text.into() };
    refused(
        "digest here daily 8:30",
        &extra("daily 8:30"),
        ["digest daily 8:30 here", "digest here", "\"digest here daily 8:30\""],
    );
    refused(
        "digest off tomorrow",
        &extra("tomorrow"),
        ["\"digest off tomorrow\"", "digest daily 8:30", "digest daily 8:30 here"],
    );
    refused(
        "digest cron \"30 8 * * 1-5\" please",
        &extra("please"),
        ["\"digest cron \\\"30 8 * * 1-5\\\" please\"", "digest daily 8:30", "digest daily 8:30 here"],
    );
}

#[test]
fn a_digest_of_now_is_for_nobody_else() {
    let problem = Problem::PrivateOnly { what: "digest now".into() };
    refused("digest now here", &problem, ["digest now", "digest daily 8:30 here", "digest here"]);
    refused(
        "digest now please",
        &Problem::Extra { text: "please".into() },
        ["\"digest now please\"", "digest daily 8:30", "digest daily 8:30 here"],
    );
}

#[test]
fn a_bad_field_is_named_and_mended() {
    let usual = ["digest daily 8:30", "digest daily 8:30 here"];
    let out = |value, lowest, highest| CronReason::OutOfRange { value, lowest, highest };
    for (text, place, reason, examples) in [
        ("0 9 * * 8", (5, 9), out(8, 0, 7), ["digest cron 0 9 * * 1-5", "digest cron 0 9 * * *", usual[0]]),
        (
            "61 9 * *  1 here",
            (1, 1),
            out(61, 0, 59),
            ["digest cron 0 9 * * 1 here", "digest cron 30 9 * * 1 here", usual[0]],
        ),
        ("`0 25 * * 1`", (2, 3), out(25, 0, 23), ["digest cron 0 8 * * 1", "digest cron 0 9 * * 1", usual[0]]),
        (
            "0 22-2 * * *",
            (2, 3),
            CronReason::Backwards { from: 22, to: 2 },
            ["digest cron 0 22-23,0-2 * * *", "digest cron 0 8 * * *", "digest cron 0 9 * * *"],
        ),
        (
            "5/15 9 * * *",
            (1, 2),
            CronReason::StepWithoutRange,
            ["digest cron 5-59/15 9 * * *", "digest cron 0 9 * * *", "digest cron 30 9 * * *"],
        ),
        (
            "*/60 9 * * *",
            (1, 3),
            CronReason::Step { step: 60, largest: 59 },
            ["digest cron 0 9 * * *", "digest cron 30 9 * * *", usual[0]],
        ),
        (
            "*/5 9 * * *",
            (1, 1),
            CronReason::TooOften { seconds: 300 },
            ["digest cron 0 9 * * *", "digest cron 30 9 * * *", usual[0]],
        ),
        ("* 0 9 * * *", (1, 1), CronReason::TooOften { seconds: 1 }, ["digest cron 0 0 9 * * *", usual[0], usual[1]]),
        ("1,,2 9 * * *", (1, 3), CronReason::Missing, ["digest cron 0 9 * * *", "digest cron 30 9 * * *", usual[0]]),
        (
            "0 9 * * mo",
            (5, 9),
            CronReason::NotUnderstood { text: "mo".into() },
            ["digest cron 0 9 * * 1-5", "digest cron 0 9 * * *", usual[0]],
        ),
    ] {
        refused_cron(&format!("digest cron {text}"), Some(place), &reason, examples);
    }
}

#[test]
fn a_bad_day_is_named_and_mended() {
    let usual = "digest daily 8:30";
    for (text, place, reason, examples) in [
        ("0 9 1 * 1", (5, 9), CronReason::DayAndWeekday, ["digest cron 0 9 1 * *", "digest cron 0 9 * * 1", usual]),
        (
            "0 9 31 apr,jun *",
            (3, 5),
            CronReason::NoSuchDay,
            ["digest cron 0 9 28 apr,jun *", "digest cron 0 9 1 apr,jun *", "digest cron 0 9 * apr,jun *"],
        ),
        (
            "0 9 L * *",
            (3, 5),
            CronReason::Unsupported { sign: 'L' },
            ["digest cron 0 9 28 * *", "digest cron 0 9 1 * *", "digest cron 0 9 * * *"],
        ),
    ] {
        refused_cron(&format!("digest cron {text}"), Some(place), &reason, examples);
    }
}

#[test]
fn a_bad_whole_is_mended_where_it_can_be() {
    let usual = ["digest daily 8:30", "digest daily 8:30 here", "digest cron 30 8 * * 1-5"];
    for (text, found, examples) in [
        ("@daily", 1, usual),
        ("8:15", 1, ["digest daily 8:15", usual[0], usual[1]]),
        ("8:15 here", 1, ["digest daily 8:15 here", usual[0], usual[1]]),
        ("15 8 * here", 3, ["digest cron 15 8 * * * here", usual[0], usual[1]]),
        ("0 15 8 * * 1 2027", 7, ["digest cron 0 15 8 * * 1", usual[0], usual[1]]),
    ] {
        refused_cron(&format!("digest cron {text}"), None, &CronReason::FieldCount { found }, examples);
    }
    let long = format!("digest cron {} 9 * * *", "0,".repeat(60));
    refused_cron(&long, None, &CronReason::TooLong { bytes: 128 }, usual);
}
