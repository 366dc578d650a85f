//! Clients that are slow, large, many, or not there any more.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get;
use steward::server::Limits;
use tokio::io::AsyncWriteExt;
use tokio::sync::Notify;
use tokio::time::{interval, timeout};

use super::{LIMITS, PATIENCE, Running, check_status, rest};

const SHORT: Duration = Duration::from_millis(400);

/// Sends a head, then a byte every 20 ms for as long as the server takes them.
async fn drip(server: &Running, head: &str) -> Duration {
    let (mut stream, begun) = (server.connect().await, Instant::now());
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut ticks = interval(Duration::from_millis(20));
    while begun.elapsed() < PATIENCE {
        ticks.tick().await;
        if stream.write_all(b"a").await.is_err() {
            break;
        }
    }
    begun.elapsed()
}

#[tokio::test]
async fn dripping_headers_are_cut_while_others_are_served() {
    let server = Running::start(Limits { headers: SHORT, ..LIMITS }, Router::new());
    let honest = async {
        let mut n_served = 0;
        let begun = Instant::now();
        while begun.elapsed() < SHORT {
            assert!(server.is_well().await);
            n_served += 1;
        }
        n_served
    };
    let head = "GET /hello HTTP/1.1\r\nx-slow: ";
    let (one, other, n_served) = tokio::join!(drip(&server, head), drip(&server, head), honest);
    for held in [one, other] {
        assert!((SHORT..SHORT * 6).contains(&held), "cut after {held:?}");
    }
    assert!(1 < n_served);
}

#[tokio::test]
async fn a_connection_that_says_nothing_is_cut() {
    let server = Running::start(Limits { headers: SHORT, ..LIMITS }, Router::new());
    let begun = Instant::now();
    let mut silent = server.connect().await;
    rest(&mut silent).await;
    assert!((SHORT..SHORT * 6).contains(&begun.elapsed()), "{:?}", begun.elapsed());
    assert!(server.is_well().await);
}

#[tokio::test]
async fn oversized_headers_are_refused() {
    let server = Running::start(Limits { header_bytes: 8 * 1024, ..LIMITS }, Router::new());
    let get = "GET /hello HTTP/1.1\r\nhost: here\r\n";
    let large = "a".repeat(7 * 1024);
    check_status(&server.ask(&format!("{get}x-large: {large}\r\n\r\n")).await, 200);
    check_status(&server.ask(&format!("{get}x-large: {large}{large}\r\n\r\n")).await, 431);
    check_status(&server.ask(&format!("{get}{}", "x-many: 1\r\n".repeat(3000))).await, 431);
    check_status(&server.ask(&format!("{get}{}\r\n", "x-many: 1\r\n".repeat(200))).await, 431);
    assert!(server.is_well().await);
}

fn post(n_bytes: usize, body: &str) -> String {
    format!("POST /length HTTP/1.1\r\nhost: here\r\ncontent-length: {n_bytes}\r\n\r\n{body}")
}

fn chunked(n_chunks: usize) -> String {
    let chunk = format!("400\r\n{}\r\n", "a".repeat(1024));
    format!(
        "POST /length HTTP/1.1\r\nhost: here\r\ntransfer-encoding: chunked\r\n\r\n{}0\r\n\r\n",
        chunk.repeat(n_chunks)
    )
}

#[tokio::test]
async fn bodies_are_bounded_whatever_they_announce() {
    let server = Running::start(LIMITS, Router::new());
    let right = server.ask(&post(1024, &"a".repeat(1024))).await;
    assert!(right.ends_with("1024"), "{right}");
    assert!(server.ask(&chunked(1)).await.ends_with("1024"));
    check_status(&server.ask(&post(1025, &"a".repeat(1025))).await, 413);
    check_status(&server.ask(&post(usize::MAX / 2, "")).await, 413);
    check_status(&server.ask(&chunked(3)).await, 413);
    assert!(server.is_well().await);
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let server = Running::start(Limits { body: SHORT, ..LIMITS }, Router::new());
    check_status(&server.ask(&post(100, "")).await, 408);
    check_status(&server.ask(&post(100, "half of i")).await, 408);
}

/// A route that is entered, says so, and answers when it is told to.
fn held() -> (Router, Arc<Notify>, Arc<Notify>) {
    let (entered, release) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (says, waits) = (entered.clone(), release.clone());
    let route = get(async move || {
        says.notify_one();
        waits.notified().await;
        "held"
    });
    (Router::new().route("/held", route), entered, release)
}

#[tokio::test]
async fn over_the_cap_connections_wait_and_are_served_later() {
    let (router, entered, release) = held();
    let server = Running::start(Limits { n_connections: 1, ..LIMITS }, router);
    let (first, second) = tokio::join!(server.get("/held"), async {
        entered.notified().await;
        let mut waiting = server.connect().await;
        waiting.write_all(b"GET /hello HTTP/1.1\r\nhost: here\r\n\r\n").await.unwrap();
        let early = timeout(SHORT, waiting.readable()).await;
        assert!(early.is_err(), "served over the cap");
        release.notify_one();
        rest(&mut waiting).await
    });
    check_status(&first, 200);
    check_status(&second, 200);
}

#[tokio::test]
async fn a_client_that_does_not_read_its_answer_is_cut() {
    let router = Router::new().route("/large", get(async || vec![b'a'; 64 * 1024 * 1024]));
    let server = Running::start(Limits { n_connections: 1, exchange: SHORT, ..LIMITS }, router);
    let mut deaf = server.connect().await;
    deaf.write_all(b"GET /large HTTP/1.1\r\nhost: here\r\n\r\n").await.unwrap();
    deaf.readable().await.unwrap();
    assert!(server.is_well().await, "its place was not given back");
}
