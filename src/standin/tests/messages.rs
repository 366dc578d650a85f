//! Messages posted, refused, edited, removed and read back.

use serde_json::{Value, json};

use super::{scene, section};

#[tokio::test]
async fn a_post_is_shown_journalled_and_read_back() {
    let scene = scene().await;
    let metadata = json!({"event_type": "notice", "event_payload": {"id": "7"}});
    let posted = scene.done("chat.postMessage", json!({"channel": "C1", "text": "hello", "metadata": metadata})).await;
    assert_eq!(posted["message"]["bot_id"], "B0BOT");
    assert_eq!(scene.texts("C1", "U0ANN"), ["hello"]);

    let journal = scene.slack.journal();
    assert_eq!(journal.len(), 1);
    assert_eq!(journal[0].method, "chat.postMessage");
    assert_eq!(journal[0].ts.as_deref(), posted["ts"].as_str());
    assert_eq!(journal[0].metadata.as_ref(), Some(&metadata));
    assert_eq!(journal[0].arguments["text"], "hello");

    let plain = scene.done("conversations.history", json!({"channel": "C1"})).await;
    assert!(plain["messages"][0].get("metadata").is_none());
    let full = scene.done("conversations.history", json!({"channel": "C1", "include_all_metadata": true})).await;
    assert_eq!(full["messages"][0]["metadata"], metadata);
}

#[tokio::test]
async fn forms_and_tokens_in_the_body_work_too() {
    let scene = scene().await;
    let blocks = json!([section("hi")]).to_string();
    let form = [("token", "xoxb-test"), ("channel", "#customers"), ("text", "hi"), ("blocks", &blocks)];
    let sent = scene.http.post(scene.at("api/chat.postMessage")).form(&form).send().await.expect("an answer");
    let answer: Value = sent.json().await.expect("JSON");
    assert_eq!(answer["message"]["blocks"][0]["text"]["text"], "hi");
    assert!(answer["message"]["blocks"][0]["block_id"].is_string());

    let no_token = scene.post("api/auth.test", json!({})).await;
    assert_eq!(no_token["error"], "not_authed");
    let bad = scene.post("api/auth.test", json!({"token": "xoxb-other"})).await;
    assert_eq!(bad["error"], "invalid_auth");
    assert_eq!(scene.done("auth.test", json!({})).await["user_id"], "U0BOT");
    scene.refused("chat.sing", json!({}), "unknown_method").await;
}

#[tokio::test]
async fn a_post_is_refused_by_slacks_names() {
    let scene = scene().await;
    for (arguments, code) in [
        (json!({"text": "x"}), "channel_not_found"),
        (json!({"channel": "C9", "text": "x"}), "channel_not_found"),
        (json!({"channel": "C4", "text": "x"}), "channel_not_found"),
        (json!({"channel": "C2", "text": "x"}), "not_in_channel"),
        (json!({"channel": "C3", "text": "x"}), "is_archived"),
        (json!({"channel": "C1"}), "no_text"),
        (json!({"channel": "C1", "blocks": []}), "no_text"),
        (json!({"channel": "C1", "text": "x".repeat(40_001)}), "msg_too_long"),
        (json!({"channel": "C1", "text": "x", "blocks": "["}), "invalid_blocks_format"),
        (json!({"channel": "C1", "text": "x", "metadata": {"event_type": "e"}}), "invalid_metadata_format"),
        (json!({"channel": "C1", "text": "x", "thread_ts": "1.000000"}), "thread_not_found"),
        (json!({"channel": "U0OLD", "text": "x"}), "user_disabled"),
    ] {
        scene.refused("chat.postMessage", arguments, code).await;
    }
    let large = json!({"event_type": "e", "event_payload": {"x": "y".repeat(16_000)}});
    scene
        .refused("chat.postMessage", json!({"channel": "C1", "text": "x", "metadata": large}), "metadata_too_large")
        .await;
    let many: Vec<Value> = (0..4).map(|_| section(&"x".repeat(2_900))).collect();
    scene
        .refused("chat.postMessage", json!({"channel": "C1", "text": "x", "blocks": many}), "msg_blocks_too_long")
        .await;
    assert!(scene.slack.journal().is_empty());
    assert_eq!(scene.slack.refused().len(), 14);
}

#[tokio::test]
async fn refused_blocks_say_where_how_much_and_what() {
    let scene = scene().await;
    let blocks = json!([section(&"x".repeat(3_001))]);
    let answer = scene
        .refused("chat.postMessage", json!({"channel": "C1", "text": "x", "blocks": blocks}), "invalid_blocks")
        .await;
    let line = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]";
    assert_eq!(answer["errors"], json!([line]));
    assert_eq!(answer["response_metadata"]["messages"], json!([format!("[ERROR] {line}")]));
    let problem = &scene.slack.refused()[0]["problems"][0];
    assert_eq!(
        (&problem["pointer"], &problem["limit"], &problem["value"]),
        (&json!("/blocks/0/text/text"), &json!(3_000), &json!(3_001))
    );
}

