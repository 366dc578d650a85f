//! One episode, and the moves that were made on it.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::domain::ids::{AccountId, EpisodeId, OrgId, PersonId, RunId};
use crate::domain::person::PersonRef;
use crate::domain::signal::{Episode, EpisodeState, Outcome, SignalKind};

/// The subject of an episode's card.
pub fn episode_subject(episode: EpisodeId) -> String {
    format!("signal:{episode}")
}

/// An episode with whoever answers for its account now.
#[derive(Clone, Debug)]
pub struct EpisodeRow {
    /// The episode.
    pub episode: Episode,
    /// The account's owner.
    pub owner: Option<PersonId>,
}

struct Row {
    id: EpisodeId,
    account_id: AccountId,
    kind: String,
    state: String,
    version: i32,
    claimed_by: Option<PersonId>,
    claimed_at: Option<DateTime<Utc>>,
    snoozed_by: Option<PersonId>,
    snoozed_at: Option<DateTime<Utc>>,
    snoozed_until: Option<DateTime<Utc>>,
    run_id: Option<RunId>,
    ended_at: Option<DateTime<Utc>>,
    ended_by: Option<PersonId>,
    outcome: Option<String>,
    account_owner: Option<PersonId>,
}

impl From<Row> for EpisodeRow {
    fn from(row: Row) -> Self {
        let outcome = row.outcome.as_deref().and_then(Outcome::parse);
        let snoozed = row.snoozed_by.zip(row.snoozed_at).zip(row.snoozed_until);
        let episode = Episode {
            id: row.id,
            account: row.account_id,
            kind: SignalKind::parse(&row.kind).unwrap_or(SignalKind::Disagreement),
            state: EpisodeState::parse(&row.state).unwrap_or(EpisodeState::Open),
            version: row.version,
            claimed: row.claimed_by.zip(row.claimed_at),
            snoozed: snoozed.map(|((by, at), until)| (by, at, until)),
            run: row.run_id,
            ended: row.ended_at.zip(outcome).map(|(at, outcome)| (at, outcome, row.ended_by)),
        };
        Self { episode, owner: row.account_owner }
    }
}

/// One episode, held against other writers until the transaction ends.
pub async fn lock(conn: &mut PgConnection, org: OrgId, id: EpisodeId) -> sqlx::Result<Option<EpisodeRow>> {
    Ok(lock_all(conn, org, &[id]).await?.pop())
}

/// The living episodes of an account by these rules, held against other writers.
pub async fn lock_living(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    kinds: &[SignalKind],
) -> sqlx::Result<Vec<EpisodeRow>> {
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    let ids = sqlx::query_scalar!(
        r#"select id as "id: EpisodeId" from signals
           where org_id = $1 and account_id = $2 and kind = any($3) and ended_at is null"#,
        org.0,
        account.0,
        &kinds as &[&str],
    )
    .fetch_all(&mut *conn)
    .await?;
    lock_all(conn, org, &ids).await
}

/// The episodes that a run is at work for, held against other writers.
pub async fn lock_of_run(conn: &mut PgConnection, org: OrgId, run: RunId) -> sqlx::Result<Vec<EpisodeRow>> {
    let ids = sqlx::query_scalar!(
        r#"select id as "id: EpisodeId" from signals where org_id = $1 and run_id = $2 and state = 'in_play'"#,
        org.0,
        run.0,
    )
    .fetch_all(&mut *conn)
    .await?;
    lock_all(conn, org, &ids).await
}

/// In order of id, so that two who lock several cannot wait for each other.
async fn lock_all(conn: &mut PgConnection, org: OrgId, ids: &[EpisodeId]) -> sqlx::Result<Vec<EpisodeRow>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select s.id as "id: EpisodeId", s.account_id as "account_id: AccountId", s.kind, s.state, s.version,
                  s.claimed_by as "claimed_by: PersonId", s.claimed_at, s.snoozed_by as "snoozed_by: PersonId",
                  s.snoozed_at, s.snoozed_until, s.run_id as "run_id: RunId", s.ended_at,
                  s.ended_by as "ended_by: PersonId", s.outcome, a.owner_id as "account_owner: PersonId"
           from signals s join accounts a on a.org_id = s.org_id and a.id = s.account_id
           where s.org_id = $1 and s.id = any($2) order by s.id for update of s"#,
        org.0,
        ids as &[EpisodeId],
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(EpisodeRow::from).collect())
}

/// Writes an episode that moved, with who moved it. A card that was not posted yet is not needed any more: they know. The version guards it: no row is changed when another was first.
pub async fn save_move(
    conn: &mut PgConnection,
    org: OrgId,
    episode: &Episode,
    from: EpisodeState,
    (actor, note): (Option<PersonId>, &str),
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "with moved as (
           update signals set state = $3, version = $4, claimed_by = $5, claimed_at = $6, snoozed_by = $7,
             snoozed_at = $8, snoozed_until = $9, run_id = $10, ended_at = $11, ended_by = $12, outcome = $13,
             announce_at = null
           where org_id = $1 and id = $2 and version = $4 - 1 returning id)
         insert into signal_moves (org_id, signal_id, from_state, to_state, version, actor_id, moved_at, note)
         select $1, id, $14, $3, $4, $15, $16, $17 from moved",
        org.0,
        episode.id.0,
        episode.state.as_str(),
        episode.version,
        episode.claimed.map(|(by, _)| by.0),
        episode.claimed.map(|(_, at)| at),
        episode.snoozed.map(|(by, ..)| by.0),
        episode.snoozed.map(|(_, at, _)| at),
        episode.snoozed.map(|(.., until)| until),
        episode.run.map(|run| run.0),
        episode.ended.map(|(at, ..)| at),
        episode.ended.and_then(|(.., by)| by).map(|by| by.0),
        episode.ended.map(|(_, outcome, _)| outcome.as_str()),
        from.as_str(),
        actor.map(|actor| actor.0),
        now,
        note,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Who made the last move on an episode, and when; nobody when the rule itself did.
pub async fn last_move(
    conn: &mut PgConnection,
    org: OrgId,
    id: EpisodeId,
) -> sqlx::Result<Option<(Option<PersonRef>, DateTime<Utc>)>> {
    let row = sqlx::query!(
        r#"select p.id as "id?: PersonId", p.name as "name?", p.slack_user_id, m.moved_at from signal_moves m
           left join people p on p.org_id = m.org_id and p.id = m.actor_id
           where m.org_id = $1 and m.signal_id = $2 order by m.version desc limit 1"#,
        org.0,
        id.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| {
        let by = row.id.zip(row.name).map(|(id, name)| PersonRef { id, name, slack_user_id: row.slack_user_id });
        (by, row.moved_at)
    }))
}

/// Silences a rule on an account until a day.
pub async fn mute(
    conn: &mut PgConnection,
    org: OrgId,
    (account, kind): (AccountId, SignalKind),
    (until, reason): (NaiveDate, &str),
    by: PersonId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into signal_mutes (org_id, account_id, kind, until, reason, set_by, set_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (org_id, account_id, kind) do update set until = greatest(signal_mutes.until, excluded.until),
           reason = excluded.reason, set_by = excluded.set_by, set_at = excluded.set_at",
        org.0,
        account.0,
        kind.as_str(),
        until,
        reason,
        by.0,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}
