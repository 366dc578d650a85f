//! Playbooks and their versions. A version is never changed: a run keeps the one that it started with. The newest version is
//! in force unless it is retired.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::codec::{json, to_json};
use crate::domain::ids::OrgId;
use crate::domain::playbook::{Playbook, PlaybookOrigin};

/// A version of a playbook, in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForce {
    /// Counted from 1.
    pub version: i32,
    /// Where it comes from.
    pub origin: PlaybookOrigin,
    /// When it came.
    pub loaded_at: DateTime<Utc>,
    /// The playbook.
    pub playbook: Playbook,
}

/// The newest version of a playbook, while it is in force.
pub async fn newest(conn: &mut PgConnection, org: OrgId, name: &str) -> sqlx::Result<Option<(i32, Playbook)>> {
    Ok(in_force(conn, org, Some(name)).await?.pop().map(|one| (one.version, one.playbook)))
}

/// Whether a playbook of this very name was ever loaded, in force or retired.
pub async fn is_known(conn: &mut PgConnection, org: OrgId, name: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from playbooks where org_id = $1 and name = $2) as "is!""#,
        org.0,
        name,
    )
    .fetch_one(conn)
    .await
}

/// The newest version of every playbook in force, by title.
pub async fn all(conn: &mut PgConnection, org: OrgId) -> sqlx::Result<Vec<Playbook>> {
    Ok(in_force(conn, org, None).await?.into_iter().map(|one| one.playbook).collect())
}

/// The versions in force, by title; with a name, that one alone.
pub async fn in_force(conn: &mut PgConnection, org: OrgId, name: Option<&str>) -> sqlx::Result<Vec<InForce>> {
    let rows = sqlx::query!(
        r#"select version as "version!", origin as "origin!", loaded_at as "loaded_at!", definition as "definition!" from (
             select distinct on (name) version, origin, loaded_at, definition, retired_at
             from playbooks where org_id = $1 and name = coalesce($2, name) order by name, version desc) newest
           where retired_at is null order by definition ->> 'title'"#,
        org.0,
        name,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let origin = PlaybookOrigin::parse(&row.origin).ok_or_else(|| {
                sqlx::Error::Decode(format!("a playbook has the origin {}, which nobody knows", row.origin).into())
            })?;
            Ok(InForce { version: row.version, origin, loaded_at: row.loaded_at, playbook: json(row.definition)? })
        })
        .collect()
}

/// Writes a new version when the text is not the newest one's; says which version it is then, if it is a new one.
///
/// What ships is written only over what shipped, and over nothing that was retired: what somebody chose stays.
pub async fn load(
    conn: &mut PgConnection,
    org: OrgId,
    (playbook, source): (&Playbook, &str),
    origin: PlaybookOrigin,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<i32>> {
    sqlx::query_scalar!(
        r#"with newest as (
             select version, source, origin, retired_at from playbooks
             where org_id = $1 and name = $2 order by version desc limit 1)
           insert into playbooks (org_id, name, version, source, definition, origin, loaded_at)
           select $1, $2, coalesce((select version from newest), 0) + 1, $3, $4, $5, $6
           where not exists (select from newest where source = $3 and (retired_at is null or $5 <> 'loaded'))
             and ($5 <> 'shipped' or not exists (
               select from newest where origin <> 'shipped' or retired_at is not null))
           on conflict do nothing returning version"#,
        org.0,
        playbook.name,
        source,
        to_json(playbook)?,
        origin.as_str(),
        now,
    )
    .fetch_optional(conn)
    .await
}

/// Takes a playbook out of force; its runs go on. Says whether it was in it.
pub async fn retire(conn: &mut PgConnection, org: OrgId, name: &str, now: DateTime<Utc>) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update playbooks set retired_at = $3 where org_id = $1 and name = $2 and retired_at is null
           and version = (select max(version) from playbooks where org_id = $1 and name = $2)",
        org.0,
        name,
        now,
    )
    .execute(conn)
    .await?;
    Ok(0 < done.rows_affected())
}
