//! Questions about user groups, and about a channel or a person of whom nobody knows in which of the organisation's workspaces they are: every
//! workspace is asked, the oldest first, until one knows.

use serde_json::Value;

use super::delivery::{TOKEN_PAUSE_SECONDS, seconds_of};
use super::worker::Worker;
use crate::domain::ids::{InstallationId, OrgId};
use crate::operations::roles::Group;
use crate::operations::{Failure, installs};
use crate::slack::client::{CallError, NoLine};
use crate::store::outbox;

/// What a question brought, where every workspace that was asked answered; `None` when none knows.
type Found<T> = Result<Option<T>, CallError>;

/// Whether the bot can post to a channel, and nobody of another company reads there; `None` when Slack does not say now. What
/// waits for it is done in a later round; until Slack may be asked again, nobody asks for this organisation.
pub(super) async fn is_ours_alone(worker: &Worker, org: OrgId, channel: &str) -> Result<Option<bool>, Failure> {
    let lane = format!("ask:{org}");
    let mut conn = worker.app.work.acquire().await?;
    let is_open = outbox::is_open(&mut conn, &lane).await?;
    drop(conn);
    if !is_open {
        return Ok(None);
    }
    let error = match look(worker, org, channel).await? {
        Ok(is_ours) => return Ok(Some(is_ours)),
        Err(error) => error,
    };
    tracing::debug!(org.id = %org, error = %error, "Slack does not say who reads a channel; what is for it waits");
    let seconds =
        if let CallError::RateLimited { seconds, .. } = error { seconds_of(seconds) } else { TOKEN_PAUSE_SECONDS };
    let mut conn = worker.app.work.acquire().await?;
    outbox::close_lane(&mut conn, &lane, seconds).await?;
    conn.done().await?;
    Ok(None)
}

/// A workspace that does not say leaves open whether the channel is there, unless another knows it.
async fn look(worker: &Worker, org: OrgId, channel: &str) -> Result<Result<bool, CallError>, Failure> {
    let mut is_open = None;
    for id in installs::open_of(&worker.app, org).await? {
        let there = match worker.to(org, id).await {
            Ok(there) => there,
            Err(NoLine::Closed) => continue,
            Err(NoLine::Failed(failure)) => {
                tracing::error!(installation.id = %id, error = %failure, "a token cannot be had");
                is_open = Some(CallError::NotSent { method: "conversations.info".to_owned() });
                continue;
            }
        };
        match there.slack.recent_nature(channel).await {
            Ok(nature) => return Ok(Ok(!nature.shared_outside && nature.is_member && !nature.is_archived)),
            Err(error) if error.leaves_open() => is_open = Some(error),
            Err(_) => {}
        }
    }
    Ok(is_open.map_or(Ok(false), Err))
}

/// What Slack says of a person, and in which workspace. One that does not say leaves it open, unless another knows them.
pub(super) async fn person(worker: &Worker, org: OrgId, user: &str) -> Result<Found<(InstallationId, Value)>, Failure> {
    let mut is_open = None;
    for (id, there) in everywhere(worker, org).await? {
        match there.slack.read("users.info", &[("user", user), ("include_locale", "true")]).await {
            Ok(answer) => return Ok(Ok(Some((id, answer)))),
            Err(error) if error.leaves_open() => is_open = Some(error),
            Err(_) => {}
        }
    }
    Ok(is_open.map_or(Ok(None), Err))
}

/// The user groups of every workspace, with their people; `None` where the bot is installed nowhere. One that cannot be
/// read spoils the whole: who is in no group that was read may be in one that was not.
pub(super) async fn user_groups(worker: &Worker, org: OrgId) -> Result<Found<Vec<Group>>, Failure> {
    let (mut groups, workers) = (Vec::new(), everywhere(worker, org).await?);
    for (_, there) in &workers {
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

async fn everywhere(worker: &Worker, org: OrgId) -> Result<Vec<(InstallationId, Worker)>, Failure> {
    let mut workers = Vec::new();
    for id in installs::open_of(&worker.app, org).await? {
        match worker.to(org, id).await {
            Ok(there) => workers.push((id, there)),
            Err(NoLine::Closed) => {}
            Err(NoLine::Failed(failure)) => return Err(failure),
        }
    }
    Ok(workers)
}
