//! Playbook runs: which plays are at work on which account.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use sqlx::PgConnection;

use super::codec::{json, money, to_json};
use crate::domain::account::{AccountRef, RunLine};
use crate::domain::health::{Band, Milli};
use crate::domain::ids::{AccountId, InstallationId, OrgId, PersonId, RunId};
use crate::domain::money::Money;
use crate::domain::person::{Deed, PersonRef};
use crate::domain::playbook::{Playbook, RunEnding, RunOutcome, RunView};
use crate::domain::reason::Reason;

/// A run to be written.
#[derive(Clone, Debug)]
pub struct NewRun<'a> {
    /// Its id.
    pub id: RunId,
    /// For which account.
    pub account: AccountId,
    /// Which playbook, in which version.
    pub playbook: (&'a str, i32),
    /// Who answers for it.
    pub owner: PersonId,
    /// In which workspace it lives.
    pub installation: InstallationId,
    /// Where its prompts go.
    pub channel_id: &'a str,
    /// Who started it.
    pub started_by: PersonId,
    /// Why.
    pub reasons: &'a [Reason],
    /// The account's score at the start, in thousandths.
    pub score_milli: Option<i32>,
}

/// A run as it stands.
#[derive(Clone, Debug)]
pub struct Run {
    /// Which.
    pub id: RunId,
    /// For which account.
    pub account: AccountRef,
    /// What it runs, in the version that it started with.
    pub playbook: Playbook,
    /// Whether it is still going.
    pub running: bool,
    /// Who answers for it.
    pub owner: PersonId,
    /// In which workspace it lives.
    pub installation: InstallationId,
    /// Where its prompts go.
    pub channel_id: String,
    /// Who started it, and when.
    pub started: Deed,
    /// Why.
    pub reasons: Vec<Reason>,
}

impl Run {
    /// Whether its prompts go to direct messages: its account has no channel.
    pub fn is_direct(&self) -> bool {
        self.channel_id.starts_with(['U', 'W'])
    }
}

/// Starts a run, unless the playbook is at work on the account already. Says whether it did.
pub async fn start(conn: &mut PgConnection, org: OrgId, run: &NewRun<'_>, now: DateTime<Utc>) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into playbook_runs (org_id, id, account_id, playbook, playbook_version, state, owner_id, channel_id,
           started_at, started_by, trigger, score_milli_at_start, installation_id, band_at_start, arr_minor_at_start,
           usage_before, usage_at_start)
         select $1, $2, $3, $4, $5, 'running', $6, $7, $8, $9, $10, $11, $12, h.band, a.arr_minor,
           (u.reading ->> 'baseline')::float8,
           (u.reading ->> 'baseline')::float8 * (1 + (u.reading ->> 'value')::float8)
         from accounts a
         left join health h on h.org_id = a.org_id and h.account_id = a.id
         left join lateral (select f -> 'reading' as reading from jsonb_array_elements(h.assessment -> 'factors') f
           where f ->> 'measure' = 'usage_trend' and f ->> 'stale' = 'false' limit 1) u on true
         where a.org_id = $1 and a.id = $3
         on conflict (org_id, account_id, playbook) where state = 'running' do nothing",
        org.0,
        run.id.0,
        run.account.0,
        run.playbook.0,
        run.playbook.1,
        run.owner.0,
        run.channel_id,
        now,
        run.started_by.0,
        to_json(&run.reasons)?,
        run.score_milli,
        run.installation.0,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

struct RunRow {
    id: RunId,
    account_id: AccountId,
    account_name: String,
    definition: Value,
    state: String,
    owner_id: PersonId,
    installation_id: InstallationId,
    channel_id: String,
    started_at: DateTime<Utc>,
    by_id: PersonId,
    by_name: String,
    by_slack: Option<String>,
    trigger: Value,
}

impl TryFrom<RunRow> for Run {
    type Error = sqlx::Error;

    fn try_from(row: RunRow) -> sqlx::Result<Self> {
        let by = PersonRef { id: row.by_id, name: row.by_name, slack_user_id: row.by_slack };
        Ok(Self {
            id: row.id,
            account: AccountRef { id: row.account_id, name: row.account_name },
            playbook: json(row.definition)?,
            running: row.state == "running",
            owner: row.owner_id,
            installation: row.installation_id,
            channel_id: row.channel_id,
            started: Deed { by, at: row.started_at },
            reasons: json(row.trigger)?,
        })
    }
}

