//! Slack's events: kept before Slack hears 200, taken one by one by any replica.

use serde_json::Value;

pub use crate::store::inbox::Letter;

use super::{App, Failure};
use crate::store::inbox;
use crate::store::installations;

/// Keeps a letter for the installation of `place` (team, enterprise); `false` when it is known, or for nobody here.
pub async fn keep(
    app: &App,
    place: (Option<&str>, Option<&str>),
    key: &str,
    kind: &str,
    payload: &Value,
) -> Result<bool, Failure> {
    let mut conn = app.reception().await?;
    let Some(installation) = installations::by_place(&mut conn, place.0, place.1).await? else { return Ok(false) };
    let is_new = inbox::store(&mut conn, installation.org, key, kind, payload).await?;
    // Slack hears 200 after this.
    conn.done().await?;
    Ok(is_new)
}

/// Takes the oldest letter, for `lease_seconds`.
pub async fn take(app: &App, lease_seconds: f64, most_attempts: i32) -> Result<Option<Letter>, Failure> {
    let mut conn = app.work.acquire().await?;
    let letter = inbox::claim(&mut conn, lease_seconds, most_attempts).await?;
    conn.done().await?;
    Ok(letter)
}

/// The letter is handled; `false` when another reader had taken it over.
pub async fn done(app: &App, letter: &Letter) -> Result<bool, Failure> {
    let mut conn = app.work.acquire().await?;
    let held = inbox::handled(&mut conn, letter).await?;
    conn.done().await?;
    Ok(held)
}

/// The letter could not be handled: again later, or after `most` attempts never. `false` when another reader
/// had taken it over.
pub async fn failed(app: &App, letter: &Letter, most: i32) -> Result<bool, Failure> {
    let mut conn = app.work.acquire().await?;
    let held = inbox::failed(&mut conn, letter, "see the log", most).await?;
    conn.done().await?;
    Ok(held)
}
