//! Health models as they were loaded. Every version is kept: a score names the one that made it.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::domain::health::Model;
use crate::domain::ids::OrgId;

/// A model that was loaded.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// As it is read today.
    pub model: Model,
    /// As it was written.
    pub source: String,
    /// Whether it scores.
    pub active: bool,
    /// When it was loaded last.
    pub loaded_at: DateTime<Utc>,
    /// Who loaded it.
    pub loaded_by: String,
}

/// Every model that was ever loaded, by name, the newest version first.
pub async fn all(conn: &mut PgConnection, org: OrgId) -> sqlx::Result<Vec<Loaded>> {
    let rows = sqlx::query!(
        "select source, active, loaded_at, loaded_by from health_models where org_id = $1 order by name, version desc",
        org.0,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let (active, loaded_at, loaded_by) = (row.active, row.loaded_at, row.loaded_by);
            Ok(Loaded { model: read(&row.source)?, source: row.source, active, loaded_at, loaded_by })
        })
        .collect()
}

/// Those that score.
pub async fn active(conn: &mut PgConnection, org: OrgId) -> sqlx::Result<Vec<Model>> {
    let sources = sqlx::query_scalar!(
        "select source from health_models where org_id = $1 and active order by name, version",
        org.0
    )
    .fetch_all(conn)
    .await?;
    sources.iter().map(|source| read(source)).collect()
}

/// The text of one version, however old.
pub async fn source(conn: &mut PgConnection, org: OrgId, name: &str, version: u32) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "select source from health_models where org_id = $1 and name = $2 and version = $3",
        org.0,
        name,
        number(version),
    )
    .fetch_optional(conn)
    .await
}

/// Writes a model, if this version is new, and puts it in the place of the other versions of its name.
pub async fn put_in_force(
    conn: &mut PgConnection,
    org: OrgId,
    (model, source): (&Model, &str),
    by: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    retire(conn, org, &model.name).await?;
    sqlx::query!(
        "insert into health_models (org_id, name, version, source, active, loaded_at, loaded_by)
         values ($1, $2, $3, $4, true, $5, $6)
         on conflict (org_id, name, version) do update set active = true, loaded_at = $5, loaded_by = $6",
        org.0,
        model.name,
        number(model.version),
        source,
        now,
        by,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes every version of a model out of force; says whether one was.
pub async fn retire(conn: &mut PgConnection, org: OrgId, name: &str) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update health_models set active = false where org_id = $1 and name = $2 and active",
        org.0,
        name,
    )
    .execute(conn)
    .await?;
    Ok(0 < done.rows_affected())
}

/// What was sound when it was loaded is sound now, unless this is an older Steward.
fn read(source: &str) -> sqlx::Result<Model> {
    Model::parse(source).map_err(|fault| sqlx::Error::Decode(fault.into()))
}

/// Checked when the model was read.
fn number(version: u32) -> i32 {
    i32::try_from(version).unwrap_or(i32::MAX)
}
