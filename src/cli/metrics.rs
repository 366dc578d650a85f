//! `steward metrics`: the portfolio's figures in a terminal, each with what it divides by what, when and as of when.

use std::io::Write;

use clap::Args;

use super::metrics_table::{self, Table};
use super::{ORG, Output, open, setup};
use crate::config::Config;
use crate::domain::account::BookScope;
use crate::domain::portfolio::{FigureKind, GroupBy, MetricsAsk, PeriodAsked};
use crate::domain::refusal::Refusal;
use crate::operations::metrics::{self, Asker, BehindAsk};
use crate::operations::{App, Failure};

/// More accounts than a terminal is read for.
const MOST_ROWS: i64 = 10_000;

/// Options of `steward metrics`.
#[derive(Clone, Debug, Default, Args)]
#[command(
    after_long_help = "Examples:\n  steward metrics\n  steward metrics --period 2024\n  steward metrics --period 2024-q3 --by segment\n  steward metrics --period 2024 --accounts logo_churn\n  steward metrics --period 2024 --by segment --group high_touch --accounts grr"
)]
pub struct Options {
    /// qtd, ytd, 12m, 2024, 2024-q3 or 2024-01-01..2024-12-31; the quarter to date and twelve months when left out
    #[arg(long)]
    pub period: Option<PeriodAsked>,
    /// In groups: segment, csm, team or cohort (the quarter of the start)
    #[arg(long, value_parser = grouping)]
    pub by: Option<GroupBy>,
    /// The accounts behind a figure: grr, nrr, logo-churn, new, ttv, adoption, at-risk or touched
    #[arg(long, value_name = "FIGURE", value_parser = figure)]
    pub accounts: Option<FigureKind>,
    /// Of one group only, by its key: `high_touch`, a team, 2024-q3
    #[arg(long, value_name = "KEY", requires = "by", requires = "accounts")]
    pub group: Option<String>,
}

fn grouping(word: &str) -> Result<GroupBy, String> {
    GroupBy::parse(word).ok_or_else(|| format!("the groupings are {}", GroupBy::ALL.map(GroupBy::as_str).join(", ")))
}

fn figure(word: &str) -> Result<FigureKind, String> {
    FigureKind::parse(word)
        .ok_or_else(|| format!("the figures are {}", FigureKind::ALL.map(FigureKind::as_str).join(", ")))
}

/// Prints the figures, or the accounts behind one.
pub async fn run(options: &Options, config: &Config, out: &mut Output<'_>) -> anyhow::Result<()> {
    let opened = open(config).await?;
    setup(&opened, config).await?;
    print(options, &opened.app, out).await?;
    opened.close().await
}

/// The same on a database that is open.
pub async fn print(options: &Options, app: &App, out: &mut Output<'_>) -> anyhow::Result<()> {
    let ask = MetricsAsk { period: options.period, by: options.by, scope: BookScope::All, ..MetricsAsk::default() };
    let asker = Asker::Terminal(ORG);
    let told = match options.accounts {
        None => metrics::metrics(app, asker, ask).await.map(|view| metrics_table::figures(&view)),
        Some(figure) => {
            let key = options.group.clone();
            let wanted = BehindAsk { ask, figure, key, page: 0, page_size: MOST_ROWS };
            metrics::behind(app, asker, wanted).await.map(|view| metrics_table::behind(&view))
        }
    };
    match told {
        Ok(tables) => write(&tables, out),
        Err(Failure::Refused(Refusal::PeriodNotBegun { from })) => {
            anyhow::bail!("the period begins on {from}; there is nothing to tell of it yet")
        }
        Err(Failure::Refused(refusal)) => anyhow::bail!("{refusal:?}"),
        Err(Failure::Broken(error)) => Err(error),
    }
}

fn write(tables: &[Table], out: &mut dyn Write) -> anyhow::Result<()> {
    for (at, table) in tables.iter().enumerate() {
        if 0 < at {
            writeln!(out)?;
        }
        write!(out, "{table}")?;
    }
    Ok(())
}
