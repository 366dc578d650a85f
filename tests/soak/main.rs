//! `steward-soak`: the real program under random harm, for minutes. Three replicas on one private Postgres and one local
//! Slack; replicas are killed every two to five seconds, Postgres is restarted, and of Slack's answers one in twenty leaves
//! open what happened, one asks to wait, and one is a server error. People start plays, acknowledge steps, share cards and
//! set digests, through the front door. In the end the journal of the local Slack says what was posted how often.
//!
//! ```sh
//! cargo test --test steward-soak -- --minutes 10
//! cargo test --test steward-soak -- --beside-peer     # and the same for Bolt with pg-boss: see tests/peer
//! ```
//!
//! It is no part of `cargo test`. It fails when anything was lost or came twice.

#![expect(clippy::unwrap_used, reason = "a soak that panics has failed, which is what it is for")]
#![expect(clippy::print_stdout, reason = "the table is what it is for")]

mod chance;
mod fleet;
mod front;
mod peer;
mod people;
mod plan;
#[path = "../it/scratch.rs"]
mod scratch;
mod storm;
mod tally;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use clap::Parser;
use sqlx::ConnectOptions;
use sqlx::postgres::PgConnectOptions;
use steward::postgres::{self, Cluster, Durability, Settings};
use steward::standin::{self, Standin};
use tokio::process::Command;
use tokio::time::Instant;
use url::Url;

use chance::Chance;
use fleet::{Fleet, Program};
use plan::Plan;
use scratch::Scratch;
use tally::Tally;

/// The program under random harm.
#[derive(Clone, Debug, Parser)]
struct Options {
    /// How long there is harm
    #[arg(long, default_value_t = 10)]
    minutes: u64,
    /// How many messages are scheduled: plays, digests and shares together; unless given, by the minutes
    #[arg(long)]
    messages: Option<usize>,
    /// Chooses what happens when; the same number, the same script of Slack's faults
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Another build of the program than this one's
    #[arg(long, default_value = env!("CARGO_BIN_EXE_steward"))]
    program: PathBuf,
    /// Runs Bolt with pg-boss through the same, and prints both
    #[arg(long)]
    beside_peer: bool,
}

impl Options {
    /// Slack's pace allows more; this leaves room for the harm.
    fn n_messages(&self) -> usize {
        self.messages.unwrap_or(usize::try_from(self.minutes).unwrap() * 90)
    }
}

fn main() -> ExitCode {
    let options = Options::parse();
    let executor = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let is_well = executor.block_on(async {
        let peer = if options.beside_peer { Some(peer::run(&options).await) } else { None };
        let ours = soak(&options).await;
        println!("\n{}", tally::table(&ours, peer.as_ref()));
        ours.is_well()
    });
    if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn soak(options: &Options) -> Tally {
    let scratch = Scratch::new();
    let place = scratch.path().join("cluster");
    let ours = database(&place, "steward").await;
    let n_messages = options.n_messages();
    let plan = Plan::new(n_messages, options.minutes);
    let database = ours.to_url_lossy().to_string();
    plan.bring_in(&options.program, &database).await;
    println!("{n_messages} messages, {} minutes, seed {}", options.minutes, options.seed);

    let front = front::Front::open().await;
    let slack = start_slack(&plan, front.url()).await;
    let mut chance = Chance::new(options.seed);
    storm::script(&slack, &mut chance, n_messages * 3);
    let fleet = Fleet::new(replica(options.program.clone(), database, slack.url(), plan.begins_at), &front);
    fleet.starts().await;
    let slack = Arc::new(slack);
    let people = people::Crowd::new(slack.clone(), plan.clone());
    let harm = Duration::from_secs(options.minutes * 60);
    let (wishes, ()) = tokio::join!(people.live(harm), fleet.suffers(harm, &place, Chance::new(options.seed + 1)));
    println!("the harm is over: {}", fleet.words());
    let tally = tally::count(&slack, &ours, &wishes).await;
    fleet.ends().await;
    stop_postgres(&place).await;
    tally
}

/// The real program; its clock shows the plan's time.
fn replica(program: PathBuf, database: String, slack: Url, begins_at: DateTime<Utc>) -> Program {
    let began = Instant::now();
    Box::new(move || {
        let now = begins_at + TimeDelta::from_std(began.elapsed()).unwrap();
        let mut command = Command::new(&program);
        command
            .arg("serve")
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("DATABASE_URL", &database)
            .env("SLACK_API_URL", slack.join("api/").unwrap().as_str())
            .env("SLACK_BOT_TOKEN", plan::BOT_TOKEN)
            .env("SLACK_SIGNING_SECRET", plan::SIGNING_SECRET)
            .env("STEWARD_LISTEN", "127.0.0.1:0")
            .env("STEWARD_NOW", now.to_rfc3339())
            .env("STEWARD_LOG", std::env::var_os("STEWARD_SOAK_LOG").unwrap_or_else(|| "off".into()));
        command
    })
}

/// Starts Postgres with an empty database. No handle is kept: whoever restarts Postgres must be its only user here.
async fn database(place: &std::path::Path, name: &str) -> PgConnectOptions {
    let cluster = start_postgres(place).await;
    cluster.create_database_if_missing(name).await.unwrap();
    cluster.connect_options(name)
}

/// Starts Postgres, or adopts what runs. Commits reach the disk.
async fn start_postgres(place: &std::path::Path) -> Cluster {
    let settings =
        Settings { data_dir: Some(place.to_owned()), durability: Durability::Durable, ..Settings::default() };
    postgres::start(settings, |_| {}).await.unwrap_or_else(|trouble| panic!("{trouble}"))
}

async fn stop_postgres(place: &std::path::Path) {
    start_postgres(place).await.stop().await.unwrap();
}

async fn start_slack(plan: &Plan, bot_url: Url) -> Standin {
    let settings = standin::Settings {
        listen: ([127, 0, 0, 1], 0).into(),
        seed: plan.workspace(),
        bot_url,
        clock_url: None,
        data_dir: None,
        starts_at: Some(plan.begins_at),
    };
    standin::start(settings).await.unwrap()
}

/// Opens one connection, again until Postgres is there.
async fn connect(options: &PgConnectOptions) -> sqlx::PgConnection {
    loop {
        match options.connect().await {
            Ok(connection) => return connection,
            Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
        }
    }
}
