//! What is charted of a portfolio: movements by quarter, and colours on days.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::codec::money;
use super::weekly::About;
use crate::domain::account::BandCounts;
use crate::domain::health::Band;
use crate::domain::ids::PersonId;
use crate::domain::money::Currency;
use crate::domain::portfolio::{ColourDay, MovedQuarter};

/// Movements by currency and quarter from a day to another, each with how many there were. As in an account's figures, its
/// movements in another currency than its own count nowhere, and what no movement up to today explains came with its start: see
/// `domain::portfolio`. What stood when an account left is churn of that day, also where no movement says so; a loss that is
/// recorded later counts only where something came back in between.
pub async fn moved(
    conn: &mut PgConnection,
    about: About<'_>,
    (from, to): (NaiveDate, NaiveDate),
) -> sqlx::Result<Vec<(Currency, i64, MovedQuarter)>> {
    let rows = sqlx::query_file!(
        "src/store/sql/moved.sql",
        about.org.0,
        about.owners as Option<&[PersonId]>,
        from,
        to,
        about.today,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let moved = MovedQuarter {
                from: row.from,
                new_minor: row.new,
                expansion_minor: row.expansion,
                contraction_minor: row.contraction,
                churn_minor: row.churn,
            };
            Ok((money(0, &row.currency)?.currency, row.n, moved))
        })
        .collect()
}

/// Customers by their colour at the end of each day, in order of days.
pub async fn colours(conn: &mut PgConnection, about: About<'_>, days: &[NaiveDate]) -> sqlx::Result<Vec<ColourDay>> {
    let rows = sqlx::query!(
        r#"select d.day as "day!", h.band as "band?", count(*) as "n!"
           from unnest($3::date[]) as d (day)
           join accounts a on a.org_id = $1 and a.started_on <= d.day and (a.churned_on is null or d.day < a.churned_on)
             and ($2::uuid[] is null or a.owner_id = any($2))
           left join lateral (select band from health_history
             where org_id = a.org_id and account_id = a.id and day <= d.day order by day desc limit 1) h on true
           group by d.day, h.band order by d.day"#,
        about.org.0,
        about.owners as Option<&[PersonId]>,
        days,
    )
    .fetch_all(conn)
    .await?;
    let mut colours: Vec<ColourDay> = Vec::new();
    for row in rows {
        if colours.last().is_none_or(|last| last.day != row.day) {
            colours.push(ColourDay { day: row.day, counts: BandCounts::default() });
        }
        if let Some(ColourDay { counts, .. }) = colours.last_mut() {
            match row.band.as_deref().and_then(Band::parse) {
                Some(Band::Red) => counts.red += row.n,
                Some(Band::Yellow) => counts.yellow += row.n,
                Some(Band::Green) => counts.green += row.n,
                None => counts.unknown += row.n,
            }
        }
    }
    Ok(colours)
}
