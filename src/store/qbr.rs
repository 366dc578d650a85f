//! What the pack of a quarterly review is gathered from: a topic a statement. Days are the organisation's, by UTC, as the
//! portfolio's are.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use sqlx::PgConnection;

use super::codec::{json, money};
use super::portfolio::{Arguments, Scope};
use crate::domain::health::{Assessment, Band, Milli};
use crate::domain::ids::{AccountId, OrgId};
use crate::domain::portfolio::{ExpansionStage, Period};
use crate::domain::qbr::{Adoption, Benchmark, Beside, ExpansionLine, Sentiment, Support, Touches, Usage};
use crate::domain::segment::Segment;
use crate::domain::touch::TouchKind;

/// A baseline is read over so many days before the quarter, and needs half of them.
const BASELINE_DAYS: i32 = 60;
const LEAST_BASELINE_DAYS: i64 = 30;

/// Of which account, over which days.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// Whose data.
    pub org: OrgId,
    /// Which account.
    pub account: AccountId,
    /// The quarter.
    pub period: Period,
    /// Its last day, or today while it runs.
    pub as_of: NaiveDate,
}

/// How much the product was used, and how broadly on the eve of the quarter and at its end.
pub async fn usage(conn: &mut PgConnection, span: Span) -> sqlx::Result<(Usage, (Adoption, Adoption))> {
    let row = sqlx::query!(
        r#"with feed as (
             select (select max(day) from usage_days where org_id = $1 and day <= $5) as last_day,
                    (select max(day) from usage_days where org_id = $1 and day < $4) as eve_day,
                    coalesce((select min(day) from usage_days where org_id = $1 and account_id = $2),
                             (select min(day) from usage_days where org_id = $1)) as first_day)
           select a.seats, a.core_features, a.started_on, f.last_day, f.eve_day,
                  greatest(0, f.last_day - greatest($4, f.first_day) + 1) as n_days,
                  greatest(0, $4 - greatest($4 - $3::int, f.first_day)) as n_baseline_days,
                  u.uses as "uses!", u.baseline as "baseline!", u.active_after, u.active_before,
                  u.features_after as "features_after!", u.features_before as "features_before!"
           from accounts a cross join feed f
           cross join lateral (
             select coalesce(sum(uses) filter (where feature = '' and $4 <= day and day <= f.last_day), 0)::int8 as uses,
                    coalesce(sum(uses) filter (where feature = '' and $4 - $3::int <= day and day < $4), 0)::int8
                      as baseline,
                    max(active_users) filter (where f.last_day - 28 < day and day <= f.last_day) as active_after,
                    max(active_users) filter (where f.eve_day - 28 < day and day <= f.eve_day) as active_before,
                    count(distinct feature) filter (where feature <> '' and f.last_day - 28 < day and day <= f.last_day)
                      as features_after,
                    count(distinct feature) filter (where feature <> '' and f.eve_day - 28 < day and day <= f.eve_day)
                      as features_before
             from usage_days where org_id = a.org_id and account_id = a.id) u
           where a.org_id = $1 and a.id = $2"#,
        span.org.0,
        span.account.0,
        BASELINE_DAYS,
        span.period.from,
        span.as_of,
    )
    .fetch_one(conn)
    .await?;
    let (n_days, n_baseline_days) = (i64::from(row.n_days.unwrap_or(0)), i64::from(row.n_baseline_days.unwrap_or(0)));
    // What the feed last said before the quarter is not of it.
    let as_of = row.last_day.filter(|day| span.period.from <= *day);
    let usage = Usage {
        mean: (0 < n_days && as_of.is_some()).then(|| mean(row.uses, n_days)),
        n_days,
        baseline: (LEAST_BASELINE_DAYS <= n_baseline_days).then(|| mean(row.baseline, n_baseline_days)),
        n_baseline_days,
        as_of,
    };
    let adoption = |active_users, features: i64, fed_until: Option<NaiveDate>| {
        // Before somebody is a customer nothing is known of them, and no zero either.
        let as_of = fed_until.filter(|day| row.started_on <= *day);
        let used_features = as_of.map(|_| features);
        Adoption { active_users, seats: row.seats, used_features, core_features: row.core_features, as_of }
    };
    let before = adoption(row.active_before, row.features_before, row.eve_day);
    Ok((usage, (before, adoption(row.active_after, row.features_after, row.last_day))))
}

