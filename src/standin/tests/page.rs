//! The routes the page uses.

use chrono::{DateTime, Duration, Utc};
use futures::StreamExt;
use serde_json::{Value, json};

use super::super::start;
use super::{Bot, Scene, button, scene, settings};

#[tokio::test]
async fn the_page_and_its_files_are_served() {
    let scene = scene().await;
    let page = scene.http.get(scene.slack.url()).send().await.expect("an answer").text().await.expect("text");
    assert!(page.starts_with("<!doctype html>"));
    // Every file the page names is there.
    for part in page.split('"').filter(|part| part.starts_with("/assets/")) {
        let response = scene.http.get(scene.at(part)).send().await.expect("an answer");
        assert_eq!(response.status(), 200, "{part}");
    }
    let missing = scene.http.get(scene.at("assets/none.js")).send().await.expect("an answer");
    assert_eq!(missing.status(), 404);
}

#[tokio::test]
async fn the_state_is_one_persons() {
    let scene = scene().await;
    scene.done("chat.postMessage", json!({"channel": "C1", "text": "one"})).await;
    let state = scene.get("ui/state?user=U0ANN").await;
    let names = |field: &str, name: &str| -> Vec<Value> {
        state[field].as_array().expect("a list").iter().map(|row| row[name].clone()).collect()
    };
    assert_eq!(names("channels", "id"), ["C1", "C2", "C3", "C4", "C5", "D0ANN"]);
    assert_eq!(names("users", "id"), ["U0ANN", "U0BEN", "U0EVE", "U0OLD", "U0BOT"]);
    assert_eq!((&state["users"][2]["external"], &state["channels"][0]["unread"]), (&json!(true), &json!(1)));
    assert_eq!(state["commands"][0]["command"], "/csm");
    assert_eq!(state["usergroups"][0]["handle"], "csms");
    assert_eq!(state["clock"]["movable"], false);
    scene.post("ui/read", json!({"user": "U0ANN", "channel": "C1"})).await;
    assert_eq!(scene.get("ui/state?user=U0ANN").await["channels"][0]["unread"], 0);
    assert_eq!(scene.get("ui/state?user=U0BEN").await["channels"][0]["unread"], 1);
    let shortcuts = scene.get("ui/shortcuts").await;
    assert_eq!(shortcuts["message"][0]["callback_id"], "note");
    assert_eq!(scene.get("ui/messages?user=U0EVE&channel=C1").await["error"], "not_in_channel");
}

#[tokio::test]
async fn a_person_says_clicks_fills_in_and_closes() {
    let scene = scene().await;
    let said = scene.post("ui/say", json!({"user": "U0ANN", "channel": "C1", "text": "a &lt; b"})).await;
    assert_eq!(said["ok"], true);
    assert_eq!(scene.bot.last().json()["event"]["text"], "a &lt; b");
    let blocks = json!([{"type": "actions", "block_id": "r", "elements": [button("go", "1")]}]);
    let ts =
        scene.done("chat.postMessage", json!({"channel": "C1", "text": "x", "blocks": blocks})).await["ts"].clone();
    let container = json!({"type": "message", "channel": "C1", "ts": ts});
    let act = json!({"user": "U0ANN", "container": container, "action": {"action_id": "go", "block_id": "r"}});
    assert_eq!(scene.post("ui/act", act).await["ok"], true);
    let trigger = scene.bot.last().payload()["trigger_id"].clone();
    let view = json!({"type": "modal", "title": {"type": "plain_text", "text": "Form"}, "notify_on_close": true,
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": [{"type": "input", "block_id": "b", "label": {"type": "plain_text", "text": "L"},
            "element": {"type": "plain_text_input", "action_id": "a"}}]});
    let opened = scene.done("views.open", json!({"trigger_id": trigger, "view": view})).await["view"].clone();
    assert_eq!(scene.get("ui/state?user=U0ANN").await["views"][0]["id"], opened["id"]);
    let submit = |value: &str| json!({"user": "U0ANN", "view_id": opened["id"], "state": {"values": {"b": {"a": {"value": value}}}}});
    let empty = scene.post("ui/submit", submit("")).await;
    assert_eq!(empty["errors"]["b"], "Please complete this required field.");
    scene.bot.answers(&json!({"response_action": "errors", "errors": {"b": "No."}}));
    let wrong = scene.post("ui/submit", submit("x")).await;
    assert_eq!((&wrong["ok"], &wrong["errors"]["b"]), (&json!(false), &json!("No.")));
    let closed = scene.post("ui/submit", submit("x")).await;
    assert_eq!((&closed["ok"], &closed["closed"]), (&json!(true), &json!(true)));
    let gone = scene.post("ui/close", json!({"user": "U0ANN", "view_id": opened["id"], "clear": true})).await;
    assert_eq!(gone["ok"], false);
    assert_eq!(scene.post("ui/home", json!({"user": "U0ANN"})).await["view"], Value::Null);
}

