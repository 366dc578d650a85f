//! First posts: claim, freeze, send, record. `store::outbox` has the protocol.

use std::time::Instant;

use serde_json::Value;

use super::payload::{Said, body, frozen, thawed};
use super::rest;
use super::worker::Worker;
use crate::operations::installs::NOT_INSTALLED;
use crate::operations::{Failure, guarded, notices};
use crate::slack::client::{CallError, NoLine, passes};
use crate::slack::render::Onlookers;
use crate::slack::sending;
use crate::store::cards::{self, Card};
use crate::store::outbox::{self, Attempt, Claim};
use crate::store::timelines;
use crate::telemetry;

/// The share of a lease in which a post may be begun: the rest is for the call itself.
pub(super) const BEGIN_WITHIN: f64 = 2.0 / 3.0;
/// A post that Slack refuses so often waits for a person.
const MOST_ATTEMPTS: i32 = 8;
/// A token that is no longer good is refreshed, or looked into and its installation closed, within this time or a few more.
pub(super) const TOKEN_PAUSE_SECONDS: f64 = 15.0;

/// Looks whether Postgres failed over since the last round.
pub(super) async fn notice_failover(worker: &Worker) -> Result<(), Failure> {
    let mut conn = worker.app.work.acquire().await?;
    let follows = timelines::notice(&mut conn).await?;
    conn.done().await?;
    if follows {
        tracing::warn!("this Postgres took over from another; posts are looked for before they are sent");
    }
    Ok(())
}

/// Leases that ran out become unknown; says how many.
pub(super) async fn expire_leases(worker: &Worker) -> Result<u64, Failure> {
    let mut conn = worker.app.work.acquire().await?;
    let n_expired = outbox::expire_leases(&mut conn, worker.pace.look_after_seconds[0]).await?;
    conn.done().await?;
    Ok(n_expired)
}

/// Sends the oldest post that is due; `false` when there is none.
pub(super) async fn post_one(worker: &Worker) -> Result<bool, Failure> {
    let begun = Instant::now();
    let Some(claim) = claim(worker).await? else { return Ok(false) };
    let worker = &match worker.to(claim.org, claim.installation).await {
        Ok(worker) => worker,
        Err(none) => return no_line(worker, &claim, none).await,
    };
    match guarded(Box::pin(rest::put_off(worker, &claim))).await {
        Ok(false) => {}
        Ok(true) => return Ok(true),
        Err(failure) => return not_drawn(worker, &claim, &failure).await,
    }
    let said = match guarded(prepared(worker, &claim)).await {
        Ok(Some(said)) => said,
        Ok(None) => return Ok(true),
        Err(failure) => return not_drawn(worker, &claim, &failure).await,
    };
    // A process that was stopped meanwhile may wake long after its lease: by then somebody else has the post.
    let is_ours = || begun.elapsed().as_secs_f64() <= worker.pace.lease_seconds * BEGIN_WITHIN;
    if !is_ours() {
        wait(worker, &claim, "held up before it was sent", 0.0, Attempt::IsFree).await?;
        return Ok(true);
    }
    if claim.lost_seconds.is_some() {
        let mut conn = worker.app.work.acquire().await?;
        outbox::unknown(&mut conn, &claim, "Postgres failed over", worker.pace.look_after_seconds[0]).await?;
        conn.done().await?;
        return Ok(true);
    }
    let outcome = post(worker, "chat.postMessage", said, is_ours).await;
    settle(worker, &claim, outcome).await?;
    Ok(true)
}

/// Posts or edits. What Slack refused it did not do, so the same attempt may say it in other blocks, as long as the claim
/// `is_ours`: after that somebody else may have made the call.
pub(super) async fn post(
    worker: &Worker,
    method: &'static str,
    said: Said,
    is_ours: impl Fn() -> bool,
) -> Result<Value, CallError> {
    let is_ours = &is_ours;
    sending::send(&worker.slack, said, sending::is_about_blocks, |body| async move {
        if !is_ours() {
            return Err(CallError::NotSent { method: method.to_owned() });
        }
        worker.slack.call(method, &body).await
    })
    .await
}

async fn claim(worker: &Worker) -> Result<Option<Claim>, Failure> {
    let mut tx = worker.app.begin_work().await?;
    let Some(claim) = outbox::claim(&mut tx, worker.pace.lease_seconds, worker.app.clock.now()).await? else {
        return Ok(None);
    };
    let pace = worker.pace;
    let to_channel = outbox::take_turn(&mut tx, &channel_lane(&claim), pace.channel_seconds).await?;
    let to_slack = outbox::take_turn(&mut tx, &post_lane(&claim), pace.installation_seconds).await?;
    // Another replica has the lane's present moment: the claim is given back, untouched.
    if !(to_channel && to_slack) {
        return Ok(None);
    }
    tx.commit().await?;
    Ok(Some(claim))
}

