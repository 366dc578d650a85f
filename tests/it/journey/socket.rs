//! The bot hears over Socket Mode what it hears over HTTP, and does it once, whatever becomes of the connections.

use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};
use steward::operations::letters::{self, Begun};
use steward::slack::client::SlackClient;
use steward::slack::socket::{advice, check};
use steward::standin::{SocketFault, Target, Trouble};

use super::doors::{headers, now};
use crate::bot::answers::{option, text};
use crate::bot::socket::{stand, stands};
use crate::bot::town::{ANA, APP_TOKEN, BO, BOT_TOKEN, BOT_USER, GENERAL, SIGNING_SECRET, TEAM_ID, in_socket_mode};
use crate::bot::{Bot, NOW, book};

const TOUCHES: &str = "select count(*) from touchpoints where logged_by is not null";

async fn on_sockets() -> Bot {
    Bot::in_town(NOW, &book::usual(), in_socket_mode()).await
}

#[tokio::test]
async fn whatever_comes_over_http_comes_over_a_socket() {
    let bot = on_sockets().await;
    let card = bot.says(ANA, GENERAL, "/csm acme").await;
    assert!(card.line().starts_with("Acme"), "a command: {}", card.words());
    assert!(bot.clicks(ANA, &card, "Why").await.words().contains("Acme"), "a button");
    let asked = bot.says(ANA, GENERAL, &format!("<@{BOT_USER}> acme")).await;
    assert!(asked.line().starts_with("Acme"), "an event: {}", asked.words());

    bot.slack.shortcut(BO, "log_touch", None).await.unwrap();
    let view = bot.form(BO).expect("a form");
    let target = Target::View { id: view["id"].as_str().unwrap().to_owned() };
    let offered = bot.slack.options(BO, target, "account", "account", "tech").await.unwrap();
    assert_eq!(offered["options"][1]["text"]["text"], "TechCorp", "a menu: {offered}");
    let account = json!({ "type": "external_select", "selected_option": offered["options"][1] });
    let form = [("account", account), ("kind", option("training")), ("minutes", text("many"))];
    let errors = bot.submits(BO, &form).await.expect("errors under their fields");
    assert!(errors["minutes"].is_string(), "{errors}");
    assert_eq!(bot.submits(BO, &[("minutes", text("30"))]).await, None);
    assert_eq!(bot.asks(TOUCHES).await, "1");

    let kinds: Vec<Value> = bot.slack.envelopes().into_iter().map(|envelope| envelope["type"].clone()).collect();
    assert!(
        ["slash_commands", "interactive", "events_api"].iter().all(|kind| kinds.contains(&json!(kind))),
        "{kinds:?}"
    );
    assert_eq!(bot.asks("select count(*) from inbox where state <> 'handled'").await, "0");
}

#[tokio::test]
async fn what_breaks_off_before_it_is_acknowledged_comes_again_and_is_done_once() {
    let bot = on_sockets().await;
    for (n, fault) in [(1, SocketFault::DropBeforeAck), (2, SocketFault::DeliverTwice)] {
        bot.slack.script_socket(fault);
        let told = bot.says(ANA, GENERAL, &format!("/csm note acme call \"Talk number {n}\"")).await;
        assert_eq!(told.messages.len(), 1, "answered once: {}", told.words());
        assert_eq!(bot.asks(TOUCHES).await, n.to_string(), "{fault:?}");
        stand(&bot.slack).await;
    }
    assert_eq!(bot.slack.envelopes().len(), 3, "one went out on a second connection");

    bot.slack.script_socket(SocketFault::DropBeforeAck);
    let asked = bot.says(ANA, GENERAL, &format!("<@{BOT_USER}> acme")).await;
    assert_eq!(asked.messages.len(), 1, "{}", asked.words());
    let is_again = |envelope: &Value| envelope["type"] == "events_api" && envelope["retry_attempt"] == 1;
    assert!(bot.slack.envelopes().iter().any(is_again), "{:#?}", bot.slack.envelopes());

    stand(&bot.slack).await;
    let started = bot.says(ANA, GENERAL, "/csm play start rescue techcorp").await;
    assert_eq!(started.messages.len(), 1);
    bot.runs_due_jobs().await;
    let prompt = bot.newest(crate::bot::town::TECHCORP_CHANNEL, ANA);
    bot.slack.script_socket(SocketFault::DropBeforeAck);
    bot.clicks(ANA, &prompt, "Acknowledge").await;
    assert_eq!(bot.asks("select count(*) from audit where verb = 'step.move'").await, "1");
}

