//! When a schedule runs next: wall times of the expression, turned into instants of the zone.

use chrono::{DateTime, Datelike, Months, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::civil::{Civil, resolve};
use super::expression::CronText;
use super::refusal::{CronReason, CronRefusal};

/// The first run must come within this many months.
const HORIZON: Months = Months::new(5 * 12);
/// The longest that any clock has been put back since 1970 (Casey, 2010).
const LONGEST_REPEAT: TimeDelta = TimeDelta::hours(3);
/// The `cron` crate knows no later year.
const LAST_YEAR: i32 = 2100;

/// A crontab expression on the clock of one zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// Which wall times.
    pub expression: CronText,
    /// Whose clock.
    pub zone: Tz,
}

/// One run of a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Fire {
    /// The wall time asked for. In a gap it is one that the clock never showed, and `at` is the end of the gap.
    pub civil: NaiveDateTime,
    /// 1 for the second showing of a repeated wall time, else 0.
    pub fold: u8,
    /// The instant.
    pub at: DateTime<Utc>,
}

impl Fire {
    /// A text that is the same for every replica that computes this run, and different for every other run.
    pub fn key(&self, prefix: &str) -> String {
        format!("{prefix}:{}:{}", self.civil.format("%Y-%m-%dT%H:%M:%S"), self.fold)
    }
}

impl Schedule {
    /// A schedule that has been accepted before.
    pub fn new(expression: CronText, zone: Tz) -> Self {
        Self { expression, zone }
    }

    /// Reads what a person typed, and refuses also what would not run within five years of `now`.
    pub fn parse(text: &str, zone: Tz, now: DateTime<Utc>) -> Result<Self, CronRefusal> {
        let schedule = Self::new(CronText::parse(text)?, zone);
        let next = schedule.next_after(now).map(|fire| fire.at);
        let horizon = now.checked_add_months(HORIZON);
        if next.zip(horizon).is_some_and(|(next, horizon)| next <= horizon) {
            return Ok(schedule);
        }
        Err(CronRefusal::whole(CronReason::TooFarAway { next }))
    }

    /// The first run strictly after an instant; `None` when there is none before the year 2101.
    pub fn next_after(&self, after: DateTime<Utc>) -> Option<Fire> {
        if LAST_YEAR < after.year() {
            return None;
        }
        let local = after.with_timezone(&self.zone).naive_local();
        let mut first_showings = self.expression.after(local).filter_map(|civil| self.first_showing(civil));
        // Wall times only grow, and so do their first showings: the first that lies ahead is the nearest.
        let next = first_showings.find(|fire| after < fire.at);
        let again = if self.expression.runs_every_hour() { self.second_showing(after, local, next) } else { None };
        next.into_iter().chain(again).min_by_key(|fire| fire.at)
    }

    /// The next `n` runs strictly after an instant.
    pub fn next_n(&self, after: DateTime<Utc>, n: usize) -> Vec<Fire> {
        self.runs_after(after).take(n).collect()
    }

    /// All runs strictly after an instant, in order.
    pub fn runs_after(&self, after: DateTime<Utc>) -> impl Iterator<Item = Fire> {
        std::iter::successors(self.next_after(after), |fire| self.next_after(fire.at))
    }

    /// Only a schedule with hours of its own makes up for a gap; in one of every hour the neighbours are near enough.
    fn first_showing(&self, civil: NaiveDateTime) -> Option<Fire> {
        match resolve(self.zone, civil) {
            Civil::Once(at) | Civil::Twice { first: at, .. } => Some(Fire { civil, fold: 0, at }),
            Civil::Skipped { end } => (!self.expression.runs_every_hour()).then_some(Fire { civil, fold: 0, at: end }),
        }
    }

