//! Which days somebody works: the week, the public holidays, their leave.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc, Weekday, WeekdaySet};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::civil::at_local;

/// The hours of a working week: the same on each of its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Workweek {
    days: WeekdaySet,
    from: NaiveTime,
    to: NaiveTime,
}

/// Why a working week is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WorkweekRefusal {
    /// No day of the week is worked.
    NoDays,
    /// The day ends before it begins; a shift over midnight is not supported.
    Backwards,
}

impl Workweek {
    /// The days of a week, from Monday on.
    pub const EVERY_DAY: [Weekday; 7] =
        [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

    /// Work on `days`, at and after `from` and before `to`.
    pub fn new(
        days: impl IntoIterator<Item = Weekday>,
        from: NaiveTime,
        to: NaiveTime,
    ) -> Result<Self, WorkweekRefusal> {
        let days: WeekdaySet = days.into_iter().collect();
        if days.is_empty() {
            return Err(WorkweekRefusal::NoDays);
        }
        if to <= from {
            return Err(WorkweekRefusal::Backwards);
        }
        Ok(Self { days, from, to })
    }

    /// The days worked, from Monday.
    pub fn days(self) -> impl Iterator<Item = Weekday> {
        self.days.iter(Weekday::Mon)
    }

    /// When the day begins and ends.
    pub fn hours(self) -> (NaiveTime, NaiveTime) {
        (self.from, self.to)
    }
}

impl Default for Workweek {
    /// Monday to Friday, 09:00 to 17:00.
    fn default() -> Self {
        let (from, to) = (NaiveTime::MIN + chrono::TimeDelta::hours(9), NaiveTime::MIN + chrono::TimeDelta::hours(17));
        Self {
            days: WeekdaySet::from_array([Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri]),
            from,
            to,
        }
    }
}

/// Whole days, the last one included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct DateRange {
    from: NaiveDate,
    to: NaiveDate,
}

impl DateRange {
    /// The days from one to another; `None` when they are the wrong way round.
    pub fn new(from: NaiveDate, to: NaiveDate) -> Option<Self> {
        (from <= to).then_some(Self { from, to })
    }

    /// The first day.
    pub fn from(self) -> NaiveDate {
        self.from
    }

    /// The last day.
    pub fn to(self) -> NaiveDate {
        self.to
    }

    /// Whether the day is one of them.
    pub fn contains(self, date: NaiveDate) -> bool {
        self.from <= date && date <= self.to
    }
}

/// Somebody's own calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// Whose clock.
    pub zone: Tz,
    /// The hours of an ordinary week.
    pub workweek: Workweek,
    /// Days on which nobody there works.
    pub holidays: BTreeSet<NaiveDate>,
    /// Days on which this person is away.
    pub leave: Vec<DateRange>,
    /// Days on which somebody else does this person's work, and whether they are at work: that decides such a day.
    pub covered: BTreeMap<NaiveDate, bool>,
}

impl Calendar {
    /// An ordinary week in a zone, without holidays or leave.
    pub fn ordinary(zone: Tz) -> Self {
        Self {
            zone,
            workweek: Workweek::default(),
            holidays: BTreeSet::new(),
            leave: Vec::new(),
            covered: BTreeMap::new(),
        }
    }

