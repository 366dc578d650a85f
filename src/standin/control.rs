//! `/control`: what tests and outside checkers read and script. It knows no person and needs no token.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::faults::Fault;
use super::hub::Hub;

/// Routes below `/control`.
pub(super) fn router() -> Router<Arc<Hub>> {
    Router::new()
        .route("/journal", get(journal))
        .route("/refused", get(refused))
        .route("/faults", post(script).delete(forget))
        .route("/expire", post(expire))
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

/// An admin removes the app.
async fn uninstall(State(hub): State<Arc<Hub>>, Path(place): Path<String>) -> Json<Value> {
    match super::oauth::uninstall(&hub, &place).await {
        Ok(answer) => Json(json!({"ok": true, "status": answer.status})),
        Err(trouble) => Json(json!({"ok": false, "error": trouble.to_string()})),
    }
}
