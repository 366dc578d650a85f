//! The local Slack tried from outside, over HTTP on both sides: a tiny bot records what comes in and answers as told.

mod faults;
mod inbound;
mod messages;
mod page;
mod persistence;
mod views;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use url::Url;

use super::seed::{App, Channel, Command, Person, Seed, Shortcut, ShortcutKind, UserGroup};
use super::{Settings, Standin, start};

const SECRET: &str = "a signing secret longer than nothing, and longer than one block of SHA-256 in bytes";

/// A request as the bot got it.
#[derive(Clone, Debug)]
struct Seen {
    path: String,
    headers: HeaderMap,
    body: String,
}

impl Seen {
    fn form(&self) -> Vec<(String, String)> {
        url::form_urlencoded::parse(self.body.as_bytes()).into_owned().collect()
    }

    fn field(&self, name: &str) -> String {
        self.form().into_iter().find(|(known, _)| known == name).map(|(_, value)| value).unwrap_or_default()
    }

    fn payload(&self) -> Value {
        serde_json::from_str(&self.field("payload")).expect("a payload")
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// HMAC-SHA256 by its definition (RFC 2104), not by the crate that signs.
    #[track_caller]
    fn assert_signed(&self) {
        let timestamp = self.header("x-slack-request-timestamp").expect("a timestamp");
        let key: Vec<u8> = if 64 < SECRET.len() { Sha256::digest(SECRET).to_vec() } else { SECRET.into() };
        let pad = |byte: u8| -> Vec<u8> { (0..64).map(|i| key.get(i).copied().unwrap_or(0) ^ byte).collect() };
        let mut inner = Sha256::new();
        inner.update(pad(0x36));
        inner.update(format!("v0:{timestamp}:{}", self.body));
        let mut outer = Sha256::new();
        outer.update(pad(0x5c));
        outer.update(inner.finalize());
        let expected = format!("v0={}", hex::encode(outer.finalize()));
        assert_eq!(self.header("x-slack-signature"), Some(expected.as_str()));
    }
}

/// What the bot answers, in order; 200 and nothing when it runs out.
#[derive(Clone, Debug)]
struct Reply {
    status: u16,
    body: String,
    after: Duration,
}

/// The bot under the local Slack.
#[derive(Clone, Default)]
struct Bot {
    seen: Arc<Mutex<Vec<Seen>>>,
    replies: Arc<Mutex<VecDeque<Reply>>>,
}

impl Bot {
    fn answers(&self, body: &Value) {
        self.push(200, &body.to_string(), Duration::ZERO);
    }

    fn fails(&self, status: u16) {
        self.push(status, "", Duration::ZERO);
    }

    fn is_slow(&self, after: Duration) {
        self.push(200, "", after);
    }

    fn push(&self, status: u16, body: &str, after: Duration) {
        self.replies.lock().expect("a lock").push_back(Reply { status, body: body.to_owned(), after });
    }

    fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("a lock").clone()
    }

    #[track_caller]
    fn last(&self) -> Seen {
        self.seen().pop().expect("something was sent")
    }

    async fn serve(&self) -> Url {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let bot = self.clone();
        let router = Router::new().fallback(move |uri: Uri, headers: HeaderMap, body: Bytes| {
            let bot = bot.clone();
            async move { bot.take(&uri, headers, &body).await }
        });
        tokio::spawn(async move { axum::serve(listener, router).await });
        Url::parse(&format!("http://{address}")).expect("a url")
    }

    async fn take(&self, uri: &Uri, headers: HeaderMap, body: &[u8]) -> Response {
        let body = String::from_utf8(body.to_vec()).expect("text");
        self.seen.lock().expect("a lock").push(Seen { path: uri.path().to_owned(), headers, body });
        let reply = self.replies.lock().expect("a lock").pop_front();
        let Some(reply) = reply else {
            return StatusCode::OK.into_response();
        };
        tokio::time::sleep(reply.after).await;
        (StatusCode::from_u16(reply.status).expect("a status"), reply.body).into_response()
    }
}

