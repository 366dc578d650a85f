//! A renewal that moves while a run counts back from it: the steps that still wait are laid out anew.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

use crate::domain::cadence::Calendar;
use crate::domain::ids::{PersonId, StepId};
use crate::domain::playbook::{Ground, PlannedStep, lay_out_step};
use crate::operations::{App, Failure, calendars};
use crate::store::plays::course::{self, RunningRun};
use crate::store::{audit, runs};

/// From when to when, where the steps of a run have to follow.
pub(super) fn of(run: &RunningRun) -> Option<(NaiveDate, NaiveDate)> {
    let (from, to) = run.laid_out_for.zip(run.ends_on)?;
    (from != to && run.course.is_running && run.playbook.counts_from_renewal()).then_some((from, to))
}

/// Lays the waiting steps out anew, once, and says so on every card.
pub(super) async fn follow(
    app: &App,
    run: &RunningRun,
    (from, to): (NaiveDate, NaiveDate),
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let mut tx = app.begin_work().await?;
    // The run first, then its steps: everybody who holds both takes them in this order.
    runs::lock(&mut tx, run.org, run.id).await?;
    let waiting = course::waiting(&mut tx, run.org, run.id).await?;
    let owners: Vec<PersonId> = waiting.iter().map(|(.., owner)| *owner).collect();
    let calendars = calendars::of_work(&mut tx, run.org, &owners, now).await?;
    let steps: Vec<(StepId, PlannedStep)> = waiting
        .iter()
        .filter_map(|(id, key, occurrence, owner)| {
            Some((*id, anew(run, (key, *occurrence), calendars.get(owner)?, to, now)?))
        })
        .collect();
    let goal_due_on = run.playbook.goal_due_on(run.course.started_on, Some(to));
    let days = (from, to, goal_due_on);
    let Some(n_moved) = course::lay_out_anew(&mut tx, run.org, run.id, days, &steps, now).await? else {
        return Ok(());
    };
    let detail = json!({ "from": from, "to": to, "steps": n_moved });
    let entry = audit::Entry { actor: None, verb: "playbook.moved", subject: format!("run:{}", run.id), detail };
    audit::record(&mut tx, run.org, &entry, now).await?;
    course::redraw(&mut tx, run.org, &[run.id], now).await?;
    Ok(tx.commit().await?)
}

/// One step, where it counts back from the renewal. What would lie in the past by the new date is for today.
fn anew(
    run: &RunningRun,
    (key, occurrence): (&str, i32),
    calendar: &Calendar,
    contract_end: NaiveDate,
    now: DateTime<Utc>,
) -> Option<PlannedStep> {
    let position = run.playbook.steps.iter().position(|step| step.id == key)?;
    let step = run.playbook.steps.get(position).filter(|step| step.counts_from_renewal())?;
    let ground = Ground { start: run.started_at, previous: now, contract_end: Some(contract_end), now };
    lay_out_step(step, position, calendar, ground).find(|planned| planned.occurrence == occurrence)
}
