//! `steward workspaces`: where the bot is installed, and new keys for its tokens.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{ORG, Output, open, setup};
use crate::config::Config;
use crate::operations::installs::{self, Told};

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
            let n = installs::reseal(&opened.app, ORG).await?;
            writeln!(out, "Sealed anew: {n}. Every stored token now opens with the first key of STEWARD_SECRET_KEY.")?;
        }
    }
    opened.close().await?;
    Ok(ExitCode::SUCCESS)
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
