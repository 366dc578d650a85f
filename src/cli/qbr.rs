//! `steward qbr`: the pack of an account's quarterly review, as Markdown on the terminal.

use std::process::ExitCode;

use clap::Args;

use super::{ORG, Output, open, setup};
use crate::config::Config;
use crate::domain::account::{AccountRef, Candidates, Found};
use crate::domain::portfolio::PeriodAsked;
use crate::domain::qbr;
use crate::domain::refusal::Refusal;
use crate::operations::qbr::pack_named;
use crate::operations::{App, Failure};
use crate::slack::render::{Onlookers, qbr_markdown};

/// Options of `steward qbr`.
#[derive(Clone, Debug, Args)]
#[command(
    after_long_help = "Examples:\n  steward qbr --account techcorp\n  steward qbr --account techcorp --quarter 2026Q1  > techcorp.md\n  steward qbr --account techcorp --for-customer  > techcorp.md"
)]
pub struct Options {
    /// The account: its name, an alias or its domain
    #[arg(long)]
    pub account: String,
    /// A calendar quarter, like 2026-q1; the running one when left out, in its first 30 days the one before
    #[arg(long, value_parser = quarter)]
    pub quarter: Option<PeriodAsked>,
    /// Leave money and the names of contacts out
    #[arg(long)]
    pub for_customer: bool,
}

fn quarter(word: &str) -> Result<PeriodAsked, String> {
    qbr::quarter(word).ok_or_else(|| "a quarter is written like 2026-q1 or 2026Q1".to_owned())
}

/// Prints the pack. Fails when it is not clear whose.
pub async fn run(options: &Options, config: &Config, out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    let opened = open(config).await?;
    setup(&opened, config).await?;
    let code = print(options, &opened.app, out).await;
    opened.close().await?;
    code
}

/// The same on a database that is open.
pub async fn print(options: &Options, app: &App, out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    let onlookers = if options.for_customer { Onlookers::Guests } else { Onlookers::Members };
    match pack_named(app, ORG, &options.account, options.quarter).await {
        Ok(Ok(pack)) => {
            write!(out, "{}", qbr_markdown(&pack, onlookers))?;
            Ok(ExitCode::SUCCESS)
        }
        Ok(Err(Found::Several(Candidates { first: near, .. }) | Found::None(near))) => {
            let names: Vec<&str> = near.iter().map(|account: &AccountRef| account.name.as_str()).collect();
            let near = if names.is_empty() { String::new() } else { format!("; near: {}", names.join(", ")) };
            anyhow::bail!("no account is clearly called {:?}{near}", options.account)
        }
        Ok(Err(Found::One(account))) => anyhow::bail!("{} is gone", account.name),
        Err(Failure::Refused(Refusal::PeriodNotBegun { from })) => {
            anyhow::bail!("the quarter begins on {from}; there is nothing to tell of it yet")
        }
        Err(Failure::Refused(refusal)) => anyhow::bail!("{refusal:?}"),
        Err(Failure::Broken(error)) => Err(error),
    }
}
