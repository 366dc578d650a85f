//! What holds for every due time, across both changes of the clock, month ends and leap days.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;

const ZONES: [Tz; 7] = [
    Tz::Europe__Berlin,
    Tz::America__New_York,
    Tz::Australia__Lord_Howe,
    Tz::Asia__Kathmandu,
    Tz::Pacific__Apia,
    Tz::America__St_Johns,
    Tz::Africa__Casablanca,
];

/// Days around a change of some clock, a month's end, a leap day, a year's end.
const EDGES: [&str; 17] = [
    "2026-03-08",
    "2026-03-29",
    "2026-04-05",
    "2026-10-04",
    "2026-10-25",
    "2026-11-01",
    "2027-03-14",
    "2027-03-28",
    "2027-10-31",
    "2026-01-31",
    "2026-02-28",
    "2028-02-28",
    "2028-02-29",
    "2028-03-01",
    "2026-12-31",
    "2024-02-29",
    "2011-12-29",
];

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn near_an_edge() -> impl Strategy<Value = NaiveDate> {
    (prop::sample::select(&EDGES[..]), 0..9u64).prop_map(|(edge, n)| day(edge) - Days::new(4) + Days::new(n))
}

fn calendar() -> impl Strategy<Value = Calendar> {
    let leave = prop::collection::vec((near_an_edge(), 0..6u64), 0..3);
    let holidays = prop::collection::btree_set(near_an_edge(), 0..6);
    (prop::sample::select(&ZONES[..]), leave, holidays, 0..12u32, 1..12u32).prop_map(
        |(zone, leave, holidays, from, n)| {
            let time = |hour| NaiveTime::from_hms_opt(hour, 30, 0).expect("a time");
            let days = Workweek::default().days().collect::<Vec<_>>();
            let workweek = Workweek::new(days, time(from), time(from + n)).expect("a week");
            let leave = leave.into_iter().filter_map(|(from, n)| DateRange::new(from, from + Days::new(n))).collect();
            Calendar { workweek, holidays, leave, ..Calendar::ordinary(zone) }
        },
    )
}

#[track_caller]
fn ends(zone: Tz, on: &str, expected: &str) {
    let calendar = Calendar::ordinary(zone);
    let due = calendar.at_local(day(on), calendar.workweek.hours().1);
    assert_eq!(due.to_rfc3339(), expected, "{zone} {on}");
}

#[test]
fn the_end_of_a_day_is_five_on_the_wall_whatever_the_clocks_do() {
    ends(Tz::Europe__Berlin, "2026-03-27", "2026-03-27T16:00:00+00:00");
    ends(Tz::Europe__Berlin, "2026-03-30", "2026-03-30T15:00:00+00:00");
    ends(Tz::Europe__Berlin, "2026-10-26", "2026-10-26T16:00:00+00:00");
    ends(Tz::America__New_York, "2026-03-06", "2026-03-06T22:00:00+00:00");
    ends(Tz::America__New_York, "2026-03-09", "2026-03-09T21:00:00+00:00");
    ends(Tz::America__New_York, "2026-11-02", "2026-11-02T22:00:00+00:00");
    // Lord Howe moves by half an hour, Kathmandu never and stands between the hours, Apia lost a Friday in 2011.
    ends(Tz::Australia__Lord_Howe, "2026-04-03", "2026-04-03T06:00:00+00:00");
    ends(Tz::Australia__Lord_Howe, "2026-04-06", "2026-04-06T06:30:00+00:00");
    ends(Tz::Australia__Lord_Howe, "2026-10-05", "2026-10-05T06:00:00+00:00");
    ends(Tz::Asia__Kathmandu, "2026-03-30", "2026-03-30T11:15:00+00:00");
    ends(Tz::Pacific__Apia, "2011-12-29", "2011-12-30T03:00:00+00:00");
    ends(Tz::Pacific__Apia, "2011-12-31", "2011-12-31T03:00:00+00:00");
    ends(Tz::Europe__Berlin, "2028-02-29", "2028-02-29T16:00:00+00:00");
}

