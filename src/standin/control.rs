//! `/control`: what tests and outside checkers read and script. It knows no person and needs no token.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::faults::Fault;
use super::hub::Hub;
use super::panes;

/// Routes below `/control`.
pub(super) fn router() -> Router<Arc<Hub>> {
    Router::new()
        .route("/journal", get(journal))
        .route("/refused", get(refused))
        .route("/faults", post(script).delete(forget))
        .route("/expire", post(expire))
        .route("/pane", post(pane))
        .route("/uninstall/{place}", post(uninstall))
        .route("/channels/{id}/archive", post(archive))
        .route("/channels/{id}/remove_app", post(remove_app))
        .route("/channels/{id}/change_id/{new}", post(change_id))
}

/// Every accepted write.
async fn journal(State(hub): State<Arc<Hub>>) -> Json<Value> {
    Json(json!({"entries": hub.read(|workspace| workspace.journal.clone())}))
}

/// Every refused write, and why.
async fn refused(State(hub): State<Arc<Hub>>) -> Json<Value> {
    Json(json!({"refused": hub.read(|workspace| workspace.refused.clone())}))
}

/// One fault, or a list of them.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Script {
    Many(Vec<Fault>),
    One(Fault),
}

async fn script(State(hub): State<Arc<Hub>>, Json(script): Json<Script>) -> Json<Value> {
    let faults = match script {
        Script::Many(faults) => faults,
        Script::One(fault) => vec![fault],
    };
    let count = faults.len();
    for fault in faults {
        hub.faults().script(fault);
    }
    Json(json!({"ok": true, "scripted": count}))
}

async fn forget(State(hub): State<Arc<Hub>>) -> Json<Value> {
    hub.faults().clear();
    Json(json!({"ok": true}))
}

/// Lets every `trigger_id` and `response_url` handed out so far run out.
async fn expire(State(hub): State<Arc<Hub>>) -> Json<Value> {
    hub.change(super::workspace::Workspace::expire_tickets);
    Json(json!({"ok": true}))
}

/// Somebody opens the app's pane, or begins a thread with it.
#[derive(serde::Deserialize)]
struct Opening {
    user: String,
    /// The channel that they look at.
    beside: Option<String>,
    /// In a thread, as apps with `assistant_view` have it.
    #[serde(default)]
    in_thread: bool,
}

async fn pane(State(hub): State<Arc<Hub>>, Json(opening): Json<Opening>) -> Json<Value> {
    let beside = opening.beside.as_deref();
    let opened = if opening.in_thread {
        panes::begin_thread(&hub, &opening.user, beside).await.map(|ts| json!({"ok": true, "thread_ts": ts}))
    } else {
        panes::open(&hub, &opening.user, beside).await.map(|_| json!({"ok": true}))
    };
    Json(opened.unwrap_or_else(|trouble| json!({"ok": false, "error": trouble.to_string()})))
}

/// An admin removes the app.
async fn uninstall(State(hub): State<Arc<Hub>>, Path(place): Path<String>) -> Json<Value> {
    match super::oauth::uninstall(&hub, &place).await {
        Ok(answer) => Json(json!({"ok": true, "status": answer.status})),
        Err(trouble) => Json(json!({"ok": false, "error": trouble.to_string()})),
    }
}

/// Whoever did it: nobody of the workspace.
const BY: &str = "USLACKBOT";

/// Somebody archives a channel.
async fn archive(State(hub): State<Arc<Hub>>, Path(id): Path<String>) -> Json<Value> {
    done(&super::lifecycle::archive(&hub, &id, BY).await)
}

/// Somebody removes the app from a channel.
async fn remove_app(State(hub): State<Arc<Hub>>, Path(id): Path<String>) -> Json<Value> {
    done(&super::lifecycle::remove_app(&hub, &id, BY).await)
}

/// A channel is known by another id from now on.
async fn change_id(State(hub): State<Arc<Hub>>, Path((id, new)): Path<(String, String)>) -> Json<Value> {
    done(&super::lifecycle::change_id(&hub, &id, &new).await)
}

fn done(outcome: &Result<(), super::inbound::Trouble>) -> Json<Value> {
    match outcome {
        Ok(()) => Json(json!({"ok": true})),
        Err(trouble) => Json(json!({"ok": false, "error": trouble.to_string()})),
    }
}
