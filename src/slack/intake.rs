//! Answers within Slack's three seconds, by whichever way something came in. What takes longer goes on, and is told
//! afterwards.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::desk::{Desk, Door, Place, Visit};
use super::inbound::{Interaction, InteractionKind, ResponseUrl, SlashCommand};
use super::render::{self, Message, Trouble};
use crate::domain::locale::Locale;
use crate::domain::person::Actor;

/// Slack waits three seconds; ours is the answer before that.
pub(super) const PATIENCE: Duration = Duration::from_millis(2_300);

/// Until when something that has just come in is answered.
pub(super) fn in_time() -> Instant {
    Instant::now() + PATIENCE
}

/// What became of something so far.
pub(super) enum Outcome {
    /// It is done; `Null` when the answer has no body.
    Done(Value),
    /// This is all that can be said in time; the rest goes on.
    Later(Value, JoinHandle<()>),
    /// It broke.
    Broken,
}

/// The locale of whoever waits for an answer, from the moment on at which the answering knows it. Nobody asks for it
/// besides: what cannot wait is told in English until then.
#[derive(Clone, Default)]
struct Asker(Arc<OnceLock<Locale>>);

impl Asker {
    fn met(&self, actor: &Actor) -> Locale {
        *self.0.get_or_init(|| actor.person.locale)
    }

    fn told(&self, trouble: &Trouble) -> Message {
        render::drawn_in(self.0.get().copied().unwrap_or_default(), || render::trouble(trouble))
    }
}

/// Answers a command in its response when that is quick and every block is one that Slack surely knows; else afterwards.
pub(super) async fn command(desk: Desk, command: SlashCommand, channel_name: String, until: Instant) -> Outcome {
    let address = address_of(&desk, command.response_url.as_deref());
    let asker = Asker::default();
    let (working, met) = (desk.clone(), asker.clone());
    let mut answering = desk.tasks.spawn(async move { answer(&working, command, channel_name, &met).await });
    let Ok(answered) = tokio::time::timeout_at(until, &mut answering).await else {
        let later = desk.clone();
        let rest = desk.tasks.spawn(async move {
            if let (Ok(message), Some(address)) = (answering.await, address) {
                later.tell_later(&address, &message).await;
            }
        });
        return Outcome::Later(private(&asker.told(&Trouble::Working)), rest);
    };
    let message = answered.unwrap_or_else(|_| asker.told(&Trouble::Internal { reference: "panic".to_owned() }));
    match address {
        Some(address) if message.fallback_json().is_some() => {
            let rest = desk.tasks.clone().spawn(async move { desk.tell_later(&address, &message).await });
            Outcome::Later(Value::Null, rest)
        }
        _ => Outcome::Done(private(&message)),
    }
}

/// A command whose asker has waited too long for a response: the answer goes to its address.
pub(super) async fn late_command(desk: &Desk, command: SlashCommand, channel_name: String) {
    let address = address_of(desk, command.response_url.as_deref());
    let message = answer(desk, command, channel_name, &Asker::default()).await;
    if let Some(address) = address {
        desk.tell_later(&address, &message).await;
    }
}

/// Does what an interaction asks for. Out of time it goes on; whoever clicked sees the card change, or is told.
pub(super) async fn interaction(desk: Desk, interaction: Interaction, until: Instant) -> Outcome {
    let working = desk.clone();
    let mut acting = desk.tasks.spawn(async move { act(&working, interaction).await });
    match tokio::time::timeout_at(until, &mut acting).await {
        Ok(Ok(answer)) => Outcome::Done(answer),
        Ok(Err(_)) => Outcome::Broken,
        Err(_) => Outcome::Later(
            Value::Null,
            desk.tasks.spawn(async move {
                let _ = acting.await;
            }),
        ),
    }
}

/// What a menu may offer. Whoever is not let in is offered nothing.
pub(super) async fn options(desk: &Desk, interaction: Interaction) -> Value {
    match tokio::time::timeout(PATIENCE, act(desk, interaction)).await {
        Ok(offered) if offered.is_object() => offered,
        Ok(_) | Err(_) => json!({ "options": [] }),
    }
}

async fn answer(desk: &Desk, command: SlashCommand, channel_name: String, asker: &Asker) -> Message {
    let actor = match desk.door(&command.origin).await {
        Ok(Door::In(actor)) => *actor,
        Ok(Door::Stranger) => return render::trouble(&Trouble::UnknownPerson),
        Ok(Door::UnknownWorkspace | Door::Outsider) => return render::trouble(&Trouble::External),
        Err(failure) => {
            tracing::error!(error = %failure, "cannot look a person up");
            return render::trouble(&Trouble::Busy);
        }
    };
    let locale = asker.met(&actor);
    let desk = match desk.to(actor.org, actor.installation).await {
        Ok(desk) => desk,
        Err(none) => {
            tracing::error!(error = %none, "cannot speak where a command came from");
            return asker.told(&Trouble::Busy);
        }
    };
    let channel = Place { id: command.channel_id, name: channel_name };
    let key = command.trigger_id.unwrap_or_else(|| uuid::Uuid::new_v4().to_string());
    let visit = Visit { actor, channel: Some(channel), key };
    render::told_in(locale, Box::pin(desk.answer(&visit, &command.text))).await
}

/// Does what an interaction asks for; the value is the answer's body, `Null` for none.
pub(super) async fn act(desk: &Desk, interaction: Interaction) -> Value {
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
    render::told_in(visit.actor.person.locale, Box::pin(acted(&desk, &visit, &interaction))).await
}

async fn acted(desk: &Desk, visit: &Visit, interaction: &Interaction) -> Value {
    match &interaction.kind {
        InteractionKind::BlockActions { actions, view } => {
            Box::pin(desk.clicked(visit, interaction, actions, view.as_ref())).await;
            Value::Null
        }
        InteractionKind::ViewSubmission(view) => {
            let answer = desk.submitted(visit, view).await;
            if answer["response_action"] != "errors" {
                desk.home_again(visit);
            }
            answer
        }
        InteractionKind::ViewClosed { .. } => Value::Null,
        InteractionKind::Shortcut { .. } | InteractionKind::MessageAction { .. } => {
            desk.shortcut(visit, interaction).await;
            Value::Null
        }
        InteractionKind::BlockSuggestion(query) => desk.options(visit, query).await,
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
    if let Some(address) = address_of(desk, interaction.response_url.as_deref()) {
        desk.tell_later(&address, message).await;
    }
    Value::Null
}

fn address_of(desk: &Desk, url: Option<&str>) -> Option<ResponseUrl> {
    url.and_then(|url| ResponseUrl::parse(url, desk.responses_below.as_ref()).ok())
}

fn private(message: &Message) -> Value {
    let mut body = message.fallback_json().unwrap_or_else(|| message.to_json());
    body["response_type"] = json!("ephemeral");
    body
}
