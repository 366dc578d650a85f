//! First posts, the one call of Slack's that must never be made twice and never be lost.
//!
//! pending → sending → sent. A claim takes a fence and a lease; every later word on the row names the fence, so a worker
//! that was asleep cannot speak for one that took over. A lease that runs out, and any answer that leaves open whether
//! Slack posted, make the row unknown, never pending: it is looked for in the channel's history before it is sent again.
//! What cannot be found out is held for a person. Leases and due times are by the database's clock. After a failover of
//! Postgres, which may have lost the record of a post, a post is looked for before it is first sent: see `timelines`.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;

use crate::domain::ids::{CardId, InstallationId, OrgId};

/// A post that somebody holds.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Whose data.
    pub org: OrgId,
    /// The post, and its card.
    pub id: CardId,
    /// In which workspace.
    pub installation: InstallationId,
    /// Where to.
    pub channel_id: String,
    /// The whole body, once it is frozen.
    pub payload: Option<Value>,
    /// Names the claim.
    pub fence: i64,
    /// Counted from 1.
    pub attempt: i32,
    /// Seconds since the first attempt began, by the database's clock.
    pub age_seconds: i64,
    /// Times that it was looked for and not found.
    pub negative_reads: i32,
    /// Postgres failed over, and may lack the record of its post: seconds since what is surely known.
    pub lost_seconds: Option<i64>,
    /// It has waited for its reader already.
    pub has_waited: bool,
}

/// Claims the oldest post that is due. While every workspace has to wait, nothing is looked through; else the queue is read
/// from its head.
pub async fn claim(conn: &mut PgConnection, lease_seconds: f64, now: DateTime<Utc>) -> sqlx::Result<Option<Claim>> {
    sqlx::query_as!(
        Claim,
        r#"update outbox set state = 'sending', attempt = attempt + 1, fence = nextval('delivery_fences'),
             lease_until = now() + make_interval(secs => $1), first_attempt_at = coalesce(first_attempt_at, now())
           where (org_id, id) = (
             select o.org_id, o.id from outbox o
             where o.state = 'pending' and o.not_before <= now() and (o.waits_until is null or o.waits_until <= $2)
               and exists (select from timelines t where t.name = (select steward_timeline()))
               and exists (select from installations i where not exists (
                 select from pace p where p.lane = 'post:' || i.id and now() < p.next_at))
               and not exists (select from pace p
                 where p.lane = 'channel:' || o.installation_id || ':' || o.channel_id and now() < p.next_at)
               and not exists (select from pace p where p.lane = 'post:' || o.installation_id and now() < p.next_at)
             order by o.created_at, o.id limit 1 for update of o skip locked)
           returning org_id as "org: OrgId", id as "id: CardId", installation_id as "installation: InstallationId",
             channel_id, payload, fence, attempt, extract(epoch from now() - first_attempt_at)::int8 as "age_seconds!",
             negative_reads, waits_until is not null as "has_waited!",
             (select extract(epoch from now() - t.known_until)::int8 from timelines t
               where t.name = (select steward_timeline()) and outbox.stored_at < t.seen_at + interval '5 min'
                 and coalesce(outbox.looked_at, '-infinity') < t.seen_at) as lost_seconds"#,
        lease_seconds,
        now,
    )
    .fetch_optional(conn)
    .await
}

/// Claims a post whose fate is unknown and is to be looked for. The next look is `patience_seconds` away, whatever
/// becomes of this one.
pub async fn claim_unknown(conn: &mut PgConnection, patience_seconds: f64) -> sqlx::Result<Option<Claim>> {
    sqlx::query_as!(
        Claim,
        r#"update outbox set fence = nextval('delivery_fences'), not_before = now() + make_interval(secs => $1)
           where (org_id, id) = (
             select org_id, id from outbox where state = 'unknown' and not_before <= now()
             order by not_before limit 1 for update skip locked)
           returning org_id as "org: OrgId", id as "id: CardId", installation_id as "installation: InstallationId",
             channel_id, payload, fence, attempt,
             extract(epoch from now() - coalesce(first_attempt_at, now()))::int8 as "age_seconds!", negative_reads,
             waits_until is not null as "has_waited!",
             (select extract(epoch from now() - t.known_until)::int8 from timelines t
               where t.name = (select steward_timeline()) and outbox.stored_at < t.seen_at + interval '5 min'
                 and coalesce(outbox.looked_at, '-infinity') < t.seen_at) as lost_seconds"#,
        patience_seconds,
    )
    .fetch_optional(conn)
    .await
}

/// Takes the next moment of a lane, `interval_seconds` long; `false` when another has it.
pub async fn take_turn(conn: &mut PgConnection, lane: &str, interval_seconds: f64) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into pace (lane, next_at) values ($1, now() + make_interval(secs => $2))
         on conflict (lane) do update set next_at = excluded.next_at where pace.next_at <= now()",
        lane,
        interval_seconds,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Slack asks everybody to wait: no replica uses the lane for so long.
pub async fn close_lane(conn: &mut PgConnection, lane: &str, seconds: f64) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into pace (lane, next_at) values ($1, now() + make_interval(secs => $2))
         on conflict (lane) do update set next_at = greatest(pace.next_at, excluded.next_at)",
        lane,
        seconds,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether nobody was asked to wait with a lane.
pub async fn is_open(conn: &mut PgConnection, lane: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select not exists (select from pace where lane = $1 and now() < next_at) as "is_open!""#,
        lane
    )
    .fetch_one(conn)
    .await
}

