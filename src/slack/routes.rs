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

use super::desk::{Desk, Door, Place, Visit};
use super::inbound::{
    EventRequest, Form, Guard, Interaction, InteractionKind, ResponseUrl, SignedBody, SigningSecrets, SlashCommand,
    read_signed,
};
use super::render::{self, Message, Trouble};
use crate::clock::Clock;
use crate::domain::person::Actor;
use crate::telemetry;

/// Slack waits three seconds; ours is the answer before that.
const PATIENCE: Duration = Duration::from_millis(2_300);

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
}

async fn command(State(reception): State<Reception>, request: Request) -> Response {
    let body = match reception.read(request, "command").await {
        Ok(body) => body,
        Err(response) => return response,
    };
    let Ok(form) = Form::parse(body.bytes()) else { return StatusCode::BAD_REQUEST.into_response() };
    let Ok(command) = SlashCommand::of_form(&form) else { return StatusCode::BAD_REQUEST.into_response() };
    let name = form.get("channel_name").unwrap_or_default().to_owned();
    answer_in_time(reception.desk, command, name).await
}

/// Answers in the response when that is quick and every block is one that Slack surely knows; else afterwards.
async fn answer_in_time(desk: Desk, command: SlashCommand, channel_name: String) -> Response {
    let address = command.response_url.as_deref();
    let address = address.and_then(|url| ResponseUrl::parse(url, desk.responses_below.as_ref()).ok());
    let working = desk.clone();
    let mut answering = desk.tasks.spawn(async move { answer(&working, command, channel_name).await });
    let Ok(answered) = tokio::time::timeout(PATIENCE, &mut answering).await else {
        let later = desk.clone();
        desk.tasks.spawn(async move {
            if let (Ok(message), Some(address)) = (answering.await, address) {
                later.tell_later(&address, &message).await;
            }
        });
        return private(&render::trouble(&Trouble::Working));
    };
    let message = answered.unwrap_or_else(|_| render::trouble(&Trouble::Internal { reference: "panic".to_owned() }));
    match address {
        Some(address) if message.fallback_json().is_some() => {
            desk.tasks.clone().spawn(async move { desk.tell_later(&address, &message).await });
            StatusCode::OK.into_response()
        }
        _ => private(&message),
    }
}

async fn answer(desk: &Desk, command: SlashCommand, channel_name: String) -> Message {
    let actor = match desk.door(&command.origin).await {
        Ok(Door::In(actor)) => *actor,
        Ok(Door::Stranger) => return render::trouble(&Trouble::UnknownPerson),
        Ok(Door::UnknownWorkspace | Door::Outsider) => return render::trouble(&Trouble::External),
        Err(failure) => {
            tracing::error!(error = %failure, "cannot look a person up");
            return render::trouble(&Trouble::Busy);
        }
    };
    let desk = match desk.to(actor.org, actor.installation).await {
        Ok(desk) => desk,
        Err(none) => {
            tracing::error!(error = %none, "cannot speak where a command came from");
            return render::trouble(&Trouble::Busy);
        }
    };
    let channel = Place { id: command.channel_id, name: channel_name };
    let key = command.trigger_id.unwrap_or_else(|| uuid::Uuid::new_v4().to_string());
    desk.answer(&Visit { actor, channel: Some(channel), key }, &command.text).await
}

fn private(message: &Message) -> Response {
    let mut body = message.fallback_json().unwrap_or_else(|| message.to_json());
    body["response_type"] = json!("ephemeral");
    Json(body).into_response()
}

