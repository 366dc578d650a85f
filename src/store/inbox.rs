//! What Slack told us: stored before it hears 200, handled once, by any replica.

use serde_json::Value;
use sqlx::PgConnection;

use crate::domain::ids::OrgId;

/// Something that Slack told.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Names the event; Slack tells some twice.
    pub key: String,
    /// Whose data.
    pub org: OrgId,
    /// Which kind of event.
    pub kind: String,
    /// The whole event.
    pub payload: Value,
    /// Counted from 1.
    pub attempt: i32,
}

/// Keeps a letter; `false` when it is known already.
pub async fn store(conn: &mut PgConnection, org: OrgId, key: &str, kind: &str, payload: &Value) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into inbox (org_id, key, kind, payload, received_at) values ($1, $2, $3, $4, now())
         on conflict (key) do nothing",
        org.0,
        key,
        kind,
        payload,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Claims the oldest letter that waits, or whose handler went away; one that outlived `most` handlers is put aside, for it
/// may be what ended them.
pub async fn claim(conn: &mut PgConnection, lease_seconds: f64, most: i32) -> sqlx::Result<Option<Letter>> {
    sqlx::query_as!(
        Letter,
        r#"with outlived as (
             update inbox set state = 'dead', lease_until = null, error = coalesce(error, 'its handlers ended')
             where state = 'handling' and lease_until < now() and $2 <= attempt)
           update inbox set state = 'handling', attempt = attempt + 1, lease_until = now() + make_interval(secs => $1)
           where key = (
             select key from inbox
             where state = 'stored' or (state = 'handling' and lease_until < now() and attempt < $2)
             order by received_at limit 1 for update skip locked)
           returning key, org_id as "org: OrgId", kind, payload, attempt"#,
        lease_seconds,
        most,
    )
    .fetch_optional(conn)
    .await
}

/// The letter is handled; what it said is no longer kept. The attempt is the claim's fence: a reader that was asleep
/// cannot speak for one that took over. Says whether the claim still held.
pub async fn handled(conn: &mut PgConnection, letter: &Letter) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update inbox set state = 'handled', lease_until = null, handled_at = now(), payload = '{}'
         where key = $1 and attempt = $2 and state = 'handling'",
        letter.key,
        letter.attempt,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Handling failed: again later, or after `most` attempts never. Says whether the claim still held.
pub async fn failed(conn: &mut PgConnection, letter: &Letter, error: &str, most: i32) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update inbox set error = $2, state = case when attempt < $3 then 'handling' else 'dead' end,
           lease_until = case when attempt < $3 then now() + make_interval(secs => 2 * attempt) end
         where key = $1 and attempt = $4 and state = 'handling'",
        letter.key,
        error,
        most,
        letter.attempt,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
