//! `steward holidays`: public holidays by country, from a file.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use chrono::{Datelike, NaiveDate};
use clap::{Args, Subcommand};

use super::{ORG, Output, open, setup};
use crate::config::Config;
use crate::domain::ids::OrgId;
use crate::domain::personal::Country;
use crate::ingest::holidays::{Format, YEARS_AHEAD, read};
use crate::operations::App;
use crate::operations::holidays::{self, Replaced};

/// Faults of a file that are named; the rest is counted.
const MOST_FAULTS: usize = 20;

/// Options of `steward holidays`.
#[derive(Clone, Debug, Args)]
#[command(
    after_long_help = "Examples:\n  steward holidays import de.ics --country DE\n  steward holidays list --country DE --year 2026"
)]
pub struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Clone, Debug, Subcommand)]
enum What {
    /// Read an .ics file of whole days, or a .csv with date,name; it replaces what a file of that name held before
    Import {
        /// The file
        file: PathBuf,
        /// The country, by its two letters
        #[arg(long, value_parser = country)]
        country: Country,
        /// Say what the file holds, and change nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// List a country's holidays of a year
    List {
        /// The country, by its two letters
        #[arg(long, value_parser = country)]
        country: Country,
        /// The year; this one unless given
        #[arg(long, value_parser = clap::value_parser!(i32).range(1970..=2199))]
        year: Option<i32>,
    },
}

fn country(text: &str) -> Result<Country, String> {
    Country::parse(text).ok_or_else(|| "write the two letters of ISO 3166-1, like DE".to_owned())
}

/// Imports or lists.
pub async fn run(options: &Options, config: &Config, out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    let opened = open(config).await?;
    setup(&opened, config).await?;
    let done = match &options.what {
        What::Import { file, country, dry_run: true } => check(&opened.app, file, *country, out).await,
        What::Import { file, country, dry_run: false } => import(&opened.app, file, *country, out).await,
        What::List { country, year } => {
            let year = year.unwrap_or_else(|| opened.app.clock.now().year());
            list(&opened.app, *country, year, out).await
        }
    };
    opened.close().await?;
    done
}

async fn check(app: &App, file: &Path, country: Country, out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    let Some((_, days)) = days_of(app, file, out).await? else { return Ok(ExitCode::FAILURE) };
    writeln!(out, "{}: {} days for {country}; nothing was changed", file.display(), days.len())?;
    Ok(ExitCode::SUCCESS)
}

async fn import(app: &App, file: &Path, country: Country, out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    let Some((source, days)) = days_of(app, file, out).await? else { return Ok(ExitCode::FAILURE) };
    let brought = holidays::bring_in(app, ORG, (country, &source), &days).await?;
    let Replaced { n_added, n_removed, n_renamed } = brought.replaced;
    writeln!(
        out,
        "{country}, from {source}: {n_added} days added, {n_removed} removed, {n_renamed} renamed; {} in all",
        days.len()
    )?;
    writeln!(out, "What repeats each year without an end is written down for {YEARS_AHEAD} years.")?;
    match brought.n_people {
        0 => writeln!(
            out,
            "Nobody has {country} as their country yet: people.csv has a column country, and people set it."
        )?,
        1 => writeln!(out, "1 person has these holidays.")?,
        n => writeln!(out, "{n} people have these holidays.")?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The days of a file with its name; `None` once its faults are told.
async fn days_of(
    app: &App,
    file: &Path,
    out: &mut Output<'_>,
) -> anyhow::Result<Option<(String, std::collections::BTreeMap<NaiveDate, String>)>> {
    let name = file.file_name().and_then(|name| name.to_str()).context("the file has no name")?;
    let Some(format) = Format::of(name) else { bail!("{}: write holidays as .ics or .csv", file.display()) };
    let bytes = tokio::fs::read(file).await.with_context(|| format!("cannot read {}", file.display()))?;
    let Ok(text) = String::from_utf8(bytes) else { bail!("{}: is not UTF-8", file.display()) };
    match read(format, &text, app.clock.now().date_naive()) {
        Ok(days) => Ok(Some((name.to_owned(), days))),
        Err(faults) => {
            for fault in faults.iter().take(MOST_FAULTS) {
                writeln!(out, "{}:{fault}", file.display())?;
            }
            let n_more = faults.len().saturating_sub(MOST_FAULTS);
            if 0 < n_more {
                writeln!(out, "and {n_more} more")?;
            }
            writeln!(out, "Nothing was changed.")?;
            Ok(None)
        }
    }
}

async fn list(app: &App, country: Country, year: i32, out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    let (first, last) = (NaiveDate::from_ymd_opt(year, 1, 1), NaiveDate::from_ymd_opt(year, 12, 31));
    let days = first.zip(last).context("a year has days")?;
    let (found, countries) = holidays::list(app, ORG, country, days).await?;
    for holiday in &found {
        writeln!(out, "{} {}  {}  ({})", holiday.day, holiday.day.format("%a"), holiday.name, holiday.source)?;
    }
    if found.is_empty() {
        let known = if countries.is_empty() { "none".to_owned() } else { countries.join(", ") };
        writeln!(out, "No holidays of {country} in {year}. Countries with any: {known}. Bring some in:")?;
        writeln!(out, "  steward holidays import FILE --country {country}")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The holidays that the demo's people have.
pub(super) async fn samples(app: &App, org: OrgId) -> anyhow::Result<()> {
    const SAMPLES: [(&str, &str, &str); 3] = [
        ("DE", "de.ics", include_str!("../../manifests/holidays/de.ics")),
        ("US", "us.ics", include_str!("../../manifests/holidays/us.ics")),
        ("GB", "gb-2026.csv", include_str!("../../manifests/holidays/gb-2026.csv")),
    ];
    for (country, name, text) in SAMPLES {
        let format = Format::of(name).context("a format")?;
        let country = Country::parse(country).context("a country")?;
        let days = read(format, text, app.clock.now().date_naive());
        let days = days.map_err(|faults| anyhow::anyhow!("{name}:{}", faults[0]))?;
        holidays::bring_in(app, org, (country, name), &days).await?;
    }
    Ok(())
}
