//! How runs go beside their steps: which are to be judged, their goals, and a renewal that moves.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::domain::ids::{AccountId, OrgId, PersonId, RunId, StepId};
use crate::domain::playbook::{Course, PlannedStep, Playbook};
use crate::store::codec::json;

/// A run, with what its facts hang on.
#[derive(Clone, Debug)]
pub struct RunningRun {
    /// Whose data.
    pub org: OrgId,
    /// Which.
    pub id: RunId,
    /// On which account.
    pub account: AccountId,
    /// In the version that it started with.
    pub playbook: Playbook,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// Its goal so far.
    pub course: Course,
    /// Mean daily use before it began, and whether it was counted by logins.
    pub usage: Option<(f64, bool)>,
    /// Whether a contract follows the one that stood when it began; `None` when none stood.
    pub renewed: Option<bool>,
    /// The end of that contract that its steps are laid out by, and the one that it has now.
    pub laid_out_for: Option<NaiveDate>,
    /// The same contract's end now.
    pub ends_on: Option<NaiveDate>,
    /// When its account was looked at last.
    pub looked_at: Option<DateTime<Utc>>,
    /// Whether its account is lost.
    pub is_lost: bool,
}

/// The course of one run, or of at most `n` that are to be judged: their account was looked at since they were, or is lost;
/// they run, or went their way and their goal is open. Nothing is held.
pub async fn runs(
    conn: &mut PgConnection,
    wanted: Result<(OrgId, &[RunId]), i64>,
    today: NaiveDate,
) -> sqlx::Result<Vec<RunningRun>> {
    let (org, ids, n) = match wanted {
        Ok((org, ids)) => (Some(org.0), Some(ids), i64::MAX),
        Err(n) => (None, None, n),
    };
    let rows = sqlx::query!(
        r#"select r.org_id as "org: OrgId", r.id as "id: RunId", r.account_id as "account: AccountId", y.definition,
                  r.started_at, r.goal_reached_on, r.goal_missed_on, r.usage_before, r.usage_by_logins, r.laid_out_for,
                  r.state = 'running' as "is_running!",
                  c.ends_on as "ends_on?", l.looked_at as "looked_at?", coalesce(a.churned_on <= $1, false) as "is_lost!",
                  case when c.id is not null then exists (
                    select from contracts n where n.org_id = r.org_id and n.account_id = r.account_id
                      and n.id <> c.id and n.starts_on between c.ends_on and c.ends_on + 30) end as renewed
           from playbook_runs r
           join playbooks y on y.org_id = r.org_id and y.name = r.playbook and y.version = r.playbook_version
           join accounts a on a.org_id = r.org_id and a.id = r.account_id
           left join contracts c on c.org_id = r.org_id and c.id = r.contract_id
           left join signal_looks l on l.org_id = r.org_id and l.account_id = r.account_id
           where (r.state = 'running' or (r.outcome = 'completed' and r.goal_reached_on is null and r.goal_missed_on is null
                 and y.definition -> 'goal' ->> 'when' is not null))
             and ($2::uuid is null or r.org_id = $2)
             and case when $3::uuid[] is not null then r.id = any($3)
                 else (r.judged_at is null and l.looked_at is not null) or r.judged_at < l.looked_at
                   or (a.churned_on <= $1 and not r.judged_as_lost) end
           order by r.org_id, r.id limit $4"#,
        today,
        org,
        ids as Option<&[RunId]>,
        n,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(RunningRun {
                org: row.org,
                id: row.id,
                account: row.account,
                playbook: json(row.definition)?,
                started_at: row.started_at,
                course: Course {
                    started_on: row.started_at.date_naive(),
                    is_running: row.is_running,
                    contract_end: row.ends_on,
                    goal_reached_on: row.goal_reached_on,
                    goal_missed_on: row.goal_missed_on,
                },
                usage: row.usage_before.zip(row.usage_by_logins),
                renewed: row.renewed,
                laid_out_for: row.laid_out_for,
                ends_on: row.ends_on,
                looked_at: row.looked_at,
                is_lost: row.is_lost,
            })
        })
        .collect()
}

