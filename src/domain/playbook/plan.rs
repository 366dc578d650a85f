//! Laying a playbook out in time: when each step opens and is due, by its owner's calendar, and what that leaves before
//! the renewal.

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{OwnerRole, Playbook};
use crate::domain::cadence::{Calendar, local_day};

/// A whole run on the calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Every step and occurrence, in order.
    pub steps: Vec<PlannedStep>,
    /// Days between the last due day and the contract's end; negative when the plan ends too late.
    pub slack_days: Option<i64>,
}

/// One step on the calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedStep {
    /// Its id in the playbook.
    pub key: String,
    /// 1 for the first.
    pub occurrence: i32,
    /// Its place in the playbook, from 0.
    pub position: i32,
    /// Who does it.
    pub owner: OwnerRole,
    /// When it is prompted.
    pub opens_at: DateTime<Utc>,
    /// When it is due: the end of a working day of its owner.
    pub due_at: DateTime<Utc>,
    /// The due day before it was rolled to a working day, if it was.
    pub moved_from: Option<NaiveDate>,
}

/// Lays a playbook out from `now`. The first steps are prompted at once, because somebody has just asked for them; the
/// others in the morning of a working day. Due days roll forward to a working day.
pub fn lay_out(
    playbook: &Playbook,
    calendar_of: impl Fn(OwnerRole) -> Calendar,
    contract_end: Option<NaiveDate>,
    now: DateTime<Utc>,
) -> Plan {
    let mut steps = Vec::with_capacity(playbook.n_prompts());
    for (position, step) in playbook.steps.iter().enumerate() {
        let calendar = calendar_of(step.owner);
        for n in 0..step.times() {
            let later = step.repeat.map_or(0, |repeat| repeat.every_days * n);
            let (due_day, moved_from) = working_day(&calendar, now, step.due_day + later);
            steps.push(PlannedStep {
                key: step.id.clone(),
                occurrence: i32::try_from(n).unwrap_or(i32::MAX).saturating_add(1),
                position: i32::try_from(position).unwrap_or(i32::MAX),
                owner: step.owner,
                opens_at: opens_at(&calendar, now, step.opens_day + later),
                due_at: calendar.at_local(due_day, calendar.workweek.hours().1),
                moved_from,
            });
        }
    }
    let last_day = last_day(&steps, calendar_of(OwnerRole::Csm).zone);
    let slack_days = contract_end.zip(last_day).map(|(end, last_day)| (end - last_day).num_days());
    Plan { steps, slack_days }
}

/// The day on which the last step is due, on the account owner's clock.
fn last_day(steps: &[PlannedStep], zone: Tz) -> Option<NaiveDate> {
    steps.iter().map(|step| step.due_at).max().map(|at| local_day(at, zone))
}

fn opens_at(calendar: &Calendar, now: DateTime<Utc>, day: u32) -> DateTime<Utc> {
    if day == 0 {
        return now;
    }
    let (day, _) = working_day(calendar, now, day);
    calendar.at_local(day, calendar.workweek.hours().0)
}

fn working_day(calendar: &Calendar, start: DateTime<Utc>, day: u32) -> (NaiveDate, Option<NaiveDate>) {
    let wanted = local_day(start, calendar.zone) + Days::new(u64::from(day));
    let rolled = calendar.roll_forward(wanted);
    (rolled, (rolled != wanted).then_some(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rescue() -> Playbook {
        Playbook::parse(Playbook::BUILT_IN[0].1).expect("it ships")
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
}
