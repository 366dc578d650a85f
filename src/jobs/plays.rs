//! Plays by themselves: handing those on that change hands, judging those that run, and starting those that should.

use super::anywhere;
use super::worker::Worker;
use crate::domain::ids::OrgId;
use crate::operations::{Failure, plays};
use crate::slack::client::CallError;

/// Hands plays on, judges every one whose account was looked at, and starts what should start by itself; says how many.
pub(super) async fn run_due(worker: &Worker) -> Result<usize, Failure> {
    let mut n_done = plays::hand_on(&worker.app).await?;
    n_done += plays::judge_due(&worker.app).await?;
    for (starting, channel) in plays::to_start(&worker.app).await? {
        match is_ours_alone(worker, starting.org, channel.as_deref()).await? {
            Ok(true) => n_done += usize::from(plays::start_itself(&worker.app, &starting).await?),
            Ok(false) => {
                plays::ask_instead(&worker.app, &starting, "its channel is not ours alone, or the bot is not in it")
                    .await?;
            }
            // Nobody can tell whether outsiders read there: it starts in a later round.
            Err(error) => tracing::debug!(error = %error, "Slack does not say who reads a channel; a play waits"),
        }
    }
    Ok(n_done)
}

/// Whether prompts can be posted there, and nobody of another company reads them; direct messages always.
async fn is_ours_alone(worker: &Worker, org: OrgId, channel: Option<&str>) -> Result<Result<bool, CallError>, Failure> {
    let Some(channel) = channel else { return Ok(Ok(true)) };
    anywhere::is_ours_alone(worker, org, channel).await
}
