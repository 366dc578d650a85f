//! Events in the shapes that Slack documents.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::event::{Event, EventCallback, EventRequest};
use super::fault::PayloadFault;
use super::origin::{Installing, Side};
use super::pane::PaneEvent;

fn callback(event: &Value) -> Value {
    json!({
        "token": "deprecated", "team_id": "T1", "api_app_id": "A1", "context_team_id": "T1", "context_enterprise_id": null,
        "event": event, "type": "event_callback", "event_id": "Ev1", "event_time": 1_772_442_000,
        "authorizations": [
            {"enterprise_id": null, "team_id": "T1", "user_id": "UBOT", "is_bot": true, "is_enterprise_install": false},
        ],
        "is_ext_shared_channel": false, "event_context": "4-eyJ",
    })
}

fn mention() -> Value {
    json!({
        "type": "app_mention", "user": "U1", "text": "<@UBOT> why acme", "ts": "1772442000.000100", "channel": "C1",
        "event_ts": "1772442000.000100", "team": "T1",
    })
}

fn with(mut payload: Value, fields: &Value) -> Value {
    for (name, value) in fields.as_object().expect("an object") {
        payload[name.as_str()] = value.clone();
    }
    payload
}

fn parse(payload: &Value) -> Result<EventRequest, PayloadFault> {
    EventRequest::parse(payload.to_string().as_bytes())
}

#[track_caller]
fn read(payload: &Value) -> EventCallback {
    match parse(payload) {
        Ok(EventRequest::Callback(callback)) => *callback,
        other => panic!("{other:?}"),
    }
}

#[test]
fn slack_asks_whether_the_address_is_ours() {
    let payload =
        json!({"token": "Jhj5dZrVaK7ZwHHjRyZWjbDl", "challenge": "3eZbrw1aBm2rZgRNFdxV", "type": "url_verification"});
    assert_eq!(parse(&payload), Ok(EventRequest::UrlVerification { challenge: "3eZbrw1aBm2rZgRNFdxV".into() }));
    assert_eq!(parse(&json!({"type": "url_verification"})), Err(PayloadFault::Missing { field: "challenge" }));
}

#[test]
fn a_mention_and_its_message_share_a_key() {
    let found = read(&callback(&mention()));
    let Event::AppMention(message) = &found.event else { panic!("{:?}", found.event) };
    assert_eq!((message.channel_id.as_str(), message.text.as_str()), ("C1", "<@UBOT> why acme"));
    assert_eq!(found.dedupe_key().as_str(), "event:Ev1");
    assert_eq!((found.event_time, found.is_ext_shared_channel), (Some(1_772_442_000), false));
    assert_eq!(found.authorizations[0].user_id.as_deref(), Some("UBOT"));
    let message = with(mention(), &json!({"type": "message", "channel_type": "channel"}));
    let other = read(&with(callback(&message), &json!({"event_id": "Ev2"})));
    assert_ne!(found.dedupe_key(), other.dedupe_key());
    let key = found.message_key("ask").map(|key| key.to_string());
    assert_eq!(key.as_deref(), Some("message:T1:C1:1772442000.000100:ask"));
    assert_eq!(found.message_key("ask"), other.message_key("ask"));
    assert_ne!(found.message_key("ask"), found.message_key("log"));
}

#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "a table row owns what it expects")]
fn check(event: &Value, expected: Event) {
    assert_eq!(read(&callback(event)).event, expected, "{event}");
}

