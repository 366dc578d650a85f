//! The readings behind the scores of many accounts, by one statement.
//!
//! Usage windows end on the feed's last day, not today: three days without a delivery must not look like a fall. An
//! account without rows in a feed that is fresh has read zero; a feed that was never delivered leaves it unknown.
//!
//! The past may be asked for, too. What is kept with its day is read as it was known then. An executive before the last
//! contact with them is unknown, for earlier contacts are not kept: not known is not never. What is kept only as it is now
//! (ARR, an override, core features, overdue invoices) is carried back: unknown then and known now, it would look like a
//! movement that nobody saw. Days are the organisation's, by UTC: a score is not any one reader's.
//!
//! A backtest reads a past day by `of_past`: what a row says that was only learnt later is taken back there, where the
//! row has a date to do it by. What has none is named in `domain::backtest::LEFT_OUT`.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::codec::money;
use crate::domain::health::{Measure, Measures, Reading};
use crate::domain::ids::{AccountId, OrgId};
use crate::domain::rules::Rules;
use crate::domain::segment::Segment;

/// A baseline needs so many days of use before the recent ones.
const LEAST_BASELINE_DAYS: f64 = 30.0;
/// Never spoken to an executive: so many days, far beyond any ramp.
const NEVER_DAYS: f64 = 3_650.0;

/// One account's raw readings.
#[derive(Debug)]
struct Row {
    id: AccountId,
    arr_minor: i64,
    currency: String,
    started_on: NaiveDate,
    segment_override: Option<String>,
    core_features: Option<i32>,
    overdue_minor: Option<i64>,
    first_usage: Option<NaiveDate>,
    days_used: i64,
    features_used: i64,
    recent: f64,
    baseline: f64,
    last_touch_at: Option<DateTime<Utc>>,
    n_contacts: i64,
    has_champion: bool,
    executive_at: Option<DateTime<Utc>>,
    executive_later: bool,
    tickets_recent: i64,
    tickets_before: i64,
    critical_since: Option<DateTime<Utc>>,
    n_escalated: i64,
    nps: Option<f64>,
    nps_on: Option<NaiveDate>,
    csat: Option<f64>,
    csat_on: Option<NaiveDate>,
    auto_renew: Option<bool>,
    contracted_minor: i64,
}

/// Which feeds have ever delivered, and the usage feed's last day.
#[derive(Clone, Copy, Debug)]
struct Feeds {
    usage_day: Option<NaiveDate>,
    touches: bool,
    tickets: bool,
    movements: bool,
}

/// An account's measures, with the segment and the revenue that they were read under.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Whose.
    pub account: AccountId,
    /// Its effective segment.
    pub segment: Segment,
    /// ARR in whole units of its currency, a part of one counted as one.
    pub arr_whole: i64,
    /// Days since it became a customer, for its phase.
    pub day: i64,
    /// What is known of it.
    pub measures: Measures,
}

