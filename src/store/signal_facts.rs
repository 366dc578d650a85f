//! What the rules of signals look at, for many accounts by one statement.
//!
//! Use is read up to the feed's last day, as for scores, and not at all from a feed that is too old. The statement stands
//! in a file of its own, because it reads a part of nearly every table.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use sqlx::PgConnection;

use super::codec::json;
use crate::domain::health::{Assessment, Band, Milli};
use crate::domain::ids::{AccountId, BandChangeId, OrgId, PersonId};
use crate::domain::renewal::Category;
use crate::domain::segment::Segment;
use crate::domain::signal::{Champion, Change, Contract, Facts, LastTouch, OpenTicket, SignalKind, Usage, Way};

/// Use that was delivered longer ago says nothing of today (product rules, §3).
const STALE_AFTER_DAYS: i64 = 7;
/// A baseline needs so many days of use before the recent ones, and has so many at most.
const BASELINE_DAYS: (i64, i64) = (30, 60);
/// The recent ones.
const RECENT_DAYS: i64 = 30;

/// One account's facts, and what a look does with them.
#[derive(Clone, Debug)]
pub struct Looked {
    /// The facts.
    pub facts: Facts,
    /// Who answers for the account.
    pub owner: Option<PersonId>,
    /// Nobody has looked at it before: what holds is its baseline.
    pub is_first: bool,
}

#[expect(clippy::struct_excessive_bools, reason = "a row of a statement: the rules see enums")]
struct Row {
    id: AccountId,
    owner: Option<PersonId>,
    started_on: NaiveDate,
    limit_use: Option<f64>,
    expansion_muted_until: Option<NaiveDate>,
    segment: String,
    arr_whole: i64,
    band: Option<String>,
    assessment: Value,
    usage_day: Option<NaiveDate>,
    touches: bool,
    tickets: bool,
    milestones: bool,
    first_usage: Option<NaiveDate>,
    has_logins: bool,
    days_recent: f64,
    days_before: f64,
    logins_recent: f64,
    logins_before: f64,
    features_recent: f64,
    features_before: f64,
    critical_at: Option<Vec<DateTime<Utc>>>,
    critical_about: Option<Vec<String>>,
    has_contract: bool,
    ends_on: Option<NaiveDate>,
    forecast: Option<String>,
    is_followed: bool,
    renewed_on: Option<NaiveDate>,
    knows_people: bool,
    has_champion: bool,
    who_left: Option<String>,
    champion_left_on: Option<NaiveDate>,
    touched_at: Option<DateTime<Utc>>,
    n_milestones: i64,
    first_value_reached: bool,
    overdue: Option<String>,
    overdue_since: Option<NaiveDate>,
    nps: Option<f64>,
    nps_at: Option<DateTime<Utc>>,
    nps_comment: Option<String>,
    pulse: Option<String>,
    pulse_until: Option<NaiveDate>,
    change: Option<BandChangeId>,
    from_band: Option<String>,
    to_band: Option<String>,
    from_milli: Option<i32>,
    to_milli: Option<i32>,
    changed_at: Option<DateTime<Utc>>,
    is_first: bool,
    is_seen: bool,
    muted: Option<Vec<String>>,
}

