//! Public holidays, by country and by the file that they come from.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::domain::ids::OrgId;
use crate::domain::personal::Country;

/// What reading a file again changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Replaced {
    /// Days that were not there before.
    pub n_added: i64,
    /// Days that are no longer.
    pub n_removed: i64,
    /// Days that have another name now.
    pub n_renamed: i64,
}

/// A public holiday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// The day.
    pub day: NaiveDate,
    /// What is celebrated.
    pub name: String,
    /// The file that says so.
    pub source: String,
}

/// Puts a file's days in the place of those that it held before.
pub async fn replace(
    conn: &mut PgConnection,
    org: OrgId,
    (country, source): (Country, &str),
    days: &BTreeMap<NaiveDate, String>,
    now: DateTime<Utc>,
) -> sqlx::Result<Replaced> {
    let (dates, names): (Vec<NaiveDate>, Vec<String>) = days.iter().map(|(day, name)| (*day, name.clone())).unzip();
    sqlx::query_as!(
        Replaced,
        r#"with new as (select * from unnest($4::date[], $5::text[]) as t (day, name)),
           removed as (
             delete from holidays where org_id = $1 and country = $2 and source = $3 and day not in (select day from new)
             returning day),
           written as (
             insert into holidays (org_id, country, source, day, name, imported_at)
             select $1, $2, $3, day, name, $6 from new
             on conflict (org_id, country, source, day) do update set name = excluded.name, imported_at = excluded.imported_at
             where holidays.name <> excluded.name
             returning xmax = 0 as is_new)
           select (select count(*) from written where is_new) as "n_added!",
                  (select count(*) from removed) as "n_removed!",
                  (select count(*) from written where not is_new) as "n_renamed!""#,
        org.0,
        country.as_str(),
        source,
        &dates,
        &names,
        now,
    )
    .fetch_one(conn)
    .await
}

/// The holidays of a country from one day to another, both included.
pub async fn list(
    conn: &mut PgConnection,
    org: OrgId,
    country: Country,
    (from, to): (NaiveDate, NaiveDate),
) -> sqlx::Result<Vec<Holiday>> {
    sqlx::query_as!(
        Holiday,
        "select day, name, source from holidays where org_id = $1 and country = $2 and day between $3 and $4
         order by day, source",
        org.0,
        country.as_str(),
        from,
        to,
    )
    .fetch_all(conn)
    .await
}

/// People who have a country's holidays, and the countries that there are any of.
pub async fn reach(conn: &mut PgConnection, org: OrgId, country: Country) -> sqlx::Result<(i64, Vec<String>)> {
    let row = sqlx::query!(
        r#"select (select count(*) from staff where org_id = $1 and country = $2 and not deactivated) as "n_people!",
                  (select coalesce(array_agg(distinct country order by country), '{}') from holidays
                   where org_id = $1) as "countries!""#,
        org.0,
        country.as_str(),
    )
    .fetch_one(conn)
    .await?;
    Ok((row.n_people, row.countries))
}
