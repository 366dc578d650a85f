//! Honest clients, and handlers that fail them.

use axum::Router;
use axum::routing::get;

use super::{LIMITS, Running, check_status, rest};

fn request_id(answer: &str) -> &str {
    let line = answer.lines().find(|line| line.starts_with("x-request-id: ")).expect("a request id");
    line.trim_start_matches("x-request-id: ")
}

#[tokio::test]
async fn every_answer_has_a_reference_of_ours() {
    let server = Running::start(LIMITS, Router::new());
    let one = server.ask("GET /hello HTTP/1.1\r\nhost: here\r\nx-request-id: theirs\r\n\r\n").await;
    let other = server.get("/nowhere").await;
    check_status(&one, 200);
    check_status(&other, 404);
    assert_ne!(request_id(&one), "theirs");
    assert_ne!(request_id(&one), request_id(&other));
}

#[tokio::test]
async fn a_connection_carries_one_exchange() {
    let server = Running::start(LIMITS, Router::new());
    let twice = "GET /hello HTTP/1.1\r\nhost: here\r\n\r\n".repeat(2);
    let answer = server.ask(&twice).await;
    assert!(answer.contains("connection: close"), "{answer}");
    assert_eq!(answer.matches("200 OK").count(), 1, "{answer}");
}

#[tokio::test]
async fn a_handler_that_panics_is_answered_for_and_harms_no_other() {
    let router = Router::new().route("/broken", get(async || -> &'static str { panic!("a made-up fault") }));
    let server = Running::start(LIMITS, router);
    let answer = server.get("/broken").await;
    check_status(&answer, 500);
    assert!(answer.ends_with(&format!("Reference: {}", request_id(&answer))), "{answer}");
    assert!(!answer.contains("made-up"), "{answer}");
    assert!(server.is_well().await);
}

#[tokio::test]
async fn another_protocol_is_refused() {
    let server = Running::start(LIMITS, Router::new());
    for opening in ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}\r\n\r\n", "\0\0\0\0\r\n\r\n"] {
        let answer = server.ask(opening).await;
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 400") || answer.starts_with("HTTP/1.1 505"),
            "{answer}"
        );
    }
    assert!(server.is_well().await);
}

#[tokio::test]
async fn a_client_that_hangs_up_harms_no_other() {
    let server = Running::start(LIMITS, Router::new());
    for _ in 0..100 {
        drop(server.connect().await);
    }
    let mut stream = server.connect().await;
    tokio::io::AsyncWriteExt::shutdown(&mut stream).await.unwrap();
    assert_eq!(rest(&mut stream).await, "");
    assert!(server.is_well().await);
}
