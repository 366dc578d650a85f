//! Roles, and the user groups that they come from. `people.role` is what somebody may do now; beside it stand what the
//! import, a group and an admin said.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use crate::domain::ids::{OrgId, PersonId};
use crate::domain::person::{PersonRef, Role};
use crate::domain::roles::{MappedGroup, RoleChange};

/// Gives a group's people a role; with none, the group is forgotten at the next look.
pub async fn map(
    conn: &mut PgConnection,
    org: OrgId,
    (id, handle): (&str, &str),
    role: Option<Role>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into group_roles (org_id, group_id, handle, role, updated_at) values ($1, $2, $3, $4, $5)
         on conflict (org_id, group_id) do update set
           (handle, role, updated_at, asked_at) = (excluded.handle, excluded.role, excluded.updated_at, null)",
        org.0,
        id,
        handle,
        role.map(Role::as_str),
        now,
    )
    .execute(&mut *conn)
    .await?;
    look_again(conn, org).await
}

/// The mapped groups, by handle.
pub async fn groups(conn: &mut PgConnection, org: OrgId) -> sqlx::Result<Vec<MappedGroup>> {
    let rows = sqlx::query!(
        r#"select group_id, handle, role as "role!", n_people from group_roles
           where org_id = $1 and role is not null order by handle, group_id"#,
        org.0
    )
    .fetch_all(conn)
    .await?;
    let group = |(id, handle, role, n_people): (String, String, String, i32)| {
        Some(MappedGroup { id, handle, role: Role::parse(&role)?, n_people: n_people.into() })
    };
    Ok(rows.into_iter().filter_map(|row| group((row.group_id, row.handle, row.role, row.n_people))).collect())
}

/// Writes down which of our people are in a group.
pub async fn saw(conn: &mut PgConnection, org: OrgId, id: &str, users: &[String]) -> sqlx::Result<()> {
    sqlx::query!(
        "update group_roles set (users, n_people) = (
           select coalesce(array_agg(slack_user_id order by slack_user_id), '{}'), count(*) from people
           where org_id = $1 and slack_user_id = any($3) and not deactivated)
         where org_id = $1 and group_id = $2",
        org.0,
        id,
        users,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Who was in each group at the last look, by Slack ids, and the role that it gives.
pub async fn last_seen(conn: &mut PgConnection, org: OrgId) -> sqlx::Result<Vec<(String, Role, Vec<String>)>> {
    let rows = sqlx::query!(
        r#"select group_id, role as "role!", users from group_roles where org_id = $1 and role is not null"#,
        org.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.group_id, Role::parse(&row.role)?, row.users))).collect())
}

/// Lets the groups of an organisation be looked at as soon as possible.
pub async fn look_again(conn: &mut PgConnection, org: OrgId) -> sqlx::Result<()> {
    sqlx::query!("update group_roles set asked_at = null where org_id = $1", org.0).execute(conn).await?;
    Ok(())
}

/// A look at the groups of an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Look {
    /// Whose groups.
    pub org: OrgId,
    /// When it began; a later one makes it worthless.
    pub began_at: DateTime<Utc>,
}

/// Takes organisations whose groups were not looked at for `every`; who takes them looks, and no other replica does.
pub async fn claim(conn: &mut PgConnection, every: TimeDelta, now: DateTime<Utc>) -> sqlx::Result<Vec<Look>> {
    let mut claimed = sqlx::query_as!(
        Look,
        r#"update group_roles set asked_at = $2 where asked_at is null or asked_at <= $1
           returning org_id as "org: OrgId", asked_at as "began_at!""#,
        now - every,
        now,
    )
    .fetch_all(conn)
    .await?;
    claimed.sort_unstable();
    claimed.dedup();
    Ok(claimed)
}

/// Whether somebody has looked, or was asked to look, since a look began: what it saw may be older than what they see.
pub async fn is_overtaken(conn: &mut PgConnection, look: &Look) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from group_roles
             where org_id = $1 and (asked_at is null or $2 < asked_at)) as "is_overtaken!""#,
        look.org.0,
        look.began_at,
    )
    .fetch_one(conn)
    .await
}

