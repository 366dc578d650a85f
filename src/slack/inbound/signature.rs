//! Slack's request signature, version 0: `v0=` and the hex HMAC-SHA256 of `v0:{timestamp}:{raw body}`.
//!
//! `SlackEventSignatureVerifier` of slack-morphism does the same, but reads the clock itself, knows one secret and wants
//! the body to be UTF-8; a test holds the two against each other.

use axum::http::{HeaderMap, HeaderName};
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};

/// A signature is good for so many seconds before and after its timestamp.
const WINDOW_SECONDS: u64 = 300;
const TIMESTAMP: HeaderName = HeaderName::from_static("x-slack-request-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("x-slack-signature");

/// The secret that Slack signs with, and during a rotation the one before it.
#[derive(Clone, Debug)]
pub struct SigningSecrets {
    current: SecretString,
    previous: Option<SecretString>,
}

/// Anybody can sign with an empty secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a signing secret is empty")]
pub struct EmptySecret;

/// Why a request is not taken for Slack's. Never says which secret was tried, nor what would have been right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFault {
    /// Signature or timestamp is not there.
    #[error("the request is not signed")]
    Missing,
    /// Signature or timestamp is there twice or is not readable.
    #[error("the signature headers cannot be read")]
    Malformed,
    /// The timestamp is more than five minutes away.
    #[error("the timestamp is too far from now")]
    Stale,
    /// No secret makes this signature of this body.
    #[error("the signature is wrong")]
    Wrong,
}

/// The two headers, as they came.
#[derive(Clone, Copy, Debug)]
pub struct SignatureHeaders<'a> {
    timestamp: &'a str,
    signature: &'a str,
}

impl SigningSecrets {
    /// The current secret and, while Slack is told of a new one, the previous.
    pub fn new(current: SecretString, previous: Option<SecretString>) -> Result<Self, EmptySecret> {
        let is_empty = |secret: &SecretString| secret.expose_secret().is_empty();
        if is_empty(&current) || previous.as_ref().is_some_and(is_empty) {
            return Err(EmptySecret);
        }
        Ok(Self { current, previous })
    }
}

impl<'a> SignatureHeaders<'a> {
    /// Finds the headers; each must be there once.
    pub fn of(headers: &'a HeaderMap) -> Result<Self, SignatureFault> {
        let only = |name: &HeaderName| {
            let mut values = headers.get_all(name).iter();
            let value = values.next().ok_or(SignatureFault::Missing)?;
            if values.next().is_some() {
                return Err(SignatureFault::Malformed);
            }
            value.to_str().map_err(|_| SignatureFault::Malformed)
        };
        Ok(Self { timestamp: only(&TIMESTAMP)?, signature: only(&SIGNATURE)? })
    }

    /// Refuses a timestamp that is too old or too new: a recorded request cannot be sent again later.
    pub fn fresh(self, now: DateTime<Utc>) -> Result<Self, SignatureFault> {
        let is_number = self.timestamp.bytes().all(|byte| byte.is_ascii_digit());
        let sent: i64 = self.timestamp.parse().ok().filter(|_| is_number).ok_or(SignatureFault::Malformed)?;
        if WINDOW_SECONDS < sent.abs_diff(now.timestamp()) { Err(SignatureFault::Stale) } else { Ok(self) }
    }
}

/// Whether Slack signed these bytes, at about `now`. The comparison takes as long for a wrong signature as for a right one.
pub fn verify(
    secrets: &SigningSecrets,
    headers: SignatureHeaders<'_>,
    body: &[u8],
    now: DateTime<Utc>,
) -> Result<(), SignatureFault> {
    let headers = headers.fresh(now)?;
    let each = [Some(&secrets.current), secrets.previous.as_ref()].into_iter().flatten();
    let is_right = each.fold(Choice::from(0), |is_right, secret| is_right | is_signed_with(secret, headers, body));
    if is_right.into() { Ok(()) } else { Err(SignatureFault::Wrong) }
}

fn is_signed_with(secret: &SecretString, headers: SignatureHeaders<'_>, body: &[u8]) -> Choice {
    // HMAC takes keys of every length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()) else { return Choice::from(0) };
    for part in [b"v0:", headers.timestamp.as_bytes(), b":", body] {
        mac.update(part);
    }
    let expected = format!("v0={}", hex::encode(mac.finalize().into_bytes()));
    expected.as_bytes().ct_eq(headers.signature.as_bytes())
}
