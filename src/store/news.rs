//! What happened that channels subscribed to: written down once, matched in batches, posted as copies of living cards.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use sqlx::PgConnection;

use super::codec::to_json;
use crate::domain::ids::{AccountId, CardId, InstallationId, OrgId, SubscriptionId};
use crate::domain::lifecycle::Phase;
use crate::domain::notice::Notice;
use crate::domain::rules::LifecycleRules;
use crate::domain::subscription::Topic;

/// Something that happened.
#[derive(Clone, Debug)]
pub struct Happened {
    /// Names it: the same is written once.
    pub key: String,
    /// What kind of news.
    pub topic: Topic,
    /// On which account.
    pub account: AccountId,
    /// Of a signal its rule, of a change of colour the new one, as their JSON names them; else nothing.
    pub word: String,
    /// The subject of the card that channels get copies of.
    pub subject: String,
    /// What that shows.
    pub notice: Notice,
    /// Whether it counts towards what a channel is told a day.
    pub counts: bool,
    /// The channel that is told anyhow.
    pub told_in: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Writes down what happened, each once, where any channel hears of its topic.
pub async fn raise(conn: &mut PgConnection, org: OrgId, happened: &[Happened]) -> sqlx::Result<()> {
    if happened.is_empty() {
        return Ok(());
    }
    let keys: Vec<&str> = happened.iter().map(|one| one.key.as_str()).collect();
    let topics: Vec<&str> = happened.iter().map(|one| one.topic.as_str()).collect();
    let accounts: Vec<AccountId> = happened.iter().map(|one| one.account).collect();
    let words: Vec<&str> = happened.iter().map(|one| one.word.as_str()).collect();
    let subjects: Vec<&str> = happened.iter().map(|one| one.subject.as_str()).collect();
    let notices = happened.iter().map(|one| to_json(&one.notice)).collect::<sqlx::Result<Vec<_>>>()?;
    let counts: Vec<bool> = happened.iter().map(|one| one.counts).collect();
    let told_in: Vec<Option<&str>> = happened.iter().map(|one| one.told_in.as_deref()).collect();
    let at: Vec<DateTime<Utc>> = happened.iter().map(|one| one.at).collect();
    sqlx::query!(
        "insert into news (org_id, key, topic, account_id, word, subject, notice, counts, told_in, happened_at)
         select $1, key, topic, account_id, word, subject, notice, counts, told_in, at
         from unnest($2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::jsonb[], $8::bool[], $9::text[],
           $10::timestamptz[]) as n (key, topic, account_id, word, subject, notice, counts, told_in, at)
         where exists (select from subscriptions s where s.org_id = $1 and s.ended_at is null
           and (s.topic = n.topic or n.topic = 'bands' and s.topic = 'signals'))
         on conflict (org_id, key) do nothing",
        org.0,
        &keys as &[&str],
        &topics as &[&str],
        &accounts as &[AccountId],
        &words as &[&str],
        &subjects as &[&str],
        &notices,
        &counts,
        &told_in as &[Option<&str>],
        &at,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The organisations with news that nobody was told of.
pub async fn waiting(conn: &mut PgConnection) -> sqlx::Result<Vec<OrgId>> {
    sqlx::query_scalar!(r#"select distinct org_id as "org: OrgId" from news where told_at is null order by 1"#)
        .fetch_all(conn)
        .await
}

/// News that nobody was told of, and the channels that may hear of them.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// The oldest of them.
    pub news: Vec<i64>,
    /// Those that subscribed to any of their topics before.
    pub channels: Vec<String>,
}

/// The oldest `n` of an organisation.
pub async fn batch(conn: &mut PgConnection, org: OrgId, n: i64) -> sqlx::Result<Batch> {
    let news = sqlx::query_scalar!(
        "select id from news where org_id = $1 and told_at is null order by id limit $2",
        org.0,
        n,
    )
    .fetch_all(&mut *conn)
    .await?;
    let channels = sqlx::query_scalar!(
        "select distinct s.channel_id from news n
         join subscriptions s on s.org_id = n.org_id and s.ended_at is null and s.set_at <= n.happened_at
           and (s.topic = n.topic or n.topic = 'bands' and n.word = 'red' and s.topic = 'signals')
           and s.channel_id is distinct from n.told_in
         join installations i on i.org_id = s.org_id and i.id = s.installation_id and i.closed_at is null
         where n.org_id = $1 and n.id = any($2) order by 1",
        org.0,
        &news,
    )
    .fetch_all(conn)
    .await?;
    Ok(Batch { news, channels })
}

/// Lets one replica at a time tell an organisation's news; `false` when another does.
pub async fn take_turn(conn: &mut PgConnection, org: OrgId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select pg_try_advisory_xact_lock(hashtextextended($1, 26)) as "is_ours!""#,
        format!("news:{org}"),
    )
    .fetch_one(conn)
    .await
}

/// Those of a batch that nobody was told of meanwhile, held.
pub async fn claim(conn: &mut PgConnection, org: OrgId, batch: &[i64]) -> sqlx::Result<Vec<i64>> {
    sqlx::query_scalar!(
        "select id from news where org_id = $1 and id = any($2) and told_at is null order by id for update",
        org.0,
        batch,
    )
    .fetch_all(conn)
    .await
}

/// A subscription that takes a piece of news.
#[derive(Clone, Debug)]
pub struct Match {
    /// Which news.
    pub news: i64,
    /// Which subscription.
    pub subscription: SubscriptionId,
    /// In which workspace.
    pub installation: InstallationId,
    /// Where.
    pub channel: String,
    /// The channel hears of the same by the card of a signal, which has the buttons.
    pub is_by_signal: bool,
    /// Whether it counts towards what a channel is told a day.
    pub counts: bool,
    /// The clock of whoever subscribed.
    pub zone: Tz,
}

/// Which subscriptions take which news, in one statement: the oldest news first. A channel where the card stands already, or
/// that is told anyhow, is left out, and so are those of `aside`.
pub async fn matches(
    conn: &mut PgConnection,
    (org, news): (OrgId, &[i64]),
    lifecycle: &LifecycleRules,
    aside: &[String],
    today: NaiveDate,
) -> sqlx::Result<Vec<Match>> {
    let phases = Phases::of(lifecycle);
    let rows = sqlx::query!(
        r#"select n.id, s.id as "subscription: SubscriptionId", s.installation_id as "installation: InstallationId",
                  s.channel_id, s.topic <> n.topic as "is_by_signal!", n.counts, w.time_zone as "zone!"
           from news n
           join subscribable($1, $3, $4, $5, $6) a on a.id = n.account_id
           join subscriptions s on s.org_id = n.org_id and s.ended_at is null and s.set_at <= n.happened_at
             and (s.topic = n.topic or n.topic = 'bands' and n.word = 'red' and s.topic = 'signals' and exists (
               select from signals e where e.org_id = n.org_id and e.account_id = n.account_id
                 and e.kind = 't1' and e.ended_at is null
                 and n.happened_at - interval '1 hour' <= e.opened_at))
             and (s.topic <> 'signals' or not s.filter ? 'kinds'
               or s.filter -> 'kinds' ? case when n.topic = 'bands' then 'red_transition' else n.word end)
           join installations i on i.org_id = s.org_id and i.id = s.installation_id and i.closed_at is null
           join staff w on w.org_id = s.org_id and w.id = s.set_by
           where n.org_id = $1 and n.id = any($2) and s.channel_id <> all($7)
             and s.channel_id is distinct from n.told_in
             and subscription_takes(s.filter, a.band, a.segment, a.phase, a.arr_whole, a.owner_id, a.has_owner, a.team,
               a.days_left)
             and not exists (select from cards c where c.org_id = $1 and c.channel_id = s.channel_id
               and (c.subject = n.subject or c.copy_of = n.subject))
           order by n.id, s.channel_id, s.number"#,
        org.0,
        news,
        today,
        &phases.words as &[&str],
        &phases.from,
        &phases.to,
        aside,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Match {
            news: row.id,
            subscription: row.subscription,
            installation: row.installation,
            channel: row.channel_id,
            is_by_signal: row.is_by_signal,
            counts: row.counts,
            zone: row.zone.parse().unwrap_or(Tz::UTC),
        })
        .collect())
}

/// Phases as the `subscribable` function takes them.
pub(super) struct Phases {
    pub(super) words: Vec<&'static str>,
    pub(super) from: Vec<i32>,
    pub(super) to: Vec<i32>,
}

impl Phases {
    pub(super) fn of(rules: &LifecycleRules) -> Self {
        let cap = |day: i64| i32::try_from(day).unwrap_or(i32::MAX / 2);
        Self {
            words: Phase::ALL.iter().map(|phase| phase.as_str()).collect(),
            from: Phase::ALL.iter().map(|phase| cap(phase.days(rules).0)).collect(),
            to: Phase::ALL.iter().map(|phase| cap(phase.days(rules).1)).collect(),
        }
    }
}

/// How many alerts that count each channel was told of, by day.
pub async fn n_told(
    conn: &mut PgConnection,
    org: OrgId,
    channels: &[String],
    since: NaiveDate,
) -> sqlx::Result<Vec<(String, NaiveDate, i64)>> {
    let rows = sqlx::query!(
        r#"select p.channel_id, p.day, count(*) as "n!" from news_posts p
           join news n on n.org_id = p.org_id and n.id = p.news_id and n.counts
           where p.org_id = $1 and p.channel_id = any($2) and $3 <= p.day and p.posted
           group by p.channel_id, p.day"#,
        org.0,
        channels,
        since,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.channel_id, row.day, row.n)).collect())
}

