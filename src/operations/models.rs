//! Health models: which are in force, and how others come into it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::{App, Failure, rescore};
use crate::domain::account::BandCounts;
use crate::domain::health::{Model, Models, Rivals};
use crate::domain::ids::OrgId;
use crate::store::{audit, models};

pub use crate::store::models::Loaded;

/// A model with the text that it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// As it was read.
    pub model: Model,
    /// As it was written.
    pub source: String,
}

/// Why a model was not loaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelRefusal {
    /// This version is there, with another text.
    #[error("{label} is known with another text; raise the version")]
    KnownOtherwise {
        /// Its name and version.
        label: String,
    },
    /// Two are for the same accounts.
    #[error(transparent)]
    Rivals(Rivals),
}

/// What other models would make of the accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// Accounts of each model, by its name and version.
    pub n_accounts: BTreeMap<String, usize>,
    /// Accounts that would change colour.
    pub n_recoloured: usize,
    /// Colours now.
    pub before: BandCounts,
    /// Colours then.
    pub after: BandCounts,
}

/// The models that score.
pub async fn in_force(conn: &mut PgConnection, org: OrgId) -> Result<Models, Failure> {
    // What is active was checked when it came into force.
    Ok(Models::new(models::active(conn, org).await?).map_err(anyhow::Error::from)?)
}

/// The model that made a score, by its label, however old; `None` when this Steward does not know it.
pub async fn that_made(conn: &mut PgConnection, org: OrgId, label: &str) -> Result<Option<Model>, Failure> {
    let shipped = Model::default_model();
    let parts = label.rsplit_once(" v").and_then(|(name, version)| Some((name, version.parse::<u32>().ok()?)));
    let Some((name, version)) = parts else { return Ok(None) };
    let source = models::source(conn, org, name, version).await?;
    let loaded = source.and_then(|source| Model::parse(&source).ok());
    Ok(loaded.or_else(|| (shipped.label() == label).then_some(shipped)))
}

/// Every model that was loaded, and those in force.
pub async fn all(app: &App, org: OrgId) -> Result<(Models, Vec<Loaded>), Failure> {
    let mut conn = app.work.acquire().await?;
    Ok((in_force(&mut conn, org).await?, models::all(&mut conn, org).await?))
}

/// Puts models in force, all of them or none, and says what they will change. Scores follow at the next scoring.
pub async fn load(
    app: &App,
    org: OrgId,
    written: &[Written],
    by: &str,
) -> Result<Result<Effect, ModelRefusal>, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin_work().await?;
    for one in written {
        if let Some(refusal) = known_otherwise(&mut tx, org, one).await? {
            return Ok(Err(refusal));
        }
        models::put_in_force(&mut tx, org, (&one.model, &one.source), by, now).await?;
        record(&mut tx, org, "model.load", &one.model, now).await?;
    }
    let models = match Models::new(models::active(&mut tx, org).await?) {
        Ok(models) => models,
        Err(rivals) => return Ok(Err(ModelRefusal::Rivals(rivals))),
    };
    let effect = rescore::effect_of(app, &mut tx, org, &models, now).await?;
    tx.commit().await?;
    Ok(Ok(effect))
}

/// Takes a model out of force; says whether it was in it.
pub async fn retire(app: &App, org: OrgId, name: &str) -> Result<bool, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin_work().await?;
    let was_active = models::retire(&mut tx, org, name).await?;
    if was_active {
        let entry =
            audit::Entry { actor: None, verb: "model.retire", subject: format!("model:{name}"), detail: json!({}) };
        audit::record(&mut tx, org, &entry, now).await?;
    }
    tx.commit().await?;
    Ok(was_active)
}

async fn known_otherwise(
    conn: &mut PgConnection,
    org: OrgId,
    written: &Written,
) -> Result<Option<ModelRefusal>, Failure> {
    let model = &written.model;
    let shipped = Model::default_model();
    let is_shipped_otherwise = shipped.label() == model.label() && shipped != *model;
    let known = models::source(conn, org, &model.name, model.version).await?;
    let is_other = known.is_some_and(|known| known != written.source);
    Ok((is_shipped_otherwise || is_other).then(|| ModelRefusal::KnownOtherwise { label: model.label() }))
}

async fn record(
    conn: &mut PgConnection,
    org: OrgId,
    verb: &str,
    model: &Model,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let detail = json!({ "version": model.version });
    let entry = audit::Entry { actor: None, verb, subject: format!("model:{}", model.name), detail };
    Ok(audit::record(conn, org, &entry, now).await?)
}
