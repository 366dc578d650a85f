//! The listening socket. It serves each connection itself, so that a fault can close or reset that very connection.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::http::Request;
use axum::response::Response;
use axum::routing::{any, get, post};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::hub::Hub;
use super::{assets, control, oauth, page_api, replies, web_api};

/// How long open requests may finish when the local Slack stops.
const FAREWELL: Duration = Duration::from_millis(500);

/// How a connection ends before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Open,
    Closed,
    Reset,
}

/// The power to end the connection that a request came by.
#[derive(Clone, Debug)]
pub(super) struct Cut(watch::Sender<End>);

impl Cut {
    /// Closes the connection; there is no answer.
    pub(super) async fn close(&self) -> Response {
        self.end(End::Closed).await
    }

    /// Resets the connection; there is no answer.
    pub(super) async fn reset(&self) -> Response {
        self.end(End::Reset).await
    }

    async fn end(&self, end: End) -> Response {
        self.0.send_replace(end);
        // The connection drops this request before it could be answered.
        std::future::pending().await
    }
}

/// Every route of the local Slack.
pub(super) fn router(hub: &Arc<Hub>) -> Router {
    Router::new()
        .route("/", get(assets::index))
        .route("/assets/{file}", get(assets::asset))
        .route("/api/{method}", any(web_api::call))
        .route("/oauth/v2/authorize", get(oauth::ask).post(oauth::decide))
        .route("/response/{token}", post(replies::respond))
        .route("/upload/{file_id}", post(web_api::upload))
        .route("/files/{file_id}/{name}", get(web_api::download))
        .nest("/ui", page_api::router())
        .nest("/control", control::router())
        .layer(DefaultBodyLimit::max(4 * 1024 * 1024))
        .with_state(Arc::clone(hub))
}

/// Accepts connections until `stop`, then lets the open ones finish for a moment.
pub(super) async fn serve(listener: TcpListener, router: Router, stop: CancellationToken) {
    let connections = tokio_util::task::TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => break,
        };
        match accepted {
            Ok((stream, _)) => {
                connections.spawn(connection(stream, router.clone(), stop.clone()));
            }
            // Out of file descriptors, or the peer is gone already: the next one may do.
            Err(error) => tracing::debug!(%error, "cannot accept a connection"),
        }
    }
    connections.close();
    let _ = tokio::time::timeout(FAREWELL + Duration::from_millis(100), connections.wait()).await;
}

async fn connection(stream: TcpStream, router: Router, stop: CancellationToken) {
    let (sender, mut ending) = watch::channel(End::Open);
    let cut = Cut(sender);
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(cut.clone());
        router.clone().oneshot(request)
    });
    let _ = stream.set_nodelay(true);
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(30))
        .serve_connection(TokioIo::new(stream), service);
    let ended = tokio::select! {
        _ = &mut connection => return,
        ended = ended(&mut ending) => ended,
        () = stop.cancelled() => {
            std::pin::Pin::new(&mut connection).graceful_shutdown();
            let _ = tokio::time::timeout(FAREWELL, &mut connection).await;
            return;
        }
    };
    if ended == End::Reset {
        let stream = connection.into_parts().io.into_inner();
        // With nothing lingering, closing sends RST instead of FIN.
        let _ = stream.set_zero_linger();
    }
}

async fn ended(ending: &mut watch::Receiver<End>) -> End {
    match ending.wait_for(|end| *end != End::Open).await {
        Ok(end) => *end,
        // The service, and with it the sender, is gone: so is the connection.
        Err(_) => End::Closed,
    }
}

/// Binds the address, so that a taken port is an error at the start.
pub(super) async fn bind(address: std::net::SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(address).await
}
