//! Every setting there is: its name, what it is for, an example, and where Slack shows it.

/// One setting. Its names in the environment and in the file follow from each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// Where Postgres is.
    DatabaseUrl,
    /// What Slack signs its requests with.
    SigningSecret,
    /// What the bot posts with.
    BotToken,
    /// What Socket Mode connects with.
    AppToken,
    /// The app's name towards Slack when others install it.
    ClientId,
    /// The app's password towards Slack when others install it.
    ClientSecret,
    /// Where Slack's Web API is.
    ApiUrl,
    /// The address to listen on.
    Listen,
    /// The settings file.
    ConfigFile,
    /// The file of numbers.
    Rules,
    /// The directory of one's own playbooks.
    Playbooks,
    /// What stored tokens are encrypted with.
    SecretKey,
    /// The workspaces that may install the app.
    Workspaces,
    /// The addresses of the accounts' pages elsewhere.
    AccountUrl,
    /// What people type before their words to the bot.
    Command,
    /// The instant at which the clock starts.
    Now,
    /// The name of the organisation.
    Organisation,
    /// The language of what channels are told.
    Language,
    /// Which log lines are written.
    Log,
    /// How log lines are written.
    LogFormat,
}

impl Setting {
    /// In the order in which people meet them.
    pub const ALL: [Self; 20] = [
        Self::BotToken,
        Self::SigningSecret,
        Self::AppToken,
        Self::ClientId,
        Self::ClientSecret,
        Self::SecretKey,
        Self::Workspaces,
        Self::DatabaseUrl,
        Self::Listen,
        Self::Organisation,
        Self::Language,
        Self::Command,
        Self::ConfigFile,
        Self::Rules,
        Self::Playbooks,
        Self::AccountUrl,
        Self::ApiUrl,
        Self::Now,
        Self::Log,
        Self::LogFormat,
    ];

