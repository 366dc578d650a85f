//! What accounts are marked with.

use sqlx::PgConnection;

use crate::domain::ids::OrgId;

/// More tags than anybody chooses from.
const MOST: i64 = 1_000;

/// Tags as accounts have them, also those of accounts that are lost, of these in lower case; two that differ in case alone
/// are one.
pub async fn written(conn: &mut PgConnection, org: OrgId, lower: &[String]) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"select min(t.tag) as "tag!" from accounts a cross join unnest(a.tags) as t (tag)
           where a.org_id = $1 and lower(t.tag) = any ($2) group by lower(t.tag)"#,
        org.0,
        lower,
    )
    .fetch_all(conn)
    .await
}

/// The tags of the accounts that are there, the most used first; two that differ in case alone are one.
pub async fn all(conn: &mut PgConnection, org: OrgId) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"select min(t.tag) as "tag!" from accounts a cross join unnest(a.tags) as t (tag)
           where a.org_id = $1 and a.churned_on is null and t.tag <> ''
           group by lower(t.tag) order by count(*) desc, lower(t.tag) limit $2"#,
        org.0,
        MOST,
    )
    .fetch_all(conn)
    .await
}
