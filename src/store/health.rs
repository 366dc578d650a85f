//! Scores: the present one of each account, its history, and the edges it crossed.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{AssertSqlSafe, PgConnection};

use super::codec::{json, to_json};
use crate::domain::health::{Assessment, Band, Milli, Standing};
use crate::domain::ids::{AccountId, BandChangeId, OrgId};
use crate::domain::segment::Segment;

/// A stored score.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Whose.
    pub account: AccountId,
    /// When it was computed.
    pub scored_at: DateTime<Utc>,
    /// Where every point went.
    pub assessment: Assessment,
    /// Its place among the bands; `None` while it has never had a colour.
    pub standing: Option<Standing>,
    /// The segment that it was scored under.
    pub segment: Option<Segment>,
    /// ARR in whole units of the account's currency, when it was scored.
    pub arr_whole: i64,
}

/// A score to be written.
#[derive(Clone, Debug)]
pub struct Fresh {
    /// Whose.
    pub account: AccountId,
    /// Where every point went.
    pub assessment: Assessment,
    /// Its place among the bands.
    pub standing: Option<Standing>,
    /// The effective segment.
    pub segment: Segment,
    /// ARR in whole units of the account's currency.
    pub arr_whole: i64,
}

impl Fresh {
    /// A withheld score has no colour, whatever the account's colour was before.
    pub fn colour(&self) -> Option<&'static str> {
        self.standing.filter(|_| self.assessment.score.is_some()).map(|standing| standing.band.as_str())
    }
}

/// An edge that was crossed.
#[derive(Clone, Debug)]
pub struct Crossing {
    /// Whose.
    pub account: AccountId,
    /// When.
    pub at: DateTime<Utc>,
    /// From.
    pub from: (Band, Option<Milli>),
    /// To.
    pub to: (Band, Option<Milli>),
}

impl Crossing {
    /// Names account and instant, so that a repeat writes nothing.
    pub fn id(&self, org: OrgId) -> BandChangeId {
        BandChangeId::named(org, &format!("{}:{}", self.account, self.at.timestamp_micros()))
    }
}

/// The present score of one account.
pub async fn of(conn: &mut PgConnection, org: OrgId, account: AccountId) -> sqlx::Result<Option<Stored>> {
    Ok(of_many(conn, org, &[account]).await?.pop())
}

/// The present scores of several accounts, in no order.
pub async fn of_many(conn: &mut PgConnection, org: OrgId, accounts: &[AccountId]) -> sqlx::Result<Vec<Stored>> {
    let rows = sqlx::query!(
        r#"select account_id as "account: AccountId", scored_at, assessment, standing, segment, arr_whole
           from health where org_id = $1 and account_id = any($2)"#,
        org.0,
        accounts as &[AccountId],
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Stored {
                account: row.account,
                scored_at: row.scored_at,
                assessment: json(row.assessment)?,
                standing: json(row.standing)?,
                segment: Segment::parse(&row.segment),
                arr_whole: row.arr_whole,
            })
        })
        .collect()
}

/// The score as it stood on `from`, as that day's, and from there on each day it was written, oldest first; `None`:
/// withheld.
pub async fn history(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    from: NaiveDate,
) -> sqlx::Result<Vec<(NaiveDate, Option<Milli>)>> {
    let rows = sqlx::query!(
        r#"select greatest(day, $3) as "day!", score_milli from health_history
           where org_id = $1 and account_id = $2
             and coalesce((select max(day) from health_history where org_id = $1 and account_id = $2 and day <= $3), $3) <= day
           order by day"#,
        org.0,
        account.0,
        from,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.day, row.score_milli.map(Milli))).collect())
}

/// The last assessment on or before a day.
pub async fn assessment_on(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    day: NaiveDate,
) -> sqlx::Result<Option<Assessment>> {
    let row = sqlx::query_scalar!(
        "select assessment from health_history where org_id = $1 and account_id = $2 and day <= $3
         order by day desc limit 1",
        org.0,
        account.0,
        day,
    )
    .fetch_optional(conn)
    .await?;
    row.map(json).transpose()
}

