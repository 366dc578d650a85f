//! Which channel hears of what, who set that, and what else is posted there.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use sqlx::PgConnection;

use super::codec::{json, to_json};
use super::news::Phases;
use crate::domain::account::AccountRef;
use crate::domain::ids::{AccountId, OrgId, PersonId, ScheduleId, SubscriptionId};
use crate::domain::person::{Actor, Deed, PersonRef};
use crate::domain::rules::LifecycleRules;
use crate::domain::subscription::{
    LinkLine, MOST_NAMED, Reach, Subscription, SubscriptionFilter, SubscriptionWish, TimetableLine, Told, Topic,
};

/// Lets one person at a time say what a channel hears of: its numbers go up.
pub async fn hold(conn: &mut PgConnection, org: OrgId, channel: &str) -> sqlx::Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1 || ':' || $2, 23))", org.to_string(), channel)
        .fetch_one(conn)
        .await?;
    Ok(())
}

/// The number of a subscription that says just that, and how many stand in the channel.
pub async fn same(conn: &mut PgConnection, org: OrgId, wish: &SubscriptionWish) -> sqlx::Result<(Option<i32>, i64)> {
    let row = sqlx::query!(
        r#"select min(number) filter (where topic = $3 and filter = $4) as number, count(*) as "n!"
           from subscriptions where org_id = $1 and channel_id = $2 and ended_at is null"#,
        org.0,
        wish.channel,
        wish.topic.as_str(),
        to_json(&wish.filter)?,
    )
    .fetch_one(conn)
    .await?;
    Ok((row.number, row.n))
}

/// Subscribes a channel; says by which number.
pub async fn insert(
    conn: &mut PgConnection,
    actor: &Actor,
    wish: &SubscriptionWish,
    now: DateTime<Utc>,
) -> sqlx::Result<(SubscriptionId, i32)> {
    let name = format!("{}:{}:{}", wish.channel, wish.topic.as_str(), now.timestamp_micros());
    let id = SubscriptionId::named(actor.org, &format!("{name}:{}", to_json(&wish.filter)?));
    let number = sqlx::query_scalar!(
        "insert into subscriptions (org_id, id, installation_id, channel_id, number, topic, filter, set_by, set_at)
         select $1, $2, $3, $4, 1 + coalesce(max(number), 0), $5, $6, $7, $8
         from subscriptions where org_id = $1 and channel_id = $4
         returning number",
        actor.org.0,
        id.0,
        actor.installation.0,
        wish.channel,
        wish.topic.as_str(),
        to_json(&wish.filter)?,
        actor.id().0,
        now,
    )
    .fetch_one(conn)
    .await?;
    Ok((id, number))
}

/// Ends subscriptions, by whom; says which were standing.
pub async fn end(
    conn: &mut PgConnection,
    org: OrgId,
    ids: &[SubscriptionId],
    by: Option<PersonId>,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<SubscriptionId>> {
    sqlx::query_scalar!(
        r#"update subscriptions set ended_at = $4, ended_by = $3
           where org_id = $1 and id = any($2) and ended_at is null returning id as "id: SubscriptionId""#,
        org.0,
        ids as &[SubscriptionId],
        by.map(|by| by.0),
        now,
    )
    .fetch_all(conn)
    .await
}

struct Row {
    id: SubscriptionId,
    channel_id: String,
    number: i32,
    topic: String,
    filter: Value,
    owner: Option<PersonId>,
    owner_name: Option<String>,
    owner_slack: Option<String>,
    by: PersonId,
    by_name: String,
    by_slack: Option<String>,
    set_at: DateTime<Utc>,
}

impl TryFrom<Row> for Subscription {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let owner = row.owner.zip(row.owner_name);
        Ok(Self {
            id: row.id,
            channel: row.channel_id,
            number: row.number,
            // The table's check knows no other.
            topic: Topic::parse(&row.topic).unwrap_or(Topic::Signals),
            filter: json::<SubscriptionFilter>(row.filter)?,
            owner: owner.map(|(id, name)| PersonRef { id, name, slack_user_id: row.owner_slack }),
            set: Deed { by: PersonRef { id: row.by, name: row.by_name, slack_user_id: row.by_slack }, at: row.set_at },
        })
    }
}

/// The subscriptions that stand: of a channel, that somebody set, or one alone; by channel and number.
pub async fn standing(
    conn: &mut PgConnection,
    org: OrgId,
    (channel, person, id): (Option<&str>, Option<PersonId>, Option<SubscriptionId>),
) -> sqlx::Result<Vec<Subscription>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select s.id as "id: SubscriptionId", s.channel_id, s.number, s.topic, s.filter, o.id as "owner?: PersonId",
                  o.name as "owner_name?", o.slack_user_id as "owner_slack?", p.id as "by: PersonId", p.name as by_name,
                  p.slack_user_id as "by_slack?", s.set_at
           from subscriptions s
           join people p on p.org_id = s.org_id and p.id = s.set_by
           left join people o on o.org_id = s.org_id and o.id = (s.filter ->> 'owner')::uuid
           where s.org_id = $1 and s.ended_at is null and ($2::text is null or s.channel_id = $2)
             and ($3::uuid is null or s.set_by = $3) and ($4::uuid is null or s.id = $4)
           order by s.channel_id, s.number limit 100"#,
        org.0,
        channel,
        person.map(|person| person.0),
        id.map(|id| id.0),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Subscription::try_from).collect()
}

