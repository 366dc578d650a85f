//! What comes after a step: those that wait for it are laid out from its end, and the occurrence of a repeat that is still
//! open when the next one comes gives way to it.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{Failure, calendars, step};
use crate::domain::cadence::local_day;
use crate::domain::ids::{OrgId, RunId};
use crate::domain::playbook::{Anchor, Ground, Step, StepDefinition, StepState, lay_out_step};
use crate::domain::rules::Rules;
use crate::store::prompts;
use crate::store::runs::{self, Run};
use crate::store::steps::{self, StepRow};

/// Lays out the steps of a run that count from the one before them: prompted once that is over, and due from its end.
/// What counts from the start or the renewal stays where it is. The run must be held.
pub(super) async fn lay_out_waiting(
    conn: &mut PgConnection,
    org: OrgId,
    run: RunId,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let Some(run) = runs::by_id(conn, org, run).await? else { return Ok(()) };
    if !run.playbook.steps.iter().any(|step| [step.opens.from, step.due.from].contains(&Anchor::Previous)) {
        return Ok(());
    }
    let rows = steps::of_run(conn, org, run.id).await?;
    // The step before: when it ended or will, and whether it did.
    let mut before = (run.started.at, true);
    for (position, definition) in run.playbook.steps.iter().enumerate() {
        let mut mine: Vec<Step> =
            rows.iter().filter(|row| row.step.key == definition.id).map(|row| row.step.clone()).collect();
        if [definition.opens.from, definition.due.from].contains(&Anchor::Previous) && 0 < position {
            shift(conn, org, (&run, position, definition), &mut mine, before, now).await?;
        }
        before = end_of(&mine).unwrap_or(before);
    }
    Ok(())
}

/// When a step with its repeats ended, or is due to, and whether it did.
fn end_of(steps: &[Step]) -> Option<(DateTime<Utc>, bool)> {
    let last = |step: &Step| step.ended.map_or(step.due_at, |(_, at)| at);
    let at = steps.iter().map(last).max()?;
    Some((at, steps.iter().all(|step| step.state.is_over())))
}

async fn shift(
    conn: &mut PgConnection,
    org: OrgId,
    (run, position, definition): (&Run, usize, &StepDefinition),
    mine: &mut [Step],
    (previous, is_over): (DateTime<Utc>, bool),
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let Some(owner) = mine.first().map(|step| step.owner) else { return Ok(()) };
    let calendar = calendars::of_one(conn, org, owner, now).await?;
    let today = local_day(now, calendar.zone);
    let contract_end = runs::backdrop(conn, org, run.account.id, today).await?.ends_on;
    let ground = Ground { start: run.started.at, previous, contract_end, now };
    let planned: Vec<_> = lay_out_step(definition, position, &calendar, ground).collect();
    for step in mine.iter_mut().filter(|step| !step.state.is_over()) {
        let Some(plan) = planned.iter().find(|plan| plan.occurrence == step.occurrence) else { continue };
        let waits = definition.opens.from == Anchor::Previous;
        // What was prompted already keeps the day that people know; only a day that counts from the step before moves.
        let was_laid_out = waits && (step.prompt_at.is_some() || step.state != StepState::Waiting);
        if was_laid_out {
            continue;
        }
        if waits && is_over {
            step.prompt_at = Some(plan.opens_at);
        }
        (step.due_at, step.moved_from) = (plan.due_at, plan.moved_from);
        steps::save_times(conn, org, step).await?;
    }
    Ok(())
}

/// An occurrence of a repeat whose successor is due as well is passed over: nobody has two of a kind to do. Says whether it
/// was.
pub(super) async fn is_passed_over(
    conn: &mut PgConnection,
    rules: &Rules,
    (org, run): (OrgId, &Run),
    step: &Step,
    now: DateTime<Utc>,
) -> Result<bool, Failure> {
    let rows = steps::of_run(conn, org, run.id).await?;
    let is_due = |row: &&StepRow| row.step.prompt_at.is_some_and(|at| at <= now);
    let mut later = rows.iter().filter(|row| row.step.key == step.key && step.occurrence < row.step.occurrence);
    match later.rfind(is_due) {
        Some(later) => step::skip_by_rule(conn, rules, (org, step), &superseded_by(run, &later.step), now).await,
        None => Ok(false),
    }
}

/// Occurrences before this one that are still open give way to it.
pub(super) async fn supersede(
    conn: &mut PgConnection,
    rules: &Rules,
    (org, run): (OrgId, &Run),
    step: &Step,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    if step.occurrence == 1 {
        return Ok(());
    }
    for row in steps::of_run(conn, org, run.id).await? {
        let is_before = row.step.key == step.key && row.step.occurrence < step.occurrence;
        if is_before && !row.step.state.is_over() {
            step::skip_by_rule(conn, rules, (org, &row.step), &superseded_by(run, step), now).await?;
        }
    }
    Ok(())
}

fn superseded_by(run: &Run, step: &Step) -> String {
    let times = run.playbook.step(&step.key).map_or(1, StepDefinition::times);
    format!("superseded by {} of {times}", step.occurrence)
}

/// It is due from now on, to be acknowledged within the time that its definition or the account's colour says.
pub(super) async fn open(
    conn: &mut PgConnection,
    rules: &Rules,
    (org, run): (OrgId, &Run),
    step: Step,
    now: DateTime<Utc>,
) -> Result<Step, Failure> {
    let own = run.playbook.step(&step.key).and_then(|definition| definition.acknowledge_within);
    let within = if let Some(own) = own {
        own
    } else {
        let backdrop = runs::backdrop(conn, org, run.account.id, now.date_naive()).await?;
        rules.playbooks.acknowledge_within(backdrop.health.0)
    };
    let opened = step::watched(conn, org, step.opened(within, now), &rules.playbooks, now).await?;
    prompts::save_opened(conn, org, &opened).await?;
    Ok(opened)
}
