//! Tokens: refreshed before they end, by one replica; and looked into when Slack called one dead.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::Mutex;

use super::worker::Worker;
use crate::operations::Failure;
use crate::operations::installs::{self, Kept, Pair};

/// A process that stops tries so long to keep what it bought: less than it is commonly given.
const LAST_TRIES: Duration = Duration::from_secs(20);
const BETWEEN_TRIES: Duration = Duration::from_secs(1);

/// Pairs that Slack has handed out and that are not kept yet: what bought them is spent, so they must outlive a database that
/// does not answer. Cheap to clone; clones share them.
#[derive(Clone, Debug, Default)]
pub struct Bought(Arc<Mutex<Vec<Purchase>>>);

#[derive(Clone, Debug)]
struct Purchase {
    /// What it takes the place of.
    before: Kept,
    pair: Pair,
    at: DateTime<Utc>,
}

impl Bought {
    /// Keeps them all; says how many. Those that it fails for stay.
    async fn keep(&self, worker: &Worker) -> Result<usize, Failure> {
        let mut pairs = self.0.lock().await;
        let mut n_kept = 0;
        while let Some(Purchase { before, pair, at }) = pairs.last() {
            if !installs::refreshed(&worker.app, before, pair, *at).await? {
                tracing::error!(installation.id = %before.id, "a refreshed token is given up: another one is kept, or none");
            }
            worker.lines.forget(before.id);
            pairs.pop();
            n_kept += 1;
        }
        Ok(n_kept)
    }
}

/// Refreshes every pair that has lived for 80 % of its time; says how many. Slack takes a refresh token once: whoever holds
/// the row's lease spends it, and keeps what it brought under the version that it had. The token before goes on being good.
/// What cannot be kept is tried again in every round, before anything else is bought.
pub(super) async fn refresh_due(worker: &Worker) -> Result<usize, Failure> {
    let Some((slack, oauth)) = worker.lines.oauth() else { return Ok(0) };
    let mut n_refreshed = worker.bought.keep(worker).await?;
    while let Some((kept, refresh)) = installs::take_refresh(&worker.app).await? {
        match slack.refreshed(oauth, &refresh).await {
            Ok(pair) => {
                let bought = Purchase { before: kept, pair, at: worker.app.clock.now() };
                worker.bought.0.lock().await.push(bought);
                n_refreshed += worker.bought.keep(worker).await?;
            }
            Err(error) => {
                tracing::warn!(installation.id = %kept.id, error = %error, "a token could not be refreshed");
                installs::not_refreshed(&worker.app, &kept).await?;
            }
        }
    }
    Ok(n_refreshed)
}

/// The process ends, and what it bought ends with it unless it is kept now.
pub(super) async fn keep_at_last(worker: &Worker) {
    let tries = async {
        while let Err(failure) = worker.bought.keep(worker).await {
            tracing::warn!(error = %failure, "a refreshed token cannot be kept yet");
            tokio::time::sleep(BETWEEN_TRIES).await;
        }
    };
    if tokio::time::timeout(LAST_TRIES, tries).await.is_err() {
        tracing::error!("a refreshed token is lost: if its workspace hears nothing more, install the app there again");
    }
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