/// The measures of accounts by the rules' segments and cadence, in order of id.
pub async fn of(
    conn: &mut PgConnection,
    rules: &Rules,
    org: OrgId,
    accounts: &[AccountId],
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Measured>> {
    seen(conn, rules, org, accounts, (Sight::Present, now)).await
}

/// The measures of accounts as they were known at a past moment: ARR is wound back by its movements, today's segment
/// overrides do not count, and of tickets that were still open it is not known how they ended.
pub async fn of_past(
    conn: &mut PgConnection,
    rules: &Rules,
    org: OrgId,
    accounts: &[AccountId],
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Measured>> {
    seen(conn, rules, org, accounts, (Sight::Past, now)).await
}

/// Whether rows are read as they stand, or as they stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sight {
    Present,
    Past,
}

async fn seen(
    conn: &mut PgConnection,
    rules: &Rules,
    org: OrgId,
    accounts: &[AccountId],
    (sight, now): (Sight, DateTime<Utc>),
) -> sqlx::Result<Vec<Measured>> {
    let feeds = feeds(conn, org, now).await?;
    let rows = rows(conn, org, accounts, feeds.usage_day, (sight, now)).await?;
    rows.iter().map(|row| measured(rules, row, feeds, now)).collect()
}

async fn feeds(conn: &mut PgConnection, org: OrgId, now: DateTime<Utc>) -> sqlx::Result<Feeds> {
    sqlx::query_as!(
        Feeds,
        r#"select (select max(day) from usage_days where org_id = $1 and day <= $2) as usage_day,
                  exists (select from touchpoints where org_id = $1 and occurred_at <= $3) as "touches!",
                  exists (select from tickets where org_id = $1 and opened_at <= $3) as "tickets!",
                  exists (select from arr_movements where org_id = $1 and occurred_on <= $2) as "movements!""#,
        org.0,
        now.date_naive(),
        now,
    )
    .fetch_one(conn)
    .await
}

async fn rows(
    conn: &mut PgConnection,
    org: OrgId,
    accounts: &[AccountId],
    usage_day: Option<NaiveDate>,
    (sight, now): (Sight, DateTime<Utc>),
) -> sqlx::Result<Vec<Row>> {
    let today = now.date_naive();
    sqlx::query_as!(
        Row,
        r#"with recent_usage as (
             select account_id, min(day) as first_day,
                    count(distinct day) filter (where $3::date - 28 < day) as days_used,
                    count(distinct feature) filter (where $3::date - 28 < day and feature <> '') as features_used,
                    bool_or(feature = '') as has_logins,
                    sum(uses) filter (where $3::date - 14 < day) as recent_all,
                    sum(uses) filter (where $3::date - 14 < day and feature = '') as recent_logins,
                    sum(uses) filter (where day <= $3::date - 14) as before_all,
                    sum(uses) filter (where day <= $3::date - 14 and feature = '') as before_logins
             from usage_days where org_id = $1 and account_id = any($2) and $3::date - 74 < day and day <= $3
             group by account_id),
           touched as (
             select account_id, max(occurred_at) as last_touch_at from touchpoints
             where org_id = $1 and account_id = any($2) and two_way and occurred_at <= $5 group by account_id),
           known as (
             select account_id, count(*) as n_contacts,
                    bool_or(role = 'champion' and (left_on is null or $4 < left_on)) as has_champion,
                    max(last_contact_at) filter (where role = 'executive' and (left_on is null or $4 < left_on)
                      and last_contact_at <= $5) as executive_at,
                    bool_or(role = 'executive' and $5 < last_contact_at) as executive_later
             from contacts where org_id = $1 and account_id = any($2) group by account_id),
           asked as (
             select account_id,
                    count(*) filter (where $5 - interval '30 days' < opened_at) as tickets_recent,
                    count(*) filter (where opened_at <= $5 - interval '30 days' and $5 - interval '120 days' < opened_at)
                      as tickets_before,
                    min(opened_at) filter (where priority = 'critical' and (closed_at is null or $5 < closed_at))
                      as critical_since,
                    count(*) filter (where escalated and (not $6 or closed_at <= $5)
                      and $5 - interval '90 days' < opened_at) as n_escalated
             from tickets where org_id = $1 and account_id = any($2) and opened_at <= $5 group by account_id),
           answers as (
             select account_id, kind, score, answered_at from surveys
             where org_id = $1 and account_id = any($2) and answered_at <= $5
             union all
             select account_id, 'csat', satisfaction, coalesce(closed_at, opened_at) from tickets
             where org_id = $1 and account_id = any($2) and satisfaction is not null
               and coalesce(closed_at, opened_at) <= $5 and (not $6 or closed_at is not null)),
           latest as (
             select account_id, kind, max(answered_at) as answered_at from answers group by account_id, kind),
           felt as (
             select a.account_id,
                    avg(a.score) filter (where a.kind = 'nps') as nps,
                    max(a.answered_at) filter (where a.kind = 'nps') as nps_at,
                    avg(a.score) filter (where a.kind = 'csat') as csat,
                    max(a.answered_at) filter (where a.kind = 'csat') as csat_at
             from answers a join latest l on l.account_id = a.account_id and l.kind = a.kind
               and l.answered_at - interval '90 days' <= a.answered_at
             group by a.account_id),
           signed as (
             select account_id, bool_and(auto_renew) as auto_renew from contracts
             where org_id = $1 and account_id = any($2) and starts_on <= $4 and (ends_on is null or $4 <= ends_on)
             group by account_id),
           moved as (
             select account_id, sum(amount_minor) as contracted_minor from arr_movements
             where org_id = $1 and account_id = any($2) and kind = 'contraction'
               and $4::date - 180 < occurred_on and occurred_on <= $4
             group by account_id)
           select a.id as "id: AccountId",
                  case when $6 then greatest(0, a.arr_minor - coalesce((
                    select sum(case when kind in ('contraction', 'churn') then -amount_minor else amount_minor end)
                    from arr_movements where org_id = $1 and account_id = a.id and currency = a.currency
                      and $4 < occurred_on), 0))::int8 else a.arr_minor end as "arr_minor!",
                  a.currency, a.started_on,
                  case when not $6 then a.segment_override end as segment_override, a.core_features,
                  a.overdue_minor,
                  (select min(day) from usage_days where org_id = $1 and account_id = a.id and day <= $3) as first_usage,
                  coalesce(u.days_used, 0) as "days_used!", coalesce(u.features_used, 0) as "features_used!",
                  coalesce(case when u.has_logins then u.recent_logins else u.recent_all end, 0)::float8 as "recent!",
                  coalesce(case when u.has_logins then u.before_logins else u.before_all end, 0)::float8 as "baseline!",
                  t.last_touch_at as "last_touch_at?", coalesce(c.n_contacts, 0) as "n_contacts!",
                  coalesce(c.has_champion, false) as "has_champion!", c.executive_at as "executive_at?",
                  coalesce(c.executive_later, false) as "executive_later!",
                  coalesce(k.tickets_recent, 0) as "tickets_recent!", coalesce(k.tickets_before, 0) as "tickets_before!",
                  k.critical_since as "critical_since?", coalesce(k.n_escalated, 0) as "n_escalated!",
                  f.nps as "nps?", (f.nps_at at time zone 'UTC')::date as "nps_on?", f.csat as "csat?", (f.csat_at at time zone 'UTC')::date as "csat_on?",
                  s.auto_renew as "auto_renew?", coalesce(m.contracted_minor, 0)::int8 as "contracted_minor!"
           from accounts a
           left join recent_usage u on u.account_id = a.id
           left join touched t on t.account_id = a.id
           left join known c on c.account_id = a.id
           left join asked k on k.account_id = a.id
           left join felt f on f.account_id = a.id
           left join signed s on s.account_id = a.id
           left join moved m on m.account_id = a.id
           where a.org_id = $1 and a.id = any($2) order by a.id"#,
        org.0,
        accounts as &[AccountId],
        usage_day.unwrap_or(today),
        today,
        now,
        sight == Sight::Past,
    )
    .fetch_all(conn)
    .await
}

