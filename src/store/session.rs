//! How a transaction begins: what it may see, and what holds for it.
//!
//! Behind the organisation argument of every function here stands a second wall, row-level security. What people ask for is
//! done as a role that sees and writes the rows of one organisation, the one that its transaction names; where it names none
//! it sees nothing. `migrations/0018_second_wall.sql` raises it. It stops mistakes of ours; a stranger's SQL, were there any,
//! could step over it.
//!
//! Behind the same wall stands what a role may not see: `migrations/0027_reading_scopes.sql`. There it is the only one.

use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

use crate::domain::ids::{OrgId, PersonId};

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

/// Whose accounts somebody sees who may not see all.
#[derive(Clone, Copy, Debug)]
pub struct Circle<'a> {
    /// Who.
    pub person: PersonId,
    /// They, and those whom they stand in for: what these own or have to do.
    pub acts_for: &'a [PersonId],
    /// Whether they see what their team owns, too.
    pub has_team: bool,
    /// Whether they see what nobody owns.
    pub works_accounts: bool,
}

/// From here on the transaction sees no other account than those of the circle as they are now; behind the wall only.
pub async fn narrow(conn: &mut PgConnection, org: OrgId, circle: &Circle<'_>) -> sqlx::Result<()> {
    let acts_for: Vec<Uuid> = circle.acts_for.iter().map(|person| person.0).collect();
    sqlx::query_scalar!(
        r#"with recursive led(id) as (
             select id from people where org_id = $1 and manager_id = $2 and $4
             union select p.id from people p join led on p.manager_id = led.id where p.org_id = $1
           ), owners(id) as (
             select unnest($3::uuid[]) union select id from led
             union select mate.id from people me
                   join people mate on mate.org_id = me.org_id and lower(mate.team) = lower(me.team)
                   where me.org_id = $1 and me.id = $2 and me.team <> '' and $4
           ), seen(id) as (
             select a.id from accounts a join owners on owners.id = a.owner_id where a.org_id = $1
             union select id from accounts where org_id = $1 and owner_id is null and $5
             union select account_id from playbook_runs
                   where org_id = $1 and owner_id = any($3) and state = 'running'
             union select r.account_id from run_steps s join playbook_runs r on r.org_id = s.org_id and r.id = s.run_id
                   where s.org_id = $1 and s.owner_id = any($3) and r.state = 'running'
             union select r.account_id from run_steps s join playbook_runs r on r.org_id = s.org_id and r.id = s.run_id
                   where s.org_id = $1 and s.needs_id = any($3) and s.state = 'blocked' and r.state = 'running'
             union select account_id from plan_milestones where org_id = $1 and owner_id = any($3) and state = 'open'
           )
           select set_config('steward.accounts', coalesce(array_agg(id), '{}')::text, true) as "set!" from seen"#,
        org.0,
        circle.person.0,
        &acts_for,
        circle.has_team,
        circle.works_accounts,
    )
    .fetch_one(conn)
    .await?;
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
