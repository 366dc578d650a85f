//! `steward digest`: what somebody's morning would say, without sending it.

use anyhow::{Context, bail};
use clap::Args;
use serde_json::Value;

use super::{ORG, Output, open, setup};
use crate::config::Config;
use crate::operations::{digest, directory};
use crate::slack::render::{self, Onlookers};

/// Options of `steward digest`.
#[derive(Clone, Debug, Args)]
#[command(after_long_help = "Examples:\n  steward digest --person ana@acme.com\n  steward digest --person p-17 --json")]
pub struct Options {
    /// Whose, by e-mail or external id
    #[arg(long)]
    pub person: String,
    /// The message as Slack would get it
    #[arg(long)]
    pub json: bool,
}

/// Prints the digest.
pub async fn run(options: &Options, config: &Config, out: &mut Output<'_>) -> anyhow::Result<()> {
    let opened = open(config).await?;
    setup(&opened, config).await?;
    let actor = directory::named(&opened.app, ORG, &options.person).await?;
    let Some(actor) = actor else { bail!("nobody has the e-mail or external id {}", options.person) };
    let view = digest::today(&opened.app, &actor).await?;
    let message = render::digest(&view, &config.command, Onlookers::Members, opened.app.clock.now()).to_json();
    if options.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&message)?)?;
    } else {
        let blocks = message["blocks"].as_array().context("a message has blocks")?;
        for text in blocks.iter().flat_map(texts) {
            writeln!(out, "{text}")?;
        }
    }
    opened.close().await
}

/// The words of a block, a line each.
fn texts(block: &Value) -> Vec<String> {
    let text = |value: &Value| value.get("text").and_then(Value::as_str).map(str::to_owned);
    let own = block.get("text").and_then(text);
    let inner = ["fields", "elements"].into_iter().filter_map(|name| block.get(name)?.as_array());
    own.into_iter().chain(inner.flatten().filter_map(text)).collect()
}
