//! `steward score`: scores outside the nightly hour, says where one comes from, and keeps the models.

mod explain;
mod models;

use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::Args;

use super::{ORG, Output, open, setup};
use crate::config::Config;
use crate::operations::{App, rescore};

const EXAMPLES: &str = "\
Examples:
  steward score                                    score every account now
  steward score --backfill 90                      first score so many past days
  steward score --explain techcorp --as-of 2026-02-01
  steward score --check models/*.toml              name every fault, change nothing
  steward score --use models/onboarding.toml       put a model in force
  steward score --models                           which models there are, and for whom";

/// Options of `steward score`.
#[derive(Clone, Debug, Default, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Options {
    /// First score so many past days from the data as it was then, for trends and charts
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(i64).range(1..=730), group = "what")]
    pub backfill: Option<i64>,
    /// Say where the score of one account comes from; nothing is scored
    #[arg(long, value_name = "ACCOUNT", group = "what")]
    pub explain: Option<String>,
    /// The score as it stood on a day
    #[arg(long, value_name = "DATE", requires = "explain")]
    pub as_of: Option<NaiveDate>,
    /// Read health models and name every fault with its line and reason; nothing is changed
    #[arg(long, value_name = "FILE", num_args = 1.., group = "what")]
    pub check: Vec<PathBuf>,
    /// Put health models in force, all of them or none
    #[arg(long = "use", value_name = "FILE", num_args = 1.., group = "what")]
    pub use_models: Vec<PathBuf>,
    /// Take a health model out of force
    #[arg(long, value_name = "NAME", group = "what")]
    pub retire: Option<String>,
    /// List the health models
    #[arg(long, group = "what")]
    pub models: bool,
}

/// Scores, or does what else was asked for.
pub async fn run(options: &Options, config: &Config, out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    if !options.check.is_empty() {
        return models::check(&options.check, out).await;
    }
    let opened = open(config).await?;
    setup(&opened, config).await?;
    let done = run_on(options, &opened.app, out).await;
    opened.close().await?;
    done
}

/// The same on a database that is open.
pub async fn run_on(options: &Options, app: &App, out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    if !options.check.is_empty() {
        return models::check(&options.check, out).await;
    }
    if !options.use_models.is_empty() {
        return models::put_in_force(app, &options.use_models, out).await;
    }
    if let Some(name) = &options.retire {
        return models::retire(app, name, out).await;
    }
    if options.models {
        return models::list(app, out).await;
    }
    if let Some(account) = &options.explain {
        return explain::explain(app, account, options.as_of, out).await;
    }
    if let Some(days) = options.backfill {
        let past = rescore::backfill(app, ORG, days).await?;
        writeln!(out, "{days} past days: {} scores written.", past.n_changed)?;
    }
    now(app, out).await?;
    Ok(ExitCode::SUCCESS)
}

/// Scores every account as things stand, and says what changed.
pub(super) async fn now(app: &App, out: &mut Output<'_>) -> anyhow::Result<()> {
    let now = rescore::rescore(app, ORG).await?;
    writeln!(out, "{} accounts scored, {} changed, {} changed colour.", now.n_scored, now.n_changed, now.n_crossed)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_hold_together() {
        let command = Options::augment_args(clap::Command::new("score"));
        command.clone().debug_assert();
        for (line, is_sound) in [
            ("score", true),
            ("score --explain techcorp --as-of 2026-02-01", true),
            ("score --as-of 2026-02-01", false),
            ("score --models --retire ours", false),
            ("score --use one.toml other.toml", true),
            ("score --check one.toml --use one.toml", false),
        ] {
            assert_eq!(command.clone().try_get_matches_from(line.split(' ')).is_ok(), is_sound, "{line}");
        }
    }
}
