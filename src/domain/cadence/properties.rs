//! What holds for every schedule, zone and calendar.

use std::collections::{BTreeSet, HashSet};
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;

const ZONES: [Tz; 8] = [
    Tz::UTC,
    Tz::Europe__Berlin,
    Tz::America__New_York,
    Tz::America__Havana,
    Tz::America__Santiago,
    Tz::Australia__Lord_Howe,
    Tz::Asia__Kathmandu,
    Tz::Africa__Casablanca,
];

/// Days on which a clock somewhere was changed: forward, back, by half an hour, at midnight, by a whole day.
const CHANGES: [(Tz, &str); 11] = [
    (Tz::Europe__Berlin, "2026-03-29"),
    (Tz::Europe__Berlin, "2026-10-25"),
    (Tz::America__New_York, "2026-03-08"),
    (Tz::America__New_York, "2026-11-01"),
    (Tz::America__Havana, "2026-03-08"),
    (Tz::America__Havana, "2026-11-01"),
    (Tz::America__Santiago, "2026-09-06"),
    (Tz::Australia__Lord_Howe, "2026-04-05"),
    (Tz::Australia__Lord_Howe, "2026-10-04"),
    (Tz::Antarctica__Casey, "2010-03-05"),
    (Tz::Pacific__Apia, "2011-12-30"),
];

fn minutes() -> impl Strategy<Value = String> {
    prop_oneof![
        (0..60u32).prop_map(|minute| minute.to_string()),
        (0..15u32, 16..40u32).prop_map(|(first, step)| format!("{first}-59/{step}")),
        Just("*/15".to_owned()),
        (0..20u32, 35..55u32).prop_map(|(first, second)| format!("{first},{second}")),
    ]
}

fn hours() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => Just("*".to_owned()),
        2 => (0..24u32).prop_map(|hour| hour.to_string()),
        2 => (0..12u32, 0..12u32).prop_map(|(first, length)| format!("{first}-{}", first + length)),
        1 => (2..12u32).prop_map(|step| format!("*/{step}")),
        1 => (0..8u32, 9..24u32).prop_map(|(first, second)| format!("{first},{second}")),
    ]
}

fn days() -> impl Strategy<Value = String> {
    let month = prop_oneof![3 => Just("*".to_owned()), 1 => (1..13u32).prop_map(|month| month.to_string()), 1 => Just("mar-nov/2".to_owned())];
    let weekday = (0..7u32, 0..7u32).prop_map(|(one, other)| format!("{}-{}", one.min(other), one.max(other)));
    let day = (1..32u32, 1..32u32).prop_map(|(one, other)| format!("{one},{other}"));
    (month, prop_oneof![2 => Just(None), 1 => day.prop_map(Some)], prop_oneof![Just("*".to_owned()), weekday]).prop_map(
        |(month, day, weekday)| match day {
            Some(day) => format!("{day} {month} *"),
            None => format!("* {month} {weekday}"),
        },
    )
}

fn expressions() -> impl Strategy<Value = CronText> {
    (minutes(), hours(), days()).prop_filter_map("a day that never comes, or runs too close", |(minute, hour, days)| {
        CronText::parse(&format!("{minute} {hour} {days}")).ok()
    })
}

fn instants() -> impl Strategy<Value = DateTime<Utc>> {
    (1_700_000_000..1_900_000_000i64).prop_map(|seconds| DateTime::from_timestamp(seconds, 0).expect("in range"))
}

fn matches(expression: &CronText, civil: NaiveDateTime) -> bool {
    expression.after(civil - TimeDelta::seconds(1)).next() == Some(civil)
}

/// What the rule says of one minute of real time, without looking for the next run.
fn runs_at(schedule: &Schedule, at: DateTime<Utc>) -> bool {
    let local = |at: DateTime<Utc>| at.with_timezone(&schedule.zone).naive_local();
    let minute = TimeDelta::minutes(1);
    let follows_elapsed_time = schedule.expression.runs_every_hour();
    let was_shown_before = || (1..=180).any(|ago| local(at - minute * ago) == local(at));
    if matches(&schedule.expression, local(at)) && (follows_elapsed_time || !was_shown_before()) {
        return true;
    }
    let skipped = std::iter::successors(Some(local(at - minute) + minute), |civil| Some(*civil + minute));
    !follows_elapsed_time
        && skipped.take_while(|civil| *civil < local(at)).any(|civil| matches(&schedule.expression, civil))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn a_year_of_runs_is_increasing_and_without_duplicates(
        expression in expressions(), zone in prop::sample::select(&ZONES[..]), start in instants(),
    ) {
        let schedule = Schedule::new(expression, zone);
        let mut last = start;
        let mut keys = HashSet::new();
        for run in schedule.runs_after(start).take_while(|run| run.at < start + TimeDelta::days(365)) {
            prop_assert!(last < run.at, "{run:?} is not after {last}");
            prop_assert!(matches(&schedule.expression, run.civil));
            prop_assert!(keys.insert(run.key("")), "{run:?} comes twice");
            last = run.at;
        }
    }
}

proptest! {
    #[test]
    fn clock_changes_follow_the_rule_minute_by_minute(
        expression in expressions(), (zone, day) in prop::sample::select(&CHANGES[..]),
    ) {
        let schedule = Schedule::new(expression, zone);
        let start = at_local(zone, day.parse().expect("a date"), NaiveTime::MIN) - TimeDelta::hours(3);
        let minutes = (1..=32 * 60).map(|minute| start + TimeDelta::minutes(minute));
        let expected: Vec<_> = minutes.filter(|at| runs_at(&schedule, *at)).collect();
        let end = start + TimeDelta::hours(32);
        let found: Vec<_> = schedule.runs_after(start).map(|run| run.at).take_while(|at| *at <= end).collect();
        prop_assert_eq!(found, expected);
    }
}

