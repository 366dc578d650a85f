//! The people of the organisation.

use chrono::{DateTime, NaiveTime, Utc};
use chrono_tz::Tz;
use sqlx::PgConnection;

use crate::domain::ids::{OrgId, PersonId};
use crate::domain::locale::{Language, Locale};
use crate::domain::person::{Person, PersonRef, Role};

struct PersonRow {
    id: PersonId,
    name: String,
    slack_user_id: Option<String>,
    role: String,
    team: String,
    time_zone: String,
    working_days: Vec<i32>,
    working_from: NaiveTime,
    working_to: NaiveTime,
    language: Option<String>,
    slack_locale: Option<String>,
}

impl From<PersonRow> for Person {
    fn from(row: PersonRow) -> Self {
        Self {
            who: PersonRef { id: row.id, name: row.name, slack_user_id: row.slack_user_id },
            role: Role::parse(&row.role).unwrap_or(Role::Viewer),
            team: row.team,
            // A zone that this binary's database does not know yet must not stop a person's day.
            zone: row.time_zone.parse().unwrap_or(Tz::UTC),
            working_days: row.working_days,
            working_from: row.working_from,
            working_to: row.working_to,
            locale: locale(row.language.as_deref(), row.slack_locale.as_deref()),
        }
    }
}

/// The locale of somebody who chose a language, or whose profile in Slack has one.
pub(super) fn locale(chosen: Option<&str>, slack: Option<&str>) -> Locale {
    Locale::of(chosen.and_then(Language::parse), slack, Language::default())
}

/// The person behind a Slack user; `None` when nobody is, or when they left.
pub async fn by_slack_user(conn: &mut PgConnection, org: OrgId, slack_user_id: &str) -> sqlx::Result<Option<Person>> {
    let row = sqlx::query_as!(
        PersonRow,
        r#"select id as "id!: PersonId", name as "name!", slack_user_id, role as "role!", team as "team!",
                  time_zone as "time_zone!", working_days as "working_days!", working_from as "working_from!",
                  working_to as "working_to!", language, slack_locale
           from staff where org_id = $1 and slack_user_id = $2 and not deactivated"#,
        org.0,
        slack_user_id,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Person::from))
}

/// Several people at once, in no order.
pub async fn by_ids(conn: &mut PgConnection, org: OrgId, ids: &[PersonId]) -> sqlx::Result<Vec<Person>> {
    let rows = sqlx::query_as!(
        PersonRow,
        r#"select id as "id!: PersonId", name as "name!", slack_user_id, role as "role!", team as "team!",
                  time_zone as "time_zone!", working_days as "working_days!", working_from as "working_from!",
                  working_to as "working_to!", language, slack_locale
           from staff where org_id = $1 and id = any($2)"#,
        org.0,
        ids as &[PersonId],
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Person::from).collect())
}

/// A person who is still there.
pub async fn present(conn: &mut PgConnection, org: OrgId, id: PersonId) -> sqlx::Result<Option<Person>> {
    let row = sqlx::query_as!(
        PersonRow,
        r#"select id as "id!: PersonId", name as "name!", slack_user_id, role as "role!", team as "team!",
                  time_zone as "time_zone!", working_days as "working_days!", working_from as "working_from!",
                  working_to as "working_to!", language, slack_locale
           from staff where org_id = $1 and id = $2 and not deactivated"#,
        org.0,
        id.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Person::from))
}

/// The manager of a person, if they have one who is still there.
pub async fn manager_of(conn: &mut PgConnection, org: OrgId, person: PersonId) -> sqlx::Result<Option<Person>> {
    let row = sqlx::query_as!(
        PersonRow,
        r#"select m.id as "id!: PersonId", m.name as "name!", m.slack_user_id, m.role as "role!", m.team as "team!",
                  m.time_zone as "time_zone!", m.working_days as "working_days!", m.working_from as "working_from!",
                  m.working_to as "working_to!", m.language, m.slack_locale
           from people p join staff m on m.org_id = p.org_id and m.id = p.manager_id and not m.deactivated
           where p.org_id = $1 and p.id = $2"#,
        org.0,
        person.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Person::from))
}

