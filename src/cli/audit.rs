//! `steward audit`: who did what.

use anyhow::bail;
use chrono::{DateTime, NaiveDate, Utc};
use clap::Args;
use serde_json::json;

use super::{ORG, Output, open, setup};
use crate::config::Config;
use crate::operations::audit::{self, Asked};

/// Options of `steward audit`.
#[derive(Clone, Debug, Args)]
#[command(after_long_help = "\
Examples:
  steward audit
  steward audit --person ana@acme.com --since 2026-03-01
  steward audit --verb step --limit 500 --json
  steward audit --subject account:0198c2f0-7d1e-5b5e-9a53-0d6d4c2f1a11")]
pub struct Options {
    /// Only deeds of this person, by e-mail or external id; `steward` for the bot's own
    #[arg(long)]
    pub person: Option<String>,
    /// Only deeds whose name begins so: `playbook`, `step.move`
    #[arg(long)]
    pub verb: Option<String>,
    /// Only deeds on this: `account:<id>`, `step:<id>`
    #[arg(long)]
    pub subject: Option<String>,
    /// Only deeds of this day (UTC) or later
    #[arg(long)]
    pub since: Option<NaiveDate>,
    /// At most so many
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(i64).range(1..=100_000))]
    pub limit: i64,
    /// A line of JSON each
    #[arg(long)]
    pub json: bool,
}

/// Prints deeds, the newest first.
pub async fn run(options: &Options, config: &Config, out: &mut Output<'_>) -> anyhow::Result<()> {
    let opened = open(config).await?;
    setup(&opened, config).await?;
    let asked = Asked {
        person: options.person.as_deref(),
        verb: options.verb.as_deref(),
        subject: options.subject.as_deref(),
        since: options.since.map(|day| DateTime::<Utc>::from_naive_utc_and_offset(day.into(), Utc)),
        n: options.limit,
    };
    let deeds = audit::list(&opened.app, ORG, &asked).await?;
    opened.close().await?;
    let Some(deeds) = deeds else {
        bail!("nobody has the e-mail or external id {}", options.person.as_deref().unwrap_or_default())
    };
    for deed in &deeds {
        let actor = deed.actor.as_deref().unwrap_or("steward");
        if options.json {
            let line = json!({
                "at": deed.at, "actor": actor, "verb": deed.verb, "subject": deed.subject, "detail": deed.detail,
            });
            writeln!(out, "{line}")?;
        } else {
            let at = deed.at.format("%Y-%m-%d %H:%M:%S");
            writeln!(out, "{at}Z  {actor:<20}  {:<18}  {}  {}", deed.verb, deed.subject, deed.detail)?;
        }
    }
    if deeds.is_empty() && !options.json {
        writeln!(out, "No such deed is written down.")?;
    }
    Ok(())
}
