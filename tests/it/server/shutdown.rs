//! The bot is told to stop.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use steward::server::Limits;
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::time::{interval, timeout};

use super::{LIMITS, PATIENCE, Running, check_status, rest};

#[tokio::test]
async fn what_is_under_way_is_finished_and_nothing_new_begun() {
    let (entered, release) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (says, waits) = (entered.clone(), release.clone());
    let router = Router::new().route(
        "/held",
        get(async move || {
            says.notify_one();
            waits.notified().await;
            "held"
        }),
    );
    let server = Running::start(LIMITS, router);
    let mut silent = server.connect().await;
    let (answer, ()) = tokio::join!(server.get("/held"), async {
        entered.notified().await;
        server.stop.cancel();
        refused(&server).await;
        assert_eq!(rest(&mut silent).await, "", "a connection without a request is closed");
        release.notify_one();
    });
    check_status(&answer, 200);
    assert!(answer.ends_with("held"));
    server.ended().await;
}

/// Waits until the system refuses connections.
async fn refused(server: &Running) {
    let mut ticks = interval(Duration::from_millis(5));
    let refusal = async {
        while TcpStream::connect(server.address).await.is_ok() {
            ticks.tick().await;
        }
    };
    timeout(PATIENCE, refusal).await.expect("refused");
}

#[tokio::test]
async fn what_will_not_end_is_cut() {
    let entered = Arc::new(Notify::new());
    let says = entered.clone();
    let router = Router::new().route(
        "/for-ever",
        get(async move || {
            says.notify_one();
            std::future::pending::<&'static str>().await
        }),
    );
    let server = Running::start(Limits { drain: Duration::from_millis(200), ..LIMITS }, router);
    let (answer, ()) = tokio::join!(server.get("/for-ever"), async {
        entered.notified().await;
        server.stop.cancel();
    });
    assert_eq!(answer, "");
    server.ended().await;
}

#[tokio::test]
async fn an_idle_server_stops_at_once() {
    let server = Running::start(LIMITS, Router::new());
    assert!(server.is_well().await);
    server.stop.cancel();
    server.ended().await;
}
