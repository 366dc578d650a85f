//! What people do, for the page and for tests alike: say, open the home, move the clock. It decides what of it is a
//! command and what a message.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::commands;
use super::events;
use super::hub::Hub;
use super::inbound::{Answer, Trouble};
use super::seed::Person;
use super::speech;
use super::workspace::{Author, Draft, Workspace};

/// How long the bot may take to deliver what is due.
const DELIVERY: Duration = Duration::from_mins(5);

/// Types into a channel: `/…` runs a command, anything else is a message whose events go to the app.
pub(super) async fn say(
    hub: &Arc<Hub>,
    user: &str,
    channel: &str,
    typed: &str,
    thread_ts: Option<&str>,
) -> Result<Answer, Trouble> {
    if !hub.read(|workspace| can_write(workspace, user, channel)) {
        return Err(Trouble::NotSent("the person cannot write in that channel".to_owned()));
    }
    if thread_ts.is_some_and(|ts| hub.read(|workspace| workspace.message(channel, ts).is_none())) {
        return Err(Trouble::NotSent("there is no such thread".to_owned()));
    }
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(Trouble::NotSent("there is nothing to say".to_owned()));
    }
    if typed.starts_with('/') {
        return commands::run(hub, user, channel, typed).await;
    }
    let events = hub.change(|workspace| {
        let draft = Draft {
            text: speech::escaped(workspace, typed),
            thread_ts: thread_ts.map(str::to_owned),
            ..Draft::default()
        };
        let message = workspace.post(channel, &Author::Person(user.to_owned()), draft);
        workspace.mark_read(channel, user);
        events::of_message(workspace, channel, &message)
    });
    let mut last = Ok(Answer::default());
    for event in events {
        last = events::deliver(Arc::clone(hub), event).await;
    }
    last
}

fn can_write(workspace: &Workspace, user: &str, channel: &str) -> bool {
    let person = workspace.person(user).is_some_and(|person| !person.deleted);
    let open = workspace.channel(channel).is_some_and(|channel| !channel.is_archived);
    person && open && workspace.is_member(channel, user)
}

/// Opens the app's home; the app hears of it and may publish. Returns the home as it is then.
pub(super) async fn open_home(hub: &Arc<Hub>, user: &str) -> Result<Option<Value>, Trouble> {
    if hub.read(|workspace| workspace.person(user).is_none()) {
        return Err(Trouble::NotSent("there is no such person".to_owned()));
    }
    let event = hub.change(|workspace| {
        let channel = workspace.direct_message(user);
        let mut event = json!({
            "type": "app_home_opened", "user": user, "channel": channel, "tab": "home", "event_ts": workspace.mint_ts(),
        });
        if let Some(home) = workspace.homes.get(user) {
            event["view"] = home.clone();
        }
        event
    });
    events::deliver(Arc::clone(hub), event).await?;
    Ok(hub.read(|workspace| workspace.homes.get(user).cloned()))
}

/// A person changes their profile; an app that subscribed to `user_change` hears of it.
pub(super) async fn change_profile(
    hub: &Arc<Hub>,
    user: &str,
    change: impl FnOnce(&mut Person),
) -> Result<(), Trouble> {
    let event = hub.change(|workspace| {
        let person = workspace.people.iter_mut().find(|person| person.id == user)?;
        change(person);
        let person = person.clone();
        let mut user = workspace.user_json(&person);
        user["locale"] = json!(person.locale);
        let event_ts = workspace.mint_ts();
        let is_subscribed = workspace.app.events.iter().any(|event| event == "user_change");
        Some(is_subscribed.then(|| json!({ "type": "user_change", "user": user, "event_ts": event_ts, "cache_ts": 0 })))
    });
    match event {
        None => Err(Trouble::NotSent("there is no such person".to_owned())),
        Some(None) => Ok(()),
        Some(Some(event)) => events::deliver(Arc::clone(hub), event).await.map(|_| ()),
    }
}

/// Somebody puts people into a user group and takes others out; an app that subscribed to that hears of it.
pub(super) async fn change_group(hub: &Arc<Hub>, id: &str, users: &[&str]) -> Result<(), Trouble> {
    let event = hub.change(|workspace| {
        let event_ts = workspace.mint_ts();
        let team = workspace.team.id.clone();
        let is_subscribed = workspace.app.events.iter().any(|event| event == "subteam_members_changed");
        let group = workspace.user_groups.iter_mut().find(|group| group.id == id)?;
        let users: Vec<String> = users.iter().map(|user| (*user).to_owned()).collect();
        let added: Vec<&String> = users.iter().filter(|user| !group.users.contains(user)).collect();
        let removed: Vec<&String> = group.users.iter().filter(|user| !users.contains(user)).collect();
        let event = json!({
            "type": "subteam_members_changed", "subteam_id": id, "team_id": team, "date_previous_update": 0,
            "date_update": 0, "added_users": added, "added_users_count": added.len(), "removed_users": removed,
            "removed_users_count": removed.len(), "event_ts": event_ts,
        });
        group.users = users;
        Some(is_subscribed.then_some(event))
    });
    match event {
        None => Err(Trouble::NotSent("there is no such group".to_owned())),
        Some(None) => Ok(()),
        Some(Some(event)) => events::deliver(Arc::clone(hub), event).await.map(|_| ()),
    }
}

/// Moves the workspace's clock forward and, where there is one, the bot's: what is due until then is delivered.
/// Returns what the bot said of it.
pub(super) async fn move_clock(hub: &Arc<Hub>, to: DateTime<Utc>) -> Result<Value, Trouble> {
    let before = hub.change(|workspace| workspace.move_clock(to));
    let said = match &hub.clock_url {
        None => Ok(Value::Null),
        Some(url) => ask_bot(hub, url, to).await,
    };
    let now = hub.change(|workspace| {
        if said.is_err() {
            workspace.restore_clock(before);
        }
        let now = workspace.now().to_rfc3339();
        workspace.tell(None, json!({"type": "clock", "now": now}));
        now
    });
    let said = said?;
    Ok(json!({"now": now, "delivered": said.get("delivered").cloned().unwrap_or_else(|| json!(0))}))
}

async fn ask_bot(hub: &Hub, url: &url::Url, to: DateTime<Utc>) -> Result<Value, Trouble> {
    let unreachable = |error: reqwest::Error| Trouble::Unreachable(error.to_string());
    let request = hub.http.post(url.clone()).timeout(DELIVERY).json(&json!({"to": to.to_rfc3339()}));
    let response = request.send().await.map_err(unreachable)?;
    let status = response.status();
    let text = response.text().await.map_err(unreachable)?;
    if !status.is_success() {
        return Err(Trouble::NotSent(format!("the bot did not move its clock: {status} {text}")));
    }
    Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
}
