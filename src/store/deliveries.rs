//! How delivery is doing: posts that are held for a person, what they decide, and the figures of a day.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::domain::delivery::{Deliveries, Feed, Fires, HeldPost, PostKind, Verdict};
use crate::domain::ids::{CardId, InstallationId, OrgId, PersonId};
use crate::domain::person::PersonRef;

/// Which held posts are meant.
#[derive(Clone, Copy, Debug, Default)]
pub struct Which<'a> {
    /// Of one place; `None`: of all.
    pub channel_id: Option<&'a str>,
    /// For one reason; `None`: for any.
    pub reason: Option<&'a str>,
    /// These; `None`: all.
    pub cards: Option<&'a [CardId]>,
    /// Held at this moment or before; `None`: whenever.
    pub until: Option<DateTime<Utc>>,
}

/// Posts that wait for a person, the oldest first.
pub async fn held(conn: &mut PgConnection, org: OrgId, which: Which<'_>, n: i64) -> sqlx::Result<Vec<HeldPost>> {
    let cards: Option<Vec<uuid::Uuid>> = which.cards.map(|cards| cards.iter().map(|card| card.0).collect());
    let rows = sqlx::query!(
        r#"select o.id as "id: CardId", o.fence, c.notice ->> 'kind' as "kind!", o.channel_id, o.error, o.ended_at,
                  o.maybe_posted
           from outbox o join cards c on c.org_id = o.org_id and c.id = o.id
           where o.org_id = $1 and o.state = 'held' and ($2::text is null or o.channel_id = $2)
             and ($3::text is null or o.error = $3) and ($4::uuid[] is null or o.id = any($4))
             and ($6::timestamptz is null or o.ended_at <= $6)
           order by o.ended_at, o.id limit $5"#,
        org.0,
        which.channel_id,
        which.reason,
        cards.as_deref(),
        n,
        which.until,
    )
    .fetch_all(conn)
    .await?;
    let held = rows.into_iter().filter_map(|row| {
        Some(HeldPost {
            card: row.id,
            fence: row.fence,
            kind: PostKind::of(&row.kind),
            channel_id: row.channel_id,
            reason: row.error.unwrap_or_default(),
            held_at: row.ended_at?,
            maybe_posted: row.maybe_posted,
        })
    });
    Ok(held.collect())
}

/// How many wait, and when the newest was held.
pub async fn n_held(
    conn: &mut PgConnection,
    org: OrgId,
    which: Which<'_>,
) -> sqlx::Result<(i64, Option<DateTime<Utc>>)> {
    let row = sqlx::query!(
        r#"select count(*) as "n!", max(ended_at) as newest from outbox
           where org_id = $1 and state = 'held' and ($2::text is null or channel_id = $2)
             and ($3::text is null or error = $3)"#,
        org.0,
        which.channel_id,
        which.reason,
    )
    .fetch_one(conn)
    .await?;
    Ok((row.n, row.newest))
}

/// Carries a decision out on those of `posts` that still stand as they were seen; says on which. Sent again they are drawn
/// anew; where that may double a message, whoever decided was told.
pub async fn decide(
    conn: &mut PgConnection,
    org: OrgId,
    posts: &[HeldPost],
    verdict: Verdict,
    (by, now): (Option<PersonId>, DateTime<Utc>),
) -> sqlx::Result<Vec<CardId>> {
    let ids: Vec<CardId> = posts.iter().map(|post| post.card).collect();
    let fences: Vec<i64> = posts.iter().map(|post| post.fence).collect();
    let state = match verdict {
        Verdict::Resend => "pending",
        Verdict::Drop => "dead",
    };
    sqlx::query_scalar!(
        r#"update outbox o set state = $4, decided_by = $5, decided_at = $6, told_at = null, maybe_posted = false,
             fence = nextval('delivery_fences'), negative_reads = 0,
             attempt = case when $4 = 'pending' then 0 else o.attempt end,
             payload = case when $4 = 'pending' then null else o.payload end,
             first_attempt_at = case when $4 = 'pending' then null else o.first_attempt_at end,
             ended_at = case when $4 = 'pending' then null else now() end,
             error = case when $4 = 'pending' then null else o.error end, not_before = now()
           from unnest($2::uuid[], $3::bigint[]) as seen (id, fence)
           where o.org_id = $1 and o.id = seen.id and o.fence = seen.fence and o.state = 'held'
           returning o.id as "id: CardId""#,
        org.0,
        &ids as &[CardId],
        &fences,
        state,
        by.map(|by| by.0),
        now,
    )
    .fetch_all(conn)
    .await
}

