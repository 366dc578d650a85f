//! The schema: migrations go forward only, and several replicas may ask for them at once.

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions, Connection};

use super::session;

/// What a migration run found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// Migrations that the database had.
    pub n_before: usize,
    /// Migrations that it has now.
    pub n_now: usize,
    /// Why the second wall between organisations cannot stand; nothing when it does.
    pub no_wall: Option<String>,
}

/// Brings a database to the newest schema. One caller does it, others wait for it.
pub async fn migrate(options: &PgConnectOptions) -> anyhow::Result<Migrated> {
    let mut conn = options.connect().await?;
    let mut tx = Connection::begin(&mut conn).await?;
    // sqlx locks for the session, which a pooler of transactions may never unlock. This lock ends with the transaction, and
    // a migration that fails leaves nothing of those before it.
    sqlx::query("select pg_advisory_xact_lock(hashtext('steward_migrations'))").execute(&mut *tx).await?;
    let n_before = n_applied(&mut tx).await?;
    let mut migrator = sqlx::migrate!("./migrations");
    migrator.set_locking(false);
    // While replicas are replaced one by one, or after a step back, one of an earlier release starts on a newer schema. It
    // works there: migrations only add.
    migrator.set_ignore_missing(true);
    migrator.run(&mut *tx).await?;
    // An operator may have made the role since.
    let no_wall = session::raise_wall(&mut tx).await?;
    let n_now = n_applied(&mut tx).await?;
    tx.commit().await?;
    conn.close().await?;
    Ok(Migrated { n_before, n_now, no_wall })
}

/// The table is sqlx's own, so the checked macros cannot know it.
async fn n_applied(conn: &mut PgConnection) -> sqlx::Result<usize> {
    let table: Option<String> =
        sqlx::query_scalar("select to_regclass('_sqlx_migrations')::text").fetch_one(&mut *conn).await?;
    if table.is_none() {
        return Ok(0);
    }
    let n: i64 = sqlx::query_scalar("select count(*) from _sqlx_migrations where success").fetch_one(conn).await?;
    Ok(usize::try_from(n).unwrap_or(0))
}
