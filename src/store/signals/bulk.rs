//! What a look reads and writes: the episodes of a whole page at a time.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::view::{kind, state};
use crate::domain::ids::{AccountId, BandChangeId, EpisodeId, OrgId, PersonId};
use crate::domain::signal::{EpisodeState, Evidence, Last, Living, Outcome, Past, SignalKind};
use crate::store::codec::{json, to_json};

/// What is going on, and what ended last, by account and rule.
pub type Pasts = HashMap<(AccountId, SignalKind), Past>;

/// The episodes of a page: the living ones, and the last of each rule that ended.
pub async fn pasts(conn: &mut PgConnection, org: OrgId, accounts: &[AccountId]) -> sqlx::Result<Pasts> {
    let rows = sqlx::query!(
        r#"select id as "id!: EpisodeId", account_id as "account!: AccountId", kind as "kind!", state as "state!",
                  version as "version!", evidence as "evidence!", opened_at as "opened_at!", ended_at, cleared_at
           from signals where org_id = $1 and account_id = any($2) and ended_at is null
           union all
           select id, account_id, kind, state, version, evidence, opened_at, ended_at, cleared_at from (
             select distinct on (account_id, kind) * from signals
             where org_id = $1 and account_id = any($2) and ended_at is not null
             order by account_id, kind, ended_at desc, id) ended"#,
        org.0,
        accounts as &[AccountId],
    )
    .fetch_all(conn)
    .await?;
    let mut pasts = Pasts::new();
    for row in rows {
        let past = pasts.entry((row.account, kind(&row.kind)?)).or_default();
        match row.ended_at {
            Some(ended_at) => past.last = Some(Last { id: row.id, ended_at, cleared_at: row.cleared_at }),
            None => {
                past.living = Some(Living {
                    id: row.id,
                    version: row.version,
                    state: state(&row.state)?,
                    evidence: json(row.evidence)?,
                    opened_at: row.opened_at,
                });
            }
        }
    }
    Ok(pasts)
}

/// An episode that opens.
#[derive(Clone, Debug)]
pub struct Opened {
    /// On which account.
    pub account: AccountId,
    /// Which rule.
    pub kind: SignalKind,
    /// What it saw.
    pub evidence: Evidence,
    /// Who answers for the account.
    pub owner: Option<PersonId>,
    /// When its card may be posted; `None`: never.
    pub announce_at: Option<DateTime<Utc>>,
    /// It held already when the account was looked at first.
    pub baseline: bool,
}

