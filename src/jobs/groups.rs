//! User groups in Slack: whoever is in one that gives a role has it, from the next look on.

use super::anywhere;
use super::worker::Worker;
use crate::operations::{Failure, roles};

/// Looks at the groups that are due; says of how many organisations.
pub(super) async fn look_due(worker: &Worker) -> Result<usize, Failure> {
    let due = roles::due(&worker.app).await?;
    for org in &due {
        match anywhere::user_groups(worker, *org).await? {
            Ok(Some(groups)) => {
                roles::saw(&worker.app, *org, &groups).await?;
            }
            // Installed nowhere: nobody's role is taken back for that.
            Ok(None) => {}
            Err(error) => {
                tracing::debug!(error = %error, "user groups could not be read; they are tried again later");
                roles::could_not_look(&worker.app, *org).await?;
            }
        }
    }
    Ok(due.len())
}
