//! Tokens: refreshed before they end, by one replica; and looked into when Slack called one dead.

use super::worker::Worker;
use crate::operations::{Failure, installs};

/// Refreshes every pair that has lived for 80 % of its time; says how many. Slack takes a refresh token once: whoever holds
/// the row's lease spends it, and keeps what it brought under the version that it had. The token before goes on being good.
pub(super) async fn refresh_due(worker: &Worker) -> Result<usize, Failure> {
    let Some((slack, oauth)) = worker.lines.oauth() else { return Ok(0) };
    let mut n_refreshed = 0;
    while let Some((kept, refresh)) = installs::take_refresh(&worker.app).await? {
        match slack.refreshed(oauth, &refresh).await {
            Ok(pair) => {
                installs::refreshed(&worker.app, &kept, &pair).await?;
                n_refreshed += 1;
            }
            Err(error) => {
                tracing::warn!(installation.id = %kept.id, error = %error, "a token could not be refreshed");
                installs::not_refreshed(&worker.app, &kept).await?;
            }
        }
        worker.lines.forget(kept.id);
    }
    Ok(n_refreshed)
}

/// Looks into tokens that a call found dead; says how many installations ended.
pub(super) async fn look_into_dead(worker: &Worker) -> Result<usize, Failure> {
    match worker.lines.look_into_dead().await {
        Ok(n_closed) => Ok(n_closed),
        // Slack does not answer: asked again in the next round.
        Err(failure) => {
            tracing::debug!(error = %failure, "cannot tell whether a token is dead");
            Ok(0)
        }
    }
}