/// The groups could not be looked at: as if they had been looked at so long before `at`.
pub async fn ask_again(conn: &mut PgConnection, org: OrgId, every: TimeDelta, at: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("update group_roles set asked_at = $2 where org_id = $1", org.0, at - every).execute(conn).await?;
    Ok(())
}

/// When groups are next to be looked at; for moving a demo's clock.
pub async fn next_at(conn: &mut PgConnection, every: TimeDelta) -> sqlx::Result<Option<DateTime<Utc>>> {
    let asked = sqlx::query_scalar!("select min(asked_at) from group_roles").fetch_one(conn).await?;
    Ok(asked.map(|at| at + every))
}

/// Forgets groups that give no role any more.
pub async fn forget_unmapped(conn: &mut PgConnection, org: OrgId) -> sqlx::Result<()> {
    sqlx::query!("delete from group_roles where org_id = $1 and role is null", org.0).execute(conn).await?;
    Ok(())
}

/// Gives people the roles of their groups, by Slack ids, and takes back those of everybody else, or of the others `among`
/// some; whom that changed.
pub async fn by_groups(
    conn: &mut PgConnection,
    org: OrgId,
    (users, roles): (&[String], &[String]),
    among: Option<&[String]>,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<RoleChange>> {
    let rows = sqlx::query!(
        r#"with wanted as (select * from unnest($2::text[], $3::text[]) as w (slack_user_id, role)),
             changed as (
               select p.id, p.role as before, w.role as group_role,
                      coalesce(p.hand_role, w.role, p.listed_role) as after
               from people p left join wanted w on w.slack_user_id = p.slack_user_id
               where p.org_id = $1 and p.group_role is distinct from w.role
                 and ($5::text[] is null or p.slack_user_id = any($5))
               order by p.id for no key update of p)
           update people p set group_role = c.group_role, role = c.after, updated_at = $4 from changed c
           where p.org_id = $1 and p.id = c.id
           returning p.id as "id: PersonId", p.name, p.slack_user_id, c.before, c.after as "after!""#,
        org.0,
        users,
        roles,
        now,
        among,
    )
    .fetch_all(conn)
    .await?;
    let change = |(id, name, slack_user_id, before, after): (PersonId, String, Option<String>, String, String)| {
        let who = PersonRef { id, name, slack_user_id };
        Some(RoleChange { who, before: Role::parse(&before)?, after: Role::parse(&after)? })
    };
    let changes = rows.into_iter().filter_map(|r| change((r.id, r.name, r.slack_user_id, r.before, r.after)));
    Ok(changes.filter(|change| change.before != change.after).collect())
}

/// Sets somebody's role by hand, or leaves it to groups and the import again; what it is then. The caller holds the row.
pub async fn by_hand(
    conn: &mut PgConnection,
    org: OrgId,
    person: PersonId,
    role: Option<Role>,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Role>> {
    let role = sqlx::query_scalar!(
        "update people set hand_role = $3, role = coalesce($3, group_role, listed_role), updated_at = $4
         where org_id = $1 and id = $2 returning role",
        org.0,
        person.0,
        role.map(Role::as_str),
        now,
    )
    .fetch_optional(conn)
    .await?;
    Ok(role.as_deref().and_then(Role::parse))
}

/// Whose role was set by hand, by name, and how many they are.
pub async fn set_by_hand(
    conn: &mut PgConnection,
    org: OrgId,
    most: i64,
) -> sqlx::Result<(Vec<(PersonRef, Role)>, i64)> {
    let rows = sqlx::query!(
        r#"select id as "id: PersonId", name, slack_user_id, hand_role as "role!", count(*) over () as "n!" from people
           where org_id = $1 and hand_role is not null and not deactivated order by name, id limit $2"#,
        org.0,
        most,
    )
    .fetch_all(conn)
    .await?;
    let n = rows.first().map_or(0, |row| row.n);
    let people = rows.into_iter().filter_map(|row| {
        let who = PersonRef { id: row.id, name: row.name, slack_user_id: row.slack_user_id };
        Some((who, Role::parse(&row.role)?))
    });
    Ok((people.collect(), n))
}

/// How many people have a role.
pub async fn n_of(conn: &mut PgConnection, org: OrgId, role: Role) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from people where org_id = $1 and role = $2 and not deactivated"#,
        org.0,
        role.as_str(),
    )
    .fetch_one(conn)
    .await
}
