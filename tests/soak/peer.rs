//! The same harm for what a team would otherwise use: Bolt for JavaScript with pg-boss, as `tests/peer` has it. The local
//! Slack answers by the same script, processes are killed at the same pace, Postgres is restarted as often.

use std::path::Path;
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, Executor, Row};
use steward::standin;
use tokio::process::Command;
use tokio::time::{Instant, sleep};
use url::Url;

use crate::chance::Chance;
use crate::fleet::{Fleet, Program};
use crate::front::Front;
use crate::plan::{self, Plan};
use crate::scratch::Scratch;
use crate::tally::{self, Tally};
use crate::{Options, storm};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peer");
/// What is in flight when the harm ends gets as long as ours does.
const DRAIN: Duration = Duration::from_mins(5);

/// Runs it; fails with advice when its packages are not installed.
pub async fn run(options: &Options) -> Tally {
    let installed = Path::new(FOLDER).join("node_modules");
    assert!(installed.exists(), "the peer's packages are missing: run `npm ci --prefix tests/peer` (Node 20 or newer)");
    let n_messages = options.n_messages();
    let plan = Plan::new(n_messages, options.minutes);
    let scratch = Scratch::new();
    let place = scratch.path().join("cluster");
    let database = crate::database(&place, "peer").await;
    let front = Front::open().await;
    let slack = crate::start_slack(&plan, front.url()).await;
    storm::script(&slack, &mut Chance::new(options.seed), n_messages * 3);

    let harm = Duration::from_secs(options.minutes * 60);
    let begins_ms = schedule(&database, &plan, harm * 19 / 20).await;
    let fleet = Fleet::new(worker(&database, slack.url()), &front);
    fleet.starts().await;
    fleet.suffers(harm, &place, Chance::new(options.seed + 1)).await;
    println!("the peer's harm is over: {}", fleet.words());
    let until = Instant::now() + DRAIN;
    while Instant::now() < until && 0 < n_unfinished(&database).await {
        sleep(Duration::from_secs(1)).await;
    }
    fleet.ends().await;
    let tally = count(&slack, n_messages, begins_ms, harm * 19 / 20);
    crate::stop_postgres(&place).await;
    tally
}

/// Puts everything into its queue, spread over the time; says when the first is due, in Unix milliseconds.
async fn schedule(database: &PgConnectOptions, plan: &Plan, harm: Duration) -> u64 {
    let mut command = node(database, "schedule");
    command.arg(plan.n_messages().to_string()).arg(harm.as_secs().to_string());
    let done = command.output().await.unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8_lossy(&done.stdout).trim().parse().unwrap()
}

fn worker(database: &PgConnectOptions, slack: Url) -> Program {
    let database = database.clone();
    Box::new(move || {
        let mut command = node(&database, "work");
        command.env("SLACK_API_URL", slack.join("api/").unwrap().as_str());
        command
    })
}

fn node(database: &PgConnectOptions, verb: &str) -> Command {
    let mut command = Command::new("node");
    let socket = database.get_socket().expect("a private server has a socket");
    command
        .arg(format!("{FOLDER}/peer.mjs"))
        .arg(verb)
        .env("PGHOST", socket)
        .env("PGUSER", database.get_username())
        .env("PGDATABASE", "peer")
        .env("SLACK_BOT_TOKEN", plan::BOT_TOKEN)
        .env("SLACK_SIGNING_SECRET", plan::SIGNING_SECRET)
        .env("NODE_ENV", "production");
    command
}

/// Jobs that wait or are at work.
async fn n_unfinished(database: &PgConnectOptions) -> i64 {
    let mut connection = crate::connect(database).await;
    let question = "select count(*) from pgboss.job where name = 'posts' and state in ('created', 'retry', 'active')";
    let n = connection.fetch_one(question).await.unwrap().get(0);
    connection.close().await.unwrap();
    n
}

fn count(slack: &standin::Standin, n_messages: usize, begins_ms: u64, harm: Duration) -> Tally {
    let mut tally = Tally { scheduled: n_messages, ..Tally::default() };
    let mut came = std::collections::BTreeMap::<String, Vec<u64>>::new();
    for (at_ms, card) in tally::posts(slack.journal()).into_values().flatten() {
        came.entry(card).or_default().push(at_ms);
    }
    let mut delays = Vec::new();
    for number in 0..n_messages {
        let due_ms = begins_ms + u64::try_from(harm.as_millis()).unwrap() * number as u64 / n_messages as u64;
        let times = came.get(&number.to_string()).map_or(&[][..], Vec::as_slice);
        tally.posted += times.len();
        tally.lost += usize::from(times.is_empty());
        tally.double += times.len().saturating_sub(1);
        delays.extend(times.first().map(|at_ms| at_ms.saturating_sub(due_ms)));
    }
    tally.late = delays.iter().filter(|delay| tally::LATE_MS < **delay).count();
    tally.delays = tally::percentiles(delays);
    tally
}
