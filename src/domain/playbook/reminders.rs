//! When somebody is reminded of a step: half the time to acknowledge it is gone, all of it, their manager hears of it; and
//! once it is acknowledged, they are asked how it goes. All in the owner's working time.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::WorkingTime;
use super::step::{Reminders, Step, StepState};
use crate::domain::cadence::Calendar;
use crate::domain::health::Band;
use crate::domain::rules::PlaybookRules;

/// One line that reminds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reminder {
    /// Half the time to acknowledge is gone.
    Half,
    /// All of it.
    Whole,
    /// It is gone, and the owner's manager hears of it.
    Manager,
    /// Acknowledged, and nothing has happened since: how does it go?
    Again {
        /// Which time, from 1.
        n: i32,
        /// Whether it is the last: from then on the digest has it.
        last: bool,
    },
}

/// What is to be done about a step whose reminder is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// Nothing any more.
    Never,
    /// Whoever hears it does not work now, or has had less time than its owner would have had: not before then.
    Later(DateTime<Utc>),
    /// One line, and what comes after it.
    Now(Reminder, Reminders),
}

impl Step {
    /// The step with its next reminder set, by its owner's calendar.
    #[must_use]
    pub fn watched(self, calendar: &Calendar, rules: &PlaybookRules) -> Self {
        let next_at = self.reminders.from.and_then(|from| match self.state {
            StepState::Due => Some(calendar.add_working_time(from, self.sla(calendar, rules) / 2)),
            StepState::Acknowledged if 0 < rules.ask_again_times => Some(after_days(calendar, from, rules)),
            StepState::Waiting
            | StepState::Acknowledged
            | StepState::Done
            | StepState::Blocked
            | StepState::Skipped
            | StepState::Snoozed => None,
        });
        Self { reminders: Reminders { next_at, ..self.reminders }, ..self }
    }

    /// What is due now, by the calendar of whoever hears it. Whatever was missed meanwhile is one line: the latest of it.
    pub fn reminder_due(&self, calendar: &Calendar, rules: &PlaybookRules, now: DateTime<Utc>) -> Due {
        let Some(from) = self.reminders.from.filter(|_| self.reminders.next_at.is_some()) else { return Due::Never };
        if !calendar.is_working(now) {
            return Due::Later(calendar.next_working_instant(now));
        }
        let then = |reminder, sent, next_at| Due::Now(reminder, Reminders { from: Some(from), sent, next_at });
        let sla = self.sla(calendar, rules);
        let (half_at, whole_at) = (calendar.add_working_time(from, sla / 2), calendar.add_working_time(from, sla));
        let manager_at = || Some(calendar.add_working_hours(now, rules.manager_after_hours));
        match (self.state, self.reminders.sent) {
            (StepState::Due, 0) if now < half_at => Due::Later(half_at),
            (StepState::Due, 0) if now < whole_at => then(Reminder::Half, 1, Some(whole_at)),
            (StepState::Due, 1) if now < whole_at => Due::Later(whole_at),
            (StepState::Due, 0 | 1) => then(Reminder::Whole, 2, manager_at()),
            (StepState::Due, 2) => then(Reminder::Manager, 3, None),
            (StepState::Acknowledged, sent) if sent < rules.ask_again_times => {
                let (n, last) = (sent + 1, sent + 1 == rules.ask_again_times);
                then(Reminder::Again { n, last }, n, (!last).then(|| after_days(calendar, now, rules)))
            }
            (
                StepState::Waiting
                | StepState::Due
                | StepState::Acknowledged
                | StepState::Done
                | StepState::Blocked
                | StepState::Skipped
                | StepState::Snoozed,
                _,
            ) => Due::Never,
        }
    }

    fn sla(&self, calendar: &Calendar, rules: &PlaybookRules) -> TimeDelta {
        self.acknowledge_within.unwrap_or_else(|| rules.acknowledge_within(None)).amount(calendar)
    }
}

impl PlaybookRules {
    /// By when a step is to be acknowledged, by the account's colour.
    pub fn acknowledge_within(&self, band: Option<Band>) -> WorkingTime {
        match band {
            Some(Band::Red) => WorkingTime::Hours(self.acknowledge_red_hours),
            Some(Band::Yellow) => WorkingTime::Days(self.acknowledge_yellow_days),
            Some(Band::Green) | None => WorkingTime::Days(self.acknowledge_other_days),
        }
    }
}

