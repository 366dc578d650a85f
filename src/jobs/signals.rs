//! Signals between two scorings: what time alone makes true, what comes back, and saying what may be said.

use super::anywhere;
use super::worker::Worker;
use crate::operations::{Failure, signals};

/// Looks where time alone made a rule true, brings back what was put off, and says what may be said; says how many.
pub(super) async fn run_due(worker: &Worker) -> Result<usize, Failure> {
    let n_seen = signals::look_due(&worker.app).await?;
    let n_awake = signals::wake_due(&worker.app).await?;
    Ok(n_seen + n_awake + announce(worker).await?)
}

async fn announce(worker: &Worker) -> Result<usize, Failure> {
    let (mut organisations, channels) = signals::due(&worker.app).await?;
    let mut safe = Vec::new();
    for channel in channels {
        match anywhere::is_ours_alone(worker, channel.org, &channel.id).await? {
            Some(true) => safe.push(channel),
            Some(false) => {}
            // Nobody can tell whether outsiders read there. What waits in that organisation is said in a later round.
            None => organisations.retain(|org| *org != channel.org),
        }
    }
    signals::announce_due(&worker.app, &organisations, &safe).await
}
