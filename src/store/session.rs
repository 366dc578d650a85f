//! How a transaction begins: what it may see, and what holds for it.
//!
//! Behind the organisation argument of every function here stands a second wall, row-level security. What people ask for is
//! done as a role that sees and writes the rows of one organisation, the one that its transaction names; where it names none
//! it sees nothing. `migrations/0018_second_wall.sql` raises it. It stops mistakes of ours; a stranger's SQL, were there any,
//! could step over it.

use sqlx::{AssertSqlSafe, PgConnection};

use crate::domain::ids::OrgId;

/// What a transaction sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Every organisation: jobs, and finding out whose a request is.
    Everything,
    /// One organisation, and whether the role that sees nothing else is there.
    Of(OrgId, Wall),
}

/// Whether the second wall stands in this database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wall {
    /// It does.
    Stands,
    /// Our user may not become the role, or there is none: only the organisation argument guards.
    Absent,
}

/// Whether a transaction may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It only looks.
    Reads,
    /// It may.
    Writes,
}

/// How long a statement may take, and how long a transaction may lie idle; as Postgres writes durations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For one statement.
    pub statement: &'static str,
    /// Between two.
    pub silence: &'static str,
}

impl Access {
    /// What begins such a transaction. What else it begins with is a statement of its own, [`enter`]: where that fails, the
    /// transaction is rolled back with it, while a `begin` that fails halfway leaves its connection in a broken one.
    pub fn begins(self) -> &'static str {
        match self {
            Self::Reads => "begin read only",
            Self::Writes => "begin",
        }
    }
}

/// The first statement of a transaction: what it may see, and, through a pooler, where there is no session to hold them, its
/// limits.
pub async fn enter(conn: &mut PgConnection, sight: Sight, limits: Option<Limits>) -> sqlx::Result<()> {
    let mut settings = Vec::new();
    if let Some(Limits { statement, silence }) = limits {
        settings.push(format!("set local statement_timeout = '{statement}'"));
        settings.push(format!("set local idle_in_transaction_session_timeout = '{silence}'"));
    }
    if let Sight::Of(org, wall) = sight {
        settings.push(format!("set local steward.org = '{org}'"));
        if wall == Wall::Stands {
            settings.push("set local role steward_web".to_owned());
        }
    }
    if !settings.is_empty() {
        sqlx::raw_sql(AssertSqlSafe(settings.join("; "))).execute(conn).await?;
    }
    Ok(())
}

/// Whether a transaction that was begun behind the wall is.
pub async fn is_walled(conn: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select row_security_active('accounts') and not exists (select from accounts where org_id is distinct from steward_org())
             as "is_walled!""#
    )
    .fetch_one(conn)
    .await
}

/// Raises the wall where it is missing; says why it cannot stand, or nothing. Only a migration may call this.
pub async fn raise_wall(conn: &mut PgConnection) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!("select steward_wall()").fetch_one(conn).await
}
