//! What survives a restart, and what the seed overrules.

use serde_json::json;

use super::super::{Settings, start};
use super::{Bot, Scene, seed, settings};

async fn started(bot: &Bot, settings: Settings) -> Scene {
    let slack = start(settings).await.expect("it starts");
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    Scene { slack, bot: bot.clone(), http }
}

#[tokio::test]
async fn a_restart_continues_with_the_seeds_tokens() {
    let directory = tempfile::tempdir().expect("a directory");
    let bot = Bot::default();
    let first = Settings { data_dir: Some(directory.path().join("slack")), ..settings(bot.serve().await) };
    let scene = started(&bot, first.clone()).await;
    let metadata = json!({"event_type": "e", "event_payload": {"id": "1"}});
    let post = json!({"channel": "C1", "text": "kept", "metadata": metadata});
    let ts = scene.done("chat.postMessage", post).await["ts"].clone();
    scene.done("chat.postEphemeral", json!({"channel": "C1", "user": "U0ANN", "text": "whispered"})).await;
    scene.done("views.publish", json!({"user_id": "U0ANN", "view": {"type": "home", "blocks": []}})).await;
    scene.slack.say("U0ANN", "C1", "/csm", None).await.expect("answered");
    let token = scene.bot.last().field("response_url").rsplit('/').next().expect("a token").to_owned();
    scene.slack.stop().await;

    let mut changed = seed();
    changed.app.bot_token = "xoxb-new".into();
    changed.people.push(super::Person { id: "U0NEW".into(), name: "new".into(), ..super::Person::default() });
    let scene = started(&bot, Settings { seed: changed, ..first }).await;
    assert_eq!(scene.texts("C1", "U0ANN"), ["kept", "whispered"]);
    assert_eq!(scene.slack.journal().len(), 3);
    assert_eq!(scene.slack.journal()[0].metadata, Some(metadata));
    assert!(scene.slack.home("U0ANN").is_some());
    scene.refused("chat.postMessage", json!({"channel": "C1", "text": "x"}), "invalid_auth").await;
    let again = scene.http.post(scene.at("api/chat.postMessage")).bearer_auth("xoxb-new");
    let again = again.json(&json!({"channel": "U0NEW", "text": "hi"})).send().await.expect("an answer");
    let again: serde_json::Value = again.json().await.expect("JSON");
    assert!(ts.as_str() < again["ts"].as_str());
    // An address handed out before the restart still answers.
    let late = scene.http.post(scene.at(&format!("response/{token}"))).json(&json!({"text": "late"}));
    assert_eq!(late.send().await.expect("an answer").status(), 200);
    scene.slack.stop().await;
}

#[tokio::test]
async fn changes_are_written_while_it_runs_and_whole() {
    let directory = tempfile::tempdir().expect("a directory");
    let bot = Bot::default();
    let at = Settings { data_dir: Some(directory.path().to_owned()), ..settings(bot.serve().await) };
    let scene = started(&bot, at).await;
    scene.done("chat.postMessage", json!({"channel": "C1", "text": "kept"})).await;
    let file = directory.path().join("slack.json");
    let written = async {
        while !std::fs::read_to_string(&file).is_ok_and(|text| text.contains("kept")) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(5), written).await.expect("written soon");
    let text = std::fs::read_to_string(&file).expect("readable");
    serde_json::from_str::<serde_json::Value>(&text).expect("whole");
    scene.slack.stop().await;
}

#[tokio::test]
async fn a_damaged_snapshot_is_an_error_and_stays() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("slack.json");
    std::fs::write(&file, "{").expect("written");
    let bot = Bot::default();
    let at = Settings { data_dir: Some(directory.path().to_owned()), ..settings(bot.serve().await) };
    assert!(start(at).await.is_err());
    assert_eq!(std::fs::read_to_string(&file).expect("readable"), "{");
}

#[tokio::test]
async fn a_clock_that_is_told_may_begin_in_the_past_and_every_ts_is_later_than_the_last() {
    let directory = tempfile::tempdir().expect("a directory");
    let bot = Bot::default();
    let past: chrono::DateTime<chrono::Utc> = "2026-03-02T08:00:00Z".parse().expect("a time");
    let at =
        Settings { data_dir: Some(directory.path().to_owned()), starts_at: Some(past), ..settings(bot.serve().await) };
    let scene = started(&bot, at.clone()).await;
    let says = async |scene: &Scene, text: &str| {
        scene.done("chat.postMessage", json!({"channel": "C1", "text": text})).await["ts"].clone()
    };
    let first = says(&scene, "then").await;
    assert!(first.as_str().is_some_and(|ts| ts.starts_with(&past.timestamp().to_string()[..8])), "{first}");
    scene.slack.stop().await;
    let earlier = Settings { starts_at: Some(past - chrono::TimeDelta::days(1)), ..at };
    let scene = started(&bot, earlier).await;
    assert!(first.as_str() < says(&scene, "and then").await.as_str());
    scene.slack.stop().await;
}
