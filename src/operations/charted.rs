//! What is charted of a portfolio, gathered by two statements.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::domain::portfolio::{Charted, MovedQuarters};
use crate::store::charted::{colours, moved};
use crate::store::weekly::About;

/// How the accounts went up to a day, today or before.
pub(super) async fn charted(conn: &mut PgConnection, about: About<'_>, last: NaiveDate) -> sqlx::Result<Charted> {
    let quarters = Charted::quarters(last);
    let rows = moved(conn, about, (quarters.first().copied().unwrap_or(last), last)).await?;
    let days = Charted::days(last);
    let colours = Charted::known(colours(conn, about, &days).await?);
    Ok(Charted { moved: MovedQuarters::of(&rows, &quarters), colours })
}