/// These runs were judged by what their accounts' last looks saw.
pub async fn judged(conn: &mut PgConnection, runs: &[RunningRun], now: DateTime<Utc>) -> sqlx::Result<()> {
    let orgs: Vec<OrgId> = runs.iter().map(|run| run.org).collect();
    let ids: Vec<RunId> = runs.iter().map(|run| run.id).collect();
    let looked: Vec<DateTime<Utc>> = runs.iter().map(|run| run.looked_at.unwrap_or(now)).collect();
    let lost: Vec<bool> = runs.iter().map(|run| run.is_lost).collect();
    sqlx::query!(
        "update playbook_runs r set judged_at = greatest(r.judged_at, j.looked_at), judged_as_lost = j.is_lost
         from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::bool[]) as j (org_id, id, looked_at, is_lost)
         where r.org_id = j.org_id and r.id = j.id",
        &orgs as &[OrgId],
        &ids as &[RunId],
        &looked,
        &lost,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What became of a goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoalEnd {
    /// It is reached.
    Reached,
    /// Its time is over.
    Missed,
}

/// Writes down what became of a run's goal, once; says whether that is news.
pub async fn end_goal(
    conn: &mut PgConnection,
    org: OrgId,
    run: RunId,
    how: GoalEnd,
    today: NaiveDate,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update playbook_runs set goal_reached_on = case when $4 then $3 else goal_reached_on end,
           goal_missed_on = case when $4 then goal_missed_on else $3 end
         where org_id = $1 and id = $2 and (state = 'running' or outcome = 'completed') and goal_reached_on is null
           and ($4 or goal_missed_on is null)",
        org.0,
        run.0,
        today,
        how == GoalEnd::Reached,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whose steps of a run those are that were not prompted yet.
pub async fn waiting(
    conn: &mut PgConnection,
    org: OrgId,
    run: RunId,
) -> sqlx::Result<Vec<(StepId, String, i32, PersonId)>> {
    let rows = sqlx::query!(
        r#"select id as "id: StepId", step, occurrence, owner_id as "owner: PersonId" from run_steps
           where org_id = $1 and run_id = $2 and state = 'waiting' order by id"#,
        org.0,
        run.0,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.step, row.occurrence, row.owner)).collect())
}

/// Lays steps out anew that still wait, and says by which end of the contract; says how many moved. Of two who do it the
/// second finds it done.
pub async fn lay_out_anew(
    conn: &mut PgConnection,
    org: OrgId,
    run: RunId,
    (from, to, goal_due_on): (NaiveDate, NaiveDate, NaiveDate),
    steps: &[(StepId, PlannedStep)],
    now: DateTime<Utc>,
) -> sqlx::Result<Option<u64>> {
    let ids: Vec<StepId> = steps.iter().map(|(id, _)| *id).collect();
    let opens: Vec<Option<DateTime<Utc>>> =
        steps.iter().map(|(_, step)| (!step.waits).then_some(step.opens_at)).collect();
    let dues: Vec<DateTime<Utc>> = steps.iter().map(|(_, step)| step.due_at).collect();
    let rolled: Vec<Option<NaiveDate>> = steps.iter().map(|(_, step)| step.moved_from).collect();
    let moved = sqlx::query!(
        "update run_steps s set prompt_at = coalesce(p.opens_at, s.prompt_at), due_at = p.due_at, moved_from = p.rolled, version = s.version + 1
         from unnest($2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::date[]) as p (id, opens_at, due_at, rolled)
         where s.org_id = $1 and s.id = p.id and s.state = 'waiting'",
        org.0,
        &ids as &[StepId],
        &opens as &[Option<DateTime<Utc>>],
        &dues,
        &rolled as &[Option<NaiveDate>],
    )
    .execute(&mut *conn)
    .await?;
    let done = sqlx::query!(
        "update playbook_runs set laid_out_for = $4, moved_from = $3, moved_at = $5, goal_due_on = $6
         where org_id = $1 and id = $2 and state = 'running' and laid_out_for = $3",
        org.0,
        run.0,
        from,
        to,
        now,
        goal_due_on,
    )
    .execute(conn)
    .await?;
    Ok((done.rows_affected() == 1).then(|| moved.rows_affected()))
}

