//! Edits: bring a posted card to its newest version. An edit may be made twice without harm, so it needs no look-up.

use std::time::Instant;

use super::delivery::{BEGIN_WITHIN, TOKEN_PAUSE_SECONDS, backoff, destination, post, seconds_of};
use super::payload::body;
use super::worker::Worker;
use crate::operations::installs::NOT_INSTALLED;
use crate::operations::{Failure, guarded, notices};
use crate::slack::client::{CallError, NoLine};
use crate::store::edits::{self, Edit};
use crate::store::outbox::{self, Attempt};

const LEASE_SECONDS: f64 = 45.0;
/// Somebody waits for what they clicked to show: an edit is not put off for longer.
const LONGEST_PAUSE_SECONDS: f64 = 60.0;

/// What becomes of an edit that could not be made.
enum Ending {
    /// Again after so many seconds.
    Again(&'static str, f64, Attempt),
    /// Never: the message stays as it is.
    GivenUp(String),
    /// The message was deleted.
    Gone,
}

/// Edits the card that has waited longest; `false` when none waits.
pub(super) async fn edit_one(worker: &Worker) -> Result<bool, Failure> {
    let begun = Instant::now();
    let Some(edit) = claim(worker).await? else { return Ok(false) };
    let worker = &match worker.to(edit.card.org, edit.card.installation).await {
        Ok(worker) => worker,
        Err(NoLine::Closed) => return settle(worker, &edit, Ending::GivenUp(NOT_INSTALLED.to_owned())).await,
        Err(NoLine::Failed(failure)) => {
            tracing::error!(installation.id = %edit.card.installation, error = %failure, "a token cannot be had");
            let pause = backoff(edit.attempt).min(LONGEST_PAUSE_SECONDS);
            return settle(worker, &edit, Ending::Again("its token cannot be had", pause, Attempt::Counts)).await;
        }
    };
    // The message stands there already; what is new since then is not for outsiders who came in meanwhile.
    let place = match destination(worker, &edit.card.channel_id).await {
        Ok(Some(place)) => place,
        Ok(None) => {
            let why = "people of other companies are in the channel".to_owned();
            return settle(worker, &edit, Ending::GivenUp(why)).await;
        }
        Err(error) => return settle(worker, &edit, ending(worker, &edit, error)).await,
    };
    let drawing = match guarded(notices::draw(&worker.app, &edit.card)).await {
        Ok(drawing) => drawing,
        Err(failure) => {
            tracing::error!(card.id = %edit.card.id, error = %failure, "an edit cannot be drawn");
            let pause = backoff(edit.attempt).min(LONGEST_PAUSE_SECONDS);
            return settle(worker, &edit, Ending::Again("it cannot be drawn", pause, Attempt::Counts)).await;
        }
    };
    let (Some(drawing), Some(ts)) = (drawing, &edit.card.ts) else {
        return settle(worker, &edit, Ending::GivenUp("what it was about is gone".into())).await;
    };
    // Whoever was held up so long may be overtaken: a newer edit must not be undone by an older one.
    let is_ours = || begun.elapsed().as_secs_f64() <= LEASE_SECONDS * BEGIN_WITHIN;
    if !is_ours() {
        return settle(worker, &edit, Ending::Again("held up before it was made", 0.0, Attempt::Counts)).await;
    }
    match post(worker, "chat.update", body(worker, &edit.card, &place, &drawing, Some(ts)), is_ours).await {
        Ok(_) => {
            let mut conn = worker.app.work.acquire().await?;
            edits::made(&mut conn, &edit).await?;
            conn.done().await?;
            Ok(true)
        }
        Err(error) => settle(worker, &edit, ending(worker, &edit, error)).await,
    }
}

async fn claim(worker: &Worker) -> Result<Option<Edit>, Failure> {
    let mut tx = worker.app.begin_work().await?;
    let Some(edit) = edits::claim(&mut tx, LEASE_SECONDS).await? else { return Ok(None) };
    // Another replica has the lane's present moment: the claim is given back, untouched.
    if !outbox::take_turn(&mut tx, &lane(&edit), worker.pace.edit_seconds).await? {
        return Ok(None);
    }
    tx.commit().await?;
    Ok(Some(edit))
}

fn lane(edit: &Edit) -> String {
    format!("update:{}", edit.card.installation)
}

fn ending(worker: &Worker, edit: &Edit, error: CallError) -> Ending {
    match error {
        CallError::RateLimited { seconds, .. } => Ending::Again("rate limited", seconds_of(seconds), Attempt::IsFree),
        CallError::NotSent { .. } | CallError::Ambiguous { .. } => {
            let pause = backoff(edit.attempt).min(LONGEST_PAUSE_SECONDS);
            Ending::Again("no clear answer", pause, Attempt::Counts)
        }
        CallError::Refused { error, .. } if error == "message_not_found" => Ending::Gone,
        CallError::Refused { error, .. } if worker.is_token_trouble(&error) => {
            Ending::Again("its token is not good now", TOKEN_PAUSE_SECONDS, Attempt::Counts)
        }
        CallError::Refused { error, .. } => Ending::GivenUp(error),
    }
}

async fn settle(worker: &Worker, edit: &Edit, ending: Ending) -> Result<bool, Failure> {
    let mut conn = worker.app.work.acquire().await?;
    match ending {
        Ending::Again(why, seconds, counts) => {
            if matches!(counts, Attempt::IsFree) {
                outbox::close_lane(&mut conn, &lane(edit), seconds).await?;
            }
            edits::again(&mut conn, edit, why, seconds, counts).await?;
        }
        Ending::GivenUp(why) => {
            tracing::warn!(card.id = %edit.card.id, reason = why, "an edit is given up; the message stays as it is");
            edits::given_up(&mut conn, edit, &why).await?;
        }
        Ending::Gone => {
            if !edits::post_anew(&mut conn, edit).await? {
                edits::given_up(&mut conn, edit, "the message was deleted twice").await?;
            }
        }
    }
    conn.done().await?;
    Ok(true)
}