/// The facts of accounts that were scored and are not lost, in order of id. `today` is the organisation's day.
pub async fn of(
    conn: &mut PgConnection,
    org: OrgId,
    accounts: &[AccountId],
    today: NaiveDate,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Looked>> {
    let rows =
        sqlx::query_file_as!(Row, "src/store/signals/sql/facts.sql", org.0, accounts as &[AccountId], today, now,)
            .fetch_all(conn)
            .await?;
    rows.into_iter().map(|row| looked(row, today, now)).collect()
}

fn looked(mut row: Row, today: NaiveDate, now: DateTime<Utc>) -> sqlx::Result<Looked> {
    let assessment: Assessment = json(std::mem::take(&mut row.assessment))?;
    let segment = Segment::parse(&row.segment);
    let facts = Facts {
        account: row.id,
        today,
        now,
        started_on: row.started_on,
        segment: segment.ok_or_else(|| sqlx::Error::Decode("a segment that nobody knows".into()))?,
        arr_whole: row.arr_whole,
        band: row.band.as_deref().and_then(Band::parse),
        change: change(&row),
        usage: usage(&row, &assessment, today),
        limit_use: row.limit_use,
        expansion_muted_until: row.expansion_muted_until,
        critical: row.tickets.then(|| critical(&mut row)),
        contract: row.has_contract.then(|| Contract {
            ends_on: row.ends_on,
            forecast: row.forecast.as_deref().and_then(Category::parse),
            is_followed: row.is_followed,
            renewed_on: row.renewed_on,
        }),
        champion: champion(&mut row),
        touch: row.touches.then(|| LastTouch { on: row.touched_at.map(|at| at.date_naive()) }),
        way: row.milestones.then(|| Way {
            n: row.n_milestones,
            first_value_reached: row.first_value_reached,
            overdue: row.overdue.take().zip(row.overdue_since),
        }),
        nps: row.nps.zip(row.nps_at).map(|(score, at)| (score, at.date_naive(), row.nps_comment.unwrap_or_default())),
        pulse: row.pulse.as_deref().and_then(Band::parse).zip(row.pulse_until),
        muted: row.muted.iter().flatten().filter_map(|kind| SignalKind::parse(kind)).collect(),
    };
    Ok(Looked { facts, owner: row.owner, is_first: row.is_first })
}

/// What changed before the first look is the baseline: nobody is told of it later.
fn change(row: &Row) -> Option<Change> {
    let band = |word: &Option<String>| word.as_deref().and_then(Band::parse);
    Some(Change {
        id: row.change?,
        from: (band(&row.from_band)?, row.from_milli.map(Milli)),
        to: (band(&row.to_band)?, row.to_milli.map(Milli)),
        at: row.changed_at?,
        is_seen: row.is_seen || row.is_first,
    })
}

fn critical(row: &mut Row) -> Vec<OpenTicket> {
    let (opened, about) = (row.critical_at.take().unwrap_or_default(), row.critical_about.take().unwrap_or_default());
    opened.into_iter().zip(about).map(|(opened_at, subject)| OpenTicket { opened_at, subject }).collect()
}

fn champion(row: &mut Row) -> Option<Champion> {
    if !row.knows_people {
        return None;
    }
    Some(match row.who_left.take().zip(row.champion_left_on) {
        _ if row.has_champion => Champion::There,
        Some((name, on)) => Champion::Left { name, on },
        None => Champion::Never,
    })
}

/// Logins are the feed's, or days with use where it counts none; use is that of features, or logins where none had been
/// used before.
fn usage(row: &Row, assessment: &Assessment, today: NaiveDate) -> Usage {
    let fresh = row.usage_day.filter(|day| (today - *day).num_days() <= STALE_AFTER_DAYS);
    let known_days = fresh.zip(row.first_usage).map_or(0, |(last, first)| (last - first).num_days() + 1);
    let baseline_days = (known_days - RECENT_DAYS).min(BASELINE_DAYS.1);
    if baseline_days < BASELINE_DAYS.0 {
        return Usage::of(assessment);
    }
    #[expect(clippy::cast_precision_loss, reason = "at most 60 days")]
    let fall = |recent: f64, before: f64| {
        let usual = before / baseline_days as f64;
        (0.0 < usual).then(|| 1.0 - recent / RECENT_DAYS as f64 / usual)
    };
    let logins = if row.has_logins {
        fall(row.logins_recent, row.logins_before)
    } else {
        fall(row.days_recent, row.days_before)
    };
    let features = fall(row.features_recent, row.features_before);
    let usage = features.or_else(|| fall(row.logins_recent, row.logins_before));
    Usage { logins_down: logins, usage_down: usage, ..Usage::of(assessment) }
}
