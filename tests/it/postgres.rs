//! The private server, for real: made, stopped, killed, shared, adopted and refused.

use std::{
    fs::{self, File, Permissions},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::PathBuf,
    process::Command,
    sync::Mutex,
    time::Duration,
};

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use steward::postgres::{self, Afterwards, Cluster, Durability, Left, Machine, Settings, Stage, Trouble};

use crate::scratch::Scratch;

fn settings(scratch: &Scratch) -> Settings {
    Settings {
        data_dir: Some(scratch.path().join("cluster")),
        durability: Durability::Disposable,
        ..Settings::default()
    }
}

/// Starts a server and tells which stages it went through. That it was slow to accept anybody says something of how busy
/// the machine is, and nothing of the server.
async fn start(settings: Settings) -> (Result<Cluster, Trouble>, Vec<Stage>) {
    let stages = Mutex::new(Vec::new());
    let outcome = postgres::start(settings, |stage| stages.lock().unwrap().push(stage)).await;
    let mut stages = stages.into_inner().unwrap();
    stages.retain(|stage| *stage != Stage::Recovering);
    (outcome, stages)
}

async fn started(settings: Settings) -> Cluster {
    start(settings).await.0.unwrap_or_else(|trouble| panic!("{trouble}"))
}

async fn refusal(settings: Settings) -> String {
    start(settings).await.0.unwrap_err().to_string()
}

