//! Scoring: a page at a time, each page in its own transaction, so that it can be cut off and go on.
//!
//! All accounts are scored each night and on demand, those whose inputs changed soon after. One scoring of an
//! organisation works on a page at a time: two that overlapped would both find the same change of colour.

mod backfill;
mod night;
mod page;
mod scored;

pub use backfill::backfill;
pub use night::{Night, night};
pub use page::effect_of;
pub use scored::Scored;

use super::{App, Failure};
use crate::domain::ids::{AccountId, OrgId};
use crate::store::stirred as marks;
use crate::store::{customers, health};

/// Accounts of a page: one statement reads them, one writes them.
pub const PAGE: i64 = 1_000;

/// So many fresh scores may change how a table is best read.
const MANY: usize = 500;

/// What a rescoring did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rescored {
    /// Accounts looked at.
    pub n_scored: usize,
    /// Those whose score or reading changed, and so were written.
    pub n_changed: usize,
    /// Those that changed colour.
    pub n_crossed: usize,
}

impl std::ops::AddAssign for Rescored {
    fn add_assign(&mut self, more: Self) {
        self.n_scored += more.n_scored;
        self.n_changed += more.n_changed;
        self.n_crossed += more.n_crossed;
    }
}

/// Scores every account that is not lost, now. Only what changed is written.
pub async fn rescore(app: &App, org: OrgId) -> Result<Rescored, Failure> {
    let now = app.clock.now();
    let (mut done, mut after) = (Rescored::default(), None);
    loop {
        let mut tx = app.begin_work().await?;
        let accounts = page::hold(&mut tx, org, now.date_naive(), after, PAGE).await?;
        let Some(last) = accounts.last().copied() else { return Ok(done) };
        let page = page::rescore(app, &mut tx, org, &accounts, now).await?;
        tx.commit().await?;
        tell_planner(app, page).await;
        done += page;
        after = Some(last);
    }
}

/// Whether there is an account whose inputs changed since it was looked at last.
pub async fn has_stirred(app: &App, org: OrgId) -> Result<bool, Failure> {
    let mut conn = app.work.acquire().await?;
    Ok(marks::any(&mut conn, org).await?)
}

/// Scores a page of the accounts whose inputs changed since they were looked at last, and no others.
pub async fn stirred(app: &App, org: OrgId) -> Result<Rescored, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin_work().await?;
    customers::hold_scoring(&mut tx, org).await?;
    let accounts: Vec<AccountId> = marks::take(&mut tx, org, PAGE).await?;
    let customers = customers::customers(&mut tx, org, &accounts, now.date_naive()).await?;
    let done = page::rescore(app, &mut tx, org, &customers, now).await?;
    tx.commit().await?;
    tell_planner(app, done).await;
    Ok(done)
}

/// After a page that wrote much. The page is committed: where this fails, readers wait longer until Postgres looks by itself.
async fn tell_planner(app: &App, page: Rescored) {
    if page.n_changed < MANY {
        return;
    }
    let told = async {
        let mut conn = app.work.acquire().await?;
        health::gather_statistics(&mut conn, page.n_changed).await?;
        conn.done().await
    };
    if let Err(error) = told.await {
        tracing::warn!(error = %error, "statistics were not gathered after a scoring");
    }
}
