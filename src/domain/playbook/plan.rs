//! Laying a playbook out in time: when each step opens and is due, by its owner's calendar, and what that leaves before
//! the renewal.

use chrono::{DateTime, Days, NaiveDate, Utc};

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
    let last_day = now.date_naive() + Days::new(u64::try_from(playbook.last_due_day()).unwrap_or(0));
    Plan { steps, slack_days: contract_end.map(|end| (end - last_day).num_days()) }
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
