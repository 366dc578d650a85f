//! A small proxy in front of Postgres. It reads along with what a client says, so that a test can stop a client at the very
//! statement that it means: before the server hears it, or after the server has done it and before the client hears so. It
//! can also go quiet (the half-open connection of a lost network), be slow, cut everything, and let nobody in.
//!
//! The bot knows nothing of it: it is only the address in `DATABASE_URL`.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::{Notify, watch};

/// How the network is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weather {
    /// Everything passes.
    Clear,
    /// Everything passes, so much later.
    Slow(Duration),
    /// Nothing passes, and nobody is told: connections stay open.
    Quiet,
    /// Whoever connects is hung up on.
    Closed,
}

/// On which side of a statement a client is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The server never hears it.
    Before,
    /// The server has done it, the client never hears so.
    After,
}

/// The statement to stop a client at. It happens once.
#[derive(Clone, Debug)]
pub struct Stop {
    /// On which side.
    pub side: Side,
    /// Words of the statement.
    pub statement: &'static str,
    /// Words of one that went before it on the same connection, since it last began a transaction.
    pub following: Option<&'static str>,
}

/// A running proxy.
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    upstream: Mutex<PgConnectOptions>,
    weather: watch::Sender<Weather>,
    /// Counts the cuts; a connection ends when it changes.
    cuts: watch::Sender<u64>,
    stop: Mutex<Option<Stop>>,
    reached: Notify,
}

impl Stop {
    /// Before the statement.
    pub fn before(statement: &'static str) -> Self {
        Self { side: Side::Before, statement, following: None }
    }

    /// After it.
    pub fn after(statement: &'static str) -> Self {
        Self { side: Side::After, ..Self::before(statement) }
    }

    /// Only when it follows this one.
    pub fn following(self, statement: &'static str) -> Self {
        Self { following: Some(statement), ..self }
    }
}

impl Proxy {
    /// Starts one in front of this server. It ends with the test's executor.
    pub async fn start(upstream: &PgConnectOptions) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            upstream: Mutex::new(upstream.clone()),
            weather: watch::Sender::new(Weather::Clear),
            cuts: watch::Sender::new(0),
            stop: Mutex::new(None),
            reached: Notify::new(),
        });
        tokio::spawn(accept(listener, Arc::clone(&shared)));
        Self { address, shared }
    }

    /// The address to connect to instead of the server's.
    pub fn url(&self) -> String {
        let options = self.shared.upstream.lock().unwrap().clone().ssl_mode(PgSslMode::Disable);
        let mut url = options.to_url_lossy();
        let socket = url.query_pairs().any(|(name, _)| name == "host");
        if socket {
            url.set_query(Some("sslmode=disable"));
        }
        url.set_host(Some("127.0.0.1")).unwrap();
        url.set_port(Some(self.address.port())).unwrap();
        url.into()
    }

    /// Changes the weather, for what is under way too.
    pub fn is(&self, weather: Weather) {
        self.shared.weather.send_replace(weather);
    }

    /// Leads to another server from here on, as an address does that moves in a failover.
    pub fn leads_to(&self, upstream: &PgConnectOptions) {
        *self.shared.upstream.lock().unwrap() = upstream.clone();
        self.cuts();
    }

    /// Cuts every connection; new ones are let in as the weather is.
    pub fn cuts(&self) {
        self.shared.cuts.send_modify(|n_cuts| *n_cuts += 1);
    }

    /// Stops the next client that comes to this point; [`Self::reached`] tells when.
    pub fn stops_at(&self, stop: Stop) {
        *self.shared.stop.lock().unwrap() = Some(stop);
    }

    /// Waits until a client was stopped. It stays so until it hangs up.
    pub async fn reached(&self) {
        let patience = Duration::from_secs(30);
        tokio::time::timeout(patience, self.shared.reached.notified()).await.expect("somebody comes to the point");
    }
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((client, _)) = listener.accept().await {
        if *shared.weather.borrow() != Weather::Closed {
            tokio::spawn(connection(client, Arc::clone(&shared)));
        }
    }
}

async fn connection(client: TcpStream, shared: Arc<Shared>) {
    let mut cuts = shared.cuts.subscribe();
    cuts.mark_unchanged();
    let upstream = shared.upstream.lock().unwrap().clone();
    let Ok(server) = connect(&upstream).await else { return };
    let _ = client.set_nodelay(true);
    let (from_client, to_client) = io::split(client);
    let (from_server, to_server) = io::split(server);
    let muted = Arc::new(AtomicBool::new(false));
    let listens = Listening { shared: Arc::clone(&shared), muted: Arc::clone(&muted), talk: Talk::default() };
    tokio::select! {
        _ = asks(from_client, to_server, listens) => {}
        _ = answers(from_server, to_client, &shared, &muted) => {}
        _ = cuts.changed() => {}
    }
}

