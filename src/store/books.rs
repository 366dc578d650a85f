//! Books: filtered pages of accounts, ranked, with their sums.

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use futures::TryStreamExt;
use futures::stream::BoxStream;
use serde_json::Value;
use sqlx::PgConnection;

use super::codec::{json, money};
use crate::domain::account::{AccountRef, BandCounts, BookFilter, BookScope};
use crate::domain::cadence::local_day;
use crate::domain::health::{Assessment, Band, Milli};
use crate::domain::ids::{AccountId, OrgId, PersonId};
use crate::domain::lifecycle::Phase;
use crate::domain::listing::Sort;
use crate::domain::money::{Money, Totals};
use crate::domain::person::PersonRef;
use crate::domain::rules::LifecycleRules;
use crate::domain::segment::Segment;

/// An account in a list, as it is stored; operations find its reasons and its trend.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Which.
    pub account: AccountRef,
    /// Yearly revenue.
    pub arr: Money,
    /// Its colour.
    pub band: Option<Band>,
    /// Its score now, a week and a fortnight ago.
    pub scores: [Option<Milli>; 3],
    /// Where its points went.
    pub assessment: Option<Assessment>,
    /// The next contract end, whether it goes on by itself, and the last day to give notice.
    pub renewal: Option<(NaiveDate, bool, Option<NaiveDate>)>,
    /// The champion who left, when none is there.
    pub champion_left: Option<(String, NaiveDate)>,
    /// Whether an executive is known.
    pub knows_executive: bool,
    /// The asker's day of the last two-way touch.
    pub touched_on: Option<NaiveDate>,
    /// Who works it.
    pub owner: Option<PersonRef>,
    /// The title of a play at work on it.
    pub play: Option<String>,
    /// Its domain.
    pub domain: Option<String>,
    /// Its segment as it was scored.
    pub segment: Option<Segment>,
    /// When it became a customer.
    pub started_on: NaiveDate,
    /// Whose team it is in, by its owner's; empty: none.
    pub team: Option<String>,
}

/// The sums of a filter.
#[derive(Clone, Debug, Default)]
pub struct Sums {
    /// Accounts.
    pub n: i64,
    /// Their revenue, each currency for itself.
    pub arr: Totals,
    /// Of it, what is red.
    pub arr_red: Totals,
    /// Their colours.
    pub bands: BandCounts,
}

/// Whose book is asked for, on which day, and by which phases.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Whose data.
    pub org: OrgId,
    /// Who asks.
    pub person: PersonId,
    /// Their day.
    pub today: NaiveDate,
    /// The instant, for what has none of their days.
    pub now: DateTime<Utc>,
    /// Their clock.
    pub zone: Tz,
    /// When phases begin and end.
    pub lifecycle: &'a LifecycleRules,
}

/// Which rows.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// Rows before the page.
    pub offset: i64,
    /// Rows on it.
    pub size: i64,
}

/// A filter as the `book` function takes it, and what narrows its answer: whose team, tags, and nobody's.
pub(super) struct Arguments {
    pub(super) owner: Option<uuid::Uuid>,
    pub(super) is_nobodys: bool,
    pub(super) bands: Option<Vec<String>>,
    pub(super) segments: Option<Vec<String>>,
    pub(super) phase_from: Option<Vec<i32>>,
    pub(super) phase_to: Option<Vec<i32>>,
    pub(super) ends_by: Option<NaiveDate>,
    pub(super) arr_above: Option<i64>,
    pub(super) team: Option<String>,
    pub(super) tags: Option<Vec<String>>,
    pub(super) sort: Option<&'static str>,
}

impl Arguments {
    pub(super) fn of(asked: Asked<'_>, filter: &BookFilter) -> Self {
        let days = |phase: &Phase| phase.days(asked.lifecycle);
        let phases = |day: fn((i64, i64)) -> i64| listed(&filter.phases, |phase| day_of_life(day(days(phase))));
        let days = filter.renews_within_days.map(|days| u64::try_from(days).unwrap_or(0));
        Self {
            owner: match filter.scope {
                BookScope::Mine => Some(asked.person.0),
                BookScope::Of(person) => Some(person.0),
                BookScope::All | BookScope::Nobody => None,
            },
            is_nobodys: filter.scope == BookScope::Nobody,
            bands: listed(&filter.bands, |band| band.as_str().to_owned()),
            segments: listed(&filter.segments, |segment| segment.as_str().to_owned()),
            phase_from: phases(|(first, _)| first),
            phase_to: phases(|(_, last)| last),
            ends_by: days.and_then(|days| asked.today.checked_add_days(Days::new(days))),
            arr_above: filter.arr_above,
            team: filter.team.clone(),
            tags: listed(&filter.tags, |tag| tag.to_lowercase()),
            sort: filter.sort.map(Sort::as_str),
        }
    }
}

