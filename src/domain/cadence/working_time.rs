//! Working hours as a length of time: what "answer within four working hours" means.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::calendar::Calendar;
use super::civil::local_day;

impl Calendar {
    /// The instant at which so many working hours have gone by, counted from `start`.
    ///
    /// See [`Calendar::add_working_time`].
    pub fn add_working_hours(&self, start: DateTime<Utc>, hours: u32) -> DateTime<Utc> {
        self.add_working_time(start, TimeDelta::hours(i64::from(hours)))
    }

    /// The earliest instant with `amount` of working time between `start` and it; `start` itself when that is nothing.
    ///
    /// Hours are elapsed hours: a working day in which the clocks go forward is shorter by what they skip.
    pub fn add_working_time(&self, start: DateTime<Utc>, amount: TimeDelta) -> DateTime<Utc> {
        if amount <= TimeDelta::zero() {
            return start;
        }
        let mut left = amount;
        for (from, to) in self.shifts(local_day(start, self.zone)) {
            let from = from.max(start);
            let room = (to - from).max(TimeDelta::zero());
            if left <= room {
                return from + left;
            }
            left -= room;
        }
        DateTime::<Utc>::MAX_UTC
    }

    /// How much working time lies between two instants; nothing when they are the wrong way round.
    pub fn working_time_between(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> TimeDelta {
        let shifts = self.shifts(local_day(start, self.zone)).take_while(|(from, _)| *from < end);
        shifts.map(|(from, to)| (to.min(end) - from.max(start)).max(TimeDelta::zero())).sum()
    }

    /// Whether the person is at work.
    pub fn is_working(&self, instant: DateTime<Utc>) -> bool {
        self.next_working_instant(instant) == instant
    }

    /// The instant itself when the person is at work, else the beginning of their next working day.
    pub fn next_working_instant(&self, instant: DateTime<Utc>) -> DateTime<Utc> {
        let mut shifts = self.shifts(local_day(instant, self.zone));
        shifts.find(|(_, to)| instant < *to).map_or(DateTime::<Utc>::MAX_UTC, |(from, _)| from.max(instant))
    }

    /// The working days from a date on, each as its beginning and end.
    fn shifts(&self, from: NaiveDate) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> {
        let (start, end) = self.workweek.hours();
        let working_days = std::iter::successors(Some(self.roll_forward(from)), |day| {
            day.succ_opt().map(|next| self.roll_forward(next))
        });
        working_days.map(move |day| (self.at_local(day, start), self.at_local(day, end)))
    }
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveTime, Weekday};
    use chrono_tz::Tz;

    use super::super::calendar::{DateRange, Workweek};
    use super::*;

    fn instant(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[track_caller]
    fn check(calendar: &Calendar, start: &str, hours: u32, expected: &str) {
        let end = calendar.add_working_hours(instant(start), hours);
        let local = end.with_timezone(&calendar.zone);
        assert_eq!(local.format("%a %m-%d %H:%M").to_string(), expected);
        assert_eq!(calendar.working_time_between(instant(start), end), TimeDelta::hours(i64::from(hours)));
    }

    #[test]
    fn hours_run_over_nights_and_weekends() {
        let berlin = Calendar::ordinary(Tz::Europe__Berlin);
        check(&berlin, "2026-01-05T08:00:00Z", 4, "Mon 01-05 13:00");
        check(&berlin, "2026-01-05T08:00:00Z", 8, "Mon 01-05 17:00");
        check(&berlin, "2026-01-05T08:00:00Z", 9, "Tue 01-06 10:00");
        check(&berlin, "2026-01-05T15:30:00Z", 4, "Tue 01-06 12:30");
        check(&berlin, "2026-01-09T15:00:00Z", 4, "Mon 01-12 12:00");
        check(&berlin, "2026-01-10T12:00:00Z", 1, "Mon 01-12 10:00");
        check(&berlin, "2026-01-05T03:00:00Z", 1, "Mon 01-05 10:00");
        check(&berlin, "2026-01-10T12:00:00Z", 0, "Sat 01-10 13:00");
    }

    #[test]
    fn a_clock_change_over_the_weekend_changes_nothing_on_the_wall() {
        check(&Calendar::ordinary(Tz::Europe__Berlin), "2026-03-27T14:00:00Z", 4, "Mon 03-30 11:00");
        check(&Calendar::ordinary(Tz::America__New_York), "2026-10-30T19:00:00Z", 4, "Mon 11-02 11:00");
    }

    #[test]
    fn a_night_shift_with_a_clock_change_is_counted_in_elapsed_hours() {
        let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).expect("a time");
        let workweek = Workweek::new([Weekday::Sun, Weekday::Mon], time(0), time(8)).expect("a week");
        let berlin = Calendar { workweek, ..Calendar::ordinary(Tz::Europe__Berlin) };
        check(&berlin, "2026-03-28T12:00:00Z", 4, "Sun 03-29 05:00");
        check(&berlin, "2026-10-24T12:00:00Z", 4, "Sun 10-25 03:00");
        check(&berlin, "2026-03-28T12:00:00Z", 8, "Mon 03-30 01:00");
    }

    #[test]
    fn work_resumes_when_the_person_is_back() {
        let mut calendar = Calendar::ordinary(Tz::Europe__Berlin);
        let day = |text: &str| text.parse().expect("a date");
        calendar.leave.extend(DateRange::new(day("2026-01-06"), day("2026-01-16")));
        let back = instant("2026-01-19T08:00:00Z");
        assert_eq!(calendar.next_working_instant(instant("2026-01-05T16:00:00Z")), back);
        assert_eq!(calendar.next_working_instant(instant("2026-01-08T10:00:00Z")), back);
        assert!(calendar.is_working(back) && calendar.is_working(instant("2026-01-05T15:59:59Z")));
        check(&calendar, "2026-01-05T15:00:00Z", 2, "Mon 01-19 10:00");
    }

    #[test]
    fn time_does_not_run_backwards() {
        let berlin = Calendar::ordinary(Tz::Europe__Berlin);
        let (monday, friday) = (instant("2026-01-05T10:00:00Z"), instant("2026-01-09T10:00:00Z"));
        assert_eq!(berlin.working_time_between(friday, monday), TimeDelta::zero());
        assert_eq!(berlin.working_time_between(monday, friday), TimeDelta::hours(32));
        assert_eq!(berlin.add_working_time(monday, TimeDelta::hours(-1)), monday);
    }
}