    /// Whether the person works on that day.
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        if let Some(is_working_day) = self.covered.get(&date) {
            return *is_working_day;
        }
        self.workweek.days.contains(date.weekday()) && !self.holidays.contains(&date) && self.leave_at(date).is_none()
    }

    /// The same without leave: on its days somebody else does the work, and `at_work` says whether they are there. What
    /// falls into them then comes in time, by the hours of whoever is away and on the days of whoever does it.
    #[must_use]
    pub fn covered_by(&self, at_work: impl Fn(NaiveDate) -> bool) -> Self {
        let days = self.leave.iter().flat_map(|leave| leave.from.iter_days().take_while(|day| *day <= leave.to));
        let covered = days.map(|day| (day, at_work(day))).collect();
        Self { leave: Vec::new(), covered, ..self.clone() }
    }

    /// The day itself when it is worked, else the next that is.
    pub fn roll_forward(&self, date: NaiveDate) -> NaiveDate {
        let mut day = date;
        while !self.is_working_day(day) {
            let free_until = self.leave_at(day).map_or(day, DateRange::to);
            let Some(next) = free_until.succ_opt() else { return free_until };
            day = next;
        }
        day
    }

    /// The day itself when it is worked, else the last before it that was.
    pub fn roll_back(&self, date: NaiveDate) -> NaiveDate {
        let mut day = date;
        while !self.is_working_day(day) {
            let free_since = self.leave_at(day).map_or(day, DateRange::from);
            let Some(previous) = free_since.pred_opt() else { return free_since };
            day = previous;
        }
        day
    }

    /// The `n`th working day strictly after a date, or before it when `n` is negative; for 0, the date rolled forward.
    ///
    /// Takes time in `n`: bound what people type.
    pub fn add_working_days(&self, date: NaiveDate, n: i32) -> NaiveDate {
        if n == 0 {
            return self.roll_forward(date);
        }
        let next = |day: NaiveDate| self.roll_forward(day.succ_opt().unwrap_or(day));
        let previous = |day: NaiveDate| self.roll_back(day.pred_opt().unwrap_or(day));
        (0..n.unsigned_abs()).fold(date, |day, _| if 0 < n { next(day) } else { previous(day) })
    }

    /// The instant of a wall time in the calendar's zone: the end of a gap, the first of two showings.
    pub fn at_local(&self, date: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
        at_local(self.zone, date, time)
    }

    fn leave_at(&self, date: NaiveDate) -> Option<DateRange> {
        self.leave.iter().copied().find(|range| range.contains(date))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    /// Easter 2026 in Berlin, and a person who is away for the week after it.
    fn easter() -> Calendar {
        let mut calendar = Calendar::ordinary(Tz::Europe__Berlin);
        calendar.holidays = BTreeSet::from([date("2026-04-03"), date("2026-04-06")]);
        calendar.leave = DateRange::new(date("2026-04-07"), date("2026-04-10")).into_iter().collect();
        calendar
    }

    #[track_caller]
    fn check(from: &str, n: i32, expected: &str) {
        assert_eq!(easter().add_working_days(date(from), n), date(expected));
    }

    #[test]
    fn working_days_leave_out_weekends_holidays_and_leave() {
        check("2026-03-30", 1, "2026-03-31");
        check("2026-04-02", 1, "2026-04-13");
        check("2026-04-04", 1, "2026-04-13");
        check("2026-04-01", 3, "2026-04-14");
        check("2026-04-13", -1, "2026-04-02");
        check("2026-04-14", -3, "2026-04-01");
    }

    #[test]
    fn no_days_means_rolled_forward() {
        check("2026-04-02", 0, "2026-04-02");
        check("2026-04-03", 0, "2026-04-13");
        assert_eq!(easter().roll_back(date("2026-04-12")), date("2026-04-02"));
    }

    #[test]
    fn covered_leave_follows_the_days_of_whoever_does_the_work() {
        let mut american = Calendar::ordinary(Tz::America__New_York);
        american.holidays.insert(date("2026-04-08"));
        let covered = easter().covered_by(|day| american.is_working_day(day));
        assert_eq!(covered.roll_forward(date("2026-04-07")), date("2026-04-07"));
        assert_eq!(covered.roll_forward(date("2026-04-08")), date("2026-04-09"));
        // Outside of the leave their own holidays count.
        assert_eq!(covered.roll_forward(date("2026-04-03")), date("2026-04-07"));
        assert_eq!(covered.add_working_days(date("2026-04-02"), 3), date("2026-04-10"));
    }

    #[test]
    fn a_week_may_begin_on_sunday() {
        let (from, to) = Workweek::default().hours();
        let days = [Weekday::Sun, Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu];
        let workweek = Workweek::new(days, from, to).expect("a week");
        let calendar = Calendar { workweek, ..Calendar::ordinary(Tz::Asia__Dubai) };
        assert_eq!(calendar.roll_forward(date("2026-01-02")), date("2026-01-04"));
        assert_eq!(workweek.days().last(), Some(Weekday::Sun));
    }

    #[test]
    fn leave_that_never_ends_ends_with_the_calendar() {
        let mut calendar = easter();
        calendar.leave.extend(DateRange::new(date("2026-01-01"), NaiveDate::MAX));
        assert_eq!(calendar.add_working_days(date("2026-03-30"), 5), NaiveDate::MAX);
    }

    #[test]
    fn a_week_without_hours_is_refused() {
        let (from, to) = Workweek::default().hours();
        assert_eq!(Workweek::new([], from, to), Err(WorkweekRefusal::NoDays));
        assert_eq!(Workweek::new([Weekday::Mon], to, from), Err(WorkweekRefusal::Backwards));
        assert_eq!(DateRange::new(date("2026-01-02"), date("2026-01-01")), None);
    }
}