#[tokio::test]
async fn a_connection_that_is_replaced_leaves_no_gap() {
    let bot = on_sockets().await;
    for reason in ["warning", "refresh_requested", "something_new"] {
        bot.slack.disconnect_sockets(reason, Duration::from_millis(60));
        for n in 0..12 {
            let card = bot.says(ANA, GENERAL, "/csm acme").await;
            assert!(card.line().starts_with("Acme"), "{reason}, {n}: {}", card.words());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        stand(&bot.slack).await;
    }
}

#[tokio::test]
async fn what_comes_both_ways_is_done_once() {
    let bot = on_sockets().await;
    bot.says(ANA, GENERAL, "/csm note acme call \"Talk\"").await;
    bot.says(ANA, GENERAL, &format!("<@{BOT_USER}> acme")).await;
    let n_said = bot.view(ANA, GENERAL).len();
    let envelopes = bot.slack.envelopes();
    let payload = |kind: &str| envelopes.iter().find(|envelope| envelope["type"] == kind).unwrap()["payload"].clone();
    let form = serde_urlencoded::to_string(payload("slash_commands").as_object().unwrap()).unwrap().into_bytes();
    let event = payload("events_api").to_string().into_bytes();
    for (path, body) in [("slack/commands", form), ("slack/events", event)] {
        let answer = bot.knocks(path, &headers(SIGNING_SECRET, now(), &body), body).await;
        assert_eq!((answer.status, answer.body), (200, json!("")), "{path}");
    }
    bot.reads_letters().await;
    assert_eq!(bot.asks(TOUCHES).await, "1");
    assert_eq!(bot.view(ANA, GENERAL).len(), n_said);
}

#[tokio::test]
async fn what_cannot_be_stored_is_not_acknowledged() {
    let bot = on_sockets().await;
    bot.slack.set_patience(Duration::from_millis(400));
    bot.slack.set_event_retries(vec![]);
    bot.database.goes_down().await;
    assert_eq!(bot.slack.say(ANA, GENERAL, "/csm acme", None).await, Err(Trouble::TimedOut));
    let opened = json!({ "type": "app_home_opened", "user": ANA, "tab": "home" });
    assert_eq!(bot.slack.event(opened).await, Err(Trouble::TimedOut));
    bot.database.comes_back().await;
    bot.slack.set_patience(Duration::from_secs(3));
    assert_eq!(bot.slack.n_sockets(), 2, "the connections stood all the while");
    assert!(bot.says(ANA, GENERAL, "/csm acme").await.messages.last().unwrap()["text"].to_string().contains("Acme"));
}

#[tokio::test]
async fn what_nobody_can_read_is_acknowledged_and_does_nothing() {
    let bot = on_sockets().await;
    for (kind, payload) in [
        ("telepathy", json!({ "thought": "canary" })),
        ("slash_commands", json!({ "text": "note acme call canary" })),
        ("slash_commands", json!("canary")),
        ("interactive", json!([1])),
        ("interactive", json!({ "type": "something_new", "user": { "id": ANA, "team_id": TEAM_ID } })),
        ("events_api", json!({ "type": "event_callback" })),
        ("events_api", json!(null)),
    ] {
        let answer = bot.slack.envelope(kind, payload.clone()).await;
        assert_eq!(answer.map(|answer| answer.body), Ok(Value::Null), "{kind} {payload}");
    }
    assert!(bot.slack.journal().is_empty());
    assert_eq!(bot.asks("select count(*) from inbox where state <> 'handled'").await, "0");
}

#[tokio::test]
async fn what_a_process_left_undone_is_told_by_the_next() {
    let bot = on_sockets().await;
    bot.says(ANA, GENERAL, "/csm help").await;
    let mut payload = bot.slack.envelopes().pop().unwrap()["payload"].clone();
    payload["text"] = json!("note acme call \"Talk\"");
    payload["trigger_id"] = json!("of.another.process");
    let key = ("trigger:of.another.process", "command");
    // It died with the lease in its hand, which has run out since.
    let begun = letters::begin(&bot.app, (Some(TEAM_ID), None), key, &payload, 0.0).await.unwrap();
    assert!(matches!(begun, Some(Begun::Ours(_))));
    let before = bot.view(ANA, GENERAL).len();
    bot.reads_letters().await;
    assert_eq!(bot.asks(TOUCHES).await, "1");
    assert_eq!(bot.view(ANA, GENERAL).len(), before + 1, "the answer came by its address");
    // Slack sends it again all the same.
    let answer = bot.slack.envelope("slash_commands", payload).await.unwrap();
    assert_eq!((answer.body, bot.asks(TOUCHES).await), (Value::Null, "1".to_owned()));
}

#[tokio::test]
async fn a_stop_finishes_what_was_taken() {
    let bot = on_sockets().await;
    let taken = async {
        // What is out and not taken yet, Slack would send to another replica.
        while bot.asks("select count(*) from inbox").await == "0" {}
        bot.stops();
    };
    let (answer, ()) = tokio::join!(bot.slack.say(ANA, GENERAL, "/csm note acme call \"Talk\"", None), taken);
    assert_eq!(answer.unwrap().status, 200);
    stands(&bot.slack, 0).await;
    assert_eq!(bot.asks(TOUCHES).await, "1");
}

#[tokio::test]
async fn a_token_that_is_no_good_is_named_before_anything_starts() {
    let mut bot = on_sockets().await;
    bot.may_be_refused();
    let api = bot.slack.url().join("api/").unwrap();
    let with = |token: &str| SlackClient::new(api.clone(), token.into()).unwrap();
    assert_eq!(check(&with(APP_TOKEN)).await, Ok(()));
    for (token, word) in [("xapp-1-no-longer", "invalid_auth"), (BOT_TOKEN, "not_allowed_token_type")] {
        let words = advice(&check(&with(token)).await.unwrap_err());
        assert!(words.contains(&format!("refuses SLACK_APP_TOKEN ({word})")), "{words}");
        assert!(words.contains("connections:write") && !words.contains(token), "{words}");
    }
    let settings =
        [("SLACK_BOT_TOKEN", BOT_TOKEN), ("SLACK_APP_TOKEN", "xapp-1-no-longer"), ("SLACK_API_URL", api.as_str())];
    let mut serving = Command::new(env!("CARGO_BIN_EXE_steward"));
    serving.arg("serve").env_clear().envs(settings);
    let output = tokio::task::spawn_blocking(move || serving.output().unwrap()).await.unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains("refuses SLACK_APP_TOKEN (invalid_auth)"), "{said}");
}
