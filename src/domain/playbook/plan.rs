//! Laying a playbook out in time: when each step opens and is due, by its owner's calendar, and what that leaves before
//! the renewal.

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;

use super::offset::{Anchor, DayUnit, Offset};
use super::{OwnerRoles, Playbook, StepDefinition};
use crate::domain::cadence::{Calendar, local_day};

/// Nobody plans further: leave without an end leads here, and instants still fit around it.
const LAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(9_999, 12, 30).expect("a day");

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
///
/// A due day that is not worked rolls forward, but never from before the end of the contract to behind it: then it rolls
/// back. Nothing is due before it opens: what should have been done already is due at the end of the first working day
/// that ends after it has opened. Of occurrences that fall on one working day the last stays, and so it is with those
/// that count back from the renewal and lie in the past.
pub fn lay_out_step(
    step: &StepDefinition,
    position: usize,
    calendar: &Calendar,
    ground: Ground,
) -> impl Iterator<Item = PlannedStep> {
    let (opens, due) = (day_of(calendar, ground, step.opens), day_of(calendar, ground, step.due));
    let planned: Vec<PlannedStep> = (0..step.times())
        .map(|n| {
            let later = Days::new(step.repeat.map_or(0, |repeat| u64::from(repeat.every_days) * u64::from(n)));
            let opens_at = opens_at(calendar, ground, later_by(opens, later));
            let wanted = later_by(due, later);
            let (due_at, moved_from) = due_at(calendar, ground, step, wanted, opens_at);
            PlannedStep {
                key: step.id.clone(),
                occurrence: i32::try_from(n).unwrap_or(i32::MAX).saturating_add(1),
                position: i32::try_from(position).unwrap_or(i32::MAX),
                owner: step.owner.clone(),
                opens_at,
                waits: step.opens.from == Anchor::Previous,
                due_at,
                moved_from,
            }
        })
        .collect();
    let due_of_next: Vec<Option<DateTime<Utc>>> =
        planned.iter().skip(1).map(|next| Some(next.due_at)).chain([None]).collect();
    planned.into_iter().zip(due_of_next).filter(|(step, next)| Some(step.due_at) != *next).map(|(step, _)| step)
}

/// When a step is due whose offset says `wanted`, and that day when it was not worked.
fn due_at(
    calendar: &Calendar,
    ground: Ground,
    step: &StepDefinition,
    wanted: NaiveDate,
    opens_at: DateTime<Utc>,
) -> (DateTime<Utc>, Option<NaiveDate>) {
    let end_of = |day: NaiveDate| calendar.at_local(day.min(LAST_DAY), calendar.workweek.hours().1);
    let contract_end = ground.contract_end.filter(|end| step.due.from == Anchor::Renewal && wanted <= *end);
    let rolled = calendar.roll_forward(wanted).min(LAST_DAY);
    let day = if contract_end.is_some_and(|end| end < rolled) { calendar.roll_back(wanted) } else { rolled };
    if opens_at < end_of(day) {
        return (end_of(day), (day != wanted).then_some(wanted));
    }
    // Late already: as soon as it could be.
    let first = calendar.roll_forward(local_day(opens_at, calendar.zone));
    let day = if opens_at < end_of(first) { first } else { calendar.add_working_days(first, 1) };
    (end_of(day), None)
}

fn later_by(day: NaiveDate, days: Days) -> NaiveDate {
    day.checked_add_days(days).unwrap_or(LAST_DAY)
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
    let n = i32::try_from(offset.days).unwrap_or(i32::MAX);
    match (offset.unit, sign) {
        (DayUnit::Calendar, 1) => later_by(from, Days::new(u64::from(offset.days))),
        (DayUnit::Calendar, _) => from.checked_sub_days(Days::new(u64::from(offset.days))).unwrap_or(NaiveDate::MIN),
        // The last working day of the contract, not the first without one.
        (DayUnit::Working, -1) if n == 0 => calendar.roll_back(from),
        (DayUnit::Working, _) => calendar.add_working_days(from, sign * n).min(LAST_DAY),
    }
}

/// The morning of a working day, and never in the past: what should have opened already opens now.
fn opens_at(calendar: &Calendar, ground: Ground, day: NaiveDate) -> DateTime<Utc> {
    if day <= local_day(ground.now, calendar.zone) {
        return ground.now;
    }
    calendar.at_local(calendar.roll_forward(day).min(LAST_DAY), calendar.workweek.hours().0)
}

#[cfg(test)]
mod tests;
