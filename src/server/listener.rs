//! Connections, from the system's queue to their end.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::Limits;
use crate::telemetry;

/// Connections that wait in the system's queue.
const BACKLOG: u32 = 1024;
const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
/// What hyper reads at least at once.
const LEAST_BUFFER_BYTES: usize = 8 * 1024;

/// Listens on an address. Says which in its error. The system looks after peers that vanish without a word.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("cannot listen on {address}: {error}"));
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }.map_err(named)?;
    socket.set_reuseaddr(true).map_err(named)?;
    socket.set_keepalive(true).map_err(named)?;
    socket.bind(address).map_err(named)?;
    socket.listen(BACKLOG).map_err(named)
}

/// What every connection gets.
pub(super) struct Door {
    http: http1::Builder,
    router: Router,
    limits: Limits,
    places: Arc<Semaphore>,
    /// No exchange begins after this.
    stop: CancellationToken,
    /// Every exchange ends at this.
    cut: CancellationToken,
}

impl Door {
    pub fn new(router: Router, limits: Limits, stop: CancellationToken, cut: CancellationToken) -> Self {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(limits.headers)
            .max_header_size(limits.header_bytes)
            // Headers that never end are refused as soon as the buffer is full.
            .max_buf_size(limits.header_bytes.max(LEAST_BUFFER_BYTES))
            .keep_alive(false);
        Self { http, router, limits, places: Arc::new(Semaphore::new(limits.n_connections)), stop, cut }
    }

    /// Takes connections for ever, each into a task of its own, so that one that panics or hangs harms no other.
    pub async fn admit(&self, listener: &TcpListener, exchanges: &TaskTracker) {
        let mut pause = FIRST_PAUSE;
        loop {
            // The place comes first: without one, connections stay in the system's queue.
            let Ok(place) = Arc::clone(&self.places).acquire_owned().await else { return };
            match listener.accept().await {
                Ok((stream, _)) => {
                    pause = FIRST_PAUSE;
                    exchanges.spawn(self.exchange(stream, Place::taken(place)));
                }
                Err(error) if is_the_peers(&error) => {}
                Err(error) => {
                    // Most likely the process has no file descriptor left; asking again at once would burn a core.
                    tracing::warn!(%error, pause_ms = pause.as_millis(), "cannot accept connections");
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    }

    fn exchange(&self, stream: TcpStream, place: Place) -> impl Future<Output = ()> + 'static {
        // Answers are small and written at once; waiting to fill a packet only delays them.
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(self.router.clone());
        let connection = self.http.serve_connection(TokioIo::new(stream), service);
        let (stop, cut, longest) = (self.stop.clone(), self.cut.clone(), self.limits.exchange);
        async move {
            let mut connection = std::pin::pin!(connection);
            let whole = async {
                tokio::select! {
                    ended = connection.as_mut() => ended,
                    () = stop.cancelled() => {
                        connection.as_mut().graceful_shutdown();
                        connection.await
                    }
                }
            };
            tokio::select! {
                ended = tokio::time::timeout(longest, whole) => match ended {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => tracing::debug!(%error, "a connection ended early"),
                    Err(_) => tracing::debug!("an exchange took too long and was cut"),
                },
                () = cut.cancelled() => {}
            }
            drop(place);
        }
    }
}

/// A connection's place among those served at once; given back when its task ends, however that is.
struct Place {
    _permit: OwnedSemaphorePermit,
}

impl Place {
    fn taken(permit: OwnedSemaphorePermit) -> Self {
        telemetry::connection_opened();
        Self { _permit: permit }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        telemetry::connection_closed();
    }
}

/// Errors that are over with the connection they belong to.
fn is_the_peers(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionReset
    )
}