#[expect(clippy::cast_precision_loss, reason = "uses of a quarter are far below 2^52")]
fn mean(uses: i64, days: i64) -> f64 {
    uses as f64 / days as f64
}

/// What support had to do; `None` when no ticket of anybody's was ever fed in.
pub async fn support(conn: &mut PgConnection, span: Span) -> sqlx::Result<Option<Support>> {
    let row = sqlx::query!(
        r#"with days as (
             select $3::date::timestamp at time zone 'UTC' as begins, ($4::date + 1)::timestamp at time zone 'UTC' as ends)
           select exists (select from tickets where org_id = $1) as "is_fed!",
                  count(*) filter (where begins <= opened_at) as "n_opened!",
                  count(*) filter (where begins <= opened_at and priority = 'critical') as "n_critical!",
                  count(*) filter (where begins <= closed_at and closed_at < ends) as "n_closed!",
                  count(*) filter (where id is not null and (closed_at is null or ends <= closed_at)) as "n_open!",
                  percentile_cont(0.5) within group (order by extract(epoch from closed_at - opened_at)::float8 / 3600)
                    filter (where begins <= closed_at and closed_at < ends) as median_hours
           from days left join tickets on org_id = $1 and account_id = $2 and opened_at < ends
             and (closed_at is null or begins <= closed_at)"#,
        span.org.0,
        span.account.0,
        span.period.from,
        span.as_of,
    )
    .fetch_one(conn)
    .await?;
    Ok(row.is_fed.then_some(Support {
        n_opened: row.n_opened,
        n_critical: row.n_critical,
        n_closed: row.n_closed,
        median_hours: row.median_hours,
        n_open: row.n_open,
    }))
}

/// What people answered.
pub async fn sentiment(conn: &mut PgConnection, span: Span) -> sqlx::Result<Sentiment> {
    let row = sqlx::query!(
        r#"select count(*) filter (where kind = 'nps') as "n_nps!",
                  count(*) filter (where kind = 'nps' and 9 <= score) as "n_promoters!",
                  count(*) filter (where kind = 'nps' and score <= 6) as "n_detractors!",
                  count(*) filter (where kind = 'csat') as "n_csat!",
                  avg(score) filter (where kind = 'csat') as csat,
                  max((answered_at at time zone 'UTC')::date) as as_of
           from surveys where org_id = $1 and account_id = $2
             and (answered_at at time zone 'UTC')::date between $3 and $4"#,
        span.org.0,
        span.account.0,
        span.period.from,
        span.as_of,
    )
    .fetch_one(conn)
    .await?;
    Ok(Sentiment {
        n_nps: row.n_nps,
        n_promoters: row.n_promoters,
        n_detractors: row.n_detractors,
        n_csat: row.n_csat,
        csat: row.csat,
        as_of: row.as_of,
    })
}

/// What was spoken.
pub async fn touches(conn: &mut PgConnection, span: Span) -> sqlx::Result<Touches> {
    let rows = sqlx::query!(
        r#"select kind, count(*) as "n!", count(*) filter (where two_way) as "n_two_way!",
                  max((occurred_at at time zone 'UTC')::date) as "last_on!"
           from touchpoints where org_id = $1 and account_id = $2
             and (occurred_at at time zone 'UTC')::date between $3 and $4
           group by kind order by count(*) desc, kind"#,
        span.org.0,
        span.account.0,
        span.period.from,
        span.as_of,
    )
    .fetch_all(conn)
    .await?;
    let (n_two_way, last_on) = (rows.iter().map(|row| row.n_two_way).sum(), rows.iter().map(|row| row.last_on).max());
    let kind = |word: String| TouchKind::parse(&word).ok_or_else(|| sqlx::Error::Decode(word.into()));
    let by_kind: sqlx::Result<_> = rows.into_iter().map(|row| Ok((kind(row.kind)?, row.n))).collect();
    Ok(Touches { n_two_way, last_on, by_kind: by_kind? })
}

/// A score of the past, before its reasons are found.
#[derive(Clone, Debug)]
pub struct Past {
    /// Its day.
    pub day: NaiveDate,
    /// Its colour.
    pub band: Option<Band>,
    /// The score.
    pub score: Option<Milli>,
    /// Where its points went.
    pub assessment: Assessment,
}

