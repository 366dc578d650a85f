//! The moves on steps: each raises the step's version, and is kept with who made it.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::domain::ids::{OrgId, PersonId, RunId, StepId};
use crate::domain::person::PersonRef;
use crate::domain::playbook::{Step, StepState};

/// Writes a step that moved, with who moved it. The version guards it: no row is changed when another was first.
pub async fn save(
    conn: &mut PgConnection,
    org: OrgId,
    step: &Step,
    from: StepState,
    actor: PersonId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let needs = step.needs.clone().unwrap_or_default();
    let done = sqlx::query!(
        "with moved as (
           update run_steps set state = $3, version = $4, prompt_at = $5, acknowledged_by = $6, acknowledged_at = $7,
             ended_by = $8, ended_at = $9, note = $10, snoozes = $11, owner_id = $15, due_at = $16, moved_from = $17,
             needs_id = $18, needs_words = $19, follow_up_on = $20, reassigned_from = $21, reassigned_by = $22,
             reassigned_at = $23, remind_from = $24, reminders = $25, remind_at = $26
           where org_id = $1 and id = $2 and version = $4 - 1 returning id)
         insert into step_moves (org_id, step_id, from_state, to_state, version, actor_id, moved_at, note)
         select $1, id, $12, $3, $4, $13, $14, $10 from moved",
        org.0,
        step.id.0,
        step.state.as_str(),
        step.version,
        step.prompt_at,
        step.acknowledged.map(|(by, _)| by.0),
        step.acknowledged.map(|(_, at)| at),
        step.ended.and_then(|(by, _)| by).map(|by| by.0),
        step.ended.map(|(_, at)| at),
        step.note,
        step.snoozes,
        from.as_str(),
        actor.0,
        now,
        step.owner.0,
        step.due_at,
        step.moved_from,
        needs.person.map(|person| person.0),
        needs.words,
        step.follow_up_on,
        step.reassigned.map(|reassigned| reassigned.from.0),
        step.reassigned.map(|reassigned| reassigned.by.0),
        step.reassigned.map(|reassigned| reassigned.at),
        step.reminders.from,
        step.reminders.sent,
        step.reminders.next_at,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Who made the last move on a step, and when; nobody where a rule did.
pub async fn last(
    conn: &mut PgConnection,
    org: OrgId,
    step: StepId,
) -> sqlx::Result<Option<(Option<PersonRef>, DateTime<Utc>)>> {
    let row = sqlx::query!(
        r#"select p.id as "id?: PersonId", p.name as "name?", p.slack_user_id, m.moved_at from step_moves m
           left join people p on p.org_id = m.org_id and p.id = m.actor_id
           where m.org_id = $1 and m.step_id = $2 order by m.version desc limit 1"#,
        org.0,
        step.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| {
        let by = row.id.zip(row.name).map(|(id, name)| PersonRef { id, name, slack_user_id: row.slack_user_id });
        (by, row.moved_at)
    }))
}

/// Skips whatever is open of a run, with who and why; a rule is nobody. Gives the steps that were open.
pub async fn skip_run(
    conn: &mut PgConnection,
    org: OrgId,
    run: RunId,
    (by, why): (Option<PersonId>, &str),
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<StepId>> {
    sqlx::query_scalar!(
        r#"with open as (
             select id, state, version from run_steps
             where org_id = $1 and run_id = $2 and state not in ('done', 'skipped') order by id for update),
           moved as (
             insert into step_moves (org_id, step_id, from_state, to_state, version, actor_id, moved_at, note)
             select $1, id, state, 'skipped', version + 1, $3, $5, $4 from open)
           update run_steps s set state = 'skipped', version = s.version + 1, ended_by = $3, ended_at = $5, note = $4,
             prompt_at = null, remind_at = null
           from open where s.org_id = $1 and s.id = open.id
           returning s.id as "id: StepId""#,
        org.0,
        run.0,
        by.map(|by| by.0),
        why,
        now,
    )
    .fetch_all(conn)
    .await
}

/// Skips steps that are not over, by a rule, with why. Gives those that were open.
pub async fn skip(
    conn: &mut PgConnection,
    org: OrgId,
    steps: &[StepId],
    why: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<StepId>> {
    sqlx::query_scalar!(
        r#"with open as (
             select id, state, version from run_steps
             where org_id = $1 and id = any($2) and state not in ('done', 'skipped') order by id for update),
           moved as (
             insert into step_moves (org_id, step_id, from_state, to_state, version, moved_at, note)
             select $1, id, state, 'skipped', version + 1, $4, $3 from open)
           update run_steps s set state = 'skipped', version = s.version + 1, ended_at = $4, note = $3,
             prompt_at = null, remind_at = null
           from open where s.org_id = $1 and s.id = open.id
           returning s.id as "id: StepId""#,
        org.0,
        steps as &[StepId],
        why,
        now,
    )
    .fetch_all(conn)
    .await
}
