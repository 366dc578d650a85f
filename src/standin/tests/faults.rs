//! Each fault over real HTTP: what the bot sees, and what the journal knows.

use std::time::Duration;

use serde_json::{Value, json};

use super::super::{Fault, FaultKind};
use super::{Scene, scene};

const POST: &str = "chat.postMessage";

fn hello() -> Value {
    json!({"channel": "C1", "text": "hello"})
}

/// Whether the journal has the post.
fn accepted(scene: &Scene) -> bool {
    !scene.slack.journal().is_empty()
}

async fn faulty(kind: FaultKind) -> (Scene, reqwest::Result<reqwest::Response>) {
    let scene = scene().await;
    scene.slack.script(Fault::new(POST, kind));
    let sent = scene.send(POST, &hello()).await;
    (scene, sent)
}

#[tokio::test]
async fn accept_drop_is_accepted_and_closes() {
    let (scene, sent) = faulty(FaultKind::AcceptDrop).await;
    assert!(sent.is_err());
    assert!(accepted(&scene));
    assert!(scene.send(POST, &hello()).await.is_ok());
}

#[tokio::test]
async fn accept_500_is_accepted_and_broken() {
    let (scene, sent) = faulty(FaultKind::Accept500).await;
    assert_eq!(sent.expect("an answer").status(), 500);
    assert!(accepted(&scene));
}

#[tokio::test]
async fn accept_hang_is_accepted_and_late() {
    let scene = scene().await;
    scene.slack.script(Fault::new(POST, FaultKind::AcceptHang { ms: 60_000 }));
    let request = scene.http.post(scene.at("api/chat.postMessage")).bearer_auth("xoxb-test").json(&hello());
    let sent = request.timeout(Duration::from_millis(200)).send().await;
    assert!(sent.expect_err("it hangs").is_timeout());
    assert!(accepted(&scene));
}

#[tokio::test]
async fn ignored_is_not_accepted_and_closes() {
    let (scene, sent) = faulty(FaultKind::Ignore { ms: 1 }).await;
    assert!(sent.is_err());
    assert!(!accepted(&scene));
}

#[tokio::test]
async fn a_script_says_which_call_goes_wrong() {
    let scene = scene().await;
    scene.slack.script(Fault::new(POST, FaultKind::Pass).times(2));
    scene.slack.script(Fault::new(POST, FaultKind::Reject500));
    for (n_left, status) in [(2, 200), (1, 200), (0, 500), (0, 200)] {
        assert_eq!(scene.send(POST, &hello()).await.expect("an answer").status(), status);
        assert_eq!(scene.slack.n_faults_left(), n_left);
    }
}

#[tokio::test]
async fn reject_429_says_when_or_nonsense() {
    let (scene, sent) = faulty(FaultKind::Reject429 { retry_after: "7".into() }).await;
    let response = sent.expect("an answer");
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "7");
    assert_eq!(response.json::<Value>().await.expect("JSON")["error"], "ratelimited");
    assert!(!accepted(&scene));
    let (_, sent) = faulty(FaultKind::Reject429 { retry_after: "soon".into() }).await;
    assert_eq!(sent.expect("an answer").headers()["retry-after"], "soon");
    let (_, sent) = faulty(FaultKind::Reject429 { retry_after: String::new() }).await;
    assert!(!sent.expect("an answer").headers().contains_key("retry-after"));
}

#[tokio::test]
async fn reject_500_and_reject_error_accept_nothing() {
    let (scene, sent) = faulty(FaultKind::Reject500).await;
    assert_eq!(sent.expect("an answer").status(), 500);
    assert!(!accepted(&scene));
    let (scene, sent) = faulty(FaultKind::RejectError { code: "token_revoked".into() }).await;
    assert_eq!(sent.expect("an answer").json::<Value>().await.expect("JSON")["error"], "token_revoked");
    assert!(!accepted(&scene));
}

#[tokio::test]
async fn a_slow_body_comes_whole_in_the_end() {
    let (scene, sent) = faulty(FaultKind::SlowBody { ms: 50 }).await;
    let body: Value = sent.expect("headers at once").json().await.expect("JSON");
    assert_eq!(body["ok"], true);
    assert!(accepted(&scene));
}

#[tokio::test]
async fn garbage_and_truncated_are_no_json() {
    for kind in [FaultKind::Garbage, FaultKind::Truncated] {
        let (scene, sent) = faulty(kind).await;
        let response = sent.expect("an answer");
        assert_eq!(response.status(), 200);
        let text = response.text().await.expect("text");
        assert!(!text.is_empty() && serde_json::from_str::<Value>(&text).is_err());
        assert!(accepted(&scene));
    }
}

#[tokio::test]
async fn reset_resets_the_connection() {
    let (scene, sent) = faulty(FaultKind::Reset).await;
    let words = format!("{:?}", sent.expect_err("no answer"));
    assert!(words.contains("ConnectionReset"), "{words}");
    assert!(!accepted(&scene));
}

#[tokio::test]
async fn history_lags_and_cannot_be_read() {
    let scene = scene().await;
    scene.done(POST, hello()).await;
    scene.slack.script(Fault::new("conversations.history", FaultKind::HistoryLag { ms: 60_000 }));
    let read = json!({"channel": "C1"});
    assert_eq!(scene.done("conversations.history", read.clone()).await["messages"], json!([]));
    scene.slack.script(Fault::new("conversations.history", FaultKind::HistoryUnreadable));
    assert_eq!(scene.api("conversations.history", read.clone()).await["ok"], false);
    assert_eq!(scene.done("conversations.history", read).await["messages"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn faults_come_over_http_for_one_channel_and_so_often() {
    let scene = scene().await;
    let fault = json!({"kind": "reject_500", "method": POST, "channel": "C5", "count": 2});
    assert_eq!(scene.post("control/faults", fault).await["scripted"], 1);
    scene.done(POST, hello()).await;
    let shared = json!({"channel": "C5", "text": "x"});
    for status in [500, 500, 200] {
        assert_eq!(scene.send(POST, &shared).await.expect("an answer").status(), status);
    }
    let journal = scene.get("control/journal").await;
    assert_eq!(journal["entries"].as_array().map(Vec::len), Some(2));
    assert_eq!(journal["entries"][1]["number"], 2);
}

#[tokio::test]
async fn a_response_url_has_faults_too() {
    let scene = scene().await;
    scene.slack.script(Fault::new("response_url", FaultKind::Accept500));
    scene.slack.say("U0ANN", "C1", "/csm", None).await.expect("answered");
    let url = scene.bot.last().field("response_url");
    let sent = scene.http.post(url).json(&json!({"text": "late"})).send().await.expect("an answer");
    assert_eq!(sent.status(), 500);
    assert_eq!(scene.texts("C1", "U0ANN"), ["late"]);
}
