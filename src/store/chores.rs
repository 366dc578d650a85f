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

/// Holds on to a period for `lease_seconds` more, or takes it.
pub async fn hold(
    conn: &mut PgConnection,
    org: OrgId,
    name: &str,
    period: &str,
    lease_seconds: f64,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into chores (org_id, name, period, lease_until) values ($1, $2, $3, now() + make_interval(secs => $4))
         on conflict (org_id, name, period) do update set lease_until = excluded.lease_until",
        org.0,
        name,
        period,
        lease_seconds,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether anybody is at a chore.
pub async fn is_held(conn: &mut PgConnection, org: OrgId, name: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from chores where org_id = $1 and name = $2 and done_at is null and now() < lease_until)
             as "held!""#,
        org.0,
        name,
    )
    .fetch_one(conn)
    .await
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

/// How far a period came; `None` at its beginning.
pub async fn cursor(conn: &mut PgConnection, org: OrgId, name: &str, period: &str) -> sqlx::Result<Option<String>> {
    let cursor = sqlx::query_scalar!(
        "select cursor from chores where org_id = $1 and name = $2 and period = $3",
        org.0,
        name,
        period,
    )
    .fetch_optional(conn)
    .await?;
    Ok(cursor.flatten())
}

/// Says that a period came from here to there, and holds on to it; `false` when another has it, or it is done.
pub async fn advance(
    conn: &mut PgConnection,
    org: OrgId,
    (name, period): (&str, &str),
    (from, to): (Option<&str>, &str),
    lease_seconds: f64,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update chores set cursor = $5, lease_until = now() + make_interval(secs => $6)
         where org_id = $1 and name = $2 and period = $3 and cursor is not distinct from $4 and done_at is null",
        org.0,
        name,
        period,
        from,
        to,
        lease_seconds,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
