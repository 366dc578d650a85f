//! The door: a body of bounded size, in bounded time, with Slack's signature on it. Nothing is parsed before.

use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::form::Form;
use super::signature::{SignatureFault, SignatureHeaders, SigningSecrets, verify};

/// Who cannot be Slack needs no more room than `ssl_check` does.
const MOST_UNSIGNED_BYTES: usize = 4 * 1024;

/// What the door asks for.
#[derive(Clone, Debug)]
pub struct Guard {
    /// By which signatures are checked.
    pub secrets: SigningSecrets,
    /// The largest body.
    pub most_bytes: usize,
    /// The whole body must be there by then.
    pub body_timeout: Duration,
}

/// A body that Slack signed. Only [`read_signed`] makes one.
#[derive(Clone, Debug)]
pub struct SignedBody {
    bytes: Bytes,
    retry: Option<Retry>,
}

/// Slack tries again. The first try may have failed, so this is a reason to look twice and none to turn it away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retry {
    /// Counted from 1.
    pub number: u32,
    /// Why, in Slack's words: `http_timeout`, `http_error`.
    pub reason: String,
}

/// Why a request went no further. It is a response, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// 413.
    #[error("the body is too large")]
    TooLarge,
    /// 408.
    #[error("the body took too long")]
    TooSlow,
    /// 400.
    #[error("the body broke off")]
    Broken,
    /// 401, as Bolt does.
    #[error(transparent)]
    Unsigned(#[from] SignatureFault),
    /// 200 and nothing else: Slack only looks whether the certificate is good. No fault, and not signed.
    #[error("only the certificate was checked")]
    SslCheck,
}

impl Guard {
    /// 1 MiB within 2 seconds.
    pub fn new(secrets: SigningSecrets) -> Self {
        Self { secrets, most_bytes: 1024 * 1024, body_timeout: Duration::from_secs(2) }
    }
}

impl SignedBody {
    /// The bytes, as they were signed.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Set when Slack tries again.
    pub fn retry(&self) -> Option<&Retry> {
        self.retry.as_ref()
    }
}

/// Reads the body of a request and checks its signature. `now` is when the request came in.
pub async fn read_signed(request: Request, guard: &Guard, now: DateTime<Utc>) -> Result<SignedBody, Refused> {
    let (head, body) = request.into_parts();
    let headers = SignatureHeaders::of(&head.headers).and_then(|headers| headers.fresh(now));
    let most_bytes = if headers.is_ok() { guard.most_bytes } else { guard.most_bytes.min(MOST_UNSIGNED_BYTES) };
    let reading = tokio::time::timeout(guard.body_timeout, read(body, most_bytes)).await;
    let bytes = match (reading.unwrap_or(Err(Refused::TooSlow)), headers) {
        (Err(Refused::TooLarge), Err(fault)) => return Err(fault.into()),
        (read, _) => read?,
    };
    if is_ssl_check(&bytes) {
        return Err(Refused::SslCheck);
    }
    verify(&guard.secrets, headers?, &bytes, now)?;
    Ok(SignedBody { bytes, retry: Retry::of(&head.headers) })
}

async fn read(body: Body, most_bytes: usize) -> Result<Bytes, Refused> {
    // What announces itself as too large need not be read at all; what lies is cut off.
    if u64::try_from(most_bytes).unwrap_or(u64::MAX) < body.size_hint().lower() {
        return Err(Refused::TooLarge);
    }
    let read = Limited::new(body, most_bytes).collect().await;
    let too_large = |error: Box<dyn std::error::Error + Send + Sync>| error.is::<LengthLimitError>();
    read.map(http_body_util::Collected::to_bytes)
        .map_err(|error| if too_large(error) { Refused::TooLarge } else { Refused::Broken })
}

fn is_ssl_check(body: &[u8]) -> bool {
    let is_small = body.len() <= MOST_UNSIGNED_BYTES && !body.starts_with(b"{");
    is_small && Form::parse(body).is_ok_and(|form| form.get("ssl_check") == Some("1"))
}

impl Retry {
    fn of(headers: &HeaderMap) -> Option<Self> {
        let text = |name: &str| headers.get(name)?.to_str().ok();
        let number = text("x-slack-retry-num")?.parse().ok()?;
        Some(Self { number, reason: text("x-slack-retry-reason").unwrap_or_default().to_owned() })
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        // The rest of a body that nobody will read is not worth keeping the connection for.
        let close = [(header::CONNECTION, "close")];
        match self {
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, close).into_response(),
            Self::TooSlow => (StatusCode::REQUEST_TIMEOUT, close).into_response(),
            Self::Broken => (StatusCode::BAD_REQUEST, close).into_response(),
            Self::Unsigned(_) => (StatusCode::UNAUTHORIZED, close).into_response(),
            Self::SslCheck => StatusCode::OK.into_response(),
        }
    }
}
