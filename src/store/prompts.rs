//! What is due of steps by the clock: prompts and reminders. Replicas share it.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::domain::ids::{OrgId, StepId};
use crate::domain::playbook::{Reminders, Step};

/// A step whose prompt is due.
#[derive(Clone, Debug)]
pub struct DuePrompt {
    /// Whose data.
    pub org: OrgId,
    /// Which step.
    pub id: StepId,
}

/// Steps of running plays whose prompt is due, held with their runs against other replicas and against
/// people: those that somebody holds are passed over.
pub async fn claim_prompt(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    aside: &[StepId],
) -> sqlx::Result<Option<DuePrompt>> {
    sqlx::query_as!(
        DuePrompt,
        r#"select s.org_id as "org: OrgId", s.id as "id: StepId" from run_steps s
           join playbook_runs r on r.org_id = s.org_id and r.id = s.run_id and r.state = 'running'
           where s.prompt_at <= $1 and s.id <> all($2) order by s.prompt_at, s.position, s.occurrence limit 1
           for update of s, r skip locked"#,
        now,
        aside as &[StepId],
    )
    .fetch_optional(conn)
    .await
}

/// Writes a step that has opened, or is back.
pub async fn save_opened(conn: &mut PgConnection, org: OrgId, step: &Step) -> sqlx::Result<()> {
    sqlx::query!(
        "update run_steps set state = $3, version = $4, prompt_at = null, prompts_sent = prompts_sent + 1,
           acknowledge_within = $5, remind_from = $6, reminders = $7, remind_at = $8
         where org_id = $1 and id = $2",
        org.0,
        step.id.0,
        step.state.as_str(),
        step.version,
        step.acknowledge_within.map(|time| time.to_string()),
        step.reminders.from,
        step.reminders.sent,
        step.reminders.next_at,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// When the next prompt of any organisation is due; for moving a demo's clock.
pub async fn next_prompt_at(conn: &mut PgConnection) -> sqlx::Result<Option<DateTime<Utc>>> {
    sqlx::query_scalar!(
        "select min(s.prompt_at) from run_steps s
         join playbook_runs r on r.org_id = s.org_id and r.id = s.run_id and r.state = 'running'",
    )
    .fetch_one(conn)
    .await
}

/// Steps of running plays whose reminder is due, held against other replicas; those that somebody holds are passed over.
pub async fn claim_reminder(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    aside: &[StepId],
) -> sqlx::Result<Option<DuePrompt>> {
    sqlx::query_as!(
        DuePrompt,
        r#"select s.org_id as "org: OrgId", s.id as "id: StepId" from run_steps s
           join playbook_runs r on r.org_id = s.org_id and r.id = s.run_id and r.state = 'running'
           where s.remind_at <= $1 and s.id <> all($2) order by s.remind_at, s.id limit 1 for update of s skip locked"#,
        now,
        aside as &[StepId],
    )
    .fetch_optional(conn)
    .await
}

/// Writes what became of a reminder. The step's version stays: whoever has its card before them may still click.
pub async fn save_reminders(
    conn: &mut PgConnection,
    org: OrgId,
    step: StepId,
    reminders: &Reminders,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update run_steps set remind_from = $3, reminders = $4, remind_at = $5 where org_id = $1 and id = $2",
        org.0,
        step.0,
        reminders.from,
        reminders.sent,
        reminders.next_at,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// When the next reminder of any organisation is due; for moving a demo's clock.
pub async fn next_reminder_at(conn: &mut PgConnection) -> sqlx::Result<Option<DateTime<Utc>>> {
    sqlx::query_scalar!(
        "select min(s.remind_at) from run_steps s
         join playbook_runs r on r.org_id = s.org_id and r.id = s.run_id and r.state = 'running'",
    )
    .fetch_one(conn)
    .await
}