async fn interaction(State(reception): State<Reception>, request: Request) -> Response {
    let body = match reception.read(request, "interaction").await {
        Ok(body) => body,
        Err(response) => return response,
    };
    let Ok(form) = Form::parse(body.bytes()) else { return StatusCode::BAD_REQUEST.into_response() };
    let Ok(interaction) = Interaction::of_form(&form) else { return StatusCode::BAD_REQUEST.into_response() };
    let desk = reception.desk;
    let working = desk.clone();
    let mut acting = desk.tasks.spawn(async move { act(&working, interaction).await });
    match tokio::time::timeout(PATIENCE, &mut acting).await {
        // Out of time it goes on; whoever clicked sees the card change, or is told.
        Ok(Ok(Value::Null)) | Err(_) => StatusCode::OK.into_response(),
        Ok(Ok(answer)) => Json(answer).into_response(),
        Ok(Err(_)) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Does what an interaction asks for; the value is the answer's body, `Null` for none.
async fn act(desk: &Desk, interaction: Interaction) -> Value {
    let actor = match desk.door(&interaction.origin).await {
        Ok(Door::In(actor)) => *actor,
        Ok(Door::Stranger) => return turned_away(desk, &interaction, &render::trouble(&Trouble::UnknownPerson)).await,
        Ok(Door::UnknownWorkspace | Door::Outsider) => {
            return turned_away(desk, &interaction, &render::trouble(&Trouble::External)).await;
        }
        Err(failure) => {
            tracing::error!(error = %failure, "cannot look a person up");
            return turned_away(desk, &interaction, &render::trouble(&Trouble::Busy)).await;
        }
    };
    let desk = match desk.to(actor.org, actor.installation).await {
        Ok(desk) => desk,
        Err(none) => {
            tracing::error!(error = %none, "cannot speak where a click came from");
            return turned_away(desk, &interaction, &render::trouble(&Trouble::Busy)).await;
        }
    };
    let visit = visit_of(&interaction, actor);
    match &interaction.kind {
        InteractionKind::BlockActions { actions, view } => {
            desk.clicked(&visit, &interaction, actions, view.as_ref()).await;
            Value::Null
        }
        InteractionKind::ViewSubmission(view) => desk.submitted(&visit, view).await,
        InteractionKind::ViewClosed { .. } => Value::Null,
        InteractionKind::Shortcut { .. } | InteractionKind::MessageAction { .. } => {
            desk.shortcut(&visit, &interaction).await;
            Value::Null
        }
        InteractionKind::BlockSuggestion(query) => desk.options(&visit, query).await,
        InteractionKind::Unknown { .. } => {
            tracing::info!("an interaction of a kind that nothing here handles");
            Value::Null
        }
    }
}

fn visit_of(interaction: &Interaction, actor: Actor) -> Visit {
    let name = interaction.raw.pointer("/channel/name").and_then(Value::as_str).unwrap_or_default();
    let channel = interaction.channel_id.clone().map(|id| Place { id, name: name.to_owned() });
    let key = interaction.trigger_id.clone().unwrap_or_else(|| uuid::Uuid::new_v4().to_string());
    Visit { actor, channel, key }
}

/// Whoever is not let in hears it privately, where Slack gave an address for it.
async fn turned_away(desk: &Desk, interaction: &Interaction, message: &Message) -> Value {
    let address = interaction.response_url.as_deref();
    if let Some(address) = address.and_then(|url| ResponseUrl::parse(url, desk.responses_below.as_ref()).ok()) {
        desk.tell_later(&address, message).await;
    }
    Value::Null
}

/// A menu asks what it may offer. Whoever is not let in is offered nothing.
async fn options(State(reception): State<Reception>, request: Request) -> Response {
    let body = match reception.read(request, "options").await {
        Ok(body) => body,
        Err(response) => return response,
    };
    let Ok(form) = Form::parse(body.bytes()) else { return StatusCode::BAD_REQUEST.into_response() };
    let Ok(interaction) = Interaction::of_form(&form) else { return StatusCode::BAD_REQUEST.into_response() };
    let offered = match tokio::time::timeout(PATIENCE, act(&reception.desk, interaction)).await {
        Ok(offered) if offered.is_object() => offered,
        Ok(_) | Err(_) => json!({ "options": [] }),
    };
    Json(offered).into_response()
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
