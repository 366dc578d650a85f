//! Accounts that nobody spoke with for longer than they should have.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::books::{Arguments, Asked, Page, add};
use super::codec::money;
use super::digests::Cadences;
use crate::domain::account::{AccountRef, BookFilter};
use crate::domain::cadence::local_day;
use crate::domain::health::{Band, Milli};
use crate::domain::ids::{AccountId, PersonId};
use crate::domain::money::Totals;
use crate::domain::person::PersonRef;
use crate::domain::quiet::QuietRow;
use crate::domain::rules::CadenceRules;

struct Row {
    id: AccountId,
    name: String,
    arr_minor: i64,
    currency: String,
    band: Option<String>,
    score_milli: Option<i32>,
    ends_on: Option<NaiveDate>,
    last_at: Option<DateTime<Utc>>,
    cadence_days: i64,
    started_on: NaiveDate,
    owner_id: Option<PersonId>,
    owner_name: Option<String>,
    owner_slack: Option<String>,
}

impl Row {
    fn read(self, asked: Asked<'_>) -> sqlx::Result<QuietRow> {
        let last_on = self.last_at.map(|at| local_day(at, asked.zone));
        let owner = self.owner_id.zip(self.owner_name);
        Ok(QuietRow {
            account: AccountRef { id: self.id, name: self.name },
            band: self.band.as_deref().and_then(Band::parse),
            score: self.score_milli.map(Milli),
            arr: money(self.arr_minor, &self.currency)?,
            last_on,
            silent_days: (asked.today - last_on.unwrap_or(self.started_on)).num_days(),
            cadence_days: self.cadence_days,
            renewal_in_days: self.ends_on.map(|day| (day - asked.today).num_days()),
            owner: owner.map(|(id, name)| PersonRef { id, name, slack_user_id: self.owner_slack }),
        })
    }
}

/// A page of those that match, in the order that was asked for; by itself ARR in whole units × silence in cadences, the most
/// first.
pub async fn page(
    conn: &mut PgConnection,
    asked: Asked<'_>,
    rules: &CadenceRules,
    filter: &BookFilter,
    page: Page,
) -> sqlx::Result<Vec<QuietRow>> {
    let (with, cadences) = (Arguments::of(asked, filter), Cadences::on(rules, asked.zone, asked.today, asked.today));
    let rows = sqlx::query_as!(
        Row,
        r#"select q.id as "id!: AccountId", q.name as "name!", q.arr_minor as "arr_minor!", q.currency as "currency!",
                  q.band, q.score_milli, q.ends_on, q.last_at, q.cadence_days as "cadence_days!",
                  q.started_on as "started_on!",
                  o.id as "owner_id?: PersonId", o.name as "owner_name?", o.slack_user_id as "owner_slack?"
           from quiet_book($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) q
           left join people o on o.org_id = $1 and o.id = q.owner_id
           where (not $15 and $18::text is null and $19::text[] is null or exists (
               select from accounts n left join people w on w.org_id = n.org_id and w.id = n.owner_id and not w.deactivated
               where n.org_id = $1 and n.id = q.id and (not $15 or w.id is null)
                 and ($18::text is null or lower(w.team) = lower($18))
                 and ($19::text[] is null or exists (select from unnest(n.tags) as tag where lower(tag) = any ($19)))))
           order by case $20::text when 'arr' then q.currency when 'name' then lower(q.name) end,
                    case $20::text when 'arr' then -q.arr_minor::float8 when 'name' then 0
                      when 'renewal' then (q.ends_on - $2::date)::float8 when 'health' then q.score_milli::float8
                      when 'risk' then -(100000 - coalesce(q.score_milli, 50000))::float8 * q.arr_whole
                        * (2 - least(coalesce(q.ends_on - $2::date, 365), 365) / 365.0)
                      else -q.arr_whole::float8 * extract(epoch from $3 - coalesce(q.last_at, q.started_on::timestamptz))
                        / q.cadence_days end, q.name, q.id
           limit $16 offset $17"#,
        asked.org.0,
        asked.today,
        asked.now,
        with.owner,
        with.bands.as_deref(),
        with.segments.as_deref(),
        with.phase_from.as_deref(),
        with.phase_to.as_deref(),
        with.ends_by,
        with.arr_above,
        &cadences.segments as &[&str],
        &cadences.bands as &[Option<&str>],
        &cadences.days,
        &cadences.counts_from,
        with.is_nobodys,
        page.size,
        page.offset,
        with.team,
        with.tags.as_deref(),
        with.sort,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|row| row.read(asked)).collect()
}

/// How many match, and their revenue.
pub async fn sums(
    conn: &mut PgConnection,
    asked: Asked<'_>,
    rules: &CadenceRules,
    filter: &BookFilter,
) -> sqlx::Result<(i64, Totals)> {
    let (with, cadences) = (Arguments::of(asked, filter), Cadences::on(rules, asked.zone, asked.today, asked.today));
    let rows = sqlx::query!(
        r#"select q.currency as "currency!", count(*) as "n!", sum(q.arr_minor)::int8 as "arr!"
           from quiet_book($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) q
           where (not $15 and $16::text is null and $17::text[] is null or exists (
               select from accounts n left join people w on w.org_id = n.org_id and w.id = n.owner_id and not w.deactivated
               where n.org_id = $1 and n.id = q.id and (not $15 or w.id is null)
                 and ($16::text is null or lower(w.team) = lower($16))
                 and ($17::text[] is null or exists (select from unnest(n.tags) as tag where lower(tag) = any ($17)))))
           group by q.currency"#,
        asked.org.0,
        asked.today,
        asked.now,
        with.owner,
        with.bands.as_deref(),
        with.segments.as_deref(),
        with.phase_from.as_deref(),
        with.phase_to.as_deref(),
        with.ends_by,
        with.arr_above,
        &cadences.segments as &[&str],
        &cadences.bands as &[Option<&str>],
        &cadences.days,
        &cadences.counts_from,
        with.is_nobodys,
        with.team,
        with.tags.as_deref(),
    )
    .fetch_all(conn)
    .await?;
    let (mut n, mut arr) = (0, Totals::default());
    for row in rows {
        n += row.n;
        add(&mut arr, row.arr, &row.currency)?;
    }
    Ok((n, arr))
}
