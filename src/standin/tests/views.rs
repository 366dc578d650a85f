//! Modals and homes: triggers, the stack, forms and what the app answers to them.

use serde_json::{Value, json};

use super::super::{Target, Trouble};
use super::{Scene, button, scene};

fn input(block_id: &str) -> Value {
    json!({"type": "input", "block_id": block_id, "label": {"type": "plain_text", "text": "Amount"},
        "element": {"type": "plain_text_input", "action_id": "value"}})
}

fn modal(callback_id: &str) -> Value {
    json!({
        "type": "modal", "callback_id": callback_id, "title": {"type": "plain_text", "text": "Form"},
        "submit": {"type": "plain_text", "text": "Save"}, "private_metadata": "kept", "notify_on_close": true,
        "blocks": [input("amount"), {"type": "actions", "block_id": "row", "elements": [button("more", "1")]}],
    })
}

/// Opens a modal for Ann by way of a command and returns it.
async fn opened(scene: &Scene) -> Value {
    let trigger = trigger(scene).await;
    scene.done("views.open", json!({"trigger_id": trigger, "view": modal("one")})).await["view"].clone()
}

async fn trigger(scene: &Scene) -> String {
    scene.slack.say("U0ANN", "C1", "/csm", None).await.expect("answered");
    scene.bot.last().field("trigger_id")
}

fn id(view: &Value) -> String {
    view["id"].as_str().expect("an id").to_owned()
}

/// Clicks the button in a modal and returns the new trigger.
async fn clicked(scene: &Scene, view: &Value) -> Value {
    let target = Target::View { id: id(view) };
    scene.slack.click("U0ANN", target, json!({"action_id": "more"}), None).await.expect("answered");
    scene.bot.last().payload()["trigger_id"].clone()
}

fn amount(value: &str) -> Value {
    json!({"values": {"amount": {"value": {"type": "plain_text_input", "value": value}}}})
}

#[tokio::test]
async fn a_trigger_opens_once_and_not_late() {
    let scene = scene().await;
    let trigger = trigger(&scene).await;
    let arguments = json!({"trigger_id": trigger, "view": modal("one")});
    scene.done("views.open", arguments.clone()).await;
    scene.refused("views.open", arguments, "exchanged_trigger_id").await;
    let late = self::trigger(&scene).await;
    scene.slack.expire_tickets();
    scene.refused("views.open", json!({"trigger_id": late, "view": modal("one")}), "expired_trigger_id").await;
    scene.refused("views.open", json!({"trigger_id": "1.2.3", "view": modal("one")}), "invalid_trigger_id").await;
    assert_eq!(scene.slack.views("U0ANN").len(), 1);
    assert!(scene.slack.views("U0BEN").is_empty());
    assert_eq!(scene.slack.journal().last().and_then(|entry| entry.user.clone()).as_deref(), Some("U0ANN"));
}

#[tokio::test]
async fn a_stack_is_three_deep() {
    let scene = scene().await;
    let first = opened(&scene).await;
    let second = json!({"trigger_id": clicked(&scene, &first).await, "view": modal("two")});
    let second = scene.done("views.push", second).await["view"].clone();
    assert_eq!(second["previous_view_id"], first["id"]);
    assert_eq!(second["root_view_id"], first["id"]);
    // Opening from a click inside a modal lies on it, too.
    let third = json!({"trigger_id": clicked(&scene, &second).await, "view": modal("three")});
    let third = scene.done("views.open", third).await["view"].clone();
    let fourth = json!({"trigger_id": clicked(&scene, &third).await, "view": modal("four")});
    scene.refused("views.push", fourth, "push_limit_reached").await;
    scene.slack.close("U0ANN", &id(&third)).await.expect("closed");
    let told = scene.bot.last().payload();
    assert_eq!((&told["type"], &told["is_cleared"]), (&json!("view_closed"), &json!(false)));
    assert_eq!(scene.slack.views("U0ANN").len(), 2);
}

#[tokio::test]
async fn an_update_keeps_what_was_filled_in_unless_it_is_stale() {
    let scene = scene().await;
    let view = opened(&scene).await;
    let target = Target::View { id: id(&view) };
    scene.slack.click("U0ANN", target, json!({"action_id": "more"}), Some(amount("12"))).await.expect("answered");
    let payload = scene.bot.last().payload();
    assert_eq!(payload["container"], json!({"type": "view", "view_id": view["id"]}));
    assert_eq!(payload["view"]["state"]["values"]["amount"]["value"]["value"], "12");
    assert_eq!(payload["view"]["private_metadata"], "kept");
    assert!(payload.get("response_url").is_none());
    let update = json!({"view_id": view["id"], "hash": view["hash"], "view": modal("two")});
    let updated = scene.done("views.update", update.clone()).await["view"].clone();
    assert_eq!(updated["state"]["values"]["amount"]["value"]["value"], "12");
    assert_ne!(updated["hash"], view["hash"]);
    scene.refused("views.update", update, "hash_conflict").await;
    scene.refused("views.update", json!({"view_id": "V9", "view": modal("x")}), "not_found").await;
}

#[tokio::test]
async fn a_submission_closes_its_view() {
    let scene = scene().await;
    let view = opened(&scene).await;
    let empty = scene.slack.submit("U0ANN", &id(&view), json!({})).await;
    assert_eq!(empty, Err(Trouble::Incomplete(json!({"amount": "Please complete this required field."}))));
    scene.slack.submit("U0ANN", &id(&view), amount("12")).await.expect("answered");
    let payload = scene.bot.last().payload();
    assert_eq!((&payload["type"], &payload["view"]["callback_id"]), (&json!("view_submission"), &json!("one")));
    assert_eq!(payload["view"]["state"]["values"]["amount"]["value"]["value"], "12");
    assert!(scene.slack.views("U0ANN").is_empty());
}