/// The next news on one person's stream.
async fn news(scene: &Scene, user: &str, cause: impl AsyncFnOnce()) -> Vec<Value> {
    let response = scene.http.get(scene.at(&format!("ui/stream?user={user}"))).send().await.expect("a stream");
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    cause().await;
    let mut chunks = response.bytes_stream();
    let mut text = String::new();
    while !text.contains("the end") {
        let chunk = chunks.next().await.expect("more").expect("bytes");
        text.push_str(std::str::from_utf8(&chunk).expect("text"));
    }
    let lines = text.lines().filter_map(|line| line.strip_prefix("data: "));
    lines.map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[tokio::test]
async fn the_stream_tells_each_person_their_own() {
    let scene = scene().await;
    let cause = async || {
        let metadata = json!({"event_type": "e", "event_payload": {}});
        let post = json!({"channel": "C1", "text": "one", "metadata": metadata});
        let ts = scene.done("chat.postMessage", post).await["ts"].clone();
        scene.done("chat.update", json!({"channel": "C1", "ts": ts, "text": "two"})).await;
        scene.done("chat.postEphemeral", json!({"channel": "C1", "user": "U0ANN", "text": "secret"})).await;
        scene.done("chat.delete", json!({"channel": "C1", "ts": ts})).await;
        scene.done("chat.postMessage", json!({"channel": "C1", "text": "the end"})).await;
    };
    let heard = news(&scene, "U0BEN", cause).await;
    let of_messages = heard.iter().filter(|news| news["type"] != "journal");
    let kinds: Vec<&Value> = of_messages.clone().map(|news| &news["type"]).collect();
    assert_eq!(kinds, ["message", "message_changed", "message_deleted", "message"]);
    assert!(of_messages.clone().all(|news| news["message"].get("metadata").is_none()));
    assert!(!heard.iter().any(|news| news.to_string().contains("secret")));
}

#[tokio::test]
async fn the_clock_moves_forward_and_takes_the_bot_along() {
    let bot = Bot::default();
    let bot_url = bot.serve().await;
    let clock_url = bot_url.join("clock").expect("a path");
    let slack = start(super::Settings { clock_url: Some(clock_url), ..settings(bot_url) }).await.expect("it starts");
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    let scene = Scene { slack, bot, http };
    let now: DateTime<Utc> =
        scene.get("ui/state?user=U0ANN").await["clock"]["now"].as_str().expect("a time").parse().expect("a time");
    let later = now + Duration::days(3);
    scene.bot.answers(&json!({"now": later.to_rfc3339(), "delivered": 2}));
    let moved = scene.post("ui/clock", json!({"to": later.to_rfc3339()})).await;
    assert_eq!(moved["delivered"], 2);
    assert_eq!(scene.bot.last().path, "/clock");
    let ts = scene.done("chat.postMessage", json!({"channel": "C1", "text": "then"})).await["ts"].clone();
    let micros: i64 = ts.as_str().expect("a ts").replace('.', "").parse().expect("a number");
    let posted = DateTime::from_timestamp_micros(micros).expect("a time");
    assert!(later <= posted && posted < later + Duration::minutes(1));
    // The timestamps that are signed stay real, and a time in the past changes nothing.
    scene.slack.move_clock(now).await.expect("asked");
    scene.slack.say("U0ANN", "C1", "/csm", None).await.expect("answered");
    let seen = scene.bot.last();
    seen.assert_signed();
    let signed: i64 = seen.header("x-slack-request-timestamp").expect("a timestamp").parse().expect("a number");
    assert!((now.timestamp() - 5..now.timestamp() + 60).contains(&signed));
    // A bot that refuses to move leaves the clock where it was.
    scene.bot.fails(409);
    let refused = scene.post("ui/clock", json!({"to": (later + Duration::days(9)).to_rfc3339()})).await;
    assert_eq!(refused["ok"], false);
    let after: DateTime<Utc> = refused["now"].as_str().expect("a time").parse().expect("a time");
    assert!(after < later + Duration::days(1));
}
