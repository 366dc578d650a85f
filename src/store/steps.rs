//! The steps of runs, and the moves that people made on them.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::domain::ids::{OrgId, PersonId, RunId, StepId};
use crate::domain::person::{Deed, PersonRef};
use crate::domain::playbook::{Step, StepState};

/// A step to be written.
#[derive(Clone, Debug)]
pub struct NewStep {
    /// Its id in the playbook.
    pub key: String,
    /// 1 for the first.
    pub occurrence: i32,
    /// Its place in the playbook, from 0.
    pub position: i32,
    /// Who does it.
    pub owner: PersonId,
    /// When it is prompted; `None`: once the step before it has ended.
    pub prompt_at: Option<DateTime<Utc>>,
    /// When it is due.
    pub due_at: DateTime<Utc>,
    /// The day before it was rolled to a working day, if it was.
    pub moved_from: Option<NaiveDate>,
}

impl NewStep {
    /// The id of a step: the same run, step and occurrence always make the same.
    pub fn id(&self, org: OrgId, run: RunId) -> StepId {
        StepId::named(org, &format!("{run}:{}:{}", self.key, self.occurrence))
    }
}

/// A step with what its card needs beside it.
#[derive(Clone, Debug)]
pub struct StepRow {
    /// The step.
    pub step: Step,
    /// Its place in the playbook.
    pub position: i32,
    /// The day before it was rolled to a working day.
    pub moved_from: Option<NaiveDate>,
}

/// Writes all steps of a run.
pub async fn insert(conn: &mut PgConnection, org: OrgId, run: RunId, steps: &[NewStep]) -> sqlx::Result<()> {
    let ids: Vec<StepId> = steps.iter().map(|step| step.id(org, run)).collect();
    let keys: Vec<String> = steps.iter().map(|step| step.key.clone()).collect();
    let occurrences: Vec<i32> = steps.iter().map(|step| step.occurrence).collect();
    let positions: Vec<i32> = steps.iter().map(|step| step.position).collect();
    let owners: Vec<PersonId> = steps.iter().map(|step| step.owner).collect();
    let prompts: Vec<Option<DateTime<Utc>>> = steps.iter().map(|step| step.prompt_at).collect();
    let dues: Vec<DateTime<Utc>> = steps.iter().map(|step| step.due_at).collect();
    let moved: Vec<Option<NaiveDate>> = steps.iter().map(|step| step.moved_from).collect();
    sqlx::query!(
        "insert into run_steps (org_id, id, run_id, step, occurrence, position, owner_id, state, prompt_at, due_at,
           moved_from)
         select $1, id, $2, step, occurrence, position, owner_id, 'waiting', prompt_at, due_at, moved_from
         from unnest($3::uuid[], $4::text[], $5::int[], $6::int[], $7::uuid[], $8::timestamptz[], $9::timestamptz[],
           $10::date[]) as s (id, step, occurrence, position, owner_id, prompt_at, due_at, moved_from)",
        org.0,
        run.0,
        &ids as &[StepId],
        &keys,
        &occurrences,
        &positions,
        &owners as &[PersonId],
        &prompts as &[Option<DateTime<Utc>>],
        &dues,
        &moved as &[Option<NaiveDate>],
    )
    .execute(conn)
    .await?;
    Ok(())
}

struct Row {
    id: StepId,
    run_id: RunId,
    step: String,
    occurrence: i32,
    position: i32,
    owner_id: PersonId,
    state: String,
    version: i32,
    due_at: DateTime<Utc>,
    moved_from: Option<NaiveDate>,
    prompt_at: Option<DateTime<Utc>>,
    acknowledged_by: Option<PersonId>,
    acknowledged_at: Option<DateTime<Utc>>,
    ended_by: Option<PersonId>,
    ended_at: Option<DateTime<Utc>>,
    note: String,
    snoozes: i32,
}

impl From<Row> for StepRow {
    fn from(row: Row) -> Self {
        let step = Step {
            id: row.id,
            run: row.run_id,
            key: row.step,
            occurrence: row.occurrence,
            state: StepState::parse(&row.state).unwrap_or(StepState::Waiting),
            version: row.version,
            owner: row.owner_id,
            due_at: row.due_at,
            prompt_at: row.prompt_at,
            acknowledged: row.acknowledged_by.zip(row.acknowledged_at),
            ended: row.ended_by.zip(row.ended_at),
            note: row.note,
            snoozes: row.snoozes,
        };
        Self { step, position: row.position, moved_from: row.moved_from }
    }
}