/// The last scores on the eve of the quarter and at its end.
pub async fn scores(conn: &mut PgConnection, span: Span) -> sqlx::Result<(Option<Past>, Option<Past>)> {
    let rows = sqlx::query!(
        r#"select s.at as "at!", h.day, h.band, h.score_milli, h.assessment
           from unnest($3::date[]) as s (at)
           cross join lateral (select day, band, score_milli, assessment from health_history
             where org_id = $1 and account_id = $2 and day <= s.at order by day desc limit 1) h"#,
        span.org.0,
        span.account.0,
        &[span.period.eve(), span.as_of],
    )
    .fetch_all(conn)
    .await?;
    let (mut before, mut after) = (None, None);
    for row in rows {
        let past = Past {
            day: row.day,
            band: row.band.as_deref().and_then(Band::parse),
            score: row.score_milli.map(Milli),
            assessment: json::<Assessment>(row.assessment as Value)?,
        };
        *(if row.at == span.as_of { &mut after } else { &mut before }) = Some(past);
    }
    Ok((before, after))
}

/// The account beside the others of its segment, as the portfolio's figures have it.
pub async fn benchmark(conn: &mut PgConnection, scope: &Scope, span: Span) -> sqlx::Result<Benchmark> {
    let with = Arguments::of(scope, span.period);
    let row = sqlx::query!(
        r#"with everybody as materialized (
             select p.id, p.segment, h.score_milli / 1000.0::float8 as score,
                    case when 0 < p.seats and p.active_users is not null
                      then least(100, 100.0::float8 * p.active_users / p.seats) end as seats,
                    case when 0 < p.core_features and p.used_features is not null
                      then least(100, 100.0::float8 * p.used_features / p.core_features) end as features
             from portfolio($1, $3, $4, $5, $6, null, null, $7, $8, $9, '') p
             left join lateral (select score_milli from health_history
               where org_id = $1 and account_id = p.id and day <= $4 order by day desc limit 1) h on true
             where 0 < p.end_minor),
           own as (select * from everybody where id = $2),
           others as (select e.* from everybody e join own o on o.segment = e.segment and o.id <> e.id)
           select (select segment from own) as segment, (select score from own) as score,
                  (select seats from own) as seats, (select features from own) as features,
                  count(score) as "n_score!", count(seats) as "n_seats!", count(features) as "n_features!",
                  percentile_cont(0.5) within group (order by score) as median_score,
                  percentile_cont(0.5) within group (order by seats) as median_seats,
                  percentile_cont(0.5) within group (order by features) as median_features
           from others"#,
        span.org.0,
        span.account.0,
        with.eve,
        with.last,
        scope.today,
        with.quarter_from,
        &with.edges,
        &with.codes,
        &with.per_whole,
    )
    .fetch_one(conn)
    .await?;
    Ok(Benchmark {
        segment: row.segment.as_deref().and_then(Segment::parse),
        health: Beside { own: row.score, median: row.median_score, n: row.n_score },
        seats: Beside { own: row.seats, median: row.median_seats, n: row.n_seats },
        features: Beside { own: row.features, median: row.median_features, n: row.n_features },
        as_of: with.last,
    })
}

/// Growth that is open, or ended in the quarter.
pub async fn expansions(conn: &mut PgConnection, span: Span) -> sqlx::Result<Vec<ExpansionLine>> {
    let rows = sqlx::query!(
        "select stage, amount_minor, currency, flagged_at, ended_at from expansions
         where org_id = $1 and account_id = $2 and (flagged_at at time zone 'UTC')::date <= $4
           and (ended_at is null or (ended_at at time zone 'UTC')::date between $3 and $4)
         order by flagged_at desc, id limit 10",
        span.org.0,
        span.account.0,
        span.period.from,
        span.as_of,
    )
    .fetch_all(conn)
    .await?;
    let on = |at: DateTime<Utc>| at.date_naive();
    rows.into_iter()
        .map(|row| {
            let amount = row.amount_minor.zip(row.currency);
            Ok(ExpansionLine {
                stage: ExpansionStage::parse(&row.stage).ok_or_else(|| sqlx::Error::Decode(row.stage.into()))?,
                amount: amount.map(|(minor, currency)| money(minor, &currency)).transpose()?,
                flagged_on: on(row.flagged_at),
                ended_on: row.ended_at.map(on),
            })
        })
        .collect()
}
