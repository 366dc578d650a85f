//! `steward score`: scores outside the nightly hour, after an import for example.

use clap::Args;

use super::{ORG, Output, open, setup};
use crate::config::Config;
use crate::operations::{App, rescore};

/// Options of `steward score`.
#[derive(Clone, Debug, Args)]
#[command(after_long_help = "Examples:\n  steward score\n  steward score --backfill 90")]
pub struct Options {
    /// First score so many past days from the data as it was then, for trends and charts
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(i64).range(1..=730))]
    pub backfill: Option<i64>,
}

/// Scores, and says what changed.
pub async fn run(options: &Options, config: &Config, out: &mut Output<'_>) -> anyhow::Result<()> {
    let opened = open(config).await?;
    setup(&opened, config).await?;
    if let Some(days) = options.backfill {
        let past = rescore::backfill(&opened.app, ORG, days).await?;
        writeln!(out, "{days} past days: {} scores written.", past.n_changed)?;
    }
    now(&opened.app, out).await?;
    opened.close().await
}

/// Scores every account as things stand, and says what changed.
pub(super) async fn now(app: &App, out: &mut Output<'_>) -> anyhow::Result<()> {
    let now = rescore::rescore(app, ORG).await?;
    writeln!(out, "{} accounts scored, {} changed, {} changed colour.", now.n_scored, now.n_changed, now.n_crossed)?;
    Ok(())
}
