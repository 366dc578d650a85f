//! The night's scores: once a day and organisation, at 03:00 UTC, or as soon after it as a replica runs.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};

use super::worker::Worker;
use crate::operations::{Failure, rescore};
use crate::store::{chores, installations};

const NAME: &str = "rescore";
const LEASE_SECONDS: f64 = 300.0;
const HOUR: TimeDelta = TimeDelta::hours(3);

/// Scores every organisation whose night has come; says how many.
pub(super) async fn rescore_due(worker: &Worker) -> Result<usize, Failure> {
    let now = worker.app.clock.now();
    let period = (now - HOUR).date_naive().to_string();
    let mut conn = worker.app.work.acquire().await?;
    let organisations = installations::organisations(&mut conn).await?;
    let mut n_done = 0;
    for org in organisations {
        if !chores::claim(&mut conn, org, NAME, &period, LEASE_SECONDS).await? {
            continue;
        }
        let done = rescore::rescore(&worker.app, org).await?;
        chores::done(&mut conn, org, NAME, &period).await?;
        tracing::info!(
            accounts.scored = done.n_scored,
            accounts.changed = done.n_changed,
            accounts.crossed = done.n_crossed,
            "scored the accounts"
        );
        n_done += 1;
    }
    Ok(n_done)
}

/// The next night's hour after `now`.
pub(super) fn next_at(now: DateTime<Utc>) -> DateTime<Utc> {
    let today = (now - HOUR).date_naive();
    (today + Days::new(1)).and_time(NaiveTime::MIN).and_utc() + HOUR
}
