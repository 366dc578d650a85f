//! The app's manifests say what the code does: its command, its addresses, the events that it handles, the scopes that its
//! calls need, and no others. Both keep to Slack's own schema (MIT, its licence stands beside it).

mod calls;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use steward::config::Setting;
use steward::domain::account_url::AccountUrl;
use steward::slack::commands::parse;
use steward::slack::install::SCOPES;

use crate::bot::Bot;
use crate::bot::town::{ACCOUNT_URL, ANA, BOT_USER, GENERAL, SIGNING_SECRET, TEAM_ID};
use crate::journey::doors::{headers, now};
use crate::validator::faults;

const SCHEMA: &str = include_str!("slack-app-manifest.schema.json");
const HTTP: &str = include_str!("../../../manifests/slack/http.json");
const SOCKET: &str = include_str!("../../../manifests/slack/socket.json");
/// Where the manifest's bot listens; whoever installs it writes their own host there.
const HOST: &str = "https://steward.example.com/";

/// An event as Slack sends it, the subscription that brings it, and the scopes that Slack wants for that.
const EVENTS: [(&str, &[&str]); 17] = [
    ("app_context_changed", &[]),
    ("app_home_opened", &[]),
    ("app_mention", &["app_mentions:read"]),
    ("app_uninstalled", &[]),
    ("link_shared", &["links:read"]),
    ("tokens_revoked", &[]),
    ("message.im", &["im:history"]),
    ("user_change", &["users:read"]),
    ("subteam_members_changed", &["usergroups:read"]),
    ("subteam_updated", &["usergroups:read"]),
    ("channel_archive", &["channels:read"]),
    ("channel_id_changed", &["channels:read"]),
    ("channel_left", &["channels:read"]),
    ("group_archive", &["groups:read"]),
    ("group_left", &["groups:read"]),
    ("member_left_channel", &["channels:read", "groups:read"]),
    ("message.channels", &["channels:history"]),
];

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn both() -> [(&'static str, Value); 2] {
    [("http", parsed(HTTP)), ("socket", parsed(SOCKET))]
}

fn words(list: &Value) -> BTreeSet<String> {
    list.as_array().into_iter().flatten().map(|word| word.as_str().unwrap().to_owned()).collect()
}

#[test]
fn both_keep_to_slacks_schema() {
    let schema = parsed(SCHEMA);
    for (name, manifest) in both() {
        assert_eq!(faults(&schema, &manifest), Vec::<String>::new(), "{name}");
        // The schema is laxer here than the page that takes the manifest.
        let display = &manifest["display_information"];
        let n = |field: &str| display[field].as_str().unwrap().chars().count();
        assert!(n("name") <= 35 && n("description") <= 140 && (174..=4_000).contains(&n("long_description")), "{name}");
    }
}

#[test]
fn a_fault_is_found() {
    let schema = parsed(SCHEMA);
    let mut manifest = parsed(HTTP);
    manifest["features"]["slash_commands"][0]["command"] = json!("csm");
    manifest["settings"]["socket_mode"] = json!(true);
    manifest["features"]["unfurl_domains"] = json!(["-crm.example.com"]);
    assert_eq!(faults(&schema, &manifest).len(), 3, "{:?}", faults(&schema, &manifest));
}

#[test]
fn they_differ_in_nothing_but_the_transport() {
    let [(_, mut http), (_, mut socket)] = both();
    assert_eq!(http["settings"]["socket_mode_enabled"], false);
    assert_eq!(socket["settings"]["socket_mode_enabled"], true);
    for manifest in [&mut http, &mut socket] {
        manifest["settings"]["socket_mode_enabled"] = json!(null);
        for place in ["/settings/event_subscriptions", "/settings/interactivity", "/features/slash_commands/0"] {
            let place = manifest.pointer_mut(place).unwrap().as_object_mut().unwrap();
            place.retain(|name, _| !name.ends_with("url"));
        }
        // Nobody can be sent back to a bot that has no address.
        manifest["oauth_config"].as_object_mut().unwrap().remove("redirect_urls");
    }
    assert_eq!(http, socket);
    assert!(!SOCKET.contains(HOST), "no address is ever asked for over a socket");
}

#[test]
fn they_name_the_command_that_the_bot_answers_to() {
    for (name, manifest) in both() {
        let commands = manifest["features"]["slash_commands"].as_array().unwrap();
        let named: Vec<&str> = commands.iter().map(|command| command["command"].as_str().unwrap()).collect();
        assert_eq!(named, [Setting::Command.default_value().unwrap()], "{name}");
        // The grammar reads people and channels by their ids.
        assert_eq!(commands[0]["should_escape"], true, "{name}");
    }
}

#[test]
fn they_ask_for_the_scopes_that_calls_and_events_need_and_no_others() {
    for (name, manifest) in both() {
        let events = words(&manifest["settings"]["event_subscriptions"]["bot_events"]);
        let of_events = EVENTS.iter().filter(|(event, _)| events.contains(*event)).flat_map(|(_, scopes)| *scopes);
        let needed: BTreeSet<String> =
            of_events.chain(calls::scopes()).chain(&["commands"]).map(|s| (*s).into()).collect();
        assert_eq!(words(&manifest["oauth_config"]["scopes"]["bot"]), needed, "{name}");
        let asked: BTreeSet<String> = SCOPES.map(str::to_owned).into();
        assert_eq!(words(&manifest["oauth_config"]["scopes"]["bot"]), asked, "{name}: what /slack/install asks for");
        assert_eq!(manifest["oauth_config"]["scopes"].get("user"), None, "{name}: the bot acts for nobody");
    }
}

#[tokio::test]
async fn every_address_of_the_manifest_is_one_of_the_server_and_the_other_way_round() {
    let bot = Bot::new().await;
    let manifest = parsed(HTTP);
    let settings = &manifest["settings"];
    let asked = [
        &manifest["features"]["slash_commands"][0]["url"],
        &settings["event_subscriptions"]["request_url"],
        &settings["interactivity"]["request_url"],
        &settings["interactivity"]["message_menu_options_url"],
    ];
    let asked: BTreeSet<&str> = asked.map(|url| url.as_str().unwrap().strip_prefix(HOST).unwrap()).into();
    for path in &asked {
        assert_eq!(bot.knocks(path, &[], Vec::new()).await.status, 401, "{path}");
    }
    let served = calls::routes();
    let served: BTreeSet<&str> = served.iter().map(String::as_str).collect();
    assert_eq!(served, asked);
}

#[tokio::test]
async fn they_subscribe_to_the_events_that_are_handled_and_no_others() {
    let bot = Bot::new().await;
    let mut kept = BTreeSet::new();
    for (n, (name, _)) in EVENTS.iter().enumerate() {
        let body = callback(n, &sample(name, n)).to_string().into_bytes();
        let before = bot.asks("select count(*) from inbox").await;
        let answer = bot.knocks("slack/events", &headers(SIGNING_SECRET, now(), &body), body).await;
        assert_eq!(answer.status, 200, "{name}");
        if bot.asks("select count(*) from inbox").await != before {
            kept.insert((*name).to_owned());
        }
    }
    for (name, manifest) in both() {
        assert_eq!(words(&manifest["settings"]["event_subscriptions"]["bot_events"]), kept, "{name}");
    }
}

fn sample(name: &str, n: usize) -> Value {
    let ts = format!("17000000{n:02}.000100");
    let kind = name.split('.').next().unwrap();
    let mut event = match kind {
        "app_mention" | "message" => {
            json!({ "user": ANA, "text": format!("<@{BOT_USER}> acme"), "ts": ts, "channel": GENERAL })
        }
        "app_context_changed" => json!({ "user": ANA, "channel": "D1", "context": {} }),
        "link_shared" => json!({
            "user": ANA, "channel": GENERAL, "message_ts": ts,
            "links": [{ "domain": "crm.example.com", "url": ACCOUNT_URL.replace("{id}", "acc-1") }],
        }),
        "app_home_opened" => json!({ "user": ANA, "channel": "D1", "tab": "home" }),
        "user_change" => json!({ "user": { "id": ANA, "tz": "Europe/Berlin", "deleted": false } }),
        "tokens_revoked" => json!({ "tokens": { "oauth": [], "bot": [BOT_USER] } }),
        "channel_id_changed" => json!({ "old_channel_id": "C1", "new_channel_id": "C2" }),
        "app_uninstalled" => json!({}),
        // Of others it is never kept.
        "member_left_channel" => json!({ "channel": GENERAL, "user": BOT_USER }),
        _ => json!({ "channel": GENERAL, "user": ANA }),
    };
    event["type"] = json!(kind);
    if kind == "message" {
        event["channel_type"] = json!(if name == "message.im" { "im" } else { "channel" });
    }
    event
}

fn callback(n: usize, event: &Value) -> Value {
    json!({
        "type": "event_callback", "event_id": format!("Ev{n}"), "event_time": now(), "team_id": TEAM_ID,
        "api_app_id": "A1", "event": event,
        "authorizations": [{ "team_id": TEAM_ID, "user_id": BOT_USER, "is_bot": true, "is_enterprise_install": false }],
    })
}

#[test]
fn what_the_pane_offers_at_first_can_be_asked() {
    for (name, manifest) in both() {
        let features = &manifest["features"];
        assert_eq!(features.get("assistant_view"), None, "{name}: an app has the one or the other");
        let prompts = features["agent_view"]["suggested_prompts"].as_array().unwrap();
        assert!((1..=4).contains(&prompts.len()), "{name}");
        for prompt in prompts {
            let asked = prompt["message"].as_str().unwrap();
            assert_eq!(parse(asked, None).map(|command| command.to_string()).as_deref(), Ok(asked), "{name}");
        }
    }
}

#[test]
fn they_watch_the_domain_that_the_settings_example_names() {
    let example = Setting::AccountUrl.example().split_whitespace().next().unwrap();
    let url = AccountUrl::parse(example).unwrap();
    for (name, manifest) in both() {
        assert_eq!(words(&manifest["features"]["unfurl_domains"]), [url.domain().to_owned()].into(), "{name}");
    }
}

/// An app that still has `assistant_view` hears of its pane by these; they are handled, and subscribed to by nobody new.
#[tokio::test]
async fn older_panes_are_heard_of_too() {
    let bot = Bot::new().await;
    for (n, kind) in ["assistant_thread_started", "assistant_thread_context_changed"].iter().enumerate() {
        let thread = json!({ "user_id": ANA, "channel_id": bot.dm(ANA), "thread_ts": "1.1", "context": {} });
        let body = callback(n, &json!({ "type": kind, "assistant_thread": thread })).to_string().into_bytes();
        assert_eq!(bot.knocks("slack/events", &headers(SIGNING_SECRET, now(), &body), body).await.status, 200);
        assert_eq!(bot.asks("select count(*) from inbox").await, (n + 1).to_string(), "{kind}");
    }
}
