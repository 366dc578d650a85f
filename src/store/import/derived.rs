//! What follows from contracts where a source has no column for it: accounts' ARR, and how it moved.
//!
//! A contract counts from `starts_on` to `ends_on`, its last day; its money is gone on the day after. So the
//! changes up to a day always sum to the ARR on that day. Only contracts in the account's own currency are added.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::ids::OrgId;

/// An account's ARR rose or fell on a day, all contracts that start or end on it taken together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Whose.
    pub account_id: Uuid,
    /// The source's own id of the account.
    pub account_external_id: String,
    /// The account's currency.
    pub currency: String,
    /// When.
    pub day: NaiveDate,
    /// The ARR before it, in minor units.
    pub before_minor: i64,
    /// What was added, in minor units; negative when it fell.
    pub delta_minor: i64,
    /// Whether the account never paid before.
    pub is_first: bool,
}

/// Whose contracts these are now: a file that moves one changes the ARR of the account that loses it, too.
pub async fn accounts_of_contracts(
    conn: &mut PgConnection,
    org: OrgId,
    external_ids: &[&str],
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "select distinct account_id from contracts where org_id = $1 and external_id = any($2)",
        org.0,
        external_ids as _,
    )
    .fetch_all(conn)
    .await
}

/// Sets these accounts' ARR to the sum of what runs `today`; says how many changed.
pub async fn arr_of_running_contracts(
    conn: &mut PgConnection,
    org: OrgId,
    accounts: &[Uuid],
    today: NaiveDate,
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    // The sums come first and by themselves: right after a first import Postgres knows no table's size, and would look
    // every account's contracts up among all of them.
    let done = sqlx::query!(
        "with running as materialized (
             select account_id, currency, sum(arr_minor)::bigint as arr_minor from contracts
             where org_id = $1 and account_id = any($2) and starts_on <= $3 and (ends_on is null or $3 <= ends_on)
             group by account_id, currency
         ), derived as materialized (
             select a.id, coalesce(r.arr_minor, 0) as arr_minor
             from accounts a left join running r on r.account_id = a.id and r.currency = a.currency
             where a.org_id = $1 and a.id = any($2)
         )
         update accounts a set arr_minor = d.arr_minor, updated_at = $4, stirred_at = $4
         from derived d
         where a.org_id = $1 and a.id = d.id and a.arr_minor <> d.arr_minor",
        org.0,
        accounts,
        today,
        now,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// How these accounts' ARR moved until `today`, a row an account and day on which it did.
pub async fn changes_of_arr(
    conn: &mut PgConnection,
    org: OrgId,
    accounts: &[Uuid],
    today: NaiveDate,
) -> sqlx::Result<Vec<Change>> {
    sqlx::query_as!(
        Change,
        r#"with edges as (
               select account_id, currency, starts_on as day, arr_minor as delta
               from contracts where org_id = $1 and account_id = any($2)
               union all
               select account_id, currency, ends_on + 1, -arr_minor
               from contracts where org_id = $1 and account_id = any($2) and ends_on is not null
           ), days as (
               select e.account_id, a.external_id, a.currency, e.day, sum(e.delta)::bigint as delta
               from edges e join accounts a on a.org_id = $1 and a.id = e.account_id and a.currency = e.currency
               where e.day <= $3
               group by e.account_id, a.external_id, a.currency, e.day
               having sum(e.delta) <> 0
           )
           select account_id as "account_id!", external_id as "account_external_id!", currency as "currency!",
               day as "day!", delta as "delta_minor!",
               (sum(delta) over running - delta)::bigint as "before_minor!",
               row_number() over running = 1 as "is_first!"
           from days
           window running as (partition by account_id order by day)
           order by account_id, day"#,
        org.0,
        accounts,
        today,
    )
    .fetch_all(conn)
    .await
}

/// Deletes these accounts' derived movements that no longer follow from their contracts; says how many.
pub async fn delete_stale_movements(
    conn: &mut PgConnection,
    org: OrgId,
    accounts: &[Uuid],
    (prefix, kept): (&str, &[&str]),
) -> sqlx::Result<u64> {
    let mut stale = sqlx::query_scalar!(
        "select external_id from arr_movements
         where org_id = $1 and account_id = any($2) and starts_with(external_id, $3)",
        org.0,
        accounts,
        prefix,
    )
    .fetch_all(&mut *conn)
    .await?;
    let kept: HashSet<&str> = kept.iter().copied().collect();
    stale.retain(|external_id| !kept.contains(external_id.as_str()));
    let done = sqlx::query!("delete from arr_movements where org_id = $1 and external_id = any($2)", org.0, &stale)
        .execute(conn)
        .await?;
    Ok(done.rows_affected())
}

/// Contracts of these accounts that are in another currency than the account, so that nothing adds them.
pub async fn contracts_in_other_currencies(
    conn: &mut PgConnection,
    org: OrgId,
    accounts: &[Uuid],
) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "select c.external_id from contracts c
         join accounts a on a.org_id = c.org_id and a.id = c.account_id
         where c.org_id = $1 and c.account_id = any($2) and c.currency <> a.currency
         order by c.external_id",
        org.0,
        accounts,
    )
    .fetch_all(conn)
    .await
}

/// Those of these accounts that carry the tag and yet have ARR.
pub async fn running_despite_tag(
    conn: &mut PgConnection,
    org: OrgId,
    accounts: &[Uuid],
    tag: &str,
) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "select external_id from accounts
         where org_id = $1 and id = any($2) and $3 = any(tags) and 0 < arr_minor order by external_id",
        org.0,
        accounts,
        tag,
    )
    .fetch_all(conn)
    .await
}
