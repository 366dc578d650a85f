//! `steward demo` as a person runs it: a process of its own, its address read from what it prints, stopped by Ctrl-C.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;
use url::Url;

use super::page::pictures;

/// A first start imports the sample book and scores it; a slow machine takes its time.
const START: Duration = Duration::from_secs(120);
/// How long somebody waits after Ctrl-C before they press it again.
const STOP: Duration = Duration::from_secs(8);
/// A Monday morning, so that the next one is a working day as well.
const MONDAY: &str = "2026-03-02T08:00:00Z";

/// A running demo; dropping it kills it.
pub(super) struct Demo {
    child: Child,
    printed: Lines<BufReader<ChildStdout>>,
    address: Url,
    data: PathBuf,
}

impl Demo {
    /// Starts it on a free port and waits until it has said where.
    pub(super) async fn start(data: &Path) -> Self {
        let log = File::options().create(true).append(true).open(pictures().join("demo.log")).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_steward"))
            .args(["demo", "--listen", "127.0.0.1:0", "--data-dir"])
            .arg(data)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("STEWARD_NOW", MONDAY)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut printed = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = timeout(START, address(&mut printed)).await.expect("the demo starts in two minutes");
        Self { child, printed, address, data: data.to_owned() }
    }

    /// The page, for this person.
    pub(super) fn address_for(&self, user: &str) -> Url {
        let mut address = self.address.clone();
        address.query_pairs_mut().append_pair("user", user);
        address
    }

    /// Presses Ctrl-C. The demo ends well and soon, and leaves no Postgres behind.
    pub(super) async fn stop(mut self) {
        let servers = servers_in(&self.data);
        assert_eq!(servers.len(), 1, "the demo has a Postgres of its own: {servers:?}");
        let pressed = Instant::now();
        let interrupt = format!("kill -INT {}", self.child.id().unwrap());
        assert!(Command::new("/bin/sh").args(["-c", &interrupt]).status().await.unwrap().success());
        let ended = timeout(STOP, async {
            while self.printed.next_line().await.unwrap().is_some() {}
            self.child.wait().await.unwrap()
        });
        let status = ended.await.unwrap_or_else(|_| panic!("still there {:?} after Ctrl-C", pressed.elapsed()));
        assert!(status.success(), "it ended with {status}");
        assert_eq!(servers_in(&self.data), Vec::<String>::new(), "left behind");
    }
}

/// Reads on until an address was printed.
async fn address(printed: &mut Lines<BufReader<ChildStdout>>) -> Url {
    let mut all = Vec::new();
    while let Some(line) = printed.next_line().await.unwrap() {
        let address = line.split_whitespace().find(|word| word.starts_with("http://127.0.0.1:"));
        if let Some(address) = address.and_then(|word| word.parse().ok()) {
            return address;
        }
        all.push(line);
    }
    panic!("the demo ended before it was ready; it printed:\n{}", all.join("\n"));
}

/// The command lines of the processes that were started on this directory, but for the demo itself.
fn servers_in(data: &Path) -> Vec<String> {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    // A process that ends meanwhile cannot be read.
    let lines = processes.filter_map(|process| fs::read(process.path().join("cmdline")).ok());
    let lines = lines.map(|line| String::from_utf8_lossy(&line).replace('\0', " "));
    let data = data.to_string_lossy();
    lines.filter(|line| line.contains(&*data) && !line.contains("--data-dir")).collect()
}
