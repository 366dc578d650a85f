//! Posts of unknown fate are looked for in their channel before anything is sent again.

use serde_json::Value;

use super::delivery::seconds_of;
use super::payload::EVENT_TYPE;
use super::worker::Worker;
use crate::operations::{Failure, installs};
use crate::slack::client::{CallError, NoLine};
use crate::store::outbox::{self, Attempt, Claim};

/// The history is read from so long before the first attempt: clocks differ, and what is read in vain costs little.
const MARGIN_SECONDS: i64 = 15 * 60;
const PAGE: &str = "200";
/// So many pages of history are read at most.
const MOST_PAGES: usize = 10;

/// Looks for the post that has waited longest; `false` when none waits.
pub(super) async fn look_for_one(worker: &Worker) -> Result<bool, Failure> {
    let [first, second] = worker.pace.look_after_seconds;
    let mut conn = worker.app.work.acquire().await?;
    let Some(claim) = outbox::claim_unknown(&mut conn, second.max(1.0)).await? else { return Ok(false) };
    conn.done().await?;
    let found = match &claim.payload {
        Some(payload) => look_where_it_was_sent(worker, &claim, payload).await,
        // It was never frozen, so it was never sent.
        None => Ok(None),
    };
    let mut conn = worker.app.work.acquire().await?;
    match found {
        Ok(Some(ts)) => {
            outbox::sent(&mut conn, &claim, &ts).await?;
        }
        Ok(None) if claim.payload.is_none() || 1 <= claim.negative_reads => {
            outbox::retry(&mut conn, &claim, "looked for twice, not there", 0.0, Attempt::Counts).await?;
        }
        Ok(None) => outbox::not_found(&mut conn, &claim, second - first).await?,
        Err(CallError::Refused { error, .. }) => {
            tracing::warn!(card.id = %claim.id, slack.error = error, "cannot tell whether a post was made; it is held");
            outbox::hold(&mut conn, &claim, &format!("cannot read the channel: {error}")).await?;
        }
        Err(CallError::RateLimited { seconds, .. }) => {
            outbox::unknown(&mut conn, &claim, "rate limited", seconds_of(seconds)).await?;
        }
        Err(CallError::NotSent { .. } | CallError::Ambiguous { .. }) => {
            outbox::unknown(&mut conn, &claim, "the channel cannot be read now", first).await?;
        }
    }
    conn.done().await?;
    Ok(true)
}

async fn look_where_it_was_sent(worker: &Worker, claim: &Claim, payload: &Value) -> Result<Option<String>, CallError> {
    match worker.to(claim.org, claim.installation).await {
        Ok(worker) => look(&worker, claim, payload).await,
        Err(NoLine::Closed) => {
            Err(CallError::Refused { method: "look".to_owned(), error: installs::NOT_INSTALLED.to_owned() })
        }
        Err(NoLine::Failed(failure)) => {
            tracing::error!(installation.id = %claim.installation, error = %failure, "a token cannot be had");
            Err(CallError::NotSent { method: "look".to_owned() })
        }
    }
}

/// The message that carries the card's id, if it is there.
async fn look(worker: &Worker, claim: &Claim, payload: &Value) -> Result<Option<String>, CallError> {
    // Slack stamps messages by its own clock, which ours follows; the database's may stand elsewhere.
    let age = claim.lost_seconds.map_or(claim.age_seconds, |lost| lost.max(claim.age_seconds));
    let oldest = worker.app.clock.now().timestamp() - age - MARGIN_SECONDS;
    let oldest = oldest.to_string();
    let thread_ts = payload.get("thread_ts").and_then(Value::as_str);
    let method = if thread_ts.is_some() { "conversations.replies" } else { "conversations.history" };
    let mut cursor = String::new();
    for _ in 0..MOST_PAGES {
        let mut fields = vec![
            ("channel", claim.channel_id.as_str()),
            ("oldest", &oldest),
            ("limit", PAGE),
            ("include_all_metadata", "true"),
        ];
        fields.extend(thread_ts.map(|ts| ("ts", ts)));
        if !cursor.is_empty() {
            fields.push(("cursor", &cursor));
        }
        let answer = worker.slack.read(method, &fields).await?;
        if let Some(ts) = find(&answer, &claim.id.to_string()) {
            return Ok(Some(ts));
        }
        let next = answer.pointer("/response_metadata/next_cursor").and_then(Value::as_str).unwrap_or_default();
        if next.is_empty() {
            return Ok(None);
        }
        next.clone_into(&mut cursor);
    }
    Err(CallError::Refused { method: method.to_owned(), error: "too much history".to_owned() })
}

fn find(answer: &Value, card: &str) -> Option<String> {
    let messages = answer.get("messages")?.as_array()?;
    let is_it = |message: &&Value| {
        message.pointer("/metadata/event_type").and_then(Value::as_str) == Some(EVENT_TYPE)
            && message.pointer("/metadata/event_payload/card").and_then(Value::as_str) == Some(card)
    };
    messages.iter().find(is_it)?.get("ts")?.as_str().map(str::to_owned)
}
