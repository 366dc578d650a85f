//! What is sent to the bot: commands, events and clicks, signed; and what its answers and failures show.

use std::time::Duration;

use serde_json::{Value, json};

use super::super::{Target, Trouble};
use super::{button, scene, section};

#[tokio::test]
async fn a_command_is_signed_and_carries_slacks_fields() {
    let scene = scene().await;
    scene.bot.answers(&json!({"response_type": "ephemeral", "text": "here you are"}));
    let answer = scene.slack.say("U0ANN", "C1", "/csm owner acme @ben", None).await.expect("answered");
    assert_eq!(answer.status, 200);
    let seen = scene.bot.last();
    seen.assert_signed();
    assert_eq!(seen.path, "/slack/commands");
    for (field, value) in [
        ("team_id", "T0STANDIN"),
        ("channel_id", "C1"),
        ("channel_name", "customers"),
        ("user_id", "U0ANN"),
        ("user_name", "ann"),
        ("command", "/csm"),
        ("text", "owner acme <@U0BEN|ben>"),
        ("api_app_id", "A0STANDIN"),
        ("is_enterprise_install", "false"),
    ] {
        assert_eq!(seen.field(field), value, "{field}");
    }
    assert!(seen.field("response_url").starts_with(scene.slack.url().as_str()));
    assert!(!seen.field("trigger_id").is_empty());
    assert_eq!(scene.texts("C1", "U0ANN"), ["here you are"]);
    assert!(scene.texts("C1", "U0BEN").is_empty());
    assert_eq!(scene.slack.journal()[0].method, "command_reply");
}

#[tokio::test]
async fn an_answer_in_the_channel_shows_the_command_too() {
    let scene = scene().await;
    scene.bot.answers(&json!({"response_type": "in_channel", "text": "for all"}));
    scene.slack.say("U0ANN", "C1", "/csm share acme", None).await.expect("answered");
    assert_eq!(scene.texts("C1", "U0BEN"), ["/csm share acme", "for all"]);
}

#[tokio::test]
async fn a_command_that_fails_is_told_to_its_asker_alone() {
    let scene = scene().await;
    scene.slack.set_patience(Duration::from_millis(50));
    scene.bot.is_slow(Duration::from_secs(5));
    let slow = scene.slack.say("U0ANN", "C1", "/csm", None).await;
    assert_eq!(slow, Err(Trouble::TimedOut));
    scene.bot.fails(500);
    assert_eq!(scene.slack.say("U0ANN", "C1", "/csm", None).await.expect("answered").status, 500);
    scene.slack.set_bot_url("http://127.0.0.1:9/".parse().expect("a url"));
    assert!(matches!(scene.slack.say("U0ANN", "C1", "/csm", None).await, Err(Trouble::Unreachable(_))));
    assert!(matches!(scene.slack.say("U0ANN", "C1", "/other", None).await, Err(Trouble::NotSent(_))));
    assert_eq!(
        scene.texts("C1", "U0ANN"),
        [
            "/csm failed with the error \"operation_timeout\"",
            "/csm failed with the error \"dispatch_failed\"",
            "/csm failed with the error \"dispatch_failed\"",
            "/other is not a valid command.",
        ]
    );
    assert_eq!(scene.slack.messages("C1", "U0ANN")[0]["user"], "USLACKBOT");
    assert!(scene.texts("C1", "U0BEN").is_empty());
    assert!(scene.slack.journal().is_empty());
}

#[tokio::test]
async fn a_message_and_a_mention_are_two_events() {
    let scene = scene().await;
    scene.slack.say("U0ANN", "C1", "@steward <help>", None).await.expect("said");
    let events: Vec<Value> = scene
        .bot
        .seen()
        .iter()
        .map(|seen| {
            seen.assert_signed();
            seen.json()
        })
        .collect();
    let kinds: Vec<&Value> = events.iter().map(|event| &event["event"]["type"]).collect();
    assert_eq!(kinds, ["message", "app_mention"]);
    assert_eq!(events[0]["event"]["text"], "<@U0BOT> &lt;help&gt;");
    assert_eq!(events[0]["event"]["channel_type"], "channel");
    assert_eq!(events[0]["authorizations"][0]["user_id"], "U0BOT");
    assert_ne!(events[0]["event_id"], events[1]["event_id"]);

    // Where the bot is not, it hears nothing.
    let answer = scene.slack.say("U0ANN", "C2", "alone", None).await.expect("said");
    assert_eq!((answer.status, scene.bot.seen().len()), (0, 2));
    let direct = scene.slack.direct_message("U0ANN");
    scene.slack.say("U0ANN", &direct, "hi", None).await.expect("said");
    assert_eq!(scene.bot.last().json()["event"]["channel_type"], "im");
    scene.slack.say("U0EVE", "C5", "from outside", None).await.expect("said");
    assert_eq!(scene.bot.last().json()["is_ext_shared_channel"], true);
}

