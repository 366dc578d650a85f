//! Faults on request: Slack having accepted and not saying so, saying no, or being unreadable. Each is scripted by a
//! test and happens a counted number of times; nothing here happens by chance.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::stream;
use http_body_util::BodyExt;
use serde::{Deserialize, Serialize};

use super::serve::Cut;

/// What goes wrong. Accepted means: done, and in the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// Nothing goes wrong: for scripts in which every n-th call does.
    Pass,
    /// Accepted; the connection closes without an answer.
    AcceptDrop,
    /// Accepted; the answer is a 500.
    #[serde(rename = "accept_500")]
    Accept500,
    /// Accepted; the answer comes only after so many milliseconds.
    AcceptHang {
        /// How long.
        ms: u64,
    },
    /// Not accepted: there is no answer for so many milliseconds, then the connection closes.
    Ignore {
        /// How long.
        ms: u64,
    },
    /// Not accepted: 429 with this `Retry-After`, which may be garbage or empty (then the header is missing).
    #[serde(rename = "reject_429")]
    Reject429 {
        /// The header's value.
        retry_after: String,
    },
    /// Not accepted: a 500.
    #[serde(rename = "reject_500")]
    Reject500,
    /// Not accepted: `ok: false` with this code.
    RejectError {
        /// Slack's error code.
        code: String,
    },
    /// Accepted; the second half of the answer comes after so many milliseconds.
    SlowBody {
        /// How long.
        ms: u64,
    },
    /// Accepted; the answer is 200 and no JSON.
    Garbage,
    /// Accepted; the answer is 200 and the first half of the JSON.
    Truncated,
    /// Not accepted: the TCP connection is reset.
    Reset,
    /// History leaves out what was posted within so many milliseconds.
    HistoryLag {
        /// How much it lags.
        ms: u64,
    },
    /// History cannot be read.
    HistoryUnreadable,
}

/// A scripted fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// What goes wrong.
    #[serde(flatten)]
    pub kind: FaultKind,
    /// For which method (`response_url` is one); `*` is every one. The faults of history are for both its methods.
    pub method: String,
    /// Only in this channel.
    #[serde(default)]
    pub channel: Option<String>,
    /// How often.
    #[serde(default = "once")]
    pub count: u32,
}

fn once() -> u32 {
    1
}

impl Fault {
    /// A fault that happens once, in any channel.
    pub fn new(method: &str, kind: FaultKind) -> Self {
        Self { kind, method: method.to_owned(), channel: None, count: 1 }
    }

    /// Happens so often.
    #[must_use]
    pub fn times(mut self, count: u32) -> Self {
        self.count = count;
        self
    }

    /// Happens in this channel only.
    #[must_use]
    pub fn in_channel(mut self, channel: &str) -> Self {
        self.channel = Some(channel.to_owned());
        self
    }

    fn is_for(&self, method: &str, channel: Option<&str>) -> bool {
        let reads = |name: &str| matches!(name, "conversations.history" | "conversations.replies");
        let of_history = matches!(self.kind, FaultKind::HistoryLag { .. } | FaultKind::HistoryUnreadable);
        let method_fits = if of_history { reads(method) } else { self.method == method || self.method == "*" };
        let channel_fits = self.channel.as_deref().is_none_or(|asked| channel == Some(asked));
        method_fits && channel_fits && 0 < self.count
    }
}

/// The script, first come first served.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<Fault>);

