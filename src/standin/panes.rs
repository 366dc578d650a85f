//! The app's pane: its direct message where it has `agent_view`, threads in there where it has `assistant_view`. People open
//! it, and look at channels beside it; the app offers prompts and names threads.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::events;
use super::hub::Hub;
use super::inbound::{Answer, Trouble};
use super::workspace::{Author, Draft, Workspace};

/// What the app put into a person's pane.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Pane {
    /// `title` and `prompts`, by thread; by nothing for the whole direct message.
    pub(super) prompts: BTreeMap<String, Value>,
    /// What the app called its threads.
    pub(super) titles: BTreeMap<String, String>,
}

/// Opens the app's direct message, with a channel beside it, perhaps.
pub(super) async fn open(hub: &Arc<Hub>, user: &str, beside: Option<&str>) -> Result<Answer, Trouble> {
    let event = hub.change(|workspace| {
        workspace.person(user)?;
        let channel = workspace.direct_message(user);
        let event_ts = workspace.mint_ts();
        let event =
            json!({ "type": "app_home_opened", "user": user, "channel": channel, "tab": "messages", "event_ts": event_ts });
        Some(event)
    });
    let event = event.ok_or_else(|| Trouble::NotSent("there is no such person".to_owned()))?;
    let answer = events::deliver(Arc::clone(hub), event).await?;
    match beside {
        Some(_) => look_at(hub, user, beside).await,
        None => Ok(answer),
    }
}

/// Looks at a channel, or at none, with the app's direct message beside it.
pub(super) async fn look_at(hub: &Arc<Hub>, user: &str, beside: Option<&str>) -> Result<Answer, Trouble> {
    let event = hub.change(|workspace| {
        let channel = workspace.direct_message(user);
        let context = match beside {
            Some(beside) => {
                let team = &workspace.team.id;
                json!({ "entities": [{ "type": "slack#/types/channel_id", "value": beside, "team_id": team }] })
            }
            None => json!({}),
        };
        let event_ts = workspace.mint_ts();
        let event = json!({
            "type": "app_context_changed", "user": user, "channel": channel, "context": context, "event_ts": event_ts,
        });
        is_subscribed(workspace, "app_context_changed").then_some(event)
    });
    match event {
        Some(event) => events::deliver(Arc::clone(hub), event).await,
        None => Ok(Answer::default()),
    }
}

/// Begins a thread with an app that still has `assistant_view`; its `ts`.
pub(super) async fn begin_thread(hub: &Arc<Hub>, user: &str, beside: Option<&str>) -> Result<String, Trouble> {
    let (event, ts) = hub.change(|workspace| {
        let channel = workspace.direct_message(user);
        let draft = Draft { text: "New Assistant Thread".to_owned(), ..Draft::default() };
        let root = workspace.post(&channel, &Author::App, draft);
        let ts = root["ts"].as_str().unwrap_or_default().to_owned();
        if let Some(root) = workspace.message_mut(&channel, &ts) {
            root["subtype"] = json!("assistant_app_thread");
            root["thread_ts"] = json!(ts);
        }
        let team = &workspace.team;
        let context = json!({ "channel_id": beside, "team_id": team.id, "enterprise_id": team.enterprise_id });
        let thread = json!({ "user_id": user, "channel_id": channel, "thread_ts": ts, "context": context });
        let event_ts = workspace.mint_ts();
        (json!({ "type": "assistant_thread_started", "assistant_thread": thread, "event_ts": event_ts }), ts)
    });
    events::deliver(Arc::clone(hub), event).await?;
    Ok(ts)
}

/// What the app offers to ask in a person's direct message with it.
pub(super) fn offered(hub: &Arc<Hub>, user: &str) -> Option<Value> {
    let channel = hub.change(|workspace| workspace.direct_message(user));
    hub.read(|workspace| workspace.panes.get(&channel)?.prompts.get("").cloned())
}

fn is_subscribed(workspace: &Workspace, event: &str) -> bool {
    workspace.app.events.iter().any(|known| known == event)
}
