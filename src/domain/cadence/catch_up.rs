//! What to do about runs that nobody was there for.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

use super::schedule::{Fire, Schedule};

/// How late a run may still be made up for.
pub const CATCH_UP: TimeDelta = TimeDelta::hours(2);

/// The most missed runs that are listed one by one.
pub const LISTED: usize = 100;

/// The runs that came due between two instants, and what becomes of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// The newest inside the window: to run now, late or not.
    pub fire: Option<Fire>,
    /// Older ones inside the window, which `fire` stands for.
    pub coalesced: Vec<Fire>,
    /// Those outside the window, oldest first: the newest [`LISTED`] of them.
    pub missed: Vec<Fire>,
    /// The number outside the window, listed or not.
    pub n_missed: usize,
}

impl Schedule {
    /// Sorts out the runs after `after` and up to `now`: one is made up for when it is at most `window` late.
    ///
    /// `after` is the last run that was decided on, or the moment at which the schedule was last edited if that is
    /// later: an edit never back-fills. Takes time in the number of runs between the two.
    pub fn due_between(&self, after: DateTime<Utc>, now: DateTime<Utc>, window: TimeDelta) -> Due {
        let mut due = Due::default();
        let mut missed = VecDeque::new();
        for run in self.runs_after(after).take_while(|run| run.at <= now) {
            if now - run.at <= window {
                due.coalesced.extend(due.fire.replace(run));
                continue;
            }
            due.n_missed += 1;
            missed.push_back(run);
            if LISTED < missed.len() {
                missed.pop_front();
            }
        }
        due.missed = missed.into();
        due
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::super::expression::CronText;
    use super::*;

    fn due(text: &str, after: &str, now: &str) -> Due {
        let schedule = Schedule::new(CronText::parse(text).expect("an expression"), Tz::Europe__Berlin);
        let instant = |text: &str| text.parse().expect("an instant");
        schedule.due_between(instant(after), instant(now), CATCH_UP)
    }

    fn times(runs: impl IntoIterator<Item = Fire>) -> Vec<String> {
        runs.into_iter().map(|run| run.civil.format("%d %H:%M").to_string()).collect()
    }

    #[track_caller]
    fn check(found: Due, fire: &[&str], coalesced: &[&str], missed: &[&str]) {
        assert_eq!(times(found.fire), fire, "fire");
        assert_eq!(times(found.coalesced), coalesced, "coalesced");
        assert_eq!(times(found.missed), missed, "missed");
        assert_eq!(found.n_missed, missed.len());
    }

    const DAILY: &str = "0 9 * * *";

    #[test]
    fn nothing_is_due_before_its_time_nor_a_second_time() {
        check(due(DAILY, "2026-01-05T08:00:00Z", "2026-01-06T07:59:59Z"), &[], &[], &[]);
        check(due(DAILY, "2026-01-05T08:00:00Z", "2026-01-05T08:00:00Z"), &[], &[], &[]);
        check(due(DAILY, "2026-01-05T09:00:00Z", "2026-01-05T08:00:00Z"), &[], &[], &[]);
    }

    #[test]
    fn a_run_is_made_up_for_within_two_hours() {
        check(due(DAILY, "2026-01-04T08:00:00Z", "2026-01-05T08:00:00Z"), &["05 09:00"], &[], &[]);
        check(due(DAILY, "2026-01-04T08:00:00Z", "2026-01-05T10:00:00Z"), &["05 09:00"], &[], &[]);
        check(due(DAILY, "2026-01-04T08:00:00Z", "2026-01-05T10:00:01Z"), &[], &[], &["05 09:00"]);
    }

    #[test]
    fn several_become_the_newest() {
        let found = due("*/30 * * * *", "2026-01-05T07:00:00Z", "2026-01-05T10:10:00Z");
        check(found, &["05 11:00"], &["05 09:30", "05 10:00", "05 10:30"], &["05 08:30", "05 09:00"]);
    }

    #[test]
    fn a_long_absence_is_counted_and_only_its_end_is_listed() {
        let found = due("*/15 * * * *", "2026-01-01T00:00:00Z", "2026-01-11T00:00:00Z");
        assert_eq!((found.n_missed, found.missed.len(), found.coalesced.len()), (951, LISTED, 8));
        assert_eq!(times(found.missed.last().copied()), ["10 22:45"]);
    }

    #[test]
    fn an_absence_over_a_clock_change_loses_nothing() {
        check(due("30 2 * * *", "2026-03-28T01:30:00Z", "2026-03-29T02:00:00Z"), &["29 02:30"], &[], &[]);
        check(due("30 2 * * *", "2026-10-25T00:30:00Z", "2026-10-25T03:00:00Z"), &[], &[], &[]);
    }
}