/// As Postgres counts days between dates.
fn day_of_life(day: i64) -> i32 {
    i32::try_from(day).unwrap_or(i32::MAX)
}

/// An empty list does not filter.
fn listed<T, U>(items: &[T], of: impl Fn(&T) -> U) -> Option<Vec<U>> {
    (!items.is_empty()).then(|| items.iter().map(of).collect())
}

struct ListedRow {
    id: AccountId,
    name: String,
    arr_minor: i64,
    currency: String,
    band: Option<String>,
    score_milli: Option<i32>,
    assessment: Option<Value>,
    ends_on: Option<NaiveDate>,
    auto_renew: bool,
    notice_on: Option<NaiveDate>,
    owner_id: Option<PersonId>,
    owner_name: Option<String>,
    owner_slack: Option<String>,
    week_ago: Option<i32>,
    fortnight_ago: Option<i32>,
    champion: Option<String>,
    champion_left_on: Option<NaiveDate>,
    knows_executive: bool,
    touched_at: Option<DateTime<Utc>>,
    play: Option<String>,
    domain: Option<String>,
    segment: Option<String>,
    started_on: NaiveDate,
    team: Option<String>,
}

/// A page of the accounts that match, in the order that was asked for. By risk the rank is (100 − score) × ARR in whole units × a factor from 1 (no
/// renewal within a year) to 2 (renewal today); an account without a score counts as 50.
pub async fn page(
    conn: &mut PgConnection,
    asked: Asked<'_>,
    filter: &BookFilter,
    page: Page,
) -> sqlx::Result<Vec<Listed>> {
    let mut listed = Vec::new();
    each(conn, asked, filter, page, |row| listed.push(row)).await?;
    Ok(listed)
}

/// The same, handed on one by one: of a long page no more than a row need be kept.
pub async fn each(
    conn: &mut PgConnection,
    asked: Asked<'_>,
    filter: &BookFilter,
    page: Page,
    mut take: impl FnMut(Listed),
) -> sqlx::Result<()> {
    let mut rows = rows(conn, asked, filter, page);
    while let Some(row) = rows.try_next().await? {
        take(row.listed(asked.zone)?);
    }
    Ok(())
}

fn rows<'c>(
    conn: &'c mut PgConnection,
    asked: Asked<'_>,
    filter: &BookFilter,
    page: Page,
) -> BoxStream<'c, sqlx::Result<ListedRow>> {
    let with = Arguments::of(asked, filter);
    sqlx::query_as!(
        ListedRow,
        r#"with listed as (
             select b.*,
                    case $16::text when 'arr' then b.currency when 'name' then lower(b.name) end as word,
                    case $16::text when 'arr' then -b.arr_minor::float8 when 'name' then 0
                      when 'renewal' then (b.ends_on - $2::date)::float8 when 'health' then b.score_milli::float8
                      else -(100000 - coalesce(b.score_milli, 50000))::float8 * b.arr_whole
                        * (2 - least(coalesce(b.ends_on - $2::date, 365), 365) / 365.0) end as rank
             from book($1, $2, $3, $4, $5, $6, $7, $8, $9) b
             where (not $13 and $14::text is null and $15::text[] is null or exists (
                 select from accounts n left join people w on w.org_id = n.org_id and w.id = n.owner_id and not w.deactivated
                 where n.org_id = $1 and n.id = b.id and (not $13 or w.id is null)
                   and ($14::text is null or lower(w.team) = lower($14))
                   and ($15::text[] is null or exists (select from unnest(n.tags) as tag where lower(tag) = any ($15)))))
             order by word, rank, b.name, b.id limit $10 offset $11)
           select b.id as "id!: AccountId", b.name as "name!", b.arr_minor as "arr_minor!", b.currency as "currency!",
                  b.band, b.score_milli, b.assessment, b.ends_on, b.auto_renew as "auto_renew!", b.notice_on,
                  o.id as "owner_id?: PersonId", o.name as "owner_name?", o.slack_user_id as "owner_slack?",
                  w.score_milli as "week_ago?", f.score_milli as "fortnight_ago?",
                  c.name as "champion?", c.left_on as "champion_left_on?",
                  coalesce(e.known, false) as "knows_executive!", t.touched_at as "touched_at?", p.title as "play?",
                  a.domain, h.segment as "segment?", a.started_on as "started_on!", o.team as "team?"
           from listed b
           join accounts a on a.org_id = $1 and a.id = b.id
           left join health h on h.org_id = $1 and h.account_id = b.id
           left join people o on o.org_id = $1 and o.id = b.owner_id
           left join lateral (select score_milli from health_history where org_id = $1 and account_id = b.id
             and day <= $2::date - 7 order by day desc limit 1) w on true
           left join lateral (select score_milli from health_history where org_id = $1 and account_id = b.id
             and day <= $2::date - 14 order by day desc limit 1) f on true
           left join lateral (select name, left_on from contacts where org_id = $1 and account_id = b.id
             and role = 'champion' order by left_on desc nulls first limit 1) c on true
           left join lateral (select true as known from contacts where org_id = $1 and account_id = b.id
             and role = 'executive' and left_on is null limit 1) e on true
           left join lateral (select max(occurred_at) as touched_at from touchpoints where org_id = $1
             and account_id = b.id and two_way and occurred_at <= $12) t on true
           left join lateral (select y.definition ->> 'title' as title from playbook_runs r
             join playbooks y on y.org_id = r.org_id and y.name = r.playbook and y.version = r.playbook_version
             where r.org_id = $1 and r.account_id = b.id and r.state = 'running' order by r.started_at limit 1) p on true
           order by b.word, b.rank, b.name, b.id"#,
        asked.org.0,
        asked.today,
        with.owner,
        with.bands.as_deref(),
        with.segments.as_deref(),
        with.phase_from.as_deref(),
        with.phase_to.as_deref(),
        with.ends_by,
        with.arr_above,
        page.size,
        page.offset,
        asked.now,
        with.is_nobodys,
        with.team,
        with.tags.as_deref(),
        with.sort,
    )
    .fetch(conn)
}

