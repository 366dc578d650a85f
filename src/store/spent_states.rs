//! States of installations that came back from Slack: each counts once.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::domain::ids::OrgId;

/// Spends a nonce, by its hash; `false` when it was spent before.
pub async fn spend(conn: &mut PgConnection, org: OrgId, nonce: &[u8], expires_at: DateTime<Utc>) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into spent_states (org_id, nonce, expires_at) values ($1, $2, $3) on conflict (org_id, nonce) do nothing",
        org.0,
        nonce,
        expires_at,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets what ran out before a moment: its date alone refuses it.
pub async fn forget(conn: &mut PgConnection, org: OrgId, before: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("delete from spent_states where org_id = $1 and expires_at < $2", org.0, before).execute(conn).await?;
    Ok(())
}
