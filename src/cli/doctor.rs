//! `steward doctor`: what is set, what is missing, and whether the database and Slack answer.

use std::process::ExitCode;

use serde_json::json;

use super::{Output, RealDisk, open};
use crate::config::{Config, Environment, Needs};
use crate::slack::client::SlackClient;

/// Looks at everything, and fails when something that `serve` needs is wrong.
pub async fn run(config: &Config, environment: &Environment, out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    writeln!(out, "Settings")?;
    for described in config.describe() {
        let value = described.value.as_deref().unwrap_or("not set");
        writeln!(out, "  {:<22} {value:<40} {}", described.setting.variable(), described.origin)?;
    }
    let database = check_database(config, out).await?;
    let slack = check_slack(config, out).await?;
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
            opened.close().await?;
            Ok(true)
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
