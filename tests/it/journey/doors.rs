//! Who is let in, and what becomes of requests that are not Slack's.

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use steward::clock::Clock;

use crate::bot::Bot;
use crate::bot::town::{
    ANA, BOT_USER, GENERAL, ROBOT, SAM, SHARED_CHANNEL, SIGNING_SECRET, STRANGER, TEAM_ID, TECHCORP_CHANNEL, VIC,
};

const COMMANDS: &str = "slack/commands";
const EVENTS: &str = "slack/events";

#[tokio::test]
async fn only_slack_is_let_in() {
    let bot = Bot::new().await;
    let now = now();
    let body = command(ANA, TEAM_ID, "techcorp");
    let signed = |secret: &str, at: i64| headers(secret, at, &body);
    assert_eq!(bot.knocks(COMMANDS, &signed(SIGNING_SECRET, now), body.clone()).await.status, 200, "as Slack does it");
    let cases = [
        ("unsigned", vec![]),
        ("another secret", signed("guess", now)),
        ("five minutes old", signed(SIGNING_SECRET, now - 301)),
        ("from the future", signed(SIGNING_SECRET, now + 400)),
        ("another body", headers(SIGNING_SECRET, now, b"command=%2Fcsm")),
        ("an old signature with a new date", {
            let mut headers = signed(SIGNING_SECRET, now - 600);
            headers[0].1 = now.to_string();
            headers
        }),
        ("no date", signed(SIGNING_SECRET, now).split_off(1)),
        ("an odd date", vec![("x-slack-request-timestamp", "1e9".into()), signed(SIGNING_SECRET, now)[1].clone()]),
    ];
    for path in [COMMANDS, "slack/interactions", "slack/options", EVENTS] {
        for (why, headers) in &cases {
            let answer = bot.knocks(path, headers, body.clone()).await;
            assert_eq!((answer.status, answer.body), (401, json!("")), "{path}, {why}");
        }
    }
}

#[tokio::test]
async fn slacks_own_questions_are_answered() {
    let bot = Bot::new().await;
    let certificate = bot.knocks(COMMANDS, &[], b"token=x&ssl_check=1".to_vec()).await;
    assert_eq!((certificate.status, certificate.body), (200, json!("")));
    let challenge = json!({ "type": "url_verification", "challenge": "3eZbrw1aB10FEMAGAZd4FyFQ" });
    let answer = sends(&bot, &challenge).await;
    assert_eq!((answer.status, answer.body["challenge"].clone()), (200, challenge["challenge"].clone()));
    for unknown in [json!({ "type": "app_rate_limited" }), event("Ev1", &json!({ "type": "something_new" }))] {
        assert_eq!(sends(&bot, &unknown).await.status, 200);
    }
    assert_eq!(bot.asks("select count(*) from inbox").await, "0");
}

#[tokio::test]
async fn a_body_without_end_is_not_read_to_its_end() {
    let bot = Bot::new().await;
    let large = vec![b'x'; 2 * 1024 * 1024];
    let answer = bot.knocks(COMMANDS, &headers(SIGNING_SECRET, now(), &large), large).await;
    assert_eq!(answer.status, 413);
    for (path, body) in [
        (COMMANDS, b"\xff\xfe\x00%zz".to_vec()),
        (EVENTS, b"{\"type\":".to_vec()),
        (EVENTS, "[".repeat(100_000).into_bytes()),
    ] {
        let answer = bot.knocks(path, &headers(SIGNING_SECRET, now(), &body), body).await;
        assert_eq!(answer.status, 400, "{path}");
    }
    assert!(bot.says(ANA, GENERAL, "/csm acme").await.line().starts_with("Acme"), "others are served");
}

