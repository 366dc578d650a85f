//! Accounts that nobody spoke with for longer than they should have, in pages.

use super::book::{PAGE_ROWS, asked};
use super::{App, Failure};
use crate::domain::account::BookFilter;
use crate::domain::person::Actor;
use crate::domain::quiet::QuietView;
use crate::store::books::{self, Page};
use crate::store::quiet;

/// A page of those that match.
pub async fn quiet(app: &App, actor: &Actor, filter: BookFilter, page: i64) -> Result<QuietView, Failure> {
    let asked = asked(app, actor, app.clock.now());
    let cadence = &app.rules.cadence;
    let mut conn = app.read(actor).await?;
    let whole = filter.whole();
    let n_total = books::sums(&mut conn, asked, &whole).await?.n;
    let (n_all, all) = quiet::sums(&mut conn, asked, cadence, &whole).await?;
    let (n, arr) = if filter.narrows() { quiet::sums(&mut conn, asked, cadence, &filter).await? } else { (n_all, all) };
    let page_size = filter.page_size(PAGE_ROWS);
    let rows = Page { offset: page * page_size, size: page_size };
    let rows = quiet::page(&mut conn, asked, cadence, &filter, rows).await?;
    Ok(QuietView { filter, rows, page, page_size, n, arr, n_all, n_total })
}
