//! What the bot is told before it starts: environment and file become one [`Config`], once, with every problem reported
//! together. Reads neither the process's environment nor the disk itself: the caller hands both in. The file of numbers that
//! `STEWARD_RULES` names and the playbooks in the directory that `STEWARD_PLAYBOOKS` names are read along with the
//! settings, and what is wrong in them stands in the same report.
//!
//! The environment wins over the file. The file (`STEWARD_CONFIG` names it) is TOML and has the same names, in lower
//! case, cut at the first underscore into table and key; unknown names are refused:
//!
//! ```toml
//! [slack]
//! signing_secret = "…"       # SLACK_SIGNING_SECRET
//! bot_token = "xoxb-…"       # SLACK_BOT_TOKEN
//! app_token = "xapp-…"       # SLACK_APP_TOKEN: Socket Mode
//! client_id = "…"            # SLACK_CLIENT_ID
//! client_secret = "…"        # SLACK_CLIENT_SECRET
//! api_url = "https://slack.com/api/"
//!
//! [database]
//! url = "postgres://…"       # DATABASE_URL
//!
//! [steward]
//! listen = "127.0.0.1:8080"  # STEWARD_LISTEN
//! org = "Northwind"          # STEWARD_ORG
//! secret_key = "…"           # STEWARD_SECRET_KEY
//! workspaces = "T0123456789" # STEWARD_WORKSPACES
//! rules = "rules.toml"       # STEWARD_RULES: see `manifests/rules/default.toml`
//! playbooks = "playbooks"    # STEWARD_PLAYBOOKS: a directory of YAML files
//! account_url = ["https://crm.example.com/accounts/{id}"] # STEWARD_ACCOUNT_URL: one, or a list
//! now = 2026-03-02T09:00:00Z # STEWARD_NOW: demos and tests only
//! command = "/csm"           # STEWARD_COMMAND
//! log = "info"               # STEWARD_LOG
//! log_format = "json"        # STEWARD_LOG_FORMAT
//! ```

#[cfg(test)]
mod account_url_tests;
#[cfg(test)]
mod command_tests;
mod disk;
mod environment;
mod file;
mod given;
mod playbooks;
mod problem;
mod required;
mod secret_key;
mod setting;
#[cfg(test)]
mod tests;
mod values;
mod wrong;

use std::net::SocketAddr;

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use url::Url;

use crate::domain::account_url::AccountUrl;
use crate::domain::locale::Locale;
use crate::domain::rules::Rules;

pub use disk::Disk;
pub use environment::Environment;
pub use playbooks::OwnPlaybook;
pub use problem::{Origin, Place, Problem, Problems};
pub use secret_key::SecretKey;
pub use setting::Setting;
pub use wrong::{Because, KeyFault, SecretFault, TokenFault, UrlFault, Wrong};

use given::Given;

/// What a command cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Talk to Slack.
    Serve,
    /// Only a database, and without `DATABASE_URL` that is the private one.
    Database,
}

/// How Slack reaches the bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reception {
    /// By requests, which are signed.
    Http,
    /// Over sockets that the bot opens. Slack then sends no requests.
    SocketMode,
    /// Either way: while the app is moved from one to the other.
    Both,
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines, one object a line.
    Json,
}

/// All settings, checked. `Debug` shows no secret.
#[derive(Debug)]
pub struct Config {
    /// Where Postgres is; `None` asks for a private one. May hold a password.
    pub database_url: Option<SecretString>,
    /// Slack's side.
    pub slack: Slack,
    /// The address to listen on.
    pub listen: SocketAddr,
    /// The name of the organisation.
    pub organisation: String,
    /// How channels are told things.
    pub channel_locale: Locale,
    /// What the slash command is called, with its slash.
    pub command: String,
    /// What stored tokens are encrypted with, the newest first; there whenever `slack.oauth` is and the command serves.
    pub secret_keys: Vec<SecretKey>,
    /// Where the clock starts; never with a real Slack.
    pub starts_at: Option<DateTime<Utc>>,
    /// The numbers to work by.
    pub rules: Rules,
    /// The playbooks of one's own directory, by file name.
    pub playbooks: Vec<OwnPlaybook>,
    /// The addresses of accounts' pages elsewhere.
    pub account_urls: Vec<AccountUrl>,
    /// What is logged, and how.
    pub log: Log,
    described: Vec<Described>,
}

/// The settings of Slack's side.
#[derive(Debug)]
pub struct Slack {
    /// Where the Web API is; ends in a slash.
    pub api_url: Url,
    /// One, or two during a rotation; a request signed with either is good. Empty without HTTP.
    pub signing_secrets: Vec<SecretString>,
    /// `xoxb-`, of the one workspace.
    pub bot_token: Option<SecretString>,
    /// `xapp-`; with it the bot receives over Socket Mode.
    pub app_token: Option<SecretString>,
    /// For installs into several workspaces.
    pub oauth: Option<OauthApp>,
    /// The teams and Grids that may install it, by Slack's ids.
    pub workspaces: Vec<String>,
}

/// The app as Slack's OAuth knows it.
#[derive(Debug)]
pub struct OauthApp {
    /// Two numbers with a dot between them.
    pub client_id: String,
    /// The app's password.
    pub client_secret: SecretString,
}

/// What is logged, and how.
#[derive(Clone, Debug)]
pub struct Log {
    /// A filter as `tracing-subscriber` reads it.
    pub filter: String,
    /// `None`: text on a terminal, json elsewhere.
    pub format: Option<LogFormat>,
}

/// One setting as `steward doctor` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// Which.
    pub setting: Setting,
    /// Its value, `set` for a secret, `None` when there is none.
    pub value: Option<String>,
    /// Where it came from.
    pub origin: Origin,
}

impl Config {
    /// Reads the settings. `disk` is asked for `STEWARD_CONFIG`, `STEWARD_RULES` and `STEWARD_PLAYBOOKS` if they are set.
    pub fn load(environment: &Environment, needs: Needs, disk: &impl Disk) -> Result<Self, Problems> {
        let mut given = Given::gather(environment, |path| disk.read(path));
        let config = given.config(disk);
        required::check(&mut given, needs, config.as_ref());
        match config {
            Some(config) if given.problems.0.is_empty() => Ok(config),
            Some(_) | None => Err(given.problems),
        }
    }

    /// How Slack reaches the bot.
    pub fn reception(&self) -> Reception {
        match (self.slack.app_token.is_some(), self.slack.signing_secrets.is_empty()) {
            (false, _) => Reception::Http,
            (true, true) => Reception::SocketMode,
            (true, false) => Reception::Both,
        }
    }

    /// Every setting, its value unless that is a secret, and where it came from.
    pub fn describe(&self) -> &[Described] {
        &self.described
    }
}

impl Slack {
    /// Whether the Web API is on this machine, as the local Slack's is.
    pub fn is_local(&self) -> bool {
        values::is_loopback(&self.api_url)
    }
}
