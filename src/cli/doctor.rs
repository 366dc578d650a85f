//! `steward doctor`: what is set, what is missing, and whether the database and Slack answer.

use std::process::ExitCode;

use serde_json::json;

use super::{ORG, Opened, Output, RealDisk, open, serve, workspaces};
use crate::config::{Config, Environment, Needs, Setting};
use crate::operations::{installs, sight};
use crate::slack::client::SlackClient;
use crate::slack::socket;

/// Looks at everything, and fails when something that `serve` needs is wrong.
pub async fn run(config: &Config, environment: &Environment, out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    writeln!(out, "Settings")?;
    for described in config.describe() {
        let value = described.value.as_deref().unwrap_or("not set");
        writeln!(out, "  {:<22} {value:<40} {}", described.setting.variable(), described.origin)?;
    }
    let database = check_database(config, out).await?;
    let slack = check_slack(config, out).await? & check_socket(config, out).await?;
    say_installing(config, out)?;
    let missing = Config::load(environment, Needs::Serve, &RealDisk).err();
    if let Some(problems) = &missing {
        writeln!(out, "\nBefore `steward serve`:\n{problems}")?;
    }
    let sound = database && slack && missing.is_none();
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn check_database(config: &Config, out: &mut Output<'_>) -> anyhow::Result<bool> {
    match open(config).await {
        Ok(opened) => {
            let kind = if opened.cluster.is_some() { "private" } else { "configured" };
            writeln!(out, "\nDatabase: answers ({kind}), the schema is the newest")?;
            writeln!(out, "{}", about_wall(opened.no_wall.as_deref()))?;
            let hidden = sight::check_wall(&opened.app);
            if let Err(error) = &hidden {
                writeln!(out, "Rights: {error}")?;
            }
            let all_open = check_workspaces(&opened, out).await?;
            opened.close().await?;
            Ok(all_open && hidden.is_ok())
        }
        Err(error) => {
            writeln!(out, "\nDatabase: {error:#}")?;
            Ok(false)
        }
    }
}

/// Its absence is no fault: every statement names its organisation all the same.
fn about_wall(missing: Option<&str>) -> String {
    match missing {
        None => "Row-level security: stands behind the organisation argument".to_owned(),
        Some(reason) => format!(
            "Row-level security: absent ({reason}); the organisation argument alone keeps organisations apart.\n  \
             To have it, as a superuser: create role steward_web nologin; grant steward_web to <user of DATABASE_URL>;\n  \
             then `steward migrate`, and start Steward again"
        ),
    }
}

/// Where the bot is installed, and whether what is stored for it can be opened.
async fn check_workspaces(opened: &Opened, out: &mut Output<'_>) -> anyhow::Result<bool> {
    let mut all_open = true;
    for id in installs::open_of(&opened.app, ORG).await? {
        if let Err(failure) = installs::line(&opened.app, ORG, id).await {
            writeln!(out, "Workspaces: a stored token cannot be opened: {failure}")?;
            all_open = false;
        }
    }
    for told in installs::told(&opened.app, ORG).await? {
        writeln!(out, "Workspaces: {}", workspaces::line(&told))?;
    }
    Ok(all_open)
}

/// What installing in a browser still needs.
fn say_installing(config: &Config, out: &mut Output<'_>) -> anyhow::Result<()> {
    const NEEDED: [Setting; 4] = [Setting::ClientId, Setting::ClientSecret, Setting::SecretKey, Setting::Workspaces];
    let is_there = |setting: &Setting| {
        config.describe().iter().any(|described| described.setting == *setting && described.value.is_some())
    };
    let missing: Vec<&str> =
        NEEDED.iter().filter(|setting| !is_there(setting)).map(|setting| setting.variable()).collect();
    match missing.len() {
        0 => writeln!(
            out,
            "Installing in a browser: ready at /slack/install, below the address that people reach you at"
        )?,
        4 => writeln!(out, "Installing in a browser: off; it takes {}", missing.join(", "))?,
        _ => writeln!(out, "Installing in a browser: missing {}", missing.join(", "))?,
    }
    Ok(())
}

/// Whether Slack lets the app's token open a socket.
async fn check_socket(config: &Config, out: &mut Output<'_>) -> anyhow::Result<bool> {
    let Some(opener) = serve::opener(config)? else {
        writeln!(out, "Socket Mode: off; it takes SLACK_APP_TOKEN")?;
        return Ok(true);
    };
    match socket::check(&opener.slack).await {
        Ok(()) => {
            writeln!(out, "Socket Mode: Slack lets the app token open a socket")?;
            Ok(true)
        }
        Err(error) => {
            writeln!(out, "Socket Mode: {}", socket::advice(&error))?;
            Ok(false)
        }
    }
}

async fn check_slack(config: &Config, out: &mut Output<'_>) -> anyhow::Result<bool> {
    let Some(token) = config.slack.bot_token.clone() else {
        writeln!(out, "Slack: no bot token, not asked")?;
        return Ok(true);
    };
    let client = SlackClient::new(config.slack.api_url.clone(), token)?;
    match client.call("auth.test", &json!({})).await {
        Ok(answer) => {
            let team = answer.get("team").and_then(serde_json::Value::as_str).unwrap_or("a team");
            writeln!(out, "Slack: the token is good for {team}")?;
            Ok(true)
        }
        Err(error) => {
            writeln!(out, "Slack: {error}")?;
            Ok(false)
        }
    }
}