/// Where the bot is not installed nothing can be posted; a token that cannot be had now is tried again.
async fn no_line(worker: &Worker, claim: &Claim, none: NoLine) -> Result<bool, Failure> {
    match none {
        NoLine::Closed => hold(worker, claim, NOT_INSTALLED).await?,
        NoLine::Failed(failure) => {
            tracing::error!(installation.id = %claim.installation, error = %failure, "a token cannot be had");
            wait(worker, claim, "its token cannot be had", backoff(claim.attempt), Attempt::IsFree).await?
        }
    };
    Ok(true)
}

/// Something of ours is wrong with this one, and it was not sent. It is tried again, and later held: at no time does it
/// stand in the way of others.
async fn not_drawn(worker: &Worker, claim: &Claim, failure: &Failure) -> Result<bool, Failure> {
    tracing::error!(card.id = %claim.id, error = %failure, "a post cannot be drawn");
    if claim.attempt < MOST_ATTEMPTS {
        wait(worker, claim, "it cannot be drawn", backoff(claim.attempt), Attempt::Counts).await?;
    } else {
        hold(worker, claim, "it cannot be drawn").await?;
    }
    Ok(true)
}

fn channel_lane(claim: &Claim) -> String {
    format!("channel:{}:{}", claim.installation, claim.channel_id)
}

fn post_lane(claim: &Claim) -> String {
    format!("post:{}", claim.installation)
}

/// The body to send, frozen at the first attempt; `None` when it cannot be sent now, which is recorded.
///
/// Who reads the channel is asked at each attempt: what was frozen for members is drawn anew when guests came in since. It
/// was posted by no attempt, or it would not be sent now.
async fn prepared(worker: &Worker, claim: &Claim) -> Result<Option<Said>, Failure> {
    let destination = match destination(worker, &claim.channel_id).await {
        Ok(Some(destination)) => destination,
        Ok(None) => return hold(worker, claim, "people of other companies are in the channel").await,
        // Nothing has been posted, so whatever went wrong is safe to repeat.
        Err(error) => return not_ready(worker, claim, &error).await,
    };
    if let Some(payload) = claim.payload.as_ref().filter(|_| destination.onlookers == Onlookers::Members) {
        return Ok(Some(thawed(payload.clone())));
    }
    let mut conn = worker.app.work.acquire().await?;
    let card = cards::by_id(&mut conn, claim.org, claim.id).await?;
    drop(conn);
    let drawing = match &card {
        Some(card) => notices::draw(&worker.app, card).await?,
        None => None,
    };
    let (Some(card), Some(drawing)) = (card, drawing) else {
        return hold(worker, claim, "what it was about is gone").await;
    };
    if drawing.thread() == Some(None) {
        return without_its_card(worker, claim, &card).await;
    }
    let said = body(worker, &card, &destination, &drawing, None);
    let mut conn = worker.app.work.acquire().await?;
    let frozen = frozen(&said);
    let is_frozen = outbox::freeze(&mut conn, claim, &destination.channel_id, &frozen, card.desired_version).await?;
    conn.done().await?;
    Ok(is_frozen.then_some(said))
}

/// The card in whose thread it is to stand is not posted. While that waits for its reader, so does this. Else it may be held, or
/// never come: then this waits for a person too, and stands in nobody's way.
async fn without_its_card(worker: &Worker, claim: &Claim, card: &Card) -> Result<Option<Said>, Failure> {
    let mut conn = worker.app.work.acquire().await?;
    let rests_until = match card.notice.first() {
        Some(first) => outbox::rests_until(&mut conn, claim.org, first, worker.app.clock.now()).await?,
        None => None,
    };
    if let Some(until) = rests_until {
        outbox::rest(&mut conn, claim, until).await?;
        conn.done().await?;
        telemetry::outbox_posted("put_off");
        return Ok(None);
    }
    drop(conn);
    if claim.attempt < MOST_ATTEMPTS {
        wait(worker, claim, "its card is not posted yet", backoff(claim.attempt), Attempt::Counts).await
    } else {
        hold(worker, claim, "its card was never posted").await
    }
}

/// Where something is posted, and who reads it there.
#[derive(Clone, Debug)]
pub(super) struct Destination {
    /// The conversation.
    pub(super) channel_id: String,
    /// Who looks on.
    pub(super) onlookers: Onlookers,
}