#[tokio::test]
async fn an_id_of_a_person_opens_the_direct_message() {
    let scene = scene().await;
    let posted = scene.done("chat.postMessage", json!({"channel": "U0BEN", "text": "psst"})).await;
    let opened = scene.done("conversations.open", json!({"users": "U0BEN"})).await;
    assert_eq!(posted["channel"], opened["channel"]["id"]);
    let channel = posted["channel"].as_str().expect("an id");
    assert_eq!(scene.texts(channel, "U0BEN"), ["psst"]);
    assert!(scene.texts(channel, "U0ANN").is_empty());
}

#[tokio::test]
async fn an_ephemeral_message_is_for_its_person_alone() {
    let scene = scene().await;
    let arguments = json!({"channel": "C1", "user": "U0ANN", "text": "only you"});
    scene.done("chat.postEphemeral", arguments).await;
    assert_eq!(scene.texts("C1", "U0ANN"), ["only you"]);
    assert_eq!(scene.slack.messages("C1", "U0ANN")[0]["is_ephemeral"], true);
    assert!(scene.texts("C1", "U0BEN").is_empty());
    let history = scene.done("conversations.history", json!({"channel": "C1"})).await;
    assert_eq!(history["messages"], json!([]));
    scene
        .refused("chat.postEphemeral", json!({"channel": "C1", "user": "U0EVE", "text": "x"}), "user_not_in_channel")
        .await;
    assert_eq!(scene.slack.journal()[0].user.as_deref(), Some("U0ANN"));
}

#[tokio::test]
async fn an_edit_keeps_the_ts_and_says_so() {
    let scene = scene().await;
    let metadata = json!({"event_type": "e", "event_payload": {}});
    let posted = scene
        .done(
            "chat.postMessage",
            json!({"channel": "C1", "text": "one", "metadata": metadata, "blocks": [section("one")]}),
        )
        .await;
    let ts = &posted["ts"];
    let edited =
        scene.done("chat.update", json!({"channel": "C1", "ts": ts, "text": "two", "blocks": [section("two")]})).await;
    assert_eq!(&edited["ts"], ts);
    let message = &scene.slack.messages("C1", "U0ANN")[0];
    assert_eq!((&message["text"], &message["ts"]), (&json!("two"), ts));
    assert_eq!(message["edited"]["user"], "U0BOT");
    assert_eq!(message["metadata"], metadata);

    scene.slack.say("U0ANN", "C1", "mine", None).await.expect("said");
    let mine = scene.slack.messages("C1", "U0ANN")[1]["ts"].clone();
    scene.refused("chat.update", json!({"channel": "C1", "ts": mine, "text": "x"}), "cant_update_message").await;
    scene.refused("chat.delete", json!({"channel": "C1", "ts": mine}), "cant_delete_message").await;
    scene.refused("chat.update", json!({"channel": "C1", "ts": "1.0", "text": "x"}), "message_not_found").await;
    scene.done("chat.delete", json!({"channel": "C1", "ts": ts})).await;
    assert_eq!(scene.texts("C1", "U0ANN"), ["mine"]);
    let methods: Vec<String> = scene.slack.journal().into_iter().map(|entry| entry.method).collect();
    assert_eq!(methods, ["chat.postMessage", "chat.update", "chat.delete"]);
}

