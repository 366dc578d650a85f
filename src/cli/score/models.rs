//! Health models: checked, put in force, listed, retired.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;

use crate::cli::{ORG, Output};
use crate::domain::account::BandCounts;
use crate::domain::health::{Model, Models, Scope};
use crate::operations::App;
use crate::operations::models::{self, Effect, Written};
use crate::slack::render::{phase_name, segment_name};

/// Who loads a model from a terminal.
const BY: &str = "terminal";

/// Names every fault of every file, and whether the files could be in force together.
pub(super) async fn check(files: &[PathBuf], out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    let written = read(files, out).await?;
    let Some(written) = written else { return Ok(ExitCode::FAILURE) };
    for (file, one) in files.iter().zip(&written) {
        let n_factors = one.model.factors().count();
        let whom = whom(&one.model.scope);
        writeln!(out, "{}: {} is sound, {n_factors} factors, for {whom}", file.display(), one.model.label())?;
    }
    if let Err(rivals) = Models::new(written.into_iter().map(|one| one.model).collect()) {
        writeln!(out, "{rivals}")?;
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// Loads the files and says what they change.
pub(super) async fn put_in_force(app: &App, files: &[PathBuf], out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    let Some(written) = read(files, out).await? else {
        writeln!(out, "Nothing was loaded.")?;
        return Ok(ExitCode::FAILURE);
    };
    match models::load(app, ORG, &written, BY).await? {
        Ok(effect) => {
            for one in &written {
                writeln!(out, "{} is in force for {}.", one.model.label(), whom(&one.model.scope))?;
            }
            tell(&effect, out)?;
            writeln!(out, "The next scoring uses it: tonight's, or `steward score` now.")?;
            Ok(ExitCode::SUCCESS)
        }
        Err(refusal) => {
            writeln!(out, "{refusal}. Nothing was loaded.")?;
            Ok(ExitCode::FAILURE)
        }
    }
}

/// Takes a model out of force.
pub(super) async fn retire(app: &App, name: &str, out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    if models::retire(app, ORG, name).await? {
        writeln!(out, "{name} is out of force. Its scores keep its name; the next scoring uses what is left.")?;
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(out, "No model {name} is in force; `steward score --models` lists them. Nothing was changed.")?;
    Ok(ExitCode::FAILURE)
}

/// Lists the models in force, then those that were.
pub(super) async fn list(app: &App, out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    let (in_force, loaded) = models::all(app, ORG).await?;
    for model in in_force.iter() {
        let known = loaded.iter().find(|known| known.active && known.model == *model);
        let since = known.map_or_else(
            || "ships with Steward".to_owned(),
            |known| format!("loaded {} by {}", known.loaded_at.format("%Y-%m-%d %H:%M UTC"), known.loaded_by),
        );
        writeln!(out, "{:<24} in force  {}; {since}", model.label(), whom(&model.scope))?;
    }
    for known in loaded.iter().filter(|known| !known.active) {
        let loaded_at = known.loaded_at.format("%Y-%m-%d %H:%M UTC");
        writeln!(out, "{:<24} retired   {}; loaded {loaded_at}", known.model.label(), whom(&known.model.scope))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// `None` when a file has a fault, which is printed then.
async fn read(files: &[PathBuf], out: &mut Output<'_>) -> anyhow::Result<Option<Vec<Written>>> {
    let (mut written, mut is_sound) = (Vec::new(), true);
    for file in files {
        let source =
            tokio::fs::read_to_string(file).await.with_context(|| format!("cannot read {}", file.display()))?;
        match Model::parse(&source) {
            Ok(model) => written.push(Written { model, source }),
            Err(fault) => {
                is_sound = false;
                writeln!(out, "{}:{}: {}", file.display(), fault.line, fault.reason)?;
            }
        }
    }
    Ok(is_sound.then_some(written))
}

fn tell(effect: &Effect, out: &mut Output<'_>) -> anyhow::Result<()> {
    writeln!(out, "Accounts of each model:")?;
    for (label, n) in &effect.n_accounts {
        writeln!(out, "  {label:<24} {n:>7}")?;
    }
    writeln!(out, "Accounts that would change colour: {}", effect.n_recoloured)?;
    writeln!(out, "  {:<8} {:>6} {:>7} {:>6} {:>15}", "", "red", "yellow", "green", "not enough data")?;
    for (when, BandCounts { red, yellow, green, unknown }) in [("before", effect.before), ("after", effect.after)] {
        writeln!(out, "  {when:<8} {red:>6} {yellow:>7} {green:>6} {unknown:>15}")?;
    }
    Ok(())
}

/// `high-touch or mid-touch accounts in onboarding`.
fn whom(scope: &Scope) -> String {
    let segments: Vec<&str> = scope.segments.iter().map(|segment| segment_name(*segment)).collect();
    let phases: Vec<&str> = scope.phases.iter().map(|phase| phase_name(*phase)).collect();
    match (segments.is_empty(), phases.is_empty()) {
        (true, true) => "everybody".to_owned(),
        (false, true) => format!("{} accounts", segments.join(" or ")),
        (true, false) => format!("accounts in {}", phases.join(" or ")),
        (false, false) => format!("{} accounts in {}", segments.join(" or "), phases.join(" or ")),
    }
}
