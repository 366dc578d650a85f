//! Quiet hours: when nobody wants to be written to.

use chrono::{DateTime, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use super::calendar::Calendar;
use super::civil::{local_day, resolve};

const MOST_TURNS: usize = 16;

/// A part of every day, over midnight when it ends before it begins. With two equal times there are no quiet hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    /// The first quiet moment.
    pub from: NaiveTime,
    /// The first moment that is not quiet again.
    pub to: NaiveTime,
}

impl QuietHours {
    /// Whether a time of day is quiet.
    pub fn covers(self, time: NaiveTime) -> bool {
        if self.from <= self.to { self.from <= time && time < self.to } else { self.from <= time || time < self.to }
    }
}

impl Calendar {
    /// Whether it is quiet on the wall clock of the calendar's zone.
    pub fn is_quiet(&self, quiet: QuietHours, instant: DateTime<Utc>) -> bool {
        quiet.covers(instant.with_timezone(&self.zone).time())
    }

    /// The instant itself when it is not quiet, else the end of the quiet hours.
    pub fn next_allowed(&self, quiet: QuietHours, instant: DateTime<Utc>) -> DateTime<Utc> {
        let mut at = instant;
        while self.is_quiet(quiet, at) {
            let Some(end) = self.end_of_quiet(quiet, at) else { return at };
            at = end;
        }
        at
    }

    /// When the person may next be written to about what can wait: outside of their quiet hours, on a day that they work.
    /// What would come in the evening of a Friday's quiet hours comes on Monday at the beginning of work.
    pub fn next_message_at(&self, quiet: Option<QuietHours>, instant: DateTime<Utc>) -> DateTime<Utc> {
        let mut at = instant;
        // Each round ends a quiet time or a free one, which can take turns; nobody's take turns for so long.
        for _ in 0..MOST_TURNS {
            let loud = quiet.map_or(at, |quiet| self.next_allowed(quiet, at));
            let day = local_day(loud, self.zone);
            let worked = self.roll_forward(day);
            let next = if worked == day { loud } else { self.at_local(worked, self.workweek.hours().0) };
            if next == at {
                return at;
            }
            at = next;
        }
        at
    }

    /// The next time at which the clock shows the end of the quiet hours. After a gap it may be quiet even then.
    fn end_of_quiet(&self, quiet: QuietHours, instant: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let today = instant.with_timezone(&self.zone).date_naive();
        let ends = today.iter_days().take(3).map(|day| resolve(self.zone, day.and_time(quiet.to)));
        ends.flat_map(|end| [end.instant(), end.last_instant()]).find(|end| instant < *end)
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;

    #[track_caller]
    fn check(zone: Tz, (from, to): (&str, &str), instant: &str, expected: &str) {
        let time = |text: &str| text.parse().expect("a time");
        let quiet = QuietHours { from: time(from), to: time(to) };
        let calendar = Calendar::ordinary(zone);
        let instant = instant.parse().expect("an instant");
        let allowed = calendar.next_allowed(quiet, instant);
        assert_eq!(allowed.with_timezone(&zone).format("%m-%d %H:%M %:z").to_string(), expected);
        assert_eq!(calendar.is_quiet(quiet, instant), allowed != instant);
        assert!(!calendar.is_quiet(quiet, allowed));
    }

    #[track_caller]
    fn check_message(quiet: Option<(&str, &str)>, instant: &str, expected: &str) {
        let time = |text: &str| text.parse().expect("a time");
        let quiet = quiet.map(|(from, to)| QuietHours { from: time(from), to: time(to) });
        let mut calendar = Calendar::ordinary(Tz::Europe__Berlin);
        calendar.holidays.insert("2026-04-03".parse().expect("a date"));
        let at = calendar.next_message_at(quiet, instant.parse().expect("an instant"));
        assert_eq!(at.with_timezone(&calendar.zone).format("%a %m-%d %H:%M").to_string(), expected);
    }

    #[test]
    fn what_can_wait_waits_for_the_morning_of_a_working_day() {
        check_message(None, "2026-03-30T20:00:00Z", "Mon 03-30 22:00");
        check_message(Some(NIGHT), "2026-03-30T18:00:00Z", "Tue 03-31 07:30");
        check_message(Some(NIGHT), "2026-04-02T18:00:00Z", "Mon 04-06 09:00");
        check_message(None, "2026-04-04T10:00:00Z", "Mon 04-06 09:00");
        check_message(Some(("08:00:00", "10:00:00")), "2026-04-04T10:00:00Z", "Mon 04-06 10:00");
        check_message(Some(("00:00:00", "23:59:00")), "2026-04-04T10:00:00Z", "Mon 04-06 23:59");
    }

    const NIGHT: (&str, &str) = ("20:00:00", "07:30:00");

    #[test]
    fn the_night_runs_over_midnight() {
        check(Tz::Europe__Berlin, NIGHT, "2026-01-05T18:59:00Z", "01-05 19:59 +01:00");
        check(Tz::Europe__Berlin, NIGHT, "2026-01-05T19:00:00Z", "01-06 07:30 +01:00");
        check(Tz::Europe__Berlin, NIGHT, "2026-01-06T02:00:00Z", "01-06 07:30 +01:00");
        check(Tz::Europe__Berlin, NIGHT, "2026-01-06T06:30:00Z", "01-06 07:30 +01:00");
        check(Tz::Asia__Kathmandu, NIGHT, "2026-01-05T20:00:00Z", "01-06 07:30 +05:45");
    }

    #[test]
    fn a_lunch_break_is_one_part_of_the_day() {
        let lunch = ("12:00:00", "13:00:00");
        check(Tz::Europe__Berlin, lunch, "2026-01-05T11:15:00Z", "01-05 13:00 +01:00");
        check(Tz::Europe__Berlin, lunch, "2026-01-05T12:00:00Z", "01-05 13:00 +01:00");
        check(Tz::Europe__Berlin, ("00:00:00", "00:00:00"), "2026-01-05T11:15:00Z", "01-05 12:15 +01:00");
    }

    #[test]
    fn clock_changes_neither_wake_early_nor_twice() {
        check(Tz::Europe__Berlin, NIGHT, "2026-03-29T00:30:00Z", "03-29 07:30 +02:00");
        check(Tz::Europe__Berlin, ("22:00:00", "02:30:00"), "2026-03-29T00:30:00Z", "03-29 03:00 +02:00");
        check(Tz::Europe__Berlin, ("22:00:00", "02:30:00"), "2026-10-25T00:15:00Z", "10-25 02:30 +02:00");
        check(Tz::Europe__Berlin, ("22:00:00", "02:30:00"), "2026-10-25T01:15:00Z", "10-25 02:30 +01:00");
        check(Tz::Pacific__Apia, NIGHT, "2011-12-30T09:00:00Z", "12-31 07:30 +14:00");
    }
}
