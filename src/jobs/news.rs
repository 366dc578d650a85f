//! News to channels that subscribed to them: told soon after they happened; what time alone brings about is looked for once a
//! night.

use chrono::TimeDelta;

use super::anywhere;
use super::worker::Worker;
use crate::domain::ids::OrgId;
use crate::operations::{Failure, guarded, news};
use crate::store::{chores, installations};

const NAME: &str = "news";
const LEASE_SECONDS: f64 = 300.0;
/// The scores' hour: they are written first, in the same round.
const HOUR: TimeDelta = TimeDelta::hours(3);

/// Looks for what the night brought, and tells what is to be told; says how much. Neither waits for the other.
pub(super) async fn run_due(worker: &Worker) -> Result<usize, Failure> {
    let done = [guarded(look_due(worker)).await, guarded(tell_due(worker)).await];
    done.into_iter().sum()
}

async fn look_due(worker: &Worker) -> Result<usize, Failure> {
    let period = (worker.app.clock.now() - HOUR).date_naive().to_string();
    let mut conn = worker.app.work.acquire().await?;
    let organisations = installations::organisations(&mut conn).await?;
    conn.done().await?;
    let mut done = Vec::new();
    for org in organisations {
        done.push(noted(org, guarded(look(worker, org, &period)).await.map(usize::from)));
    }
    done.into_iter().sum()
}

/// What failed is told of each organisation; the round that it fails with is nobody's.
fn noted(org: OrgId, done: Result<usize, Failure>) -> Result<usize, Failure> {
    done.inspect_err(
        |failure| tracing::warn!(org.id = %org, error = %failure, "news could not be told; it is tried again"),
    )
}

async fn look(worker: &Worker, org: OrgId, period: &str) -> Result<bool, Failure> {
    let mut conn = worker.app.work.acquire().await?;
    let is_ours = chores::claim(&mut conn, org, NAME, period, LEASE_SECONDS).await?;
    conn.done().await?;
    if !is_ours {
        return Ok(false);
    }
    news::look_at_renewals(&worker.app, org).await?;
    news::forget(&worker.app, org).await?;
    let mut conn = worker.app.work.acquire().await?;
    chores::done(&mut conn, org, NAME, period).await?;
    conn.done().await?;
    Ok(true)
}

/// One organisation at a time: what is wrong with one must not keep the others waiting.
async fn tell_due(worker: &Worker) -> Result<usize, Failure> {
    let mut done = Vec::new();
    for org in news::waiting(&worker.app).await? {
        done.push(noted(org, guarded(tell(worker, org)).await));
    }
    done.into_iter().sum()
}

/// A channel that outsiders read, or that the bot is no longer in, is told nothing: by then it is too late to hold it back.
async fn tell(worker: &Worker, org: OrgId) -> Result<usize, Failure> {
    let mut n_told = 0;
    loop {
        let batch = news::batch(&worker.app, org).await?;
        let mut aside = Vec::new();
        for channel in &batch.channels {
            match anywhere::is_ours_alone(worker, org, channel).await? {
                Some(true) => {}
                Some(false) => aside.push(channel.clone()),
                // Nobody can tell whether outsiders read there. What waits is told in a later round.
                None => return Ok(n_told),
            }
        }
        let n = news::tell(&worker.app, (org, &batch.news), &aside).await?;
        if n == 0 {
            return Ok(n_told);
        }
        n_told += n;
    }
}