#[tokio::test]
async fn threads_count_their_replies_and_history_leaves_them_out() {
    let scene = scene().await;
    let parent = scene.done("chat.postMessage", json!({"channel": "C1", "text": "parent"})).await["ts"].clone();
    for text in ["one", "two"] {
        scene.done("chat.postMessage", json!({"channel": "C1", "text": text, "thread_ts": parent})).await;
    }
    let history = scene.done("conversations.history", json!({"channel": "C1"})).await;
    assert_eq!(history["messages"].as_array().map(Vec::len), Some(1));
    assert_eq!(history["messages"][0]["reply_count"], 2);
    let replies = scene.done("conversations.replies", json!({"channel": "C1", "ts": parent, "limit": 1})).await;
    let texts = |answer: &Value| {
        answer["messages"].as_array().expect("messages").iter().map(|m| m["text"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(texts(&replies), ["parent", "one"]);
    assert_eq!(replies["has_more"], true);
    let cursor = &replies["response_metadata"]["next_cursor"];
    let rest =
        scene.done("conversations.replies", json!({"channel": "C1", "ts": parent, "limit": 1, "cursor": cursor})).await;
    assert_eq!(texts(&rest), ["parent", "two"]);
}

#[tokio::test]
async fn history_has_windows_and_pages() {
    let scene = scene().await;
    let mut stamps = Vec::new();
    for number in 0..5 {
        let posted = scene.done("chat.postMessage", json!({"channel": "C1", "text": number.to_string()})).await;
        stamps.push(posted["ts"].as_str().expect("a ts").to_owned());
    }
    assert!(stamps.is_sorted_by(|one, next| one < next));
    let texts = |answer: &Value| {
        let messages = answer["messages"].as_array().expect("messages");
        messages.iter().map(|message| message["text"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let window = json!({"channel": "C1", "oldest": stamps[1], "latest": stamps[3]});
    assert_eq!(texts(&scene.done("conversations.history", window).await), ["2"]);
    let window = json!({"channel": "C1", "oldest": stamps[1], "latest": stamps[3], "inclusive": true});
    assert_eq!(texts(&scene.done("conversations.history", window).await), ["3", "2", "1"]);
    let first = scene.done("conversations.history", json!({"channel": "C1", "limit": 3})).await;
    assert_eq!(texts(&first), ["4", "3", "2"]);
    let cursor = &first["response_metadata"]["next_cursor"];
    let second = scene.done("conversations.history", json!({"channel": "C1", "limit": 3, "cursor": cursor})).await;
    assert_eq!(texts(&second), ["1", "0"]);
    assert_eq!(second["has_more"], false);
    scene.refused("conversations.history", json!({"channel": "C2"}), "not_in_channel").await;
    scene.refused("conversations.history", json!({"channel": "C1", "cursor": "zz"}), "invalid_cursor").await;
}

#[tokio::test]
async fn people_teams_and_groups_are_told() {
    let scene = scene().await;
    let ann = scene.done("users.info", json!({"user": "U0ANN"})).await;
    assert_eq!((&ann["user"]["tz"], &ann["user"]["team_id"]), (&json!("Europe/Berlin"), &json!("T0STANDIN")));
    let eve = scene.done("users.info", json!({"user": "U0EVE"})).await;
    assert_eq!((&eve["user"]["team_id"], &eve["user"]["is_stranger"]), (&json!("T0OTHER"), &json!(true)));
    let found = scene.done("users.lookupByEmail", json!({"email": "Ben@Example.com"})).await;
    assert_eq!(found["user"]["id"], "U0BEN");
    scene.refused("users.lookupByEmail", json!({"email": "no@example.com"}), "users_not_found").await;
    scene.refused("users.info", json!({"user": "U9"}), "user_not_found").await;
    let list = scene.done("users.list", json!({"limit": 2})).await;
    assert_eq!(list["members"].as_array().map(Vec::len), Some(2));
    let cursor = &list["response_metadata"]["next_cursor"];
    let rest = scene.done("users.list", json!({"limit": 200, "cursor": cursor})).await;
    assert_eq!(rest["members"].as_array().map(Vec::len), Some(3));
    assert_eq!(scene.done("usergroups.users.list", json!({"usergroup": "S1"})).await["users"], json!(["U0ANN"]));
    assert_eq!(scene.done("team.info", json!({})).await["team"]["id"], "T0STANDIN");
    let public = scene.done("conversations.list", json!({"exclude_archived": true})).await;
    let names: Vec<_> = public["channels"].as_array().expect("channels").iter().map(|c| c["name"].clone()).collect();
    assert_eq!(names, ["customers", "without-bot", "shared"]);
}

#[tokio::test]
async fn joining_reacting_and_files() {
    let scene = scene().await;
    scene.done("conversations.join", json!({"channel": "C2"})).await;
    let ts = scene.done("chat.postMessage", json!({"channel": "C2", "text": "here"})).await["ts"].clone();
    let reaction = json!({"channel": "C2", "timestamp": ts, "name": "eyes"});
    scene.done("reactions.add", reaction.clone()).await;
    scene.refused("reactions.add", reaction.clone(), "already_reacted").await;
    assert_eq!(scene.slack.messages("C2", "U0ANN")[0]["reactions"][0]["count"], 1);
    scene.done("reactions.remove", reaction.clone()).await;
    scene.refused("reactions.remove", reaction, "no_reaction").await;

    let ticket = scene.done("files.getUploadURLExternal", json!({"filename": "book.csv", "length": 4})).await;
    let upload = ticket["upload_url"].as_str().expect("an address");
    let sent = scene.http.post(upload).body("a,b\n").send().await.expect("an answer");
    assert_eq!(sent.status(), 200);
    let files = json!([{"id": ticket["file_id"], "title": "Book"}]);
    let shared = scene.done("files.completeUploadExternal", json!({"files": files, "channel_id": "C2"})).await;
    let address = shared["files"][0]["url_private"].as_str().expect("an address");
    let bytes = scene.http.get(address).send().await.expect("an answer").text().await.expect("text");
    assert_eq!(bytes, "a,b\n");
    assert_eq!(scene.slack.messages("C2", "U0ANN")[1]["files"][0]["title"], "Book");
}