    /// Its name in the environment.
    pub fn variable(self) -> &'static str {
        match self {
            Self::DatabaseUrl => "DATABASE_URL",
            Self::SigningSecret => "SLACK_SIGNING_SECRET",
            Self::BotToken => "SLACK_BOT_TOKEN",
            Self::AppToken => "SLACK_APP_TOKEN",
            Self::ClientId => "SLACK_CLIENT_ID",
            Self::ClientSecret => "SLACK_CLIENT_SECRET",
            Self::ApiUrl => "SLACK_API_URL",
            Self::Listen => "STEWARD_LISTEN",
            Self::ConfigFile => "STEWARD_CONFIG",
            Self::Rules => "STEWARD_RULES",
            Self::Playbooks => "STEWARD_PLAYBOOKS",
            Self::SecretKey => "STEWARD_SECRET_KEY",
            Self::Workspaces => "STEWARD_WORKSPACES",
            Self::AccountUrl => "STEWARD_ACCOUNT_URL",
            Self::Now => "STEWARD_NOW",
            Self::Organisation => "STEWARD_ORG",
            Self::Language => "STEWARD_LANGUAGE",
            Self::Command => "STEWARD_COMMAND",
            Self::Log => "STEWARD_LOG",
            Self::LogFormat => "STEWARD_LOG_FORMAT",
        }
    }

    /// Its name in the file, `table.key`: the variable in lower case, cut at the first underscore. The file cannot name
    /// itself.
    pub fn in_file(self) -> Option<String> {
        let (table, key) = self.variable().split_once('_')?;
        (self != Self::ConfigFile).then(|| format!("{}.{}", table.to_lowercase(), key.to_lowercase()))
    }

    /// What it is for.
    pub fn purpose(self) -> &'static str {
        match self {
            Self::DatabaseUrl => "where Postgres is; without it, a private one is started",
            Self::SigningSecret => "proves that a request comes from Slack",
            Self::BotToken => "lets the bot post and read",
            Self::AppToken => "opens Socket Mode, so that Slack needs no address of ours",
            Self::ClientId | Self::ClientSecret => "lets other workspaces install the app",
            Self::ApiUrl => "where Slack's Web API is",
            Self::Listen => "the address to listen on",
            Self::ConfigFile => "a TOML file of settings",
            Self::Rules => "a TOML file of the numbers to work by: segments, cadence, capacity, signals",
            Self::Playbooks => "a directory of your own playbooks, YAML files",
            Self::SecretKey => "encrypts the tokens of installed workspaces",
            Self::Workspaces => "the workspaces and Grids that may install the app, by Slack's ids",
            Self::AccountUrl => {
                "the address of an account's page elsewhere: its card leads there, and stands under links; several with commas"
            }
            Self::Now => "starts the clock at an instant, for demos and tests",
            Self::Organisation => "the name of your organisation",
            Self::Language => "the language of what channels are told: en or de; people are told things in their own",
            Self::Command => "what the bot's slash command is called, as the app's manifest names it",
            Self::Log => "which log lines are written",
            Self::LogFormat => "text or json; without it, text on a terminal and json elsewhere",
        }
    }

    /// A right value. None of the examples is a real secret.
    pub fn example(self) -> &'static str {
        match self {
            Self::DatabaseUrl => "postgres://steward@db.example.com/steward?sslmode=verify-full",
            Self::SigningSecret => "8f742231b10e8888abcd99baac00de01 (two during a rotation: new,old)",
            Self::BotToken => "xoxb-1234567890-1234567890123-AbCdEfGh",
            Self::AppToken => "xapp-1-A0123456789-1234567890123-abcdef",
            Self::ClientId => "1234567890.1234567890123",
            Self::ClientSecret => "0123456789abcdef0123456789abcdef",
            Self::ApiUrl => "https://slack.com/api/",
            Self::Listen => "0.0.0.0:8080",
            Self::ConfigFile => "/etc/steward.toml",
            Self::Rules => "/etc/steward-rules.toml",
            Self::Playbooks => "/etc/steward-playbooks",
            Self::SecretKey => "what `openssl rand -base64 32` prints (two while it is replaced: new,old)",
            Self::Workspaces => "T0123456789,E0123456789",
            Self::AccountUrl => "https://crm.example.com/accounts/{id} ({id}: the imported id, or the domain)",
            Self::Now => "2026-03-02T09:00:00Z",
            Self::Organisation => "Northwind",
            Self::Language => "de",
            Self::Command => "/steward",
            Self::Log => "info,steward=debug",
            Self::LogFormat => "json",
        }
    }

    /// The way to it through the pages of api.slack.com/apps, in words.
    pub fn place_in_slack(self) -> Option<&'static str> {
        match self {
            Self::SigningSecret => Some("Basic Information → App Credentials → Signing Secret"),
            Self::BotToken => Some("OAuth & Permissions → OAuth Tokens → Bot User OAuth Token"),
            Self::AppToken => Some("Basic Information → App-Level Tokens → Generate, with the scope connections:write"),
            Self::ClientId => Some("Basic Information → App Credentials → Client ID"),
            Self::ClientSecret => Some("Basic Information → App Credentials → Client Secret"),
            Self::Command => Some("Slash Commands"),
            Self::DatabaseUrl
            | Self::ApiUrl
            | Self::Listen
            | Self::ConfigFile
            | Self::Rules
            | Self::Playbooks
            | Self::SecretKey
            | Self::Workspaces
            | Self::AccountUrl
            | Self::Now
            | Self::Organisation
            | Self::Language
            | Self::Log
            | Self::LogFormat => None,
        }
    }

    /// Whether its value is never shown. A database URL may hold a password.
    pub fn is_secret(self) -> bool {
        match self {
            Self::DatabaseUrl
            | Self::SigningSecret
            | Self::BotToken
            | Self::AppToken
            | Self::ClientSecret
            | Self::SecretKey => true,
            Self::ClientId
            | Self::ApiUrl
            | Self::Listen
            | Self::ConfigFile
            | Self::Rules
            | Self::Playbooks
            | Self::Workspaces
            | Self::AccountUrl
            | Self::Now
            | Self::Organisation
            | Self::Language
            | Self::Command
            | Self::Log
            | Self::LogFormat => false,
        }
    }

    /// What holds when nobody says otherwise.
    pub fn default_value(self) -> Option<&'static str> {
        match self {
            Self::ApiUrl => Some("https://slack.com/api/"),
            Self::Listen => Some("127.0.0.1:8080"),
            Self::Organisation => Some("Steward"),
            Self::Language => Some("en"),
            Self::Command => Some("/csm"),
            Self::Log => Some("info"),
            Self::DatabaseUrl
            | Self::SigningSecret
            | Self::BotToken
            | Self::AppToken
            | Self::ClientId
            | Self::ClientSecret
            | Self::ConfigFile
            | Self::Rules
            | Self::Playbooks
            | Self::SecretKey
            | Self::Workspaces
            | Self::AccountUrl
            | Self::Now
            | Self::LogFormat => None,
        }
    }
}
