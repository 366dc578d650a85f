//! What stands at the door: the signature, and the bodies of commands and events. The first line is the timestamp, the second
//! the signature, the rest the body.

#![no_main]

use axum::http::{HeaderMap, HeaderValue};
use chrono::DateTime;
use hmac::{Hmac, KeyInit, Mac};
use libfuzzer_sys::fuzz_target;
use steward::slack::commands::{after_mention, plain};
use steward::slack::inbound::{
    EventRequest, Form, Interaction, ResponseUrl, SignatureHeaders, SigningSecrets, SlashCommand, verify,
};

const SECRET: &str = "a-signing-secret";
const NOW: i64 = 1_772_442_000;

fuzz_target!(|data: &[u8]| {
    let mut lines = data.splitn(3, |byte| *byte == b'\n');
    let (timestamp, signature) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let body = lines.next().unwrap_or_default();
    signed(timestamp, signature, body);
    read(body);
});

/// Nothing but the right signature is taken, and the right one is.
fn signed(timestamp: &[u8], signature: &[u8], body: &[u8]) {
    let now = DateTime::from_timestamp(NOW, 0).expect("a moment");
    let secrets = SigningSecrets::new(SECRET.into(), None).expect("a secret");
    let check = |timestamp: &[u8], signature: &[u8]| {
        let mut headers = HeaderMap::new();
        headers.insert("x-slack-request-timestamp", HeaderValue::from_bytes(timestamp).ok()?);
        headers.insert("x-slack-signature", HeaderValue::from_bytes(signature).ok()?);
        verify(&secrets, SignatureHeaders::of(&headers).ok()?, body, now).ok()
    };
    let right = signature_of(&NOW.to_string(), body);
    assert!(check(NOW.to_string().as_bytes(), right.as_bytes()).is_some(), "Slack's own signature is taken");
    if check(timestamp, signature).is_some() {
        let timestamp = String::from_utf8_lossy(timestamp);
        assert_eq!(signature, signature_of(&timestamp, body).as_bytes(), "only Slack's signature is taken");
    }
}

fn signature_of(timestamp: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(SECRET.as_bytes()).expect("any length will do");
    mac.update(format!("v0:{timestamp}:").as_bytes());
    mac.update(body);
    format!("v0={}", hex::encode(mac.finalize().into_bytes()))
}

fn read(body: &[u8]) {
    if let Ok(form) = Form::parse(body) {
        let _ = form.get("payload").map(|payload| Interaction::parse(payload.as_bytes()).is_ok());
        if let Ok(command) = SlashCommand::of_form(&form) {
            let _ = plain(&command.text);
            let _ = command.response_url.map(|url| ResponseUrl::parse(&url, None).is_ok());
        }
    }
    if let Ok(EventRequest::Callback(event)) = EventRequest::parse(body) {
        let _ = event.dedupe_key();
        let _ = after_mention(&event.raw.to_string(), "U0BOT");
    }
}
