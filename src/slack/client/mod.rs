//! The Web API, as the bot calls it: one call, one attempt, and an outcome that says whether it may be made again.
//!
//! Posts carry a body that was frozen before, and what matters is how a call failed; that is why calls go through
//! reqwest and not through slack-morphism's client, which has no timeouts, retries by itself and prints whole bodies.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use url::Url;

mod lines;
mod oauth;
mod readers;
mod undisturbed;

pub use self::lines::{Lines, NoLine};
pub use self::oauth::OauthClient;
use self::readers::Readers;
use self::undisturbed::Undisturbed;
use crate::telemetry;

/// A call that takes longer has an unknown outcome.
const CALL_TIMEOUT: Duration = Duration::from_secs(10);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// What Slack is taken to mean when it says 429 without a number.
const DEFAULT_RETRY_AFTER_SECONDS: u64 = 30;
const LONGEST_RETRY_AFTER_SECONDS: u64 = 15 * 60;
/// How long a channel's nature is believed.
const CHANNEL_MEMORY: Duration = Duration::from_mins(1);
/// Answers of Slack's that leave open whether the call took effect.
const AMBIGUOUS: [&str; 4] = ["internal_error", "fatal_error", "request_timeout", "service_unavailable"];

/// Whether an error of Slack's says that the token is not good.
pub fn is_dead_token(error: &str) -> bool {
    DEAD_TOKEN.contains(&error)
}

/// Answers of Slack's that say that a token is good for nothing any more.
const DEAD_TOKEN: [&str; 5] = ["account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"];

/// Whether an error of Slack's passes by itself.
pub fn passes(error: &str) -> bool {
    PASSING.contains(&error)
}

/// Answers of Slack's that pass by themselves.
const PASSING: [&str; 2] = ["ratelimited", "team_added_to_org"];

/// How a call failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// It never reached Slack: safe to repeat.
    #[error("{method}: could not reach Slack")]
    NotSent {
        /// The method.
        method: String,
    },
    /// Slack asks to wait; it did nothing.
    #[error("{method}: Slack asks to wait {seconds} s")]
    RateLimited {
        /// The method.
        method: String,
        /// For how long.
        seconds: u64,
    },
    /// Slack said no, and did nothing.
    #[error("{method}: {error}")]
    Refused {
        /// The method.
        method: String,
        /// Slack's word for it.
        error: String,
    },
    /// Slack may have done it.
    #[error("{method}: no clear answer ({how})")]
    Ambiguous {
        /// The method.
        method: String,
        /// What came instead; never a body.
        how: String,
    },
}

impl CallError {
    /// Whether a question stays open: nothing that was asked about follows from it, and asked later Slack may answer.
    pub fn leaves_open(&self) -> bool {
        match self {
            Self::Refused { error, .. } => is_dead_token(error) || passes(error),
            Self::NotSent { .. } | Self::RateLimited { .. } | Self::Ambiguous { .. } => true,
        }
    }
}

/// What matters of a channel before something is posted to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelNature {
    /// Its name, without `#`; empty for a direct message.
    pub name: String,
    /// The bot is in it.
    pub is_member: bool,
    /// It was closed: nobody can post to it.
    pub is_archived: bool,
    /// People of other companies are in it.
    pub shared_outside: bool,
}

/// One workspace's Web API.
#[derive(Clone)]
pub struct SlackClient {
    http: reqwest::Client,
    base: Url,
    /// None until a workspace is chosen.
    token: Option<SecretString>,
    /// Slack said that the token is no longer good.
    seems_dead: Arc<AtomicBool>,
    channels: Arc<Mutex<HashMap<String, (Instant, ChannelNature)>>>,
    readers: Arc<Mutex<Readers>>,
    undisturbed: Arc<Mutex<Undisturbed>>,
}

impl std::fmt::Debug for SlackClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SlackClient").field("base", &self.base.as_str()).finish_non_exhaustive()
    }
}

impl SlackClient {
    /// A client of the API below `base`, such as `https://slack.com/api/`. Fails when TLS cannot be set up.
    pub fn new(base: Url, token: SecretString) -> anyhow::Result<Self> {
        Ok(Self::without_token(base)?.with_token(token))
    }

    /// The same before a workspace is chosen: it answers to addresses that came with a command or a click, and no more.
    pub fn without_token(base: Url) -> anyhow::Result<Self> {
        // Somebody else of this process may have chosen the provider first; theirs is the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .timeout(CALL_TIMEOUT)
            .connect_timeout(CONNECT_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self {
            http,
            base,
            token: None,
            seems_dead: Arc::default(),
            channels: Arc::default(),
            readers: Arc::default(),
            undisturbed: Arc::default(),
        })
    }