    /// The next second showing, if it can come before the next first one. Its wall time may lie before the present one.
    fn second_showing(&self, after: DateTime<Utc>, local: NaiveDateTime, next: Option<Fire>) -> Option<Fire> {
        let is_before_next = |civil: &NaiveDateTime| next.is_none_or(|next| *civil < next.civil);
        self.expression.after(local - LONGEST_REPEAT).take_while(is_before_next).find_map(|civil| {
            let Civil::Twice { second, .. } = resolve(self.zone, civil) else { return None };
            (after < second).then_some(Fire { civil, fold: 1, at: second })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schedule(zone: Tz, text: &str) -> Schedule {
        Schedule::new(CronText::parse(text).expect("an expression"), zone)
    }

    #[track_caller]
    fn check(zone: Tz, text: &str, after: &str, expected: &[&str]) {
        let after = after.parse().expect("an instant");
        let runs = schedule(zone, text).next_n(after, expected.len());
        let found: Vec<_> =
            runs.iter().map(|run| run.at.with_timezone(&zone).format("%m-%d %H:%M %:z").to_string()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn working_days_are_monday_to_friday() {
        let days = ["11-20 09:00 +01:00", "11-23 09:00 +01:00", "11-24 09:00 +01:00"];
        check(Tz::Europe__Berlin, "0 9 * * 1-5", "2026-11-19T12:00:00Z", &days);
        check(
            Tz::Asia__Kathmandu,
            "15 9 * * 1-5",
            "2026-11-19T12:00:00Z",
            &["11-20 09:15 +05:45", "11-23 09:15 +05:45"],
        );
    }

    #[test]
    fn a_run_in_the_gap_comes_at_its_end() {
        let after = "2026-03-28T12:00:00Z";
        check(Tz::Europe__Berlin, "30 2 * * *", after, &["03-29 03:00 +02:00", "03-30 02:30 +02:00"]);
        check(
            Tz::America__New_York,
            "30 2 * * 0",
            "2026-03-07T12:00:00Z",
            &["03-08 03:00 -04:00", "03-15 02:30 -04:00"],
        );
        check(
            Tz::Australia__Lord_Howe,
            "15 2 * * *",
            "2026-10-03T00:00:00Z",
            &["10-04 02:30 +11:00", "10-05 02:15 +11:00"],
        );
        let once = ["03-29 01:30 +01:00", "03-29 03:00 +02:00", "03-29 03:30 +02:00", "03-29 04:00 +02:00"];
        check(Tz::Europe__Berlin, "*/30 1-4 * * *", "2026-03-29T00:00:00Z", &once);
    }

    #[test]
    fn a_skipped_day_is_made_up_for_once() {
        let days = ["12-29 09:00 -10:00", "12-31 00:00 +14:00", "12-31 09:00 +14:00", "01-01 09:00 +14:00"];
        check(Tz::Pacific__Apia, "0 9 * * *", "2011-12-29T10:00:00Z", &days);
        let hours = ["12-29 23:15 -10:00", "12-31 00:15 +14:00"];
        check(Tz::Pacific__Apia, "15 * * * *", "2011-12-30T09:00:00Z", &hours);
    }

    #[test]
    fn a_run_in_the_repeated_hour_comes_once() {
        check(Tz::Europe__Berlin, "30 2 * * *", "2026-10-24T12:00:00Z", &["10-25 02:30 +02:00", "10-26 02:30 +01:00"]);
        check(
            Tz::America__New_York,
            "30 1 * * *",
            "2026-10-31T12:00:00Z",
            &["11-01 01:30 -04:00", "11-02 01:30 -05:00"],
        );
        check(
            Tz::Australia__Lord_Howe,
            "45 1 * * *",
            "2026-04-04T00:00:00Z",
            &["04-05 01:45 +11:00", "04-06 01:45 +10:30"],
        );
        check(Tz::Europe__Berlin, "30 2 * * *", "2026-10-25T00:45:00Z", &["10-26 02:30 +01:00"]);
        check(Tz::Europe__Berlin, "30 2 * * *", "2026-10-25T01:15:00Z", &["10-26 02:30 +01:00"]);
    }

    #[test]
    fn a_schedule_of_every_hour_follows_elapsed_time() {
        let autumn = ["10-25 01:00 +02:00", "10-25 02:00 +02:00", "10-25 02:00 +01:00", "10-25 03:00 +01:00"];
        check(Tz::Europe__Berlin, "0 * * * *", "2026-10-24T22:00:00Z", &autumn);
        let quarters = ["10-25 02:45 +02:00", "10-25 02:00 +01:00", "10-25 02:15 +01:00"];
        check(Tz::Europe__Berlin, "*/15 * * * *", "2026-10-25T00:30:00Z", &quarters);
        let casey = ["03-05 01:15 +11:00", "03-04 23:15 +08:00", "03-05 00:15 +08:00"];
        check(Tz::Antarctica__Casey, "15 * * * *", "2010-03-04T14:00:00Z", &casey);
        let spring = ["03-29 01:15 +01:00", "03-29 03:15 +02:00", "03-29 04:15 +02:00"];
        check(Tz::Europe__Berlin, "15 * * * *", "2026-03-28T23:30:00Z", &spring);
        let lord_howe = ["04-05 01:30 +11:00", "04-05 01:30 +10:30", "04-05 02:00 +10:30", "04-05 02:30 +10:30"];
        check(Tz::Australia__Lord_Howe, "*/30 * * * *", "2026-04-04T14:00:00Z", &lord_howe);
    }

    #[test]
    fn the_second_showing_has_a_fold_and_a_key_of_its_own() {
        let after = "2026-10-24T23:30:00Z".parse().expect("an instant");
        let keys: Vec<_> =
            schedule(Tz::Europe__Berlin, "0 * * * *").next_n(after, 3).iter().map(|run| run.key("digest")).collect();
        assert_eq!(
            keys,
            ["digest:2026-10-25T02:00:00:0", "digest:2026-10-25T02:00:00:1", "digest:2026-10-25T03:00:00:0"]
        );
    }

    #[test]
    fn the_next_run_is_never_the_present_one_nor_past() {
        for (zone, text) in [(Tz::Europe__Berlin, "*/15 * * * *"), (Tz::Europe__Berlin, "*/15 1-4 * * *")] {
            let schedule = schedule(zone, text);
            let start: DateTime<Utc> = "2026-10-24T23:00:00Z".parse().expect("an instant");
            for second in 0..4 * 3600 {
                let now = start + TimeDelta::seconds(second);
                assert!(schedule.next_after(now).is_some_and(|run| now < run.at), "{text} after {now}");
            }
        }
    }

    #[test]
    fn parts_of_a_second_count() {
        check(Tz::UTC, "0 9 * * *", "2026-01-05T08:59:59.999999Z", &["01-05 09:00 +00:00"]);
        check(Tz::UTC, "0 9 * * *", "2026-01-05T09:00:00Z", &["01-06 09:00 +00:00"]);
    }

    #[test]
    fn a_run_must_come_within_five_years() {
        let parse = |now: &str| Schedule::parse("0 9 29 2 *", Tz::UTC, now.parse().expect("an instant"));
        assert!(parse("2026-01-05T09:00:00Z").is_ok());
        assert!(parse("2096-01-05T09:00:00Z").is_ok());
        let refusal = parse("2096-03-05T09:00:00Z").expect_err("2100 is no leap year");
        assert_eq!(refusal, CronRefusal::whole(CronReason::TooFarAway { next: None }));
        assert_eq!(schedule(Tz::UTC, "0 9 * * *").next_after(DateTime::<Utc>::MAX_UTC), None);
    }
}