#[tokio::test]
async fn events_are_tried_again_with_number_and_reason() {
    let scene = scene().await;
    scene.slack.set_event_retries(vec![Duration::ZERO, Duration::ZERO, Duration::ZERO]);
    scene.slack.set_patience(Duration::from_millis(100));
    scene.bot.fails(503);
    scene.bot.is_slow(Duration::from_secs(5));
    let answer = scene.slack.event(json!({"type": "app_uninstalled"})).await.expect("answered");
    assert_eq!(answer.status, 200);
    let seen = scene.bot.seen();
    let retries: Vec<_> =
        seen.iter().map(|seen| (seen.header("x-slack-retry-num"), seen.header("x-slack-retry-reason"))).collect();
    assert_eq!(retries, [(None, None), (Some("1"), Some("http_error")), (Some("2"), Some("http_timeout"))]);
    assert!(seen.iter().all(|again| again.json()["event_id"] == seen[0].json()["event_id"]));
}

#[tokio::test]
async fn an_event_is_given_up_after_three_more_tries() {
    let scene = scene().await;
    scene.slack.set_event_retries(vec![Duration::ZERO; 3]);
    for _ in 0..9 {
        scene.bot.fails(500);
    }
    let answer = scene.slack.event(json!({"type": "x"})).await.expect("answered");
    assert_eq!((answer.status, scene.bot.seen().len()), (500, 4));
}

#[tokio::test]
async fn a_click_carries_the_message_its_state_and_a_way_back() {
    let scene = scene().await;
    let pick = json!({"type": "static_select", "action_id": "pick", "options": [
        {"text": {"type": "plain_text", "text": "A"}, "value": "a"}, {"text": {"type": "plain_text", "text": "B"}, "value": "b"}]});
    let blocks = json!([{"type": "actions", "block_id": "row", "elements": [button("go", "7"), pick]}]);
    let ts =
        scene.done("chat.postMessage", json!({"channel": "C1", "text": "x", "blocks": blocks})).await["ts"].clone();
    let target = Target::Message { channel: "C1".into(), ts: ts.as_str().expect("a ts").into() };
    scene.slack.click("U0BEN", target.clone(), json!({"action_id": "go"}), None).await.expect("answered");
    let seen = scene.bot.last();
    seen.assert_signed();
    assert_eq!(seen.path, "/slack/interactions");
    let payload = seen.payload();
    assert_eq!(payload["type"], "block_actions");
    assert_eq!(payload["user"], json!({"id": "U0BEN", "username": "ben", "name": "ben", "team_id": "T0STANDIN"}));
    assert_eq!(
        payload["container"],
        json!({"type": "message", "message_ts": ts, "channel_id": "C1", "is_ephemeral": false})
    );
    assert_eq!((&payload["message"]["ts"], &payload["channel"]["id"]), (&ts, &json!("C1")));
    assert_eq!((&payload["actions"][0]["block_id"], &payload["actions"][0]["value"]), (&json!("row"), &json!("7")));
    assert_eq!(payload["state"]["values"]["row"]["pick"]["selected_option"], Value::Null);

    let option = json!({"text": {"type": "plain_text", "text": "B"}, "value": "b"});
    scene
        .slack
        .click("U0BEN", target.clone(), json!({"action_id": "pick", "selected_option": option}), None)
        .await
        .expect("answered");
    assert_eq!(scene.bot.last().payload()["state"]["values"]["row"]["pick"]["selected_option"]["value"], "b");

    let nothing = scene.slack.click("U0BEN", target.clone(), json!({"action_id": "none"}), None).await;
    assert!(matches!(nothing, Err(Trouble::NotSent(_))));
    let stranger = scene.slack.click("U0EVE", target.clone(), json!({"action_id": "go"}), None).await;
    assert!(matches!(stranger, Err(Trouble::NotSent(_))));
    scene.bot.fails(500);
    scene.slack.click("U0BEN", target, json!({"action_id": "go"}), None).await.expect("answered");
    assert_eq!(
        scene.texts("C1", "U0BEN").last().map(String::as_str),
        Some("The action failed with the error \"dispatch_failed\"")
    );
}

#[tokio::test]
async fn an_outsiders_click_names_their_team() {
    let scene = scene().await;
    let blocks = json!([{"type": "actions", "elements": [button("go", "7")]}]);
    let ts =
        scene.done("chat.postMessage", json!({"channel": "C5", "text": "x", "blocks": blocks})).await["ts"].clone();
    let target = Target::Message { channel: "C5".into(), ts: ts.as_str().expect("a ts").into() };
    scene.slack.click("U0EVE", target, json!({"action_id": "go", "value": "tampered"}), None).await.expect("answered");
    let payload = scene.bot.last().payload();
    assert_eq!((&payload["user"]["team_id"], &payload["team"]["id"]), (&json!("T0OTHER"), &json!("T0STANDIN")));
    assert_eq!(payload["actions"][0]["value"], "tampered");
}