    /// A client of another workspace, that knows nothing of this one's channels.
    #[must_use]
    pub fn with_token(&self, token: SecretString) -> Self {
        let (http, base) = (self.http.clone(), self.base.clone());
        let (seems_dead, channels, readers) = (Arc::default(), Arc::default(), Arc::default());
        Self { http, base, token: Some(token), seems_dead, channels, readers, undisturbed: Arc::default() }
    }

    /// Whether it can call anything.
    pub fn has_token(&self) -> bool {
        self.token.is_some()
    }

    /// Calls a method once with a JSON body; what it answers when it says `ok`.
    pub async fn call(&self, method: &'static str, body: &Value) -> Result<Value, CallError> {
        let started = Instant::now();
        let outcome = match self.request(method) {
            Ok(request) => self.noticed(answer(method, request.json(body)).await),
            Err(error) => Err(error),
        };
        record(method, &outcome, started.elapsed());
        outcome
    }

    /// A request to a method, with the token.
    fn request(&self, method: &'static str) -> Result<reqwest::RequestBuilder, CallError> {
        let url = self.base.join(method).map_err(|_| not_sent(method))?;
        let Some(token) = &self.token else {
            return Err(CallError::Refused { method: method.to_owned(), error: "not_authed".to_owned() });
        };
        Ok(self.http.post(url).bearer_auth(token.expose_secret()))
    }

    /// Remembers an answer by which the token seems to be dead; `Lines` looks into it.
    fn noticed(&self, outcome: Result<Value, CallError>) -> Result<Value, CallError> {
        if let Err(CallError::Refused { error, .. }) = &outcome
            && DEAD_TOKEN.contains(&error.as_str())
        {
            self.seems_dead.store(true, Ordering::Relaxed);
        }
        outcome
    }

    /// Calls a method that takes form fields only; what it answers when it says `ok`.
    pub async fn read(&self, method: &'static str, fields: &[(&str, &str)]) -> Result<Value, CallError> {
        let started = Instant::now();
        let outcome = match self.request(method) {
            Ok(request) => self.noticed(answer(method, request.form(fields)).await),
            Err(error) => Err(error),
        };
        record(method, &outcome, started.elapsed());
        outcome
    }

    /// Posts to the address that came with a command or a click. The caller has checked where it leads.
    pub async fn respond(&self, response_url: &Url, body: &Value) -> Result<(), CallError> {
        let method = "response_url";
        let sent = self.http.post(response_url.clone()).json(body).send().await;
        let status = sent.map_err(|error| of_transport(method, &error))?.status();
        if status.is_success() { Ok(()) } else { Err(ambiguous(method, status.as_str())) }
    }

    /// Sends a file's bytes to the address that Slack gave for them.
    pub async fn upload(&self, address: &str, content_type: &'static str, bytes: Vec<u8>) -> Result<(), CallError> {
        let method = "upload";
        let url = Url::parse(address).map_err(|_| ambiguous("files.getUploadURLExternal", "no address"))?;
        let started = Instant::now();
        let sent = self.http.post(url).header("content-type", content_type).body(bytes).send().await;
        let outcome = sent.map_err(|error| of_transport(method, &error)).and_then(|response| {
            let status = response.status();
            if status.is_success() { Ok(Value::Null) } else { Err(ambiguous(method, status.as_str())) }
        });
        record(method, &outcome, started.elapsed());
        outcome.map(|_| ())
    }

    /// The conversation of a channel, or the direct messages of a person.
    pub async fn conversation(&self, channel_or_person: &str) -> Result<String, CallError> {
        if !channel_or_person.starts_with(['U', 'W']) {
            return Ok(channel_or_person.to_owned());
        }
        let answer = self.call("conversations.open", &json!({ "users": channel_or_person })).await?;
        let id = answer.pointer("/channel/id").and_then(Value::as_str);
        id.map(str::to_owned).ok_or_else(|| ambiguous("conversations.open", "no channel"))
    }

    /// Who can read a channel, as of a minute ago at most: for posts, which come many at a time.
    pub async fn recent_nature(&self, channel: &str) -> Result<ChannelNature, CallError> {
        if let Some(nature) = self.remembered(channel) {
            return Ok(nature);
        }
        let nature = self.nature(channel).await?;
        self.memory().insert(channel.to_owned(), (Instant::now(), nature.clone()));
        Ok(nature)
    }

