//! The steps of runs, and the moves that people made on them.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::domain::ids::{OrgId, PersonId, RunId, StepId};
use crate::domain::playbook::{Needs, Reassigned, Reminders, Step, StepState};

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
    /// The entries of its checklist that are ticked off, counted from 0.
    pub ticked: Vec<usize>,
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
    needs_id: Option<PersonId>,
    needs_words: String,
    follow_up_on: Option<NaiveDate>,
    reassigned_from: Option<PersonId>,
    reassigned_by: Option<PersonId>,
    reassigned_at: Option<DateTime<Utc>>,
    ticked: Vec<i32>,
    acknowledge_within: Option<String>,
    remind_from: Option<DateTime<Utc>>,
    reminders: i32,
    remind_at: Option<DateTime<Utc>>,
}

impl From<Row> for StepRow {
    fn from(row: Row) -> Self {
        let state = StepState::parse(&row.state).unwrap_or(StepState::Waiting);
        let reassigned = row.reassigned_from.zip(row.reassigned_by).zip(row.reassigned_at);
        let step = Step {
            id: row.id,
            run: row.run_id,
            key: row.step,
            occurrence: row.occurrence,
            state,
            version: row.version,
            owner: row.owner_id,
            due_at: row.due_at,
            moved_from: row.moved_from,
            prompt_at: row.prompt_at,
            acknowledged: row.acknowledged_by.zip(row.acknowledged_at),
            ended: row.ended_at.map(|at| (row.ended_by, at)),
            note: row.note,
            snoozes: row.snoozes,
            needs: (state == StepState::Blocked).then_some(Needs { person: row.needs_id, words: row.needs_words }),
            follow_up_on: row.follow_up_on,
            reassigned: reassigned.map(|((from, by), at)| Reassigned { from, by, at }),
            acknowledge_within: row.acknowledge_within.and_then(|time| time.parse().ok()),
            reminders: Reminders { from: row.remind_from, sent: row.reminders, next_at: row.remind_at },
        };
        let ticked = row.ticked.into_iter().filter_map(|n| usize::try_from(n).ok()).collect();
        Self { step, position: row.position, ticked }
    }
}

/// One step, held against other writers until the transaction ends.
pub async fn lock(conn: &mut PgConnection, org: OrgId, id: StepId) -> sqlx::Result<Option<StepRow>> {
    let row = sqlx::query_as!(
        Row,
        r#"select id as "id: StepId", run_id as "run_id: RunId", step, occurrence, position,
                  owner_id as "owner_id: PersonId", state, version, due_at, moved_from, prompt_at,
                  acknowledged_by as "acknowledged_by: PersonId", acknowledged_at, ended_by as "ended_by: PersonId",
                  ended_at, note, snoozes, needs_id as "needs_id: PersonId", needs_words, follow_up_on,
                  reassigned_from as "reassigned_from: PersonId", reassigned_by as "reassigned_by: PersonId",
                  reassigned_at, ticked, acknowledge_within, remind_from, reminders, remind_at
           from run_steps where org_id = $1 and id = $2 for update"#,
        org.0,
        id.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(StepRow::from))
}

/// One step.
pub async fn by_id(conn: &mut PgConnection, org: OrgId, id: StepId) -> sqlx::Result<Option<StepRow>> {
    let row = sqlx::query_as!(
        Row,
        r#"select id as "id: StepId", run_id as "run_id: RunId", step, occurrence, position,
                  owner_id as "owner_id: PersonId", state, version, due_at, moved_from, prompt_at,
                  acknowledged_by as "acknowledged_by: PersonId", acknowledged_at, ended_by as "ended_by: PersonId",
                  ended_at, note, snoozes, needs_id as "needs_id: PersonId", needs_words, follow_up_on,
                  reassigned_from as "reassigned_from: PersonId", reassigned_by as "reassigned_by: PersonId",
                  reassigned_at, ticked, acknowledge_within, remind_from, reminders, remind_at
           from run_steps where org_id = $1 and id = $2"#,
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
                  ended_at, note, snoozes, needs_id as "needs_id: PersonId", needs_words, follow_up_on,
                  reassigned_from as "reassigned_from: PersonId", reassigned_by as "reassigned_by: PersonId",
                  reassigned_at, ticked, acknowledge_within, remind_from, reminders, remind_at
           from run_steps where org_id = $1 and run_id = $2 order by position, occurrence"#,
        org.0,
        run.0,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(StepRow::from).collect())
}

/// Puts the prompt of a step off: whoever hears of it must not be written to yet.
pub async fn prompt_later(conn: &mut PgConnection, org: OrgId, step: StepId, at: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("update run_steps set prompt_at = $3 where org_id = $1 and id = $2", org.0, step.0, at)
        .execute(conn)
        .await?;
    Ok(())
}

/// Of which run a step is; `None` too where the transaction does not see the run's account: a step alone does not know whose
/// it is.
pub async fn run_of(conn: &mut PgConnection, org: OrgId, id: StepId) -> sqlx::Result<Option<RunId>> {
    sqlx::query_scalar!(
        r#"select r.id as "run: RunId" from run_steps s
           join playbook_runs r on r.org_id = s.org_id and r.id = s.run_id
           where s.org_id = $1 and s.id = $2"#,
        org.0,
        id.0,
    )
    .fetch_optional(conn)
    .await
}

/// Writes when a step is prompted and due: what it counts from has moved.
pub async fn save_times(conn: &mut PgConnection, org: OrgId, step: &Step) -> sqlx::Result<()> {
    sqlx::query!(
        "update run_steps set prompt_at = $3, due_at = $4, moved_from = $5 where org_id = $1 and id = $2",
        org.0,
        step.id.0,
        step.prompt_at,
        step.due_at,
        step.moved_from,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ticks entries of a step's checklist off: these and no others. Whoever ticks has made progress, so what asks how it
/// goes counts from `next_ask` on. Says whether anything changed.
pub async fn tick(
    conn: &mut PgConnection,
    org: OrgId,
    step: StepId,
    ticked: &[i32],
    next_ask: Option<DateTime<Utc>>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update run_steps set ticked = $3, remind_at = case when state = 'acknowledged' then coalesce($4, remind_at)
           else remind_at end
         where org_id = $1 and id = $2 and state not in ('done', 'skipped') and ticked <> $3",
        org.0,
        step.0,
        ticked,
        next_ask,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
