//! The ways in which a value can be wrong, and the words for them. None of them holds the value.

use std::fmt;

use crate::domain::account_url::AccountUrlFault;

/// What is wrong with a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It has to be there.
    Missing(Because),
    /// The file holds something else than text.
    NotText {
        /// What it holds.
        found: &'static str,
    },
    /// Bytes that are no UTF-8.
    NotUtf8,
    /// Quotation marks that are part of the value, as `docker --env-file` leaves them.
    InQuotes,
    /// No token of the right kind.
    Token(TokenFault),
    /// No signing or client secret.
    Secret(SecretFault),
    /// No key.
    Key(KeyFault),
    /// No URL that can be used.
    Url(UrlFault),
    /// Not the two numbers of a client id.
    ClientId,
    /// No ids of workspaces.
    Workspaces,
    /// No addresses of accounts' pages.
    AccountUrl(AccountUrlFault),
    /// More domains than Slack watches for one app.
    ManyDomains,
    /// No address and port.
    Address,
    /// No instant.
    Instant,
    /// A moved clock would date the messages of a real workspace wrongly.
    ClockWithRealSlack,
    /// An empty, very long or unprintable name.
    Name,
    /// No language that there are words in.
    Language,
    /// No name of a slash command.
    Command,
    /// No log filter.
    Filter,
    /// Neither text nor json.
    LogFormat,
}

/// Why a missing setting has to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// Slack's requests cannot be told from others.
    NoWayIn,
    /// The bot cannot post.
    NoWayOut,
    /// Socket Mode posts with it.
    SocketMode,
    /// Its other half is there.
    OtherHalf,
    /// Tokens of installed workspaces are stored encrypted.
    Installs,
    /// Whoever installs the app shares the data.
    AllowList,
}

/// What is wrong with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenFault {
    /// A person's token.
    Persons,
    /// A token that expires within hours.
    Rotating,
    /// A token of another kind, or no token.
    Prefix {
        /// How it should begin.
        expected: &'static str,
    },
    /// Spaces or signs that no token has.
    Letters,
}

/// What is wrong with a signing or client secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretFault {
    /// A token stands there.
    IsToken,
    /// Too short to be a secret, or with spaces in it.
    Shape,
    /// More secrets than a rotation needs.
    Many {
        /// How many.
        n_secrets: usize,
    },
}

/// What is wrong with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFault {
    /// Not 32 bytes.
    Length,
    /// Nobody drew it at random.
    NotRandom,
    /// More keys than a replacement needs.
    Many,
}

/// What is wrong with a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UrlFault {
    /// No URL.
    Malformed(url::ParseError),
    /// A plain connection to another machine.
    PlainHttp,
    /// A user, password, query or fragment.
    Extras,
    /// Not Postgres.
    NotPostgres,
    /// An unknown `sslmode`.
    SslMode,
}

impl fmt::Display for Wrong {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Missing(because) => return write!(out, "is missing: {because}"),
            Self::NotText { found } => return write!(out, "should be text in quotation marks, not a TOML {found}"),
            Self::Token(fault) => return fault.fmt(out),
            Self::Secret(fault) => return fault.fmt(out),
            Self::Url(fault) => return fault.fmt(out),
            Self::NotUtf8 => "is not UTF-8 text",
            Self::InQuotes => "is wrapped in quotation marks, which are read as part of it: take them off",
            Self::Key(KeyFault::Length) => "should be 32 bytes, written in base64 (44 letters) or hex (64 letters)",
            Self::Key(KeyFault::Many) => "holds more than two keys; one is right, or two while it is replaced: new,old",
            Self::Key(KeyFault::NotRandom) => "repeats one byte 32 times: draw a random key",
            Self::ClientId => "should be two numbers with a dot between them",
            Self::Workspaces => "should be Slack's ids of workspaces (T…) or Grids (E…), separated by commas",
            Self::AccountUrl(AccountUrlFault::Scheme) => "should begin with https://",
            Self::AccountUrl(AccountUrlFault::Host) => {
                "should name a host as crm.example.com, without user or password"
            }
            Self::AccountUrl(AccountUrlFault::Hole) => {
                "should hold {id} once, in its path, where the account's id stands"
            }
            Self::AccountUrl(AccountUrlFault::Touching) => {
                "should have a / or = before {id}, and /, ? or & or nothing behind it"
            }
            Self::AccountUrl(AccountUrlFault::Signs) => {
                "should have no # in it, and no letters that an address writes with %"
            }
            Self::ManyDomains => "names more than five hosts, and Slack shows an app's links of five at most",
            Self::Address => "should be an IP address and a port",
            Self::Instant => "should be an instant with its offset, as RFC 3339 writes it",
            Self::ClockWithRealSlack => {
                "moves the clock, which is for demos and tests: take it away, or point SLACK_API_URL to this machine"
            }
            Self::Name => "should be 1 to 80 printable letters",
            Self::Language => "should be en or de, or one of them with a country: en-US, de-AT",
            Self::Command => {
                "should be a slash and up to 31 lower case letters, digits, hyphens or underscores: 32 characters at most"
            }
            Self::Filter => "is not a log filter: a level, or target=level, separated by commas",
            Self::LogFormat => "should be text or json",
        })
    }
}

impl fmt::Display for Because {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::NoWayIn => "without it no request can be trusted (for Socket Mode, set SLACK_APP_TOKEN instead)",
            Self::NoWayOut => {
                "without it the bot cannot post (for several workspaces, set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET \
                 instead)"
            }
            Self::SocketMode => "Socket Mode (SLACK_APP_TOKEN is set) posts with it",
            Self::OtherHalf => "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET come together",
            Self::AllowList => "with SLACK_CLIENT_ID, any workspace could install the app and come to your data",
            Self::Installs => "with SLACK_CLIENT_ID, tokens of installed workspaces are stored, encrypted with it",
        })
    }
}

impl fmt::Display for TokenFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Persons => "is a person's token; the bot's own begins with xoxb-",
            Self::Rotating => {
                "expires within 12 hours, because token rotation is on: switch it off for the app, or install the app \
                 through SLACK_CLIENT_ID, which renews its tokens"
            }
            Self::Prefix { expected } => return write!(out, "should begin with {expected}"),
            Self::Letters => "has signs in it that no token has, or nothing after its prefix: copy it once more, whole",
        })
    }
}

impl fmt::Display for SecretFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IsToken => out.write_str("is a token; a secret has no prefix"),
            Self::Shape => out.write_str("is too short or has spaces in it: copy it once more, whole"),
            Self::Many { n_secrets } => {
                write!(out, "holds {n_secrets} secrets; one is right, or two separated by a comma during a rotation")
            }
        }
    }
}

impl fmt::Display for UrlFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Malformed(error) => return write!(out, "is not a URL: {error}"),
            Self::PlainHttp => "has to begin with https:// (http:// only for this machine itself)",
            Self::Extras => "should be an address alone, without user, password, query or fragment",
            Self::NotPostgres => "should begin with postgres:// or postgresql://",
            Self::SslMode => "has an unknown sslmode: use disable, allow, prefer, require, verify-ca or verify-full",
        })
    }
}
