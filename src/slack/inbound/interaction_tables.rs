//! Interaction payloads in the shapes that Slack documents, and in those that it sends without documenting them.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::entered::Entered;
use super::fault::PayloadFault;
use super::form::Form;
use super::interaction::{Interaction, InteractionKind, MessagePlace};
use super::origin::{Installing, Origin, Side};

const WORKSPACE: Installing<'_> = Installing { team_id: Some("T1"), enterprise_id: None };
const ORG_WIDE: Installing<'_> = Installing { team_id: None, enterprise_id: Some("E1") };

fn click() -> Value {
    json!({
        "type": "block_actions",
        "team": {"id": "T1", "domain": "example"},
        "enterprise": null,
        "is_enterprise_install": false,
        "user": {"id": "U1", "username": "ana", "name": "ana", "team_id": "T1"},
        "api_app_id": "A1",
        "token": "deprecated",
        "container": {"type": "message", "message_ts": "1772442000.000100", "channel_id": "C1", "is_ephemeral": true},
        "trigger_id": "12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3",
        "channel": {"id": "C1", "name": "acme"},
        "message": {
            "ts": "1772442000.000100", "thread_ts": "1772441000.000100", "text": "Step 2",
            "metadata": {"event_type": "step", "event_payload": {"n": 5, "deep": {"er": [1]}}},
        },
        "state": {"values": {"note": {"text": {"type": "plain_text_input", "value": "called them"}}}},
        "response_url": "https://hooks.slack.com/actions/T1/2/abc",
        "actions": [{
            "type": "button", "action_id": "step.done", "block_id": "step:7", "value": "{\"v\":1}",
            "text": {"type": "plain_text", "text": "Done"}, "action_ts": "1772442001.000200",
        }],
    })
}

fn view() -> Value {
    json!({
        "id": "V1", "team_id": "T1", "type": "modal", "hash": "156772938.1827394", "callback_id": "step.finish",
        "private_metadata": "{\"step\":7}", "external_id": "", "root_view_id": "V1", "previous_view_id": null,
        "title": {"type": "plain_text", "text": "Done"}, "blocks": [], "clear_on_close": false,
        "state": {"values": {
            "outcome": {"choice": {"type": "static_select", "selected_option": {"text": {}, "value": "saved"}}},
            "note": {"text": {"type": "plain_text_input", "value": null}},
        }},
    })
}

fn of(kind: &str, fields: &Value) -> Value {
    with(
        json!({"type": kind, "team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"}, "trigger_id": "1.2.3"}),
        fields,
    )
}

fn with(mut payload: Value, fields: &Value) -> Value {
    for (name, value) in fields.as_object().expect("an object") {
        payload[name.as_str()] = value.clone();
    }
    payload
}

#[track_caller]
fn read(payload: &Value) -> Interaction {
    Interaction::parse(payload.to_string().as_bytes()).expect("is read")
}

#[test]
fn a_click_is_read_whatever_the_message_carries() {
    let found = read(&click());
    let origin = Origin {
        team_id: Some("T1".into()),
        enterprise_id: None,
        is_enterprise_install: false,
        user_id: Some("U1".into()),
        user_team_id: Some("T1".into()),
    };
    assert_eq!(found.origin, origin);
    assert_eq!(found.channel_id.as_deref(), Some("C1"));
    let (ts, thread_ts) = ("1772442000.000100".into(), Some("1772441000.000100".into()));
    assert_eq!(found.message, Some(MessagePlace { ts, thread_ts, is_ephemeral: true }));
    assert_eq!(found.entered("note", "text"), Some(Entered::Text(Some("called them".into()))));
    let key = found.dedupe_key().map(|key| key.to_string());
    assert_eq!(key.as_deref(), Some("trigger:12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3"));
    assert_eq!(found.raw["message"]["metadata"]["event_payload"]["n"], 5);
    let InteractionKind::BlockActions { actions, view: None } = found.kind else { panic!("{:?}", found.kind) };
    assert_eq!((actions.len(), actions[0].action_id.as_str()), (1, "step.done"));
    assert_eq!(actions[0].block_id.as_deref(), Some("step:7"));
    assert_eq!(actions[0].entered, Entered::Button(Some("{\"v\":1}".into())));
}

