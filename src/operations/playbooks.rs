//! Which playbooks there are, and how others come into force.

use serde_json::json;
use sqlx::PgConnection;

use super::{App, Failure};
use crate::domain::ids::OrgId;
use crate::domain::person::Actor;
use crate::domain::playbook::{Playbook, PlaybookOrigin};
use crate::domain::refusal::Refusal;
use crate::store::{audit, playbooks};

pub use crate::store::playbooks::InForce;

/// A playbook with the text that it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// As it was read.
    pub playbook: Playbook,
    /// As it was written.
    pub source: String,
}

/// The playbooks in force, by title.
pub async fn in_force(app: &App, org: OrgId) -> Result<Vec<InForce>, Failure> {
    let mut conn = app.work.acquire().await?;
    Ok(playbooks::in_force(&mut conn, org, None).await?)
}

/// The playbook of a name, or of a part of one that can only mean it.
pub async fn named(app: &App, actor: &Actor, wanted: &str) -> Result<InForce, Failure> {
    let mut conn = app.read(actor).await?;
    let (_, playbook) = super::play::find(&mut conn, actor.org, wanted).await?;
    let found = playbooks::in_force(&mut conn, actor.org, Some(&playbook.name)).await?.pop();
    Ok(found.ok_or(Refusal::Gone)?)
}

/// The playbook whose name or title this is, and no part of it.
pub async fn exactly(app: &App, actor: &Actor, wanted: &str) -> Result<Option<InForce>, Failure> {
    let plain = |text: &str| text.trim().to_lowercase().replace([' ', '-'], "_");
    let mut conn = app.read(actor).await?;
    let all = playbooks::in_force(&mut conn, actor.org, None).await?;
    let wanted = plain(wanted);
    Ok(all.into_iter().find(|one| one.playbook.name == wanted || plain(&one.playbook.title) == wanted))
}

/// Puts playbooks in force, all of them or none. Says of each which version it is now; `None` where nothing changed.
/// Runs keep the version that they began with.
pub async fn load(
    app: &App,
    org: OrgId,
    written: &[Written],
    origin: PlaybookOrigin,
) -> Result<Vec<Option<i32>>, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin_work().await?;
    let mut versions = Vec::with_capacity(written.len());
    for one in written {
        let version = playbooks::load(&mut tx, org, (&one.playbook, &one.source), origin, now).await?;
        if let Some(version) = version {
            let detail = json!({ "version": version, "origin": origin.as_str() });
            record(&mut tx, org, "playbook.load", &one.playbook.name, detail, now).await?;
        }
        versions.push(version);
    }
    tx.commit().await?;
    Ok(versions)
}

/// Takes a playbook out of force; says whether it was in it. Its runs go on.
pub async fn retire(app: &App, org: OrgId, name: &str) -> Result<bool, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin_work().await?;
    let was_in_force = playbooks::retire(&mut tx, org, name, now).await?;
    if was_in_force {
        record(&mut tx, org, "playbook.retire", name, json!({}), now).await?;
    }
    tx.commit().await?;
    Ok(was_in_force)
}

async fn record(
    conn: &mut PgConnection,
    org: OrgId,
    verb: &str,
    name: &str,
    detail: serde_json::Value,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(), Failure> {
    let entry = audit::Entry { actor: None, verb, subject: format!("playbook:{name}"), detail };
    Ok(audit::record(conn, org, &entry, now).await?)
}
