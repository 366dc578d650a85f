//! A database of its own for each test: a copy of a migrated template, dropped with the test.
//!
//! `DATABASE_URL`, where it answers, names the server to use. Otherwise one private server serves the whole run.
//! Without any a test fails: it says how to install one, and never passes by doing nothing.

use std::{
    env,
    hash::{DefaultHasher, Hash, Hasher},
    process,
    str::FromStr,
    sync::atomic::{AtomicU32, Ordering},
    thread,
};

use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgConnection},
};
use steward::postgres::{self, Cluster, Durability, Settings};
use tokio::sync::OnceCell;

use crate::scratch::Scratch;

static MIGRATOR: Migrator = sqlx::migrate!("./migrations");
static SERVER: OnceCell<Server> = OnceCell::const_new();
static N_DATABASES: AtomicU32 = AtomicU32::new(0);

/// The server of this run. It holds no connection: every test has an executor of its own, and connections die with it.
struct Server {
    admin: PgConnectOptions,
    template: String,
    _private: Option<(Cluster, Scratch)>,
}

/// A migrated, empty database.
pub struct Database {
    /// How to connect to it.
    pub options: PgConnectOptions,
    /// The same as a URL.
    pub url: String,
    name: String,
    admin: PgConnectOptions,
}

/// Makes a database for one test.
pub async fn fresh() -> Database {
    let server = SERVER.get_or_init(Server::find).await;
    made(&server.admin, &server.template).await
}

/// Makes a database without a schema.
pub async fn empty() -> Database {
    let server = SERVER.get_or_init(Server::find).await;
    made(&server.admin, "template1").await
}

