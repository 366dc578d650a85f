//! Runs the programs of PostgreSQL: `initdb` once, `postgres` while Steward works, `pg_ctl` at the end.

use std::{
    env,
    ffi::{OsStr, OsString},
    fs,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

use sqlx::{
    Connection,
    postgres::{PgConnectOptions, PgConnection, PgSslMode},
};
use tokio::time::{Instant, sleep, timeout};

use super::{
    Durability, Stage,
    home::{Home, PORT, last_lines},
    pidfile::{self, PidFile, Process},
    trouble::{Trouble, While},
    user::ServerUser,
};

/// The superuser of the cluster, and the only one.
pub(super) const SUPERUSER: &str = "steward";

/// How long a server may take to accept connections. Replaying the log after a crash takes the longest; at the
/// default `max_wal_size` of 1 GB that is well below this.
const READY_LIMIT: Duration = Duration::from_mins(3);

/// How long a server that runs may say nothing at all, not even "starting up".
const SILENCE_LIMIT: Duration = Duration::from_secs(15);

/// How long a server may take to write its data and end.
const STOP_LIMIT: Duration = Duration::from_mins(2);

/// How often readiness is asked for: a warm start takes some 30 ms.
const INTERVAL: Duration = Duration::from_millis(10);

/// `lower()` and trigrams must know letters beyond ASCII, which plain `C` does not; older macOS lacks the first.
const LOCALES: [&str; 2] = ["C.UTF-8", "en_US.UTF-8"];

/// What a server says to a connection.
enum Answer {
    Ready,
    /// It is starting, recovering or stopping.
    NotNow,
    Silence,
}

/// The programs, whom they run as, and where.
#[derive(Debug)]
pub(super) struct Server {
    pub bin: PathBuf,
    pub user: ServerUser,
    pub home: Home,
}

/// Waits until the server that the data's pid file names accepts connections. `None`: no server runs, and what a
/// dead one left behind is no obstacle.
pub(super) async fn running(home: &Home, progress: &(dyn Fn(Stage) + Send + Sync)) -> Result<Option<PathBuf>, Trouble> {
    let began = Instant::now();
    let mut patience = Patience::new(home, 0, progress);
    loop {
        let answer = match PidFile::read(&home.data) {
            Some(file) => match ask(&connect_options(&file.socket_dir, "postgres").port(file.port), &home.data).await {
                Answer::Ready => return Ok(Some(file.socket_dir)),
                answer @ (Answer::NotNow | Answer::Silence) => answer,
            },
            None => Answer::Silence,
        };
        if matches!(answer, Answer::Silence) {
            match pidfile::process(&home.data) {
                Process::Ours if began.elapsed() < SILENCE_LIMIT => {}
                Process::Ours => return Err(patience.lost(SILENCE_LIMIT)),
                // The server would take the stranger for a rival, and refuse to start.
                Process::Strangers => {
                    let path = PidFile::path(&home.data);
                    fs::remove_file(&path).while_doing("remove", &path)?;
                    return Ok(None);
                }
                Process::Gone => return Ok(None),
            }
        }
        patience.wait(&answer).await?;
    }
}

/// How to connect to the server behind a socket.
pub(super) fn connect_options(socket_dir: &Path, database: &str) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass()
        .socket(socket_dir)
        .port(PORT)
        .username(SUPERUSER)
        .database(database)
        // There is no wire to listen on, and asking costs a round trip.
        .ssl_mode(PgSslMode::Disable)
}

impl Server {
    /// Makes the data directory. It appears complete or not at all.
    pub async fn create(&self, durability: Durability) -> Result<(), Trouble> {
        let [preferred, older] = LOCALES;
        match self.initialise(durability, preferred).await {
            Err(Trouble::Failed { output, .. }) if output.contains("invalid locale name") => {
                self.initialise(durability, older).await
            }
            outcome => outcome,
        }
    }