fn after_days(calendar: &Calendar, from: DateTime<Utc>, rules: &PlaybookRules) -> DateTime<Utc> {
    calendar.add_working_time(from, WorkingTime::Days(rules.ask_again_after_days).amount(calendar))
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::super::step::samples::{someone, step};
    use super::super::{Needs, StepMove};
    use super::*;
    use crate::domain::rules::Rules;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    fn berlin() -> Calendar {
        Calendar::ordinary(Tz::Europe__Berlin)
    }

    fn rules() -> PlaybookRules {
        Rules::default().playbooks
    }

    /// A step that opened, in working time `within`.
    fn opened(within: WorkingTime, when: &str) -> Step {
        let waiting = Step { acknowledge_within: None, ..step(StepState::Waiting) };
        waiting.opened(within, at(when)).watched(&berlin(), &rules())
    }

    /// Every reminder of a step that nobody touches, with its local time; looked at on time.
    fn all(mut step: Step) -> Vec<String> {
        let mut lines = Vec::new();
        while let Some(next) = step.reminders.next_at {
            let Due::Now(reminder, reminders) = step.reminder_due(&berlin(), &rules(), next) else { break };
            let local = next.with_timezone(&berlin().zone).format("%a %m-%d %H:%M");
            lines.push(format!("{local} {reminder:?}"));
            step.reminders = reminders;
        }
        lines
    }

    #[test]
    fn a_red_step_is_reminded_of_after_two_and_four_working_hours() {
        let step = opened(WorkingTime::Hours(4), "2026-03-02T09:00:00Z");
        assert_eq!(all(step), ["Mon 03-02 12:00 Half", "Mon 03-02 14:00 Whole", "Mon 03-02 15:00 Manager"]);
        let late = opened(WorkingTime::Hours(4), "2026-03-06T15:00:00Z");
        assert_eq!(all(late), ["Mon 03-09 10:00 Half", "Mon 03-09 12:00 Whole", "Mon 03-09 13:00 Manager"]);
        let days = opened(WorkingTime::Days(2), "2026-03-27T09:00:00Z");
        assert_eq!(all(days), ["Mon 03-30 10:00 Half", "Tue 03-31 10:00 Whole", "Tue 03-31 11:00 Manager"]);
    }

    #[test]
    fn who_acknowledged_is_asked_three_times_once_a_working_day() {
        let due = opened(WorkingTime::Hours(4), "2026-03-05T09:00:00Z");
        let seen = due.version;
        let acknowledged = due.moved(&StepMove::Acknowledge, someone(), seen, at("2026-03-05T10:00:00Z"));
        let acknowledged = acknowledged.expect("possible").watched(&berlin(), &rules());
        assert_eq!(
            all(acknowledged),
            [
                "Fri 03-06 11:00 Again { n: 1, last: false }",
                "Mon 03-09 11:00 Again { n: 2, last: false }",
                "Tue 03-10 11:00 Again { n: 3, last: true }",
            ]
        );
    }

    #[test]
    fn what_was_missed_is_one_line_and_never_outside_of_work() {
        let step = opened(WorkingTime::Hours(4), "2026-03-06T09:00:00Z");
        let saturday = at("2026-03-07T12:00:00Z");
        assert_eq!(step.reminder_due(&berlin(), &rules(), saturday), Due::Later(at("2026-03-09T08:00:00Z")));
        let monday = at("2026-03-09T08:30:00Z");
        let Due::Now(reminder, after) = step.reminder_due(&berlin(), &rules(), monday) else { panic!("it is due") };
        assert_eq!((reminder, after.sent), (Reminder::Whole, 2));
        assert_eq!(after.next_at, Some(at("2026-03-09T09:30:00Z")));
    }

    #[test]
    fn what_is_blocked_put_off_or_over_is_not_asked_for() {
        for what in [
            StepMove::Block { reason: "legal".into(), needs: Needs::default() },
            StepMove::Snooze { until: at("2026-03-05T08:00:00Z"), reason: String::new() },
            StepMove::Finish { note: "well".into(), follow_up_on: None },
            StepMove::Skip { reason: "merged".into() },
        ] {
            let due = opened(WorkingTime::Hours(4), "2026-03-02T09:00:00Z");
            let seen = due.version;
            let moved = due.moved(&what, someone(), seen, at("2026-03-02T10:00:00Z")).expect("possible");
            assert_eq!(moved.watched(&berlin(), &rules()).reminders.next_at, None, "{what:?}");
        }
    }

    #[test]
    fn the_time_to_acknowledge_is_the_one_of_the_day_it_opened() {
        let step = opened(WorkingTime::Hours(4), "2026-03-02T09:00:00Z");
        let seen = step.version;
        let snooze = StepMove::Snooze { until: at("2026-03-03T08:00:00Z"), reason: String::new() };
        let snoozed = step.moved(&snooze, someone(), seen, at("2026-03-02T10:00:00Z")).expect("possible");
        let back = snoozed.opened(WorkingTime::Days(2), at("2026-03-03T08:00:00Z")).watched(&berlin(), &rules());
        assert_eq!(all(back)[1], "Tue 03-03 13:00 Whole");
    }
}
