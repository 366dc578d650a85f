//! Plays by themselves: judging those that run, and starting those that should.

use super::anywhere;
use super::worker::Worker;
use crate::domain::ids::OrgId;
use crate::operations::{Failure, plays};

/// Judges every play whose account was looked at, and starts what should start by itself; says how many.
pub(super) async fn run_due(worker: &Worker) -> Result<usize, Failure> {
    let mut n_done = plays::judge_due(&worker.app).await?;
    // Of these nobody can tell now whether outsiders read there: they wait, and must not keep the others waiting.
    let mut aside: Vec<OrgId> = Vec::new();
    loop {
        let n_aside = aside.len();
        n_done += start(worker, &mut aside).await?;
        if aside.len() == n_aside {
            return Ok(n_done);
        }
    }
}

/// Starts the oldest but those of organisations `aside`, to which it adds those that wait.
async fn start(worker: &Worker, aside: &mut Vec<OrgId>) -> Result<usize, Failure> {
    let mut n_done = 0;
    for (starting, channel) in plays::to_start(&worker.app, aside).await? {
        match is_ours_alone(worker, starting.org, channel.as_deref()).await? {
            Some(true) => n_done += usize::from(plays::start_itself(&worker.app, &starting).await?),
            Some(false) => {
                plays::ask_instead(&worker.app, &starting, "its channel is not ours alone, or the bot is not in it")
                    .await?;
            }
            None if aside.contains(&starting.org) => {}
            None => aside.push(starting.org),
        }
    }
    Ok(n_done)
}

/// Whether prompts can be posted there, and nobody of another company reads them; direct messages always.
async fn is_ours_alone(worker: &Worker, org: OrgId, channel: Option<&str>) -> Result<Option<bool>, Failure> {
    let Some(channel) = channel else { return Ok(Some(true)) };
    anywhere::is_ours_alone(worker, org, channel).await
}