/// Who decided last about what a place refused.
pub async fn last_decision(
    conn: &mut PgConnection,
    org: OrgId,
    channel_id: &str,
) -> sqlx::Result<Option<(PersonRef, DateTime<Utc>)>> {
    let row = sqlx::query!(
        r#"select p.id as "id: PersonId", p.name, p.slack_user_id, o.decided_at as "at!" from outbox o
           join people p on p.org_id = o.org_id and p.id = o.decided_by
           where o.org_id = $1 and o.channel_id = $2 and o.decided_at is not null order by o.decided_at desc limit 1"#,
        org.0,
        channel_id,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (PersonRef { id: row.id, name: row.name, slack_user_id: row.slack_user_id }, row.at)))
}

/// A held post of which nobody was told.
#[derive(Clone, Debug)]
pub struct Untold {
    /// Whose data.
    pub org: OrgId,
    /// Its card.
    pub card: CardId,
    /// In which workspace.
    pub installation: InstallationId,
    /// Where it was to go.
    pub channel_id: String,
    /// Why it did not.
    pub reason: String,
    /// Whether it is itself the news of a held post, which would go on for ever.
    pub is_news: bool,
}

/// Held posts that nobody was told of, of all organisations, held against other replicas and marked as told. Where the bot
/// is not installed any more nobody can be told; they hear of it when it is again.
pub async fn claim_untold(conn: &mut PgConnection, n: i64) -> sqlx::Result<Vec<Untold>> {
    sqlx::query_as!(
        Untold,
        r#"with untold as (
             select o.org_id, o.id from outbox o where o.state = 'held' and o.told_at is null
               and exists (select from installations i
                 where i.org_id = o.org_id and i.id = o.installation_id and i.closed_at is null)
             order by o.ended_at limit $1 for update of o skip locked)
           update outbox o set told_at = now() from untold u, cards c
           where o.org_id = u.org_id and o.id = u.id and c.org_id = o.org_id and c.id = o.id
           returning o.org_id as "org: OrgId", o.id as "card: CardId",
             o.installation_id as "installation: InstallationId", o.channel_id, coalesce(o.error, '') as "reason!",
             c.notice ->> 'kind' = 'held' as "is_news!""#,
        n,
    )
    .fetch_all(conn)
    .await
}

/// Who is told of a held post, by their Slack ids: admins, managers where there is none, and whoever answers for the play
/// that it is of.
pub async fn told_of(conn: &mut PgConnection, org: OrgId, card: CardId) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"with leads as (
             select slack_user_id, role from people
             where org_id = $1 and not deactivated and slack_user_id is not null and role in ('admin', 'manager'))
           select slack_user_id as "id!" from leads
           where role = case when exists (select from leads where role = 'admin') then 'admin' else 'manager' end
           union
           select p.slack_user_id from cards c
           join playbook_runs r on r.org_id = c.org_id and r.id = (c.notice ->> 'run')::uuid
           join people p on p.org_id = r.org_id and p.id = r.owner_id and not p.deactivated
           where c.org_id = $1 and c.id = $2 and p.slack_user_id is not null
           order by 1"#,
        org.0,
        card.0,
    )
    .fetch_all(conn)
    .await
}

/// Subjects of the news about a place of the last month, so that they can be drawn again.
pub async fn news_of(
    conn: &mut PgConnection,
    org: OrgId,
    channel_id: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "select subject from cards
         where org_id = $1 and notice ->> 'kind' = 'held' and notice ->> 'channel_id' = $2
           and $3::timestamptz - interval '30 days' < updated_at",
        org.0,
        channel_id,
        now,
    )
    .fetch_all(conn)
    .await
}

