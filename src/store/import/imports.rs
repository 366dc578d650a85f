//! The table `imports`: which file last spoke, and how it went. And the lock that keeps two imports apart.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::record::Record;
use crate::domain::ids::{ImportId, OrgId};

/// How a file went, a record of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows read, the left out ones too.
    pub n_rows: usize,
    /// Rows that were new.
    pub n_added: usize,
    /// Rows that were there and differed.
    pub n_changed: usize,
    /// Rows that were there already, just so.
    pub n_unchanged: usize,
    /// What was wrong; a row may have several.
    pub n_faults: usize,
}

/// Keeps every other import of the organisation out until the transaction ends: two that overlap would deadlock on
/// each other's rows. Rows that refer to the organisation can still be written. Makes the organisation if need be.
pub async fn hold_organisation(conn: &mut PgConnection, org: OrgId, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into organisations (org_id, name, created_at) values ($1, 'Default', $2) on conflict do nothing",
        org.0,
        now,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("select org_id from organisations where org_id = $1 for no key update", org.0).fetch_one(conn).await?;
    Ok(())
}

/// Notes how one record of a file went.
pub async fn record_import(
    conn: &mut PgConnection,
    org: OrgId,
    id: ImportId,
    (source, record): (&str, Record),
    counts: Counts,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into imports (org_id, id, source, record, finished_at, n_rows, n_added, n_changed, n_faults)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        org.0,
        id.0,
        source,
        record.as_str(),
        now,
        in_column(counts.n_rows),
        in_column(counts.n_added),
        in_column(counts.n_changed),
        in_column(counts.n_faults),
    )
    .execute(conn)
    .await?;
    Ok(())
}

fn in_column(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// Tells the planner what the tables hold now.
pub async fn gather_statistics(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!(
        "analyze accounts, contacts, contracts, usage_days, tickets, surveys, touchpoints, arr_movements, milestones"
    )
    .execute(conn)
    .await?;
    Ok(())
}
