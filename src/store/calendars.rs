//! When people work: their week, the holidays of their country, their leave, their quiet hours. Many people a statement.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;
use sqlx::PgConnection;

use crate::domain::cadence::{Calendar, DateRange, QuietHours};
use crate::domain::ids::{OrgId, PersonId};
use crate::domain::personal::{PersonCalendar, workweek};

struct Row {
    id: PersonId,
    time_zone: String,
    working_days: Vec<i32>,
    working_from: NaiveTime,
    working_to: NaiveTime,
    quiet_from: Option<NaiveTime>,
    quiet_to: Option<NaiveTime>,
    holidays: Vec<NaiveDate>,
    away_from: Vec<NaiveDate>,
    away_to: Vec<NaiveDate>,
}

impl From<Row> for PersonCalendar {
    fn from(row: Row) -> Self {
        let leave = row.away_from.into_iter().zip(row.away_to).filter_map(|(from, to)| DateRange::new(from, to));
        // A zone that this binary's database does not know yet must not stop a person's day.
        let zone = row.time_zone.parse().unwrap_or(Tz::UTC);
        Self {
            calendar: Calendar {
                workweek: workweek(&row.working_days, row.working_from, row.working_to),
                holidays: row.holidays.into_iter().collect(),
                leave: leave.collect(),
                ..Calendar::ordinary(zone)
            },
            quiet: row.quiet_from.zip(row.quiet_to).map(|(from, to)| QuietHours { from, to }),
        }
    }
}

/// The calendars of people, with the leave and the holidays that end on or after `since`.
pub async fn of(
    conn: &mut PgConnection,
    org: OrgId,
    people: &[PersonId],
    since: NaiveDate,
) -> sqlx::Result<HashMap<PersonId, PersonCalendar>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select p.id as "id!: PersonId", p.time_zone as "time_zone!", p.working_days as "working_days!",
                  p.working_from as "working_from!", p.working_to as "working_to!", p.quiet_from, p.quiet_to,
                  h.days as "holidays!", l.away_from as "away_from!", l.away_to as "away_to!"
           from staff p
           cross join lateral (select coalesce(array_agg(distinct day), '{}') as days from holidays
             where org_id = p.org_id and country = p.country and $3 <= day) h
           cross join lateral (select coalesce(array_agg(first_day order by first_day), '{}') as away_from,
                                      coalesce(array_agg(last_day order by first_day), '{}') as away_to
             from leaves where org_id = p.org_id and person_id = p.id and cancelled_at is null and $3 <= last_day) l
           where p.org_id = $1 and p.id = any($2)"#,
        org.0,
        people as &[PersonId],
        since,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.into())).collect())
}
