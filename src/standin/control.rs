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
