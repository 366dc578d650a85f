//! `steward demo` as a person runs it: a process of its own, its address read from what it prints, stopped by Ctrl-C, or
//! before it is ready, or not able to start. Whatever happens, it leaves no Postgres behind.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::net::TcpListener;
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;
use url::Url;

use crate::scratch::Scratch;

/// A first start imports the sample book and scores it; a slow machine takes its time.
const START: Duration = Duration::from_mins(2);
/// How long somebody waits after Ctrl-C before they press it again.
const STOP: Duration = Duration::from_secs(8);
/// A Monday morning, so that the next one is a working day as well.
const MONDAY: &str = "2026-03-02T08:00:00Z";

/// A demo; dropping it kills it.
pub struct Demo {
    child: Child,
    printed: Lines<BufReader<ChildStdout>>,
    data: PathBuf,
}

impl Demo {
    /// Starts it, on a free port unless `listen` says where.
    pub fn start(data: &Path, listen: Option<&str>) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_steward"))
            .args(["demo", "--listen", listen.unwrap_or("127.0.0.1:0"), "--data-dir"])
            .arg(data)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("STEWARD_NOW", MONDAY)
            .env("STEWARD_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let printed = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, printed, data: data.to_owned() }
    }

    /// The page for this person, once the demo has printed its address.
    pub async fn address_for(&mut self, user: &str) -> Url {
        let line = self.prints("http://127.0.0.1:").await;
        let word = line.split_whitespace().find(|word| word.starts_with("http://"));
        let mut address: Url = word.unwrap().parse().unwrap();
        address.query_pairs_mut().append_pair("user", user);
        address
    }

    /// Presses Ctrl-C. The demo ends well and soon, and leaves no Postgres behind.
    pub async fn stop(mut self) {
        let servers = servers_in(&self.data);
        assert_eq!(servers.len(), 1, "the demo has a Postgres of its own: {servers:?}");
        let status = self.is_told("INT").await;
        assert!(status.success(), "it ended with {status}");
        assert_eq!(servers_in(&self.data), Vec::<String>::new(), "left behind");
    }

    /// Reads on until a line holds this.
    async fn prints(&mut self, wanted: &str) -> String {
        let mut all = Vec::new();
        let found = timeout(START, async {
            while let Some(line) = self.printed.next_line().await.unwrap() {
                if line.contains(wanted) {
                    return Some(line);
                }
                all.push(line);
            }
            None
        });
        let found = found.await.unwrap_or_default();
        found.unwrap_or_else(|| panic!("the demo did not print {wanted:?} but:\n{}", all.join("\n")))
    }

    async fn is_told(&mut self, signal: &str) -> ExitStatus {
        let kill = format!("kill -{signal} {}", self.child.id().unwrap());
        assert!(Command::new("/bin/sh").args(["-c", &kill]).status().await.unwrap().success());
        self.ends().await
    }

    async fn ends(&mut self) -> ExitStatus {
        let ended = timeout(STOP, async {
            while self.printed.next_line().await.unwrap().is_some() {}
            self.child.wait().await.unwrap()
        });
        ended.await.expect("the demo ends within seconds")
    }
}

/// The command lines of the processes that were started on this directory, but for the demo itself.
fn servers_in(data: &Path) -> Vec<String> {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    // A process that ends meanwhile cannot be read.
    let lines = processes.filter_map(|process| {
        let line = fs::read(process.path().join("cmdline")).ok()?;
        Some((parent(&process.path())?, process.file_name(), String::from_utf8_lossy(&line).replace('\0', " ")))
    });
    let data = data.to_string_lossy();
    let ours: Vec<_> = lines.filter(|(.., line)| line.contains(&*data) && !line.contains("--data-dir")).collect();
    // A process that a server has just forked has its command line still.
    let is_forked = |from: &str| ours.iter().any(|(_, process, _)| process.to_string_lossy() == from);
    ours.iter().filter(|(parent, ..)| !is_forked(parent)).map(|(.., line)| line.clone()).collect()
}

/// The number of the process that started this one.
fn parent(process: &Path) -> Option<String> {
    let stat = fs::read_to_string(process.join("stat")).ok()?;
    // Behind the name, which may hold anything: the state and the parent.
    stat.rsplit_once(')')?.1.split_whitespace().nth(1).map(str::to_owned)
}

#[tokio::test]
async fn told_to_end_while_it_imports_it_leaves_no_postgres_and_can_start_again() {
    let scratch = Scratch::new();
    let data = scratch.path().join("demo");
    for signal in ["INT", "TERM", "HUP"] {
        let mut demo = Demo::start(&data, None);
        demo.prints("Private Postgres").await;
        assert!(demo.is_told(signal).await.success());
        assert_eq!(servers_in(&data), Vec::<String>::new(), "left behind by SIG{signal}");
    }
    let mut demo = Demo::start(&data, None);
    demo.address_for("anybody").await;
    demo.stop().await;
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_error_that_leaves_no_postgres() {
    let scratch = Scratch::new();
    let data = scratch.path().join("demo");
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut demo = Demo::start(&data, Some(&taken.local_addr().unwrap().to_string()));
    demo.prints("Health").await;
    assert!(!demo.ends().await.success());
    assert_eq!(servers_in(&data), Vec::<String>::new(), "left behind");
}
