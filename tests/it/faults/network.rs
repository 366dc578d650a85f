//! Postgres goes away, comes back, is slow, or is there and says nothing. People are answered within three seconds all the
//! same, and nothing is lost.

use std::process::Command;
use std::time::{Duration, Instant};

use sqlx::postgres::PgConnection;
use sqlx::{ConnectOptions, Connection, Executor};
use steward::postgres::{self, Durability, Settings};

use super::kill::comes_true;
use super::proxy::{Proxy, Weather};
use super::replica::Replica;
use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL, TECHCORP_CHANNEL};
use crate::journey::faults::{about_to_prompt, stands_once};
use crate::scratch::Scratch;

/// What Slack waits for.
const THREE_SECONDS: Duration = Duration::from_secs(3);
/// What a recovery may take.
const RECOVERY: Duration = Duration::from_secs(5);

/// Somebody asks; the answer is there within three seconds, whatever it says.
async fn is_answered(bot: &Bot, why: &str) {
    let began = Instant::now();
    let answer =
        bot.slack.say(ANA, GENERAL, "/csm techcorp", None).await.unwrap_or_else(|trouble| panic!("{why}: {trouble}"));
    assert_eq!(answer.status, 200, "{why}");
    assert!(began.elapsed() < THREE_SECONDS, "{why}: after {:?}", began.elapsed());
}

#[tokio::test]
async fn when_postgres_says_nothing_people_are_answered_and_posts_come_later() {
    let bot = about_to_prompt().await;
    let proxy = Proxy::start(&bot.database.options).await;
    let replica = Replica::start(&bot, &proxy.url()).await;
    bot.slack.set_bot_url(replica.url.clone());
    comes_true(async || bot.posts(TECHCORP_CHANNEL).len() == 1, "it works").await;
    is_answered(&bot, "before").await;
    proxy.is(Weather::Quiet);
    // More than its pool has connections.
    futures::future::join_all((0..12).map(|_| is_answered(&bot, "half-open"))).await;
    proxy.is(Weather::Clear);
    proxy.cuts();
    comes_true(async || is_served(&bot).await, "it is served again").await;
    stands_once(&bot, "half-open").await;
}

#[tokio::test]
async fn when_postgres_is_slow_people_are_answered() {
    let bot = Bot::new().await;
    let proxy = Proxy::start(&bot.database.options).await;
    let replica = Replica::start(&bot, &proxy.url()).await;
    bot.slack.set_bot_url(replica.url.clone());
    proxy.is(Weather::Slow(Duration::from_millis(150)));
    futures::future::join_all((0..12).map(|_| is_answered(&bot, "slow"))).await;
}

/// The jobs hang at a lock; the web has connections of its own.
#[tokio::test]
async fn when_jobs_hang_people_are_answered() {
    let bot = about_to_prompt().await;
    let mut locking = PgConnection::connect_with(&bot.database.options).await.unwrap();
    locking.execute("begin; lock table outbox, inbox, schedules in access exclusive mode").await.unwrap();
    let replica = Replica::start(&bot, &bot.database.url).await;
    bot.slack.set_bot_url(replica.url.clone());
    for _ in 0..3 {
        is_answered(&bot, "jobs hang").await;
    }
    assert!(is_served(&bot).await);
    locking.execute("rollback").await.unwrap();
    comes_true(async || bot.posts(TECHCORP_CHANNEL).len() == 1, "it goes on").await;
    stands_once_soon(&bot).await;
}

/// The journal knows of a post a moment before Postgres does.
async fn stands_once_soon(bot: &Bot) {
    comes_true(async || bot.asks("select state from outbox").await == "sent", "Postgres knows").await;
    stands_once(bot, "goes on").await;
}

/// Whether somebody who asks sees the card.
pub async fn is_served(bot: &Bot) -> bool {
    let before = bot.view(ANA, GENERAL).len();
    bot.slack.say(ANA, GENERAL, "/csm acme", None).await.unwrap();
    let told = bot.view(ANA, GENERAL);
    told[before..].iter().any(|message| message["text"].as_str().is_some_and(|text| text.starts_with("Acme")))
}

/// Postgres is restarted under a replica, once politely and once by a crash. Within five seconds posts go out again.
#[tokio::test]
async fn after_a_restart_of_postgres_it_recovers_within_five_seconds() {
    let scratch = Scratch::new();
    let settings = || Settings {
        data_dir: Some(scratch.path().join("cluster")),
        durability: Durability::Disposable,
        ..Settings::default()
    };
    let mut cluster = postgres::start(settings(), |_| {}).await.unwrap();
    let bot = Bot::on(&cluster.connect_options("postgres")).await;
    let replica = Replica::start(&bot, &bot.database.url).await;
    bot.slack.set_bot_url(replica.url.clone());
    comes_true(async || is_served(&bot).await, "it is served").await;
    for (n_posts, signal) in [(1, "INT"), (2, "QUIT")] {
        let pid = std::fs::read_to_string(cluster.directory().join("data/postmaster.pid")).unwrap();
        let kill = format!("kill -{signal} {}", pid.lines().next().unwrap());
        assert!(Command::new("/bin/sh").args(["-c", &kill]).status().unwrap().success());
        drop(cluster);
        cluster = postgres::start(settings(), |_| {}).await.unwrap();
        let began = Instant::now();
        let account = if n_posts == 1 { "acme" } else { "globex" };
        let start = format!("/csm play start rescue {account}");
        comes_true(
            async || {
                bot.slack.say(ANA, GENERAL, &start, None).await.unwrap();
                bot.slack.journal().iter().filter(|entry| entry.method == "chat.postMessage").count() == n_posts
            },
            signal,
        )
        .await;
        assert!(began.elapsed() < RECOVERY, "{signal}: {:?}", began.elapsed());
    }
    replica.dies().await;
    // The database goes before its server does.
    drop(bot);
    cluster.stop().await.unwrap();
}

/// The URL of a socket, and that of a port, lead to the same database through the proxy.
#[tokio::test]
async fn the_proxy_is_no_hindrance() {
    let bot = Bot::new().await;
    let proxy = Proxy::start(&bot.database.options).await;
    let options: sqlx::postgres::PgConnectOptions = proxy.url().parse().unwrap();
    let mut connection = options.connect().await.unwrap();
    let name: String = sqlx::query_scalar("select current_database()::text").fetch_one(&mut connection).await.unwrap();
    assert!(bot.database.url.contains(&name));
    proxy.cuts();
    assert!(connection.ping().await.is_err());
    proxy.is(Weather::Closed);
    assert!(options.connect().await.is_err());
}

/// What is pressed is answered at an address that came with the click, which a replica must take for Slack's.
#[tokio::test]
async fn a_replica_answers_what_is_pressed() {
    let bot = Bot::new().await;
    let card = bot.says(ANA, GENERAL, "/csm techcorp").await;
    let replica = Replica::start(&bot, &bot.database.url).await;
    bot.slack.set_bot_url(replica.url.clone());
    let before = bot.view(ANA, GENERAL).len();
    bot.clicks(ANA, &card, "Why").await;
    comes_true(async || before < bot.view(ANA, GENERAL).len(), "it is answered").await;
}
