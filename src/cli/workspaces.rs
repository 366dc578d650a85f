//! `steward workspaces`: where the bot is installed, and new keys for its tokens.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{ORG, Output, open, setup};
use crate::config::Config;
use crate::operations::installs::{self, Resealed, Told};

/// Options of `steward workspaces`.
#[derive(Clone, Copy, Debug, Args)]
#[command(after_long_help = "\
Examples:
  steward workspaces list
  steward workspaces reseal   after STEWARD_SECRET_KEY=new,old; then take the old key away")]
pub struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Clone, Copy, Debug, Subcommand)]
enum What {
    /// Show every workspace, those that removed the app too
    List,
    /// Encrypt the stored tokens with the first of the keys
    Reseal,
}

/// Lists, or seals anew.
pub async fn run(options: Options, config: &Config, out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    let opened = open(config).await?;
    setup(&opened, config).await?;
    let mut all_done = true;
    match options.what {
        What::List => {
            let all = installs::told(&opened.app, ORG).await?;
            if all.is_empty() {
                writeln!(
                    out,
                    "No workspace yet: `steward serve` adds the one of SLACK_BOT_TOKEN, /slack/install others."
                )?;
            }
            for told in &all {
                writeln!(out, "{}", line(told))?;
            }
        }
        What::Reseal => {
            let resealed = installs::reseal(&opened.app, ORG).await?;
            writeln!(out, "{}", about(&resealed))?;
            all_done = resealed.left.is_empty();
        }
    }
    opened.close().await?;
    Ok(if all_done { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What was sealed anew, and what to do about the rest.
fn about(resealed: &Resealed) -> String {
    let done = format!("Sealed anew: {}.", resealed.n_done);
    if resealed.left.is_empty() {
        return format!("{done} Every stored token now opens with the first key of STEWARD_SECRET_KEY.");
    }
    format!(
        "{done} Being refreshed just now, or not long ago in vain: {}. Keep the old key, and run this again in ten minutes.",
        resealed.left.join(", ")
    )
}

/// One workspace in a line.
pub(super) fn line(told: &Told) -> String {
    let stands = match (&told.closed, told.has_token, told.expires_at) {
        (Some((at, why)), ..) => format!("{why} {}Z", at.format("%Y-%m-%d %H:%M")),
        (None, true, Some(ends)) => {
            format!("installed, its token is renewed before {}Z", ends.format("%Y-%m-%d %H:%M"))
        }
        (None, true, None) => "installed".to_owned(),
        (None, false, _) => "token from SLACK_BOT_TOKEN".to_owned(),
    };
    format!("{:<14} {:<30} since {}  {stands}", told.place, told.team_name, told.installed_at.format("%Y-%m-%d"))
}
