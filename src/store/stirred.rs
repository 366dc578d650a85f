//! Accounts whose scores are out of date: something that a score looks at changed after they were looked at last.
//!
//! Whoever changes an input stirs the account in the same transaction, after the change. A scoring takes the mark off
//! before it reads: a change that it does not see yet is not committed yet, and its mark waits for this transaction.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::domain::ids::{AccountId, OrgId};

/// Says that inputs of these accounts changed.
pub async fn stir(conn: &mut PgConnection, org: OrgId, accounts: &[AccountId], now: DateTime<Utc>) -> sqlx::Result<()> {
    // In order of id, so that two who stir many do not wait for each other in a circle.
    sqlx::query!(
        "with held as materialized (
           select id from accounts where org_id = $1 and id = any($2) order by id for no key update)
         update accounts a set stirred_at = $3 from held where a.org_id = $1 and a.id = held.id",
        org.0,
        accounts as &[AccountId],
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes the marks off at most `n` accounts, those that wait longest first, and says whose. An account that somebody
/// is changing right now stays for the next time.
pub async fn take(conn: &mut PgConnection, org: OrgId, n: i64) -> sqlx::Result<Vec<AccountId>> {
    let mut taken = sqlx::query_scalar!(
        r#"with waiting as materialized (
             select id from accounts where org_id = $1 and stirred_at is not null
             order by stirred_at, id limit $2 for no key update skip locked)
           update accounts a set stirred_at = null from waiting where a.org_id = $1 and a.id = waiting.id
           returning a.id as "id: AccountId""#,
        org.0,
        n,
    )
    .fetch_all(conn)
    .await?;
    taken.sort_unstable();
    Ok(taken)
}

/// Takes the marks off these accounts, for they are about to be looked at; not where somebody is changing them.
pub async fn settle(conn: &mut PgConnection, org: OrgId, accounts: &[AccountId]) -> sqlx::Result<()> {
    sqlx::query!(
        "with waiting as materialized (
           select id from accounts where org_id = $1 and id = any($2) and stirred_at is not null
           order by id for no key update skip locked)
         update accounts a set stirred_at = null from waiting where a.org_id = $1 and a.id = waiting.id",
        org.0,
        accounts as &[AccountId],
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether any account waits to be looked at.
pub async fn any(conn: &mut PgConnection, org: OrgId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from accounts where org_id = $1 and stirred_at is not null) as "any!""#,
        org.0
    )
    .fetch_one(conn)
    .await
}
