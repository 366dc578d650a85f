//! A real failover: a second server follows the first, falls behind, and takes over. The last moments of the first are lost,
//! and with them the record of what was posted in them. Slack has it all the same.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, Row};
use steward::postgres::{self, Cluster, Durability, Settings};

use super::kill::comes_true;
use super::proxy::Proxy;
use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL, TEAM_CHANNEL, TECHCORP_CHANNEL};
use crate::journey::faults::{passes, stands_once};
use crate::scratch::Scratch;

/// Two servers, the second of which follows the first, and a bot that knows neither by name.
struct Pair {
    bot: Bot,
    proxy: Proxy,
    first: Cluster,
    second: Cluster,
    /// Dropped last.
    _scratch: Scratch,
}

/// What is disposable cannot be followed: its log holds too little.
async fn start(place: &Path) -> Cluster {
    let settings =
        Settings { data_dir: Some(place.to_owned()), durability: Durability::Durable, ..Settings::default() };
    postgres::start(settings, |_| {}).await.unwrap_or_else(|trouble| panic!("{trouble}"))
}

async fn ask(server: &Cluster, question: &str) -> String {
    let mut connection = server.connect_options("postgres").connect().await.unwrap();
    let answer = connection.fetch_one(AssertSqlSafe(question.to_owned())).await.unwrap().get(0);
    connection.close().await.unwrap();
    answer
}

async fn tell(server: &Cluster, statement: &'static str) {
    let mut connection: PgConnection = server.connect_options("postgres").connect().await.unwrap();
    connection.execute(statement).await.unwrap();
    connection.close().await.unwrap();
}

impl Pair {
    async fn new() -> Self {
        let scratch = Scratch::new();
        let places = ["first", "second"].map(|name| scratch.path().join(name));
        start(&places[0]).await.stop().await.unwrap();
        copy(&places[0], &places[1]);
        let first = start(&places[0]).await;
        follow(&places[1], &first.connect_options("postgres"));
        let second = start(&places[1]).await;
        let proxy = Proxy::start(&first.connect_options("postgres")).await;
        let bot = Bot::on(&proxy.url().parse().unwrap()).await;
        Self { bot, proxy, first, second, _scratch: scratch }
    }

    /// What the first has written so far reaches the second, and nothing after it.
    async fn second_falls_behind(&self) {
        let at = ask(&self.first, "select pg_current_wal_lsn()::text").await;
        let has_it = format!("select (pg_last_wal_replay_lsn() >= '{at}')::text");
        comes_true(async || ask(&self.second, &has_it).await == "true", "the second follows").await;
        tell(&self.second, "alter system set primary_conninfo = ''").await;
        tell(&self.second, "select pg_reload_conf()").await;
        let alone = "select (not exists (select from pg_stat_wal_receiver))::text";
        comes_true(async || ask(&self.second, alone).await == "true", "it is alone").await;
    }

    /// The first is gone for good, the second takes its place and its address.
    async fn fails_over(&self) {
        let pid = std::fs::read_to_string(self.first.directory().join("data/postmaster.pid")).unwrap();
        let kill = format!("kill -KILL {}", pid.lines().next().unwrap());
        assert!(Command::new("/bin/sh").args(["-c", &kill]).status().unwrap().success());
        tell(&self.second, "select pg_promote()").await;
        self.proxy.leads_to(&self.second.connect_options("postgres"));
        // Connections that lay idle for a moment are looked at before they are used.
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
}

/// The data of a stopped server, as a second one's.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    let copy = "cp -a \"$0/data\" \"$1/data\" && chmod 711 \"$1\"";
    let copied = Command::new("/bin/sh").args(["-c", copy]).args([from, to]).status();
    assert!(copied.unwrap().success());
}

