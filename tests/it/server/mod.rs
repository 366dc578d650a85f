//! The listener against clients that mean it ill, over real sockets. The limits are short, so that the tests are.

mod clients;
mod health;
mod limits;
mod shutdown;

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::routing::{get, post};
use steward::server::{Limits, listen, read_body, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// Nothing here may take longer; a server that does not cut a client fails its test by this.
const PATIENCE: Duration = Duration::from_secs(10);
/// Limits that nobody runs into by being honest.
const LIMITS: Limits = Limits {
    headers: PATIENCE,
    header_bytes: 16 * 1024,
    body: PATIENCE,
    body_bytes: 1024,
    exchange: PATIENCE,
    n_connections: 64,
    drain: PATIENCE,
};

/// A running server.
struct Running {
    address: SocketAddr,
    stop: CancellationToken,
    served: JoinHandle<std::io::Result<()>>,
}

impl Running {
    fn start(limits: Limits, router: Router) -> Self {
        let listener = listen("127.0.0.1:0".parse().unwrap()).unwrap();
        let (address, stop) = (listener.local_addr().unwrap(), CancellationToken::new());
        let router = router.route("/hello", get(async || "hello")).route(
            "/length",
            post(move |body: Body| async move {
                Ok::<_, steward::server::BodyFault>(read_body(body, limits).await?.len().to_string())
            }),
        );
        let served = tokio::spawn(serve(listener, router, limits, stop.clone().cancelled_owned()));
        Self { address, stop, served }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends text on a connection of its own, and hears all of the answer.
    async fn ask(&self, text: &str) -> String {
        let mut stream = self.connect().await;
        stream.write_all(text.as_bytes()).await.unwrap();
        rest(&mut stream).await
    }

    async fn get(&self, path: &str) -> String {
        self.ask(&format!("GET {path} HTTP/1.1\r\nhost: here\r\n\r\n")).await
    }

    /// Whether an honest client is served.
    async fn is_well(&self) -> bool {
        self.get("/hello").await.ends_with("hello")
    }

    /// Waits for the server's end.
    async fn ended(self) {
        timeout(PATIENCE, self.served).await.expect("an end").unwrap().unwrap();
    }
}

/// Everything that still comes on a connection, until the server closes it.
async fn rest(stream: &mut TcpStream) -> String {
    let mut heard = Vec::new();
    // A reset is an end as well: what came before it counts.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut heard)).await.expect("the server closes");
    String::from_utf8_lossy(&heard).into_owned()
}

#[track_caller]
fn check_status(answer: &str, expected: u16) {
    assert!(answer.starts_with(&format!("HTTP/1.1 {expected} ")), "{expected} expected: {answer}");
}
