//! A channel that ends, or is known by another id: everything that names it.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::domain::account::AccountRef;
use crate::domain::ids::{AccountId, OrgId, PersonId, RunId};
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

/// Nothing is posted there any more: timetables and subscriptions end, accounts have no channel, and the plays at work go to
/// their owners. Says which.
pub async fn end(conn: &mut PgConnection, org: OrgId, channel: &str, now: DateTime<Utc>) -> sqlx::Result<Vec<RunId>> {
    // Else a file would bring the channel back.
    sqlx::query!(
        "update accounts set slack_channel_id = null, ended_channel_id = $2, updated_at = $3
         where org_id = $1 and slack_channel_id = $2",
        org.0,
        channel,
        now,
    )
    .execute(&mut *conn)
    .await?;
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
    sqlx::query_scalar!(
        r#"with held as materialized (
             select r.id, p.slack_user_id from playbook_runs r
             join people p on p.org_id = r.org_id and p.id = r.owner_id and p.slack_user_id is not null
             where r.org_id = $1 and r.channel_id = $2 and r.state = 'running' order by r.id for update of r)
           update playbook_runs r set channel_id = h.slack_user_id from held h
           where r.org_id = $1 and r.id = h.id returning r.id as "id: RunId""#,
        org.0,
        channel,
    )
    .fetch_all(conn)
    .await
}

/// Lays aside the cards that plays have in a channel, so that their steps can be asked anew elsewhere: what was posted stays in
/// the figures, under a name that nothing else has; what was not, and what waits to be said in their threads again, is
/// forgotten. Whoever is posting one of them speaks for nobody any more: what comes instead knows no fence of theirs.
pub async fn forget_steps(conn: &mut PgConnection, org: OrgId, channel: &str, runs: &[RunId]) -> sqlx::Result<()> {
    let runs: Vec<String> = runs.iter().map(RunId::to_string).collect();
    sqlx::query!(
        "with held as materialized (
           select o.id, o.state in ('sent', 'dead') as is_past, gen_random_uuid() as past
           from outbox o join cards c on c.org_id = o.org_id and c.id = o.id
           where o.org_id = $1 and c.channel_id = $2 and c.notice ->> 'run' = any($3)
             and (c.notice ->> 'kind' = 'step' or c.notice ->> 'kind' = 'step_again' and c.ts is null)
           order by o.id for update of o),
         past as (
           update cards c set id = h.past, subject = 'past:' || h.past, copy_of = null, desired_version = c.posted_version,
             lease_until = null
           from held h where c.org_id = $1 and c.id = h.id and h.is_past),
         forgotten as (
           delete from cards c using held h where c.org_id = $1 and c.id = h.id and not h.is_past),
         unsaid as (
           delete from outbox o using held h where o.org_id = $1 and o.id = h.id and not h.is_past)
         update outbox o set id = h.past from held h where o.org_id = $1 and o.id = h.id and h.is_past",
        org.0,
        channel,
        &runs,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What was still to be said in the threads of cards that stand elsewhere by now follows them, also what Slack refused; where
/// whoever does the step has a copy only, to that. What is about a step that nobody is asked for any more is said no more.
pub async fn follow(conn: &mut PgConnection, org: OrgId, channel: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "with held as materialized (
           select o.id, first.id as first, first.installation_id, first.channel_id, first.reader_id from outbox o
           join cards c on c.org_id = o.org_id and c.id = o.id
           left join run_steps s on s.org_id = c.org_id and s.id = (c.notice ->> 'step')::uuid
           left join lateral (
             select f.id, f.installation_id, f.channel_id, f.reader_id from cards f
             where f.org_id = c.org_id
               and (f.id = (c.notice ->> 'card')::uuid or f.copy_of = 'step:' || s.run_id || ':' || s.step)
             order by f.id = (c.notice ->> 'card')::uuid desc, f.updated_at desc limit 1) first on true
           where o.org_id = $1 and o.channel_id = $2 and o.state in ('pending', 'held')
             and c.notice ->> 'kind' = 'step_news' and first.channel_id is distinct from $2
           order by o.id for update of o),
         ended as (
           update outbox o set state = 'dead', ended_at = now(), error = 'its card is gone', told_at = null
           from held h where o.org_id = $1 and o.id = h.id and h.first is null),
         moved as (
           update outbox o set installation_id = h.installation_id, channel_id = h.channel_id, payload = null, state = 'pending', attempt = 0,
             first_attempt_at = null, ended_at = null, error = null, told_at = null, not_before = now()
           from held h where o.org_id = $1 and o.id = h.id and h.first is not null)
         update cards c set installation_id = h.installation_id, channel_id = h.channel_id, reader_id = h.reader_id,
           notice = jsonb_set(c.notice, '{card}', to_jsonb(h.first))
         from held h where c.org_id = $1 and c.id = h.id and h.first is not null",
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
    // Posts before their cards, as everybody holds them.
    n += sqlx::query!(
        "update outbox set channel_id = $3, payload = case when payload is null then null
           else jsonb_set(payload, '{channel}', to_jsonb($3::text)) end
         where org_id = $1 and channel_id = $2 and state <> 'sent'",
        org.0,
        old,
        new,
    )
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
    .execute(conn)
    .await?
    .rows_affected();
    Ok(n)
}

/// What people set for it. A timetable that ended under the new id gives way to one that runs.
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
    sqlx::query!(
        "delete from schedules o where org_id = $1 and channel_id = $3 and not active and exists (
           select from schedules s where s.org_id = $1 and s.channel_id = $2 and s.kind = o.kind and s.active
             and (s.kind <> 'handover' or s.team = o.team))",
        org.0,
        old,
        new,
    )
    .execute(&mut *conn)
    .await?;
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