/// One step, held against other writers until the transaction ends.
pub async fn lock(conn: &mut PgConnection, org: OrgId, id: StepId) -> sqlx::Result<Option<StepRow>> {
    let row = sqlx::query_as!(
        Row,
        r#"select id as "id: StepId", run_id as "run_id: RunId", step, occurrence, position,
                  owner_id as "owner_id: PersonId", state, version, due_at, moved_from, prompt_at,
                  acknowledged_by as "acknowledged_by: PersonId", acknowledged_at, ended_by as "ended_by: PersonId",
                  ended_at, note, snoozes
           from run_steps where org_id = $1 and id = $2 for update"#,
        org.0,
        id.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(StepRow::from))
}

/// All steps of a run, in order.
pub async fn of_run(conn: &mut PgConnection, org: OrgId, run: RunId) -> sqlx::Result<Vec<StepRow>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select id as "id: StepId", run_id as "run_id: RunId", step, occurrence, position,
                  owner_id as "owner_id: PersonId", state, version, due_at, moved_from, prompt_at,
                  acknowledged_by as "acknowledged_by: PersonId", acknowledged_at, ended_by as "ended_by: PersonId",
                  ended_at, note, snoozes
           from run_steps where org_id = $1 and run_id = $2 order by position, occurrence"#,
        org.0,
        run.0,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(StepRow::from).collect())
}

/// Writes a step that moved, with who moved it. The version guards it: no row is changed when another was first.
pub async fn save_move(
    conn: &mut PgConnection,
    org: OrgId,
    step: &Step,
    from: StepState,
    actor: PersonId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "with moved as (
           update run_steps set state = $3, version = $4, prompt_at = $5, acknowledged_by = $6, acknowledged_at = $7,
             ended_by = $8, ended_at = $9, note = $10, snoozes = $11
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
        step.ended.map(|(by, _)| by.0),
        step.ended.map(|(_, at)| at),
        step.note,
        step.snoozes,
        from.as_str(),
        actor.0,
        now,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Who made the last move on a step.
pub async fn last_move(conn: &mut PgConnection, org: OrgId, step: StepId) -> sqlx::Result<Option<Deed>> {
    let row = sqlx::query!(
        r#"select p.id as "id: PersonId", p.name, p.slack_user_id, m.moved_at from step_moves m
           join people p on p.org_id = m.org_id and p.id = m.actor_id
           where m.org_id = $1 and m.step_id = $2 order by m.version desc limit 1"#,
        org.0,
        step.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Deed {
        by: PersonRef { id: row.id, name: row.name, slack_user_id: row.slack_user_id },
        at: row.moved_at,
    }))
}

/// A step whose prompt is due.
#[derive(Clone, Debug)]
pub struct DuePrompt {
    /// Whose data.
    pub org: OrgId,
    /// Which step.
    pub id: StepId,
}

/// Steps of running plays whose prompt is due, held against other replicas; those that another holds are passed over.
pub async fn claim_prompts(conn: &mut PgConnection, now: DateTime<Utc>, n: i64) -> sqlx::Result<Vec<DuePrompt>> {
    sqlx::query_as!(
        DuePrompt,
        r#"select s.org_id as "org: OrgId", s.id as "id: StepId" from run_steps s
           join playbook_runs r on r.org_id = s.org_id and r.id = s.run_id and r.state = 'running'
           where s.prompt_at <= $1 order by s.prompt_at, s.position, s.occurrence limit $2
           for update of s skip locked"#,
        now,
        n,
    )
    .fetch_all(conn)
    .await
}

/// Opens a step whose day has come, or brings a snoozed one back: it is due, and no further prompt is set.
pub async fn open(conn: &mut PgConnection, org: OrgId, step: StepId) -> sqlx::Result<()> {
    sqlx::query!(
        "update run_steps set state = case when state in ('waiting', 'snoozed') then 'due' else state end,
           version = version + 1, prompt_at = null, prompts_sent = prompts_sent + 1
         where org_id = $1 and id = $2",
        org.0,
        step.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Puts the prompt of a step off: whoever hears of it must not be written to yet.
pub async fn prompt_later(conn: &mut PgConnection, org: OrgId, step: StepId, at: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("update run_steps set prompt_at = $3 where org_id = $1 and id = $2", org.0, step.0, at)
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

/// Who does a step.
pub async fn owner(conn: &mut PgConnection, org: OrgId, id: StepId) -> sqlx::Result<Option<PersonId>> {
    sqlx::query_scalar!(
        r#"select owner_id as "owner: PersonId" from run_steps where org_id = $1 and id = $2"#,
        org.0,
        id.0,
    )
    .fetch_optional(conn)
    .await
}

/// The steps of a run that have a card: those that were ever prompted.
pub async fn keys_shown(conn: &mut PgConnection, org: OrgId, run: RunId) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "select distinct step from run_steps where org_id = $1 and run_id = $2 and 0 < prompts_sent",
        org.0,
        run.0,
    )
    .fetch_all(conn)
    .await
}

/// Skips whatever is open of a run, with who and why; a rule is nobody. Gives the steps that were open.
pub async fn skip_open(
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
