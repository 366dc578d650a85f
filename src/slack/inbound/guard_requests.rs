//! The door, tried with requests through axum.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use chrono::{DateTime, TimeDelta, Utc};
use futures::{StreamExt, stream};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tower::ServiceExt;

use super::guard::{Guard, read_signed};
use super::signature::SigningSecrets;

const BODY: &[u8] = b"command=/csm&text=today";

fn now() -> DateTime<Utc> {
    "2026-03-02T09:00:00Z".parse().expect("a time")
}

/// Says how many bytes got in, and the try.
async fn enter(State(guard): State<Arc<Guard>>, request: Request) -> Response {
    match read_signed(request, &guard, now()).await {
        Ok(body) => format!("{} {:?}", body.bytes().len(), body.retry().map(|retry| (retry.number, &retry.reason)))
            .into_response(),
        Err(refused) => refused.into_response(),
    }
}

async fn send(guard: Guard, request: Request) -> (StatusCode, String) {
    let door = Router::new().route("/slack", post(enter)).with_state(Arc::new(guard));
    let response = door.oneshot(request).await.expect("never fails");
    let status = response.status();
    let body = to_bytes(response.into_body(), 1_000).await.expect("is short");
    (status, String::from_utf8(body.to_vec()).expect("is text"))
}

fn guard() -> Guard {
    Guard::new(SigningSecrets::new("secret".into(), Some("older".into())).expect("not empty"))
}

fn request(body: Body, headers: &[(&str, &str)]) -> Request {
    let request = Request::post("/slack").header("content-type", "application/x-www-form-urlencoded");
    headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)).body(body).expect("a request")
}

/// A request signed with `secret` over `signed`, `late` seconds ago.
fn signed(secret: &str, signed: &[u8], late: i64, body: Body) -> Request {
    let timestamp = (now() - TimeDelta::seconds(late)).timestamp().to_string();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length");
    mac.update(&[b"v0:", timestamp.as_bytes(), b":", signed].concat());
    let signature = format!("v0={}", hex::encode(mac.finalize().into_bytes()));
    request(body, &[("x-slack-request-timestamp", &timestamp), ("x-slack-signature", &signature)])
}

#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "takes what `send` gives")]
fn check(found: (StatusCode, String), status: StatusCode, body: &str) {
    assert_eq!(found, (status, body.to_owned()));
}

#[tokio::test]
async fn what_slack_signed_gets_in() {
    for secret in ["secret", "older"] {
        check(send(guard(), signed(secret, BODY, 0, BODY.into())).await, StatusCode::OK, "23 None");
    }
    let bytes = b"text=%FF&\0\xFF".as_slice();
    check(send(guard(), signed("secret", bytes, 299, bytes.into())).await, StatusCode::OK, "11 None");
    let chunks = stream::iter(BODY.chunks(5).map(|chunk| Ok::<_, Infallible>(Bytes::copy_from_slice(chunk))));
    check(send(guard(), signed("secret", BODY, 0, Body::from_stream(chunks))).await, StatusCode::OK, "23 None");
}

#[tokio::test]
async fn a_retry_gets_in_and_says_so() {
    let mut again = signed("secret", BODY, 0, BODY.into());
    again.headers_mut().insert("x-slack-retry-num", "2".parse().expect("a value"));
    again.headers_mut().insert("x-slack-retry-reason", "http_timeout".parse().expect("a value"));
    check(send(guard(), again).await, StatusCode::OK, "23 Some((2, \"http_timeout\"))");
}

#[tokio::test]
async fn everybody_else_is_sent_away() {
    let time = now().timestamp().to_string();
    for stranger in [
        request(BODY.into(), &[]),
        request(BODY.into(), &[("x-slack-request-timestamp", &time)]),
        request(BODY.into(), &[("x-slack-request-timestamp", &time), ("x-slack-signature", "v0=00")]),
        signed("guess", BODY, 0, BODY.into()),
        signed("secret", BODY, 301, BODY.into()),
        signed("secret", BODY, -301, BODY.into()),
        signed("secret", BODY, 0, b"command=/csm&text=digest+off".as_slice().into()),
        signed("secret", b"", 0, BODY.into()),
        request(vec![b'x'; 2 << 20].into(), &[]),
    ] {
        check(send(guard(), stranger).await, StatusCode::UNAUTHORIZED, "");
    }
}

#[tokio::test]
async fn a_certificate_check_needs_no_signature() {
    for body in ["ssl_check=1&token=x", "token=x&ssl_check=1"] {
        check(send(guard(), request(body.into(), &[])).await, StatusCode::OK, "");
    }
    for body in ["ssl_check=0&token=x", "xssl_check=1", "{\"ssl_check\": 1}", "ssl_check=1&ssl_check=1"] {
        check(send(guard(), request(body.into(), &[])).await, StatusCode::UNAUTHORIZED, "");
    }
}

#[tokio::test]
async fn a_body_has_one_mebibyte() {
    let most = vec![b'x'; 1 << 20];
    check(send(guard(), signed("secret", &most, 0, most.clone().into())).await, StatusCode::OK, "1048576 None");
    let more = vec![b'x'; (1 << 20) + 1];
    check(send(guard(), signed("secret", &more, 0, more.clone().into())).await, StatusCode::PAYLOAD_TOO_LARGE, "");
    let endless = stream::repeat_with(|| Ok::<_, Infallible>(Bytes::from_static(&[b'x'; 4_096])));
    let found = send(guard(), signed("secret", BODY, 0, Body::from_stream(endless))).await;
    check(found, StatusCode::PAYLOAD_TOO_LARGE, "");
}

#[tokio::test]
async fn a_body_has_its_time() {
    let impatient = || Guard { body_timeout: Duration::from_millis(20), ..guard() };
    let stalled = || stream::iter([Ok::<_, Infallible>(Bytes::from_static(BODY))]).chain(stream::pending());
    let found = send(impatient(), signed("secret", BODY, 0, Body::from_stream(stalled()))).await;
    check(found, StatusCode::REQUEST_TIMEOUT, "");
    let found = send(impatient(), request(Body::from_stream(stalled()), &[])).await;
    check(found, StatusCode::REQUEST_TIMEOUT, "");
    let broken = stream::iter([Ok(Bytes::from_static(BODY)), Err(std::io::Error::other("reset"))]);
    let found = send(guard(), signed("secret", BODY, 0, Body::from_stream(broken))).await;
    check(found, StatusCode::BAD_REQUEST, "");
}
