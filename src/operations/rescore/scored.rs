//! What follows from a page of scores, in the transaction that wrote them.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::domain::health::{Milli, Standing};
use crate::domain::ids::{AccountId, OrgId};
use crate::operations::{App, Failure, signals};

/// An account of a page, before and after its scoring. Every account that was looked at stands in the list, whether its
/// score moved or not: what fires or clears may hang on other facts of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// Which.
    pub account: AccountId,
    /// Its place among the bands before; `None` when it never had a colour: the first scoring alerts nobody.
    pub before: Option<Standing>,
    /// Its place now.
    pub after: Option<Standing>,
    /// Its score now; `None` when too much is unknown, and then it has no colour, whatever `after` says.
    pub score: Option<Milli>,
    /// Another model made this score than the one before: a change of colour is the model's then, not the customer's.
    pub by_another_model: bool,
}

/// Called once a page of live scores, never for a past that is filled in.
pub(super) async fn page_scored(
    app: &App,
    conn: &mut PgConnection,
    org: OrgId,
    page: &[Scored],
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    signals::look_at(conn, org, page, &app.rules, now).await
}
