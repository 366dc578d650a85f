//! What becomes of a channel: archived, another id, the app removed from it. An app that subscribed to that hears of it.

use std::sync::Arc;

use serde_json::{Value, json};

use super::events;
use super::hub::Hub;
use super::inbound::Trouble;
use super::workspace::Workspace;

/// Somebody archives a channel.
pub(super) async fn archive(hub: &Arc<Hub>, id: &str, by: &str) -> Result<(), Trouble> {
    let told = hub.change(|workspace| {
        let channel = workspace.channel_mut(id)?;
        channel.is_archived = true;
        let kind = if channel.is_private { "group_archive" } else { "channel_archive" };
        let is_in = workspace.is_member(id, &workspace.app.bot_user_id);
        let event = json!({ "type": kind, "channel": id, "user": by, "event_ts": workspace.mint_ts() });
        Some(subscribed(workspace, event).filter(|_| is_in).into_iter().collect::<Vec<_>>())
    });
    tell(hub, told).await
}

/// Somebody removes the app from a channel.
pub(super) async fn remove_app(hub: &Arc<Hub>, id: &str, by: &str) -> Result<(), Trouble> {
    let told = hub.change(|workspace| {
        let bot = workspace.app.bot_user_id.clone();
        let channel = workspace.channel_mut(id)?;
        let (kind, letter) = if channel.is_private { ("group_left", "G") } else { ("channel_left", "C") };
        channel.members.retain(|member| *member != bot);
        let event_ts = workspace.mint_ts();
        let team = workspace.team.id.clone();
        let left = json!({ "type": kind, "channel": id, "actor_id": by, "event_ts": event_ts });
        let member_left = json!({
            "type": "member_left_channel", "user": bot, "channel": id, "channel_type": letter, "team": team,
            "event_ts": event_ts,
        });
        Some([left, member_left].into_iter().filter_map(|event| subscribed(workspace, event)).collect())
    });
    tell(hub, told).await
}

/// A channel is known by another id from now on.
pub(super) async fn change_id(hub: &Arc<Hub>, old: &str, new: &str) -> Result<(), Trouble> {
    let told = hub.change(|workspace| {
        if workspace.channel(new).is_some() {
            return None;
        }
        new.clone_into(&mut workspace.channel_mut(old)?.id);
        if let Some(posts) = workspace.posts.remove(old) {
            workspace.posts.insert(new.to_owned(), posts);
        }
        for marks in workspace.read_marks.values_mut() {
            if let Some(mark) = marks.remove(old) {
                marks.insert(new.to_owned(), mark);
            }
        }
        for whisper in workspace.whispers.iter_mut().filter(|whisper| whisper.channel == old) {
            new.clone_into(&mut whisper.channel);
        }
        let event_ts = workspace.mint_ts();
        let event = json!({
            "type": "channel_id_changed", "old_channel_id": old, "new_channel_id": new, "event_ts": event_ts,
        });
        Some(subscribed(workspace, event).into_iter().collect::<Vec<_>>())
    });
    tell(hub, told).await
}

/// The event, where the app wants it.
fn subscribed(workspace: &Workspace, event: Value) -> Option<Value> {
    workspace.app.events.iter().any(|name| event["type"] == name.as_str()).then_some(event)
}

async fn tell(hub: &Arc<Hub>, told: Option<Vec<Value>>) -> Result<(), Trouble> {
    let Some(told) = told else {
        return Err(Trouble::NotSent("there is no such channel, or the id is taken".to_owned()));
    };
    for event in told {
        events::deliver(Arc::clone(hub), event).await?;
    }
    Ok(())
}
