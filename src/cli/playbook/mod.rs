//! `steward playbook`: files checked before anybody relies on them, the playbooks in force, and what one would prompt when.

mod files;
mod moment;
mod show;
mod simulate;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use self::files::check;
pub use self::simulate::Options as SimulateOptions;
use super::{ORG, Output, open, play_stats, setup};
use crate::config::Config;
use crate::domain::playbook::PlaybookOrigin;
use crate::domain::refusal::Refusal;
use crate::operations::{App, Failure, playbooks};

/// Options of `steward playbook`.
#[derive(Clone, Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Options {
    /// What to do
    #[command(subcommand)]
    pub what: What,
}

const EXAMPLES: &str = "\
Examples:
  steward playbook list
  steward playbook show red_account_rescue
  steward playbook check rescue.yaml
  steward playbook load rescue.yaml
  steward playbook load --retire win_back
  steward playbook stats rescue --period 12m
  steward playbook simulate red_account_rescue --account TechCorp
  steward playbook simulate renewal --from 2026-02-16 --renewal 2026-06-30 --zone Europe/Berlin
  steward playbook simulate --file rescue.yaml --from 2026-02-16 --zone America/New_York";

/// What can be done with playbooks.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// The playbooks in force, with their versions
    List,
    /// A playbook: its steps, owners, goal, exits and triggers
    Show {
        /// Its name
        #[arg(required_unless_present = "file")]
        name: Option<String>,
        /// A YAML file instead, which need not be in force
        #[arg(long, conflicts_with = "name")]
        file: Option<PathBuf>,
    },
    /// Read files and name every fault with its line, column and reason; nothing is changed
    Check {
        /// YAML files
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Put files in force, all of them or none; runs keep the version that they began with
    Load {
        /// YAML files
        #[arg(required_unless_present = "retire")]
        files: Vec<PathBuf>,
        /// Take a playbook out of force; its runs go on
        #[arg(long, value_name = "NAME", conflicts_with = "files")]
        retire: Option<String>,
    },
    /// Print every prompt of a playbook with its local time, before anybody starts it
    Simulate(simulate::Options),
    /// What came of playbooks, with the number of runs behind every figure
    Stats(play_stats::Options),
}

/// Does it.
pub async fn run(options: &Options, config: &Config, out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    match &options.what {
        What::Check { files } => check(files, out).await,
        What::Stats(options) => {
            play_stats::run(options, config, out).await?;
            Ok(ExitCode::SUCCESS)
        }
        What::Show { name: _, file: Some(file) } => show::file(file, out).await,
        What::Simulate(options) if !options.needs_database(config) => simulate::alone(options, config, out).await,
        What::List | What::Show { .. } | What::Load { .. } | What::Simulate(_) => {
            let opened = open(config).await?;
            setup(&opened, config).await?;
            let code = with_database(&options.what, &opened.app, out).await;
            opened.close().await?;
            code
        }
    }
}

/// What needs the database.
pub async fn with_database(what: &What, app: &App, out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    match what {
        What::List => show::list(app, out).await,
        What::Show { name: Some(name), .. } => show::one(app, name, out).await,
        What::Show { name: None, .. } | What::Check { .. } | What::Stats(_) => Ok(ExitCode::SUCCESS),
        What::Load { files, retire: None } => load(app, files, out).await,
        What::Load { retire: Some(name), .. } => retire(app, name, out).await,
        What::Simulate(options) => simulate::on_account(options, app, out).await,
    }
}

async fn load(app: &App, paths: &[PathBuf], out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    let Some(written) = files::read(paths, out).await? else {
        writeln!(out, "Nothing was loaded; what was in force before still is.")?;
        return Ok(ExitCode::FAILURE);
    };
    let versions = playbooks::load(app, ORG, &written, PlaybookOrigin::Loaded).await.map_err(told)?;
    for (one, version) in written.iter().zip(versions) {
        let name = &one.playbook.name;
        match version {
            Some(version) => {
                writeln!(out, "{name}: version {version} is in force. Runs keep the version that they began with.")?;
            }
            None => writeln!(out, "{name}: this text is in force already. Nothing was changed.")?,
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn retire(app: &App, name: &str, out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    if playbooks::retire(app, ORG, name).await.map_err(told)? {
        writeln!(out, "{name} is out of force: nobody can start it. Its runs go on; loading it brings it back.")?;
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(
        out,
        "No playbook {name} is in force; `steward playbook list` names those that are. Nothing was changed."
    )?;
    Ok(ExitCode::FAILURE)
}

/// Why something was not done, for a terminal.
fn told(failure: Failure) -> anyhow::Error {
    let refusal = match failure {
        Failure::Broken(error) => return error,
        Failure::Refused(refusal) => refusal,
    };
    #[expect(clippy::wildcard_enum_match_arm, reason = "few refusals can meet a terminal")]
    match refusal {
        Refusal::NoSuchPlaybook { wanted, names } => {
            anyhow::anyhow!("no playbook is called {wanted}; there are {}", names.join(", "))
        }
        Refusal::NoSuchAccount { wanted, nearest } if nearest.is_empty() => {
            anyhow::anyhow!("no account is called {wanted}")
        }
        Refusal::NoSuchAccount { wanted, nearest } => {
            let names: Vec<&str> = nearest.iter().map(|account| account.name.as_str()).collect();
            anyhow::anyhow!("{wanted} names no account alone; there are {}", names.join(", "))
        }
        Refusal::NoOwner { account } => anyhow::anyhow!("{} has no owner, so nobody would be prompted", account.name),
        Refusal::NoRenewalToCountFrom { account, title } => {
            anyhow::anyhow!("{title} counts back from the renewal, and {} has no contract end", account.name)
        }
        other => anyhow::anyhow!("refused: {other:?}"),
    }
}
