//! What conditions ask for beside the facts of signals, for many accounts by one statement each.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::domain::health::{Band, Milli};
use crate::domain::ids::{AccountId, OrgId};
use crate::domain::money::Money;
use crate::domain::playbook::DailyUse;
use crate::store::codec::money;

/// An account, whether or not it was ever scored, or is lost.
#[derive(Clone, Debug)]
pub struct Known {
    /// Which.
    pub account: AccountId,
    /// Yearly revenue.
    pub arr: Money,
    /// Its first day.
    pub started_on: NaiveDate,
    /// Its last day as a customer.
    pub churned_on: Option<NaiveDate>,
    /// Its score and its colour.
    pub health: (Option<Milli>, Option<Band>),
    /// Seats that were bought.
    pub seats: Option<i32>,
    /// The most people active on a day of the last 28 of the feed.
    pub active_users: Option<i32>,
    /// The feed's last day, and the first on which the account used anything.
    pub used: Option<(NaiveDate, NaiveDate)>,
    /// Whether an executive of theirs is known; `None` where nobody is.
    pub has_executive: Option<bool>,
}

/// These accounts. `today` is the organisation's day.
pub async fn known(
    conn: &mut PgConnection,
    org: OrgId,
    accounts: &[AccountId],
    today: NaiveDate,
) -> sqlx::Result<Vec<Known>> {
    let rows = sqlx::query!(
        r#"select a.id as "id: AccountId", a.arr_minor, a.currency, a.started_on, a.churned_on, a.seats,
                  h.score_milli as "score?", h.band as "band?", f.day as usage_day,
                  (select max(active_users) from usage_days where org_id = $1 and account_id = a.id
                     and f.day - 28 < day and day <= f.day) as active_users,
                  (select min(day) from usage_days where org_id = $1 and account_id = a.id) as first_used,
                  exists (select from contacts where org_id = $1 and account_id = a.id) as "knows_people!",
                  exists (select from contacts where org_id = $1 and account_id = a.id and role = 'executive'
                    and (left_on is null or $3 < left_on)) as "has_executive!"
           from accounts a
           cross join (select max(day) as day from usage_days where org_id = $1 and day <= $3) f
           left join health h on h.org_id = a.org_id and h.account_id = a.id
           where a.org_id = $1 and a.id = any($2)"#,
        org.0,
        accounts as &[AccountId],
        today,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Known {
                account: row.id,
                arr: money(row.arr_minor, &row.currency)?,
                started_on: row.started_on,
                churned_on: row.churned_on,
                health: (row.score.map(Milli), row.band.as_deref().and_then(Band::parse)),
                seats: row.seats,
                active_users: row.active_users,
                used: row.usage_day.zip(row.first_used),
                has_executive: row.knows_people.then_some(row.has_executive),
            })
        })
        .collect()
}

/// How an account stood on a day.
pub type Stood = (Option<Milli>, Option<Band>);

/// The scores of accounts on the days from `first` until before `today`. Only changes are kept, so what stood on a day
/// stands on the next ones.
pub async fn stood(
    conn: &mut PgConnection,
    org: OrgId,
    accounts: &[AccountId],
    (first, today): (NaiveDate, NaiveDate),
) -> sqlx::Result<HashMap<AccountId, BTreeMap<NaiveDate, Stood>>> {
    let rows = sqlx::query!(
        r#"select account_id as "account!: AccountId", day as "day!", score_milli, band from (
             select account_id, day, score_milli, band from health_history
             where org_id = $1 and account_id = any($2) and $3 < day and day < $4
             union all
             select account_id, $3, score_milli, band from (
               select distinct on (account_id) account_id, score_milli, band from health_history
               where org_id = $1 and account_id = any($2) and day <= $3 order by account_id, day desc) before) kept
           order by 1, 2"#,
        org.0,
        accounts as &[AccountId],
        first,
        today,
    )
    .fetch_all(conn)
    .await?;
    let mut changes: HashMap<AccountId, BTreeMap<NaiveDate, Stood>> = HashMap::new();
    for row in rows {
        let stood = (row.score_milli.map(Milli), row.band.as_deref().and_then(Band::parse));
        changes.entry(row.account).or_default().insert(row.day, stood);
    }
    for days in changes.values_mut() {
        let mut last = None;
        for day in first.iter_days().take_while(|day| *day < today) {
            last = days.get(&day).copied().or(last);
            days.extend(last.map(|stood| (day, stood)));
        }
    }
    Ok(changes)
}

/// What an account used, by either counter.
#[derive(Clone, Debug, Default)]
pub struct Uses {
    /// Logins alone.
    pub logins: DailyUse,
    /// Everything that was used.
    pub all: DailyUse,
}

/// What was used on each of some days, both included.
pub async fn uses(
    conn: &mut PgConnection,
    org: OrgId,
    accounts: &[AccountId],
    (first, last): (NaiveDate, NaiveDate),
) -> sqlx::Result<HashMap<AccountId, Uses>> {
    let rows = sqlx::query!(
        r#"select account_id as "account: AccountId", day, sum(uses)::float8 as "uses!",
                  (sum(uses) filter (where feature = ''))::float8 as logins
           from usage_days where org_id = $1 and account_id = any($2) and $3 <= day and day <= $4
           group by account_id, day"#,
        org.0,
        accounts as &[AccountId],
        first,
        last,
    )
    .fetch_all(conn)
    .await?;
    let mut uses: HashMap<AccountId, Uses> = HashMap::new();
    for row in rows {
        let of = uses.entry(row.account).or_default();
        of.all.0.insert(row.day, row.uses);
        of.logins.0.extend(row.logins.map(|logins| (row.day, logins)));
    }
    Ok(uses)
}
