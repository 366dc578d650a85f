//! Health's past: read back in order, and filled in where it is missing. What was recorded is never written over.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::codec::to_json;
use super::health::Fresh;
use crate::domain::health::{Band, Milli, Standing};
use crate::domain::ids::{AccountId, OrgId};

/// A day that has a score, or a withheld one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The day.
    pub day: NaiveDate,
    /// When it was scored last.
    pub at: DateTime<Utc>,
    /// The score.
    pub score: Option<Milli>,
    /// The colour.
    pub band: Option<Band>,
}

/// Every recorded day of these accounts, oldest first.
pub async fn recorded(
    conn: &mut PgConnection,
    org: OrgId,
    accounts: &[AccountId],
) -> sqlx::Result<HashMap<AccountId, Vec<Recorded>>> {
    let rows = sqlx::query!(
        r#"select account_id as "account: AccountId", day, scored_at, score_milli, band from health_history
           where org_id = $1 and account_id = any($2) order by account_id, day"#,
        org.0,
        accounts as &[AccountId],
    )
    .fetch_all(conn)
    .await?;
    let mut days: HashMap<AccountId, Vec<Recorded>> = HashMap::new();
    for row in rows {
        days.entry(row.account).or_default().push(Recorded {
            day: row.day,
            at: row.scored_at,
            score: row.score_milli.map(Milli),
            band: row.band.as_deref().and_then(Band::parse),
        });
    }
    Ok(days)
}

/// Fills a day of the past in.
pub async fn fill(
    conn: &mut PgConnection,
    org: OrgId,
    scores: &[Fresh],
    day: NaiveDate,
    at: DateTime<Utc>,
) -> sqlx::Result<()> {
    let accounts: Vec<AccountId> = scores.iter().map(|score| score.account).collect();
    let models: Vec<&str> = scores.iter().map(|score| score.assessment.model.as_str()).collect();
    let numbers: Vec<Option<i32>> = scores.iter().map(|score| score.assessment.score.map(|score| score.0)).collect();
    let bands: Vec<Option<&str>> = scores.iter().map(Fresh::colour).collect();
    let assessments = scores.iter().map(|score| to_json(&score.assessment)).collect::<sqlx::Result<Vec<_>>>()?;
    sqlx::query!(
        "insert into health_history (org_id, account_id, day, scored_at, model, score_milli, band, assessment)
         select $1, account_id, $2, $3, model, score_milli, band, assessment
         from unnest($4::uuid[], $5::text[], $6::int[], $7::text[], $8::jsonb[])
           as fresh (account_id, model, score_milli, band, assessment)
         on conflict do nothing",
        org.0,
        day,
        at,
        &accounts as &[AccountId],
        &models as &[&str],
        &numbers as &[Option<i32>],
        &bands as &[Option<&str>],
        &assessments,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Makes what the past ended with the present of accounts that have none.
pub async fn begin_present(conn: &mut PgConnection, org: OrgId, scores: &[(Fresh, DateTime<Utc>)]) -> sqlx::Result<()> {
    for (score, at) in scores {
        sqlx::query!(
            "insert into health (org_id, account_id, scored_at, model, score_milli, band, confidence, assessment,
               standing, segment, arr_whole)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing",
            org.0,
            score.account.0,
            at,
            score.assessment.model,
            score.assessment.score.map(|score| score.0),
            score.colour(),
            score.assessment.confidence.as_str(),
            to_json(&score.assessment)?,
            to_json(&score.standing)?,
            score.segment.as_str(),
            score.arr_whole,
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// Gives present colours the past that they turned out to have; the colours themselves stay.
pub async fn give_past(conn: &mut PgConnection, org: OrgId, standings: &[(AccountId, Standing)]) -> sqlx::Result<()> {
    let accounts: Vec<AccountId> = standings.iter().map(|(account, _)| *account).collect();
    let standings = standings.iter().map(|(_, standing)| to_json(standing)).collect::<sqlx::Result<Vec<_>>>()?;
    sqlx::query!(
        "update health h set standing = s.standing
         from unnest($2::uuid[], $3::jsonb[]) as s (account_id, standing)
         where h.org_id = $1 and h.account_id = s.account_id",
        org.0,
        &accounts as &[AccountId],
        &standings,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What a past that was filled in tells of crossed edges is no news: whoever has been looked at has seen it.
pub async fn nothing_is_news(conn: &mut PgConnection, org: OrgId, accounts: &[AccountId]) -> sqlx::Result<()> {
    sqlx::query!(
        "update signal_looks l set seen_change = b.id
         from (select distinct on (account_id) account_id, id from band_changes
           where org_id = $1 and account_id = any($2) and from_band is not null and to_band is not null
           order by account_id, changed_at desc) b
         where l.org_id = $1 and l.account_id = b.account_id and l.seen_change is distinct from b.id",
        org.0,
        accounts as &[AccountId],
    )
    .execute(conn)
    .await?;
    Ok(())
}
