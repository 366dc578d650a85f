//! One function for each kind of value: text in, value or what is wrong with it out.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use tracing_subscriber::EnvFilter;
use url::{Host, Url};

use super::LogFormat;
use super::wrong::{SecretFault, TokenFault, UrlFault, Wrong};
use crate::domain::account_url::{AccountUrl, AccountUrlFault};
use crate::domain::locale::{Language, Locale};

const SSL_MODES: [&str; 6] = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];
/// Slack's are 32 letters long; the tests of others are shorter.
const SHORTEST_SECRET: usize = 16;
const LONGEST_NAME: usize = 80;
/// Slack takes no longer ones, the slash counted.
const LONGEST_COMMAND: usize = 32;
/// As many as Slack watches for one app.
const MOST_DOMAINS: usize = 5;

pub(super) fn bot_token(text: &str) -> Result<SecretString, Wrong> {
    match text {
        _ if text.starts_with("xoxp-") => Err(Wrong::Token(TokenFault::Persons)),
        _ if text.starts_with("xoxe") => Err(Wrong::Token(TokenFault::Rotating)),
        _ => token(text, "xoxb-"),
    }
}

pub(super) fn app_token(text: &str) -> Result<SecretString, Wrong> {
    token(text, "xapp-")
}

fn token(text: &str, prefix: &'static str) -> Result<SecretString, Wrong> {
    let rest = text.strip_prefix(prefix).ok_or(Wrong::Token(TokenFault::Prefix { expected: prefix }))?;
    let is_token = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if is_token { Ok(text.into()) } else { Err(Wrong::Token(TokenFault::Letters)) }
}

/// One signing secret; two during a rotation.
pub(super) fn signing_secrets(text: &str) -> Result<Vec<SecretString>, Wrong> {
    let secrets: Vec<&str> = text.split(',').map(str::trim).collect();
    if 2 < secrets.len() {
        return Err(Wrong::Secret(SecretFault::Many { n_secrets: secrets.len() }));
    }
    secrets.into_iter().map(secret).collect()
}

pub(super) fn secret(text: &str) -> Result<SecretString, Wrong> {
    if ["xoxb-", "xoxp-", "xoxe", "xapp-"].iter().any(|prefix| text.starts_with(prefix)) {
        return Err(Wrong::Secret(SecretFault::IsToken));
    }
    let is_secret = SHORTEST_SECRET <= text.len() && text.bytes().all(|byte| byte.is_ascii_graphic());
    if is_secret { Ok(text.into()) } else { Err(Wrong::Secret(SecretFault::Shape)) }
}

pub(super) fn client_id(text: &str) -> Result<String, Wrong> {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('.') {
        Some((app, owner)) if is_number(app) && is_number(owner) => Ok(text.to_owned()),
        Some(_) | None => Err(Wrong::ClientId),
    }
}

/// Ids of teams (`T…`) and Grids (`E…`), separated by commas.
pub(super) fn workspaces(text: &str) -> Result<Vec<String>, Wrong> {
    let is_id = |id: &str| {
        let rest = id.strip_prefix(['T', 'E']).unwrap_or_default();
        2 < rest.len() && rest.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    let ids: Vec<String> = text.split(',').map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned).collect();
    if !ids.is_empty() && ids.iter().all(|id| is_id(id)) { Ok(ids) } else { Err(Wrong::Workspaces) }
}

/// The addresses of accounts' pages, separated by commas or spaces.
pub(super) fn account_urls(text: &str) -> Result<Vec<AccountUrl>, Wrong> {
    let listed = text.split([',', ' ', '\n']).map(str::trim).filter(|url| !url.is_empty());
    let urls: Vec<AccountUrl> = listed.map(AccountUrl::parse).collect::<Result<_, _>>().map_err(Wrong::AccountUrl)?;
    let domains: BTreeSet<&str> = urls.iter().map(AccountUrl::domain).collect();
    if MOST_DOMAINS < domains.len() {
        return Err(Wrong::ManyDomains);
    }
    if urls.is_empty() { Err(Wrong::AccountUrl(AccountUrlFault::Hole)) } else { Ok(urls) }
}

/// The base of the Web API; ends in a slash, so that a method's name can be joined to it.
pub(super) fn api_url(text: &str) -> Result<Url, Wrong> {
    let mut url = Url::parse(text).map_err(|error| Wrong::Url(UrlFault::Malformed(error)))?;
    if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback(&url)) {
        return Err(Wrong::Url(UrlFault::PlainHttp));
    }
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        return Err(Wrong::Url(UrlFault::Extras));
    }
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

/// Whether a URL points to this machine. Other names than `localhost` could point anywhere.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// A Postgres URL, kept as text because it may hold a password; the driver reads the rest of it.
pub(super) fn database_url(text: &str) -> Result<SecretString, Wrong> {
    let url = Url::parse(text).map_err(|error| Wrong::Url(UrlFault::Malformed(error)))?;
    if !["postgres", "postgresql"].contains(&url.scheme()) {
        return Err(Wrong::Url(UrlFault::NotPostgres));
    }
    let mut modes = url.query_pairs().filter(|(key, _)| key == "sslmode" || key == "ssl-mode");
    if modes.any(|(_, mode)| !SSL_MODES.contains(&mode.as_ref())) {
        return Err(Wrong::Url(UrlFault::SslMode));
    }
    Ok(text.into())
}

pub(super) fn listen(text: &str) -> Result<SocketAddr, Wrong> {
    let text = text.strip_prefix("localhost:").map_or_else(|| text.to_owned(), |port| format!("127.0.0.1:{port}"));
    text.parse().map_err(|_| Wrong::Address)
}

pub(super) fn instant(text: &str) -> Result<DateTime<Utc>, Wrong> {
    DateTime::parse_from_rfc3339(text).map(|instant| instant.to_utc()).map_err(|_| Wrong::Instant)
}

pub(super) fn organisation(text: &str) -> Result<String, Wrong> {
    let is_name = text.chars().count() <= LONGEST_NAME && !text.chars().any(char::is_control);
    if is_name { Ok(text.to_owned()) } else { Err(Wrong::Name) }
}

/// A slash command as Slack takes one: a slash, then lower case letters, digits, hyphens and underscores.
pub(super) fn command(text: &str) -> Result<String, Wrong> {
    let name = text.strip_prefix('/').ok_or(Wrong::Command)?;
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte);
    let is_name = !name.is_empty() && text.len() <= LONGEST_COMMAND && name.bytes().all(is_letter);
    if is_name { Ok(text.to_owned()) } else { Err(Wrong::Command) }
}

pub(super) fn log_filter(text: &str) -> Result<String, Wrong> {
    EnvFilter::from_str(text).map(|_| text.to_owned()).map_err(|_| Wrong::Filter)
}

/// A language of ours; a country says how numbers and dates are written.
pub(super) fn language(text: &str) -> Result<Locale, Wrong> {
    let code = text.split(['-', '_']).next().unwrap_or_default();
    let known = Language::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(code));
    known.map(|language| Locale::of(Some(language), Some(text), language)).ok_or(Wrong::Language)
}

pub(super) fn log_format(text: &str) -> Result<LogFormat, Wrong> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(Wrong::LogFormat),
    }
}
