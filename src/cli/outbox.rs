//! `steward outbox`: posts that wait for a person.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::json;

use super::{ORG, Output, open, setup};
use crate::config::Config;
use crate::domain::delivery::{HeldPost, Verdict};
use crate::domain::ids::CardId;
use crate::operations::deliveries;

/// Options of `steward outbox`.
#[derive(Clone, Debug, Args)]
#[command(after_long_help = "\
Examples:
  steward outbox list
  steward outbox list --channel C0EMEACSMS --json
  steward outbox resend --channel C0EMEACSMS
  steward outbox drop 0198c2f0-7d1e-5b5e-9a53-0d6d4c2f1a11")]
pub struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Clone, Debug, Subcommand)]
enum What {
    /// Show what waits, the oldest first
    List {
        /// Only what was to go there: a channel's id, or a person's
        #[arg(long)]
        channel: Option<String>,
        /// A line of JSON each
        #[arg(long)]
        json: bool,
    },
    /// Send posts again; they are drawn anew
    Resend(Which),
    /// Never send them
    Drop(Which),
}

#[derive(Clone, Debug, Args)]
#[group(required = true, multiple = false)]
struct Which {
    /// These, by their ids from `steward outbox list`
    ids: Vec<CardId>,
    /// Everything that was to go to one channel or person
    #[arg(long)]
    channel: Option<String>,
    /// Everything that waits
    #[arg(long)]
    all: bool,
}

/// Lists or decides. Fails when nothing of what was named waits.
pub async fn run(options: &Options, config: &Config, out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    let opened = open(config).await?;
    setup(&opened, config).await?;
    let code = match &options.what {
        What::List { channel, json } => {
            let posts = deliveries::held(&opened.app, ORG, channel.as_deref()).await?;
            list(&posts, *json, out)?;
            ExitCode::SUCCESS
        }
        What::Resend(which) => decide(&opened.app, which, Verdict::Resend, out).await?,
        What::Drop(which) => decide(&opened.app, which, Verdict::Drop, out).await?,
    };
    opened.close().await?;
    Ok(code)
}

fn list(posts: &[HeldPost], as_json: bool, out: &mut Output<'_>) -> anyhow::Result<()> {
    if posts.is_empty() && !as_json {
        writeln!(out, "Nothing waits.")?;
    }
    for post in posts {
        if as_json {
            writeln!(out, "{}", json!(post))?;
            continue;
        }
        let doubt = if post.maybe_posted { "  (it may stand there already: look first)" } else { "" };
        let held_at = post.held_at.format("%Y-%m-%d %H:%M");
        let kind = post.kind.as_str();
        writeln!(out, "{}  {held_at}Z  {kind:<7}  {:<12}  {}{doubt}", post.card, post.channel_id, post.reason)?;
    }
    Ok(())
}

async fn decide(
    app: &crate::operations::App,
    which: &Which,
    verdict: Verdict,
    out: &mut Output<'_>,
) -> anyhow::Result<ExitCode> {
    let cards = Some(which.ids.as_slice()).filter(|ids| !ids.is_empty());
    let decided = deliveries::decide_at_terminal(app, ORG, (cards, which.channel.as_deref()), verdict).await?;
    let done = match verdict {
        Verdict::Resend => "will be sent again by the next worker",
        Verdict::Drop => "dropped",
    };
    for card in &decided {
        writeln!(out, "{card}  {done}")?;
    }
    if decided.is_empty() {
        writeln!(out, "None of that waits, so nothing was changed. `steward outbox list` shows what does.")?;
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}
