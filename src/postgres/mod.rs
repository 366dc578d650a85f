//! A private PostgreSQL for those who bring none: found on this computer, made, started, shared and stopped.
//!
//! One SQL dialect and one engine, always. Without `DATABASE_URL` Steward runs a server of its own, with its own data,
//! reachable through a socket in a directory that only the server's user enters: no port, no password. The server
//! outlives a Steward that is killed, and the next one adopts it. The last Steward to use it stops it.
//!
//! This module starts no server for `DATABASE_URL` (its callers decide), downloads nothing, and knows no table.

mod home;
mod install;
mod lock;
mod machine;
mod pidfile;
mod server;
mod trouble;
mod user;

use std::{
    path::{Path, PathBuf},
    process::Child,
    time::Duration,
};

use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection,
    postgres::{PgConnectOptions, PgConnection},
};

pub use machine::{Machine, OLDEST_MAJOR};
pub use trouble::Trouble;

use home::Home;
use lock::{Starting, Usage};
use server::Server;
use trouble::While;
use user::ServerUser;

/// How long to wait while another Steward starts or stops the same server. Making one takes about a second.
const TURN_LIMIT: Duration = Duration::from_mins(1);

/// What server is wanted.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where everything of the cluster lives. Nothing: `/var/lib/steward/postgres` for root, else
    /// `steward/postgres` in the XDG data directory.
    pub data_dir: Option<PathBuf>,
    /// Whether the data must survive a crash of the computer.
    pub durability: Durability,
    /// What becomes of the server when Steward ends.
    pub afterwards: Afterwards,
    /// How long to wait for another Steward that starts or stops the same server.
    pub turn_limit: Duration,
    /// The computer to search for programs and users.
    pub machine: Machine,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            data_dir: None,
            durability: Durability::Durable,
            afterwards: Afterwards::Stop,
            turn_limit: TURN_LIMIT,
            machine: Machine::this(),
        }
    }
}

/// Whether the data must survive a crash of the computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Every commit reaches the disk.
    Durable,
    /// For tests and demonstrations: fast, and lost when the computer crashes.
    Disposable,
}

/// What becomes of the server when Steward ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Afterwards {
    /// The last Steward to use it stops it.
    Stop,
    /// It goes on, for the next Steward to adopt.
    KeepRunning,
}

/// How far the start is, for whoever watches it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Another Steward is starting or stopping the server; this one waits.
    Waiting,
    /// A server of ours was running already.
    Adopted,
    /// An empty database is made, with the PostgreSQL of this major version.
    Creating {
        /// The major version.
        major: u32,
    },
    /// The server starts.
    Starting {
        /// The major version.
        major: u32,
    },
    /// The server is busy repairing what a crash left, and will be with us.
    Recovering,
}

/// How a cluster was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// The server has stopped.
    Stopped,
    /// The server runs on, because another process uses it.
    InUse,
    /// The server runs on, as was asked for.
    Running,
}

/// A server that accepts connections. Dropping it leaves the server running, as a crash would.
#[derive(Debug)]
pub struct Cluster {
    server: Server,
    socket_dir: PathBuf,
    usage: Usage,
    afterwards: Afterwards,
    turn_limit: Duration,
    child: Option<Child>,
}

/// Adopts the running server of this data directory, or finds, makes and starts one.
pub async fn start(settings: Settings, progress: impl Fn(Stage) + Send + Sync) -> Result<Cluster, Trouble> {
    let my_uid = user::my_uid()?;
    let home = Home::open(settings.data_dir.clone(), &settings.machine, my_uid)?;
    let turn = Starting::begin(&home, settings.turn_limit, || progress(Stage::Waiting)).await?;
    let usage = Usage::open(&home)?;
    let (server, socket_dir, child) = match server::running(&home, &progress).await? {
        Some(socket_dir) => {
            progress(Stage::Adopted);
            (adopted(home, &settings.machine, my_uid)?, socket_dir, None)
        }
        None if !usage.end(&home)? => return Err(Trouble::InUseElsewhere { base: home.base }),
        None => {
            let (server, socket_dir, child) = launch(home, &settings, my_uid, &progress).await?;
            (server, socket_dir, Some(child))
        }
    };
    usage.begin()?;
    drop(turn);
    Ok(Cluster { server, socket_dir, usage, afterwards: settings.afterwards, turn_limit: settings.turn_limit, child })
}