/// The conversation to post to; `None` when outsiders could read it.
pub(super) async fn destination(worker: &Worker, channel_or_person: &str) -> Result<Option<Destination>, CallError> {
    let channel_id = worker.slack.conversation(channel_or_person).await?;
    // Direct messages of the bot are with one person, whom the directory knows.
    if channel_id.starts_with('D') {
        return Ok(Some(Destination { channel_id, onlookers: Onlookers::Members }));
    }
    let nature = worker.slack.recent_nature(&channel_id).await?;
    if nature.shared_outside {
        return Ok(None);
    }
    let has_guests = worker.slack.has_guests(&channel_id).await?;
    let onlookers = if has_guests { Onlookers::Guests } else { Onlookers::Members };
    Ok(Some(Destination { channel_id, onlookers }))
}

async fn not_ready(worker: &Worker, claim: &Claim, error: &CallError) -> Result<Option<Said>, Failure> {
    match error {
        CallError::RateLimited { seconds, .. } => {
            wait(worker, claim, "rate limited", seconds_of(*seconds), Attempt::IsFree).await
        }
        CallError::Refused { error, .. } if worker.is_token_trouble(error) => {
            wait(worker, claim, "its token is not good now", TOKEN_PAUSE_SECONDS, Attempt::IsFree).await
        }
        CallError::Refused { error, .. } if is_passing(claim, error) => {
            wait(worker, claim, error, backoff(claim.attempt), Attempt::Counts).await
        }
        CallError::Refused { error, .. } => hold(worker, claim, error).await,
        CallError::NotSent { .. } | CallError::Ambiguous { .. } => {
            wait(worker, claim, "Slack does not answer", backoff(claim.attempt), Attempt::Counts).await
        }
    }
}

fn is_passing(claim: &Claim, error: &str) -> bool {
    passes(error) && claim.attempt < MOST_ATTEMPTS
}

/// Records what became of a post.
async fn settle(worker: &Worker, claim: &Claim, outcome: Result<Value, CallError>) -> Result<(), Failure> {
    let mut conn = worker.app.work.acquire().await?;
    let look_after = worker.pace.look_after_seconds[0];
    let (word, done) = match outcome {
        Ok(answer) => match answer.get("ts").and_then(Value::as_str) {
            Some(ts) => ("sent", outbox::sent(&mut conn, claim, ts).await.map(|_| ())),
            None => ("unknown", outbox::unknown(&mut conn, claim, "ok without ts", look_after).await),
        },
        Err(CallError::RateLimited { seconds, .. }) => {
            let seconds = seconds_of(seconds);
            outbox::close_lane(&mut conn, &post_lane(claim), seconds).await?;
            ("rate_limited", outbox::retry(&mut conn, claim, "rate limited", seconds, Attempt::IsFree).await)
        }
        Err(CallError::NotSent { .. }) => {
            ("not_sent", outbox::retry(&mut conn, claim, "not sent", backoff(claim.attempt), Attempt::Counts).await)
        }
        Err(CallError::Ambiguous { how, .. }) => ("unknown", outbox::unknown(&mut conn, claim, &how, look_after).await),
        Err(CallError::Refused { error, .. }) if worker.is_token_trouble(&error) => {
            ("refused", outbox::retry(&mut conn, claim, &error, TOKEN_PAUSE_SECONDS, Attempt::IsFree).await)
        }
        Err(CallError::Refused { error, .. }) if is_passing(claim, &error) => {
            ("refused", outbox::retry(&mut conn, claim, &error, backoff(claim.attempt), Attempt::Counts).await)
        }
        Err(CallError::Refused { error, .. }) => {
            tracing::warn!(card.id = %claim.id, slack.error = error, "Slack refuses a post; it is held for a person");
            ("held", outbox::hold(&mut conn, claim, &error).await)
        }
    };
    telemetry::outbox_posted(word);
    done?;
    Ok(conn.done().await?)
}

async fn hold(worker: &Worker, claim: &Claim, why: &str) -> Result<Option<Said>, Failure> {
    tracing::warn!(card.id = %claim.id, reason = why, "a post is held for a person");
    let mut conn = worker.app.work.acquire().await?;
    outbox::hold(&mut conn, claim, why).await?;
    conn.done().await?;
    telemetry::outbox_posted("held");
    Ok(None)
}

async fn wait(
    worker: &Worker,
    claim: &Claim,
    why: &str,
    seconds: f64,
    counts: Attempt,
) -> Result<Option<Said>, Failure> {
    let mut conn = worker.app.work.acquire().await?;
    outbox::retry(&mut conn, claim, why, seconds, counts).await?;
    conn.done().await?;
    Ok(None)
}

/// 1, 2, 4 … 300 seconds.
pub(super) fn backoff(attempt: i32) -> f64 {
    f64::from(2_u32.saturating_pow(u32::try_from(attempt - 1).unwrap_or(0)).min(300))
}

#[expect(clippy::cast_precision_loss, reason = "at most 900")]
pub(super) fn seconds_of(seconds: u64) -> f64 {
    seconds as f64
}
