//! The front door for HTTP: a listener that strangers may knock on. It bounds everything a client can spend of ours:
//! connections, header bytes, and the time for headers, body and the whole exchange. Knows no route but its own health.
//!
//! One connection carries one exchange. A reverse proxy that kept connections open would now and then send a request
//! into one that we are just closing, and Slack does not repeat a lost click.

mod body;
pub mod health;
mod listener;
mod observe;

use std::io;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use body::{BodyFault, read_body};
pub use listener::listen;
pub use observe::RequestId;

use listener::Door;

/// What a client may use up.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// From the first moment of the connection to the end of the headers.
    pub headers: Duration,
    /// Request line and headers together.
    pub header_bytes: usize,
    /// For the body, from the end of the headers on; see [`read_body`].
    pub body: Duration,
    /// The body.
    pub body_bytes: usize,
    /// The whole exchange, handler and slow readers of the answer included.
    pub exchange: Duration,
    /// Connections served at once. Further ones wait in the system's queue.
    pub n_connections: usize,
    /// For the exchanges under way when the bot is told to stop.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            headers: Duration::from_secs(5),
            header_bytes: 16 * 1024,
            body: Duration::from_secs(2),
            body_bytes: 1024 * 1024,
            exchange: Duration::from_mins(1),
            n_connections: 512,
            drain: Duration::from_secs(15),
        }
    }
}

/// Serves until `shutdown` is ready, then takes no more connections and lets those under way finish within
/// `limits.drain`. Every answer has a request id, is counted and logged; a handler that panics is answered for with 500.
/// Fails only when the listener is none.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let address = listener.local_addr()?;
    tracing::info!(server.address = %address, "listening");
    let (stop, cut) = (CancellationToken::new(), CancellationToken::new());
    let door = Door::new(observe::wrap(router), limits, stop.clone(), cut.clone());
    let exchanges = TaskTracker::new();
    {
        let mut shutdown = pin!(shutdown);
        tokio::select! {
            biased;
            () = &mut shutdown => {}
            () = door.admit(&listener, &exchanges) => {}
        }
    }
    // Whoever connects from here on is refused by the system, and tries elsewhere.
    drop(listener);
    stop.cancel();
    exchanges.close();
    finish(&exchanges, &cut, limits.drain).await;
    tracing::info!(server.address = %address, "stopped listening");
    Ok(())
}

/// Waits for the exchanges under way, and cuts those that take too long.
async fn finish(exchanges: &TaskTracker, cut: &CancellationToken, drain: Duration) {
    if tokio::time::timeout(drain, exchanges.wait()).await.is_err() {
        tracing::warn!(server.exchanges = exchanges.len(), "cutting exchanges that would not end");
        cut.cancel();
        exchanges.wait().await;
    }
}