/// The programs of a server that runs already: those it was started with, so that nothing need be searched for.
fn adopted(home: Home, machine: &Machine, my_uid: u32) -> Result<Server, Trouble> {
    let started_with = pidfile::programs(&home.data).filter(|bin| bin.join("pg_ctl").is_file());
    let bin = match started_with {
        Some(bin) => bin,
        None => machine.server(&home.data, home.made_by()?, my_uid)?.bin,
    };
    let user = ServerUser::choose(&machine.root, my_uid, &home.data)?;
    Ok(Server { bin, user, home })
}

async fn launch(
    home: Home,
    settings: &Settings,
    my_uid: u32,
    progress: &(dyn Fn(Stage) + Send + Sync),
) -> Result<(Server, PathBuf, Child), Trouble> {
    let machine = &settings.machine;
    let made_by = home.made_by()?;
    let found = machine.server(&home.data, made_by, my_uid)?;
    let user = ServerUser::choose(&machine.root, my_uid, &home.data)?;
    user.can_enter(&home.base)?;
    let server = Server { bin: found.bin, user, home };
    let major = found.major;
    if made_by.is_none() {
        progress(Stage::Creating { major });
        server.create(settings.durability).await?;
    }
    progress(Stage::Starting { major });
    let socket_dir = server.home.socket_dir(machine, &server.user)?;
    let child = server.start(&socket_dir, settings.durability, progress).await?;
    Ok((server, socket_dir, child))
}

impl Cluster {
    /// How to connect to one of its databases; `postgres` is always there.
    pub fn connect_options(&self, database: &str) -> PgConnectOptions {
        server::connect_options(&self.socket_dir, database)
    }

    /// The same as a URL, for other programs.
    pub fn url(&self, database: &str) -> String {
        self.connect_options(database).to_url_lossy().into()
    }

    /// The directory that holds everything of this cluster.
    pub fn directory(&self) -> &Path {
        &self.server.home.base
    }

    /// Makes an empty database unless there is one of that name.
    pub async fn create_database_if_missing(&self, name: &str) -> Result<(), Trouble> {
        let mut connection = PgConnection::connect_with(&self.connect_options("postgres")).await?;
        let is_there = sqlx::query_scalar::<_, bool>("select true from pg_database where datname = $1")
            .bind(name)
            .fetch_optional(&mut connection)
            .await?;
        if is_there.is_none() {
            // A statement of this kind takes no parameters.
            let statement = format!(r#"create database "{}""#, name.replace('"', r#""""#));
            let made = sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await;
            ignore_a_twin(made.map(drop))?;
        }
        connection.close().await?;
        Ok(())
    }

    /// Stops the server, unless it is to keep running or another process uses it.
    pub async fn stop(mut self) -> Result<Left, Trouble> {
        if self.afterwards == Afterwards::KeepRunning {
            return Ok(Left::Running);
        }
        let home = &self.server.home;
        let turn = Starting::begin(home, self.turn_limit, || {}).await?;
        if !self.usage.end(home)? {
            return Ok(Left::InUse);
        }
        self.server.stop().await?;
        if let Some(child) = &mut self.child {
            // It has given up its files already; this only takes it off the process table.
            child.wait().while_doing("wait for", &home.data)?;
        }
        home.leave_socket_dir(&self.socket_dir);
        drop(turn);
        Ok(Left::Stopped)
    }
}

/// Another process may make the same database between the question and the statement. 42P04 is
/// `duplicate_database`; 23505 is the same, met a moment later in the catalogue's index.
fn ignore_a_twin(made: sqlx::Result<()>) -> sqlx::Result<()> {
    match made {
        Err(sqlx::Error::Database(refusal)) if matches!(refusal.code().as_deref(), Some("42P04" | "23505")) => Ok(()),
        other => other,
    }
}
