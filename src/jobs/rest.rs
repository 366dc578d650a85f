//! Putting a post off while its reader wants to be left alone.

use chrono::TimeDelta;

use super::delivery::seconds_of;
use super::worker::Worker;
use crate::operations::{Failure, rest};
use crate::store::outbox::{self, Attempt, Claim};
use crate::telemetry;

/// Nothing is kept back longer for Do Not Disturb: whoever leaves it on for weeks still hears of their day.
const LONGEST: TimeDelta = TimeDelta::hours(24);

/// Puts a post off that can wait, once; says whether it did. It is asked before anything is drawn, so that what comes later
/// is as things stand then.
pub(super) async fn put_off(worker: &Worker, claim: &Claim) -> Result<bool, Failure> {
    // Somebody, or the direct messages with them where they were written to before.
    let is_for_one = claim.channel_id.starts_with(['U', 'W', 'D']);
    if !is_for_one || claim.has_waited || claim.payload.is_some() {
        return Ok(false);
    }
    let before = rest::before(&worker.app, claim.org, claim.id, &claim.channel_id).await?;
    let Some(rest) = before else { return Ok(false) };
    let disturbs_from = match worker.slack.disturbs_from(&rest.slack_user, rest.until).await {
        Ok(disturbs_from) => disturbs_from,
        Err(seconds) => return ask_later(worker, claim, seconds).await,
    };
    let until = disturbs_from.min(rest.until + LONGEST);
    if until <= worker.app.clock.now() {
        return Ok(false);
    }
    let mut conn = worker.app.work.acquire().await?;
    outbox::rest(&mut conn, claim, until).await?;
    conn.done().await?;
    telemetry::outbox_posted("put_off");
    Ok(true)
}

/// Slack asks to wait before it says whether somebody may be disturbed: the post waits, which is no attempt.
async fn ask_later(worker: &Worker, claim: &Claim, seconds: u64) -> Result<bool, Failure> {
    let mut conn = worker.app.work.acquire().await?;
    outbox::retry(&mut conn, claim, "rate limited", seconds_of(seconds), Attempt::IsFree).await?;
    conn.done().await?;
    Ok(true)
}
