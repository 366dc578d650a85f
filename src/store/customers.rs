//! Which accounts are customers, and when: a page at a time, for whoever works through all of them.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::domain::ids::{AccountId, OrgId};

/// The next customers of a day after `after` in order of id, at most `n`: the pages of a rescoring.
pub async fn account_page(
    conn: &mut PgConnection,
    org: OrgId,
    day: NaiveDate,
    after: Option<AccountId>,
    n: i64,
) -> sqlx::Result<Vec<AccountId>> {
    sqlx::query_scalar!(
        r#"select id as "id: AccountId" from accounts
           where org_id = $1 and started_on <= $4 and (churned_on is null or $4 < churned_on)
             and ($2::uuid is null or $2 < id) order by id limit $3"#,
        org.0,
        after.map(|id| id.0),
        n,
        day,
    )
    .fetch_all(conn)
    .await
}

/// Those of these accounts that are customers on a day, in order of id.
pub async fn customers(
    conn: &mut PgConnection,
    org: OrgId,
    accounts: &[AccountId],
    day: NaiveDate,
) -> sqlx::Result<Vec<AccountId>> {
    sqlx::query_scalar!(
        r#"select id as "id: AccountId" from accounts
           where org_id = $1 and id = any($2) and started_on <= $3 and (churned_on is null or $3 < churned_on)
           order by id"#,
        org.0,
        accounts as &[AccountId],
        day,
    )
    .fetch_all(conn)
    .await
}

/// A page of accounts after `after` that were customers on any day up to `day`, each with its first day and the day on
/// which it was lost.
pub async fn ever_customers(
    conn: &mut PgConnection,
    org: OrgId,
    day: NaiveDate,
    after: Option<AccountId>,
    n: i64,
) -> sqlx::Result<Vec<(AccountId, NaiveDate, Option<NaiveDate>)>> {
    let rows = sqlx::query!(
        r#"select id as "id: AccountId", started_on, churned_on from accounts
           where org_id = $1 and started_on <= $4 and ($2::uuid is null or $2 < id) order by id limit $3"#,
        org.0,
        after.map(|id| id.0),
        n,
        day,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.started_on, row.churned_on)).collect())
}

/// Keeps every other scoring of the organisation out until the transaction ends.
pub async fn hold_scoring(conn: &mut PgConnection, org: OrgId) -> sqlx::Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('scoring:' || $1::text, 0))", org.0.to_string())
        .execute(conn)
        .await?;
    Ok(())
}
