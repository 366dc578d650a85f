//! The night's scores: once a day and organisation, at 03:00 UTC, or as soon after it as a replica runs. Between the
//! nights, what changed.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};

use super::worker::Worker;
use crate::domain::ids::OrgId;
use crate::operations::rescore::{Night, Rescored};
use crate::operations::{Failure, import, rescore};
use crate::store::{chores, installations};

const NAME: &str = "rescore";
const LEASE_SECONDS: f64 = 60.0;
const HOUR: TimeDelta = TimeDelta::hours(3);
/// Far more than any book has: a night goes on until it is done.
const ALL_PAGES: usize = usize::MAX;

/// Scores every organisation whose night has come, then what changed since; says of how many there was something to do.
pub(super) async fn rescore_due(worker: &Worker) -> Result<usize, Failure> {
    let mut conn = worker.app.work.acquire().await?;
    let organisations = installations::organisations(&mut conn).await?;
    drop(conn);
    let mut n_done = 0;
    for org in organisations {
        n_done += usize::from(night(worker, org).await?);
        n_done += usize::from(stirred(worker, org).await?);
    }
    Ok(n_done)
}

/// Another replica goes on from where a killed one stopped, once its lease is over.
async fn night(worker: &Worker, org: OrgId) -> Result<bool, Failure> {
    let period = (worker.app.clock.now() - HOUR).date_naive().to_string();
    let mut conn = worker.app.work.acquire().await?;
    let is_ours = chores::claim(&mut conn, org, NAME, &period, LEASE_SECONDS).await?;
    conn.done().await?;
    if !is_ours {
        return Ok(false);
    }
    let night = Night { name: NAME, period, lease_seconds: LEASE_SECONDS };
    let done = rescore::night(&worker.app, org, &night, ALL_PAGES).await?;
    done.inspect(|done| tell("scored the accounts", done));
    Ok(true)
}

/// One page a round, so that a large import does not keep the prompts waiting.
async fn stirred(worker: &Worker, org: OrgId) -> Result<bool, Failure> {
    if !rescore::has_stirred(&worker.app, org).await? || is_importing(worker, org).await? {
        return Ok(false);
    }
    let done = rescore::stirred(&worker.app, org).await?;
    tell("scored accounts whose data changed", &done);
    Ok(0 < done.n_scored)
}

/// While an import is at work half of its files would be scored.
async fn is_importing(worker: &Worker, org: OrgId) -> Result<bool, Failure> {
    let mut conn = worker.app.work.acquire().await?;
    Ok(chores::is_held(&mut conn, org, import::CHORE).await?)
}

fn tell(message: &str, done: &Rescored) {
    tracing::info!(
        accounts.scored = done.n_scored,
        accounts.changed = done.n_changed,
        accounts.crossed = done.n_crossed,
        "{message}"
    );
}

/// The next night's hour after `now`.
pub(super) fn next_at(now: DateTime<Utc>) -> DateTime<Utc> {
    let today = (now - HOUR).date_naive();
    (today + Days::new(1)).and_time(NaiveTime::MIN).and_utc() + HOUR
}
