//! What happens around every handler: a request id, a span, a line, a measurement, and an answer even after a panic.
//! Nothing here reads a query string or a body: they hold what customers wrote.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use tracing::Instrument;
use uuid::Uuid;

use crate::telemetry;

/// The request's own reference: in the answer's `x-request-id`, in the log, and an extension for handlers. Drawn here;
/// one that a client sends is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestId(pub Uuid);

/// Puts the above around a router, its fallback included.
pub(super) fn wrap(router: Router) -> Router {
    router.layer(middleware::from_fn(observe))
}

async fn observe(mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let id = RequestId(Uuid::new_v4());
    request.extensions_mut().insert(id);
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", request.id = %id.0, http.method = %request.method(), http.route = route);
    async {
        let mut response = AssertUnwindSafe(next.run(request)).catch_unwind().await.unwrap_or_else(|_| apology(id));
        response.headers_mut().extend(header(id));
        let (status, took) = (response.status().as_u16(), begun.elapsed());
        telemetry::http_served(&route, status, took);
        tracing::debug!(http.status = status, took_ms = took.as_millis(), "answered");
        response
    }
    .instrument(span)
    .await
}

fn header(id: RequestId) -> Option<(HeaderName, HeaderValue)> {
    Some((HeaderName::from_static("x-request-id"), HeaderValue::try_from(id.0.to_string()).ok()?))
}

/// What is left to say after a panic. Nothing of the handler is used again, so it cannot be seen half-changed.
fn apology(id: RequestId) -> Response {
    let text = format!("Something went wrong here, and it was logged. Reference: {}", id.0);
    (StatusCode::INTERNAL_SERVER_ERROR, text).into_response()
}
