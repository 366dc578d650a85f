//! Questions about a channel or a person of whom nobody knows in which of the organisation's workspaces they are: every
//! workspace is asked, the oldest first, until one knows.

use serde_json::Value;

use super::worker::Worker;
use crate::domain::ids::OrgId;
use crate::operations::{Failure, installs};
use crate::slack::client::{CallError, ChannelNature, NoLine};

/// What a question brought, where every workspace that was asked answered; `None` when none knows.
type Found<T> = Result<Option<T>, CallError>;

/// Whether the bot can post to a channel, and nobody of another company reads there.
pub(super) async fn is_ours_alone(
    worker: &Worker,
    org: OrgId,
    channel: &str,
) -> Result<Result<bool, CallError>, Failure> {
    let is_ours = |nature: ChannelNature| !nature.shared_outside && nature.is_member;
    for there in everywhere(worker, org).await? {
        match there.slack.recent_nature(channel).await {
            Ok(nature) => return Ok(Ok(is_ours(nature))),
            Err(CallError::Refused { .. }) => {}
            Err(error) => return Ok(Err(error)),
        }
    }
    Ok(Ok(false))
}

/// What Slack says of a person.
pub(super) async fn person(worker: &Worker, org: OrgId, user: &str) -> Result<Found<Value>, Failure> {
    for there in everywhere(worker, org).await? {
        match there.slack.read("users.info", &[("user", user)]).await {
            Ok(answer) => return Ok(Ok(Some(answer))),
            Err(CallError::Refused { .. }) => {}
            Err(error) => return Ok(Err(error)),
        }
    }
    Ok(Ok(None))
}

async fn everywhere(worker: &Worker, org: OrgId) -> Result<Vec<Worker>, Failure> {
    let mut workers = Vec::new();
    for id in installs::open_of(&worker.app, org).await? {
        match worker.to(org, id).await {
            Ok(there) => workers.push(there),
            Err(NoLine::Closed) => {}
            Err(NoLine::Failed(failure)) => return Err(failure),
        }
    }
    Ok(workers)
}
