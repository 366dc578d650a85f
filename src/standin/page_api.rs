//! `/ui`: what the page reads and does for the person chosen in it. It answers 200 with `ok: false` when Slack or the
//! bot says no, as the page shows that to the person.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::{get, post};
use axum::{Json, Router};
use chrono::{DateTime, Utc};
use futures::stream::{self, Stream};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;

use super::hub::Hub;
use super::inbound::{self, Answer, Trouble};
use super::interactions::{self, Target};
use super::modals;
use super::panes;
use super::people;
use super::seed::{Channel, Person, ShortcutKind};
use super::workspace::{Closing, Workspace, zone};

/// Routes below `/ui`.
pub(super) fn router() -> Router<Arc<Hub>> {
    Router::new()
        .route("/state", get(state))
        .route("/messages", get(messages))
        .route("/stream", get(news))
        .route("/say", post(say))
        .route("/act", post(act))
        .route("/submit", post(submit))
        .route("/close", post(close))
        .route("/options", get(options))
        .route("/home", post(home))
        .route("/pane", post(pane).get(prompts))
        .route("/shortcut", post(shortcut))
        .route("/shortcuts", get(shortcuts))
        .route("/read", post(read))
        .route("/clock", post(clock))
}

/// Who asks.
#[derive(Deserialize)]
struct Asker {
    #[serde(default)]
    user: String,
}

async fn state(State(hub): State<Arc<Hub>>, Query(asker): Query<Asker>) -> Json<Value> {
    let movable = hub.clock_url.is_some();
    Json(hub.read(|workspace| {
        let app = &workspace.app;
        let mine = workspace.channels.iter().filter(|channel| channel.members.contains(&asker.user));
        let channels: Vec<Value> = mine.map(|channel| channel_row(workspace, channel, &asker.user)).collect();
        let people = workspace.people.iter().map(|person| person_row(workspace, person));
        let users: Vec<Value> = people.chain([bot_row(workspace)]).collect();
        json!({
            "team": {"id": workspace.team.id, "name": workspace.team.name},
            "me": asker.user, "users": users, "channels": channels, "commands": app.commands,
            "clock": {"now": workspace.now().to_rfc3339(), "movable": movable},
            "app": {"name": app.name, "bot_user_id": app.bot_user_id, "app_id": app.id, "description": app.description},
            "usergroups": workspace.user_groups,
            "views": workspace.stacks.get(&asker.user).map(Vec::as_slice).unwrap_or_default(),
            "home": workspace.homes.get(&asker.user),
        })
    }))
}

fn person_row(workspace: &Workspace, person: &Person) -> Value {
    let (label, _) = zone(&person.tz, workspace.now());
    json!({
        "id": person.id, "name": person.name, "real_name": person.real_name, "tz": person.tz, "tz_label": label,
        "is_bot": person.is_bot, "is_admin": person.is_admin, "deleted": person.deleted,
        "is_restricted": person.is_restricted || person.is_ultra_restricted,
        "external": workspace.is_external(person), "color": person.color,
    })
}

fn bot_row(workspace: &Workspace) -> Value {
    let app = &workspace.app;
    json!({
        "id": app.bot_user_id, "name": app.name.to_lowercase(), "real_name": app.name, "tz": "Etc/UTC", "tz_label": "UTC",
        "is_bot": true, "is_admin": false, "deleted": false, "is_restricted": false, "external": false, "color": "1d1c1d",
    })
}

fn channel_row(workspace: &Workspace, channel: &Channel, user: &str) -> Value {
    let (unread, last_ts) = workspace.unread(&channel.id, user);
    json!({
        "id": channel.id, "name": channel.name, "topic": channel.topic, "is_im": channel.is_im,
        "is_private": channel.is_private, "is_ext_shared": channel.is_ext_shared, "is_archived": channel.is_archived,
        // In a direct message, the page names the one on the other side.
        "user": channel.user.as_ref().map(|_| &workspace.app.bot_user_id),
        "members": channel.members, "unread": unread, "last_ts": last_ts,
    })
}

#[derive(Deserialize)]
struct Place {
    user: String,
    channel: String,
    thread_ts: Option<String>,
}