fn seed() -> Seed {
    let person = |id: &str, name: &str| Person {
        id: id.into(),
        name: name.into(),
        real_name: name.to_uppercase(),
        email: Some(format!("{name}@example.com")),
        tz: "Europe/Berlin".into(),
        ..Person::default()
    };
    let channel = |id: &str, name: &str, members: &[&str]| Channel {
        id: id.into(),
        name: name.into(),
        members: members.iter().map(|&member| member.to_owned()).collect(),
        ..Channel::default()
    };
    Seed {
        people: vec![
            person("U0ANN", "ann"),
            person("U0BEN", "ben"),
            Person { team_id: Some("T0OTHER".into()), ..person("U0EVE", "eve") },
            Person { deleted: true, ..person("U0OLD", "old") },
        ],
        channels: vec![
            channel("C1", "customers", &["U0ANN", "U0BEN", "U0BOT"]),
            channel("C2", "without-bot", &["U0ANN"]),
            Channel { is_archived: true, ..channel("C3", "attic", &["U0ANN", "U0BOT"]) },
            Channel { is_private: true, ..channel("C4", "secret", &["U0ANN"]) },
            Channel { is_ext_shared: true, ..channel("C5", "shared", &["U0ANN", "U0EVE", "U0BOT"]) },
        ],
        user_groups: vec![UserGroup {
            id: "S1".into(),
            handle: "csms".into(),
            name: "CSMs".into(),
            users: vec!["U0ANN".into()],
        }],
        other_teams: Vec::new(),
        app: App {
            name: "Steward".into(),
            signing_secret: SECRET.into(),
            bot_token: "xoxb-test".into(),
            commands: vec![Command { command: "/csm".into(), should_escape: true, ..Command::default() }],
            shortcuts: vec![
                Shortcut { callback_id: "note".into(), name: "Note".into(), kind: ShortcutKind::Message },
                Shortcut { callback_id: "book".into(), name: "Book".into(), kind: ShortcutKind::Global },
            ],
            ..App::default()
        },
        ..Seed::default()
    }
}

fn settings(bot_url: Url) -> Settings {
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    Settings { listen, seed: seed(), bot_url, clock_url: None, data_dir: None, starts_at: None }
}

/// A local Slack with a bot under it.
struct Scene {
    slack: Standin,
    bot: Bot,
    http: reqwest::Client,
}

async fn scene() -> Scene {
    let bot = Bot::default();
    let slack = start(settings(bot.serve().await)).await.expect("it starts");
    // Starting has installed what the client's TLS needs.
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    Scene { slack, bot, http }
}

impl Scene {
    fn at(&self, path: &str) -> Url {
        self.slack.url().join(path).expect("a path")
    }

    /// Calls a method as the bot does.
    async fn api(&self, method: &str, arguments: Value) -> Value {
        self.send(method, &arguments).await.expect("an answer").json().await.expect("JSON")
    }

    async fn send(&self, method: &str, arguments: &Value) -> reqwest::Result<reqwest::Response> {
        let request = self.http.post(self.at(&format!("api/{method}"))).bearer_auth("xoxb-test");
        request.json(arguments).send().await
    }

    /// Calls a method that must succeed.
    async fn done(&self, method: &str, arguments: Value) -> Value {
        let answer = self.api(method, arguments).await;
        assert_eq!(answer["ok"], true, "{method}: {answer}");
        answer
    }

    /// Calls a method that must be refused with this code.
    async fn refused(&self, method: &str, arguments: Value, code: &str) -> Value {
        let answer = self.api(method, arguments).await;
        assert_eq!(answer["error"], code, "{method}: {answer}");
        answer
    }

    async fn get(&self, path: &str) -> Value {
        let response = self.http.get(self.at(path)).send().await.expect("an answer");
        response.json().await.expect("JSON")
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let response = self.http.post(self.at(path)).json(&body).send().await.expect("an answer");
        response.json().await.expect("JSON")
    }

    /// What a person sees in a channel, as texts.
    fn texts(&self, channel: &str, user: &str) -> Vec<String> {
        let messages = self.slack.messages(channel, user);
        messages.iter().map(|message| message["text"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

fn section(text: &str) -> Value {
    json!({"type": "section", "text": {"type": "mrkdwn", "text": text}})
}

fn button(action_id: &str, value: &str) -> Value {
    json!({"type": "button", "action_id": action_id, "value": value, "text": {"type": "plain_text", "text": "Do it"}})
}
