//! Edits: bring a posted card to its newest version. An edit may be made twice without harm, so it needs no look-up.

use super::delivery::{backoff, seconds_of};
use super::payload::body;
use super::worker::Worker;
use crate::operations::{Failure, notices};
use crate::slack::client::CallError;
use crate::store::{cards, outbox};

const LEASE_SECONDS: f64 = 45.0;

/// Edits the card that has waited longest; `false` when none waits.
pub(super) async fn edit_one(worker: &Worker) -> Result<bool, Failure> {
    let mut conn = worker.app.work.acquire().await?;
    let Some((card, fence)) = cards::claim_edit(&mut conn, LEASE_SECONDS).await? else { return Ok(false) };
    drop(conn);
    let drawing = notices::draw(&worker.app, &card).await?;
    let (Some(drawing), Some(ts)) = (drawing, &card.ts) else {
        let mut conn = worker.app.work.acquire().await?;
        cards::edit_failed(&mut conn, &card, fence, "what it was about is gone", None).await?;
        return Ok(true);
    };
    let outcome = worker.slack.call("chat.update", &body(worker, card.id, &card.channel_id, &drawing, Some(ts))).await;
    let mut conn = worker.app.work.acquire().await?;
    match outcome {
        Ok(_) => cards::edited(&mut conn, &card, fence, card.desired_version).await?,
        Err(CallError::RateLimited { seconds, .. }) => {
            let seconds = seconds_of(seconds);
            outbox::close_lane(&mut conn, &format!("post:{}", card.installation), seconds).await?;
            cards::edit_failed(&mut conn, &card, fence, "rate limited", Some(seconds)).await?;
        }
        Err(CallError::NotSent { .. } | CallError::Ambiguous { .. }) => {
            cards::edit_failed(&mut conn, &card, fence, "no clear answer", Some(backoff(2))).await?;
        }
        Err(CallError::Refused { error, .. }) => {
            tracing::warn!(card.id = %card.id, slack.error = error, "Slack refuses an edit; the card stays as it is");
            cards::edit_failed(&mut conn, &card, fence, &error, None).await?;
        }
    }
    Ok(true)
}