    async fn initialise(&self, durability: Durability, locale: &str) -> Result<(), Trouble> {
        let unfinished = self.home.unfinished_data(&self.user)?;
        let mut command = self.command("initdb");
        command
            .arg("--pgdata")
            .arg(&unfinished)
            .args(["--username", SUPERUSER, "--encoding", "UTF8", "--locale", locale])
            // The wall is the socket's directory. Asking the socket who calls would turn root away, because the
            // server runs as somebody else.
            .args(["--auth-local", "trust", "--auth-host", "reject", "--no-instructions", "--no-sync"]);
        if durability == Durability::Durable {
            command.arg("--data-checksums");
        }
        let output = self.output(command).await?;
        if !output.status.success() {
            return Err(failed("initdb", &output));
        }
        if durability == Durability::Durable {
            self.sync(&unfinished).await?;
        }
        self.home.adopt_data(&unfinished)
    }

    /// Brings a new data directory to the disk: in one stroke where the system can, else file by file, a thousand of
    /// them, as `initdb` would have done. That is the difference between a second and five.
    async fn sync(&self, data: &Path) -> Result<(), Trouble> {
        if cfg!(target_os = "linux") {
            let mut command = Command::new("sync");
            command.arg("-f").arg(data).stdin(Stdio::null());
            if self.output(command).await.is_ok_and(|output| output.status.success()) {
                return Ok(());
            }
        }
        let mut command = self.command("initdb");
        command.arg("--sync-only").arg("--pgdata").arg(data);
        let output = self.output(command).await?;
        if output.status.success() { Ok(()) } else { Err(failed("initdb --sync-only", &output)) }
    }

    /// Starts the server and waits until it accepts connections. Sessions of a killed predecessor that are still busy
    /// make it refuse, rightly; they notice soon and end.
    pub async fn start(
        &self,
        socket_dir: &Path,
        durability: Durability,
        progress: &(dyn Fn(Stage) + Send + Sync),
    ) -> Result<Child, Trouble> {
        let began = Instant::now();
        loop {
            match self.try_start(socket_dir, durability, progress).await {
                Err(Trouble::Failed { output, .. })
                    if output.contains("is still in use") && began.elapsed() < SILENCE_LIMIT =>
                {
                    sleep(10 * INTERVAL).await;
                }
                outcome => return outcome,
            }
        }
    }

    async fn try_start(
        &self,
        socket_dir: &Path,
        durability: Durability,
        progress: &(dyn Fn(Stage) + Send + Sync),
    ) -> Result<Child, Trouble> {
        let (log, log_begin) = self.home.open_log()?;
        let mut command = self.command("postgres");
        command
            .arg("-D")
            .arg(&self.home.data)
            .args(settings(socket_dir, durability))
            // A Ctrl-C at the terminal is for Steward, which still needs its database to finish.
            .process_group(0)
            .stdout(log.try_clone().while_doing("open", &self.home.base)?)
            .stderr(log);
        let mut child = command.spawn().while_doing("run", &self.bin.join("postgres"))?;
        let mut patience = Patience::new(&self.home, log_begin, progress);
        let options = connect_options(socket_dir, "postgres");
        loop {
            let answer = ask(&options, &self.home.data).await;
            if matches!(answer, Answer::Ready) {
                return Ok(child);
            }
            if let Some(status) = child.try_wait().while_doing("watch", &self.bin)? {
                return Err(Trouble::Failed {
                    program: "postgres".to_owned(),
                    status: status.to_string(),
                    output: self.home.last_words(log_begin),
                });
            }
            patience.wait(&answer).await?;
        }
    }

    /// Ends every connection and stops the server, its data written. The wait is ours: that of `pg_ctl` takes a dead
    /// process that nobody has waited for, such as a server killed while Steward ran, for a living one.
    pub async fn stop(&self) -> Result<(), Trouble> {
        let is_running = || matches!(pidfile::process(&self.home.data), Process::Ours);
        if !is_running() {
            return Ok(());
        }
        let mut command = self.command("pg_ctl");
        command.args(["stop", "--mode", "fast", "--no-wait", "--pgdata"]).arg(&self.home.data);
        let output = self.output(command).await?;
        // It may have stopped by itself in the meantime, which is what was wanted.
        if !output.status.success() && is_running() {
            return Err(failed("pg_ctl stop", &output));
        }
        let began = Instant::now();
        while is_running() {
            if STOP_LIMIT <= began.elapsed() {
                return Err(Trouble::Failed {
                    program: "pg_ctl stop".to_owned(),
                    status: format!("still running after {} seconds", STOP_LIMIT.as_secs()),
                    output: self.home.last_words(0),
                });
            }
            sleep(INTERVAL).await;
        }
        Ok(())
    }

