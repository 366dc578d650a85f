//! Clicks, submitted forms, closed modals, menus that ask for options, and shortcuts: built as Slack builds them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::forms;
use super::hub::Hub;
use super::inbound::{self, Answer, Outgoing, Trouble};
use super::limits;
use super::seed::ShortcutKind;
use super::workspace::{Author, Draft, Workspace};

/// Where an interactive element stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Target {
    /// In a message, ephemeral ones included.
    Message {
        /// Its channel.
        channel: String,
        /// Its `ts`.
        ts: String,
    },
    /// In a modal or in the App Home.
    View {
        /// The view's id.
        #[serde(rename = "view_id")]
        id: String,
    },
}

/// What the element stands in, as found for one person.
struct Scene {
    blocks: Value,
    kept: Value,
    fields: Map<String, Value>,
    view_id: Option<String>,
    /// Channel and message of a message's scene.
    message: Option<(String, Value)>,
}

pub(super) fn not_sent(why: &str) -> Trouble {
    Trouble::NotSent(why.to_owned())
}

fn scene(workspace: &Workspace, user: &str, target: &Target) -> Result<Scene, Trouble> {
    match target {
        Target::Message { channel, ts } => message_scene(workspace, user, channel, ts),
        Target::View { id } => {
            let (owner, view) = workspace.view(id).ok_or_else(|| not_sent("no such view is open"))?;
            if owner != user {
                return Err(not_sent("the view belongs to somebody else"));
            }
            let fields = json!({"container": {"type": "view", "view_id": id}, "view": view});
            Ok(Scene {
                blocks: view["blocks"].clone(),
                kept: view["state"]["values"].clone(),
                fields: fields.as_object().cloned().unwrap_or_default(),
                view_id: Some(id.clone()),
                message: None,
            })
        }
    }
}

fn message_scene(workspace: &Workspace, user: &str, channel: &str, ts: &str) -> Result<Scene, Trouble> {
    let whispered = workspace.whispered(channel, user, ts);
    let public = workspace.message(channel, ts).filter(|_| workspace.is_member(channel, user));
    let message = whispered.or(public).ok_or_else(|| not_sent("the person sees no such message"))?;
    let mut container = json!({
        "type": "message", "message_ts": ts, "channel_id": channel, "is_ephemeral": whispered.is_some(),
    });
    if let Some(thread) = message.get("thread_ts") {
        container["thread_ts"] = thread.clone();
    }
    let mut blocks = message["blocks"].as_array().cloned().unwrap_or_default();
    for attachment in message["attachments"].as_array().into_iter().flatten() {
        blocks.extend(attachment["blocks"].as_array().cloned().unwrap_or_default());
        container["type"] = json!("message_attachment");
        container["is_app_unfurl"] = json!(true);
        container["app_unfurl_url"] = attachment["app_unfurl_url"].clone();
    }
    let mut fields = Map::new();
    fields.insert("container".to_owned(), container);
    fields.insert("channel".to_owned(), channel_field(workspace, channel));
    if whispered.is_none() {
        // Slack leaves an ephemeral message itself out.
        fields.insert("message".to_owned(), message.clone());
    }
    Ok(Scene {
        blocks: Value::Array(blocks),
        kept: Value::Null,
        fields,
        view_id: None,
        message: Some((channel.to_owned(), message.clone())),
    })
}

fn channel_field(workspace: &Workspace, channel: &str) -> Value {
    let name = workspace.channel(channel).map_or("", |known| if known.is_im { "directmessage" } else { &known.name });
    json!({"id": channel, "name": name})
}

/// Clicks or picks. `given` names the element by `action_id` and holds what was chosen; the rest is filled in.
pub(super) async fn click(
    hub: &Arc<Hub>,
    user: &str,
    target: &Target,
    given: &Value,
    state: Option<&Value>,
) -> Result<Answer, Trouble> {
    let payload = hub.change(|workspace| click_payload(workspace, hub, user, target, given, state))?;
    let sent = inbound::send(hub, &Outgoing::payload("slack/interactions", &payload)).await;
    let answer = sent.map(|(answer, _)| answer);
    if let (Some(code), Target::Message { channel, .. }) = (inbound::failure_code(&answer), target) {
        let words = format!("The action failed with the error \"{code}\"");
        hub.change(|workspace| workspace.whisper(channel, user, &Author::Slackbot, Draft::words(words)));
    }
    answer
}

