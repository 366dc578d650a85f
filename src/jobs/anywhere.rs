//! Questions about user groups, and about a channel or a person of whom nobody knows in which of the organisation's workspaces they are: every
//! workspace is asked, the oldest first, until one knows.

use serde_json::Value;

use super::worker::Worker;
use crate::domain::ids::OrgId;
use crate::operations::roles::Group;
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
        match there.slack.read("users.info", &[("user", user), ("include_locale", "true")]).await {
            Ok(answer) => return Ok(Ok(Some(answer))),
            Err(CallError::Refused { .. }) => {}
            Err(error) => return Ok(Err(error)),
        }
    }
    Ok(Ok(None))
}

/// The user groups of every workspace, with their people; `None` where the bot is installed nowhere. One that cannot be
/// read spoils the whole: who is in no group that was read may be in one that was not.
pub(super) async fn user_groups(worker: &Worker, org: OrgId) -> Result<Found<Vec<Group>>, Failure> {
    let (mut groups, workers) = (Vec::new(), everywhere(worker, org).await?);
    for there in &workers {
        match there.slack.read("usergroups.list", &[("include_users", "true")]).await {
            Ok(answer) => groups.extend(groups_of(&answer)),
            Err(error) => return Ok(Err(error)),
        }
    }
    Ok(Ok((!workers.is_empty()).then_some(groups)))
}

fn groups_of(answer: &Value) -> Vec<Group> {
    let groups = answer.get("usergroups").and_then(Value::as_array).into_iter().flatten();
    let group = |group: &Value| {
        let users = group.get("users").and_then(Value::as_array).into_iter().flatten();
        let users = users.filter_map(|user| user.as_str().map(str::to_owned)).collect();
        Some((group.get("id")?.as_str()?.to_owned(), users))
    };
    groups.filter_map(group).collect()
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
