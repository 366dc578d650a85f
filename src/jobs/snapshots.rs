//! How every renewal stands, once a week and organisation: on Monday after the night's scores (UTC), or as soon after it
//! as a replica runs.

use chrono::TimeDelta;

use super::worker::Worker;
use crate::domain::renewal::week_of;
use crate::operations::{Failure, news, snapshot};
use crate::store::{chores, installations};

const NAME: &str = "forecast_snapshot";
const LEASE_SECONDS: f64 = 300.0;
/// The scores' hour: they are written first, in the same round.
const HOUR: TimeDelta = TimeDelta::hours(3);

/// Takes the week's snapshot of every organisation whose Monday has come; says how many.
pub(super) async fn snapshot_due(worker: &Worker) -> Result<usize, Failure> {
    let now = worker.app.clock.now();
    let period = week_of((now - HOUR).date_naive()).to_string();
    let mut conn = worker.app.work.acquire().await?;
    let organisations = installations::organisations(&mut conn).await?;
    conn.done().await?;
    let mut n_done = 0;
    for org in organisations {
        let mut conn = worker.app.work.acquire().await?;
        let is_ours = chores::claim(&mut conn, org, NAME, &period, LEASE_SECONDS).await?;
        conn.done().await?;
        if !is_ours {
            continue;
        }
        let taken = snapshot::take(&worker.app, org).await?;
        news::slipped(&worker.app, org).await?;
        let mut conn = worker.app.work.acquire().await?;
        chores::done(&mut conn, org, NAME, &period).await?;
        conn.done().await?;
        tracing::info!(snapshot.week = %taken.week, renewals.written = taken.n_written, "wrote down how renewals stand");
        n_done += 1;
    }
    Ok(n_done)
}