#[tokio::test]
async fn who_is_not_of_the_organisation_sees_nothing() {
    let bot = Bot::new().await;
    let body = command(ANA, "T0NOWHERE", "techcorp");
    let elsewhere = bot.knocks(COMMANDS, &headers(SIGNING_SECRET, now(), &body), body).await;
    insta::assert_snapshot!(elsewhere.body["text"].as_str().unwrap(), @"Sorry, I answer only to people of the company that runs me.");
    insta::assert_snapshot!(bot.says(SAM, SHARED_CHANNEL, "/csm techcorp").await.words(), @"🔒 » I do not know you yet, so I cannot show you anything. Ask whoever runs Steward here to add you.");
    insta::assert_snapshot!(bot.says(STRANGER, GENERAL, "/csm techcorp").await.words(), @"🔒 » I do not know you yet, so I cannot show you anything. Ask whoever runs Steward here to add you.");
    insta::assert_snapshot!(bot.says(STRANGER, GENERAL, "@steward techcorp").await.words(), @"🔒 » I do not know you yet, so I cannot show you anything. Ask whoever runs Steward here to add you.");
    assert!(bot.says(SAM, SHARED_CHANNEL, "@steward techcorp").await.messages.is_empty(), "outsiders are told nothing");
    bot.does("update people set deactivated = true where external_id = 'p-ana'").await;
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm techcorp").await.words(), @"🔒 » I do not know you yet, so I cannot show you anything. Ask whoever runs Steward here to add you.");
    let told: Vec<Value> = bot.slack.journal().into_iter().map(|entry| entry.arguments).collect();
    assert!(!Value::from(told).to_string().contains("45K"));
}

#[tokio::test]
async fn bots_are_not_talked_to() {
    let bot = Bot::new().await;
    let said = |kind: &str, user: &str, ts: &str| {
        json!({
            "type": kind, "channel": GENERAL, "channel_type": "channel", "user": user, "bot_id": "B0ROBOT", "ts": ts,
            "text": format!("<@{BOT_USER}> techcorp"),
        })
    };
    let own = json!({
        "type": "message", "channel": bot.dm(ANA), "channel_type": "im", "user": BOT_USER, "bot_id": "B0BOT", "ts": "3.1",
        "text": "techcorp",
    });
    for event in
        [said("app_mention", ROBOT, "1.1"), said("message", ROBOT, "1.2"), said("app_mention", ANA, "1.3"), own]
    {
        assert_eq!(bot.slack.event(event).await.unwrap().status, 200);
        bot.reads_letters().await;
    }
    assert!(bot.slack.journal().is_empty(), "{:#?}", bot.slack.journal());
}