#[test]
fn months_end_and_leap_days_are_days_like_others() {
    let berlin = Calendar::ordinary(Tz::Europe__Berlin);
    let after = |from: &str, n| berlin.add_working_days(day(from), n).to_string();
    assert_eq!(after("2026-01-30", 1), "2026-02-02");
    assert_eq!(after("2026-02-27", 1), "2026-03-02");
    assert_eq!(after("2028-02-28", 1), "2028-02-29");
    assert_eq!(after("2028-02-28", 2), "2028-03-01");
    assert_eq!(after("2028-03-01", -1), "2028-02-29");
    assert_eq!(after("2026-12-31", 1), "2027-01-01");
}

proptest! {
    #[test]
    fn a_due_day_is_worked_and_none_between_it_and_the_wish_is(calendar in calendar(), wish in near_an_edge()) {
        let due = calendar.roll_forward(wish);
        prop_assert!(wish <= due && calendar.is_working_day(due));
        prop_assert!(wish.iter_days().take_while(|day| *day < due).all(|day| !calendar.is_working_day(day)));
        prop_assert_eq!(calendar.roll_forward(due), due);
    }

    #[test]
    fn a_due_time_shows_its_hour_on_the_wall_unless_the_clock_skips_it(calendar in calendar(), wish in near_an_edge()) {
        let due = calendar.roll_forward(wish);
        let end = calendar.workweek.hours().1;
        let local = calendar.at_local(due, end).with_timezone(&calendar.zone).naive_local();
        match resolve(calendar.zone, due.and_time(end)) {
            Civil::Once(_) | Civil::Twice { .. } => prop_assert_eq!(local, due.and_time(end)),
            Civil::Skipped { .. } => prop_assert!(due.and_time(end) < local),
        }
    }

    #[test]
    fn working_days_forward_and_back_meet_again(calendar in calendar(), from in near_an_edge(), n in 1..15i32) {
        let start = calendar.roll_forward(from);
        let there = calendar.add_working_days(start, n);
        prop_assert_eq!(calendar.add_working_days(there, -n), start);
        let between = start.iter_days().skip(1).take_while(|day| *day <= there).filter(|day| calendar.is_working_day(*day)).count();
        prop_assert_eq!(between, usize::try_from(n).expect("positive"));
    }

    #[test]
    fn what_can_wait_comes_later_and_never_in_quiet_hours(
        calendar in calendar(), on in near_an_edge(), second in 0..86_400u32, from in 0..24u32, to in 0..24u32,
    ) {
        prop_assume!(from != to);
        let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).expect("a time");
        let quiet = QuietHours { from: hour(from), to: hour(to) };
        let at = on.and_time(NaiveTime::from_num_seconds_from_midnight_opt(second, 0).expect("a time")).and_utc();
        let told = calendar.next_message_at(Some(quiet), at);
        prop_assert!(at <= told && told - at < TimeDelta::days(40));
        prop_assert!(!calendar.is_quiet(quiet, told));
        prop_assert!(calendar.is_working_day(local_day(told, calendar.zone)));
        prop_assert_eq!(calendar.next_message_at(Some(quiet), told), told);
    }

    #[test]
    fn working_hours_add_up_over_every_edge(calendar in calendar(), on in near_an_edge(), hours in 1..60u32) {
        let start: DateTime<Utc> = on.and_hms_opt(12, 0, 0).expect("noon").and_utc();
        let end = calendar.add_working_hours(start, hours);
        prop_assert_eq!(calendar.working_time_between(start, end), TimeDelta::hours(i64::from(hours)));
        let local = end.with_timezone(&calendar.zone);
        prop_assert!(calendar.is_working_day(local.date_naive()), "{local}");
        prop_assert!(local.year() <= on.year() + 1 && local.second() == 0);
    }

    #[test]
    fn covered_days_are_those_of_whoever_does_the_work(own in calendar(), theirs in calendar(), on in near_an_edge()) {
        let covered = own.covered_by(|day| theirs.is_working_day(day));
        let is_away = own.leave.iter().any(|leave| leave.contains(on));
        let without = Calendar { leave: vec![], ..own.clone() };
        let expected = if is_away { theirs.is_working_day(on) } else { without.is_working_day(on) };
        prop_assert_eq!(covered.is_working_day(on), expected);
    }
}
