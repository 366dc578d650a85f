//! Telling people of posts that nobody could deliver, and forgetting what is long done.

use chrono::TimeDelta;

use super::worker::Worker;
use crate::operations::{Failure, deliveries};
use crate::store::{chores, installations};

const NAME: &str = "forget";
const LEASE_SECONDS: f64 = 600.0;
/// After the scores of the night.
const HOUR: TimeDelta = TimeDelta::hours(4);

/// Tells of what has come to be held; says of how many.
pub(super) async fn tell_of_held(worker: &Worker) -> Result<usize, Failure> {
    deliveries::tell_of_held(&worker.app).await
}

/// Forgets once a day what is no longer needed; says whether it did. The day is the first organisation's.
pub(super) async fn forget_due(worker: &Worker) -> Result<usize, Failure> {
    let period = (worker.app.clock.now() - HOUR).date_naive().to_string();
    let mut conn = worker.app.work.acquire().await?;
    let Some(org) = installations::organisations(&mut conn).await?.into_iter().min() else { return Ok(0) };
    let is_ours = chores::claim(&mut conn, org, NAME, &period, LEASE_SECONDS).await?;
    conn.done().await?;
    if !is_ours {
        return Ok(0);
    }
    let n = deliveries::forget_old(&worker.app).await?;
    let mut conn = worker.app.work.acquire().await?;
    chores::done(&mut conn, org, NAME, &period).await?;
    conn.done().await?;
    tracing::info!(rows = n, "forgot what is long done");
    Ok(1)
}
