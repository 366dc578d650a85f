//! The commands: what each takes, what it assembles, what it prints. Words for a terminal stand here.

mod assembly;
mod audit;
pub mod backtest;
mod capacity;
mod database;
pub mod demo;
mod digest;
mod doctor;
mod forecast;
mod holidays;
pub mod import;
pub mod metrics;
mod metrics_table;
mod migrate;
mod outbox;
mod play_stats;
pub mod playbook;
mod qbr;
pub mod score;
mod serve;
mod workspaces;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::clock::Clock;
use crate::config::{Config, Described, Disk, Environment, Log, LogFormat, Needs, Origin, SecretKey, Setting};
use crate::domain::playbook::PlaybookOrigin;
use crate::operations::playbooks;
use crate::operations::vault::Vault;
use crate::telemetry;

pub use assembly::{Bot, Installs, Parts};
pub use database::{Opened, Source};
pub use demo::sample;

/// Where a command prints.
pub type Output<'a> = dyn Write + Send + 'a;

/// Steward: account health, renewals, digests and playbooks in Slack.
#[derive(Debug, Parser)]
#[command(name = "steward", version, about, after_long_help = EXAMPLES, max_term_width = 100)]
pub struct Arguments {
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

const EXAMPLES: &str = "\
Examples:
  steward demo                              try everything, without a Slack account
  steward import book/                      bring in accounts, people, usage, tickets from CSV files
  steward import --mapping ravenstack data/ the same from files of another shape
  steward serve                             be the bot of a Slack workspace

Settings come from the environment or from the file that STEWARD_CONFIG names; `steward doctor` lists them all.";

/// What Steward can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Try everything: a private Postgres, a sample book, the bot, and a local Slack to use it by
    Demo(demo::Options),
    /// Be the bot of a Slack workspace
    Serve(serve::Options),
    /// Bring in CSV files: accounts, people, contacts, contracts, usage, tickets, surveys, touchpoints, ARR, milestones, value
    Import(Box<import::Args>),
    /// Bring the database to the newest schema
    #[command(after_long_help = "Example:\n  steward migrate")]
    Migrate,
    /// Show somebody's daily digest as it would be posted now
    Digest(digest::Options),
    /// Say what is expected of the renewals ahead, and what slipped
    Forecast(forecast::Options),
    /// Check, load, list or show playbooks, or lay one out in time
    Playbook(playbook::Options),
    /// Bring in public holidays by country, or list them
    Holidays(holidays::Options),
    /// Show what each CSM carries against what one person can
    Capacity(capacity::Options),
    /// Write the pack of an account's quarterly review as Markdown
    Qbr(qbr::Options),
    /// Score every account now, say where a score comes from, or keep the health models
    Score(score::Options),
    /// Say whether red accounts churned more, from past scores and what came of them
    Backtest(backtest::Options),
    /// Tell retention and the portfolio's other figures, or the accounts behind one
    Metrics(metrics::Options),
    /// List the posts that wait for a person, send them again or drop them
    Outbox(outbox::Options),
    /// Show where the bot is installed, or encrypt its tokens with a new key
    Workspaces(workspaces::Options),
    /// Tell who did what, the newest first
    Audit(audit::Options),
    /// Say what is set, what is missing, and whether the database and Slack answer
    #[command(after_long_help = "Example:\n  steward doctor")]
    Doctor,
}

impl Command {
    fn needs(&self) -> Needs {
        match self {
            Self::Serve(_) => Needs::Serve,
            Self::Demo(_)
            | Self::Import(_)
            | Self::Migrate
            | Self::Digest(_)
            | Self::Forecast(_)
            | Self::Playbook(_)
            | Self::Holidays(_)
            | Self::Capacity(_)
            | Self::Qbr(_)
            | Self::Score(_)
            | Self::Backtest(_)
            | Self::Metrics(_)
            | Self::Outbox(_)
            | Self::Workspaces(_)
            | Self::Audit(_)
            | Self::Doctor => Needs::Database,
        }
    }
}

