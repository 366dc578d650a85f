//! Bodies that are signed and wrong all the same: a person with the signing secret is not needed for that, a bug at Slack's
//! or in a proxy is enough. Each is refused or read as plain text, and others are served.

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::bot::Bot;
use crate::bot::town::{ANA, BOT_USER, GENERAL, SIGNING_SECRET, TEAM_ID};
use crate::journey::doors::{headers, now};

const PATHS: [&str; 4] = ["slack/commands", "slack/interactions", "slack/options", "slack/events"];

async fn knocks(bot: &Bot, path: &str, body: &[u8]) -> u16 {
    bot.knocks(path, &headers(SIGNING_SECRET, now(), body), body.to_vec()).await.status
}

#[tokio::test]
async fn nonsense_is_refused_at_every_door() {
    let bot = Bot::new().await;
    let nested = |open: &str, n: usize| format!("payload={}", open.repeat(n)).into_bytes();
    let bodies = [
        Vec::new(),
        b"\xff\xfe\xfd".to_vec(),
        b"payload=%ff%fe&payload=%00".to_vec(),
        b"\0\0\0\0".to_vec(),
        b"=&=&=&&&==".to_vec(),
        nested("[", 200_000),
        nested("%7B%22a%22%3A", 50_000),
        "{\"a\":".repeat(100_000).into_bytes(),
        [b"{\"type\":\"event_callback\",\"event\":".to_vec(), b"[".repeat(300_000)].concat(),
        b"a=".repeat(250_000),
    ];
    for path in PATHS {
        for body in &bodies {
            let status = knocks(&bot, path, body).await;
            assert!(matches!(status, 200 | 400), "{path}: {status} to {:?}", &body[..body.len().min(40)]);
        }
    }
    assert!(bot.says(ANA, GENERAL, "/csm acme").await.line().starts_with("Acme"), "others are served");
}

/// Postgres keeps no NUL. An event that holds one must not come back for ever, nor a command end in an error.
#[tokio::test]
async fn a_nul_is_no_obstacle() {
    let bot = Bot::new().await;
    for (number, text) in [format!("<@{BOT_USER}> ac\0me"), format!("<@{BOT_USER}> acme \u{FFFF}")].iter().enumerate() {
        let event = json!({
            "type": "event_callback", "event_id": format!("EvNul{number}"), "event_time": now(), "team_id": TEAM_ID,
            "api_app_id": "A1",
            "event": { "type": "app_mention", "channel": GENERAL, "user": ANA, "ts": format!("9.{number}"), "text": text },
            "authorizations": [{ "team_id": TEAM_ID, "user_id": BOT_USER, "is_bot": true, "is_enterprise_install": false }],
        });
        assert_eq!(knocks(&bot, "slack/events", event.to_string().as_bytes()).await, 200, "{text:?}");
        bot.reads_letters().await;
    }
    assert_eq!(bot.asks("select count(*) from inbox where state <> 'handled'").await, "0");
    for text in ["ac\0me", "note acme a\0b", "forecast acme likely 45k because \0", "\0", "why \u{202E}acme"] {
        let fields = [
            ("command", "/csm"),
            ("team_id", TEAM_ID),
            ("user_id", ANA),
            ("channel_id", GENERAL),
            ("channel_name", "general"),
            ("text", text),
            ("trigger_id", "1.2.abc"),
        ];
        let body = serde_urlencoded::to_string(fields).unwrap().into_bytes();
        let answer = bot.knocks("slack/commands", &headers(SIGNING_SECRET, now(), &body), body).await;
        assert_eq!(answer.status, 200, "{text:?}");
        let words = answer.body["text"].as_str().unwrap_or_default();
        assert!(!words.contains("Reference") && !words.contains("cannot reach"), "{text:?}: {words}");
    }
}

/// More is announced than comes, less is announced than comes, and nothing comes: each connection ends, others are served.
#[tokio::test]
async fn bodies_that_lie_or_drip_are_cut_while_others_are_served() {
    let bot = Bot::new().await;
    let address = format!("{}:{}", bot.url.host_str().unwrap(), bot.url.port().unwrap());
    let head = |length: &str| format!("POST /slack/commands HTTP/1.1\r\nhost: here\r\n{length}\r\n\r\n");
    let sends = async |text: String, drip: bool| {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        while drip && stream.write_all(b"a").await.is_ok() {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        let mut answer = Vec::new();
        // A reset is an end as well.
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).into_owned()
    };
    let honest = async {
        for _ in 0..5 {
            assert!(bot.says(ANA, GENERAL, "/csm acme").await.line().starts_with("Acme"));
        }
    };
    let (more, huge, less, dripping, ()) = tokio::join!(
        sends(head("content-length: 500") + "half", false),
        sends(head("content-length: 99999999999"), false),
        sends(head("content-length: 2") + "more than two", false),
        sends(head("content-length: 500"), true),
        honest,
    );
    // What is unsigned and too long to be read at all is refused for want of a signature.
    for (answer, status) in [(more, "408"), (huge, "401"), (less, "401")] {
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{status}: {answer}");
    }
    assert!(dripping.is_empty() || dripping.starts_with("HTTP/1.1 408"), "{dripping}");
}