/// What becomes of a piece of news in a channel.
#[derive(Clone, Debug)]
pub struct Post {
    /// Which news.
    pub news: i64,
    /// Which subscription asked for it.
    pub subscription: SubscriptionId,
    /// In which workspace.
    pub installation: InstallationId,
    /// Where.
    pub channel: String,
    /// On which day of whoever subscribed.
    pub day: NaiveDate,
    /// Whether it is posted; else the day was full, and the digest has it.
    pub posted: bool,
}

/// Writes down what becomes of news in channels, once each, with the copies that are posted.
pub async fn post(conn: &mut PgConnection, org: OrgId, posts: &[Post], now: DateTime<Utc>) -> sqlx::Result<u64> {
    let subjects: Vec<String> = posts.iter().map(|post| format!("news:{}:{}", post.news, post.channel)).collect();
    let ids: Vec<CardId> = subjects.iter().map(|subject| CardId::named(org, subject)).collect();
    let news: Vec<i64> = posts.iter().map(|post| post.news).collect();
    let channels: Vec<&str> = posts.iter().map(|post| post.channel.as_str()).collect();
    let subscriptions: Vec<SubscriptionId> = posts.iter().map(|post| post.subscription).collect();
    let installations: Vec<InstallationId> = posts.iter().map(|post| post.installation).collect();
    let days: Vec<NaiveDate> = posts.iter().map(|post| post.day).collect();
    let posted: Vec<bool> = posts.iter().map(|post| post.posted).collect();
    let done = sqlx::query!(
        "with wanted as (
           select * from unnest($2::bigint[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::uuid[], $8::date[], $9::bool[])
             as w (news_id, channel_id, subscription_id, card_id, subject, installation_id, day, posted)),
         told as (
           insert into news_posts (org_id, channel_id, news_id, subscription_id, day, posted)
           select $1, channel_id, news_id, subscription_id, day, posted from wanted
           on conflict do nothing returning channel_id, news_id, posted),
         said as (
           insert into cards (org_id, id, installation_id, subject, notice, channel_id, copy_of, not_before, updated_at)
           select $1, w.card_id, w.installation_id, w.subject, n.notice, w.channel_id, n.subject, now(), $10
           from wanted w
           join told t on t.channel_id = w.channel_id and t.news_id = w.news_id and t.posted
           join news n on n.org_id = $1 and n.id = w.news_id
           on conflict (org_id, subject) do nothing returning org_id, id, installation_id, channel_id)
         insert into outbox (org_id, id, installation_id, channel_id, not_before, created_at)
         select org_id, id, installation_id, channel_id, now(), $10 from said",
        org.0,
        &news,
        &channels as &[&str],
        &subscriptions as &[SubscriptionId],
        &ids as &[CardId],
        &subjects,
        &installations as &[InstallationId],
        &days,
        &posted,
        now,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Everybody who is to be told of it was.
pub async fn told(conn: &mut PgConnection, org: OrgId, news: &[i64], now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("update news set told_at = $3 where org_id = $1 and id = any($2)", org.0, news, now)
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets what was told before then.
pub async fn forget(conn: &mut PgConnection, org: OrgId, before: DateTime<Utc>) -> sqlx::Result<u64> {
    let done = sqlx::query!("delete from news where org_id = $1 and told_at < $2", org.0, before).execute(conn).await?;
    Ok(done.rows_affected())
}

/// A renewal that came near.
#[derive(Clone, Debug)]
pub struct Near {
    /// Names the contract's term.
    pub key: String,
    /// Whose.
    pub account: AccountId,
    /// Within so many days; `None`: notice can be given until `on`.
    pub days: Option<i64>,
    /// The contract's end, or the last day to give notice.
    pub on: NaiveDate,
    /// The day on which it came so near.
    pub since: NaiveDate,
}

/// Renewals that came within one of `checkpoints` days, or so near to the last day to give notice, on `today` or in the few
/// days before.
pub async fn near_renewals(
    conn: &mut PgConnection,
    org: OrgId,
    (checkpoints, notice_days, late_days): (&[i64], i64, i64),
    today: NaiveDate,
) -> sqlx::Result<Vec<Near>> {
    sqlx::query_as!(
        Near,
        r#"select r.contract_id || ':' || r.ends_on || ':' || c.days as "key!", r.account_id as "account!: AccountId",
                  c.days as "days", r.ends_on as "on!", r.ends_on - c.days::int as "since!"
           from renewals($1, $2) r
           join unnest($3::bigint[]) as c (days) on r.ends_on - $2::date <= c.days and c.days - $5 < r.ends_on - $2::date
           union all
           select r.contract_id || ':' || r.notice_on || ':notice', r.account_id, null, r.notice_on,
                  r.notice_on - $4::bigint::int
           from renewals($1, $2) r
           where r.auto_renew and r.notice_on - $2::date <= $4 and $4 - $5 < r.notice_on - $2::date"#,
        org.0,
        today,
        checkpoints,
        notice_days,
        late_days,
    )
    .fetch_all(conn)
    .await
}