impl ListedRow {
    fn listed(self, zone: Tz) -> sqlx::Result<Listed> {
        let row = self;
        let owner = row.owner_id.zip(row.owner_name);
        Ok(Listed {
            account: AccountRef { id: row.id, name: row.name },
            arr: money(row.arr_minor, &row.currency)?,
            band: row.band.as_deref().and_then(Band::parse),
            scores: [row.score_milli, row.week_ago, row.fortnight_ago].map(|score| score.map(Milli)),
            assessment: row.assessment.map(json).transpose()?,
            renewal: row.ends_on.map(|ends_on| (ends_on, row.auto_renew, row.notice_on)),
            champion_left: row.champion.zip(row.champion_left_on),
            knows_executive: row.knows_executive,
            touched_on: row.touched_at.map(|at| local_day(at, zone)),
            owner: owner.map(|(id, name)| PersonRef { id, name, slack_user_id: row.owner_slack }),
            play: row.play,
            domain: row.domain,
            segment: row.segment.as_deref().and_then(Segment::parse),
            started_on: row.started_on,
            team: row.team.filter(|team| !team.is_empty()),
        })
    }
}

/// The sums of all accounts that match.
pub async fn sums(conn: &mut PgConnection, asked: Asked<'_>, filter: &BookFilter) -> sqlx::Result<Sums> {
    let with = Arguments::of(asked, filter);
    let rows = sqlx::query!(
        r#"select currency as "currency!", count(*) as "n!", sum(arr_minor)::int8 as "arr!",
                  coalesce(sum(arr_minor) filter (where band = 'red'), 0)::int8 as "arr_red!",
                  count(*) filter (where band = 'red') as "red!", count(*) filter (where band = 'yellow') as "yellow!",
                  count(*) filter (where band = 'green') as "green!", count(*) filter (where band is null) as "unknown!"
           from book($1, $2, $3, $4, $5, $6, $7, $8, $9) b
           where (not $10 and $11::text is null and $12::text[] is null or exists (
               select from accounts n left join people w on w.org_id = n.org_id and w.id = n.owner_id and not w.deactivated
               where n.org_id = $1 and n.id = b.id and (not $10 or w.id is null)
                 and ($11::text is null or lower(w.team) = lower($11))
                 and ($12::text[] is null or exists (select from unnest(n.tags) as tag where lower(tag) = any ($12)))))
           group by currency"#,
        asked.org.0,
        asked.today,
        with.owner,
        with.bands.as_deref(),
        with.segments.as_deref(),
        with.phase_from.as_deref(),
        with.phase_to.as_deref(),
        with.ends_by,
        with.arr_above,
        with.is_nobodys,
        with.team,
        with.tags.as_deref(),
    )
    .fetch_all(conn)
    .await?;
    let mut sums = Sums::default();
    for row in rows {
        sums.n += row.n;
        add(&mut sums.arr, row.arr, &row.currency)?;
        add(&mut sums.arr_red, row.arr_red, &row.currency)?;
        sums.bands.red += row.red;
        sums.bands.yellow += row.yellow;
        sums.bands.green += row.green;
        sums.bands.unknown += row.unknown;
    }
    Ok(sums)
}

/// Adds an amount to the sum of its currency.
pub(super) fn add(totals: &mut Totals, minor: i64, currency: &str) -> sqlx::Result<()> {
    totals.add(money(minor, currency)?).map_err(|fault| sqlx::Error::Decode(format!("{fault:?}").into()))
}
