//! People's own pages: what each shows, and whether it has asked its first questions.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::domain::home::HomeStanding;
use crate::domain::ids::{OrgId, PersonId};

/// How somebody's page stands.
pub async fn of(conn: &mut PgConnection, org: OrgId, person: PersonId) -> sqlx::Result<HomeStanding> {
    let row = sqlx::query!(
        "select welcomed_at, place, drawn_at from homes where org_id = $1 and person_id = $2",
        org.0,
        person.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map_or_else(HomeStanding::default, |row| HomeStanding {
        is_welcomed: row.welcomed_at.is_some(),
        place: row.place,
        drawn_at: Some(row.drawn_at),
    }))
}

/// The page is drawn anew, as it was; without `keeps_place` it shows the person's day.
pub async fn opened(
    conn: &mut PgConnection,
    org: OrgId,
    person: PersonId,
    keeps_place: bool,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into homes (org_id, person_id, drawn_at) values ($1, $2, $4)
         on conflict (org_id, person_id) do update set
           drawn_at = excluded.drawn_at, place = case when $3 then homes.place end",
        org.0,
        person.0,
        keeps_place,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Somebody uses the page.
pub async fn seen(conn: &mut PgConnection, org: OrgId, person: PersonId, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("update homes set drawn_at = $3 where org_id = $1 and person_id = $2", org.0, person.0, now)
        .execute(conn)
        .await?;
    Ok(())
}

/// Somebody pressed their way to a place; `false` when a later press has been heard already.
pub async fn turn(
    conn: &mut PgConnection,
    org: OrgId,
    person: PersonId,
    (place, pressed_at): (&str, DateTime<Utc>),
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into homes (org_id, person_id, place, pressed_at, drawn_at) values ($1, $2, $3, $4, $5)
         on conflict (org_id, person_id) do update set
           place = excluded.place, pressed_at = excluded.pressed_at, drawn_at = excluded.drawn_at
         where homes.pressed_at is null or homes.pressed_at <= excluded.pressed_at",
        org.0,
        person.0,
        place,
        pressed_at,
        now,
    )
    .execute(conn)
    .await?;
    Ok(0 < done.rows_affected())
}

/// The first questions were answered or put off.
pub async fn welcomed(conn: &mut PgConnection, org: OrgId, person: PersonId, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into homes (org_id, person_id, welcomed_at, drawn_at) values ($1, $2, $3, $3)
         on conflict (org_id, person_id) do update set welcomed_at = coalesce(homes.welcomed_at, excluded.welcomed_at)",
        org.0,
        person.0,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}
