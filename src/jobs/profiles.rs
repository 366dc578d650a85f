//! Profiles in Slack: whose clock is unknown is asked for once, and everybody's again after a while, for what Slack could
//! not tell us in between.

use serde_json::Value;

use super::anywhere;
use super::worker::Worker;
use crate::operations::settings::{Found, Unread};
use crate::operations::{Failure, guarded, settings};

/// Reads the profiles that are due; says how many.
pub(super) async fn read_due(worker: &Worker) -> Result<usize, Failure> {
    let unread = settings::unread(&worker.app).await?;
    for person in &unread {
        // What is wrong with one organisation's must not keep the others waiting.
        if let Err(failure) = guarded(read(worker, person)).await {
            tracing::warn!(org.id = %person.org, error = %failure, "a profile could not be read; it is tried again later");
            settings::could_not_read(&worker.app, person).await?;
        }
    }
    Ok(unread.len())
}

async fn read(worker: &Worker, person: &Unread) -> Result<(), Failure> {
    match anywhere::person(worker, person.org, &person.slack_user_id).await? {
        Ok(Some((installation, answer))) => {
            let of_user = |field: &str| answer.pointer(field).and_then(Value::as_str);
            let profile = (of_user("/user/tz"), of_user("/user/locale"));
            let found = Found { installation, team: of_user("/user/team_id") };
            settings::saw_profile(&worker.app, person.org, &person.slack_user_id, profile, Some(found)).await?;
        }
        // Slack knows nobody of that id: asking again would not help.
        Ok(None) => {}
        Err(error) => {
            tracing::debug!(error = %error, "a profile could not be read; it is tried again later");
            settings::could_not_read(&worker.app, person).await?;
        }
    }
    Ok(())
}