/// Clicks a button on a fresh message and returns the interaction's payload.
async fn clicked(scene: &super::Scene) -> Value {
    let blocks = json!([section("old"), {"type": "actions", "elements": [button("go", "7")]}]);
    let ts =
        scene.done("chat.postMessage", json!({"channel": "C1", "text": "old", "blocks": blocks})).await["ts"].clone();
    let target = Target::Message { channel: "C1".into(), ts: ts.as_str().expect("a ts").into() };
    scene.slack.click("U0ANN", target, json!({"action_id": "go"}), None).await.expect("answered");
    scene.bot.last().payload()
}

#[tokio::test]
async fn a_response_url_answers_five_times() {
    let scene = scene().await;
    let payload = clicked(&scene).await;
    let url = payload["response_url"].as_str().expect("a url");
    let http = &scene.http;
    let respond = |body: Value| async move { http.post(url).json(&body).send().await.expect("an answer") };
    assert_eq!(respond(json!({"text": "only you"})).await.status(), 200);
    assert_eq!(respond(json!({"text": "all", "response_type": "in_channel"})).await.status(), 200);
    assert_eq!(scene.texts("C1", "U0BEN"), ["old", "all"]);
    assert_eq!(scene.texts("C1", "U0ANN"), ["old", "only you", "all"]);
    assert_eq!(
        respond(json!({"text": "new", "replace_original": true, "blocks": [section("new")]})).await.status(),
        200
    );
    assert_eq!(scene.texts("C1", "U0BEN"), ["new", "all"]);
    let too_long = json!({"text": "x", "blocks": [section(&"x".repeat(3_001))]});
    assert_eq!(respond(too_long).await.status(), 400);
    assert_eq!(respond(json!({"delete_original": true})).await.status(), 200);
    assert_eq!(scene.texts("C1", "U0BEN"), ["all"]);
    assert_eq!(respond(json!({"text": "fifth"})).await.status(), 200);
    let used = respond(json!({"text": "sixth"})).await;
    assert_eq!(used.status(), 404);
    assert_eq!(used.json::<Value>().await.expect("JSON")["error"], "used_url");
    let written = scene.slack.journal().iter().filter(|entry| entry.method == "response_url").count();
    assert_eq!(written, 5);
}

#[tokio::test]
async fn a_response_url_runs_out() {
    let scene = scene().await;
    let payload = clicked(&scene).await;
    scene.slack.expire_tickets();
    let url = payload["response_url"].as_str().expect("a url");
    let late = scene.http.post(url).json(&json!({"text": "late"})).send().await.expect("an answer");
    assert_eq!(late.json::<Value>().await.expect("JSON")["error"], "expired_url");
    assert_eq!(scene.texts("C1", "U0ANN"), ["old"]);
}

#[tokio::test]
async fn an_ephemeral_message_is_replaced_by_its_response_url() {
    let scene = scene().await;
    let blocks = json!([{"type": "actions", "elements": [button("go", "7")]}]);
    let arguments = json!({"channel": "C1", "user": "U0ANN", "text": "card", "blocks": blocks});
    let ts = scene.done("chat.postEphemeral", arguments).await["message_ts"].clone();
    let target = Target::Message { channel: "C1".into(), ts: ts.as_str().expect("a ts").into() };
    scene.slack.click("U0ANN", target, json!({"action_id": "go"}), None).await.expect("answered");
    let payload = scene.bot.last().payload();
    assert_eq!(payload["container"]["is_ephemeral"], true);
    assert!(payload.get("message").is_none());
    let url = payload["response_url"].as_str().expect("a url");
    let body = json!({"text": "done", "replace_original": true});
    scene.http.post(url).json(&body).send().await.expect("an answer");
    let messages = scene.slack.messages("C1", "U0ANN");
    assert_eq!((messages.len(), &messages[0]["text"], &messages[0]["ts"]), (1, &json!("done"), &ts));
    let blocks = &messages[0]["blocks"];
    assert!(blocks.is_null());
}

#[tokio::test]
async fn shortcuts_name_what_they_were_used_on() {
    let scene = scene().await;
    scene.slack.say("U0BEN", "C1", "look", None).await.expect("said");
    let ts = scene.slack.messages("C1", "U0ANN")[0]["ts"].as_str().expect("a ts").to_owned();
    scene.slack.shortcut("U0ANN", "note", Some(("C1", &ts))).await.expect("answered");
    let payload = scene.bot.last().payload();
    assert_eq!((&payload["type"], &payload["message"]["text"]), (&json!("message_action"), &json!("look")));
    scene.slack.shortcut("U0ANN", "book", None).await.expect("answered");
    assert_eq!(scene.bot.last().payload()["type"], "shortcut");
    assert!(matches!(scene.slack.shortcut("U0ANN", "note", None).await, Err(Trouble::NotSent(_))));
}
