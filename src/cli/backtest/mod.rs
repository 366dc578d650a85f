//! `steward backtest`: what the score would have said, held against what came. It changes nothing in the database.

mod words;

use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};

use super::{ORG, Output, open};
use crate::config::Config;
use crate::domain::backtest::Outcome;
use crate::domain::health::Model;
use crate::operations::backtest::{Advice, Findings, Question, look_back};
use crate::operations::{App, Failure};

const HELP: &str = "\
Examples:
  steward backtest
  steward backtest --from 2024-01-01 --to 2024-09-01 --every 30d --horizon 90d
  steward backtest --outcome recorded --json
  steward backtest --suggest suggested.toml

Scores every account that was there to be lost on each date, on what was known then, and counts which of them were lost
within the horizon. Nothing is written to the database, and no weight is changed: a suggestion is written only to the
file that you name, and only when it did better on accounts that it had not seen.";

/// Options of `steward backtest`.
#[derive(Clone, Debug, Args)]
#[command(after_long_help = HELP)]
pub struct Options {
    /// The first date [default: where the data begins]
    #[arg(long, value_name = "DATE")]
    pub from: Option<NaiveDate>,
    /// The last date [default: the last whose horizon is over]
    #[arg(long, value_name = "DATE")]
    pub to: Option<NaiveDate>,
    /// A date every so many days, as 30d [default: the first of each month]
    #[arg(long, value_name = "DAYS", value_parser = days)]
    pub every: Option<u64>,
    /// What happens within so many days after a date counts
    #[arg(long, value_name = "DAYS", value_parser = days, default_value = "90d")]
    pub horizon: u64,
    /// What counts as churn
    #[arg(long, value_enum, default_value_t = Churn::Lost)]
    pub outcome: Churn,
    /// Write the suggested weights, where they are advised, as a model to this file; it must not be there yet
    #[arg(long, value_name = "FILE")]
    pub suggest: Option<PathBuf>,
    /// Print everything as JSON
    #[arg(long)]
    pub json: bool,
}

/// What counts as churn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Churn {
    /// The account ended, or none of its ARR was left
    Lost,
    /// Also every movement that is recorded as churn, whatever was left
    Recorded,
}

impl From<Churn> for Outcome {
    fn from(churn: Churn) -> Self {
        match churn {
            Churn::Lost => Self::Lost,
            Churn::Recorded => Self::Recorded,
        }
    }
}

fn days(text: &str) -> Result<u64, String> {
    let days = text.strip_suffix('d').unwrap_or(text).parse::<u64>().ok().filter(|days| (1..=3_650).contains(days));
    days.ok_or_else(|| "a number of days from 1 to 3650, as 30d".to_owned())
}

/// Runs the command on the database that is configured.
pub async fn run(options: &Options, config: &Config, out: &mut Output<'_>) -> anyhow::Result<()> {
    let opened = open(config).await?;
    let done = look(options, &opened.app, out).await;
    opened.close().await?;
    done
}

/// Looks back, prints what it saw, and writes the suggestion where it was asked for.
pub async fn look(options: &Options, app: &App, out: &mut Output<'_>) -> anyhow::Result<()> {
    if let Some(file) = &options.suggest {
        ensure!(!file.exists(), "{} is there already; name a file that is not", file.display());
    }
    let question = Question {
        from: options.from,
        to: options.to,
        every_days: options.every,
        horizon_days: options.horizon,
        outcome: options.outcome.into(),
    };
    let style = ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}");
    let bar = ProgressBar::new(1).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let mut on_progress = |done: usize, of: usize| {
        bar.set_length(of as u64);
        bar.set_position(done as u64);
    };
    let found = look_back(app, ORG, question, &mut on_progress).await;
    bar.finish_and_clear();
    let found = found.map_err(|failure| match failure {
        Failure::Broken(error) => error,
        Failure::Refused(refusal) => anyhow::anyhow!("refused: {refusal:?}"),
    })?;
    if options.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&found)?)?;
    } else {
        out.write_all(words::report(&found)?.as_bytes())?;
    }
    let Some(file) = &options.suggest else { return Ok(()) };
    let told = match &found.suggestion.advised {
        Some(model) => {
            write_model(file, model, &found)?;
            format!("The suggested weights are in {}. Read it before you use it; nothing uses it yet.", file.display())
        }
        None => format!("{} was not written: no other weights are advised.", file.display()),
    };
    // JSON stays one document.
    if !options.json {
        writeln!(out, "\n{told}")?;
    }
    Ok(())
}

/// Writes the model with where it comes from, to a file that is not there yet.
fn write_model(file: &Path, model: &Model, found: &Findings) -> anyhow::Result<()> {
    if found.suggestion.advice != Advice::Consider {
        bail!("no other weights are advised");
    }
    let head = format!(
        "# Suggested by `steward backtest` from {} account-dates up to {}, beside {}.\n# A factor that is missing here was \
         given no weight. Nothing uses this file by itself.\n\n",
        found.n, found.as_of, found.suggestion.model,
    );
    let text = format!("{head}{}", toml::to_string_pretty(model)?);
    let refused = || format!("{}: cannot be written", file.display());
    let mut opened = std::fs::OpenOptions::new().write(true).create_new(true).open(file).with_context(refused)?;
    std::io::Write::write_all(&mut opened, text.as_bytes()).with_context(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_a_number_with_or_without_their_letter() {
        for (text, expected) in [("30d", Some(30)), ("90", Some(90)), ("0d", None), ("4000", None), ("1w", None)] {
            assert_eq!(days(text).ok(), expected, "{text}");
        }
    }
}
