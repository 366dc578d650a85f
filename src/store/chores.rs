//! Work that is due once a period. The first replica to claim a period does it; a lease lets another take over.

use sqlx::PgConnection;

use crate::domain::ids::OrgId;

/// Claims a period of a chore for `lease_seconds`; `false` when it is done or another is at it.
pub async fn claim(
    conn: &mut PgConnection,
    org: OrgId,
    name: &str,
    period: &str,
    lease_seconds: f64,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into chores (org_id, name, period, lease_until) values ($1, $2, $3, now() + make_interval(secs => $4))
         on conflict (org_id, name, period) do update set lease_until = excluded.lease_until
         where chores.done_at is null and chores.lease_until < now()",
        org.0,
        name,
        period,
        lease_seconds,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The period is done.
pub async fn done(conn: &mut PgConnection, org: OrgId, name: &str, period: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "update chores set done_at = now(), lease_until = null where org_id = $1 and name = $2 and period = $3",
        org.0,
        name,
        period,
    )
    .execute(conn)
    .await?;
    Ok(())
}