fn measured(rules: &Rules, row: &Row, feeds: Feeds, now: DateTime<Utc>) -> sqlx::Result<Measured> {
    let arr = money(row.arr_minor, &row.currency)?;
    let overriding = row.segment_override.as_deref().and_then(Segment::parse);
    let segment = overriding.unwrap_or_else(|| Segment::of(&rules.segments, &arr));
    let cadence_days = segment.cadence_days(&rules.cadence);
    // Rules and filters ask for more than a whole amount: a part of a unit is more.
    let arr_whole = arr.whole_up();
    let day = (now.date_naive() - row.started_on).num_days();
    Ok(Measured { account: row.id, segment, arr_whole, day, measures: measures(row, feeds, cadence_days, now) })
}

fn measures(row: &Row, feeds: Feeds, cadence_days: Option<i64>, now: DateTime<Utc>) -> Measures {
    let today = now.date_naive();
    let mut measures = Measures::default();
    let days_known = (today - row.first_usage.unwrap_or(row.started_on)).num_days().max(0);
    measures.days_of_history = days_known.min((today - row.started_on).num_days().max(0));
    let mut put = |measure, value: Option<f64>, baseline, as_of| {
        if let Some(value) = value {
            measures.readings.insert(measure, Reading { value, baseline, as_of });
        }
    };
    for (measure, value, baseline) in usage(row, feeds) {
        put(measure, value, baseline, feeds.usage_day.unwrap_or(today));
    }
    for (measure, value) in relationship(row, feeds, cadence_days, now) {
        put(measure, value, None, today);
    }
    for (measure, value, baseline) in support(row, feeds, now) {
        put(measure, value, baseline, today);
    }
    put(Measure::Nps, row.nps, None, row.nps_on.unwrap_or(today));
    put(Measure::Csat, row.csat, None, row.csat_on.unwrap_or(today));
    for (measure, value) in commercial(row, feeds) {
        put(measure, value, None, today);
    }
    measures
}