async fn connect(upstream: &PgConnectOptions) -> io::Result<Box<dyn Stream>> {
    let port = upstream.get_port();
    let directory = upstream.get_socket().cloned().or_else(|| {
        let host = upstream.get_host();
        host.starts_with('/').then(|| PathBuf::from(host))
    });
    Ok(match directory {
        Some(directory) => Box::new(UnixStream::connect(directory.join(format!(".s.PGSQL.{port}"))).await?),
        None => Box::new(TcpStream::connect((upstream.get_host(), port)).await?),
    })
}

/// What one client has said.
#[derive(Default)]
struct Talk {
    prepared: HashMap<Vec<u8>, String>,
    since_begin: Vec<String>,
}

struct Listening {
    shared: Arc<Shared>,
    muted: Arc<AtomicBool>,
    talk: Talk,
}

/// Passes on what the client says, message by message.
async fn asks(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut listening: Listening,
) -> io::Result<()> {
    let mut started = false;
    loop {
        let message = read_message(&mut from, started).await?;
        // The request for TLS comes before the start, and is no start.
        started = started || message.get(4..8) != Some(&80_877_103_i32.to_be_bytes());
        is_fair(&listening.shared).await;
        if let Some(stop) = listening.hears(&message) {
            match stop.side {
                Side::Before => {
                    listening.shared.reached.notify_one();
                    // Nothing more is passed on; the server hears of the client's end only.
                    io::copy(&mut from, &mut io::sink()).await?;
                    return Ok(());
                }
                Side::After => listening.muted.store(true, Ordering::SeqCst),
            }
        }
        to.write_all(&message).await?;
        to.flush().await?;
    }
}

/// Passes on what the server says.
async fn answers(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    shared: &Shared,
    muted: &AtomicBool,
) -> io::Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let n_read = from.read(&mut buffer).await?;
        if n_read == 0 {
            return Ok(());
        }
        is_fair(shared).await;
        if muted.load(Ordering::SeqCst) {
            shared.reached.notify_one();
            continue;
        }
        to.write_all(&buffer[..n_read]).await?;
        to.flush().await?;
    }
}

/// Waits while the network is quiet, or as long as it is slow.
async fn is_fair(shared: &Shared) {
    let mut weather = shared.weather.subscribe();
    let now = *weather.borrow_and_update();
    match now {
        Weather::Clear | Weather::Closed => {}
        Weather::Slow(pause) => tokio::time::sleep(pause).await,
        Weather::Quiet => drop(weather.wait_for(|weather| *weather != Weather::Quiet).await),
    }
}

/// One message: a kind, unless it is the first, then its length, which counts itself.
async fn read_message(from: &mut (impl AsyncRead + Unpin), started: bool) -> io::Result<Vec<u8>> {
    let mut message = vec![0; if started { 5 } else { 4 }];
    from.read_exact(&mut message).await?;
    let length = message[message.len() - 4..].try_into().map(i32::from_be_bytes).unwrap();
    let head = message.len();
    message.resize(head + usize::try_from(length).unwrap() - 4, 0);
    from.read_exact(&mut message[head..]).await?;
    Ok(message)
}

impl Listening {
    /// Follows the talk; the stop, when this is the statement.
    fn hears(&mut self, message: &[u8]) -> Option<Stop> {
        let statement = self.talk.statement(message)?;
        let mut stop = self.shared.stop.lock().unwrap();
        let told = |words: &str| self.talk.since_begin.iter().any(|before| before.contains(words));
        let is_it = |stop: &Stop| statement.contains(stop.statement) && stop.following.is_none_or(told);
        let found = if stop.as_ref().is_some_and(is_it) { stop.take() } else { None };
        self.talk.since_begin.push(statement);
        found
    }
}

impl Talk {
    /// The statement that a message lets the server do.
    fn statement(&mut self, message: &[u8]) -> Option<String> {
        let (kind, body) = (*message.first()?, message.get(5..)?);
        let mut words = body.split(|byte| *byte == 0);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        match kind {
            b'P' => {
                let name = words.next()?.to_vec();
                self.prepared.insert(name, text(words.next()?));
                None
            }
            b'B' => self.prepared.get(words.nth(1)?).cloned(),
            b'Q' => {
                let statement = text(words.next()?);
                if statement.starts_with("BEGIN") {
                    self.since_begin.clear();
                }
                Some(statement)
            }
            _ => None,
        }
    }
}
