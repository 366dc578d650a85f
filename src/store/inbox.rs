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

/// What becomes of something that is answered at once.
#[derive(Clone, Debug)]
pub enum Begun {
    /// Nobody has begun with it, or whoever did went away: it is the caller's.
    Ours(Letter),
    /// It was done before; `Null` when there was nothing to answer.
    Answered(Value),
    /// Another is at it.
    Elsewhere,
}

/// Keeps a letter and takes it in one step, for whoever answers it at once.
pub async fn begin(
    conn: &mut PgConnection,
    org: OrgId,
    (key, kind): (&str, &str),
    payload: &Value,
    lease_seconds: f64,
) -> sqlx::Result<Begun> {
    let taken = sqlx::query_scalar!(
        "insert into inbox as i (org_id, key, kind, payload, received_at, state, attempt, lease_until)
         values ($1, $2, $3, $4, now(), 'handling', 1, now() + make_interval(secs => $5))
         on conflict (key) do update
           set state = 'handling', attempt = i.attempt + 1, lease_until = excluded.lease_until
           where i.state = 'stored' or (i.state = 'handling' and i.lease_until < now())
         returning attempt",
        org.0,
        key,
        kind,
        payload,
        lease_seconds,
    )
    .fetch_optional(&mut *conn)
    .await?;
    if let Some(attempt) = taken {
        let letter = Letter { key: key.to_owned(), org, kind: kind.to_owned(), payload: payload.clone(), attempt };
        return Ok(Begun::Ours(letter));
    }
    let known = sqlx::query!(r#"select state, answer as "answer: Value" from inbox where key = $1"#, key)
        .fetch_optional(conn)
        .await?;
    Ok(match known {
        Some(row) if row.state == "handling" => Begun::Elsewhere,
        Some(row) => Begun::Answered(row.answer.unwrap_or_default()),
        // Forgotten this very moment, so it was done long ago.
        None => Begun::Answered(Value::Null),
    })
}

/// Writes down that something was taken that is neither kept nor sent again; `false` when it is known already.
pub async fn note(conn: &mut PgConnection, org: OrgId, key: &str, kind: &str) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into inbox (org_id, key, kind, payload, received_at, state, attempt, handled_at)
         values ($1, $2, $3, '{}', now(), 'handled', 1, now()) on conflict (key) do nothing",
        org.0,
        key,
        kind,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets answers that nobody can ask for again.
pub async fn forget_answers(conn: &mut PgConnection, minutes: i32) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update inbox set answer = null where answer is not null and handled_at < now() - make_interval(mins => $1)",
        minutes,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
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
pub async fn handled(conn: &mut PgConnection, letter: &Letter, answer: Option<&Value>) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update inbox set state = 'handled', lease_until = null, handled_at = now(), payload = '{}', answer = $3
         where key = $1 and attempt = $2 and state = 'handling'",
        letter.key,
        letter.attempt,
        answer,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Slack asks to wait, or does not say: again in so many seconds, and for a day no attempt is counted. Says whether the claim
/// still held.
pub async fn put_off(conn: &mut PgConnection, letter: &Letter, error: &str, seconds: f64) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update inbox set error = $2, lease_until = now() + make_interval(secs => $3),
           attempt = attempt - case when now() - interval '1 day' < received_at then 1 else 0 end
         where key = $1 and attempt = $4 and state = 'handling'",
        letter.key,
        error,
        seconds,
        letter.attempt,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Handling failed: again later, or after `most` attempts never. What is answered by a message, or asks Slack something, waits
/// longer: Slack may have asked to wait, and what it took shows in a channel's history only after a while. Says whether the claim still held.
pub async fn failed(conn: &mut PgConnection, letter: &Letter, error: &str, most: i32) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update inbox set error = $2, state = case when attempt < $3 then 'handling' else 'dead' end,
           lease_until = case when attempt < $3 then now()
             + make_interval(secs => case when kind in ('message', 'channel') then 15 else 2 end * attempt) end
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