/// Fixes what is posted, and where: from here on every attempt says the same.
pub async fn freeze(
    conn: &mut PgConnection,
    claim: &Claim,
    channel_id: &str,
    payload: &Value,
    version: i32,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "with frozen as (
           update outbox set payload = $4, channel_id = $5, card_version = $6
           where org_id = $1 and id = $2 and fence = $3 and state = 'sending' returning org_id, id)
         update cards c set channel_id = $5 from frozen f where c.org_id = f.org_id and c.id = f.id",
        claim.org.0,
        claim.id.0,
        claim.fence,
        payload,
        channel_id,
        version,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Slack has it, as message `ts`. Says whether the claim still held.
pub async fn sent(conn: &mut PgConnection, claim: &Claim, ts: &str) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "with ended as (
           update outbox set state = 'sent', lease_until = null, ended_at = now(), error = null
           where org_id = $1 and id = $2 and fence = $3 and state in ('sending', 'unknown')
           returning org_id, id, card_version)
         update cards c set ts = $4, posted_version = greatest(c.posted_version, e.card_version)
         from ended e where c.org_id = e.org_id and c.id = e.id",
        claim.org.0,
        claim.id.0,
        claim.fence,
        ts,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Slack surely has not: again after so many seconds. `counts` is false when Slack only asked to wait.
pub async fn retry(
    conn: &mut PgConnection,
    claim: &Claim,
    error: &str,
    seconds: f64,
    counts: Attempt,
) -> sqlx::Result<()> {
    let back = match counts {
        Attempt::Counts => 0,
        Attempt::IsFree => 1,
    };
    sqlx::query!(
        "update outbox set state = 'pending', lease_until = null, error = $4, attempt = attempt - $6, negative_reads = 0,
           not_before = now() + make_interval(secs => $5)
         where org_id = $1 and id = $2 and fence = $3 and state in ('sending', 'unknown')",
        claim.org.0,
        claim.id.0,
        claim.fence,
        error,
        seconds,
        back,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether an attempt counts towards giving up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// It was refused.
    Counts,
    /// Slack only asked to wait.
    IsFree,
}

/// Slack may have it: look for it after so many seconds.
pub async fn unknown(conn: &mut PgConnection, claim: &Claim, error: &str, seconds: f64) -> sqlx::Result<()> {
    sqlx::query!(
        "update outbox set state = 'unknown', lease_until = null, error = $4,
           not_before = now() + make_interval(secs => $5)
         where org_id = $1 and id = $2 and fence = $3 and state in ('sending', 'unknown')",
        claim.org.0,
        claim.id.0,
        claim.fence,
        error,
        seconds,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// It was looked for and not there: again after so many seconds, with one more negative read.
pub async fn not_found(conn: &mut PgConnection, claim: &Claim, seconds: f64) -> sqlx::Result<()> {
    sqlx::query!(
        "update outbox set negative_reads = negative_reads + 1, looked_at = now(), not_before = now() + make_interval(secs => $4)
         where org_id = $1 and id = $2 and fence = $3 and state = 'unknown'",
        claim.org.0,
        claim.id.0,
        claim.fence,
        seconds,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Nobody but a person can tell, or help: `held` waits for one. What was of unknown fate may stand in Slack already.
pub async fn hold(conn: &mut PgConnection, claim: &Claim, error: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "update outbox set state = 'held', lease_until = null, error = $4, ended_at = now(), told_at = null,
           maybe_posted = state = 'unknown'
         where org_id = $1 and id = $2 and fence = $3 and state in ('sending', 'unknown')",
        claim.org.0,
        claim.id.0,
        claim.fence,
        error,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Leases that ran out: nobody knows how far their holder came. Says how many.
pub async fn expire_leases(conn: &mut PgConnection, patience_seconds: f64) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update outbox set state = 'unknown', lease_until = null, error = 'the lease ran out',
           not_before = now() + make_interval(secs => $1)
         where state = 'sending' and lease_until < now()",
        patience_seconds,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// It can wait, and its reader wants to be left alone until then.
pub async fn rest(conn: &mut PgConnection, claim: &Claim, until: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "update outbox set state = 'pending', lease_until = null, attempt = attempt - 1, first_attempt_at = null, waits_until = $4
         where org_id = $1 and id = $2 and fence = $3 and state = 'sending'",
        claim.org.0,
        claim.id.0,
        claim.fence,
        until,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Until when a post waits for its reader, where it does.
pub async fn rests_until(
    conn: &mut PgConnection,
    org: OrgId,
    id: CardId,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<DateTime<Utc>>> {
    let until = sqlx::query_scalar!(
        "select waits_until from outbox where org_id = $1 and id = $2 and state = 'pending' and $3 < waits_until",
        org.0,
        id.0,
        now,
    )
    .fetch_optional(conn)
    .await?;
    Ok(until.flatten())
}

/// When the next post that waits for its reader is due, after `now`.
pub async fn next_rested_at(conn: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<Option<DateTime<Utc>>> {
    sqlx::query_scalar!("select min(waits_until) from outbox where state = 'pending' and $1 < waits_until", now)
        .fetch_one(conn)
        .await
}

/// Posts that are not at rest: to be sent, being sent, or of unknown fate. What waits for its reader is.
pub async fn n_unfinished(conn: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select (select count(*) from outbox where state in ('pending', 'sending', 'unknown')
               and not (state = 'pending' and coalesce($1 < waits_until, false)))
             + (select count(*) from cards where ts is not null and posted_version < desired_version) as "n!""#,
        now,
    )
    .fetch_one(conn)
    .await
}

/// Versions of cards that were shown, first posts and edits together.
pub async fn n_shown(conn: &mut PgConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"select coalesce(sum(posted_version), 0)::int8 as "n!" from cards"#).fetch_one(conn).await
}
