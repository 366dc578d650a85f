use chrono::NaiveDate;
use proptest::prelude::*;

use super::{Format, read};

fn today() -> NaiveDate {
    "2026-03-02".parse().expect("a date")
}

fn event(lines: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:X\r\n{lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
}

#[track_caller]
fn check(format: Format, text: &str, expected: &[&str]) {
    let days = read(format, text, today())
        .map(|days| days.into_iter().map(|(day, name)| format!("{day} {name}")).collect::<Vec<_>>());
    assert_eq!(
        days.as_deref().map_err(Clone::clone),
        Ok(&expected.iter().map(ToString::to_string).collect::<Vec<_>>()[..])
    );
}

#[track_caller]
fn refuses(format: Format, text: &str, expected: &str) {
    let faults = read(format, text, today()).expect_err("refused");
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert!(faults.len() == 1 && faults[0].starts_with(expected), "{faults:?}");
}

#[test]
fn the_sample_files_are_read() {
    let of = |text: &str| read(Format::Ics, text, today()).expect("sound");
    let de = of(include_str!("../../../manifests/holidays/de.ics"));
    let in_2026: Vec<String> = de
        .iter()
        .filter(|(day, _)| day.to_string().starts_with("2026"))
        .map(|(day, name)| format!("{day} {name}"))
        .collect();
    assert_eq!(
        in_2026,
        [
            "2026-01-01 Neujahr",
            "2026-04-03 Karfreitag",
            "2026-04-06 Ostermontag",
            "2026-05-01 Tag der Arbeit",
            "2026-05-14 Christi Himmelfahrt",
            "2026-05-25 Pfingstmontag",
            "2026-10-03 Tag der Deutschen Einheit",
            "2026-12-25 1. Weihnachtstag",
            "2026-12-26 2. Weihnachtstag",
        ]
    );
    let us = of(include_str!("../../../manifests/holidays/us.ics"));
    let in_2026: Vec<String> = us.keys().map(ToString::to_string).filter(|day| day.starts_with("2026")).collect();
    assert_eq!(
        in_2026,
        [
            "2026-01-01",
            "2026-01-19",
            "2026-02-16",
            "2026-05-25",
            "2026-06-19",
            "2026-07-03",
            "2026-07-04",
            "2026-09-07",
            "2026-10-12",
            "2026-11-11",
            "2026-11-26",
            "2026-12-25",
        ]
    );
    let gb = read(Format::Csv, include_str!("../../../manifests/holidays/gb-2026.csv"), today()).expect("sound");
    assert_eq!(gb.len(), 8);
}

#[test]
fn days_and_their_ends_are_read_as_rfc_5545_has_them() {
    check(
        Format::Ics,
        &event("DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261227"),
        &["2026-12-25 X", "2026-12-26 X"],
    );
    check(Format::Ics, &event("DTSTART:20261225"), &["2026-12-25 X"]);
    check(Format::Ics, &event("DTSTART;VALUE=DATE:20261225\r\nDURATION:P2D"), &["2026-12-25 X", "2026-12-26 X"]);
    // A line may be folded anywhere, and in the middle of a word.
    check(
        Format::Ics,
        &event("DTSTART;VAL\r\n UE=DATE:2026\r\n\t1225\r\nSUMMARY;LANGUAGE=\"de:1\":Wei\r\n hnachten\\, 1. Tag"),
        &["2026-12-25 Weihnachten, 1. Tag"],
    );
    let two = event("DTSTART:20261225")
        .replace("END:VCALENDAR", "BEGIN:VEVENT\nDTSTART:20261225\nSUMMARY:Y\nEND:VEVENT\nEND:VCALENDAR");
    check(Format::Ics, &two, &["2026-12-25 X / Y"]);
    let with_zone = event("DTSTART:20261225\nBEGIN:VALARM\nTRIGGER:-P1D\nEND:VALARM").replace(
        "BEGIN:VEVENT",
        "BEGIN:VTIMEZONE\nBEGIN:STANDARD\nDTSTART:19701025T030000\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT",
    );
    check(Format::Ics, &with_zone, &["2026-12-25 X"]);
}

#[test]
fn what_repeats_once_a_year_is_written_out() {
    let rule = |first: &str, rule: &str| event(&format!("DTSTART;VALUE=DATE:{first}\nRRULE:{rule}"));
    check(Format::Ics, &rule("20250501", "FREQ=YEARLY;COUNT=3"), &["2025-05-01 X", "2026-05-01 X", "2027-05-01 X"]);
    check(Format::Ics, &rule("20250501", "FREQ=YEARLY;UNTIL=20260501"), &["2025-05-01 X", "2026-05-01 X"]);
    check(
        Format::Ics,
        &rule("20240229", "FREQ=YEARLY;UNTIL=20330101T000000Z"),
        &["2024-02-29 X", "2028-02-29 X", "2032-02-29 X"],
    );
    check(
        Format::Ics,
        &rule("20251127", "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=2"),
        &["2025-11-27 X", "2026-11-26 X"],
    );
    check(
        Format::Ics,
        &rule("20250526", "FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;COUNT=2"),
        &["2025-05-26 X", "2026-05-25 X"],
    );
    check(
        Format::Ics,
        &rule("20250501", "FREQ=YEARLY;INTERVAL=2;COUNT=2;BYMONTH=5;BYMONTHDAY=1"),
        &["2025-05-01 X", "2027-05-01 X"],
    );
    check(
        Format::Ics,
        &(rule("20250501", "FREQ=YEARLY;COUNT=3").replace("END:VEVENT", "EXDATE;VALUE=DATE:20260501\nEND:VEVENT")),
        &["2025-05-01 X", "2027-05-01 X"],
    );
    let endless = read(Format::Ics, &rule("20200501", "FREQ=YEARLY"), today()).expect("sound");
    assert_eq!(endless.last_key_value().map(|(day, _)| day.to_string()).as_deref(), Some("2036-05-01"));
}

#[test]
fn what_is_not_understood_is_refused_with_its_line() {
    let ics = |lines: &str, expected: &str| refuses(Format::Ics, &event(lines), expected);
    ics("DTSTART:20261225T090000", "5: DTSTART has a time of day");
    ics("DTSTART;VALUE=DATE:20260230", "5: “20260230” is no day");
    ics("DTSTART:20261225\nDTEND:20261225", "3: DTEND is the day after");
    ics("DTSTART:20261225\nDTEND:20270225", "3: 62 days in a row");
    ics("DTSTART:20261225\nRRULE:FREQ=WEEKLY", "6: FREQ=WEEKLY is no yearly rule");
    ics("DTSTART:20261225\nRRULE:FREQ=YEARLY;BYYEARDAY=1", "6: BYYEARDAY=1 is not understood");
    ics("DTSTART:20261225\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "6: BYMONTH=11 is not understood");
    ics("DTSTART:20261125\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "6: the event begins on 2026-11-25");
    ics("DTSTART:20261225\nRDATE:20270101", "6: RDATE is not understood");
    ics("SUMMARY:", "3: an event without DTSTART");
    ics("DTSTART:20261225\nSUMMARY:", "3: an event without SUMMARY");
    ics("just words", "5: “just words” is no NAME:value");
    refuses(Format::Ics, "hello", "1: an iCalendar file begins with");
    refuses(Format::Ics, "BEGIN:VCALENDAR\nEND:VCALENDAR", "1: there is no holiday");
    refuses(
        Format::Ics,
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:X\nDTSTART:20261225\nEND:VEVENT",
        "5: the file ends before END:VCALENDAR",
    );
    refuses(Format::Ics, "BEGIN:VCALENDAR\nBEGIN:VTODO\nEND:VTODO\nEND:VCALENDAR", "2: VTODO is not understood");
    refuses(Format::Csv, "day,title\n2026-01-01,X", "1: the header must be");
    refuses(Format::Csv, "date,name\n2026-01-01,X\n1.5.2026,Y", "3: “1.5.2026” is no day");
    refuses(Format::Csv, "date,name\n2026-01-01,", "2: the name is missing");
    refuses(Format::Csv, "date,name\n2026-01-01,A,B", "2: 3 cells");
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_and_never_panics(
        lines in prop::collection::vec("(BEGIN|END):V(CALENDAR|EVENT|ALARM)|(DTSTART|DTEND|RRULE|EXDATE|SUMMARY|DURATION)(;VALUE=DATE)?:[0-9TPDW=;A-Z,-]{0,24}| ?\\PC{0,20}", 0..20),
    ) {
        let text = format!("BEGIN:VCALENDAR\n{}\nEND:VCALENDAR", lines.join("\r\n"));
        let n_lines = text.lines().count();
        if let Err(faults) = read(Format::Ics, &text, today()) {
            prop_assert!(faults.iter().all(|fault| 1 <= fault.line && fault.line <= n_lines));
        }
        let _ = read(Format::Csv, &format!("date,name\n{}", lines.join("\n")), today());
    }
}
