//! Who is away, on which days, and who covers.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use sqlx::PgConnection;

use crate::domain::cadence::DateRange;
use crate::domain::ids::{LeaveId, OrgId, PersonId};
use crate::domain::leave::{Absentee, Leave, Roster};

/// Everybody of the organisation whose leave ends on or after `since`. Covers who left cover nobody.
pub async fn roster(conn: &mut PgConnection, org: OrgId, since: NaiveDate) -> sqlx::Result<Roster> {
    let rows = sqlx::query!(
        r#"select l.id as "id!: LeaveId", l.person_id as "person!: PersonId", l.first_day as "first_day!",
                  l.last_day as "last_day!", c.id as "cover?: PersonId", p.time_zone as "time_zone!",
                  m.id as "manager?: PersonId"
           from leaves l
           join staff p on p.org_id = l.org_id and p.id = l.person_id and not p.deactivated
           left join people c on c.org_id = l.org_id and c.id = l.cover_id and not c.deactivated
             and c.slack_user_id is not null
           left join people m on m.org_id = p.org_id and m.id = p.manager_id and not m.deactivated
             and m.slack_user_id is not null
           where l.org_id = $1 and l.cancelled_at is null and $2 <= l.last_day
           order by l.first_day"#,
        org.0,
        since,
    )
    .fetch_all(conn)
    .await?;
    let mut roster: HashMap<PersonId, Absentee> = HashMap::new();
    for row in rows {
        let Some(days) = DateRange::new(row.first_day, row.last_day) else { continue };
        let zone = row.time_zone.parse().unwrap_or(Tz::UTC);
        let absentee = Absentee { zone, manager: row.manager, leave: Vec::new() };
        let leave = Leave { id: row.id, person: row.person, days, cover: row.cover };
        roster.entry(row.person).or_insert(absentee).leave.push(leave);
    }
    Ok(Roster(roster))
}

/// The leave of one person that ends on or after `since`, the earliest first.
pub async fn of(conn: &mut PgConnection, org: OrgId, person: PersonId, since: NaiveDate) -> sqlx::Result<Vec<Leave>> {
    let rows = sqlx::query!(
        r#"select id as "id: LeaveId", first_day, last_day, cover_id as "cover: PersonId" from leaves
           where org_id = $1 and person_id = $2 and cancelled_at is null and $3 <= last_day order by first_day"#,
        org.0,
        person.0,
        since,
    )
    .fetch_all(conn)
    .await?;
    let leave = rows.into_iter().filter_map(|row| {
        Some(Leave { id: row.id, person, days: DateRange::new(row.first_day, row.last_day)?, cover: row.cover })
    });
    Ok(leave.collect())
}

/// Holds everybody's leave against other writers until the transaction ends: chains of covers span people.
pub async fn hold(conn: &mut PgConnection, org: OrgId) -> sqlx::Result<()> {
    sqlx::query!("select org_id from organisations where org_id = $1 for no key update", org.0).fetch_one(conn).await?;
    Ok(())
}

/// Takes leave down.
pub async fn insert(
    conn: &mut PgConnection,
    org: OrgId,
    leave: &Leave,
    by: PersonId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into leaves (org_id, id, person_id, first_day, last_day, cover_id, entered_by, entered_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        org.0,
        leave.id.0,
        leave.person.0,
        leave.days.from(),
        leave.days.to(),
        leave.cover.map(|cover| cover.0),
        by.0,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends leave of a person's; `false` when it was ended already, or is not theirs.
pub async fn cancel(
    conn: &mut PgConnection,
    org: OrgId,
    person: PersonId,
    id: LeaveId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update leaves set cancelled_at = $4, cancelled_by = $2
         where org_id = $1 and person_id = $2 and id = $3 and cancelled_at is null",
        org.0,
        person.0,
        id.0,
        now,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
