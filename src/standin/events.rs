//! Events to the bot, wrapped and signed, tried again as Slack does: at once, after a minute, after five.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use url::Url;

use super::hub::Hub;
use super::inbound::{self, Answer, Outgoing, Trouble};
use super::workspace::{Holder, Workspace};

/// Tries after a pause up to this long are waited for; later ones go on behind the answer.
const WAITED_FOR: Duration = Duration::from_secs(1);

/// Sends an event, and again while it fails. Returns what the last try that was waited for brought.
pub(super) async fn deliver(hub: Arc<Hub>, event: Value) -> Result<Answer, Trouble> {
    let body = hub.change(|workspace| wrap(workspace, &event)).to_string();
    deliver_body(hub, body).await
}

/// The same from another workspace, or from a Grid.
pub(super) async fn deliver_from(hub: Arc<Hub>, holder: &Holder, event: Value) -> Result<Answer, Trouble> {
    let (team, enterprise, is_org_wide) = match holder {
        Holder::Team(team) => (json!(team.id), json!(team.enterprise_id), false),
        Holder::Grid { id, .. } => (Value::Null, json!(id), true),
    };
    let body = hub.change(|workspace| {
        let mut body = wrap(workspace, &event);
        body["team_id"] = team.clone();
        body["context_team_id"] = team.clone();
        body["context_enterprise_id"] = enterprise.clone();
        body["enterprise_id"] = enterprise.clone();
        let seen_by = &mut body["authorizations"][0];
        seen_by["team_id"] = team;
        seen_by["enterprise_id"] = enterprise;
        seen_by["is_enterprise_install"] = json!(is_org_wide);
        body
    });
    deliver_body(hub, body.to_string()).await
}

async fn deliver_body(hub: Arc<Hub>, body: String) -> Result<Answer, Trouble> {
    let mut outcome = attempt(&hub, &body, None).await;
    let retries = hub.pace().event_retries;
    for (number, pause) in retries.iter().enumerate() {
        let Verdict::Again(reason) = outcome.verdict else {
            break;
        };
        if WAITED_FOR < *pause {
            let later = retries[number..].to_vec();
            tokio::spawn(try_later(Arc::clone(&hub), body, number, later, reason));
            break;
        }
        tokio::time::sleep(*pause).await;
        outcome = attempt(&hub, &body, Some((number + 1, reason))).await;
    }
    outcome.answer
}

async fn try_later(hub: Arc<Hub>, body: String, done: usize, pauses: Vec<Duration>, mut reason: &'static str) {
    for (number, pause) in pauses.into_iter().enumerate() {
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = hub.stop.cancelled() => return,
        }
        let outcome = attempt(&hub, &body, Some((done + number + 1, reason))).await;
        let Verdict::Again(next) = outcome.verdict else {
            return;
        };
        reason = next;
    }
}

struct Outcome {
    answer: Result<Answer, Trouble>,
    verdict: Verdict,
}

#[derive(Clone, Copy)]
enum Verdict {
    Done,
    /// Why Slack tries again, by its name.
    Again(&'static str),
}

async fn attempt(hub: &Hub, body: &str, retry: Option<(usize, &'static str)>) -> Outcome {
    let outgoing = Outgoing { path: "slack/events", content_type: "application/json", body: body.to_owned(), retry };
    let sent = inbound::send(hub, &outgoing).await;
    let verdict = match &sent {
        Ok((answer, _)) if answer.is_success() => Verdict::Done,
        Ok((_, headers)) if headers.get("x-slack-no-retry").is_some_and(|value| value == "1") => Verdict::Done,
        Ok(_) => Verdict::Again("http_error"),
        Err(Trouble::TimedOut) => Verdict::Again("http_timeout"),
        Err(_) => Verdict::Again("connection_failed"),
    };
    Outcome { answer: sent.map(|(answer, _)| answer), verdict }
}

fn wrap(workspace: &mut Workspace, event: &Value) -> Value {
    let shared =
        event["channel"].as_str().and_then(|id| workspace.channel(id)).is_some_and(|channel| channel.is_ext_shared);
    json!({
        "token": workspace.app.verification_token,
        "team_id": workspace.team.id,
        "context_team_id": workspace.team.id,
        "context_enterprise_id": workspace.team.enterprise_id,
        "api_app_id": workspace.app.id,
        "event": event,
        "type": "event_callback",
        "event_id": workspace.mint_id("Ev"),
        "event_time": workspace.now().timestamp(),
        "authorizations": [{
            "enterprise_id": workspace.team.enterprise_id, "team_id": workspace.team.id,
            "user_id": workspace.app.bot_user_id, "is_bot": true, "is_enterprise_install": false,
        }],
        "is_ext_shared_channel": shared,
        "event_context": workspace.mint_id("4-"),
    })
}

/// The events that a person's message gives rise to: the message itself and a mention of the app.
pub(super) fn of_message(workspace: &Workspace, channel: &str, message: &Value) -> Vec<Value> {
    let Some(room) = workspace.channel(channel) else {
        return Vec::new();
    };
    let bot = &workspace.app.bot_user_id;
    if !room.members.contains(bot) {
        return of_links(workspace, channel, message).into_iter().collect();
    }
    let (subscription, channel_type) = match (room.is_im, room.is_mpim, room.is_private) {
        (true, _, _) => ("message.im", "im"),
        (_, true, _) => ("message.mpim", "mpim"),
        (_, _, true) => ("message.groups", "group"),
        (_, _, false) => ("message.channels", "channel"),
    };
    let subscribed = |name: &str| workspace.app.events.iter().any(|event| event == name);
    let mut said = message.clone();
    said["channel"] = json!(channel);
    said["event_ts"] = message["ts"].clone();
    let mut events = Vec::new();
    if subscribed(subscription) {
        let mut event = said.clone();
        event["channel_type"] = json!(channel_type);
        events.push(event);
    }
    let mentioned = said["text"].as_str().is_some_and(|text| text.contains(&format!("<@{bot}>")));
    if mentioned && !room.is_im && subscribed("app_mention") {
        said["type"] = json!("app_mention");
        events.push(said);
    }
    events.extend(of_links(workspace, channel, message));
    events
}

/// Links on domains that the app watches, wherever they are shared.
fn of_links(workspace: &Workspace, channel: &str, message: &Value) -> Option<Value> {
    let app = &workspace.app;
    let (text, ts) = (message["text"].as_str()?, message["ts"].as_str()?);
    let text = text.replace("&amp;", "&");
    let words = text.split(|letter: char| letter.is_whitespace() || ['<', '>', '|'].contains(&letter));
    let domain = |url: &str| {
        let host = Url::parse(url).ok().filter(|url| url.scheme().starts_with("http"))?.host_str()?.to_owned();
        app.unfurl_domains.iter().find(|domain| host == **domain || host.ends_with(&format!(".{domain}"))).cloned()
    };
    let links = words.filter_map(|word| Some(json!({"domain": domain(word)?, "url": word})));
    let links: Vec<Value> = links.collect();
    if links.is_empty() || !app.events.iter().any(|event| event == "link_shared") {
        return None;
    }
    let is_member = workspace.channel(channel)?.members.contains(&app.bot_user_id);
    let mut event = json!({
        "type": "link_shared", "channel": channel, "is_bot_user_member": is_member, "user": message["user"], "message_ts": ts,
        "unfurl_id": format!("{channel}.{ts}"), "source": "conversations_history", "links": links, "event_ts": ts,
    });
    if let Some(thread) = message.get("thread_ts") {
        event["thread_ts"] = thread.clone();
    }
    Some(event)
}