#[tokio::test]
async fn errors_keep_the_view_and_must_name_its_inputs() {
    let scene = scene().await;
    let view = opened(&scene).await;
    scene.bot.answers(&json!({"response_action": "errors", "errors": {"amount": "Too much."}}));
    let answer = scene.slack.submit("U0ANN", &id(&view), amount("12")).await.expect("answered");
    assert_eq!(answer.body["errors"]["amount"], "Too much.");
    scene.bot.answers(&json!({"response_action": "errors", "errors": {"row": "No input."}}));
    assert!(matches!(scene.slack.submit("U0ANN", &id(&view), amount("12")).await, Err(Trouble::NotSent(_))));
    scene.bot.fails(500);
    assert_eq!(scene.slack.submit("U0ANN", &id(&view), amount("12")).await.expect("answered").status, 500);
    assert_eq!(scene.slack.views("U0ANN").len(), 1);
}

#[tokio::test]
async fn an_answer_updates_pushes_and_clears() {
    let scene = scene().await;
    let view = opened(&scene).await;
    scene.bot.answers(&json!({"response_action": "update", "view": modal("two")}));
    scene.slack.submit("U0ANN", &id(&view), amount("1")).await.expect("answered");
    assert_eq!(scene.slack.views("U0ANN")[0]["callback_id"], "two");
    scene.bot.answers(&json!({"response_action": "push", "view": modal("three")}));
    scene.slack.submit("U0ANN", &id(&view), amount("1")).await.expect("answered");
    let views = scene.slack.views("U0ANN");
    assert_eq!((views.len(), &views[1]["callback_id"]), (2, &json!("three")));
    let mut broken = modal("four");
    broken["title"]["text"] = json!("a title of more than 24 characters");
    scene.bot.answers(&json!({"response_action": "update", "view": broken}));
    assert!(matches!(scene.slack.submit("U0ANN", &id(&views[1]), amount("1")).await, Err(Trouble::NotSent(_))));
    assert_eq!(scene.slack.refused()[0]["problems"][0]["pointer"], "/view/title/text");
    scene.bot.answers(&json!({"response_action": "clear"}));
    scene.slack.submit("U0ANN", &id(&views[1]), amount("1")).await.expect("answered");
    assert!(scene.slack.views("U0ANN").is_empty());
    let replies = scene.slack.journal().iter().filter(|entry| entry.method == "view_reply").count();
    assert_eq!(replies, 2);
}

#[tokio::test]
async fn a_home_is_published_for_one_person() {
    let scene = scene().await;
    let home =
        json!({"type": "home", "blocks": [{"type": "actions", "block_id": "r", "elements": [button("more", "1")]}]});
    let published = scene.done("views.publish", json!({"user_id": "U0ANN", "view": home})).await["view"].clone();
    let again = json!({"user_id": "U0ANN", "view": home, "hash": published["hash"]});
    let second = scene.done("views.publish", again.clone()).await["view"].clone();
    assert_eq!(second["id"], published["id"]);
    scene.refused("views.publish", again, "hash_conflict").await;
    scene.refused("views.publish", json!({"user_id": "U9", "view": home}), "user_not_found").await;
    scene.refused("views.publish", json!({"user_id": "U0ANN", "view": modal("x")}), "invalid_arguments").await;
    assert_eq!(scene.slack.open_home("U0ANN").await.expect("opened").map(|view| id(&view)), Some(id(&second)));
    let event = scene.bot.last().json();
    assert_eq!((&event["event"]["type"], &event["event"]["view"]["id"]), (&json!("app_home_opened"), &second["id"]));
    assert_eq!(scene.slack.home("U0BEN"), None);
    let trigger = clicked(&scene, &second).await;
    scene.done("views.open", json!({"trigger_id": trigger, "view": modal("one")})).await;
    assert_eq!(scene.slack.views("U0ANN").len(), 1);
}

#[tokio::test]
async fn an_external_menu_asks_the_app() {
    let scene = scene().await;
    let mut view = modal("one");
    view["blocks"][0]["element"] = json!({"type": "external_select", "action_id": "account", "min_query_length": 0});
    let trigger = trigger(&scene).await;
    let view = scene.done("views.open", json!({"trigger_id": trigger, "view": view})).await["view"].clone();
    let option = |number: usize| json!({"text": {"type": "plain_text", "text": "Acme"}, "value": number.to_string()});
    let offered = json!({"options": [option(1)]});
    scene.bot.answers(&offered);
    let target = Target::View { id: id(&view) };
    let got = scene.slack.options("U0ANN", target.clone(), "account", "amount", "ac").await.expect("answered");
    assert_eq!(got, offered);
    let seen = scene.bot.last();
    assert_eq!(seen.path, "/slack/options");
    assert_eq!(seen.payload()["value"], "ac");
    let many: Vec<Value> = (0..101).map(option).collect();
    scene.bot.answers(&json!({"options": many}));
    let refused = scene.slack.options("U0ANN", target, "account", "amount", "").await;
    assert!(matches!(refused, Err(Trouble::NotSent(_))));
    assert_eq!(scene.slack.refused()[0]["problems"][0]["limit"], 100);
}
