//! What stands between a click on *Install* and Slack's answer: a state, which goes through Slack, and a cookie, which stays
//! in the browser.
//!
//! Nothing is kept when an installation begins, for every stranger can begin one, as often as they like: the state itself says
//! until when it counts and for which browser, and is signed. Only its nonce is kept once it came back, so that it counts once.

use chrono::{DateTime, TimeDelta};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::sight::For;
use super::{App, Failure};
use crate::domain::ids::OrgId;
use crate::store::spent_states;

/// Between the click and Slack's answer.
const UNDER_WAY: TimeDelta = TimeDelta::minutes(10);
/// No two replicas' clocks are so far apart: what one of them has forgotten, the others call late.
const KEPT: TimeDelta = TimeDelta::hours(1);
/// No other signature of the keys counts as one of a state.
const PURPOSE: &str = "install state";

/// Two secrets that must come back together: one through Slack, one in the browser's cookie.
#[derive(Clone, Debug)]
pub struct Begun {
    /// Goes through Slack.
    pub state: String,
    /// Stays in the browser.
    pub browser: String,
}

/// Begins an installation. It costs no database.
pub fn begin(app: &App, org: OrgId) -> Result<Begun, Failure> {
    let (nonce, browser) = (drawn(), drawn());
    let expires_at = (app.clock.now() + UNDER_WAY).timestamp();
    let signature = app.vault()?.sign(PURPOSE, &signed(org, &nonce, expires_at, &browser))?;
    Ok(Begun { state: format!("{nonce}.{expires_at}.{signature}"), browser })
}

/// Whether an installation was begun here, in this browser, less than ten minutes ago. It can be asked once.
pub async fn end(app: &App, org: OrgId, state: &str, browser: &str) -> Result<bool, Failure> {
    let now = app.clock.now();
    let parts: Vec<&str> = state.split('.').collect();
    let [nonce, expires_at, signature] = parts[..] else { return Ok(false) };
    let Ok(expires_at) = expires_at.parse::<i64>() else { return Ok(false) };
    if !app.vault()?.has_signed(PURPOSE, &signed(org, nonce, expires_at, browser), signature)? {
        return Ok(false);
    }
    let Some(expires_at) = DateTime::from_timestamp(expires_at, 0).filter(|at| now <= *at) else { return Ok(false) };
    let mut tx = app.begin(For::Everybody(org)).await?;
    spent_states::forget(&mut tx, org, now - KEPT).await?;
    let is_first = spent_states::spend(&mut tx, org, &hashed(nonce), expires_at).await?;
    tx.commit().await?;
    Ok(is_first)
}

/// 244 random bits.
fn drawn() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

fn hashed(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// Neither number nor hash has a colon, so no two states are written alike.
fn signed(org: OrgId, nonce: &str, expires_at: i64, browser: &str) -> String {
    format!("{org}:{nonce}:{expires_at}:{}", hex::encode(hashed(browser)))
}
