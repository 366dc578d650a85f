//! User groups in Slack: whoever is in one that gives a role has it, from the next look on.

use super::anywhere;
use super::worker::Worker;
use crate::operations::roles::Look;
use crate::operations::{Failure, guarded, roles};

/// Looks at the groups that are due; says of how many organisations.
pub(super) async fn look_due(worker: &Worker) -> Result<usize, Failure> {
    let due = roles::due(&worker.app).await?;
    for look in &due {
        // What is wrong with one organisation's must not keep the others waiting.
        if let Err(failure) = guarded(look_at(worker, look)).await {
            tracing::warn!(org.id = %look.org, error = %failure, "user groups could not be looked at; they are tried again later");
            roles::could_not_look(&worker.app, look.org).await?;
        }
    }
    Ok(due.len())
}

async fn look_at(worker: &Worker, look: &Look) -> Result<(), Failure> {
    match anywhere::user_groups(worker, look.org).await? {
        Ok(Some(groups)) => {
            roles::saw(&worker.app, look, &groups).await?;
        }
        // Installed nowhere: nobody's role is taken back for that.
        Ok(None) => {}
        Err(error) => {
            tracing::warn!(org.id = %look.org, error = %error, "user groups could not be read; they are tried again later");
            roles::could_not_look(&worker.app, look.org).await?;
        }
    }
    Ok(())
}
