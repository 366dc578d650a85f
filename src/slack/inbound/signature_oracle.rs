//! Our signature check against Slack's documented example and against slack-morphism's verifier.

use axum::http::HeaderMap;
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit, Mac};
use proptest::prelude::*;
use sha2::Sha256;
use slack_morphism::signature_verifier::SlackEventSignatureVerifier;

use super::signature::{EmptySecret, SignatureFault, SignatureHeaders, SigningSecrets, verify};
use crate::clock::Clock;

const DOCUMENTED_SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";
const DOCUMENTED_SIGNATURE: &str = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
const DOCUMENTED_BODY: &str = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V\
     &channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=\
     &response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN\
     &trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
const DOCUMENTED_AT: i64 = 1_531_420_618;

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).expect("a time")
}

fn secrets(current: &str, previous: Option<&str>) -> SigningSecrets {
    SigningSecrets::new(current.into(), previous.map(Into::into)).expect("not empty")
}

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        headers.append(*name, value.parse().expect("a value"));
    }
    headers
}

fn signed(timestamp: &str, signature: &str) -> HeaderMap {
    headers(&[("x-slack-request-timestamp", timestamp), ("x-slack-signature", signature)])
}

/// Straight from Slack's description, with the other way round of using the crates.
fn sign(secret: &str, timestamp: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length");
    mac.update(&[b"v0:", timestamp.as_bytes(), b":", body].concat());
    format!("v0={}", hex::encode(mac.finalize().into_bytes()))
}

fn answer(
    secrets: &SigningSecrets,
    headers: &HeaderMap,
    body: &[u8],
    now: DateTime<Utc>,
) -> Result<(), SignatureFault> {
    verify(secrets, SignatureHeaders::of(headers)?, body, now)
}

#[track_caller]
fn check(now: i64, timestamp: &str, signature: &str, expected: Result<(), SignatureFault>) {
    let found =
        answer(&secrets(DOCUMENTED_SECRET, None), &signed(timestamp, signature), DOCUMENTED_BODY.as_bytes(), at(now));
    assert_eq!(found, expected, "{timestamp} {signature}");
}

#[test]
fn slacks_own_example_is_right_for_five_minutes() {
    let timestamp = DOCUMENTED_AT.to_string();
    for (seconds, expected) in [
        (0, Ok(())),
        (300, Ok(())),
        (-300, Ok(())),
        (301, Err(SignatureFault::Stale)),
        (-301, Err(SignatureFault::Stale)),
    ] {
        check(DOCUMENTED_AT + seconds, &timestamp, DOCUMENTED_SIGNATURE, expected);
    }
}

#[test]
fn anything_else_is_refused() {
    let right = DOCUMENTED_SIGNATURE;
    let upper = right.to_uppercase();
    let flipped = right.replace("b503", "b502");
    let later = (DOCUMENTED_AT + 1).to_string();
    for (timestamp, signature, fault) in [
        ("1531420618", flipped.as_str(), SignatureFault::Wrong),
        ("1531420618", &upper, SignatureFault::Wrong),
        ("1531420618", &right[..40], SignatureFault::Wrong),
        ("1531420618", &right[3..], SignatureFault::Wrong),
        ("1531420618", "", SignatureFault::Wrong),
        ("1531420618", "v0=", SignatureFault::Wrong),
        (&later, right, SignatureFault::Wrong),
        ("", right, SignatureFault::Malformed),
        ("+1531420618", right, SignatureFault::Malformed),
        ("1531420618.5", right, SignatureFault::Malformed),
        ("-9223372036854775808", right, SignatureFault::Malformed),
        ("9223372036854775807", right, SignatureFault::Stale),
        ("99999999999999999999", right, SignatureFault::Malformed),
        ("0", right, SignatureFault::Stale),
    ] {
        check(DOCUMENTED_AT, timestamp, signature, Err(fault));
    }
}

#[test]
fn headers_are_there_once() {
    let time = ("x-slack-request-timestamp", "1531420618");
    let signature = ("x-slack-signature", DOCUMENTED_SIGNATURE);
    for (pairs, fault) in [
        (vec![], SignatureFault::Missing),
        (vec![time], SignatureFault::Missing),
        (vec![signature], SignatureFault::Missing),
        (vec![time, signature, signature], SignatureFault::Malformed),
        (vec![time, time, signature], SignatureFault::Malformed),
        (vec![time, ("x-slack-signature", "v0=\u{e9}")], SignatureFault::Malformed),
    ] {
        let found = SignatureHeaders::of(&headers(&pairs)).map(|_| ());
        assert_eq!(found, Err(fault), "{pairs:?}");
    }
}

#[test]
fn both_secrets_hold_during_a_rotation() {
    let (now, body) = (at(DOCUMENTED_AT), b"payload=%7B%7D".as_slice());
    let timestamp = DOCUMENTED_AT.to_string();
    let by = |secret| signed(&timestamp, &sign(secret, &timestamp, body));
    let rotating = secrets("new", Some("old"));
    assert_eq!(answer(&rotating, &by("new"), body, now), Ok(()));
    assert_eq!(answer(&rotating, &by("old"), body, now), Ok(()));
    assert_eq!(answer(&rotating, &by("older"), body, now), Err(SignatureFault::Wrong));
    assert_eq!(answer(&secrets("new", None), &by("old"), body, now), Err(SignatureFault::Wrong));
}

#[test]
fn no_secret_is_empty_and_none_is_shown() {
    assert_eq!(SigningSecrets::new("".into(), None).map(|_| ()), Err(EmptySecret));
    assert_eq!(SigningSecrets::new("new".into(), Some("".into())).map(|_| ()), Err(EmptySecret));
    assert!(!format!("{:?}", secrets("swordfish", Some("anchovy"))).contains(['w', 'y']), "a secret is shown");
}

proptest! {
    #[test]
    fn slack_morphism_says_the_same(
        secret in "[a-z0-9]{1,80}", other in prop::option::of("[a-z0-9]{1,80}"), body in any::<String>(), late in -400_i64..400,
    ) {
        // Its verifier reads the system's clock: keep away from the edges, where a second between the two decides.
        prop_assume!(3 < (late.abs() - 300).abs());
        let now = Clock::system().now();
        let timestamp = (now - TimeDelta::seconds(late)).timestamp().to_string();
        let signature = sign(other.as_ref().unwrap_or(&secret), &timestamp, body.as_bytes());
        let theirs = SlackEventSignatureVerifier::new(&secret.clone().into()).verify(&signature, &body, &timestamp);
        let ours = answer(&secrets(&secret, None), &signed(&timestamp, &signature), body.as_bytes(), now);
        prop_assert_eq!(ours.is_ok(), theirs.is_ok());
    }

    #[test]
    fn bytes_of_every_kind_are_signed(body in prop::collection::vec(any::<u8>(), 0..200), flip in any::<prop::sample::Index>()) {
        let signature = sign("secret", "1531420618", &body);
        let headers = signed("1531420618", &signature);
        let check = |body: &[u8]| answer(&secrets("secret", None), &headers, body, at(DOCUMENTED_AT));
        prop_assert_eq!(check(&body), Ok(()));
        let mut changed = body.clone();
        changed.push(b' ');
        let place = flip.index(changed.len());
        changed[place] ^= 1;
        prop_assert_eq!(check(&changed), Err(SignatureFault::Wrong));
    }
}
