//! A channel that ends, or is known by another id: everything that names it.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::domain::account::AccountRef;
use crate::domain::ids::{AccountId, OrgId, PersonId};
use crate::domain::person::PersonRef;

/// The accounts whose channel it is, each with its owner.
pub async fn accounts(
    conn: &mut PgConnection,
    org: OrgId,
    channel: &str,
) -> sqlx::Result<Vec<(AccountRef, Option<PersonRef>)>> {
    let rows = sqlx::query!(
        r#"select a.id as "id: AccountId", a.name, p.id as "owner?: PersonId", p.name as "owner_name?", p.slack_user_id
           from accounts a left join people p on p.org_id = a.org_id and p.id = a.owner_id and not p.deactivated
           where a.org_id = $1 and a.slack_channel_id = $2 order by a.name"#,
        org.0,
        channel,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let owner = row.owner.zip(row.owner_name);
            let owner = owner.map(|(id, name)| PersonRef { id, name, slack_user_id: row.slack_user_id });
            (AccountRef { id: row.id, name: row.name }, owner)
        })
        .collect())
}

/// Whoever runs the bot: they hear of what nobody set.
pub async fn admins(conn: &mut PgConnection, org: OrgId) -> sqlx::Result<Vec<PersonRef>> {
    sqlx::query_as!(
        PersonRef,
        r#"select id as "id: PersonId", name, slack_user_id from people
           where org_id = $1 and role = 'admin' and not deactivated order by name"#,
        org.0,
    )
    .fetch_all(conn)
    .await
}

/// Nothing is posted there any more: timetables and subscriptions end, accounts have no channel, and the prompts of plays at
/// work, those that wait among them, go to their owners.
pub async fn end(conn: &mut PgConnection, org: OrgId, channel: &str, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("update schedules set active = false where org_id = $1 and channel_id = $2", org.0, channel)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "update subscriptions set ended_at = $3 where org_id = $1 and channel_id = $2 and ended_at is null",
        org.0,
        channel,
        now,
    )
    .execute(&mut *conn)
    .await?;
    // An import would bring the channel back where nobody is said to have decided.
    sqlx::query!(
        "update accounts set slack_channel_id = null, channel_set_by = coalesce(channel_set_by, owner_id), updated_at = $3
         where org_id = $1 and slack_channel_id = $2",
        org.0,
        channel,
        now,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "with moved as (
           update playbook_runs r set channel_id = p.slack_user_id
           from people p where r.org_id = $1 and r.channel_id = $2 and r.state = 'running'
             and p.org_id = r.org_id and p.id = r.owner_id and p.slack_user_id is not null
           returning r.org_id, r.id, r.channel_id),
         cards as (
           update cards c set channel_id = m.channel_id from moved m
           where c.org_id = $1 and c.channel_id = $2 and c.ts is null and c.notice ->> 'run' = m.id::text
           returning c.org_id, c.id, c.channel_id)
         update outbox o set channel_id = c.channel_id, payload = null from cards c
         where o.org_id = c.org_id and o.id = c.id and o.state in ('pending', 'held') and o.channel_id = $2",
        org.0,
        channel,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The channel is known by another id from now on. Where the new one has the same already, the old one's ends.
pub async fn move_all(
    conn: &mut PgConnection,
    org: OrgId,
    (old, new): (&str, &str),
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    let mut n = move_settings(conn, org, (old, new), now).await?;
    n +=
        sqlx::query!("update playbook_runs set channel_id = $3 where org_id = $1 and channel_id = $2", org.0, old, new)
            .execute(&mut *conn)
            .await?
            .rows_affected();
    n += sqlx::query!(
        "update cards set channel_id = case when channel_id = $2 then $3 else channel_id end,
           notice = case when notice ->> 'kind' = 'held' and notice ->> 'channel_id' = $2
             then jsonb_set(notice, '{channel_id}', to_jsonb($3::text)) else notice end
         where org_id = $1 and (channel_id = $2 or notice ->> 'kind' = 'held' and notice ->> 'channel_id' = $2)",
        org.0,
        old,
        new,
    )
    .execute(&mut *conn)
    .await?
    .rows_affected();
    n += sqlx::query!(
        "update outbox set channel_id = $3, payload = case when payload is null then null
           else jsonb_set(payload, '{channel}', to_jsonb($3::text)) end
         where org_id = $1 and channel_id = $2 and state <> 'sent'",
        org.0,
        old,
        new,
    )
    .execute(conn)
    .await?
    .rows_affected();
    Ok(n)
}

/// What people set for it.
async fn move_settings(
    conn: &mut PgConnection,
    org: OrgId,
    (old, new): (&str, &str),
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    let mut n = sqlx::query!(
        "update accounts set slack_channel_id = $3 where org_id = $1 and slack_channel_id = $2",
        org.0,
        old,
        new
    )
    .execute(&mut *conn)
    .await?
    .rows_affected();
    n += sqlx::query!(
        "update schedules s set channel_id = $3 where org_id = $1 and channel_id = $2 and not exists (
           select from schedules o where o.org_id = $1 and o.channel_id = $3 and o.kind = s.kind
             and (o.kind <> 'handover' or o.team = s.team))",
        org.0,
        old,
        new,
    )
    .execute(&mut *conn)
    .await?
    .rows_affected();
    sqlx::query!("update schedules set active = false where org_id = $1 and channel_id = $2", org.0, old)
        .execute(&mut *conn)
        .await?;
    Ok(n + move_subscriptions(conn, org, (old, new), now).await?)
}

async fn move_subscriptions(
    conn: &mut PgConnection,
    org: OrgId,
    (old, new): (&str, &str),
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    sqlx::query!(
        "update subscriptions s set ended_at = $4 where org_id = $1 and channel_id = $2 and ended_at is null and exists (
           select from subscriptions o where o.org_id = $1 and o.channel_id = $3 and o.ended_at is null
             and o.topic = s.topic and o.filter = s.filter)",
        org.0,
        old,
        new,
        now,
    )
    .execute(&mut *conn)
    .await?;
    let n = sqlx::query!(
        "update subscriptions set channel_id = $3,
           number = number + (select coalesce(max(number), 0) from subscriptions where org_id = $1 and channel_id = $3)
         where org_id = $1 and channel_id = $2",
        org.0,
        old,
        new,
    )
    .execute(&mut *conn)
    .await?
    .rows_affected();
    sqlx::query!(
        "update news set told_in = $3 where org_id = $1 and told_in = $2 and told_at is null",
        org.0,
        old,
        new
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update news_posts p set channel_id = $3 where org_id = $1 and channel_id = $2 and not exists (
           select from news_posts o where o.org_id = $1 and o.channel_id = $3 and o.news_id = p.news_id)",
        org.0,
        old,
        new,
    )
    .execute(conn)
    .await?;
    Ok(n)
}