fn click_payload(
    workspace: &mut Workspace,
    hub: &Hub,
    user: &str,
    target: &Target,
    given: &Value,
    state: Option<&Value>,
) -> Result<Value, Trouble> {
    let mut scene = scene(workspace, user, target)?;
    let action_id = given["action_id"].as_str().ok_or_else(|| not_sent("the action names no action_id"))?;
    let (block, element) = forms::find_element(&scene.blocks, action_id, given["block_id"].as_str())
        .ok_or_else(|| not_sent("no such element is there"))?;
    let action = forms::complete_action(block, element, given, &workspace.mint_ts());
    let mut values = forms::values(&scene.blocks, &scene.kept, &forms::given_values(state));
    overlay(&mut values, &action);
    if let Some(view_id) = &scene.view_id {
        workspace.keep_state(view_id, &values);
        if let Some(view) = scene.fields.get_mut("view") {
            view["state"] = json!({"values": values});
        }
    }
    let mut payload = workspace.envelope("block_actions", user);
    payload.append(&mut scene.fields);
    payload.insert("trigger_id".to_owned(), json!(workspace.mint_trigger(user, scene.view_id.as_deref())));
    if let Some((channel, message)) = &scene.message {
        let token = workspace.mint_ticket(channel, user, message["ts"].as_str(), message["thread_ts"].as_str());
        payload.insert("response_url".to_owned(), json!(hub.response_url(&token)));
    }
    payload.insert("state".to_owned(), json!({"values": values}));
    payload.insert("actions".to_owned(), json!([action]));
    Ok(Value::Object(payload))
}

/// Puts what was just chosen over the state, where the element has any.
fn overlay(values: &mut Value, action: &Value) {
    let (Some(block), Some(name)) = (action["block_id"].as_str(), action["action_id"].as_str()) else {
        return;
    };
    let Some(place) = values.get_mut(block).and_then(|block| block.get_mut(name)) else {
        return;
    };
    for (field, value) in action.as_object().into_iter().flatten() {
        if field == "value" || field.starts_with("selected_") || field == "rich_text_value" {
            place[field] = value.clone();
        }
    }
}

/// Asks the app for the options of an external menu.
pub(super) async fn options(
    hub: &Arc<Hub>,
    user: &str,
    target: &Target,
    element: (&str, &str),
    typed: &str,
) -> Result<Value, Trouble> {
    let (action_id, block_id) = element;
    let payload = hub.change(|workspace| {
        let mut scene = scene(workspace, user, target)?;
        let (block, _) = forms::find_element(&scene.blocks, action_id, Some(block_id).filter(|id| !id.is_empty()))
            .ok_or_else(|| not_sent("no such element is there"))?;
        let block_id = block["block_id"].clone();
        let mut payload = workspace.envelope("block_suggestion", user);
        payload.append(&mut scene.fields);
        payload.insert("action_id".to_owned(), json!(action_id));
        payload.insert("block_id".to_owned(), block_id);
        payload.insert("value".to_owned(), json!(typed));
        Ok(Value::Object(payload))
    })?;
    let (answer, _) = inbound::send(hub, &Outgoing::payload("slack/options", &payload)).await?;
    if !answer.is_success() {
        return Err(Trouble::NotSent(format!("the app answered with status {}", answer.status)));
    }
    if let Err(refusal) = limits::offered_options(&answer.body) {
        let words = refusal.to_string();
        hub.refuse(refusal.note("block_suggestion", &answer.body));
        return Err(Trouble::NotSent(words));
    }
    Ok(answer.body)
}

/// Runs a shortcut, on a message or from anywhere.
pub(super) async fn shortcut(
    hub: &Arc<Hub>,
    user: &str,
    callback_id: &str,
    message: Option<(&str, &str)>,
) -> Result<Answer, Trouble> {
    let payload = hub.change(|workspace| shortcut_payload(workspace, hub, user, callback_id, message))?;
    let (answer, _) = inbound::send(hub, &Outgoing::payload("slack/interactions", &payload)).await?;
    Ok(answer)
}

fn shortcut_payload(
    workspace: &mut Workspace,
    hub: &Hub,
    user: &str,
    callback_id: &str,
    message: Option<(&str, &str)>,
) -> Result<Value, Trouble> {
    let (kind, named) = match message {
        Some(_) => (ShortcutKind::Message, "message_action"),
        None => (ShortcutKind::Global, "shortcut"),
    };
    if !workspace.app.shortcuts.iter().any(|known| known.callback_id == callback_id && known.kind == kind) {
        return Err(not_sent("the app has no such shortcut"));
    }
    let mut payload = workspace.envelope(named, user);
    payload.insert("callback_id".to_owned(), json!(callback_id));
    payload.insert("trigger_id".to_owned(), json!(workspace.mint_trigger(user, None)));
    payload.insert("action_ts".to_owned(), json!(workspace.mint_ts()));
    if let Some((channel, ts)) = message {
        let found = message_scene(workspace, user, channel, ts)?;
        let (_, message) = found.message.ok_or_else(|| not_sent("the person sees no such message"))?;
        let token = workspace.mint_ticket(channel, user, Some(ts), message["thread_ts"].as_str());
        payload.insert("channel".to_owned(), channel_field(workspace, channel));
        payload.insert("message_ts".to_owned(), json!(ts));
        payload.insert("message".to_owned(), message);
        payload.insert("response_url".to_owned(), json!(hub.response_url(&token)));
    }
    Ok(Value::Object(payload))
}
