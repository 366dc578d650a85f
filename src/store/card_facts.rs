//! Everything an account card knows beside the score, by one statement.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use sqlx::PgConnection;

use super::codec::money;
use super::forecasts;
use crate::domain::account::{AccountRef, ContactLine, RenewalLine};
use crate::domain::cadence::local_day;
use crate::domain::freshness::AsOf;
use crate::domain::ids::{AccountId, OrgId, PersonId};
use crate::domain::money::Money;
use crate::domain::person::PersonRef;
use crate::domain::segment::Segment;

/// The facts, as they stand on a day.
#[derive(Clone, Debug)]
pub struct AccountFacts {
    /// Which account.
    pub account: AccountRef,
    /// What it is called where it was imported from.
    pub external_id: String,
    /// Yearly revenue.
    pub arr: Money,
    /// Its first day.
    pub started_on: NaiveDate,
    /// The segment that a person chose instead of the one by revenue.
    pub segment_override: Option<Segment>,
    /// Who works it.
    pub owner: Option<PersonRef>,
    /// What it is marked with.
    pub tags: Vec<String>,
    /// Seats bought.
    pub seats: Option<i32>,
    /// Core features that there are.
    pub core_features: Option<i32>,
    /// The next contract end.
    pub renewal: Option<RenewalLine>,
    /// The last two-way touch.
    pub last_touch_at: Option<DateTime<Utc>>,
    /// The champion; the one who left last, when none is there.
    pub champion: Option<ContactLine>,
    /// The executive who was spoken to last.
    pub executive: Option<ContactLine>,
    /// The most people active on a day of the 28 up to the feed's last one, as the score counts them.
    pub active_users: Option<i32>,
    /// Features used in the same days.
    pub n_features: i64,
    /// Tickets that are open.
    pub n_open_tickets: i64,
    /// When the oldest open critical one was opened.
    pub critical_since: Option<DateTime<Utc>>,
    /// The latest NPS answer.
    pub nps: Option<(f64, NaiveDate)>,
    /// How old the feeds are.
    pub as_of: AsOf,
}

