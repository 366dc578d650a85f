//! A request's body, whole and bounded: signatures are made over the raw bytes, before anything is parsed.

use axum::body::{Body, HttpBody};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;

use super::Limits;

/// Why a body was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BodyFault {
    /// More bytes than the limit, announced or sent.
    #[error("the body is too large")]
    TooLarge,
    /// It did not arrive in time.
    #[error("the body did not arrive in time")]
    TooSlow,
    /// It ended early, or its framing is wrong.
    #[error("the body is broken")]
    Broken,
}

impl IntoResponse for BodyFault {
    fn into_response(self) -> Response {
        let status = match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Broken => StatusCode::BAD_REQUEST,
        };
        (status, self.to_string()).into_response()
    }
}

/// Reads a body within `limits.body_bytes` and `limits.body`, and never holds more than that. One that is too large is
/// read on for a while and thrown away: whoever is still writing would otherwise see a reset instead of the answer.
pub async fn read_body(body: Body, limits: Limits) -> Result<Bytes, BodyFault> {
    let patience_bytes = limits.body_bytes.saturating_mul(8);
    if patience_bytes as u64 <= body.size_hint().lower() {
        return Err(BodyFault::TooLarge);
    }
    let whole = collect(body, limits.body_bytes, patience_bytes);
    tokio::time::timeout(limits.body, whole).await.unwrap_or(Err(BodyFault::TooSlow))
}

async fn collect(mut body: Body, most_bytes: usize, patience_bytes: usize) -> Result<Bytes, BodyFault> {
    let mut kept = BytesMut::new();
    let mut n_bytes = 0_usize;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| BodyFault::Broken)?.into_data() else { continue };
        n_bytes = n_bytes.saturating_add(data.len());
        match n_bytes {
            _ if n_bytes <= most_bytes => kept.extend_from_slice(&data),
            _ if n_bytes <= patience_bytes => kept = BytesMut::new(),
            _ => break,
        }
    }
    if n_bytes <= most_bytes { Ok(kept.freeze()) } else { Err(BodyFault::TooLarge) }
}
