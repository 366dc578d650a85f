//! Messages that come as an answer: in the body of a command's acknowledgement, or posted to a `response_url`.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::faults;
use super::hub::Hub;
use super::journal::Written;
use super::limits;
use super::serve::Cut;
use super::workspace::{Author, Draft, Ticket, Workspace};

/// Shows the body of a command's acknowledgement: ephemeral, unless it says `in_channel`. Fails with Slack's code.
pub(super) fn show_command_reply(
    hub: &Arc<Hub>,
    user: &str,
    channel: &str,
    typed: &str,
    body: &Value,
) -> Result<(), String> {
    let body = body.as_str().map_or_else(|| body.clone(), |words| json!({"text": words}));
    let draft = draft(hub, &body, "command_reply")?;
    hub.change(|workspace| {
        let in_channel = body["response_type"] == "in_channel";
        let message = if in_channel {
            workspace.post(channel, &Author::Person(user.to_owned()), Draft::words(typed));
            workspace.post(channel, &Author::App, draft)
        } else {
            workspace.whisper(channel, user, &Author::App, draft)
        };
        let whom = (!in_channel).then(|| user.to_owned());
        record(workspace, "command_reply", channel, whom, &message, &body);
    });
    Ok(())
}

/// `POST /response/{token}`
pub(super) async fn respond(
    State(hub): State<Arc<Hub>>,
    Path(token): Path<String>,
    cut: axum::Extension<Cut>,
    body: Bytes,
) -> Response {
    let channel = hub.read(|workspace| workspace.ticket(&token).map(|ticket| ticket.channel)).ok();
    let fault = hub.faults().take("response_url", channel.as_deref());
    let answer = || {
        let outcome = answer(&hub, &token, &body);
        match outcome {
            Ok(()) => (StatusCode::OK, Json(json!({"ok": true}))).into_response(),
            Err(code) => {
                let status = if code.ends_with("_url") { StatusCode::NOT_FOUND } else { StatusCode::BAD_REQUEST };
                (status, Json(json!({"ok": false, "error": code}))).into_response()
            }
        }
    };
    match fault {
        Some(fault) => faults::act(fault, &cut, answer).await,
        None => answer(),
    }
}

fn answer(hub: &Arc<Hub>, token: &str, body: &[u8]) -> Result<(), String> {
    let ticket = hub.read(|workspace| workspace.ticket(token)).map_err(str::to_owned)?;
    let body: Value = serde_json::from_slice(body).map_err(|_| "invalid_payload".to_owned())?;
    if body["delete_original"] == true {
        return hub.change(|workspace| delete_original(workspace, &ticket, token, &body));
    }
    let draft = draft(hub, &body, "response_url")?;
    hub.change(|workspace| place(workspace, &ticket, &body, draft))?;
    hub.change(|workspace| workspace.punch_ticket(token));
    Ok(())
}

fn delete_original(workspace: &mut Workspace, ticket: &Ticket, token: &str, body: &Value) -> Result<(), String> {
    let ts = ticket.message_ts.as_deref().ok_or("message_not_found")?;
    let gone = workspace.remove_whisper(&ticket.channel, &ticket.user, ts) || workspace.remove(&ticket.channel, ts);
    if !gone {
        return Err("message_not_found".to_owned());
    }
    workspace.punch_ticket(token);
    let message = json!({"ts": ts});
    record(workspace, "response_url", &ticket.channel, None, &message, body);
    Ok(())
}

fn place(workspace: &mut Workspace, ticket: &Ticket, body: &Value, mut draft: Draft) -> Result<(), String> {
    let (channel, user) = (ticket.channel.as_str(), ticket.user.as_str());
    let original = ticket.message_ts.as_deref().filter(|_| body["replace_original"] == true);
    if let Some(ts) = original {
        let text = body["text"].as_str().map(str::to_owned);
        let whispered = workspace.whispered(channel, user, ts).is_some();
        let message = if whispered {
            workspace.rewrite_whisper(channel, user, ts, draft)
        } else {
            // A replacement replaces all of it: what is left out goes.
            draft.blocks = draft.blocks.or_else(|| Some(json!([])));
            workspace.edit(channel, ts, text, draft)
        };
        let message = message.ok_or("message_not_found")?;
        record(workspace, "response_url", channel, whispered.then(|| user.to_owned()), &message, body);
        return Ok(());
    }
    draft.thread_ts = body["thread_ts"].as_str().map(str::to_owned).or_else(|| ticket.thread_ts.clone());
    let in_channel = body["response_type"] == "in_channel";
    let message = if in_channel {
        workspace.post(channel, &Author::App, draft)
    } else {
        workspace.whisper(channel, user, &Author::App, draft)
    };
    record(workspace, "response_url", channel, (!in_channel).then(|| user.to_owned()), &message, body);
    Ok(())
}

fn record(workspace: &mut Workspace, method: &str, channel: &str, user: Option<String>, message: &Value, body: &Value) {
    workspace.record(Written {
        team: String::new(),
        method: method.to_owned(),
        channel: Some(channel.to_owned()),
        user,
        ts: message["ts"].as_str().map(str::to_owned),
        arguments: body.clone(),
        metadata: message.get("metadata").cloned(),
    });
}

/// The draft a message's JSON stands for, if Slack would take it.
fn draft(hub: &Arc<Hub>, body: &Value, method: &str) -> Result<Draft, String> {
    if let Err(refusal) = limits::message(body, limits::POSTED_TEXT) {
        hub.refuse(refusal.note(method, body));
        return Err(refusal.code);
    }
    let given = |field: &str| body.get(field).filter(|value| !value.is_null()).cloned();
    Ok(Draft {
        text: body["text"].as_str().unwrap_or_default().to_owned(),
        blocks: given("blocks"),
        attachments: given("attachments"),
        metadata: given("metadata"),
        ..Draft::default()
    })
}
