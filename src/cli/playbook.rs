//! `steward playbook`: checks files before anybody relies on them.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};

use super::{Output, play_stats};
use crate::config::Config;
use crate::domain::playbook::Playbook;

/// Options of `steward playbook`.
#[derive(Clone, Debug, Args)]
#[command(
    after_long_help = "Examples:\n  steward playbook list\n  steward playbook check rescue.yaml\n  steward playbook stats rescue --period 12m"
)]
pub struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Clone, Debug, Subcommand)]
enum What {
    /// The playbooks that ship with Steward
    List,
    /// Read files and name every fault with its line, column and reason; nothing is changed
    Check {
        /// YAML files
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// What came of playbooks, with the number of runs behind every figure
    Stats(play_stats::Options),
}

/// Lists or checks.
pub async fn run(options: &Options, config: &Config, out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    match &options.what {
        What::List => {
            for (file, text) in Playbook::BUILT_IN {
                let playbook = Playbook::parse(text).with_context(|| file.to_owned())?;
                writeln!(
                    out,
                    "{:<24} {} steps, last due day {}: {}",
                    playbook.name,
                    playbook.n_prompts(),
                    playbook.last_due_day(None),
                    playbook.about
                )?;
            }
            Ok(ExitCode::SUCCESS)
        }
        What::Check { files } => check(files, out).await,
        What::Stats(options) => {
            play_stats::run(options, config, out).await?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn check(files: &[PathBuf], out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    let mut code = ExitCode::SUCCESS;
    for file in files {
        let text = tokio::fs::read_to_string(file).await.with_context(|| format!("cannot read {}", file.display()))?;
        match Playbook::parse(&text) {
            Ok(playbook) => {
                writeln!(out, "{}: {} is sound, {} prompts", file.display(), playbook.title, playbook.n_prompts())?;
            }
            Err(fault) => {
                code = ExitCode::FAILURE;
                writeln!(out, "{}:{}:{}: {}", file.display(), fault.line, fault.column, fault.reason)?;
            }
        }
    }
    Ok(code)
}