/// Whether somebody is of a manager's team or reports to them, through others too.
pub async fn is_led_by(conn: &mut PgConnection, org: OrgId, person: PersonId, manager: PersonId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"with recursive led(id) as (
             select id from people where org_id = $1 and manager_id = $3
             union select p.id from people p join led on p.manager_id = led.id where p.org_id = $1
           )
           select exists (select from led where id = $2) or exists (
             select from people me join people mate on mate.org_id = me.org_id and lower(mate.team) = lower(me.team)
             where me.org_id = $1 and me.id = $3 and me.team <> '' and mate.id = $2) as "is_led!""#,
        org.0,
        person.0,
        manager.0,
    )
    .fetch_one(conn)
    .await
}

/// Everybody who works accounts and is in Slack.
pub async fn owners(conn: &mut PgConnection, org: OrgId) -> sqlx::Result<Vec<Person>> {
    let rows = sqlx::query_as!(
        PersonRow,
        r#"select id as "id!: PersonId", name as "name!", slack_user_id, role as "role!", team as "team!",
                  time_zone as "time_zone!", working_days as "working_days!", working_from as "working_from!",
                  working_to as "working_to!", language, slack_locale
           from staff p where org_id = $1 and not deactivated and slack_user_id is not null
             and exists (select from accounts where org_id = $1 and owner_id = p.id and churned_on is null)
           order by name"#,
        org.0,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Person::from).collect())
}

/// Whoever is meant by a Slack id, an external id, an e-mail or its part before the @, a name or a first name: those that
/// match it best. One when it is clear.
pub async fn meant(conn: &mut PgConnection, org: OrgId, typed: &str) -> sqlx::Result<Vec<PersonRef>> {
    sqlx::query_as!(
        PersonRef,
        r#"with near as (
             select id, name, slack_user_id, case
                 when slack_user_id = $2 or lower(external_id) = lower($2) or lower(email) = lower($2) then 1
                 when lower(name) = lower($2) or lower(split_part(email, '@', 1)) = lower($2) then 2
                 when lower(split_part(name, ' ', 1)) = lower($2) then 3 end as rank
             from people where org_id = $1 and not deactivated)
           select id as "id!: PersonId", name as "name!", slack_user_id from near
           where rank = (select min(rank) from near) order by name, id limit 5"#,
        org.0,
        typed,
    )
    .fetch_all(conn)
    .await
}

/// A person by e-mail or external id.
pub async fn by_name(conn: &mut PgConnection, org: OrgId, name: &str) -> sqlx::Result<Option<Person>> {
    let row = sqlx::query_as!(
        PersonRow,
        r#"select id as "id!: PersonId", name as "name!", slack_user_id, role as "role!", team as "team!",
                  time_zone as "time_zone!", working_days as "working_days!", working_from as "working_from!",
                  working_to as "working_to!", language, slack_locale
           from staff where org_id = $1 and (external_id = $2 or lower(email) = lower($2)) and not deactivated
           order by external_id = $2 desc limit 1"#,
        org.0,
        name,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Person::from))
}

/// Makes a Slack user the organisation's first admin; says whether they became one. Only where nobody has a Slack id or
/// is admin yet, not even somebody who left: whoever has brought people in says who they are, and installing the app must not outdo that. It is by
/// hand: neither a group nor an import takes it back.
pub async fn first_admin(
    conn: &mut PgConnection,
    org: OrgId,
    (slack_user_id, name): (&str, Option<&str>),
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    // Two installations at once must not make two admins.
    hold_organisation(conn, org).await?;
    let external_id = format!("slack:{slack_user_id}");
    let done = sqlx::query!(
        "insert into people (org_id, id, external_id, name, role, hand_role, slack_user_id, updated_at)
         select $1, $2, $3, $4, 'admin', 'admin', $5, $6
         where not exists (select from people where org_id = $1 and (slack_user_id is not null or role = 'admin'))
         on conflict do nothing",
        org.0,
        PersonId::named(org, &external_id).0,
        external_id,
        name.unwrap_or("Admin"),
        slack_user_id,
        now,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Holds an organisation's row against others who do so: they come one after the other.
pub async fn hold_organisation(conn: &mut PgConnection, org: OrgId) -> sqlx::Result<()> {
    sqlx::query!("select org_id from organisations where org_id = $1 for no key update", org.0)
        .fetch_optional(conn)
        .await?;
    Ok(())
}

/// Holds a person's row against other writers until the transaction ends.
pub async fn hold(conn: &mut PgConnection, org: OrgId, id: PersonId) -> sqlx::Result<()> {
    sqlx::query!("select id from people where org_id = $1 and id = $2 for no key update", org.0, id.0)
        .fetch_optional(conn)
        .await?;
    Ok(())
}
