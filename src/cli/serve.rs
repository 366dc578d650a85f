//! `steward serve`: the bot of a Slack workspace, until it is told to stop.

use std::net::SocketAddr;

use anyhow::bail;
use clap::Args;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::assembly::Part;
use super::{Bot, Installs, ORG, Output, Parts, open, own_playbooks};
use crate::config::{Config, Reception};
use crate::jobs::Pace;
use crate::server;
use crate::slack::client::{CallError, OauthClient, SlackClient};
use crate::slack::inbound::SigningSecrets;
use crate::slack::socket::{self, Opener, SocketPace};

/// Options of `steward serve`.
#[derive(Clone, Copy, Debug, Args)]
#[command(after_long_help = "\
Examples:
  steward serve               everything in one process; several of them share the work
  steward serve --only web    answer Slack, and leave posts, digests and scores to others
  steward serve --only jobs   the others: no Slack routes, but /healthz, /readyz and /metrics")]
pub struct Options {
    /// Do one part only; replicas of both parts work on one database
    #[arg(long)]
    pub only: Option<Part>,
}

/// Runs until SIGTERM or Ctrl-C; what was begun is finished.
pub async fn run(options: Options, config: &Config, out: &mut Output<'_>) -> anyhow::Result<()> {
    let socket = tried_opener(options, config).await?;
    let opened = open(config).await?;
    let api_url = config.slack.api_url.clone();
    let slack = match (config.slack.bot_token.clone(), &config.slack.oauth) {
        (Some(token), _) => SlackClient::new(api_url, token)?,
        (None, Some(_)) => SlackClient::without_token(api_url)?,
        (None, None) => bail!("SLACK_BOT_TOKEN is not set: OAuth & Permissions → Bot User OAuth Token"),
    };
    let bot = Bot::assemble(Parts {
        app: opened.app.clone().with_account_urls(config.account_urls.clone()),
        slack,
        installs: installs(config),
        // Its response addresses stand beside its API, not below it.
        responses_below: config.slack.is_local().then(|| config.slack.api_url.join("/")).transpose()?,
        signing: signing(config)?,
        socket,
        command: config.command.clone(),
        pace: Pace::SLACK,
        org: ORG,
        org_name: config.organisation.clone(),
    })
    .await?;
    own_playbooks(&opened.app, config).await?;
    let listener = server::listen(config.listen)?;
    let team = bot.installation.as_ref().and_then(|own| own.team_id.as_deref()).unwrap_or("Slack");
    writeln!(out, "{}", begins(config.reception(), listener.local_addr()?, team))?;
    out.flush()?;
    let stop = CancellationToken::new();
    let working = bot.start_only(options.only, listener, stop.clone());
    told_to_stop().await?;
    tracing::info!("stopping: what was begun is finished");
    stop.cancel();
    working.wait().await;
    opened.close().await
}

fn begins(reception: Reception, address: SocketAddr, team: &str) -> String {
    match reception {
        Reception::Http => format!("Steward listens on {address} for {team}."),
        Reception::SocketMode => {
            format!("Steward receives from {team} over Socket Mode; /healthz, /readyz and /metrics are on {address}.")
        }
        Reception::Both => format!("Steward receives from {team} over Socket Mode, and listens on {address} too."),
    }
}

/// How Socket Mode is opened, where this process does that. A token that is no good is told before anything starts.
async fn tried_opener(options: Options, config: &Config) -> anyhow::Result<Option<Opener>> {
    let Some(opener) = opener(config)?.filter(|_| options.only != Some(Part::Jobs)) else { return Ok(None) };
    match socket::check(&opener.slack).await {
        Err(error @ CallError::Refused { .. }) => bail!(socket::advice(&error)),
        // A running bot outlives that, too.
        Err(error) => tracing::warn!(error = %error, "cannot ask Slack for a socket yet"),
        Ok(()) => {}
    }
    Ok(Some(opener))
}

/// What Slack signs with, where it calls over HTTP.
fn signing(config: &Config) -> anyhow::Result<Option<SigningSecrets>> {
    let mut secrets = config.slack.signing_secrets.iter().cloned();
    match (secrets.next(), config.slack.app_token.is_some()) {
        (Some(current), _) => Ok(Some(SigningSecrets::new(current, secrets.next())?)),
        (None, true) => Ok(None),
        (None, false) => bail!("SLACK_SIGNING_SECRET is not set"),
    }
}

/// How Socket Mode is opened, where it is.
pub(super) fn opener(config: &Config) -> anyhow::Result<Option<Opener>> {
    let Some(token) = config.slack.app_token.clone() else { return Ok(None) };
    let slack = SlackClient::new(config.slack.api_url.clone(), token)?;
    Ok(Some(Opener { slack, is_local: config.slack.is_local(), pace: SocketPace::SLACK }))
}

fn installs(config: &Config) -> Option<Installs> {
    let app = config.slack.oauth.as_ref()?;
    let oauth = OauthClient { id: app.client_id.clone(), secret: app.client_secret.clone() };
    let allowed = config.slack.workspaces.clone();
    Some(Installs { oauth, allowed, is_secure: !config.slack.is_local() })
}

async fn told_to_stop() -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        pressed = tokio::signal::ctrl_c() => Ok(pressed?),
    }
}
