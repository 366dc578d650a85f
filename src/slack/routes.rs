//! The addresses that Slack calls. Every body is bounded, timed and signed before anything of it is read; every answer
//! comes within three seconds, and what takes longer is told afterwards.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::desk::Desk;
use super::inbound::{
    DedupeKey, EventRequest, Form, Guard, Interaction, Origin, SignedBody, SigningSecrets, SlashCommand, read_signed,
};
use super::intake::{self, Outcome};
use crate::clock::Clock;
use crate::operations::letters;
use crate::telemetry;

/// For telling whether something was heard before; the answer is worth more than knowing that.
const LOOKING_BACK: Duration = Duration::from_millis(400);

#[derive(Clone)]
struct Reception {
    desk: Desk,
    guard: Arc<Guard>,
    /// Signatures are checked by the time on the wall, wherever a demo's clock stands.
    wall: Clock,
}

/// `/slack/commands`, `/slack/interactions`, `/slack/options` and `/slack/events`.
pub fn router(desk: Desk, secrets: SigningSecrets) -> Router {
    let reception = Reception { desk, guard: Arc::new(Guard::new(secrets)), wall: Clock::system() };
    Router::new()
        .route("/slack/commands", post(command))
        .route("/slack/interactions", post(interaction))
        .route("/slack/options", post(options))
        .route("/slack/events", post(event))
        .with_state(reception)
}

impl Reception {
    async fn read(&self, request: Request, kind: &'static str) -> Result<SignedBody, Response> {
        let read = read_signed(request, &self.guard, self.wall.now()).await;
        let outcome = if read.is_ok() { "signed" } else { "refused" };
        telemetry::came_in(kind, outcome);
        read.map_err(IntoResponse::into_response)
    }

    /// Slack does not repeat a command or a click over HTTP, but it may have come over a socket just before the app was
    /// moved from one to the other.
    async fn heard_before(&self, origin: &Origin, key: Option<DedupeKey>, kind: &'static str) -> bool {
        let Some(key) = key else { return false };
        let place = (origin.team_id.as_deref(), origin.enterprise_id.as_deref());
        let asked = letters::is_first(&self.desk.app, place, key.as_str(), kind);
        match tokio::time::timeout(LOOKING_BACK, asked).await {
            Ok(Ok(is_first)) => !is_first,
            // Whoever answers finds the same trouble, and words it.
            Ok(Err(failure)) => {
                tracing::warn!(error = %failure, "cannot tell whether something was heard before");
                false
            }
            Err(_) => {
                tracing::warn!("cannot tell in time whether something was heard before");
                false
            }
        }
    }
}

async fn command(State(reception): State<Reception>, request: Request) -> Response {
    let body = match reception.read(request, "command").await {
        Ok(body) => body,
        Err(response) => return response,
    };
    let Ok(form) = Form::parse(body.bytes()) else { return StatusCode::BAD_REQUEST.into_response() };
    let Ok(command) = SlashCommand::of_form(&form) else { return StatusCode::BAD_REQUEST.into_response() };
    let until = intake::in_time();
    if reception.heard_before(&command.origin, command.dedupe_key(), "command").await {
        return StatusCode::OK.into_response();
    }
    let name = form.get("channel_name").unwrap_or_default().to_owned();
    response(intake::command(reception.desk, command, name, until).await)
}

async fn interaction(State(reception): State<Reception>, request: Request) -> Response {
    let body = match reception.read(request, "interaction").await {
        Ok(body) => body,
        Err(response) => return response,
    };
    let Ok(form) = Form::parse(body.bytes()) else { return StatusCode::BAD_REQUEST.into_response() };
    let Ok(interaction) = Interaction::of_form(&form) else { return StatusCode::BAD_REQUEST.into_response() };
    let until = intake::in_time();
    if reception.heard_before(&interaction.origin, interaction.dedupe_key(), "interaction").await {
        return StatusCode::OK.into_response();
    }
    response(intake::interaction(reception.desk, interaction, until).await)
}

fn response(outcome: Outcome) -> Response {
    match outcome {
        Outcome::Done(Value::Null) | Outcome::Later(Value::Null, _) => StatusCode::OK.into_response(),
        Outcome::Done(body) | Outcome::Later(body, _) => Json(body).into_response(),
        Outcome::Broken => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// A menu asks what it may offer.
async fn options(State(reception): State<Reception>, request: Request) -> Response {
    let body = match reception.read(request, "options").await {
        Ok(body) => body,
        Err(response) => return response,
    };
    let Ok(form) = Form::parse(body.bytes()) else { return StatusCode::BAD_REQUEST.into_response() };
    let Ok(interaction) = Interaction::of_form(&form) else { return StatusCode::BAD_REQUEST.into_response() };
    Json(intake::options(&reception.desk, interaction).await).into_response()
}

async fn event(State(reception): State<Reception>, request: Request) -> Response {
    let body = match reception.read(request, "event").await {
        Ok(body) => body,
        Err(response) => return response,
    };
    let desk = reception.desk;
    match EventRequest::parse(body.bytes()) {
        Ok(EventRequest::UrlVerification { challenge }) => Json(json!({ "challenge": challenge })).into_response(),
        Ok(EventRequest::Callback(event)) => match desk.sort(&event).await {
            Ok(_) => {
                desk.post.notify_one();
                StatusCode::OK.into_response()
            }
            // Not kept, so not heard: Slack sends it again.
            Err(failure) => {
                tracing::error!(error = %failure, "cannot keep an event");
                StatusCode::SERVICE_UNAVAILABLE.into_response()
            }
        },
        Ok(EventRequest::Unknown { kind, .. }) => {
            tracing::info!(slack.kind = %kind, "an event request of a kind that nothing here handles");
            StatusCode::OK.into_response()
        }
        Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}