    /// A program that is not misled by an environment meant for other servers, and speaks English.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.bin.join(program));
        self.user.run(&mut command);
        for (name, _) in env::vars_os() {
            if name.as_encoded_bytes().starts_with(b"PG") {
                command.env_remove(name);
            }
        }
        command
            .env("LC_ALL", "C")
            // The directory of root, where Steward may have been started, is closed to the server's user.
            .current_dir(&self.home.base)
            .stdin(Stdio::null());
        command
    }

    async fn output(&self, command: Command) -> Result<Output, Trouble> {
        let program = PathBuf::from(command.get_program());
        tokio::process::Command::from(command).kill_on_drop(true).output().await.while_doing("run", &program)
    }
}

/// The settings that must hold, whatever `postgresql.conf` says; the rest is left to it.
fn settings(socket_dir: &Path, durability: Durability) -> Vec<OsString> {
    let mut settings: Vec<OsString> = vec![
        "listen_addresses=".into(),
        format!("port={PORT}").into(),
        "unix_socket_permissions=0700".into(),
        "logging_collector=off".into(),
        "log_destination=stderr".into(),
        quoted("unix_socket_directories=", socket_dir.as_os_str()),
    ];
    if durability == Durability::Disposable {
        let fast =
            ["fsync=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0", "max_connections=300"];
        settings.extend(fast.map(OsString::from));
    }
    settings.into_iter().flat_map(|setting| ["-c".into(), setting]).collect()
}

/// The setting is a list: without quotes a comma in the path would part it.
fn quoted(name: &str, path: &OsStr) -> OsString {
    let mut text = OsString::from(name);
    text.push("\"");
    text.push(path);
    text.push("\"");
    text
}

/// Asks for a connection, and makes sure that it leads to our data.
async fn ask(options: &PgConnectOptions, data: &Path) -> Answer {
    // A stopped process accepts and then says nothing.
    let attempt = timeout(Duration::from_secs(5), async {
        let mut connection = PgConnection::connect_with(options).await?;
        let directory = sqlx::query_scalar::<_, Option<String>>("select current_setting('data_directory')")
            .fetch_one(&mut connection)
            .await?;
        connection.close().await?;
        Ok::<_, sqlx::Error>(directory)
    });
    match attempt.await {
        Ok(Ok(directory)) if directory.as_deref().map(Path::new) == Some(data) => Answer::Ready,
        // 57P03 is cannot_connect_now.
        Ok(Err(sqlx::Error::Database(refusal))) if refusal.code().as_deref() == Some("57P03") => Answer::NotNow,
        Ok(Ok(_) | Err(_)) | Err(_) => Answer::Silence,
    }
}

fn failed(program: &str, output: &Output) -> Trouble {
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    Trouble::Failed { program: program.to_owned(), status: output.status.to_string(), output: last_lines(&text) }
}

/// Waiting, with a limit, and a word about recovery when it takes long enough to be noticed.
struct Patience<'a> {
    home: &'a Home,
    log_begin: u64,
    progress: &'a (dyn Fn(Stage) + Send + Sync),
    began: Instant,
    has_told: bool,
}

impl<'a> Patience<'a> {
    fn new(home: &'a Home, log_begin: u64, progress: &'a (dyn Fn(Stage) + Send + Sync)) -> Self {
        Self { home, log_begin, progress, began: Instant::now(), has_told: false }
    }

    async fn wait(&mut self, answer: &Answer) -> Result<(), Trouble> {
        if READY_LIMIT <= self.began.elapsed() {
            return Err(self.lost(READY_LIMIT));
        }
        if matches!(answer, Answer::NotNow) && Duration::from_secs(1) < self.began.elapsed() && !self.has_told {
            self.has_told = true;
            (self.progress)(Stage::Recovering);
        }
        sleep(INTERVAL).await;
        Ok(())
    }

    fn lost(&self, waited: Duration) -> Trouble {
        Trouble::NotReady { base: self.home.base.clone(), waited, output: self.home.last_words(self.log_begin) }
    }
}
