//! Playbooks and their versions. A version is never changed: a run keeps the one that it started with.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::codec::{json, to_json};
use crate::domain::ids::OrgId;
use crate::domain::playbook::Playbook;

/// The newest version of a playbook.
pub async fn newest(conn: &mut PgConnection, org: OrgId, name: &str) -> sqlx::Result<Option<(i32, Playbook)>> {
    let row = sqlx::query!(
        "select version, definition from playbooks where org_id = $1 and name = $2 order by version desc limit 1",
        org.0,
        name,
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| Ok((row.version, json(row.definition)?))).transpose()
}

/// The newest version of every playbook, by title.
pub async fn all(conn: &mut PgConnection, org: OrgId) -> sqlx::Result<Vec<Playbook>> {
    let rows = sqlx::query_scalar!(
        "select definition from (
           select distinct on (name) definition from playbooks where org_id = $1 order by name, version desc) newest
         order by definition ->> 'title'",
        org.0,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(json).collect()
}

/// Writes a new version when the text is not the newest one's; says which version it is then.
pub async fn load(
    conn: &mut PgConnection,
    org: OrgId,
    playbook: &Playbook,
    source: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<i32> {
    sqlx::query_scalar!(
        r#"with newest as (
             select version, source from playbooks where org_id = $1 and name = $2 order by version desc limit 1),
           added as (
             insert into playbooks (org_id, name, version, source, definition, loaded_at)
             select $1, $2, coalesce((select version from newest), 0) + 1, $3, $4, $5
             where not exists (select from newest where source = $3)
             on conflict do nothing returning version)
           select coalesce((select version from added), (select version from newest), 1) as "version!""#,
        org.0,
        playbook.name,
        source,
        to_json(playbook)?,
        now,
    )
    .fetch_one(conn)
    .await
}