/// Opens episodes, but never a second one of a rule on an account; says how many.
pub async fn open(conn: &mut PgConnection, org: OrgId, fresh: &[Opened], now: DateTime<Utc>) -> sqlx::Result<u64> {
    let id = |opened: &Opened| {
        EpisodeId::named(org, &format!("{}:{}:{}", opened.account, opened.kind.as_str(), now.timestamp_micros()))
    };
    let ids: Vec<EpisodeId> = fresh.iter().map(id).collect();
    let accounts: Vec<AccountId> = fresh.iter().map(|opened| opened.account).collect();
    let kinds: Vec<&str> = fresh.iter().map(|opened| opened.kind.as_str()).collect();
    let evidence = fresh.iter().map(|opened| to_json(&opened.evidence)).collect::<sqlx::Result<Vec<_>>>()?;
    let owners: Vec<Option<PersonId>> = fresh.iter().map(|opened| opened.owner).collect();
    let announce: Vec<Option<DateTime<Utc>>> = fresh.iter().map(|opened| opened.announce_at).collect();
    let baseline: Vec<bool> = fresh.iter().map(|opened| opened.baseline).collect();
    let done = sqlx::query!(
        "insert into signals (org_id, id, account_id, kind, opened_at, evidence, owner_id, announce_at, baseline, digest_only)
         select $1, id, account_id, kind, $2, evidence, owner_id, announce_at, baseline, baseline
         from unnest($3::uuid[], $4::uuid[], $5::text[], $6::jsonb[], $7::uuid[], $8::timestamptz[], $9::bool[])
           as opened (id, account_id, kind, evidence, owner_id, announce_at, baseline)
         on conflict do nothing",
        org.0,
        now,
        &ids as &[EpisodeId],
        &accounts as &[AccountId],
        &kinds as &[&str],
        &evidence,
        &owners as &[Option<PersonId>],
        &announce as &[Option<DateTime<Utc>>],
        &baseline,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// An episode whose rule still holds.
#[derive(Clone, Debug)]
pub struct Fresh {
    /// Which.
    pub id: EpisodeId,
    /// What the rule sees now.
    pub evidence: Evidence,
    /// It came true once more.
    pub is_again: bool,
}

/// Writes what the rules see now.
pub async fn refresh(conn: &mut PgConnection, org: OrgId, fresh: &[Fresh]) -> sqlx::Result<()> {
    let ids: Vec<EpisodeId> = fresh.iter().map(|fresh| fresh.id).collect();
    let evidence = fresh.iter().map(|fresh| to_json(&fresh.evidence)).collect::<sqlx::Result<Vec<_>>>()?;
    let again: Vec<bool> = fresh.iter().map(|fresh| fresh.is_again).collect();
    sqlx::query!(
        "update signals s set evidence = f.evidence, n_again = s.n_again + f.is_again::int
         from unnest($2::uuid[], $3::jsonb[], $4::bool[]) as f (id, evidence, is_again)
         where s.org_id = $1 and s.id = f.id and s.ended_at is null",
        org.0,
        &ids as &[EpisodeId],
        &evidence,
        &again,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// An episode that ends by itself.
#[derive(Clone, Copy, Debug)]
pub struct Ended {
    /// Which.
    pub id: EpisodeId,
    /// The version that was looked at.
    pub version: i32,
    /// Where it stood.
    pub from: EpisodeState,
    /// How it ends.
    pub outcome: Outcome,
}

/// Ends episodes; one that a person moved meanwhile is left for the next look. Names those that ended.
pub async fn end(
    conn: &mut PgConnection,
    org: OrgId,
    over: &[Ended],
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<EpisodeId>> {
    let ids: Vec<EpisodeId> = over.iter().map(|ended| ended.id).collect();
    let versions: Vec<i32> = over.iter().map(|ended| ended.version).collect();
    let from: Vec<&str> = over.iter().map(|ended| ended.from.as_str()).collect();
    let outcomes: Vec<&str> = over.iter().map(|ended| ended.outcome.as_str()).collect();
    sqlx::query_scalar!(
        r#"with ended as (
             update signals s set state = 'ended', version = s.version + 1, ended_at = $2, cleared_at = $2,
               outcome = o.outcome, announce_at = null
             from unnest($3::uuid[], $4::int[], $5::text[], $6::text[]) as o (id, version, from_state, outcome)
             where s.org_id = $1 and s.id = o.id and s.version = o.version and s.ended_at is null
             returning s.id, s.version, o.from_state)
           insert into signal_moves (org_id, signal_id, from_state, to_state, version, moved_at)
           select $1, id, from_state, 'ended', version, $2 from ended
           returning signal_id as "id: EpisodeId""#,
        org.0,
        now,
        &ids as &[EpisodeId],
        &versions,
        &from as &[&str],
        &outcomes as &[&str],
    )
    .fetch_all(conn)
    .await
}

/// The living episodes of accounts that are lost by a day.
pub async fn of_lost(conn: &mut PgConnection, org: OrgId, today: NaiveDate) -> sqlx::Result<Vec<Ended>> {
    let rows = sqlx::query!(
        r#"select s.id as "id: EpisodeId", s.version, s.state from signals s
           join accounts a on a.org_id = s.org_id and a.id = s.account_id
           where s.org_id = $1 and s.ended_at is null and a.churned_on <= $2 order by s.id"#,
        org.0,
        today,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| Ok(Ended { id: row.id, version: row.version, from: state(&row.state)?, outcome: Outcome::Lost }))
        .collect()
}

/// The rules of these dismissed episodes are false now: the next time they may fire again.
pub async fn rearm(
    conn: &mut PgConnection,
    org: OrgId,
    episodes: &[EpisodeId],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update signals set cleared_at = $3 where org_id = $1 and id = any($2) and cleared_at is null",
        org.0,
        episodes as &[EpisodeId],
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that accounts were looked at, and which change of colour was seen last.
pub async fn saw(
    conn: &mut PgConnection,
    org: OrgId,
    looks: &[(AccountId, Option<BandChangeId>)],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let accounts: Vec<AccountId> = looks.iter().map(|(account, _)| *account).collect();
    let changes: Vec<Option<BandChangeId>> = looks.iter().map(|(_, change)| *change).collect();
    sqlx::query!(
        "insert into signal_looks (org_id, account_id, looked_at, seen_change)
         select $1, account_id, $2, seen_change from unnest($3::uuid[], $4::uuid[]) as l (account_id, seen_change)
         on conflict (org_id, account_id) do update set looked_at = excluded.looked_at,
           seen_change = coalesce(excluded.seen_change, signal_looks.seen_change)",
        org.0,
        now,
        &accounts as &[AccountId],
        &changes as &[Option<BandChangeId>],
    )
    .execute(conn)
    .await?;
    Ok(())
}
