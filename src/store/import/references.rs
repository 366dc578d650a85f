//! What the keys in a file stand for, a batch at a time.

use std::collections::HashMap;

use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::ids::OrgId;

/// Accounts by external id; unknown ones are missing.
pub async fn accounts_by_external_id(
    conn: &mut PgConnection,
    org: OrgId,
    keys: &[&str],
) -> sqlx::Result<HashMap<String, Uuid>> {
    let found = sqlx::query!(
        "select external_id, id from accounts where org_id = $1 and external_id = any($2)",
        org.0,
        keys as _,
    )
    .fetch_all(conn)
    .await?;
    Ok(found.into_iter().map(|row| (row.external_id, row.id)).collect())
}

/// Accounts by the external id of one of their contracts; unknown ones are missing.
pub async fn accounts_by_contract(
    conn: &mut PgConnection,
    org: OrgId,
    keys: &[&str],
) -> sqlx::Result<HashMap<String, Uuid>> {
    let found = sqlx::query!(
        "select external_id, account_id from contracts where org_id = $1 and external_id = any($2)",
        org.0,
        keys as _,
    )
    .fetch_all(conn)
    .await?;
    Ok(found.into_iter().map(|row| (row.external_id, row.account_id)).collect())
}

/// People by external id or, where that is nobody's, by e-mail address in any case. Several share an address: all of
/// them. Unknown keys are missing.
pub async fn people_by_key(
    conn: &mut PgConnection,
    org: OrgId,
    keys: &[&str],
) -> sqlx::Result<HashMap<String, Vec<Uuid>>> {
    let found = sqlx::query!(
        r#"with keys as (select key from unnest($2::text[]) as t (key)),
           named as (
               select k.key, p.id from keys k join people p on p.org_id = $1 and p.external_id = k.key
           )
           select key as "key!", id as "id!" from named
           union all
           select k.key, p.id from keys k join people p on p.org_id = $1 and lower(p.email) = lower(k.key)
           where not exists (select from named n where n.key = k.key)"#,
        org.0,
        keys as _,
    )
    .fetch_all(conn)
    .await?;
    let mut people: HashMap<String, Vec<Uuid>> = HashMap::new();
    for row in found {
        people.entry(row.key).or_default().push(row.id);
    }
    Ok(people)
}

/// Who has these Slack ids: the external id by the Slack id.
pub async fn people_by_slack_user(
    conn: &mut PgConnection,
    org: OrgId,
    slack_user_ids: &[&str],
) -> sqlx::Result<HashMap<String, String>> {
    let found = sqlx::query!(
        r#"select slack_user_id as "slack_user_id!", external_id
           from people where org_id = $1 and slack_user_id = any($2)"#,
        org.0,
        slack_user_ids as _,
    )
    .fetch_all(conn)
    .await?;
    Ok(found.into_iter().map(|row| (row.slack_user_id, row.external_id)).collect())
}
