//! What Slack tells: events are kept before it hears 200 and taken one by one by any replica; commands and clicks are
//! answered at once, each once, whatever way it comes by and however often.

use serde_json::Value;

pub use crate::store::inbox::{Begun, Letter};

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

/// Slack sends what was not acknowledged again within seconds; after this nobody asks for an answer.
const ANSWERS_KEPT_MINUTES: i32 = 10;

/// Whether a command or a click is heard for the first time. One for nobody here counts as new.
pub async fn is_first(app: &App, place: (Option<&str>, Option<&str>), key: &str, kind: &str) -> Result<bool, Failure> {
    let mut conn = app.reception().await?;
    let Some(installation) = installations::by_place(&mut conn, place.0, place.1).await? else { return Ok(true) };
    let is_new = inbox::note(&mut conn, installation.org, key, kind).await?;
    conn.done().await?;
    Ok(is_new)
}

/// Keeps a command or a click and begins with it, for `lease_seconds`; `None` when it is for nobody here.
pub async fn begin(
    app: &App,
    place: (Option<&str>, Option<&str>),
    named: (&str, &str),
    payload: &Value,
    lease_seconds: f64,
) -> Result<Option<Begun>, Failure> {
    let mut conn = app.reception().await?;
    let Some(installation) = installations::by_place(&mut conn, place.0, place.1).await? else { return Ok(None) };
    let begun = inbox::begin(&mut conn, installation.org, named, payload, lease_seconds).await?;
    // Slack hears of it after this.
    conn.done().await?;
    Ok(Some(begun))
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
    answered(app, letter, None).await
}

/// The same, with what is to be said again should it be sent again.
pub async fn answered(app: &App, letter: &Letter, answer: Option<&Value>) -> Result<bool, Failure> {
    let mut conn = app.work.acquire().await?;
    let held = inbox::handled(&mut conn, letter, answer).await?;
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

/// Slack asks to wait, or does not say: again in so many seconds, which is no failed attempt. `false` when another reader had
/// taken it over.
pub async fn put_off(app: &App, letter: &Letter, seconds: f64) -> Result<bool, Failure> {
    let mut conn = app.work.acquire().await?;
    let held = inbox::put_off(&mut conn, letter, "Slack does not say", seconds).await?;
    conn.done().await?;
    Ok(held)
}

/// Forgets what was answered minutes ago: it holds what people read.
pub async fn forget_answers(app: &App) -> Result<u64, Failure> {
    let mut conn = app.work.acquire().await?;
    let n = inbox::forget_answers(&mut conn, ANSWERS_KEPT_MINUTES).await?;
    conn.done().await?;
    Ok(n)
}
