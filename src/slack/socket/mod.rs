//! Socket Mode: Slack sends what it would post over HTTP through sockets that the bot opens.
//!
//! Two connections stand at any time. Slack ends each after hours and says so beforehand: its successor is opened at once,
//! and the old one is read until it closes. What comes in is stored before it is acknowledged; what cannot be stored is not,
//! and comes again on another connection. The loop is our own: slack-morphism's acknowledges by its callback's outcome
//! inside the read loop, and its types turn away payloads that Slack sends.

mod backoff;
mod connection;
mod envelopes;
mod opening;

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, oneshot};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use self::backoff::Backoff;
use self::connection::Connection;
use self::opening::CannotOpen;
use super::client::{CallError, SlackClient};
use super::desk::Desk;
use crate::operations::letters;

/// One may be gone, or on its way out.
const N_CONNECTIONS: usize = 2;
/// Envelopes that are answered at once. Further ones wait in the connection.
const MOST_AT_ONCE: usize = 512;
/// Answers are forgotten so often.
const FORGETS_EVERY: Duration = Duration::from_mins(1);

/// How patient a socket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SocketPace {
    /// For opening a connection, and for its first word.
    pub opening: Duration,
    /// Between two pings of ours.
    pub ping: Duration,
    /// A connection on which nothing was heard for so long is dead.
    pub silence: Duration,
    /// For what a stopping or retired connection is still at.
    pub drain: Duration,
    /// After the first failure.
    pub first_pause: Duration,
    /// After many.
    pub longest_pause: Duration,
}

impl SocketPace {
    /// Slack pings every few seconds.
    pub const SLACK: Self = Self {
        opening: Duration::from_secs(10),
        ping: Duration::from_secs(10),
        silence: Duration::from_secs(30),
        drain: Duration::from_secs(10),
        first_pause: Duration::from_millis(500),
        longest_pause: Duration::from_secs(30),
    };
}

/// What receives over sockets. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Socket {
    /// Answers what comes in.
    desk: Desk,
    opener: Opener,
    places: Arc<Semaphore>,
}

/// How sockets are opened.
#[derive(Clone, Debug)]
pub struct Opener {
    /// Calls with the app's own token.
    pub slack: SlackClient,
    /// Whether Slack is on this machine, where a connection may be plain.
    pub is_local: bool,
    /// How patiently.
    pub pace: SocketPace,
}

impl Socket {
    /// One that has not connected yet.
    pub fn new(desk: Desk, opener: Opener) -> Self {
        Self { desk, opener, places: Arc::new(Semaphore::new(MOST_AT_ONCE)) }
    }

    /// Receives until `stop`; what was taken is finished and acknowledged.
    pub async fn run(self, stop: CancellationToken) {
        let lanes = TaskTracker::new();
        for _ in 0..N_CONNECTIONS {
            lanes.spawn(self.clone().keep(stop.clone()));
        }
        lanes.close();
        loop {
            tokio::select! {
                () = lanes.wait() => break,
                () = tokio::time::sleep(FORGETS_EVERY) => {
                    if let Err(failure) = letters::forget_answers(&self.desk.app).await {
                        tracing::warn!(error = %failure, "cannot forget answers");
                    }
                }
            }
        }
    }

    /// Keeps one connection standing.
    async fn keep(self, stop: CancellationToken) {
        let mut backoff = Backoff::new(self.opener.pace);
        let connections = TaskTracker::new();
        while !stop.is_cancelled() {
            let pause = match self.opened(&stop).await {
                Ok(None) => break,
                Ok(Some(connection)) => {
                    let (retire, retired) = oneshot::channel();
                    let began = Instant::now();
                    connections.spawn(connection.serve(retire, stop.clone()));
                    let why = retired.await.unwrap_or_default();
                    tracing::info!(slack.reason = why.reason, "a socket is to be replaced");
                    backoff.after(began.elapsed(), &why)
                }
                Err(error) => {
                    tell(&error);
                    backoff.after_failure(error.wait())
                }
            };
            tokio::select! {
                () = stop.cancelled() => break,
                () = tokio::time::sleep(pause) => {}
            }
        }
        connections.close();
        connections.wait().await;
    }

    /// A connection, unless `stop` comes before.
    async fn opened(&self, stop: &CancellationToken) -> Result<Option<Connection>, CannotOpen> {
        tokio::select! {
            () = stop.cancelled() => Ok(None),
            opened = opening::open(&self.opener) => {
                opened.map(|stream| Some(Connection::new(stream, self.clone())))
            }
        }
    }
}

/// Whether Slack lets the app's token open a socket; for a start, and for `steward doctor`.
pub async fn check(slack: &SlackClient) -> Result<(), CallError> {
    opening::address(slack).await.map(|_| ())
}

/// What to do about a check that failed.
pub fn advice(error: &CallError) -> String {
    match error {
        CallError::Refused { error, .. } => format!(
            "Slack refuses SLACK_APP_TOKEN ({error}): generate one under Basic Information → App-Level Tokens, with the \
             scope connections:write, and see that Settings → Socket Mode is on"
        ),
        CallError::NotSent { .. } | CallError::RateLimited { .. } | CallError::Ambiguous { .. } => error.to_string(),
    }
}

fn tell(error: &CannotOpen) {
    match error {
        // Only a person can mend that.
        CannotOpen::Slack(CallError::Refused { .. }) | CannotOpen::Address => {
            tracing::error!(error = %error, "Slack does not open a socket; is SLACK_APP_TOKEN still good?");
        }
        CannotOpen::Slack(_) | CannotOpen::Connect(_) => {
            tracing::warn!(error = %error, "cannot open a socket; it is tried again");
        }
    }
}