/// Writes scores, the day's history with them: a later score of a day replaces the earlier one.
pub async fn save(
    conn: &mut PgConnection,
    org: OrgId,
    scores: &[Fresh],
    day: NaiveDate,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let accounts: Vec<AccountId> = scores.iter().map(|score| score.account).collect();
    let models: Vec<String> = scores.iter().map(|score| score.assessment.model.clone()).collect();
    let numbers: Vec<Option<i32>> = scores.iter().map(|score| score.assessment.score.map(|score| score.0)).collect();
    let bands: Vec<Option<&str>> = scores.iter().map(Fresh::colour).collect();
    let confidences: Vec<&str> = scores.iter().map(|score| score.assessment.confidence.as_str()).collect();
    let assessments = scores.iter().map(|score| to_json(&score.assessment)).collect::<sqlx::Result<Vec<_>>>()?;
    let standings = scores.iter().map(|score| to_json(&score.standing)).collect::<sqlx::Result<Vec<_>>>()?;
    let segments: Vec<&str> = scores.iter().map(|score| score.segment.as_str()).collect();
    let arr_whole: Vec<i64> = scores.iter().map(|score| score.arr_whole).collect();
    sqlx::query!(
        "with fresh as (
           select * from unnest($2::uuid[], $3::text[], $4::int[], $5::text[], $6::text[], $7::jsonb[], $8::jsonb[],
             $11::text[], $12::bigint[])
             as fresh (account_id, model, score_milli, band, confidence, assessment, standing, segment, arr_whole)),
         history as (
           insert into health_history (org_id, account_id, day, scored_at, model, score_milli, band, assessment)
           select $1, account_id, $9, $10, model, score_milli, band, assessment from fresh
           on conflict (org_id, account_id, day) do update set scored_at = excluded.scored_at, model = excluded.model,
             score_milli = excluded.score_milli, band = excluded.band, assessment = excluded.assessment)
         insert into health (org_id, account_id, scored_at, model, score_milli, band, confidence, assessment, standing,
           segment, arr_whole)
         select $1, account_id, $10, model, score_milli, band, confidence, assessment, standing, segment, arr_whole
         from fresh
         on conflict (org_id, account_id) do update set scored_at = excluded.scored_at, model = excluded.model,
           score_milli = excluded.score_milli, band = excluded.band, confidence = excluded.confidence,
           assessment = excluded.assessment, standing = excluded.standing, segment = excluded.segment,
           arr_whole = excluded.arr_whole",
        org.0,
        &accounts as &[AccountId],
        &models,
        &numbers as &[Option<i32>],
        &bands as &[Option<&str>],
        &confidences as &[&str],
        &assessments,
        &standings,
        day,
        now,
        &segments as &[&str],
        &arr_whole,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes down the edges that were crossed. The id names account and instant, so a repeat writes nothing.
pub async fn record_crossings(conn: &mut PgConnection, org: OrgId, crossings: &[Crossing]) -> sqlx::Result<()> {
    if crossings.is_empty() {
        return Ok(());
    }
    let ids: Vec<BandChangeId> = crossings.iter().map(|crossing| crossing.id(org)).collect();
    let accounts: Vec<AccountId> = crossings.iter().map(|crossing| crossing.account).collect();
    let at: Vec<DateTime<Utc>> = crossings.iter().map(|crossing| crossing.at).collect();
    let from: Vec<&str> = crossings.iter().map(|crossing| crossing.from.0.as_str()).collect();
    let to: Vec<&str> = crossings.iter().map(|crossing| crossing.to.0.as_str()).collect();
    let from_milli: Vec<Option<i32>> = crossings.iter().map(|crossing| crossing.from.1.map(|score| score.0)).collect();
    let to_milli: Vec<Option<i32>> = crossings.iter().map(|crossing| crossing.to.1.map(|score| score.0)).collect();
    sqlx::query!(
        "insert into band_changes (org_id, id, account_id, changed_at, from_band, to_band, from_milli, to_milli)
         select $1, id, account_id, changed_at, from_band, to_band, from_milli, to_milli
         from unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[], $6::text[], $7::int[], $8::int[])
           as crossed (id, account_id, changed_at, from_band, to_band, from_milli, to_milli)
         on conflict do nothing",
        org.0,
        &ids as &[BandChangeId],
        &accounts as &[AccountId],
        &at,
        &from as &[&str],
        &to as &[&str],
        &from_milli as &[Option<i32>],
        &to_milli as &[Option<i32>],
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Tells the planner what a scoring of so many accounts wrote, where that is much beside what it knows of: a table that was
/// empty a minute ago is planned for as if it still were, a list of ten thousand accounts takes seconds then, and its reader
/// has one. Large tables, and those of another owner, are left to Postgres.
pub async fn gather_statistics(conn: &mut PgConnection, n_written: usize) -> sqlx::Result<()> {
    let outgrown = sqlx::query_scalar!(
        r#"select relname::text as "name!" from pg_class
           where oid = any (array['health', 'health_history', 'band_changes', 'signals', 'signal_moves',
                                  'signal_looks']::regclass[])
             and reltuples < 10 * $1::float8 and pg_has_role(relowner, 'usage')"#,
        f64::from(u32::try_from(n_written).unwrap_or(u32::MAX)),
    )
    .fetch_all(&mut *conn)
    .await?;
    if outgrown.is_empty() {
        return Ok(());
    }
    sqlx::raw_sql(AssertSqlSafe(format!("analyze (skip_locked) {}", outgrown.join(", ")))).execute(conn).await?;
    Ok(())
}