/// Runs a command. `environment` is the process's; nothing below reads it.
pub async fn run(arguments: Arguments, environment: Environment, out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    let command = arguments.command;
    let config = match Config::load(&environment, command.needs(), &RealDisk) {
        Ok(config) => config,
        Err(problems) => {
            write!(out, "{problems}")?;
            return Ok(ExitCode::from(2));
        }
    };
    telemetry::start_logging(&logging(&command, &config));
    telemetry::log_panics();
    match command {
        Command::Demo(options) => demo::run(&options, &config, out).await?,
        Command::Serve(options) => serve::run(options, &config, out).await?,
        Command::Workspaces(options) => return workspaces::run(options, &config, out).await,
        Command::Outbox(options) => return outbox::run(&options, &config, out).await,
        Command::Audit(options) => audit::run(&options, &config, out).await?,
        Command::Import(args) => return import(&args, &config, out).await,
        Command::Migrate => migrate::run(&config, out).await?,
        Command::Digest(options) => digest::run(&options, &config, out).await?,
        Command::Forecast(options) => forecast::run(&options, &config, out).await?,
        Command::Playbook(options) => return playbook::run(&options, &config, out).await,
        Command::Holidays(options) => return holidays::run(&options, &config, out).await,
        Command::Capacity(options) => capacity::run(&options, &config, out).await?,
        Command::Qbr(options) => return qbr::run(&options, &config, out).await,
        Command::Score(options) => return score::run(&options, &config, out).await,
        Command::Backtest(options) => backtest::run(&options, &config, out).await?,
        Command::Metrics(options) => metrics::run(&options, &config, out).await?,
        Command::Doctor => return doctor::run(&config, &environment, out).await,
    }
    Ok(ExitCode::SUCCESS)
}

/// The disk of this machine.
struct RealDisk;

impl Disk for RealDisk {
    fn read(&self, path: &Path) -> io::Result<String> {
        std::fs::read_to_string(path)
    }

    fn list(&self, directory: &Path) -> io::Result<Vec<PathBuf>> {
        std::fs::read_dir(directory)?.map(|entry| entry.map(|entry| entry.path())).collect()
    }
}

/// A demo talks to a person at a terminal: only what went wrong, unless they asked for more.
fn logging(command: &Command, config: &Config) -> Log {
    let asked = |told: &Described| told.setting == Setting::Log && told.origin != Origin::Default;
    match command {
        Command::Demo(_) if !config.describe().iter().any(asked) => {
            Log { filter: "warn".to_owned(), format: Some(LogFormat::Text) }
        }
        Command::Demo(_)
        | Command::Serve(_)
        | Command::Import(_)
        | Command::Migrate
        | Command::Digest(_)
        | Command::Forecast(_)
        | Command::Playbook(_)
        | Command::Holidays(_)
        | Command::Capacity(_)
        | Command::Qbr(_)
        | Command::Score(_)
        | Command::Backtest(_)
        | Command::Metrics(_)
        | Command::Outbox(_)
        | Command::Workspaces(_)
        | Command::Audit(_)
        | Command::Doctor => config.log.clone(),
    }
}

async fn import(args: &import::Args, config: &Config, out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    let opened = open(config).await?;
    setup(&opened, config).await?;
    let done = import::run(args, &opened.app, ORG, out).await;
    if done.is_ok() && !args.dry_run {
        // Data that nobody has scored would show as "not scored yet" until the night.
        score::now(&opened.app, out).await?;
    }
    opened.close().await?;
    done
}

/// The one organisation of an installation.
pub(crate) const ORG: crate::domain::ids::OrgId = crate::domain::ids::OrgId::DEFAULT;

/// The organisation and its playbooks, before anything else is written.
async fn setup(opened: &Opened, config: &Config) -> anyhow::Result<()> {
    crate::operations::setup::organisation(&opened.app, ORG, &config.organisation).await?;
    own_playbooks(&opened.app, config).await
}

/// Puts the playbooks of one's own directory in force.
async fn own_playbooks(app: &crate::operations::App, config: &Config) -> anyhow::Result<()> {
    let written = config.playbooks.iter().map(|own| {
        let (playbook, source) = (own.playbook.clone(), own.source.clone());
        playbooks::Written { playbook, source }
    });
    playbooks::load(app, ORG, &written.collect::<Vec<_>>(), PlaybookOrigin::Directory).await?;
    Ok(())
}

/// The database that the settings ask for, with their clock and their numbers.
async fn open(config: &Config) -> anyhow::Result<Opened> {
    let mut opened = database::open(source(config)?, clock(config), config.rules.clone()).await?;
    opened.app = opened.app.with_channel_locale(config.channel_locale);
    if !config.secret_keys.is_empty() {
        opened.app = opened.app.with_vault(Vault::new(config.secret_keys.iter().map(SecretKey::expose)));
    }
    Ok(opened)
}

/// The clock that the settings ask for.
fn clock(config: &Config) -> Clock {
    config.starts_at.map_or_else(Clock::system, Clock::starting_at)
}

/// The database that the settings ask for.
fn source(config: &Config) -> anyhow::Result<Source> {
    use secrecy::ExposeSecret;
    Ok(match &config.database_url {
        Some(url) => Source::Configured(Box::new(url.expose_secret().parse()?)),
        None => Source::Private(None),
    })
}