#[test]
fn a_view_comes_back_with_what_was_entered() {
    let payload = of(
        "view_submission",
        &json!({
            "view": view(), "response_urls": [{"block_id": "b", "response_url": "https://hooks.slack.com/app/1"}],
        }),
    );
    let found = read(&payload);
    assert_eq!(found.response_url.as_deref(), Some("https://hooks.slack.com/app/1"));
    let InteractionKind::ViewSubmission(view) = found.kind else { panic!("{:?}", found.kind) };
    assert_eq!(view.callback_id.as_deref(), Some("step.finish"));
    assert_eq!(view.entered("outcome", "choice"), Some(Entered::Choice(Some("saved".into()))));
    assert_eq!(view.entered("note", "text"), Some(Entered::Text(None)));
    assert_eq!(view.entered("note", "other"), None);
}

#[test]
fn every_kind_is_told_apart() {
    let closed = of("view_closed", &json!({"view": view(), "is_cleared": true, "trigger_id": null}));
    let closed = read(&closed);
    assert_eq!(closed.dedupe_key(), None);
    assert!(matches!(closed.kind, InteractionKind::ViewClosed { is_cleared: true, .. }));
    let shortcut = read(&of("shortcut", &json!({"callback_id": "today"}))).kind;
    assert_eq!(shortcut, InteractionKind::Shortcut { callback_id: "today".into() });
    let message =
        json!({"callback_id": "log", "message": {"ts": "1.2", "text": "hi", "user": "U9"}, "channel": {"id": "C1"}});
    let (callback_id, text, author_id) = ("log".into(), "hi".into(), Some("U9".into()));
    let message = read(&of("message_action", &message)).kind;
    assert_eq!(message, InteractionKind::MessageAction { callback_id, text, author_id });
    let typed = json!({"action_id": "account", "block_id": "b", "value": "tech", "view": view(), "trigger_id": null});
    let InteractionKind::BlockSuggestion(query) = read(&of("block_suggestion", &typed)).kind else { panic!("a query") };
    assert_eq!((query.action_id.as_str(), query.typed.as_str(), query.view.is_some()), ("account", "tech", true));
}

#[test]
fn what_is_unknown_is_kept() {
    for (payload, kind) in [
        (json!({}), ""),
        (json!({"type": null}), ""),
        (json!({"type": "workflow_step_edit", "workflow_step": {}}), "workflow_step_edit"),
        (json!({"type": "block_actions"}), "block_actions"),
        (json!({"type": "block_actions", "actions": [{"type": "button"}, 7]}), "block_actions"),
        (json!({"type": "view_submission", "view": "V1"}), "view_submission"),
        (json!({"type": "shortcut", "callback_id": 7}), "shortcut"),
    ] {
        let found = read(&payload);
        assert_eq!(found.kind, InteractionKind::Unknown { kind: kind.into() }, "{payload}");
        assert_eq!(found.raw, payload);
    }
    let strange = with(click(), &json!({"container": {"type": "hologram", "message_ts": 7}, "channel": null}));
    let found = read(&strange);
    assert!(matches!(found.kind, InteractionKind::BlockActions { .. }));
    assert_eq!((found.channel_id, found.message.map(|place| place.ts)), (None, Some("1772442000.000100".into())));
}

#[track_caller]
fn check_side(payload: &Value, installing: Installing<'_>, place: (Option<&str>, Option<&str>), side: Side) {
    let origin = read(payload).origin;
    assert_eq!((origin.team_id.as_deref(), origin.enterprise_id.as_deref()), place, "{payload}");
    assert_eq!(origin.side(installing), side, "{origin:?}");
}

#[test]
fn outsiders_are_known_by_their_workspace() {
    let outsider = json!({"user": {"id": "U9", "team_id": "T9"}});
    check_side(&click(), WORKSPACE, (Some("T1"), None), Side::Inside);
    check_side(&with(click(), &outsider), WORKSPACE, (Some("T1"), None), Side::Outside);
    check_side(&with(click(), &json!({"user": {"id": "U9"}})), WORKSPACE, (Some("T1"), None), Side::Unknown);
    // A modal submitted through Slack Connect names the submitter's workspace as `team`.
    let view = with(view(), &json!({"app_installed_team_id": "T1"}));
    let elsewhere =
        json!({"view": view, "team": {"id": "T9"}, "enterprise": {"id": "E9"}, "user": {"id": "U9", "team_id": "T9"}});
    check_side(&of("view_submission", &elsewhere), WORKSPACE, (Some("T1"), None), Side::Outside);
}

