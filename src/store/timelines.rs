//! Whether this Postgres is the one that it was.
//!
//! A standby that is promoted by a failover may lack the last commits of the one before it, and a restored copy lacks more.
//! Posts that were made in between read as if they were still to be made. So whatever was stored before the new timeline was
//! first seen is looked for in Slack before it is sent, as if an attempt had gone unanswered; and so is what is stored
//! within five minutes after, for what was lost is done again then: schedules fire and prompts fall due once more, under
//! the same ids.
//!
//! `store::outbox` asks for the timeline in the very statement that claims a post, and claims nothing on one that is not
//! written down here: no claim can be older than the knowledge.

use sqlx::PgConnection;

/// Writes down which timeline this is, when it is new. Says whether it took the place of another.
pub async fn notice(conn: &mut PgConnection) -> sqlx::Result<bool> {
    let follows = sqlx::query_scalar!(
        r#"insert into timelines (name, seen_at, known_until)
           select p.name, case when exists (select from timelines) then now() else '-infinity' end,
             greatest((select greatest(max(stored_at), max(first_attempt_at)) from outbox), now() - interval '30 days')
           from (select steward_timeline() as name) p
           where not exists (select from timelines t where t.name = p.name)
           on conflict (name) do nothing
           returning seen_at <> '-infinity' as "follows!""#,
    )
    .fetch_optional(conn)
    .await?;
    Ok(follows.unwrap_or(false))
}
