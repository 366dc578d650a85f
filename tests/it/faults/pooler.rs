//! Through PgBouncer in transaction mode, with fewer servers than clients: every statement may meet another session than the one
//! before it. Debian's, so older than 1.21 too, which knows nothing of prepared statements.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions, Connection};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

use super::kill::comes_true;
use super::network::is_served;
use super::proxy::Proxy;
use super::replica::{Replica, command};
use crate::bot::town::{ANA, MO, TECHCORP_CHANNEL};
use crate::database;
use crate::journey::faults::{about_to_prompt, stands_once};
use crate::scratch::Scratch;

/// A running pooler; dropping it ends it.
struct Pooler {
    port: u16,
    database: String,
    _child: Child,
    _scratch: Scratch,
}

impl Pooler {
    /// Starts one in front of this database.
    async fn start(database: &PgConnectOptions) -> Self {
        let scratch = Scratch::new();
        // It reaches a server behind a socket as somebody who may not enter the socket's directory.
        let proxy = Proxy::start(database).await;
        let server: PgConnectOptions = proxy.url().parse().unwrap();
        let port = free_port().await;
        let configuration = scratch.path().join("pgbouncer.ini");
        let lines = format!(
            "[databases]\n* = host=127.0.0.1 port={} user={}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
             unix_socket_dir =\nauth_type = any\npool_mode = transaction\ndefault_pool_size = 4\nmax_client_conn = 100\n\
             ignore_startup_parameters = extra_float_digits\nserver_reset_query = DEALLOCATE ALL\n\
             server_reset_query_always = 1\n",
            server.get_port(),
            server.get_username(),
        );
        fs::write(&configuration, lines).unwrap();
        let mut command = Command::new(program());
        // It refuses to run as root.
        if fs::metadata(&configuration).unwrap().uid() == 0 {
            command.args(["-u", "nobody"]);
        }
        let child = command
            .arg(&configuration)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let database = database.get_database().unwrap().to_owned();
        let pooler = Self { port, database, _child: child, _scratch: scratch };
        let options: PgConnectOptions = pooler.url().parse().unwrap();
        comes_true(async || options.connect().await.is_ok(), "PgBouncer starts").await;
        pooler
    }

    /// The address through it, as the README writes it.
    fn url(&self) -> String {
        let Self { port, database, .. } = self;
        format!("postgres://steward@127.0.0.1:{port}/{database}?sslmode=disable&statement-cache-capacity=0")
    }
}

fn program() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let places = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    let found = places.map(|place| place.join("pgbouncer")).find(|program| program.exists());
    found.expect("PgBouncer is not installed: apt-get install pgbouncer")
}

async fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
}

#[tokio::test(flavor = "multi_thread")]
async fn through_a_pooler_of_transactions_everything_goes_on() {
    let bot = about_to_prompt().await;
    let pooler = Pooler::start(&bot.database.options).await;
    let url = pooler.url();
    let (one, other) = tokio::join!(Replica::start(&bot, &url), Replica::start(&bot, &url));
    comes_true(async || bot.asks("select state from outbox").await == "sent", "it is posted").await;
    stands_once(&bot, "through a pooler").await;
    for replica in [&one, &other] {
        bot.slack.set_bot_url(replica.url.clone());
        let served = futures::future::join_all((0..12).map(|_| is_served(&bot))).await;
        assert!(served.into_iter().all(|is_served| is_served));
    }
    let prompt = bot.newest(TECHCORP_CHANNEL, ANA);
    bot.clicks(ANA, &prompt, "Acknowledge").await;
    let acknowledged = async || bot.newest(TECHCORP_CHANNEL, MO).words().contains("acknowledged by Ana Ruiz");
    comes_true(acknowledged, "the card is edited").await;
    bot.slack.say(ANA, TECHCORP_CHANNEL, "@steward acme", None).await.unwrap();
    comes_true(
        async || bot.asks("select state from inbox where kind = 'mention'").await == "handled",
        "the letter is read",
    )
    .await;
    for replica in [one, other] {
        replica.is_told("TERM").await;
        assert!(replica.ends_within(Duration::from_secs(15)).await.success());
    }
}

/// A lock of a session would be left behind on a server that somebody else gets next.
#[tokio::test(flavor = "multi_thread")]
async fn through_a_pooler_of_transactions_one_of_two_migrates() {
    let empty = database::empty().await;
    let pooler = Pooler::start(&empty.options).await;
    let url = pooler.url();
    let (one, other) = tokio::join!(command("migrate", &url).output(), command("migrate", &url).output());
    for output in [one.unwrap(), other.unwrap()] {
        assert!(output.status.success(), "{output:?}");
    }
    let mut connection = PgConnection::connect_with(&empty.options).await.unwrap();
    let twice = "select count(*) - count(distinct version) from _sqlx_migrations where success";
    assert_eq!(sqlx::query_scalar::<_, i64>(twice).fetch_one(&mut connection).await.unwrap(), 0);
    let locks = "select count(*) from pg_locks where locktype = 'advisory'
        and database = (select oid from pg_database where datname = current_database())";
    assert_eq!(sqlx::query_scalar::<_, i64>(locks).fetch_one(&mut connection).await.unwrap(), 0);
    connection.close().await.unwrap();
}
