//! News to channels that subscribed to them: told soon after they happened; what time alone brings about is looked for once a
//! night.

use chrono::TimeDelta;

use super::anywhere;
use super::worker::Worker;
use crate::domain::ids::OrgId;
use crate::operations::{Failure, news};
use crate::store::{chores, installations};

const NAME: &str = "news";
const LEASE_SECONDS: f64 = 300.0;
/// The scores' hour: they are written first, in the same round.
const HOUR: TimeDelta = TimeDelta::hours(3);

/// Looks for what the night brought, and tells what is to be told; says how much.
pub(super) async fn run_due(worker: &Worker) -> Result<usize, Failure> {
    Ok(look_due(worker).await? + tell(worker).await?)
}

async fn look_due(worker: &Worker) -> Result<usize, Failure> {
    let period = (worker.app.clock.now() - HOUR).date_naive().to_string();
    let mut conn = worker.app.work.acquire().await?;
    let organisations = installations::organisations(&mut conn).await?;
    conn.done().await?;
    let mut n_done = 0;
    for org in organisations {
        n_done += usize::from(look(worker, org, &period).await?);
    }
    Ok(n_done)
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

/// A channel that outsiders read, or that the bot is no longer in, is told nothing: by then it is too late to hold it back.
async fn tell(worker: &Worker) -> Result<usize, Failure> {
    let (channels, mut aside) = (news::channels(&worker.app).await?, Vec::new());
    for (org, channel) in channels {
        match anywhere::is_ours_alone(worker, org, &channel).await? {
            Ok(true) => {}
            Ok(false) => aside.push(channel),
            // Nobody can tell whether outsiders read there. What waits is told in a later round.
            Err(error) => {
                tracing::debug!(error = %error, "Slack does not say who reads a channel; news wait");
                return Ok(0);
            }
        }
    }
    news::tell_due(&worker.app, &aside).await
}