/// Posts of the last day and those under way, by the database's clock; what waits for its reader is not late.
pub async fn figures(conn: &mut PgConnection, org: OrgId, now: DateTime<Utc>) -> sqlx::Result<Deliveries> {
    let row = sqlx::query!(
        r#"select count(*) filter (where state = 'sent' and now() - interval '24 hours' < ended_at) as "n_posted!",
                  count(*) filter (where state in ('pending', 'sending')) as "n_pending!",
                  count(*) filter (where state = 'unknown') as "n_unknown!",
                  count(*) filter (where state = 'held') as "n_held!",
                  count(*) filter (where state = 'dead' and now() - interval '24 hours' < ended_at) as "n_dropped!",
                  coalesce(extract(epoch from now() - min(not_before) filter (where state = 'pending'
                    and coalesce(waits_until <= $2, true))), 0)::int8
                    as "waits!",
                  (select count(*) from cards c
                   where c.org_id = $1 and c.ts is not null and c.posted_version < c.desired_version) as "n_edits!"
           from outbox where org_id = $1"#,
        org.0,
        now,
    )
    .fetch_one(conn)
    .await?;
    Ok(Deliveries {
        n_posted: row.n_posted,
        n_waiting: row.n_pending + row.n_edits,
        waits_seconds: row.waits.max(0),
        n_unknown: row.n_unknown,
        n_held: row.n_held,
        n_dropped: row.n_dropped,
    })
}

/// What came of the fires of the last seven days.
pub async fn fires(conn: &mut PgConnection, org: OrgId, now: DateTime<Utc>) -> sqlx::Result<Fires> {
    let row = sqlx::query!(
        r#"select count(*) filter (where outcome = 'posted') as "n_posted!",
                  count(*) filter (where outcome = 'late') as "n_late!",
                  count(*) filter (where outcome = 'missed') as "n_missed!"
           from schedule_fires where org_id = $1 and $2::timestamptz - interval '7 days' < decided_at"#,
        org.0,
        now,
    )
    .fetch_one(conn)
    .await?;
    Ok(Fires { n_posted: row.n_posted, n_late: row.n_late, n_missed: row.n_missed })
}

/// The newest import of every record, the oldest first.
pub async fn feeds(conn: &mut PgConnection, org: OrgId) -> sqlx::Result<Vec<Feed>> {
    let rows = sqlx::query!(
        r#"select record as "record!", finished_at as "finished_at!", n_rows as "n_rows!", n_faults as "n_faults!",
                  case when record in ('usage', 'usage_days')
                    then (select max(day) from usage_days where org_id = $1) end as newest
           from (select distinct on (record) record, finished_at, n_rows, n_faults from imports where org_id = $1
                 order by record, finished_at desc) newest
           order by finished_at, record"#,
        org.0,
    )
    .fetch_all(conn)
    .await?;
    let feed = rows.into_iter().map(|row| Feed {
        record: row.record,
        finished_at: row.finished_at,
        n_rows: i64::from(row.n_rows),
        n_faults: i64::from(row.n_faults),
        newest: row.newest,
    });
    Ok(feed.collect())
}

/// When accounts were scored last, and how many of Slack's letters of seven days could not be handled.
pub async fn health(conn: &mut PgConnection, org: OrgId) -> sqlx::Result<(Option<DateTime<Utc>>, i64)> {
    let row = sqlx::query!(
        r#"select (select max(scored_at) from health where org_id = $1) as scored_at,
                  (select count(*) from inbox
                   where org_id = $1 and state = 'dead' and now() - interval '7 days' < received_at) as "n_dead!""#,
        org.0,
    )
    .fetch_one(conn)
    .await?;
    Ok((row.scored_at, row.n_dead))
}

/// What is no longer needed: bodies of posts that are done, letters that were handled, lanes that nobody uses, chores of
/// old periods. Says how many rows were touched.
pub async fn forget(conn: &mut PgConnection, days: i32) -> sqlx::Result<u64> {
    let bodies = sqlx::query!(
        "update outbox set payload = null
         where payload is not null and state in ('sent', 'dead') and ended_at < now() - make_interval(days => $1)",
        days,
    )
    .execute(&mut *conn)
    .await?;
    let letters = sqlx::query!(
        "delete from inbox where state in ('handled', 'dead') and received_at < now() - make_interval(days => $1)",
        days,
    )
    .execute(&mut *conn)
    .await?;
    let lanes = sqlx::query!("delete from pace where next_at < now() - interval '1 day'").execute(&mut *conn).await?;
    let chores = sqlx::query!(
        "delete from chores where done_at is not null and done_at < now() - make_interval(days => $1 * 12)",
        days,
    )
    .execute(&mut *conn)
    .await?;
    Ok(bodies.rows_affected() + letters.rows_affected() + lanes.rows_affected() + chores.rows_affected())
}
