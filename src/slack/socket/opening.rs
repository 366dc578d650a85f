//! Opening a connection: Slack hands out an address with a ticket in it that is good once. The address is never logged.

use std::time::Duration;

use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_tls_with_config};
use url::Url;

use super::Opener;
use crate::slack::client::{CallError, SlackClient};

/// As much as HTTP takes.
const MOST_BYTES: usize = 1024 * 1024;

/// A connection, encrypted unless Slack is on this machine.
pub(super) type Stream = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Why there is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum CannotOpen {
    /// Slack gives no address.
    #[error(transparent)]
    Slack(#[from] CallError),
    /// The address is not one to go to.
    #[error("apps.connections.open: the address is none of an encrypted socket")]
    Address,
    /// Nobody answers there.
    #[error("the socket cannot be opened ({0})")]
    Connect(&'static str),
}

impl CannotOpen {
    /// How long Slack asks to wait.
    pub(super) fn wait(&self) -> Option<Duration> {
        match self {
            Self::Slack(CallError::RateLimited { seconds, .. }) => Some(Duration::from_secs(*seconds)),
            Self::Slack(_) | Self::Address | Self::Connect(_) => None,
        }
    }
}

/// An address that is good once, within half a minute.
pub(super) async fn address(slack: &SlackClient) -> Result<String, CallError> {
    let method = "apps.connections.open";
    let answer = slack.read(method, &[]).await?;
    let address = answer.get("url").and_then(Value::as_str).map(str::to_owned);
    address.ok_or_else(|| CallError::Ambiguous { method: method.to_owned(), how: "no address".to_owned() })
}

/// Opens a connection in time.
pub(super) async fn open(opener: &Opener) -> Result<Stream, CannotOpen> {
    let address = address(&opener.slack).await?;
    if !is_safe(&address, opener.is_local) {
        return Err(CannotOpen::Address);
    }
    let limits = WebSocketConfig::default().max_message_size(Some(MOST_BYTES)).max_frame_size(Some(MOST_BYTES));
    let opening = connect_async_tls_with_config(address, Some(limits), true, None);
    match tokio::time::timeout(opener.pace.opening, opening).await {
        Ok(Ok((stream, _))) => Ok(stream),
        Ok(Err(error)) => Err(CannotOpen::Connect(how(&error))),
        Err(_) => Err(CannotOpen::Connect("timeout")),
    }
}

/// Nothing of customers goes over a plain connection, except to this machine.
fn is_safe(address: &str, is_local: bool) -> bool {
    Url::parse(address).is_ok_and(|url| match url.scheme() {
        "wss" => true,
        "ws" => is_local,
        _ => false,
    })
}

/// A word for an error. Its own words may hold the address.
pub(super) fn how(error: &Error) -> &'static str {
    match error {
        Error::ConnectionClosed | Error::AlreadyClosed => "closed",
        Error::Io(_) => "connection lost",
        Error::Tls(_) => "TLS",
        Error::Capacity(_) => "too large",
        Error::Protocol(_) => "protocol",
        Error::WriteBufferFull(_) => "too slow",
        Error::Utf8(_) => "not UTF-8",
        Error::Url(_) => "address",
        Error::Http(_) | Error::HttpFormat(_) => "refused",
        Error::AttackAttempt => "attack",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_connection_leads_to_this_machine_only() {
        for (address, is_local, expected) in [
            ("wss://wss-primary.slack.com/link/?ticket=1", false, true),
            ("ws://wss-primary.slack.com/link/?ticket=1", false, false),
            ("ws://127.0.0.1:9/link/?ticket=1", true, true),
            ("https://slack.com/", true, false),
            ("not an address", true, false),
        ] {
            assert_eq!(is_safe(address, is_local), expected, "{address}");
        }
    }
}