proptest! {
    #[test]
    fn the_next_run_does_not_depend_on_when_one_asks(
        expression in expressions(), zone in prop::sample::select(&ZONES[..]), start in instants(), part in 0.0..1.0f64,
    ) {
        let schedule = Schedule::new(expression, zone);
        let run = schedule.next_after(start).expect("a run");
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "any second in between will do")]
        let wait = TimeDelta::seconds(((run.at - start).num_seconds() as f64 * part) as i64);
        let again = schedule.next_after(start + wait.min(run.at - start - TimeDelta::seconds(1)));
        prop_assert_eq!(again, Some(run));
    }

    #[test]
    fn another_library_agrees_on_days_without_a_clock_change(
        expression in expressions(), zone in prop::sample::select(&ZONES[..]), start in instants(),
    ) {
        let run = Schedule::new(expression.clone(), zone).next_after(start).expect("a run");
        let offset = |at: DateTime<Utc>| at.with_timezone(&zone).format("%:z").to_string();
        let is_ordinary = |at: DateTime<Utc>| offset(at - TimeDelta::days(1)) == offset(at + TimeDelta::days(1));
        prop_assume!(is_ordinary(start) && is_ordinary(run.at));
        let croner = croner::Cron::from_str(expression.as_str()).expect("valid there too");
        let theirs = croner.find_next_occurrence(&start.with_timezone(&zone), false).expect("a run");
        prop_assert_eq!(run.at, theirs.to_utc());
        prop_assert_eq!((run.civil, run.fold), (theirs.naive_local(), 0));
    }

    #[test]
    fn any_text_is_read_or_refused_and_never_panics(text in "[0-9*/,?LW#a-z -]{0,40}|\\PC{0,40}") {
        if let Ok(expression) = CronText::parse(&text) {
            prop_assert_eq!(CronText::parse(expression.as_str()), Ok(expression));
        }
    }
}

fn dates() -> impl Strategy<Value = NaiveDate> {
    (0..3000i64).prop_map(|days| NaiveDate::from_ymd_opt(2024, 1, 1).expect("a date") + TimeDelta::days(days))
}

fn calendars() -> impl Strategy<Value = Calendar> {
    let leave = prop::collection::vec((dates(), 0..30i64), 0..20);
    (prop::sample::select(&ZONES[..]), prop::collection::btree_set(dates(), 0..60), leave).prop_map(
        |(zone, holidays, leave): (Tz, BTreeSet<NaiveDate>, Vec<(NaiveDate, i64)>)| {
            let leave = leave.into_iter().filter_map(|(from, days)| DateRange::new(from, from + TimeDelta::days(days)));
            Calendar { holidays, leave: leave.collect(), ..Calendar::ordinary(zone) }
        },
    )
}

proptest! {
    #[test]
    fn going_back_as_many_working_days_leads_home(calendar in calendars(), date in dates(), n in -200..200i32) {
        let home = calendar.roll_forward(date);
        let there = calendar.add_working_days(home, n);
        prop_assert!(calendar.is_working_day(there));
        prop_assert_eq!(calendar.add_working_days(there, -n), home);
    }

    #[test]
    fn more_days_and_later_dates_never_end_earlier(
        calendar in calendars(), date in dates(), later in 0..40i64, n in -100..100i32,
    ) {
        let end = calendar.add_working_days(date, n);
        prop_assert!(end <= calendar.add_working_days(date + TimeDelta::days(later), n));
        prop_assert!(end <= calendar.add_working_days(date, n + 1));
    }

    #[test]
    fn added_working_time_is_what_lies_between(calendar in calendars(), start in instants(), minutes in 0..10_000i64) {
        let amount = TimeDelta::minutes(minutes);
        let end = calendar.add_working_time(start, amount);
        prop_assert!(start <= end);
        prop_assert_eq!(calendar.working_time_between(start, end), amount);
        prop_assert!(end <= calendar.add_working_time(start, amount + TimeDelta::minutes(1)));
    }

    #[test]
    fn nobody_is_woken(
        zone in prop::sample::select(&ZONES[..]), start in instants(), from in 0..1440i64, to in 0..1440i64,
    ) {
        let time = |minute| NaiveTime::MIN + TimeDelta::minutes(minute);
        let quiet = QuietHours { from: time(from), to: time(to) };
        let calendar = Calendar::ordinary(zone);
        let at = calendar.next_allowed(quiet, start);
        prop_assert!(start <= at && at - start < TimeDelta::hours(26));
        prop_assert!(!calendar.is_quiet(quiet, at));
    }
}

#[test]
fn years_far_away_do_not_panic() {
    let mut calendar = Calendar::ordinary(Tz::Europe__Berlin);
    calendar.leave.extend(DateRange::new(NaiveDate::MIN, NaiveDate::MAX));
    let start: DateTime<Utc> = "2026-01-05T09:00:00Z".parse().expect("an instant");
    assert!(9999 < calendar.add_working_hours(start, 4).year());
    assert!(calendar.add_working_days(NaiveDate::MAX, -3) <= NaiveDate::MAX);
}
