//! Plans on real calendars.

use chrono_tz::Tz;

use super::*;
use crate::domain::cadence::DateRange;
use crate::domain::playbook::Repeat;

fn rescue() -> Playbook {
    Playbook::parse(Playbook::shipped("red_account_rescue").expect("it ships")).expect("parses")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn laid_out(start: &str, contract_end: &str) -> Plan {
    let now = start.parse().expect("an instant");
    let calendar = Calendar::ordinary(chrono_tz::Europe::Berlin);
    lay_out(&rescue(), |_| calendar.clone(), Some(day(contract_end)), now)
}

#[test]
fn a_rescue_from_a_monday_ends_on_day_84_with_seven_days_to_spare() {
    let plan = laid_out("2026-03-02T09:00:00Z", "2026-06-01");
    assert_eq!(plan.steps.len(), 12);
    assert_eq!(plan.slack_days, Some(7));
    let last = plan.steps.last().expect("it has steps");
    assert_eq!((last.key.as_str(), last.occurrence), ("weekly_check_in", 8));
    // Day 84 is a Monday in summer time; it is due at the end of the working day.
    assert_eq!(last.due_at.to_rfc3339(), "2026-05-25T15:00:00+00:00");
    assert!(plan.steps.iter().all(|step| step.moved_from.is_none()));
}

#[test]
fn from_a_saturday_every_due_day_rolls_to_the_monday_after_and_says_so() {
    let plan = laid_out("2026-03-07T09:00:00Z", "2026-06-06");
    assert_eq!(plan.slack_days, Some(5));
    assert!(plan.steps.iter().all(|step| step.moved_from.is_some()));
    assert_eq!(plan.steps[0].moved_from, Some(day("2026-03-14")));
}

#[test]
fn the_first_step_opens_at_once_and_the_others_in_the_morning() {
    let plan = laid_out("2026-03-02T20:00:00Z", "2026-06-01");
    assert_eq!(plan.steps[0].opens_at.to_rfc3339(), "2026-03-02T20:00:00+00:00");
    assert_eq!(plan.steps[1].opens_at.to_rfc3339(), "2026-03-09T08:00:00+00:00");
    // Across the change to summer time the morning stays at nine.
    assert_eq!(plan.steps[4].opens_at.to_rfc3339(), "2026-03-30T07:00:00+00:00");
}

/// One step, by its offsets.
fn step(opens: &str, due: &str) -> StepDefinition {
    let yaml = format!("id: one\ntitle: One\nwhat: Do it\nopens: {opens}\ndue: {due}\n");
    serde_saphyr::from_str(&yaml).expect("a step")
}

/// When a step opens and is due, on the wall of its owner; and the day that it was moved from.
#[track_caller]
fn check(calendar: &Calendar, start: &str, contract_end: Option<&str>, offsets: (&str, &str), expected: &str) {
    let start: DateTime<Utc> = start.parse().expect("an instant");
    let ground = Ground { start, previous: start, contract_end: contract_end.map(day), now: start };
    let planned = lay_out_step(&step(offsets.0, offsets.1), 0, calendar, ground).next().expect("one");
    let wall = |at: DateTime<Utc>| at.with_timezone(&calendar.zone).format("%a %Y-%m-%d %H:%M").to_string();
    let moved = planned.moved_from.map(|from| format!(", from {}", from.format("%a"))).unwrap_or_default();
    assert_eq!(format!("{} → {}{moved}", wall(planned.opens_at), wall(planned.due_at)), expected);
}

#[test]
fn the_wall_stays_where_it_is_when_the_clocks_change() {
    let (berlin, york) = (Calendar::ordinary(Tz::Europe__Berlin), Calendar::ordinary(Tz::America__New_York));
    // Spring: New York on 8 March, Berlin on 29 March. Autumn: Berlin on 25 October, New York on 1 November.
    check(&berlin, "2026-03-27T09:00:00Z", None, ("3d", "7d"), "Mon 2026-03-30 09:00 → Fri 2026-04-03 17:00");
    check(&york, "2026-03-06T15:00:00Z", None, ("3d", "7d"), "Mon 2026-03-09 09:00 → Fri 2026-03-13 17:00");
    check(&berlin, "2026-10-23T09:00:00Z", None, ("1bd", "3bd"), "Mon 2026-10-26 09:00 → Wed 2026-10-28 17:00");
    check(&york, "2026-10-30T15:00:00Z", None, ("1bd", "3bd"), "Mon 2026-11-02 09:00 → Wed 2026-11-04 17:00");
}

#[test]
fn month_ends_and_leap_days_are_days_like_others() {
    let berlin = Calendar::ordinary(Tz::Europe__Berlin);
    check(&berlin, "2028-02-28T09:00:00Z", None, ("1d", "2d"), "Tue 2028-02-29 09:00 → Wed 2028-03-01 17:00");
    check(&berlin, "2026-01-30T09:00:00Z", None, ("1bd", "31d"), "Mon 2026-02-02 09:00 → Mon 2026-03-02 17:00");
    let leap = Some("2028-02-29");
    check(
        &berlin,
        "2027-11-01T09:00:00Z",
        leap,
        ("60d before renewal", "0d before renewal"),
        "Fri 2027-12-31 09:00 → Tue 2028-02-29 17:00",
    );
}

#[test]
fn holidays_and_leave_are_rolled_over() {
    let mut berlin = Calendar::ordinary(Tz::Europe__Berlin);
    berlin.holidays.extend([day("2026-04-03"), day("2026-04-06")]);
    check(&berlin, "2026-03-30T08:00:00Z", None, ("4d", "4d"), "Tue 2026-04-07 09:00 → Tue 2026-04-07 17:00, from Fri");
    check(&berlin, "2026-03-30T08:00:00Z", None, ("0d", "5bd"), "Mon 2026-03-30 10:00 → Wed 2026-04-08 17:00");
    berlin.leave.extend(DateRange::new(day("2026-04-07"), NaiveDate::MAX));
    let start = "2026-03-30T08:00:00Z".parse().expect("an instant");
    let ground = Ground { start, previous: start, contract_end: None, now: start };
    assert_eq!(lay_out_step(&step("10d", "20d"), 0, &berlin, ground).count(), 1, "leave without an end");
}

#[test]
fn what_counts_back_never_falls_behind_the_contract() {
    let berlin = Calendar::ordinary(Tz::Europe__Berlin);
    // 31 May 2026 is a Sunday.
    let end = Some("2026-05-31");
    let start = "2026-03-02T09:00:00Z";
    check(
        &berlin,
        start,
        end,
        ("5bd before renewal", "0d before renewal"),
        "Mon 2026-05-25 09:00 → Fri 2026-05-29 17:00, from Sun",
    );
    check(
        &berlin,
        start,
        end,
        ("5bd before renewal", "0bd before renewal"),
        "Mon 2026-05-25 09:00 → Fri 2026-05-29 17:00",
    );
    check(
        &berlin,
        start,
        end,
        ("30d before renewal", "8d before renewal"),
        "Fri 2026-05-01 09:00 → Mon 2026-05-25 17:00, from Sat",
    );
}

#[test]
fn what_is_late_from_the_start_is_due_as_soon_as_it_could_be() {
    let berlin = Calendar::ordinary(Tz::Europe__Berlin);
    let end = Some("2026-04-15");
    let late = ("120d before renewal", "100d before renewal");
    check(&berlin, "2026-03-02T09:00:00Z", end, late, "Mon 2026-03-02 10:00 → Mon 2026-03-02 17:00");
    check(&berlin, "2026-03-06T19:00:00Z", end, late, "Fri 2026-03-06 20:00 → Mon 2026-03-09 17:00");
    check(&berlin, "2026-03-07T09:00:00Z", end, late, "Sat 2026-03-07 10:00 → Mon 2026-03-09 17:00");
    check(&berlin, "2026-03-02T19:00:00Z", None, ("0d", "0d"), "Mon 2026-03-02 20:00 → Tue 2026-03-03 17:00");
}

#[test]
fn occurrences_that_roll_onto_one_day_are_asked_for_once() {
    let berlin = Calendar::ordinary(Tz::Europe__Berlin);
    let daily = StepDefinition { repeat: Some(Repeat { every_days: 1, times: 5 }), ..step("1d", "1d") };
    let start: DateTime<Utc> = "2026-03-05T09:00:00Z".parse().expect("an instant");
    let ground = Ground { start, previous: start, contract_end: None, now: start };
    let due: Vec<(i32, String)> = lay_out_step(&daily, 0, &berlin, ground)
        .map(|step| (step.occurrence, step.due_at.format("%a %d").to_string()))
        .collect();
    // Friday; Saturday and Sunday fall on the Monday, which has its own; Tuesday.
    assert_eq!(due, [(1, "Fri 06".into()), (4, "Mon 09".into()), (5, "Tue 10".into())]);
}