/// One run.
pub async fn by_id(conn: &mut PgConnection, org: OrgId, id: RunId) -> sqlx::Result<Option<Run>> {
    let row = sqlx::query_as!(
        RunRow,
        r#"select r.id as "id: RunId", a.id as "account_id: AccountId", a.name as account_name, y.definition, r.state,
                  r.owner_id as "owner_id: PersonId", r.installation_id as "installation_id: InstallationId", r.channel_id,
                  r.started_at,
                  p.id as "by_id: PersonId", p.name as by_name, p.slack_user_id as by_slack, r.trigger
           from playbook_runs r
           join accounts a on a.org_id = r.org_id and a.id = r.account_id
           join playbooks y on y.org_id = r.org_id and y.name = r.playbook and y.version = r.playbook_version
           join people p on p.org_id = r.org_id and p.id = r.started_by
           where r.org_id = $1 and r.id = $2"#,
        org.0,
        id.0,
    )
    .fetch_optional(conn)
    .await?;
    row.map(Run::try_from).transpose()
}

/// The run of a playbook that is at work on an account.
pub async fn running(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    playbook: &str,
) -> sqlx::Result<Option<Run>> {
    let id = sqlx::query_scalar!(
        r#"select id as "id: RunId" from playbook_runs
           where org_id = $1 and account_id = $2 and playbook = $3 and state = 'running'"#,
        org.0,
        account.0,
        playbook,
    )
    .fetch_optional(&mut *conn)
    .await?;
    match id {
        Some(id) => by_id(conn, org, id).await,
        None => Ok(None),
    }
}

/// The runs of an account that are going: which, the playbook's name, its title.
pub async fn names_of(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
) -> sqlx::Result<Vec<(RunId, String, String)>> {
    let rows = sqlx::query!(
        r#"select r.id as "id: RunId", r.playbook, y.definition ->> 'title' as "title!" from playbook_runs r
           join playbooks y on y.org_id = r.org_id and y.name = r.playbook and y.version = r.playbook_version
           where r.org_id = $1 and r.account_id = $2 and r.state = 'running' order by r.started_at"#,
        org.0,
        account.0,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.playbook, row.title)).collect())
}

/// The plays at work on an account, in a line each.
pub async fn lines_of(conn: &mut PgConnection, org: OrgId, account: AccountId) -> sqlx::Result<Vec<RunLine>> {
    let rows = sqlx::query!(
        r#"select r.id as "id: RunId", y.definition ->> 'title' as "title!",
                  count(*) filter (where s.state in ('done', 'skipped')) as "n_ended!", count(*) as "n_steps!"
           from playbook_runs r
           join playbooks y on y.org_id = r.org_id and y.name = r.playbook and y.version = r.playbook_version
           join run_steps s on s.org_id = r.org_id and s.run_id = r.id
           where r.org_id = $1 and r.account_id = $2 and r.state = 'running'
           group by r.id, r.started_at, y.definition order by r.started_at"#,
        org.0,
        account.0,
    )
    .fetch_all(conn)
    .await?;
    let count = |n: i64| usize::try_from(n).unwrap_or(0);
    Ok(rows
        .into_iter()
        .map(|row| RunLine { id: row.id, title: row.title, n_ended: count(row.n_ended), n_steps: count(row.n_steps) })
        .collect())
}

/// How many running plays a person owns.
pub async fn n_running(conn: &mut PgConnection, org: OrgId, owner: PersonId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from playbook_runs where org_id = $1 and owner_id = $2 and state = 'running'"#,
        org.0,
        owner.0,
    )
    .fetch_one(conn)
    .await
}

/// A page of the running plays that a person owns, or of those of one account; the one due soonest first.
pub async fn views(
    conn: &mut PgConnection,
    org: OrgId,
    owner: Option<PersonId>,
    account: Option<AccountId>,
    (size, offset): (i64, i64),
) -> sqlx::Result<Vec<RunView>> {
    let rows = sqlx::query!(
        r#"select r.id as "id: RunId", y.definition ->> 'title' as "play!", a.id as "account_id: AccountId",
                  a.name as account_name, o.id as "owner_id: PersonId", o.name as owner_name,
                  o.slack_user_id as owner_slack, r.started_at, n.n_ended as "n_ended!", n.n_steps as "n_steps!",
                  c.step as "step?", c.due_at as "due_at?", y.definition as "definition!"
           from playbook_runs r
           join playbooks y on y.org_id = r.org_id and y.name = r.playbook and y.version = r.playbook_version
           join accounts a on a.org_id = r.org_id and a.id = r.account_id
           join people o on o.org_id = r.org_id and o.id = r.owner_id
           join lateral (select count(*) filter (where state in ('done', 'skipped')) as n_ended, count(*) as n_steps
             from run_steps where org_id = r.org_id and run_id = r.id) n on true
           left join lateral (select step, due_at from run_steps where org_id = r.org_id and run_id = r.id
             and state not in ('done', 'skipped', 'waiting') order by due_at, position limit 1) c on true
           where r.org_id = $1 and r.state = 'running' and ($2::uuid is null or r.owner_id = $2)
             and ($3::uuid is null or r.account_id = $3)
           order by c.due_at nulls last, r.started_at, r.id limit $4 offset $5"#,
        org.0,
        owner.map(|id| id.0),
        account.map(|id| id.0),
        size,
        offset,
    )
    .fetch_all(conn)
    .await?;
    let count = |n: i64| usize::try_from(n).unwrap_or(0);
    rows.into_iter()
        .map(|row| {
            let playbook: Playbook = json(row.definition)?;
            let title = |key: String| playbook.step(&key).map_or(key, |step| step.title.clone());
            Ok(RunView {
                id: row.id,
                play: row.play,
                account: AccountRef { id: row.account_id, name: row.account_name },
                owner: PersonRef { id: row.owner_id, name: row.owner_name, slack_user_id: row.owner_slack },
                started_at: row.started_at,
                progress: (count(row.n_ended), count(row.n_steps)),
                current: row.step.map(title).zip(row.due_at),
            })
        })
        .collect()
}

