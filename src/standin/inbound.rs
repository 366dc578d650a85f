//! Signed requests from Slack to the bot, and what came back.
//!
//! A request is signed as Slack signs it: `v0=` and the HMAC-SHA256 of `v0:{timestamp}:{raw body}` under the app's
//! signing secret. The timestamp is real time, whatever the workspace's clock
//! shows: it is there against replays, and the bot checks it by the system's clock.

use std::fmt;
use std::time::Instant;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::Sha256;

use super::hub::Hub;
use super::sockets;
use super::workspace::Workspace;

/// What the bot answered over HTTP.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The HTTP status; 0 when there was nothing to send (a message that no subscription covers).
    pub status: u16,
    /// The JSON body, a string when it was not JSON, null when it was empty.
    pub body: Value,
    /// Milliseconds from the first byte out to the last byte in.
    pub elapsed_ms: u64,
}

impl Answer {
    /// Whether Slack takes it as a success.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Why the bot gave no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It took longer than three seconds.
    TimedOut,
    /// No connection, or it broke off.
    Unreachable(String),
    /// Slack itself did not let it through: no such channel, person, element or view, an unknown command.
    NotSent(String),
    /// A form with what is missing or wrong, by `block_id`; Slack asks the person before it asks the app.
    Incomplete(Value),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimedOut => f.write_str("the bot took longer than three seconds"),
            Self::Unreachable(why) => write!(f, "the bot cannot be reached: {why}"),
            Self::NotSent(why) => write!(f, "not sent: {why}"),
            Self::Incomplete(errors) => write!(f, "the form is incomplete: {errors}"),
        }
    }
}

impl std::error::Error for Trouble {}

/// One request on its way to the bot.
pub(super) struct Outgoing {
    pub(super) path: &'static str,
    pub(super) content_type: &'static str,
    pub(super) body: String,
    /// The number and the reason of a repeated event.
    pub(super) retry: Option<(usize, &'static str)>,
}

impl Outgoing {
    /// A form with these fields.
    pub(super) fn form(path: &'static str, fields: &[(&str, String)]) -> Self {
        let body = serde_urlencoded::to_string(fields).unwrap_or_default();
        Self { path, content_type: "application/x-www-form-urlencoded", body, retry: None }
    }

    /// A form with one field `payload`, as interactions come.
    pub(super) fn payload(path: &'static str, payload: &Value) -> Self {
        Self::form(path, &[("payload", payload.to_string())])
    }
}

/// Signs a body with the app's secret, as Slack does.
pub(super) fn signature(secret: &str, timestamp: i64, body: &[u8]) -> String {
    // An HMAC takes a key of any length; this cannot fail.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(format!("v0:{timestamp}:").as_bytes());
    mac.update(body);
    format!("v0={}", hex::encode(mac.finalize().into_bytes()))
}

/// Sends one request, signed, and waits for as long as Slack waits. An app in Socket Mode gets an envelope instead.
pub(super) async fn send(hub: &Hub, outgoing: &Outgoing) -> Result<(Answer, reqwest::header::HeaderMap), Trouble> {
    if hub.read(|workspace| workspace.app.socket_mode) {
        return sockets::send(hub, outgoing).await.map(|answer| (answer, reqwest::header::HeaderMap::new()));
    }
    let (secret, timestamp) =
        (hub.read(|workspace| workspace.app.signing_secret.clone()), Workspace::real_now().timestamp());
    let mut request = hub
        .http
        .post(hub.bot_url(outgoing.path))
        .timeout(hub.pace().patience)
        .header("Content-Type", outgoing.content_type)
        .header("X-Slack-Request-Timestamp", timestamp.to_string())
        .header("X-Slack-Signature", signature(&secret, timestamp, outgoing.body.as_bytes()));
    if let Some((number, reason)) = outgoing.retry {
        request = request.header("X-Slack-Retry-Num", number.to_string()).header("X-Slack-Retry-Reason", reason);
    }
    let started = Instant::now();
    let response = request.body(outgoing.body.clone()).send().await.map_err(|error| trouble(&error))?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = response.text().await.map_err(|error| trouble(&error))?;
    let elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let body = match text.as_str() {
        "" => Value::Null,
        some => serde_json::from_str(some).unwrap_or(Value::String(text)),
    };
    Ok((Answer { status, body, elapsed_ms }, headers))
}

fn trouble(error: &reqwest::Error) -> Trouble {
    if error.is_timeout() {
        return Trouble::TimedOut;
    }
    let mut words = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        words = format!("{words}: {cause}");
        source = cause.source();
    }
    Trouble::Unreachable(words)
}

/// The code with which Slack tells a person that the app failed, if it did.
pub(super) fn failure_code(answer: &Result<Answer, Trouble>) -> Option<&'static str> {
    match answer {
        Ok(answer) if answer.is_success() => None,
        Ok(_) | Err(Trouble::Unreachable(_)) => Some("dispatch_failed"),
        Err(Trouble::TimedOut) => Some("operation_timeout"),
        Err(Trouble::NotSent(_) | Trouble::Incomplete(_)) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of Slack's own page on verifying requests.
    #[test]
    fn the_signature_is_slacks() {
        let body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&\
                    channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&\
                    response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&\
                    trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
        assert_eq!(
            signature("8f742231b10e8888abcd99yyyzzz85a5", 1_531_420_618, body.as_bytes()),
            "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
        );
    }
}
