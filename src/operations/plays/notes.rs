//! What a run's cards say beside the step.

use sqlx::PgConnection;

use crate::domain::ids::{OrgId, StepId};
use crate::domain::playbook::{Fact, Fit, GoalNote, RENEWAL, RunNotes, noun};
use crate::operations::Failure;
use crate::store::plays::course;
use crate::store::runs::Run;

/// Notes on a run and the present occurrence of a step of it. The renewal is offered beside it on the first card, where the
/// run's end lies so against the contract's that it is wanted.
pub async fn notes(
    conn: &mut PgConnection,
    org: OrgId,
    run: &Run,
    (step, position): (StepId, i32),
    (slack_days, window_days): (Option<i64>, i64),
) -> Result<RunNotes, Failure> {
    let fit = Fit::of(slack_days, window_days);
    let Some(row) = course::notes(conn, org, run.id, step, RENEWAL).await? else { return Ok(RunNotes::default()) };
    let goal = |reached: bool, on| GoalNote { words: run.playbook.goal.words.clone(), reached, on };
    let reached = row.goal_reached_on.map(|on| goal(true, on));
    let not_known = row.not_known.unwrap_or_default();
    Ok(RunNotes {
        by_itself: row.occasion.filter(|_| row.by_itself).and_then(|occasion| occasion.parse().ok()),
        again: row.again_at.map(|at| (row.n_again, at)),
        goal: reached.or_else(|| row.goal_missed_by.map(|on| goal(false, on))),
        moved: row.moved_from.zip(row.laid_out_for),
        not_known: not_known.iter().filter_map(|word| Fact::parse(word)).map(|fact| noun(fact).to_owned()).collect(),
        beside: row
            .beside
            .filter(|_| position == 0 && run.running && fit.wants_renewal())
            .map(|title| (RENEWAL.to_owned(), title)),
    })
}