/// What a run's cards say beside its step.
#[derive(Clone, Debug, Default)]
pub struct NotesRow {
    /// Why it runs, where its own trigger asked for it.
    pub occasion: Option<String>,
    /// Whether nobody clicked for it.
    pub by_itself: bool,
    /// How often its triggers fired again, and when last.
    pub n_again: i64,
    /// When last.
    pub again_at: Option<DateTime<Utc>>,
    /// When the goal was reached, by the run.
    pub goal_reached_on: Option<NaiveDate>,
    /// The last day for it, when it was missed.
    pub goal_missed_by: Option<NaiveDate>,
    /// The renewal that its steps moved with: from when.
    pub moved_from: Option<NaiveDate>,
    /// To when.
    pub laid_out_for: Option<NaiveDate>,
    /// What the step's condition asks for and nobody knows.
    pub not_known: Option<Vec<String>>,
    /// The title of the playbook that could be run beside it, where it is there and not at work.
    pub beside: Option<String>,
}

/// Notes on a run and on the present occurrence of a step of it. `beside` is a playbook's name.
pub async fn notes(
    conn: &mut PgConnection,
    org: OrgId,
    run: RunId,
    step: StepId,
    beside: &str,
) -> sqlx::Result<Option<NotesRow>> {
    sqlx::query_as!(
        NotesRow,
        r#"select r.occasion, r.by_itself, coalesce(g.n, 0) as "n_again!", g.at as "again_at?",
                  case when not r.goal_held_at_start then r.goal_reached_on end as goal_reached_on,
                  case when r.goal_missed_on is not null then r.goal_due_on end as goal_missed_by,
                  r.moved_from, r.laid_out_for, s.not_known as "not_known?",
                  (select definition ->> 'title' from (select definition, retired_at from playbooks
                       where org_id = $1 and name = $4 order by version desc limit 1) newest
                   where retired_at is null and r.state = 'running'
                     and r.playbook <> $4 and not exists (select from playbook_runs b where b.org_id = $1
                       and b.account_id = r.account_id and b.playbook = $4 and b.state = 'running')) as beside
           from playbook_runs r
           left join run_steps s on s.org_id = r.org_id and s.id = $3
           left join lateral (select count(*) as n, max(raised_at) as at from play_occasions
             where org_id = r.org_id and run_id = r.id and state = 'again') g on true
           where r.org_id = $1 and r.id = $2"#,
        org.0,
        run.0,
        step.0,
        beside,
    )
    .fetch_optional(conn)
    .await
}

/// The title of a playbook that is there, and not at work on an account.
pub async fn idle(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    playbook: &str,
) -> sqlx::Result<Option<String>> {
    let title = sqlx::query_scalar!(
        "select definition ->> 'title' from (select definition, retired_at from playbooks
             where org_id = $1 and name = $3 order by version desc limit 1) newest
         where retired_at is null and not exists (
           select from playbook_runs where org_id = $1 and account_id = $2 and playbook = $3 and state = 'running')",
        org.0,
        account.0,
        playbook,
    )
    .fetch_optional(conn)
    .await?;
    Ok(title.flatten())
}

/// A step is prompted now, for the first time, although nobody knows these facts that its condition asks for.
pub async fn prompted(
    conn: &mut PgConnection,
    org: OrgId,
    step: StepId,
    not_known: &[&str],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update run_steps set not_known = $3, opened_at = coalesce(opened_at, $4) where org_id = $1 and id = $2",
        org.0,
        step.0,
        not_known as &[&str],
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Asks for the cards of runs to be drawn again; steps that were never prompted have none. An edit that waits for Slack goes
/// on waiting.
pub async fn redraw(conn: &mut PgConnection, org: OrgId, runs: &[RunId], now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "with held as materialized (
           select c.id from cards c
           join (select distinct 'step:' || run_id || ':' || step as subject from run_steps
                 where org_id = $1 and run_id = any($2) and 0 < prompts_sent) s on s.subject in (c.subject, c.copy_of)
           where c.org_id = $1 order by c.id for update of c)
         update cards c set desired_version = c.desired_version + 1, updated_at = $3
         from held where c.org_id = $1 and c.id = held.id",
        org.0,
        runs as &[RunId],
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}