    /// Who can read a channel now.
    pub async fn nature(&self, channel: &str) -> Result<ChannelNature, CallError> {
        let answer = self.read("conversations.info", &[("channel", channel)]).await?;
        let is = |field: &str| answer.pointer(&format!("/channel/{field}")).and_then(Value::as_bool).unwrap_or(false);
        let name = answer.pointer("/channel/name").and_then(Value::as_str).unwrap_or_default().to_owned();
        // Direct messages do not say it: they are with the bot.
        let is_member = answer.pointer("/channel/is_member").and_then(Value::as_bool).unwrap_or(true);
        let shared_outside = is("is_ext_shared") || is("is_pending_ext_shared");
        Ok(ChannelNature { name, is_member, is_archived: is("is_archived"), shared_outside })
    }

    fn remembered(&self, channel: &str) -> Option<ChannelNature> {
        let memory = self.memory();
        let (at, nature) = memory.get(channel)?;
        (at.elapsed() < CHANNEL_MEMORY).then(|| nature.clone())
    }

    fn memory(&self) -> std::sync::MutexGuard<'_, HashMap<String, (Instant, ChannelNature)>> {
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn answer(method: &'static str, request: reqwest::RequestBuilder) -> Result<Value, CallError> {
    let response = request.send().await.map_err(|error| of_transport(method, &error))?;
    let status = response.status();
    if status == StatusCode::TOO_MANY_REQUESTS {
        let header = response.headers().get("retry-after").and_then(|value| value.to_str().ok());
        return Err(CallError::RateLimited { method: method.to_owned(), seconds: retry_after(header) });
    }
    if !status.is_success() {
        return Err(ambiguous(method, status.as_str()));
    }
    let body: Value = response.json().await.map_err(|_| ambiguous(method, "not JSON"))?;
    match (body.get("ok").and_then(Value::as_bool), body.get("error").and_then(Value::as_str)) {
        (Some(true), _) => Ok(body),
        (Some(false), Some("ratelimited")) => {
            Err(CallError::RateLimited { method: method.to_owned(), seconds: DEFAULT_RETRY_AFTER_SECONDS })
        }
        (Some(false), Some(error)) if AMBIGUOUS.contains(&error) => Err(ambiguous(method, error)),
        (Some(false), Some(error)) => Err(CallError::Refused { method: method.to_owned(), error: error.to_owned() }),
        _ => Err(ambiguous(method, "neither ok nor error")),
    }
}

/// Seconds to wait; garbage and silence count as half a minute, and nothing as more than a quarter of an hour.
fn retry_after(header: Option<&str>) -> u64 {
    let seconds = header.and_then(|text| text.trim().parse().ok()).unwrap_or(DEFAULT_RETRY_AFTER_SECONDS);
    seconds.clamp(1, LONGEST_RETRY_AFTER_SECONDS)
}

/// Only a failure to connect proves that nothing was written.
fn of_transport(method: &'static str, error: &reqwest::Error) -> CallError {
    if error.is_connect() || error.is_builder() {
        return not_sent(method);
    }
    ambiguous(method, if error.is_timeout() { "timeout" } else { "connection lost" })
}

fn not_sent(method: &'static str) -> CallError {
    CallError::NotSent { method: method.to_owned() }
}

fn ambiguous(method: &'static str, how: &str) -> CallError {
    CallError::Ambiguous { method: method.to_owned(), how: how.to_owned() }
}

fn record(method: &'static str, outcome: &Result<Value, CallError>, took: Duration) {
    let outcome = match outcome {
        Ok(_) => "ok",
        Err(CallError::NotSent { .. }) => "not_sent",
        Err(CallError::RateLimited { .. }) => "rate_limited",
        Err(CallError::Refused { .. }) => "refused",
        Err(CallError::Ambiguous { .. }) => "ambiguous",
    };
    telemetry::slack_called(method, outcome, took);
    tracing::debug!(slack.method = method, slack.outcome = outcome, took_ms = took.as_millis(), "called Slack");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_survives_garbage() {
        for (header, seconds) in [
            (Some("3"), 3),
            (Some(" 7 "), 7),
            (Some("0"), 1),
            (Some("soon"), 30),
            (Some("-5"), 30),
            (Some("1e9"), 30),
            (Some("999999"), 900),
            (None, 30),
        ] {
            assert_eq!(retry_after(header), seconds, "{header:?}");
        }
    }
}
