//! The night's scores: every account once a period, and no account twice, whoever is killed on the way.

use super::{PAGE, Rescored, page};
use crate::domain::ids::{AccountId, OrgId};
use crate::operations::{App, Failure};
use crate::store::chores;

/// A night at work.
#[derive(Clone, Debug)]
pub struct Night {
    /// What the chore is called.
    pub name: &'static str,
    /// Which night.
    pub period: String,
    /// How long nobody else takes over after a page.
    pub lease_seconds: f64,
}

/// Scores on from where the night stands, at most `most_pages`. `None` when there is more to do, or when another took
/// over; else the night is done, and this is what was done of it here.
pub async fn night(app: &App, org: OrgId, night: &Night, most_pages: usize) -> Result<Option<Rescored>, Failure> {
    let mut done = Rescored::default();
    for _ in 0..most_pages {
        // The page is scored and the cursor moved by one commit.
        let mut tx = app.begin_work().await?;
        let now = app.clock.now();
        let cursor = chores::cursor(&mut tx, org, night.name, &night.period).await?;
        let after = cursor.as_deref().map(str::parse::<AccountId>).transpose().map_err(anyhow::Error::from)?;
        let accounts = page::hold(&mut tx, org, now.date_naive(), after, PAGE).await?;
        let Some(last) = accounts.last() else {
            chores::done(&mut tx, org, night.name, &night.period).await?;
            tx.commit().await?;
            return Ok(Some(done));
        };
        let (from, to) = (cursor.as_deref(), last.to_string());
        if !chores::advance(&mut tx, org, (night.name, &night.period), (from, &to), night.lease_seconds).await? {
            return Ok(None);
        }
        let page = page::rescore(app, &mut tx, org, &accounts, now).await?;
        tx.commit().await?;
        super::tell_planner(app, page).await;
        done += page;
    }
    Ok(None)
}
