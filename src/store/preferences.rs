//! How people want to hear of things.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::domain::ids::{OrgId, PersonId};
use crate::domain::preferences::{Event, Preferences, Way};

/// What somebody chose.
pub async fn of(conn: &mut PgConnection, org: OrgId, person: PersonId) -> sqlx::Result<Preferences> {
    let rows = sqlx::query!("select event, way from preferences where org_id = $1 and person_id = $2", org.0, person.0)
        .fetch_all(conn)
        .await?;
    let chosen = rows.iter().filter_map(|row| Event::parse(&row.event).zip(Way::parse(&row.way)));
    Ok(chosen.fold(Preferences::default(), |all, (event, way)| all.with(event, way)))
}

/// Writes down what somebody chooses; what is usual is not kept.
pub async fn set(
    conn: &mut PgConnection,
    org: OrgId,
    person: PersonId,
    chosen: &Preferences,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let (events, ways): (Vec<String>, Vec<String>) =
        chosen.unusual().map(|(event, way)| (event.as_str().to_owned(), way.as_str().to_owned())).unzip();
    sqlx::query!("delete from preferences where org_id = $1 and person_id = $2", org.0, person.0)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "insert into preferences (org_id, person_id, event, way, updated_at)
         select $1, $2, event, way, $5 from unnest($3::text[], $4::text[]) as chosen (event, way)",
        org.0,
        person.0,
        &events,
        &ways,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}