impl Faults {
    /// Adds a fault at the end.
    pub(super) fn script(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// How many are still to happen.
    pub(super) fn n_left(&self) -> u32 {
        self.0.iter().map(|fault| fault.count).sum()
    }

    /// Forgets every fault.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// The fault for this call, if one is due; it counts as happened.
    pub(super) fn take(&mut self, method: &str, channel: Option<&str>) -> Option<FaultKind> {
        let fault = self.0.iter_mut().find(|fault| fault.is_for(method, channel))?;
        fault.count -= 1;
        let kind = fault.kind.clone();
        self.0.retain(|fault| 0 < fault.count);
        Some(kind)
    }
}

/// Lets a fault happen around a call. `perform` does what was asked and makes the honest answer.
pub(super) async fn act(kind: FaultKind, cut: &Cut, perform: impl FnOnce() -> Response) -> Response {
    match kind {
        // The reader itself leaves out what is too young; see `web_api`.
        FaultKind::Pass | FaultKind::HistoryLag { .. } => perform(),
        FaultKind::Ignore { ms } => {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            cut.close().await
        }
        FaultKind::AcceptDrop => {
            perform();
            cut.close().await
        }
        FaultKind::Reset => cut.reset().await,
        FaultKind::Accept500 => {
            perform();
            broken()
        }
        FaultKind::Reject500 => broken(),
        FaultKind::AcceptHang { ms } => {
            let response = perform();
            tokio::time::sleep(Duration::from_millis(ms)).await;
            response
        }
        FaultKind::Reject429 { retry_after } => too_many(&retry_after),
        FaultKind::RejectError { code } => refused(&code),
        FaultKind::HistoryUnreadable => refused("internal_error"),
        FaultKind::SlowBody { ms } => slowly(perform(), Duration::from_millis(ms)).await,
        FaultKind::Garbage => {
            perform();
            "<html><body>Slack is having a moment</body></html>".into_response()
        }
        FaultKind::Truncated => {
            let bytes = bytes_of(perform()).await;
            json_response(Body::from(bytes.slice(..bytes.len() / 2)))
        }
    }
}

fn broken() -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error").into_response()
}

fn refused(code: &str) -> Response {
    axum::Json(serde_json::json!({"ok": false, "error": code})).into_response()
}

fn too_many(retry_after: &str) -> Response {
    let mut response = (StatusCode::TOO_MANY_REQUESTS, refused("ratelimited")).into_response();
    if let Ok(value) = HeaderValue::from_str(retry_after)
        && !retry_after.is_empty()
    {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}

async fn bytes_of(response: Response) -> Bytes {
    response.into_body().collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default()
}

async fn slowly(response: Response, pause: Duration) -> Response {
    let bytes = bytes_of(response).await;
    let half = bytes.len() / 2;
    let parts = [(Duration::ZERO, bytes.slice(..half)), (pause, bytes.slice(half..))];
    let chunks = stream::unfold(parts.into_iter(), |mut parts| async {
        let (pause, part) = parts.next()?;
        tokio::time::sleep(pause).await;
        Some((Ok::<Bytes, std::io::Error>(part), parts))
    });
    json_response(Body::from_stream(chunks))
}

fn json_response(body: Body) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, expected: &FaultKind) {
        let fault: Fault = serde_json::from_str(json).expect("a fault");
        assert_eq!(&fault.kind, expected);
        assert_eq!(fault.count, 1);
    }

    #[test]
    fn faults_are_scripted_as_json_too() {
        check(r#"{"method":"*","kind":"accept_drop"}"#, &FaultKind::AcceptDrop);
        check(r#"{"method":"*","kind":"accept_500"}"#, &FaultKind::Accept500);
        check(r#"{"method":"*","kind":"accept_hang","ms":5}"#, &FaultKind::AcceptHang { ms: 5 });
        check(
            r#"{"method":"*","kind":"reject_429","retry_after":"soon"}"#,
            &FaultKind::Reject429 { retry_after: "soon".into() },
        );
        check(r#"{"method":"*","kind":"reject_error","code":"x"}"#, &FaultKind::RejectError { code: "x".into() });
    }

    #[test]
    fn a_fault_is_for_its_method_and_channel_and_so_often() {
        let mut faults = Faults::default();
        faults.script(Fault::new("chat.postMessage", FaultKind::Garbage).in_channel("C1").times(2));
        assert_eq!(faults.take("chat.update", Some("C1")), None);
        assert_eq!(faults.take("chat.postMessage", Some("C2")), None);
        assert_eq!(faults.take("chat.postMessage", Some("C1")), Some(FaultKind::Garbage));
        assert_eq!(faults.take("chat.postMessage", Some("C1")), Some(FaultKind::Garbage));
        assert_eq!(faults.take("chat.postMessage", Some("C1")), None);
        faults.script(Fault::new("conversations.history", FaultKind::HistoryUnreadable));
        assert_eq!(faults.take("conversations.replies", None), Some(FaultKind::HistoryUnreadable));
    }
}