async fn ask(cluster: &Cluster, question: &str) -> String {
    let mut connection = PgConnection::connect(&cluster.url("steward")).await.unwrap();
    let statement = AssertSqlSafe(question.to_owned());
    let answer = sqlx::query_scalar(statement).fetch_one(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    answer
}

async fn write_note(cluster: &Cluster, note: &str) {
    cluster.create_database_if_missing("steward").await.unwrap();
    let statement = format!("create table note as select '{note}'::text as note");
    let mut connection = PgConnection::connect_with(&cluster.connect_options("steward")).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

fn pid_file(cluster: &Cluster) -> PathBuf {
    cluster.directory().join("data/postmaster.pid")
}

fn pid(cluster: &Cluster) -> String {
    fs::read_to_string(pid_file(cluster)).unwrap().lines().next().unwrap().to_owned()
}

fn signal(name: &str, pid: &str) {
    // The kill that every shell has; the program of that name is not everywhere.
    let kill = Command::new("/bin/sh").args(["-c", r#"kill "$0" "$1""#, name, pid]).status();
    assert!(kill.unwrap().success());
}

#[tokio::test]
async fn a_cold_start_makes_a_private_server_that_knows_every_letter() {
    let scratch = Scratch::new();
    let (cluster, stages) = start(settings(&scratch)).await;
    let cluster = cluster.unwrap();
    assert!(matches!(stages[..], [Stage::Creating { major }, Stage::Starting { major: again }] if major == again));
    cluster.create_database_if_missing("steward").await.unwrap();
    cluster.create_database_if_missing("steward").await.unwrap();
    assert_eq!(ask(&cluster, "select lower('ÄØŽ')").await, "äøž");
    assert_eq!(ask(&cluster, "show server_encoding").await, "UTF8");
    assert_eq!(ask(&cluster, "show listen_addresses").await, "");
    for closed in ["run", "data"] {
        assert_eq!(fs::metadata(cluster.directory().join(closed)).unwrap().mode() & 0o777, 0o700);
    }
    let pid_file = pid_file(&cluster);
    assert_eq!(cluster.stop().await.unwrap(), Left::Stopped);
    assert!(!pid_file.exists());
}

#[tokio::test]
async fn a_restart_keeps_the_data() {
    let scratch = Scratch::new();
    let cluster = started(settings(&scratch)).await;
    write_note(&cluster, "kept").await;
    cluster.stop().await.unwrap();
    let (cluster, stages) = start(settings(&scratch)).await;
    let cluster = cluster.unwrap();
    assert!(matches!(stages[..], [Stage::Starting { .. }]), "{stages:?}");
    assert_eq!(ask(&cluster, "select note from note").await, "kept");
}

#[tokio::test]
async fn a_durable_server_waits_for_the_disk() {
    let scratch = Scratch::new();
    let cluster = started(Settings { durability: Durability::Durable, ..settings(&scratch) }).await;
    cluster.create_database_if_missing("steward").await.unwrap();
    for setting in ["fsync", "synchronous_commit", "full_page_writes", "data_checksums"] {
        assert_eq!(ask(&cluster, &format!("show {setting}")).await, "on", "{setting}");
    }
}

/// Dropping the handle closes its files, which is all that the system does for a process that is killed.
#[tokio::test]
async fn a_server_that_outlives_its_starter_is_adopted() {
    let scratch = Scratch::new();
    let cluster = started(settings(&scratch)).await;
    let first = pid(&cluster);
    drop(cluster);
    let nothing_installed = Machine { pg_bin: Some("/nonexistent".into()), ..Machine::this() };
    let (cluster, stages) = start(Settings { machine: nothing_installed, ..settings(&scratch) }).await;
    let cluster = cluster.unwrap();
    assert_eq!((pid(&cluster), stages), (first, vec![Stage::Adopted]));
    assert_eq!(cluster.stop().await.unwrap(), Left::Stopped);
}

#[tokio::test]
async fn a_server_that_was_killed_is_started_again() {
    let scratch = Scratch::new();
    let cluster = started(settings(&scratch)).await;
    write_note(&cluster, "recovered").await;
    signal("-KILL", &pid(&cluster));
    drop(cluster);
    let cluster = started(settings(&scratch)).await;
    assert_eq!(ask(&cluster, "select note from note").await, "recovered");
}

/// A busy session does not notice at once that its server is gone; until it does, nobody else may touch the data.
#[tokio::test]
async fn a_session_that_outlives_a_killed_server_is_waited_for() {
    let scratch = Scratch::new();
    let cluster = started(settings(&scratch)).await;
    cluster.create_database_if_missing("steward").await.unwrap();
    let mut busy = PgConnection::connect_with(&cluster.connect_options("steward")).await.unwrap();
    let spin = "do $$ begin for i in 1..5000000 loop end loop; end $$";
    let session = tokio::spawn(async move { sqlx::raw_sql(spin).execute(&mut busy).await.map(drop) });
    let n_busy = "select count(*)::text from pg_stat_activity where state = 'active' and query like 'do %'";
    while ask(&cluster, n_busy).await == "0" {}
    signal("-KILL", &pid(&cluster));
    drop(cluster);
    started(settings(&scratch)).await;
    drop(session.await.unwrap());
}

#[tokio::test]
async fn a_server_that_died_is_left_without_a_wait() {
    let scratch = Scratch::new();
    let cluster = started(settings(&scratch)).await;
    signal("-KILL", &pid(&cluster));
    assert_eq!(cluster.stop().await.unwrap(), Left::Stopped);
}

#[tokio::test]
async fn a_pid_file_that_names_a_stranger_is_no_obstacle() {
    let scratch = Scratch::new();
    let cluster = started(settings(&scratch)).await;
    let pid_file = pid_file(&cluster);
    let text = fs::read_to_string(&pid_file).unwrap().replacen(&pid(&cluster), &std::process::id().to_string(), 1);
    cluster.stop().await.unwrap();
    fs::write(&pid_file, text).unwrap();
    started(settings(&scratch)).await;
}

#[tokio::test]
async fn a_server_that_is_stopping_is_waited_for() {
    let scratch = Scratch::new();
    let cluster = started(settings(&scratch)).await;
    let first = pid(&cluster);
    signal("-INT", &first);
    drop(cluster);
    assert_ne!(pid(&started(settings(&scratch)).await), first);
}

#[tokio::test]
async fn of_two_starters_one_waits_and_the_last_to_leave_stops_the_server() {
    let scratch = Scratch::new();
    let ((one, stages), (other, others)) = tokio::join!(start(settings(&scratch)), start(settings(&scratch)));
    assert!(matches!(stages[..], [Stage::Creating { .. }, Stage::Starting { .. }]), "{stages:?}");
    assert_eq!(others, [Stage::Waiting, Stage::Adopted]);
    assert_eq!(one.unwrap().stop().await.unwrap(), Left::InUse);
    assert_eq!(other.unwrap().stop().await.unwrap(), Left::Stopped);
}

#[tokio::test]
async fn a_server_told_to_keep_running_does() {
    let scratch = Scratch::new();
    let kept = Settings { afterwards: Afterwards::KeepRunning, ..settings(&scratch) };
    assert_eq!(started(kept).await.stop().await.unwrap(), Left::Running);
    assert_eq!(start(settings(&scratch)).await.1, [Stage::Adopted]);
}

#[tokio::test]
async fn a_lock_that_is_never_given_up_ends_in_words() {
    let scratch = Scratch::new();
    let base = scratch.path().join("cluster");
    fs::create_dir(&base).unwrap();
    fs::set_permissions(&base, Permissions::from_mode(0o711)).unwrap();
    let lock = File::create(base.join("starting.lock")).unwrap();
    lock.lock().unwrap();
    let refusal = refusal(Settings { turn_limit: Duration::from_millis(60), ..settings(&scratch) }).await;
    assert!(refusal.starts_with("Another Steward has been starting or stopping"), "{refusal}");
}

#[tokio::test]
async fn data_in_use_whose_server_does_not_answer_is_left_alone() {
    let scratch = Scratch::new();
    let cluster = started(settings(&scratch)).await;
    signal("-QUIT", &pid(&cluster));
    let refusal = refusal(settings(&scratch)).await;
    assert!(refusal.contains("its server does not answer from here"), "{refusal}");
}

#[tokio::test]
async fn data_of_another_major_version_is_refused_and_untouched() {
    let scratch = Scratch::new();
    let data = scratch.path().join("cluster/data");
    fs::create_dir_all(&data).unwrap();
    fs::write(data.join("PG_VERSION"), "11\n").unwrap();
    let refusal = refusal(settings(&scratch)).await;
    assert!(refusal.contains("was made by PostgreSQL 11, but this computer has"), "{refusal}");
    assert_eq!(fs::read_dir(&data).unwrap().count(), 1);
}

#[tokio::test]
async fn a_long_and_awkward_path_works() {
    let scratch = Scratch::new();
    let long = scratch.path().join("a, \"b\" & ü".repeat(6)).join("long".repeat(20));
    let cluster = started(Settings { data_dir: Some(long), ..settings(&scratch) }).await;
    cluster.create_database_if_missing("steward").await.unwrap();
    let socket_dir = PathBuf::from(ask(&cluster, "show unix_socket_directories").await);
    assert!(!socket_dir.starts_with(scratch.path()), "{}", socket_dir.display());
    assert_eq!(cluster.stop().await.unwrap(), Left::Stopped);
    assert!(!socket_dir.exists());
}

#[tokio::test]
async fn a_path_with_a_comma_is_one_path() {
    let scratch = Scratch::new();
    let awkward = scratch.path().join("a, 'b' & ü");
    let cluster = started(Settings { data_dir: Some(awkward.clone()), ..settings(&scratch) }).await;
    cluster.create_database_if_missing("steward").await.unwrap();
    assert!(ask(&cluster, "show unix_socket_directories").await.contains(&*awkward.to_string_lossy()));
}

#[tokio::test]
async fn without_a_server_the_install_command_is_given() {
    let scratch = Scratch::new();
    fs::create_dir(scratch.path().join("etc")).unwrap();
    fs::write(scratch.path().join("etc/os-release"), "ID=fedora\n").unwrap();
    let machine = Machine { root: scratch.path().to_owned(), pg_bin: None, path: Vec::new(), ..Machine::this() };
    let refusal = refusal(Settings { machine, ..settings(&scratch) }).await;
    assert!(refusal.contains("none was found on this computer"), "{refusal}");
    assert!(refusal.contains("dnf install postgresql-server"), "{refusal}");
    assert!(refusal.contains("set DATABASE_URL"), "{refusal}");
}

#[tokio::test]
async fn a_server_that_cannot_start_shows_its_last_words() {
    let scratch = Scratch::new();
    let cluster = started(settings(&scratch)).await;
    let configuration = cluster.directory().join("data/postgresql.conf");
    cluster.stop().await.unwrap();
    fs::write(configuration, "no_such_setting = 1\n").unwrap();
    let refusal = refusal(settings(&scratch)).await;
    assert!(refusal.starts_with("postgres failed (exit status: 1)"), "{refusal}");
    assert!(refusal.contains("unrecognized configuration parameter \"no_such_setting\""), "{refusal}");
}

/// Only root runs the server as somebody else; a person passes their own closed doors.
#[tokio::test]
async fn a_closed_parent_is_named() {
    let scratch = Scratch::new();
    let closed = scratch.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, Permissions::from_mode(0o700)).unwrap();
    let is_root = fs::metadata(&closed).unwrap().uid() == 0;
    let (cluster, _) = start(Settings { data_dir: Some(closed.join("cluster")), ..settings(&scratch) }).await;
    match cluster {
        Err(trouble) if is_root => {
            let expected = format!("who may not enter {}", closed.display());
            assert!(trouble.to_string().contains(&expected), "{trouble}");
        }
        outcome => assert!(!is_root && outcome.is_ok(), "{outcome:?}"),
    }
}

/// The test of the tests: a run that is killed leaves neither a server nor a directory.
#[tokio::test]
async fn a_dropped_scratch_directory_takes_its_server_along() {
    let scratch = Scratch::new();
    let cluster = started(settings(&scratch)).await;
    let (pid, path) = (pid(&cluster), scratch.path().to_owned());
    drop(cluster);
    drop(scratch);
    assert!(!path.exists());
    assert!(!is_running(&pid));
}

/// A dead process that this one has not waited for has no command line left. Without a process table nothing is known.
fn is_running(pid: &str) -> bool {
    fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|line| !line.is_empty())
}