/// The facts of one account; `None` when it is not there. `now` is read by the reader's clock.
pub async fn of(
    conn: &mut PgConnection,
    org: OrgId,
    id: AccountId,
    now: DateTime<Utc>,
    zone: Tz,
) -> sqlx::Result<Option<AccountFacts>> {
    let today = local_day(now, zone);
    let row = sqlx::query!(
        r#"select a.id as "id: AccountId", a.name, a.external_id, a.arr_minor, a.currency, a.started_on, a.segment_override, a.tags, a.seats,
                  a.core_features, o.id as "owner_id?: PersonId", o.name as "owner_name?", o.slack_user_id as "owner_slack?",
                  r.ends_on as "ends_on?", r.auto_renew as "auto_renew?", r.notice_on as "notice_on?",
                  r.category as "category?", r.amount_minor as "amount_minor?", r.amount_currency as "amount_currency?",
                  r.successor_minor as "successor_minor?", r.successor_currency as "successor_currency?",
                  t.last_touch_at as "last_touch_at?",
                  c.name as "champion?", c.left_on as "champion_left_on?", c.last_contact_at as "champion_contact?",
                  e.name as "executive?", e.last_contact_at as "executive_contact?",
                  u.active_users as "active_users?", coalesce(u.n_features, 0) as "n_features!",
                  coalesce(k.n_open, 0) as "n_open!", k.critical_since as "critical_since?",
                  s.score as "nps?", s.answered_at as "nps_at?",
                  f.usage_day as "usage_day?", f.tickets_at as "tickets_at?", f.surveys_at as "surveys_at?",
                  f.touches_at as "touches_at?", f.contacts_at as "contacts_at?", f.contracts_at as "contracts_at?"
           from accounts a
           cross join lateral (
             select (select max(day) from usage_days where org_id = $1 and day <= $3) as usage_day,
                    (select max(finished_at) from imports where org_id = $1 and record = 'tickets') as tickets_at,
                    (select max(finished_at) from imports where org_id = $1 and record = 'surveys') as surveys_at,
                    (select max(finished_at) from imports where org_id = $1 and record = 'touchpoints') as touches_at,
                    (select max(finished_at) from imports where org_id = $1 and record = 'contacts') as contacts_at,
                    (select max(finished_at) from imports where org_id = $1 and record = 'contracts') as contracts_at) f
           left join people o on o.org_id = a.org_id and o.id = a.owner_id
           left join renewals($1, $3) r on r.account_id = a.id
           left join lateral (
             select max(occurred_at) as last_touch_at from touchpoints
             where org_id = a.org_id and account_id = a.id and two_way and occurred_at <= $4) t on true
           left join lateral (
             select name, left_on, last_contact_at from contacts
             where org_id = a.org_id and account_id = a.id and role = 'champion'
             order by left_on desc nulls first, last_contact_at desc nulls last limit 1) c on true
           left join lateral (
             select name, last_contact_at from contacts
             where org_id = a.org_id and account_id = a.id and role = 'executive' and left_on is null
             order by last_contact_at desc nulls last limit 1) e on true
           left join lateral (
             select max(active_users) as active_users, count(distinct feature) filter (where feature <> '') as n_features
             from usage_days where org_id = a.org_id and account_id = a.id and f.usage_day - 28 < day
               and day <= f.usage_day) u on true
           left join lateral (
             select count(*) as n_open, min(opened_at) filter (where priority = 'critical') as critical_since
             from tickets where org_id = a.org_id and account_id = a.id and opened_at <= $4
               and (closed_at is null or $4 < closed_at)) k on true
           left join lateral (
             select score, answered_at from surveys
             where org_id = a.org_id and account_id = a.id and kind = 'nps' and answered_at <= $4
             order by answered_at desc limit 1) s on true
           where a.org_id = $1 and a.id = $2"#,
        org.0,
        id.0,
        today,
        now,
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let forecast = forecasts::line(
        row.category.as_deref(),
        (row.amount_minor, row.amount_currency.as_deref()),
        (row.successor_minor, row.successor_currency.as_deref()),
    )?;
    let renewal = row.ends_on.map(|ends_on| RenewalLine {
        ends_on,
        in_days: (ends_on - today).num_days(),
        auto_renew: row.auto_renew.unwrap_or(false),
        notice_on: row.notice_on,
        forecast: Some(forecast),
    });
    let owner = row.owner_id.zip(row.owner_name);
    let came_in = [row.tickets_at, row.surveys_at, row.touches_at, row.contacts_at, row.contracts_at];
    Ok(Some(AccountFacts {
        account: AccountRef { id: row.id, name: row.name },
        external_id: row.external_id,
        arr: money(row.arr_minor, &row.currency)?,
        started_on: row.started_on,
        segment_override: row.segment_override.as_deref().and_then(Segment::parse),
        owner: owner.map(|(id, name)| PersonRef { id, name, slack_user_id: row.owner_slack }),
        tags: row.tags,
        seats: row.seats,
        core_features: row.core_features,
        renewal,
        last_touch_at: row.last_touch_at,
        champion: contact(row.champion, row.champion_left_on, row.champion_contact),
        executive: contact(row.executive, None, row.executive_contact),
        active_users: row.active_users,
        n_features: row.n_features,
        n_open_tickets: row.n_open,
        critical_since: row.critical_since,
        nps: row.nps.zip(row.nps_at.map(|at| local_day(at, zone))),
        as_of: AsOf::fed(row.usage_day, came_in.map(|at| at.map(|at| local_day(at, zone)))),
    }))
}

fn contact(
    name: Option<String>,
    left_on: Option<NaiveDate>,
    last_contact_at: Option<DateTime<Utc>>,
) -> Option<ContactLine> {
    Some(ContactLine { name: name?, left_on, last_contact_at })
}
