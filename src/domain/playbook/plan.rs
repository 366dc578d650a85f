//! Laying a playbook out in time: when each step opens and is due, by its owner's calendar, and what that leaves before
//! the renewal.

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;

use super::offset::{Anchor, DayUnit, Offset};
use super::{OwnerRoles, Playbook, StepDefinition};
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
    pub owner: OwnerRoles,
    /// When it is prompted; of a step that waits for the one before it, when that would be if that one ended on time.
    pub opens_at: DateTime<Utc>,
    /// Whether it is prompted only once the step before it has ended.
    pub waits: bool,
    /// When it is due: the end of a working day of its owner.
    pub due_at: DateTime<Utc>,
    /// The due day before it was rolled to a working day, if it was.
    pub moved_from: Option<NaiveDate>,
}

/// What a step is laid out from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ground {
    /// When the run began.
    pub start: DateTime<Utc>,
    /// When the step before it ended, or will.
    pub previous: DateTime<Utc>,
    /// The last day of the contract.
    pub contract_end: Option<NaiveDate>,
    /// Nothing opens before now.
    pub now: DateTime<Utc>,
}

/// Lays a playbook out from `now`. The first steps are prompted at once, because somebody has just asked for them; the
/// others in the morning of a working day. Due days roll forward to a working day.
pub fn lay_out(
    playbook: &Playbook,
    calendar_of: impl Fn(&OwnerRoles) -> Calendar,
    contract_end: Option<NaiveDate>,
    now: DateTime<Utc>,
) -> Plan {
    let mut steps: Vec<PlannedStep> = Vec::with_capacity(playbook.n_prompts());
    for (position, step) in playbook.steps.iter().enumerate() {
        let previous = steps.last().map_or(now, |step| step.due_at);
        let ground = Ground { start: now, previous, contract_end, now };
        steps.extend(lay_out_step(step, position, &calendar_of(&step.owner), ground));
    }
    let zone = calendar_of(&OwnerRoles::default()).zone;
    let slack_days = contract_end.zip(last_day(&steps, zone)).map(|(end, last_day)| (end - last_day).num_days());
    Plan { steps, slack_days }
}

/// Lays out one step with its repeats, by its owner's calendar: when a run begins, and again when what it counts from
/// has moved.
pub fn lay_out_step(
    step: &StepDefinition,
    position: usize,
    calendar: &Calendar,
    ground: Ground,
) -> impl Iterator<Item = PlannedStep> {
    let opens = day_of(calendar, ground, step.opens);
    // What lies in the past already is due as soon as it could be.
    let due = day_of(calendar, ground, step.due).max(local_day(ground.now, calendar.zone));
    (0..step.times()).map(move |n| {
        let later = Days::new(step.repeat.map_or(0, |repeat| u64::from(repeat.every_days) * u64::from(n)));
        let wanted = due + later;
        let due_day = calendar.roll_forward(wanted);
        PlannedStep {
            key: step.id.clone(),
            occurrence: i32::try_from(n).unwrap_or(i32::MAX).saturating_add(1),
            position: i32::try_from(position).unwrap_or(i32::MAX),
            owner: step.owner.clone(),
            opens_at: opens_at(calendar, ground, opens + later),
            waits: step.opens.from == Anchor::Previous,
            due_at: calendar.at_local(due_day, calendar.workweek.hours().1),
            moved_from: (due_day != wanted).then_some(wanted),
        }
    })
}

/// The day on which the last step is due, on the account owner's clock.
fn last_day(steps: &[PlannedStep], zone: Tz) -> Option<NaiveDate> {
    steps.iter().map(|step| step.due_at).max().map(|at| local_day(at, zone))
}

/// The day that an offset means. Without a contract, what counts back from its end is for today.
fn day_of(calendar: &Calendar, ground: Ground, offset: Offset) -> NaiveDate {
    let (from, sign) = match offset.from {
        Anchor::Start => (local_day(ground.start, calendar.zone), 1),
        Anchor::Previous => (local_day(ground.previous, calendar.zone), 1),
        Anchor::Renewal => (ground.contract_end.unwrap_or(local_day(ground.now, calendar.zone)), -1),
    };
    match (offset.unit, sign) {
        (DayUnit::Calendar, 1) => from + Days::new(u64::from(offset.days)),
        (DayUnit::Calendar, _) => from - Days::new(u64::from(offset.days)),
        (DayUnit::Working, _) => calendar.add_working_days(from, sign * i32::try_from(offset.days).unwrap_or(i32::MAX)),
    }
}

/// The morning of a working day, and never in the past: what should have opened already opens now.
fn opens_at(calendar: &Calendar, ground: Ground, day: NaiveDate) -> DateTime<Utc> {
    if day <= local_day(ground.now, calendar.zone) {
        return ground.now;
    }
    calendar.at_local(calendar.roll_forward(day), calendar.workweek.hours().0)
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
