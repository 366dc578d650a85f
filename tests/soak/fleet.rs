//! Three replicas, each started again whenever it ends, and what is done to them and to their Postgres.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep, timeout};

use crate::chance::Chance;
use crate::front::Front;

const N_REPLICAS: usize = 3;
/// A start that takes longer has failed.
const START: Duration = Duration::from_secs(60);

/// The replicas.
pub struct Fleet(Arc<Shared>);

/// Makes the command that starts a replica. It prints a line when it is ready; an address in it is where it listens.
pub type Program = Box<dyn Fn() -> Command + Send + Sync>;

struct Shared {
    program: Program,
    front: Front,
    processes: [Mutex<Option<Child>>; N_REPLICAS],
    over: AtomicBool,
    counts: Counts,
}

#[derive(Default)]
struct Counts {
    starts: AtomicU32,
    failed_starts: AtomicU32,
    kills: AtomicU32,
    stops: AtomicU32,
    pauses: AtomicU32,
    postgres: AtomicU32,
}

fn one_more(count: &AtomicU32) {
    count.fetch_add(1, Ordering::Relaxed);
}

impl Fleet {
    /// None runs yet.
    pub fn new(program: Program, front: &Front) -> Self {
        Self(Arc::new(Shared {
            program,
            front: front.clone(),
            processes: std::array::from_fn(|_| Mutex::new(None)),
            over: AtomicBool::new(false),
            counts: Counts::default(),
        }))
    }

    /// Starts them, and waits until each has listened.
    pub async fn starts(&self) {
        for number in 0..N_REPLICAS {
            let shared = Arc::clone(&self.0);
            tokio::spawn(async move { shared.keep_one_running(number).await });
        }
        for process in &self.0.processes {
            while process.lock().await.is_none() {
                sleep(Duration::from_millis(50)).await;
            }
        }
    }

    /// For so long: every two to five seconds something happens to a replica, and about every minute to Postgres.
    pub async fn suffers(&self, harm: Duration, postgres: &Path, mut chance: Chance) {
        let mut postgres_next = Instant::now() + Duration::from_secs(30);
        let end = Instant::now() + harm;
        while Instant::now() < end {
            sleep(Duration::from_millis(2_000 + chance.below(3_000))).await;
            self.0.strike(&mut chance).await;
            if postgres_next < Instant::now() {
                self.0.restart_postgres(postgres, &mut chance).await;
                postgres_next = Instant::now() + Duration::from_secs(40 + chance.below(40));
            }
        }
    }

    /// What was done to them, in words.
    pub fn words(&self) -> String {
        let counts = &self.0.counts;
        let of = |count: &AtomicU32| count.load(Ordering::Relaxed);
        format!(
            "{} starts ({} failed), {} kill -9, {} SIGTERM, {} SIGSTOP, {} restarts of Postgres",
            of(&counts.starts),
            of(&counts.failed_starts),
            of(&counts.kills),
            of(&counts.stops),
            of(&counts.pauses),
            of(&counts.postgres),
        )
    }

    /// Ends them all.
    pub async fn ends(&self) {
        self.0.over.store(true, Ordering::SeqCst);
        for process in &self.0.processes {
            if let Some(child) = process.lock().await.as_mut() {
                let _ = child.kill().await;
            }
        }
    }
}

impl Shared {
    async fn keep_one_running(&self, number: usize) {
        while !self.over.load(Ordering::SeqCst) {
            let Some((child, address)) = self.start().await else {
                one_more(&self.counts.failed_starts);
                sleep(Duration::from_millis(300)).await;
                continue;
            };
            *self.processes[number].lock().await = Some(child);
            address.iter().for_each(|address| self.front.joins(*address));
            while self.is_running(number).await {
                sleep(Duration::from_millis(20)).await;
            }
            address.iter().for_each(|address| self.front.leaves(*address));
        }
    }

    async fn is_running(&self, number: usize) -> bool {
        let mut process = self.processes[number].lock().await;
        process.as_mut().is_some_and(|child| matches!(child.try_wait(), Ok(None)))
    }

    /// `None` when it does not come up: while Postgres restarts, or when Slack does not answer.
    async fn start(&self) -> Option<(Child, Option<SocketAddr>)> {
        one_more(&self.counts.starts);
        let mut command = (self.program)();
        let log = if std::env::var_os("STEWARD_SOAK_LOG").is_some() { Stdio::inherit() } else { Stdio::null() };
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).kill_on_drop(true);
        let mut child = command.spawn().unwrap();
        let mut printed = BufReader::new(child.stdout.take()?).lines();
        let line = timeout(START, printed.next_line()).await.ok()?.ok()??;
        // What else it prints would fill the pipe.
        tokio::spawn(async move { while let Ok(Some(_)) = printed.next_line().await {} });
        Some((child, line.split_whitespace().find_map(|word| word.parse().ok())))
    }

    /// Eight of ten times kill -9; else a polite stop, or a sleep.
    async fn strike(&self, chance: &mut Chance) {
        let number = usize::try_from(chance.below(N_REPLICAS as u64)).unwrap();
        let mut process = self.processes[number].lock().await;
        let Some(child) = process.as_mut() else { return };
        let Some(id) = child.id() else { return };
        match chance.below(10) {
            0 => {
                one_more(&self.counts.stops);
                signal("TERM", id).await;
            }
            1 => {
                one_more(&self.counts.pauses);
                signal("STOP", id).await;
                let pause = Duration::from_millis(500 + chance.below(4_000));
                tokio::spawn(async move {
                    sleep(pause).await;
                    signal("CONT", id).await;
                });
            }
            _ => {
                one_more(&self.counts.kills);
                let _ = child.kill().await;
            }
        }
    }

    /// Politely, or as a crash would.
    async fn restart_postgres(&self, place: &Path, chance: &mut Chance) {
        one_more(&self.counts.postgres);
        let pid = std::fs::read_to_string(place.join("data/postmaster.pid")).unwrap();
        let pid = pid.lines().next().unwrap().parse().unwrap();
        signal(chance.of(&["INT", "QUIT"]), pid).await;
        // The handle of the one before was never dropped by `stop`: whoever starts it next adopts its place.
        drop(crate::start_postgres(place).await);
    }
}

async fn signal(name: &str, id: u32) {
    let kill = format!("kill -{name} {id}");
    // The process may have ended just now.
    let _ = Command::new("/bin/sh").args(["-c", &kill]).stderr(Stdio::null()).status().await;
}