/// How many accounts a filter takes today, and the dearest of them.
pub async fn reach(
    conn: &mut PgConnection,
    org: OrgId,
    filter: &SubscriptionFilter,
    lifecycle: &LifecycleRules,
    today: NaiveDate,
) -> sqlx::Result<Reach> {
    let phases = Phases::of(lifecycle);
    let rows = sqlx::query!(
        r#"select a.id as "id!: AccountId", a.name as "name!", count(*) over () as "n!"
           from subscribable($1, $2, $3, $4, $5) a
           where not a.is_lost and subscription_takes($6, a.band, a.segment, a.phase, a.arr_whole, a.owner_id, a.has_owner,
             a.team, a.days_left)
           order by a.arr_whole desc, a.name, a.id limit $7"#,
        org.0,
        today,
        &phases.words as &[&str],
        &phases.from,
        &phases.to,
        to_json(filter)?,
        MOST_NAMED,
    )
    .fetch_all(conn)
    .await?;
    let n = rows.first().map_or(0, |row| row.n);
    Ok(Reach { n, some: rows.into_iter().map(|row| AccountRef { id: row.id, name: row.name }).collect() })
}

/// What is posted by the clock: in a channel, or in channels by timetables that somebody set; who set each stands in the
/// audit.
pub async fn timetables(
    conn: &mut PgConnection,
    org: OrgId,
    (channel, person): (Option<&str>, Option<PersonId>),
) -> sqlx::Result<Vec<TimetableLine>> {
    let rows = sqlx::query!(
        r#"select s.id as "id: ScheduleId", s.kind, s.team, s.channel_id, s.next_fire_at, s.created_at,
                  d.at as "at?", p.id as "by?: PersonId", p.name as "by_name?", p.slack_user_id as "by_slack?"
           from schedules s
           left join lateral (
             select a.at, a.actor from audit a
             where a.org_id = s.org_id and a.subject = any (
                 select case when s.channel_id is null then 'person:' || s.person_id else 'channel:' || s.channel_id end
                 union all select 'channel:' || (m.detail ->> 'from') from audit m
                 where m.org_id = s.org_id and m.verb = 'channel.moved' and m.subject = 'channel:' || s.channel_id)
               and a.verb = case s.kind when 'daily' then 'digest.set' when 'weekly' then 'digest.weekly'
                 when 'product' then 'digest.product' else 'handover.set' end
               and (s.kind <> 'handover' or a.detail ->> 'team' = s.team)
             order by a.at desc, a.id desc limit 1) d on true
           left join people p on p.org_id = s.org_id and p.id::text = d.actor
           where s.org_id = $1 and s.active and ($2::text is null or s.channel_id = $2)
             and ($3::uuid is null or s.person_id = $3 or p.id = $3)
           order by s.channel_id nulls first, s.kind, s.team limit 40"#,
        org.0,
        channel,
        person.map(|person| person.0),
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| TimetableLine {
            id: row.id,
            // The table's check knows no other.
            told: Told::parse(&row.kind).unwrap_or(Told::Daily),
            team: row.team,
            channel: row.channel_id,
            next_at: row.next_fire_at,
            by: row.by.zip(row.by_name).map(|(id, name)| PersonRef { id, name, slack_user_id: row.by_slack }),
            at: row.at.unwrap_or(row.created_at),
        })
        .collect())
}

/// The account of a channel, and who linked it.
pub async fn link(conn: &mut PgConnection, org: OrgId, channel: &str) -> sqlx::Result<Option<LinkLine>> {
    let row = sqlx::query!(
        r#"select a.id as "id: AccountId", a.name, p.id as "by?: PersonId", p.name as "by_name?",
                  p.slack_user_id as "by_slack?", d.at as "at?"
           from accounts a
           left join people p on p.org_id = a.org_id and p.id = a.channel_set_by
           left join lateral (select at from audit where org_id = a.org_id and verb = 'account.link'
             and subject = 'account:' || a.id order by at desc, id desc limit 1) d on true
           where a.org_id = $1 and a.slack_channel_id = $2"#,
        org.0,
        channel,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| {
        let by = row.by.zip(row.by_name).map(|(id, name)| PersonRef { id, name, slack_user_id: row.by_slack });
        let linked = by.zip(row.at).map(|(by, at)| Deed { by, at });
        LinkLine { account: AccountRef { id: row.id, name: row.name }, linked }
    }))
}