#[expect(clippy::cast_precision_loss, reason = "counts of days and features")]
fn usage(row: &Row, feeds: Feeds) -> [(Measure, Option<f64>, Option<f64>); 3] {
    // Never used by anyone: unknown. Used once and silent since: zero.
    let known = feeds.usage_day.zip(row.first_usage);
    let frequency = known.map(|_| row.days_used as f64);
    let adoption = known.and(row.core_features).filter(|core| 0 < *core);
    let baseline_days = known.map_or(0.0, |(last, first)| ((last - first).num_days() as f64 - 13.0).clamp(0.0, 60.0));
    let baseline = (LEAST_BASELINE_DAYS <= baseline_days && 0.0 < row.baseline).then(|| row.baseline / baseline_days);
    [
        (Measure::LoginFrequency, frequency, None),
        (Measure::FeatureAdoption, adoption.map(|core| row.features_used as f64 / f64::from(core)), None),
        (Measure::UsageTrend, baseline.map(|usual| row.recent / 14.0 / usual - 1.0), baseline),
    ]
}

#[expect(clippy::cast_precision_loss, reason = "days")]
fn relationship(row: &Row, feeds: Feeds, cadence_days: Option<i64>, now: DateTime<Utc>) -> [(Measure, Option<f64>); 3] {
    let silent_days = match row.last_touch_at {
        Some(at) => (now - at).num_days(),
        None => (now.date_naive() - row.started_on).num_days(),
    };
    let cadence = cadence_days.filter(|_| feeds.touches);
    let knows_people = 0 < row.n_contacts;
    let executive_days = match row.executive_at {
        Some(at) => Some((now - at).num_days() as f64),
        // Only the last contact is kept. Before it there may have been others: not known is not never.
        None if row.executive_later => None,
        None => Some(NEVER_DAYS),
    };
    [
        (Measure::TouchRecency, cadence.map(|days| silent_days as f64 / days as f64)),
        (Measure::ChampionPresent, knows_people.then_some(if row.has_champion { 1.0 } else { 0.0 })),
        (Measure::ExecutiveContact, executive_days.filter(|_| knows_people)),
    ]
}

#[expect(clippy::cast_precision_loss, reason = "counts of tickets")]
fn support(row: &Row, feeds: Feeds, now: DateTime<Utc>) -> [(Measure, Option<f64>, Option<f64>); 3] {
    let usual = row.tickets_before as f64 / 3.0;
    // One more on both sides, so that a first ticket after none is not an explosion.
    let volume = (row.tickets_recent as f64 + 1.0) / (usual + 1.0);
    let critical_hours = row.critical_since.map_or(0.0, |since| (now - since).num_minutes() as f64 / 60.0);
    [
        (Measure::TicketVolume, feeds.tickets.then_some(volume), feeds.tickets.then_some(usual)),
        (Measure::CriticalOpen, feeds.tickets.then_some(critical_hours), None),
        (Measure::Escalations, feeds.tickets.then_some(row.n_escalated as f64), None),
    ]
}

#[expect(clippy::cast_precision_loss, reason = "ratios of amounts")]
fn commercial(row: &Row, feeds: Feeds) -> [(Measure, Option<f64>); 3] {
    let arr = row.arr_minor as f64;
    let overdue = row.overdue_minor.filter(|_| 0 < row.arr_minor).map(|minor| minor as f64 / arr);
    let before = arr + row.contracted_minor as f64;
    let contraction = (feeds.movements && 0.0 < before).then(|| row.contracted_minor as f64 / before);
    [
        (Measure::AutoRenew, row.auto_renew.map(|renews| if renews { 1.0 } else { 0.0 })),
        (Measure::OverdueInvoices, overdue),
        (Measure::Contraction, contraction),
    ]
}