/// Makes a migrated database on a server of the test's own.
pub async fn on(admin: &PgConnectOptions) -> Database {
    let database = made(admin, "template1").await;
    let mut connection = PgConnection::connect_with(&database.options).await.unwrap();
    MIGRATOR.run(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    database
}

async fn made(server: &PgConnectOptions, template: &str) -> Database {
    let number = N_DATABASES.fetch_add(1, Ordering::Relaxed);
    let name = format!("steward_test_{}_{number}", process::id());
    let mut admin = PgConnection::connect_with(server).await.unwrap();
    // A run that was killed may have had the same process number.
    run(&mut admin, format!("drop database if exists {name} with (force)")).await;
    run(&mut admin, format!("create database {name} template {template}")).await;
    admin.close().await.unwrap();
    let options = server.clone().database(&name);
    Database { url: options.to_url_lossy().into(), options, name, admin: server.clone() }
}

impl Database {
    /// Nobody is connected any more, and nobody can connect.
    pub async fn goes_down(&self) {
        self.admits("false").await;
        let mut admin = PgConnection::connect_with(&self.admin).await.unwrap();
        let name = &self.name;
        run(&mut admin, format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'"))
            .await;
        admin.close().await.unwrap();
    }

    /// Whoever connects from here on is let in.
    pub async fn comes_back(&self) {
        self.admits("true").await;
    }

    async fn admits(&self, anybody: &str) {
        let mut admin = PgConnection::connect_with(&self.admin).await.unwrap();
        run(&mut admin, format!("alter database {} with allow_connections {anybody}", self.name)).await;
        admin.close().await.unwrap();
    }
}

impl Drop for Database {
    /// The executor of the test may be gone or busy, so the last statement gets a thread and an executor of its own.
    fn drop(&mut self) {
        let (admin, name) = (self.admin.clone(), self.name.clone());
        let dropping = thread::spawn(move || {
            let executor = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            executor.block_on(async {
                let mut admin = PgConnection::connect_with(&admin).await.unwrap();
                run(&mut admin, format!("drop database {name} with (force)")).await;
                admin.close().await.unwrap();
            });
        });
        assert!(dropping.join().is_ok() || thread::panicking(), "the database {} could not be dropped", self.name);
    }
}

impl Server {
    async fn find() -> Self {
        let given = env::var("DATABASE_URL").ok().map(|url| PgConnectOptions::from_str(&url).unwrap());
        if let Some(admin) = given
            && let Ok(connection) = PgConnection::connect_with(&admin).await
        {
            return Self { template: template(connection, &admin).await, admin, _private: None };
        }
        let scratch = Scratch::new();
        let settings = Settings {
            data_dir: Some(scratch.path().join("shared")),
            durability: Durability::Disposable,
            ..Settings::default()
        };
        let cluster = postgres::start(settings, |_| {}).await.unwrap_or_else(|trouble| panic!("{trouble}"));
        let admin = cluster.connect_options("postgres");
        let connection = PgConnection::connect_with(&admin).await.unwrap();
        Self { template: template(connection, &admin).await, admin, _private: Some((cluster, scratch)) }
    }
}

/// Finds or makes the migrated database to copy. Its name holds what the migrations are, so that a server that outlives
/// the run keeps it for the next one, and another branch has another.
async fn template(mut admin: PgConnection, options: &PgConnectOptions) -> String {
    let mut hasher = DefaultHasher::new();
    MIGRATOR.iter().for_each(|migration| migration.checksum.hash(&mut hasher));
    let name = format!("steward_template_{:016x}", hasher.finish());
    // Two runs may begin at the same time. The lock ends with the connection.
    run(&mut admin, "select pg_advisory_lock(hashtext('steward_template'))".to_owned()).await;
    let question = "select exists (select from pg_database where datname = $1)";
    let is_there: bool = sqlx::query_scalar(question).bind(&name).fetch_one(&mut admin).await.unwrap();
    if !is_there {
        let unfinished = format!("{name}_unfinished");
        run(&mut admin, format!("drop database if exists {unfinished} with (force)")).await;
        run(&mut admin, format!("create database {unfinished}")).await;
        let mut connection = PgConnection::connect_with(&options.clone().database(&unfinished)).await.unwrap();
        MIGRATOR.run(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        run(&mut admin, format!("alter database {unfinished} rename to {name}")).await;
    }
    admin.close().await.unwrap();
    name
}

/// Statements about databases take no parameters; every name here is made of letters we chose and numbers.
async fn run(connection: &mut PgConnection, statement: String) {
    let outcome = sqlx::raw_sql(AssertSqlSafe(statement.clone())).execute(connection).await;
    outcome.unwrap_or_else(|error| panic!("{statement}: {error}"));
}

#[tokio::test]
async fn databases_are_migrated_and_apart() {
    let (one, other) = tokio::join!(fresh(), fresh());
    let mut connection = PgConnection::connect_with(&one.options).await.unwrap();
    run(&mut connection, "create table mine (id int)".to_owned()).await;
    let mut elsewhere = PgConnection::connect(&other.url).await.unwrap();
    let tables: Vec<String> = sqlx::query_scalar("select tablename::text from pg_tables where schemaname = 'public'")
        .fetch_all(&mut elsewhere)
        .await
        .unwrap();
    assert!(tables.iter().any(|table| table == "_sqlx_migrations"), "{tables:?}");
    assert!(!tables.iter().any(|table| table == "mine"), "{tables:?}");
    let name = one.name.clone();
    drop(one);
    let is_there: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(name)
        .fetch_one(&mut elsewhere)
        .await
        .unwrap();
    assert!(!is_there);
}

#[tokio::test]
async fn a_replica_of_an_earlier_release_starts_on_a_newer_schema() {
    let database = fresh().await;
    let mut connection = PgConnection::connect_with(&database.options).await.unwrap();
    run(
        &mut connection,
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
         values (9999, 'of a later release', true, '\\x00', 0)"
            .to_owned(),
    )
    .await;
    let migrated = steward::store::migrations::migrate(&database.options).await.unwrap();
    assert_eq!(migrated.n_now, migrated.n_before);
}

/// Replicas of two releases work side by side: what one release reads, the next does not take away.
#[test]
fn migrations_only_add() {
    let takes_away = regex_lite::Regex::new(
        r"(?i)\b(drop\s+(table|column|view|function)|rename\s+(to|column)|set\s+not\s+null|alter\s+column\s+\w+\s+(set\s+data\s+)?type)\b",
    )
    .unwrap();
    for migration in MIGRATOR.iter() {
        let sql = migration.sql.as_str();
        assert_eq!(takes_away.find(sql).map(|found| found.as_str()), None, "{}", migration.description);
    }
    assert!(takes_away.is_match("alter table people drop column name"));
}