#[tokio::test]
async fn who_only_looks_starts_and_moves_nothing() {
    let bot = super::rescue::started().await;
    let prompt = bot.newest(TECHCORP_CHANNEL, VIC);
    for words in ["Acknowledge", "Snooze 1 working day"] {
        let told = bot.clicks(VIC, &prompt, words).await;
        assert!(told.words().contains("for customer success managers and up"), "{}", told.words());
    }
    let told = bot.says(VIC, GENERAL, "/csm play start rescue globex").await;
    insta::assert_snapshot!(told.words(), @r"
    🔒 » That is for customer success managers and up here, so nothing was done. Whoever runs the bot can change your role.
    That is for customer success managers and up here, so nothing was done. Whoever runs the bot can change your role.
    ~ 🔒 Only visible to you
    ");
    assert_eq!(bot.asks("select count(*) from step_moves").await, "0");
    assert_eq!(bot.asks("select count(*) from playbook_runs").await, "1");
}

#[tokio::test]
async fn an_event_that_is_told_twice_is_handled_once() {
    let bot = Bot::new().await;
    let said = |kind: &str| {
        json!({
            "type": kind, "channel": GENERAL, "channel_type": "channel", "user": ANA, "ts": "5.5", "text": format!("<@{BOT_USER}> acme"),
        })
    };
    // Slack's retry, and the other event that the same message gives rise to.
    for (id, kind) in [("Ev1", "app_mention"), ("Ev1", "app_mention"), ("Ev2", "app_mention"), ("Ev3", "message")] {
        assert_eq!(sends(&bot, &event(id, &said(kind))).await.status, 200);
    }
    bot.reads_letters().await;
    assert_eq!(sends(&bot, &event("Ev1", &said("app_mention"))).await.status, 200);
    bot.reads_letters().await;
    assert_eq!(bot.slack.journal().len(), 1);
    assert_eq!(bot.asks("select state, attempt from inbox").await, "handled 1");
}

#[tokio::test]
async fn without_a_database_events_wait_and_people_hear_of_it() {
    let bot = Bot::new().await;
    let prompt = bot.says(ANA, GENERAL, "/csm techcorp").await;
    // Many at a time, so that many connections lie idle when it happens.
    futures::future::join_all((0..8).map(|_| bot.slack.say(ANA, GENERAL, "/csm book", None))).await;
    let began = std::time::Instant::now();
    bot.database.goes_down().await;
    let said = json!({ "type": "app_mention", "channel": GENERAL, "user": ANA, "ts": "7.7", "text": format!("<@{BOT_USER}> acme") });
    assert_eq!(sends(&bot, &event("Ev9", &said)).await.status, 503, "Slack shall send it again");
    let body = command(ANA, TEAM_ID, "techcorp");
    let answer = bot.knocks(COMMANDS, &headers(SIGNING_SECRET, now(), &body), body).await;
    assert_eq!((answer.status, answer.body["response_type"].as_str()), (200, Some("ephemeral")));
    insta::assert_snapshot!(answer.body["text"].as_str().unwrap(), @"I cannot reach my data just now, so nothing was done. Try again in a minute.");
    insta::assert_snapshot!(bot.clicks(ANA, &prompt, "Why").await.words(), @"🔒 » I cannot reach my data just now, so nothing was done. Try again in a minute.");

    // No restart of Postgres is shorter than this.
    while began.elapsed() < std::time::Duration::from_millis(200) {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    bot.database.comes_back().await;
    assert_eq!(sends(&bot, &event("Ev9", &said)).await.status, 200, "the first try after it");
    bot.reads_letters().await;
    for _ in 0..8 {
        let card = bot.says(ANA, GENERAL, "/csm acme").await;
        assert!(card.line().starts_with("Acme"), "nobody pays for connections that died: {}", card.words());
    }
    assert_eq!(bot.asks("select count(*) from inbox where state = 'handled' and kind = 'mention'").await, "1");
}

/// Seconds since 1970, on the wall.
pub fn now() -> i64 {
    Clock::system().now().timestamp()
}

async fn sends(bot: &Bot, event: &Value) -> steward::standin::Answer {
    let body = event.to_string().into_bytes();
    bot.knocks(EVENTS, &headers(SIGNING_SECRET, now(), &body), body).await
}

fn event(id: &str, event: &Value) -> Value {
    json!({
        "type": "event_callback", "event_id": id, "event_time": now(), "team_id": TEAM_ID, "api_app_id": "A1", "event": event,
        "authorizations": [{ "team_id": TEAM_ID, "user_id": BOT_USER, "is_bot": true, "is_enterprise_install": false }],
    })
}

fn command(user: &str, team: &str, text: &str) -> Vec<u8> {
    let fields = [
        ("command", "/csm"),
        ("team_id", team),
        ("user_id", user),
        ("channel_id", GENERAL),
        ("channel_name", "general"),
        ("text", text),
        ("trigger_id", "1.2.abc"),
        ("response_url", "https://hooks.slack.com/commands/x/y/z"),
    ];
    serde_urlencoded::to_string(fields).unwrap().into_bytes()
}

/// The headers of a request that Slack signed.
pub fn headers(secret: &str, at: i64, body: &[u8]) -> Vec<(&'static str, String)> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("v0:{at}:").as_bytes());
    mac.update(body);
    let signature = format!("v0={}", hex::encode(mac.finalize().into_bytes()));
    vec![
        ("x-slack-request-timestamp", at.to_string()),
        ("x-slack-signature", signature),
        ("content-type", "application/x-www-form-urlencoded".to_owned()),
    ]
}