#[test]
fn org_wide_installations_have_no_team() {
    let org = json!({
        "type": "shortcut", "callback_id": "today", "team": null, "enterprise": {"id": "E1", "name": "Corp"},
        "is_enterprise_install": true, "user": {"id": "W1", "team_id": "T2", "username": "ana"},
    });
    assert!(read(&org).origin.is_enterprise_install);
    check_side(&org, ORG_WIDE, (None, Some("E1")), Side::Unknown);
    check_side(
        &with(org.clone(), &json!({"team": {"id": "T2", "enterprise_id": "E1"}})),
        ORG_WIDE,
        (Some("T2"), Some("E1")),
        Side::Inside,
    );
    let view = with(view(), &json!({"app_installed_team_id": "E1"}));
    let submitted = json!({"type": "view_submission", "view": view, "team": {"id": "T2", "enterprise_id": "E1"}, "enterprise": null});
    check_side(&with(org.clone(), &submitted), ORG_WIDE, (Some("T2"), Some("E1")), Side::Inside);
    let elsewhere = with(submitted, &json!({"team": {"id": "T9"}, "user": {"id": "U9", "team_id": "T9"}}));
    check_side(
        &with(with(org, &elsewhere), &json!({"enterprise": {"id": "E9"}})),
        ORG_WIDE,
        (None, Some("E1")),
        Side::Unknown,
    );
}

#[test]
fn the_form_around_it_is_undone() {
    let body = serde_urlencoded::to_string([("payload", click().to_string())]).expect("encodes");
    let form = Form::parse(body.as_bytes()).expect("a form");
    assert_eq!(Interaction::of_form(&form), Ok(read(&click())));
    let fault = |body: &[u8]| Form::parse(body).and_then(|form| Interaction::of_form(&form)).map(|_| ());
    assert_eq!(fault(b"text=hi"), Err(PayloadFault::Missing { field: "payload" }));
    assert_eq!(fault(b"payload=%7B"), Err(PayloadFault::NotJson { line: 1, column: 1 }));
    assert_eq!(fault(b"payload=%7B%7D&payload=%7B%7D"), Err(PayloadFault::Repeated));
    assert!(matches!(fault(b"payload=%7B%22type%22:%22a%22,%22type%22:%22b%22%7D"), Err(PayloadFault::Shape { .. })));
}

proptest! {
    /// Whatever one field of a good payload is replaced by, or if it is left out, there is an answer.
    #[test]
    fn no_field_is_relied_on(n in any::<prop::sample::Index>(), other in 0..7_usize) {
        let others = [json!(null), json!(7), json!("x"), json!([]), json!({}), json!([[{"id": {}}]]), json!({"id": ["x"], "values": {"a": 1}})];
        for payload in [click(), of("view_submission", &json!({"view": view()})), of("block_suggestion", &json!({"action_id": "a"}))] {
            let mut changed = payload.clone();
            let fields = changed.as_object_mut().expect("an object");
            let name = n.get(&fields.keys().cloned().collect::<Vec<_>>()).clone();
            fields[name.as_str()] = others[other].clone();
            prop_assert!(Interaction::parse(changed.to_string().as_bytes()).is_ok());
            changed.as_object_mut().expect("an object").remove(&name);
            prop_assert!(Interaction::parse(changed.to_string().as_bytes()).is_ok());
        }
    }

    #[test]
    fn any_bytes_get_an_answer(body in prop::collection::vec(any::<u8>(), 0..200), cut in any::<prop::sample::Index>()) {
        let _ = Interaction::parse(&body);
        let payload = click().to_string();
        prop_assert!(Interaction::parse(&payload.as_bytes()[..cut.index(payload.len())]).is_err());
    }
}