/// Holds a run against other writers until the transaction ends, so that of two who end its last steps at once the
/// second sees what the first did.
pub async fn lock(conn: &mut PgConnection, org: OrgId, run: RunId) -> sqlx::Result<()> {
    sqlx::query!("select id from playbook_runs where org_id = $1 and id = $2 for update", org.0, run.0)
        .fetch_optional(conn)
        .await?;
    Ok(())
}

/// Holds the run of a playbook that is at work on an account, if there is one.
pub async fn hold_running(conn: &mut PgConnection, org: OrgId, account: AccountId, playbook: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "select id from playbook_runs
         where org_id = $1 and account_id = $2 and playbook = $3 and state = 'running' for update",
        org.0,
        account.0,
        playbook,
    )
    .fetch_optional(conn)
    .await?;
    Ok(())
}

/// Whether every step of a run is over.
pub async fn is_over(conn: &mut PgConnection, org: OrgId, run: RunId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select not exists (select from run_steps
             where org_id = $1 and run_id = $2 and state not in ('done', 'skipped')) as "over!""#,
        org.0,
        run.0,
    )
    .fetch_one(conn)
    .await
}

/// Ends a run that is going, with what stands then; says whether it did.
pub async fn end(
    conn: &mut PgConnection,
    org: OrgId,
    run: RunId,
    ending: &RunEnding,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let outcome = ending.outcome();
    let state = if outcome == RunOutcome::Stopped { "stopped" } else { "finished" };
    let done = sqlx::query!(
        "update playbook_runs r set state = $3, outcome = $4, end_reason = $5, ended_by = $6, ended_at = $7,
           score_milli_at_end = s.score_milli, band_at_end = s.band, arr_minor_at_end = s.arr_minor,
           usage_at_end = s.usage
         from (select p.id, h.score_milli, h.band, a.arr_minor,
                 (u.reading ->> 'baseline')::float8 * (1 + (u.reading ->> 'value')::float8) as usage
               from playbook_runs p
               join accounts a on a.org_id = p.org_id and a.id = p.account_id
               left join health h on h.org_id = p.org_id and h.account_id = p.account_id
               left join lateral (select f -> 'reading' as reading from jsonb_array_elements(h.assessment -> 'factors') f
                 where f ->> 'measure' = 'usage_trend' and f ->> 'stale' = 'false' limit 1) u on true
               where p.org_id = $1 and p.id = $2) s
         where r.org_id = $1 and r.id = $2 and r.id = s.id and r.state = 'running'",
        org.0,
        run.0,
        state,
        outcome.as_str(),
        ending.reason(),
        ending.by().map(|by| by.0),
        now,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What a step's card tells of its account.
#[derive(Clone, Debug)]
pub struct Backdrop {
    /// Colour and score now.
    pub health: (Option<Band>, Option<Milli>),
    /// Yearly revenue.
    pub arr: Money,
    /// The next contract end.
    pub ends_on: Option<NaiveDate>,
}

/// The account behind a run, today.
pub async fn backdrop(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    today: NaiveDate,
) -> sqlx::Result<Backdrop> {
    let row = sqlx::query!(
        r#"select h.band as "band?", h.score_milli as "score_milli?", a.arr_minor, a.currency,
                  (select min(ends_on) from contracts where org_id = $1 and account_id = a.id
                     and starts_on <= $3 and $3 <= ends_on) as ends_on
           from accounts a left join health h on h.org_id = a.org_id and h.account_id = a.id
           where a.org_id = $1 and a.id = $2"#,
        org.0,
        account.0,
        today,
    )
    .fetch_one(conn)
    .await?;
    Ok(Backdrop {
        health: (row.band.as_deref().and_then(Band::parse), row.score_milli.map(Milli)),
        arr: money(row.arr_minor, &row.currency)?,
        ends_on: row.ends_on,
    })
}