/// Makes it a standby of the first.
fn follow(place: &Path, first: &PgConnectOptions) {
    let socket = first.get_socket().unwrap().display();
    let line = format!("primary_conninfo = 'host=''{socket}'' user={}'\n", first.get_username());
    let data = place.join("data");
    let configuration = data.join("postgresql.auto.conf");
    let text = std::fs::read_to_string(&configuration).unwrap();
    std::fs::write(&configuration, text + &line).unwrap();
    // Made by whoever owns the data.
    let signal = "cp -p \"$0/PG_VERSION\" \"$0/standby.signal\"";
    assert!(Command::new("/bin/sh").args(["-c", signal]).arg(&data).status().unwrap().success());
}

// The last statement about a database is made while its test blocks, and must still pass the proxy.
#[tokio::test(flavor = "multi_thread")]
async fn a_post_whose_record_was_lost_is_found_and_not_sent_again() {
    let pair = Pair::new().await;
    let bot = &pair.bot;
    let card = bot.says(ANA, GENERAL, "/csm techcorp").await;
    bot.clicks(ANA, &card, "Start play").await;
    // Somebody works on the first before it fails: else it is the first timeline that anybody knows.
    bot.does("update outbox set not_before = now() + interval '1 h'").await;
    bot.runs_due_jobs().await;
    pair.second_falls_behind().await;
    bot.queue_has_waited().await;
    bot.runs_due_jobs().await;
    stands_once(bot, "before").await;
    pair.fails_over().await;
    assert_eq!(bot.asks("select state from outbox").await, "pending", "the record is lost");
    bot.queue_has_waited().await;
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks("select state, error from outbox").await, "unknown Postgres failed over");
    passes(bot).await;
    stands_once(bot, "after").await;
}

// The last statement about a database is made while its test blocks, and must still pass the proxy.
#[tokio::test(flavor = "multi_thread")]
async fn a_digest_that_fires_again_is_found_and_not_sent_again() {
    let pair = Pair::new().await;
    let bot = &pair.bot;
    let card = bot.says(ANA, GENERAL, "/csm techcorp").await;
    bot.clicks(ANA, &card, "Start play").await;
    bot.runs_due_jobs().await;
    bot.hears_daily().await;
    bot.does("update schedules set active = false where channel_id is null").await;
    pair.second_falls_behind().await;
    let morning = "2026-03-03T07:30:01Z";
    bot.slack.move_clock(morning.parse().unwrap()).await.unwrap();
    bot.sleeps_until(morning);
    bot.runs_due_jobs().await;
    assert_eq!(bot.posts(TEAM_CHANNEL).len(), 1);
    pair.fails_over().await;
    assert_eq!(bot.asks("select count(*) from schedule_fires").await, "0", "nobody knows that it fired");
    bot.runs_due_jobs().await;
    passes(bot).await;
    assert_eq!(bot.posts(TEAM_CHANNEL).len(), 1);
    assert_eq!(bot.asks("select state from outbox where channel_id = 'C0EMEACSMS'").await, "sent");
    assert_eq!(bot.posts(TECHCORP_CHANNEL).len(), 1);
}

// The last statement about a database is made while its test blocks, and must still pass the proxy.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_posted_before_a_failover_is_posted_once_after_it() {
    let pair = Pair::new().await;
    let bot = &pair.bot;
    bot.runs_due_jobs().await;
    let card = bot.says(ANA, GENERAL, "/csm techcorp").await;
    bot.clicks(ANA, &card, "Start play").await;
    pair.second_falls_behind().await;
    pair.fails_over().await;
    bot.runs_due_jobs().await;
    assert!(bot.posts(TECHCORP_CHANNEL).is_empty(), "it is looked for first");
    passes(bot).await;
    stands_once(bot, "after two looks").await;
    // Long after, posts go out at once again.
    bot.does("update timelines set seen_at = seen_at - interval '1 h' where seen_at <> '-infinity'").await;
    bot.says(ANA, GENERAL, "/csm play start rescue globex").await;
    bot.runs_due_jobs().await;
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 1);
}
