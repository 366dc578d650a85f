//! Is it up, can it work, what has it measured: for the platform that runs the bot.

use std::fmt::Display;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;
use tokio::sync::Mutex;

use crate::telemetry::Metrics;

/// A database that answers later than this cannot serve a person in time.
pub const PATIENCE: Duration = Duration::from_millis(500);
/// An answer stands so long, so that strangers cannot make the database work by asking.
const STANDS: Duration = Duration::from_secs(1);

/// `/healthz` (the process is up), `/readyz` (`check`, the database, answers in time) and `/metrics`.
pub fn routes<Check, Answer, Error>(check: Check, metrics: Metrics) -> Router
where
    Check: Fn() -> Answer + Send + Sync + 'static,
    Answer: Future<Output = Result<(), Error>> + Send + 'static,
    Error: Display + Send + 'static,
{
    let asked = Arc::new(Asked { check, last: Mutex::new(None) });
    Router::new()
        .route("/healthz", get(async || fresh("ok")))
        .route("/readyz", get(async move || ready(asked.verdict().await)))
        .route("/metrics", get(measured).with_state(metrics))
}

/// What the database said when it was asked last.
#[derive(Clone, Copy)]
enum Verdict {
    Ready,
    Slow,
    Failed,
}

struct Asked<Check> {
    check: Check,
    last: Mutex<Option<(Instant, Verdict)>>,
}

impl<Check, Answer, Error> Asked<Check>
where
    Check: Fn() -> Answer,
    Answer: Future<Output = Result<(), Error>>,
    Error: Display,
{
    /// Asks, unless somebody has just done so. Those who come together wait for one answer.
    async fn verdict(&self) -> Verdict {
        let mut last = self.last.lock().await;
        if let Some((asked, verdict)) = *last
            && asked.elapsed() < STANDS
        {
            return verdict;
        }
        let verdict = match tokio::time::timeout(PATIENCE, (self.check)()).await {
            Ok(Ok(())) => Verdict::Ready,
            Ok(Err(error)) => {
                tracing::warn!(%error, "not ready: the database cannot be asked");
                Verdict::Failed
            }
            Err(_) => {
                tracing::warn!("not ready: the database is slow");
                Verdict::Slow
            }
        };
        *last = Some((Instant::now(), verdict));
        verdict
    }
}

/// The reason is ours: an error's own words may name hosts and users.
fn ready(verdict: Verdict) -> Response {
    let (reason, message) = match verdict {
        Verdict::Ready => return fresh(Json(json!({"ready": true}))),
        Verdict::Slow => ("database_slow", "The database did not answer within 500 ms."),
        Verdict::Failed => ("database_failed", "The database cannot be reached. The log says why."),
    };
    let answer = Json(json!({"ready": false, "reason": reason, "message": message}));
    fresh((StatusCode::SERVICE_UNAVAILABLE, answer))
}

/// Not for those who come through a reverse proxy from outside: a scraper asks directly.
async fn measured(State(metrics): State<Metrics>, headers: HeaderMap) -> Response {
    if headers.contains_key(header::FORWARDED) || headers.contains_key("x-forwarded-for") {
        return StatusCode::NOT_FOUND.into_response();
    }
    fresh(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], metrics.render()))
}

fn fresh(answer: impl IntoResponse) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], answer).into_response()
}
