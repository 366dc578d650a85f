//! The three routes for the platform.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use steward::server::health;
use steward::telemetry;

use super::{LIMITS, Running, check_status};

#[tokio::test]
async fn a_process_without_a_database_is_up_but_not_ready() {
    let router = health::routes(async || Err("password=canary host=db"), telemetry::start_measuring());
    let server = Running::start(LIMITS, router);
    check_status(&server.get("/healthz").await, 200);
    let answer = server.get("/readyz").await;
    check_status(&answer, 503);
    assert!(answer.contains(r#""reason":"database_failed""#) && !answer.contains("canary"), "{answer}");
}

#[tokio::test]
async fn a_slow_database_is_not_ready() {
    let router = health::routes(pending::<Result<(), &str>>, telemetry::start_measuring());
    let server = Running::start(LIMITS, router);
    let answer = server.get("/readyz").await;
    check_status(&answer, 503);
    assert!(answer.contains(r#""reason":"database_slow""#), "{answer}");
}

#[tokio::test]
async fn many_who_ask_at_once_cost_the_database_one_question() {
    let n_asked = Arc::new(AtomicUsize::new(0));
    let asked = n_asked.clone();
    let check = move || {
        asked.fetch_add(1, Ordering::SeqCst);
        async { Ok::<_, &str>(()) }
    };
    let server = Running::start(LIMITS, health::routes(check, telemetry::start_measuring()));
    for answer in futures::future::join_all((0..20).map(|_| server.get("/readyz"))).await {
        check_status(&answer, 200);
    }
    assert!(n_asked.load(Ordering::SeqCst) <= 2);
}

#[tokio::test]
async fn measurements_name_routes_not_paths_and_stay_inside() {
    let router = health::routes(async || Ok::<_, &str>(()), telemetry::start_measuring());
    let server = Running::start(LIMITS, router);
    server.get("/hello?token=canary").await;
    server.get("/canary/path").await;
    let answer = server.get("/metrics").await;
    check_status(&answer, 200);
    assert!(answer.contains(r#"steward_http_requests_total{route="/hello",status="200"}"#), "{answer}");
    assert!(answer.contains(r#"steward_http_requests_total{route="none",status="404"}"#), "{answer}");
    assert!(!answer.contains("canary"), "{answer}");
    let outside = "GET /metrics HTTP/1.1\r\nhost: here\r\nx-forwarded-for: 203.0.113.9\r\n\r\n";
    check_status(&server.ask(outside).await, 404);
}