#[test]
fn events_of_the_life_of_an_installation() {
    let tokens = json!({"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": ["UBOT"]}});
    check(&tokens, Event::TokensRevoked { oauth: vec!["U1".into()], bot: vec!["UBOT".into()] });
    check(&json!({"type": "tokens_revoked"}), Event::TokensRevoked { oauth: vec![], bot: vec![] });
    check(&json!({"type": "app_uninstalled"}), Event::AppUninstalled);
    check(
        &json!({"type": "channel_archive", "channel": "C1", "user": "U1"}),
        Event::ChannelArchive { channel_id: "C1".into() },
    );
    let changed = json!({"type": "channel_id_changed", "old_channel_id": "G1", "new_channel_id": "C1"});
    check(&changed, Event::ChannelIdChanged { old: "G1".into(), new: "C1".into() });
    let left =
        json!({"type": "member_left_channel", "user": "UBOT", "channel": "C1", "channel_type": "C", "team": "T1"});
    check(&left, Event::MemberLeftChannel { channel_id: "C1".into() });
    for kind in ["subteam_members_changed", "subteam_updated"] {
        check(&json!({"type": kind, "subteam_id": "S1"}), Event::UserGroupChanged);
    }
    check(
        &json!({"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home"}),
        Event::AppHomeOpened { tab: "home".into() },
    );
    check(
        &json!({"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "messages"}),
        Event::Pane(PaneEvent { channel_id: Some("D1".into()), thread_ts: None, beside: None }),
    );
    let thread = json!({"user_id": "U1", "channel_id": "D1", "thread_ts": "1.1", "context": {}});
    let begun = callback(&json!({"type": "assistant_thread_started", "assistant_thread": thread}));
    assert_eq!(read(&begun).origin.user_id.as_deref(), Some("U1"));
    let gone =
        json!({"type": "user_change", "user": {"id": "U1", "team_id": "T1", "deleted": true, "tz": "Europe/Berlin"}});
    check(
        &gone,
        Event::UserChange {
            user_id: Some("U1".into()),
            zone: Some("Europe/Berlin".into()),
            locale: None,
            is_deactivated: true,
        },
    );
    assert_eq!(read(&callback(&gone)).origin.user_id.as_deref(), Some("U1"));
}

#[test]
fn what_is_unknown_is_kept() {
    for (event, kind) in [
        (json!({"type": "emoji_changed"}), "emoji_changed"),
        (json!({"type": "channel_archive"}), "channel_archive"),
        (json!({"type": "message", "channel": "C1"}), "message"),
        (json!(null), ""),
        (json!("x"), ""),
    ] {
        check(&event, Event::Unknown { kind: kind.into() });
    }
    let limited = json!({"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": 1_518_467_820});
    assert_eq!(parse(&limited), Ok(EventRequest::Unknown { kind: "app_rate_limited".into(), raw: limited }));
    assert_eq!(
        parse(&json!({"type": "event_callback", "event_id": ""})),
        Err(PayloadFault::Missing { field: "event_id" })
    );
}

#[test]
fn outsiders_are_known_by_their_workspace() {
    let installing = Installing { team_id: Some("T1"), enterprise_id: None };
    let side = |fields: &Value, event: &Value| {
        let found = read(&with(callback(event), fields));
        assert_eq!(found.origin.team_id.as_deref(), Some("T1"));
        found.origin.side(installing)
    };
    let shared = json!({"is_ext_shared_channel": true, "team_id": "T9"});
    let nobodys = with(mention(), &json!({"team": null}));
    assert_eq!(side(&json!({}), &mention()), Side::Inside);
    assert_eq!(side(&json!({}), &nobodys), Side::Inside);
    assert_eq!(side(&json!({}), &with(mention(), &json!({"user_team": "T9"}))), Side::Outside);
    assert_eq!(side(&shared, &with(mention(), &json!({"team": "T9"}))), Side::Outside);
    assert_eq!(side(&shared, &mention()), Side::Inside);
    assert_eq!(side(&shared, &nobodys), Side::Unknown);
    assert!(read(&with(callback(&mention()), &shared)).is_ext_shared_channel);
}

#[test]
fn org_wide_installations_may_have_no_team() {
    let authorization =
        json!({"enterprise_id": "E1", "team_id": null, "user_id": "UBOT", "is_enterprise_install": true});
    let fields = json!({"team_id": "T2", "enterprise_id": "E1", "authorizations": [authorization]});
    let found = read(&with(callback(&with(mention(), &json!({"team": "T2"}))), &fields));
    assert!(found.origin.is_enterprise_install);
    assert_eq!((found.origin.team_id.as_deref(), found.origin.enterprise_id.as_deref()), (Some("T2"), Some("E1")));
    assert_eq!(found.origin.side(Installing { team_id: None, enterprise_id: Some("E1") }), Side::Inside);
    let bare =
        read(&with(callback(&mention()), &json!({"authorizations": null, "team_id": null, "enterprise_id": "E1"})));
    assert_eq!((bare.origin.team_id.as_deref(), bare.origin.enterprise_id.as_deref()), (None, Some("E1")));
    assert!(bare.message_key("ask").is_some_and(|key| key.as_str().starts_with("message:E1:")));
}

proptest! {
    #[test]
    fn no_field_is_relied_on(n in any::<prop::sample::Index>(), other in 0..6_usize) {
        let others = [json!(null), json!(7), json!("x"), json!([]), json!({}), json!([[{"id": {}}], {"team_id": 5}])];
        let mut payload = callback(&mention());
        let name = n.get(&payload.as_object().expect("an object").keys().cloned().collect::<Vec<_>>()).clone();
        payload[name.as_str()] = others[other].clone();
        let parsed = parse(&payload);
        prop_assert!(parsed.is_ok() || parsed == Err(PayloadFault::Missing { field: "event_id" }), "{:?}", parsed);
    }

    #[test]
    fn any_bytes_get_an_answer(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = EventRequest::parse(&body);
    }
}
