//! How people want to hear of things.

use serde_json::{Value, json};

use super::{App, Failure};
use crate::domain::person::Actor;
use crate::domain::preferences::Preferences;
use crate::store::{audit, people, preferences};

/// What the asker chose.
pub async fn of(app: &App, actor: &Actor) -> Result<Preferences, Failure> {
    let mut conn = app.read(actor).await?;
    Ok(preferences::of(&mut conn, actor.org, actor.id()).await?)
}

/// What the asker chooses from now on. What was said already stays where it is.
pub async fn choose(app: &App, actor: &Actor, chosen: &Preferences) -> Result<(), Failure> {
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    // The person's row orders two choices that are made at once.
    people::hold(&mut tx, actor.org, actor.id()).await?;
    preferences::set(&mut tx, actor.org, actor.id(), chosen, now).await?;
    let detail: Value = chosen.unusual().map(|(event, way)| (event.as_str().to_owned(), json!(way.as_str()))).collect();
    let subject = format!("person:{}", actor.id());
    let entry = audit::Entry { actor: Some(actor.id()), verb: "preferences.choose", subject, detail };
    audit::record(&mut tx, actor.org, &entry, now).await?;
    tx.commit().await?;
    Ok(())
}