async fn messages(State(hub): State<Arc<Hub>>, Query(place): Query<Place>) -> Json<Value> {
    let seen = hub.read(|workspace| {
        let member = workspace.is_member(&place.channel, &place.user);
        member.then(|| workspace.seen(&place.channel, &place.user, place.thread_ts.as_deref()))
    });
    let Some(mut seen) = seen else {
        return Json(json!({"messages": [], "error": "not_in_channel"}));
    };
    for message in &mut seen {
        if let Some(fields) = message.as_object_mut() {
            fields.shift_remove("metadata");
        }
    }
    Json(json!({"messages": seen}))
}

/// Server-sent events for one person, until the page goes or the local Slack stops.
async fn news(
    State(hub): State<Arc<Hub>>,
    Query(asker): Query<Asker>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let listening = (hub.listen(), hub.stop.clone(), asker.user);
    let events = stream::unfold(listening, |(mut news, stop, user)| async move {
        loop {
            let piece = tokio::select! {
                piece = news.recv() => piece,
                () = stop.cancelled() => return None,
            };
            let body = match piece {
                Ok(piece) if piece.users.as_ref().is_none_or(|users| users.contains(&user)) => piece.body,
                Ok(_) => continue,
                // A page that fell behind asks for everything anew.
                Err(RecvError::Lagged(_)) => json!({"type": "channel", "reload": true}),
                Err(RecvError::Closed) => return None,
            };
            let event = Event::default().data(body.to_string());
            return Some((Ok(event), (news, stop, user)));
        }
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

/// `{ok}` with what went wrong, if anything did.
fn outcome(result: Result<Answer, Trouble>) -> Json<Value> {
    if let Some(code) = inbound::failure_code(&result) {
        let detail =
            result.map_or_else(|trouble| trouble.to_string(), |answer| format!("the bot answered {}", answer.status));
        return Json(json!({"ok": false, "error": code, "detail": detail}));
    }
    match result {
        // Nothing was sent, as nothing is subscribed: that is fine for the person.
        Ok(_) => Json(json!({"ok": true})),
        Err(trouble) => refused(&trouble),
    }
}

fn refused(trouble: &Trouble) -> Json<Value> {
    let code = match trouble {
        Trouble::TimedOut => "operation_timeout",
        Trouble::Unreachable(_) => "dispatch_failed",
        Trouble::NotSent(_) => "not_sent",
        Trouble::Incomplete(_) => "incomplete",
    };
    let mut body = json!({"ok": false, "error": code, "detail": trouble.to_string()});
    if let Trouble::Incomplete(errors) = trouble {
        body["errors"] = errors.clone();
    }
    Json(body)
}

#[derive(Deserialize)]
struct Saying {
    user: String,
    channel: String,
    text: String,
    thread_ts: Option<String>,
}

async fn say(State(hub): State<Arc<Hub>>, Json(saying): Json<Saying>) -> Json<Value> {
    let Saying { user, channel, text, thread_ts } = saying;
    let thread_ts = thread_ts.filter(|ts| !ts.is_empty());
    outcome(people::say(&hub, &user, &channel, &text, thread_ts.as_deref()).await)
}

#[derive(Deserialize)]
struct Acting {
    user: String,
    container: Target,
    action: Value,
    state: Option<Value>,
}

async fn act(State(hub): State<Arc<Hub>>, Json(acting): Json<Acting>) -> Json<Value> {
    let Acting { user, container, action, state } = acting;
    outcome(interactions::click(&hub, &user, &container, &action, state.as_ref()).await)
}

#[derive(Deserialize)]
struct Submitting {
    user: String,
    view_id: String,
    #[serde(default)]
    state: Value,
}

async fn submit(State(hub): State<Arc<Hub>>, Json(form): Json<Submitting>) -> Json<Value> {
    let submitted = match modals::submit(&hub, &form.user, &form.view_id, &form.state).await {
        Ok(submitted) => submitted,
        Err(trouble) => return refused(&trouble),
    };
    let mut body =
        json!({"ok": submitted.errors.is_none() && submitted.failure.is_none(), "closed": submitted.view.is_none()});
    for (field, value) in
        [("errors", submitted.errors), ("error", submitted.failure.map(Value::from)), ("view", submitted.view)]
    {
        if let Some(value) = value {
            body[field] = value;
        }
    }
    Json(body)
}

#[derive(Deserialize)]
struct Leaving {
    user: String,
    view_id: String,
    /// Every view, not only the topmost.
    #[serde(default)]
    clear: bool,
}

async fn close(State(hub): State<Arc<Hub>>, Json(leaving): Json<Leaving>) -> Json<Value> {
    let closing = if leaving.clear { Closing::All } else { Closing::Top };
    match modals::close(&hub, &leaving.user, &leaving.view_id, closing).await {
        Ok(_) => Json(json!({"ok": true})),
        Err(trouble) => refused(&trouble),
    }
}

#[derive(Deserialize)]
struct Asking {
    user: String,
    channel: Option<String>,
    ts: Option<String>,
    view_id: Option<String>,
    action_id: String,
    #[serde(default)]
    block_id: String,
    #[serde(default)]
    value: String,
}

async fn options(State(hub): State<Arc<Hub>>, Query(asking): Query<Asking>) -> Json<Value> {
    let target = match (asking.view_id, asking.channel, asking.ts) {
        (Some(id), _, _) => Target::View { id },
        (None, Some(channel), Some(ts)) => Target::Message { channel, ts },
        (None, _, _) => {
            return refused(&Trouble::NotSent("neither a view nor a message is named".to_owned()));
        }
    };
    let element = (asking.action_id.as_str(), asking.block_id.as_str());
    match interactions::options(&hub, &asking.user, &target, element, &asking.value).await {
        Ok(offered) => Json(offered),
        Err(trouble) => {
            let mut body = refused(&trouble);
            body["options"] = json!([]);
            body
        }
    }
}

async fn home(State(hub): State<Arc<Hub>>, Json(asker): Json<Asker>) -> Json<Value> {
    match people::open_home(&hub, &asker.user).await {
        Ok(view) => Json(json!({"ok": true, "view": view})),
        Err(trouble) => {
            let mut body = refused(&trouble);
            body["view"] = json!(hub.read(|workspace| workspace.homes.get(&asker.user).cloned()));
            body
        }
    }
}

#[derive(Deserialize)]
struct Opening {
    user: String,
    beside: Option<String>,
}

/// Opens the app's direct message, beside the channel that was open before; what it offers to ask there.
async fn pane(State(hub): State<Arc<Hub>>, Json(opening): Json<Opening>) -> Json<Value> {
    let opened = panes::open(&hub, &opening.user, opening.beside.as_deref()).await;
    match opened {
        Ok(_) => Json(json!({"ok": true, "offered": panes::offered(&hub, &opening.user)})),
        Err(trouble) => refused(&trouble),
    }
}

/// What the app offers to ask.
async fn prompts(State(hub): State<Arc<Hub>>, Query(asker): Query<Asker>) -> Json<Value> {
    Json(json!({"ok": true, "offered": panes::offered(&hub, &asker.user)}))
}

#[derive(Deserialize)]
struct Shortcutting {
    user: String,
    callback_id: String,
    channel: Option<String>,
    ts: Option<String>,
}

async fn shortcut(State(hub): State<Arc<Hub>>, Json(asked): Json<Shortcutting>) -> Json<Value> {
    let message = asked.channel.as_deref().zip(asked.ts.as_deref());
    outcome(interactions::shortcut(&hub, &asked.user, &asked.callback_id, message).await)
}

async fn shortcuts(State(hub): State<Arc<Hub>>) -> Json<Value> {
    let of = |kind: ShortcutKind| {
        hub.read(|workspace| {
            let known = workspace.app.shortcuts.iter().filter(|shortcut| shortcut.kind == kind);
            let rows = known.map(|shortcut| json!({"callback_id": shortcut.callback_id, "name": shortcut.name}));
            rows.collect::<Vec<Value>>()
        })
    };
    Json(json!({"message": of(ShortcutKind::Message), "global": of(ShortcutKind::Global)}))
}

async fn read(State(hub): State<Arc<Hub>>, Json(place): Json<Place>) -> Json<Value> {
    hub.change(|workspace| workspace.mark_read(&place.channel, &place.user));
    Json(json!({"ok": true}))
}

#[derive(Deserialize)]
struct Moving {
    to: DateTime<Utc>,
}

async fn clock(State(hub): State<Arc<Hub>>, Json(moving): Json<Moving>) -> Json<Value> {
    match people::move_clock(&hub, moving.to).await {
        Ok(body) => Json(body),
        Err(trouble) => {
            let mut body = refused(&trouble);
            body["now"] = json!(hub.read(|workspace| workspace.now().to_rfc3339()));
            body
        }
    }
}
