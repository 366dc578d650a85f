//! What must not come out, and where the bot must not go: secrets and customers' names stay out of the log and the figures, and
//! an address that a request brings along leads to Slack or nowhere.

use std::fs;
use std::io::ErrorKind;
use std::net::TcpListener;
use std::time::Duration;

use serde_json::{Value, json};

use super::kill::comes_true;
use super::network::is_served;
use super::replica::Replica;
use crate::bot::Bot;
use crate::bot::town::{self, ANA, GENERAL, SIGNING_SECRET, STRANGER, TEAM_ID, TECHCORP_CHANNEL};
use crate::journey::doors::{headers, now};
use crate::journey::faults::about_to_prompt;
use crate::scratch::Scratch;

const PASSWORD: &str = "canary-of-the-database";
const REASON: &str = "canary-of-a-reason";
/// What nobody may find in a log: secrets, what customers and their people are called, what somebody typed.
const CANARIES: [&str; 9] = [
    town::BOT_TOKEN,
    SIGNING_SECRET,
    PASSWORD,
    REASON,
    "TechCorp",
    "techcorp",
    "Dana Reyes",
    "@example.com",
    "canary-of-a-search",
];

fn found(text: &str) -> Vec<&str> {
    CANARIES.into_iter().filter(|canary| text.contains(canary)).collect()
}

/// Everything that a replica says at `debug` while it answers, posts, refuses and fails.
#[tokio::test]
async fn neither_the_log_nor_the_figures_nor_an_error_hold_secrets_or_names() {
    let bot = about_to_prompt().await;
    let (scratch, database) = (Scratch::new(), bot.database.options.clone().password(PASSWORD));
    let log = scratch.path().join("log");
    let url = sqlx::ConnectOptions::to_url_lossy(&database).to_string();
    let replica = Replica::start_telling(&bot, &url, fs::File::create(&log).unwrap()).await;
    bot.slack.set_bot_url(replica.url.clone());
    comes_true(async || bot.posts(TECHCORP_CHANNEL).len() == 1, "it posts").await;
    assert!(is_served(&bot).await);
    for text in [
        "/csm techcorp",
        "/csm why techcorp",
        "/csm canary-of-a-search",
        "/csm book",
        "/csm forecast techcorp likely because canary-of-a-reason",
    ] {
        bot.slack.say(ANA, GENERAL, text, None).await.unwrap();
    }
    let client = reqwest::Client::new();
    let body = format!("text={}", town::BOT_TOKEN);
    let refused = client.post(replica.url.join("slack/commands").unwrap()).body(body).send().await.unwrap();
    assert_eq!((refused.status().as_u16(), found(&refused.text().await.unwrap())), (401, vec![]));
    // Something of ours breaks: the person hears of a reference, and the log has the chain.
    bot.does("alter table health rename to health_gone").await;
    let broken = bot.slack.say(ANA, GENERAL, "/csm techcorp", None).await.unwrap().body.to_string();
    assert!(broken.contains("eference"), "{broken}");
    let secret = CANARIES[..3].iter().find(|secret| broken.contains(**secret));
    assert_eq!(secret, None, "{broken}");
    bot.does("alter table health_gone rename to health").await;
    let figures = client.get(replica.url.join("metrics").unwrap()).send().await.unwrap().text().await.unwrap();
    assert!(figures.contains("steward_"), "{figures}");
    assert_eq!(found(&figures), Vec::<&str>::new());
    replica.is_told("TERM").await;
    replica.ends_within(Duration::from_secs(20)).await;
    let log = fs::read_to_string(&log).unwrap();
    assert!(log.contains("DEBUG") || log.contains("\"debug\""), "it says much: {log}");
    assert!(log.contains("health"), "it says what broke: {log}");
    let lines = log.lines().filter(|line| !found(line).is_empty()).collect::<Vec<_>>().join("\n");
    assert!(lines.is_empty(), "{lines}");
}

/// The address of an answer is taken from the request: whoever could forge one would have the bot knock at doors inside.
#[tokio::test]
async fn an_answer_goes_to_slack_or_nowhere() {
    let bot = Bot::new().await;
    let inside = TcpListener::bind("127.0.0.1:0").unwrap();
    inside.set_nonblocking(true).unwrap();
    let address = format!("http://{}/latest/meta-data", inside.local_addr().unwrap());
    for user in [ANA, STRANGER] {
        let command = [
            ("command", "/csm"),
            ("team_id", TEAM_ID),
            ("user_id", user),
            ("channel_id", GENERAL),
            ("text", "book"),
            ("trigger_id", "1.2.abc"),
            ("response_url", address.as_str()),
        ];
        sends(&bot, "slack/commands", serde_urlencoded::to_string(command).unwrap()).await;
        let click = json!({
            "type": "block_actions", "team": { "id": TEAM_ID }, "user": { "id": user, "team_id": TEAM_ID },
            "trigger_id": "1.2.3", "channel": { "id": GENERAL }, "response_url": address, "actions": [
                { "type": "button", "action_id": "help.open", "block_id": "b", "value": "{}", "action_ts": "1.2" }],
        });
        let payload = serde_urlencoded::to_string([("payload", click.to_string())]).unwrap();
        sends(&bot, "slack/interactions", payload).await;
    }
    let met = inside.accept().map_err(|error| error.kind());
    assert!(matches!(met, Err(ErrorKind::WouldBlock)), "somebody knocked: {met:?}");
}

/// Sends what Slack signed; whatever becomes of it has ended when this returns.
async fn sends(bot: &Bot, path: &str, body: String) -> Value {
    let body = body.into_bytes();
    let answer = bot.knocks(path, &headers(SIGNING_SECRET, now(), &body), body).await;
    assert_eq!(answer.status, 200, "{path}: {:?}", answer.body);
    answer.body
}
