//! Signals that are going on, as people look through them.

use super::book::{PAGE_ROWS, asked};
use super::{App, Failure};
use crate::domain::person::Actor;
use crate::domain::risks::{RisksFilter, RisksView};
use crate::store::risks;

/// A page of the accounts with signals that match.
pub async fn risks(app: &App, actor: &Actor, filter: RisksFilter, page: i64) -> Result<RisksView, Failure> {
    let asked = asked(app, actor, app.clock.now());
    let mut conn = app.read(actor).await?;
    let whole = RisksFilter { accounts: filter.accounts.whole(), ..RisksFilter::default() };
    let sums = risks::sums(&mut conn, asked, &filter).await?;
    let is_whole = filter.kinds.is_empty() && !filter.accounts.narrows();
    let all = if is_whole { sums.clone() } else { risks::sums(&mut conn, asked, &whole).await? };
    let page_size = filter.accounts.page_size(PAGE_ROWS);
    let rows = risks::page(&mut conn, asked, &filter, (page_size, page * page_size)).await?;
    Ok(RisksView {
        filter,
        rows,
        page,
        page_size,
        n_accounts: sums.n_accounts,
        n_signals: sums.n_signals,
        arr: sums.arr,
        n_snoozed: sums.n_snoozed,
        n_all: all.n_signals,
    })
}

/// How many signals are going on in the asker's book, none of them put off.
pub async fn n_open(app: &App, actor: &Actor) -> Result<i64, Failure> {
    let asked = asked(app, actor, app.clock.now());
    let mut conn = app.read(actor).await?;
    Ok(risks::sums(&mut conn, asked, &RisksFilter::default()).await?.n_signals)
}
