//! What becomes of an envelope: stored, then answered, then acknowledged. What Slack sends again gets the answer that it
//! had, and does nothing twice.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::operations::letters::{self, Begun, Letter};
use crate::operations::{App, Failure};
use crate::slack::desk::Desk;
use crate::slack::inbound::{
    DedupeKey, Envelope, EventRequest, Form, Interaction, InteractionKind, Origin, PayloadFault, Said, SlashCommand,
};
use crate::slack::intake::{self, Outcome};
use crate::telemetry;

/// Longer than answering takes. After it, whoever reads letters takes over.
const LEASE_SECONDS: f64 = 60.0;
const GLANCE: Duration = Duration::from_millis(50);
/// An answer that cannot be written down is tried so often; then its letter is read once more.
const MOST_WRITES: u32 = 3;

/// The acknowledgement; `None` when it could not be stored, so that it comes again.
pub(super) async fn hear(desk: Desk, envelope: Envelope) -> Option<String> {
    let Envelope { id, said, takes_answer, payload } = envelope;
    let heard = match said {
        Said::Event => event(&desk, &payload).await,
        Said::Command => command(&desk, &payload, takes_answer).await,
        Said::Interaction => interaction(&desk, payload).await,
        Said::Unknown => {
            tracing::info!("an envelope of a kind that nothing here handles");
            Heard::Taken(Value::Null)
        }
    };
    let (outcome, answer) = match heard {
        Heard::Taken(answer) => (if said == Said::Unknown { "unknown" } else { "taken" }, answer),
        Heard::Malformed(fault) => {
            // Sent again it would be no better.
            tracing::warn!(error = %fault, slack.kind = said.as_str(), "an envelope cannot be read");
            ("malformed", Value::Null)
        }
        Heard::NotStored(failure) => {
            tracing::error!(error = %failure, slack.kind = said.as_str(), "an envelope cannot be kept");
            telemetry::came_in(said.as_str(), "not_stored");
            return None;
        }
        Heard::Broken => {
            telemetry::came_in(said.as_str(), "broken");
            return None;
        }
    };
    telemetry::came_in(said.as_str(), outcome);
    let mut ack = json!({ "envelope_id": id });
    if takes_answer && !answer.is_null() {
        ack["payload"] = answer;
    }
    Some(ack.to_string())
}

enum Heard {
    /// Stored, done or nothing to us; with the answer, or `Null`.
    Taken(Value),
    Malformed(PayloadFault),
    NotStored(Failure),
    /// It panicked: whoever asked sees Slack's own words for no answer.
    Broken,
}

async fn event(desk: &Desk, payload: &Value) -> Heard {
    match EventRequest::parse(payload.to_string().as_bytes()) {
        Ok(EventRequest::Callback(event)) => match desk.sort(&event).await {
            Ok(_) => {
                desk.post.notify_one();
                Heard::Taken(Value::Null)
            }
            Err(failure) => Heard::NotStored(failure),
        },
        Ok(EventRequest::UrlVerification { .. } | EventRequest::Unknown { .. }) => Heard::Taken(Value::Null),
        Err(fault) => Heard::Malformed(fault),
    }
}

async fn command(desk: &Desk, payload: &Value, takes_answer: bool) -> Heard {
    let form = Form::of_json(payload);
    let command = match SlashCommand::of_form(&form) {
        Ok(command) => command,
        Err(fault) => return Heard::Malformed(fault),
    };
    let name = form.get("channel_name").unwrap_or_default().to_owned();
    let (origin, key, until) = (command.origin.clone(), command.dedupe_key(), intake::in_time());
    once(desk, &origin, key, "command", payload, async |desk| {
        if takes_answer {
            return intake::command(desk, command, name, until).await;
        }
        let tasks = desk.tasks.clone();
        Outcome::Later(Value::Null, tasks.spawn(async move { intake::late_command(&desk, command, name).await }))
    })
    .await
}

async fn interaction(desk: &Desk, payload: Value) -> Heard {
    let interaction = match Interaction::parse(payload.to_string().as_bytes()) {
        Ok(interaction) => interaction,
        Err(fault) => return Heard::Malformed(fault),
    };
    if let InteractionKind::BlockSuggestion(_) = interaction.kind {
        // It changes nothing, and nobody wants to know it later.
        return Heard::Taken(intake::options(desk, interaction).await);
    }
    let (origin, key, until) = (interaction.origin.clone(), interaction.dedupe_key(), intake::in_time());
    once(desk, &origin, key, "interaction", &payload, async |desk| intake::interaction(desk, interaction, until).await)
        .await
}

/// Stores something and does it, unless that was done before. What nothing tells from another is done without: a closed
/// view is all that comes without a trigger.
async fn once(
    desk: &Desk,
    origin: &Origin,
    key: Option<DedupeKey>,
    kind: &'static str,
    payload: &Value,
    work: impl AsyncFnOnce(Desk) -> Outcome,
) -> Heard {
    let place = (origin.team_id.as_deref(), origin.enterprise_id.as_deref());
    let letter = match key {
        Some(key) => match begin(&desk.app, place, (key.as_str(), kind), payload).await {
            Ok(Some(Begun::Ours(letter))) => Some(letter),
            Ok(Some(Begun::Answered(answer))) => return again(kind, answer),
            // Whoever is at it tells the rest, or whoever reads letters does.
            Ok(Some(Begun::Elsewhere)) => return again(kind, Value::Null),
            Ok(None) => None,
            Err(failure) => return Heard::NotStored(failure),
        },
        None => None,
    };
    match work(desk.clone()).await {
        Outcome::Done(answer) => {
            if let Some(letter) = letter {
                write_down(&desk.app, &letter, Some(&answer)).await;
            }
            Heard::Taken(answer)
        }
        Outcome::Later(answer, rest) => {
            let app = desk.app.clone();
            desk.tasks.spawn(async move {
                let _ = rest.await;
                if let Some(letter) = letter {
                    write_down(&app, &letter, None).await;
                }
            });
            Heard::Taken(answer)
        }
        Outcome::Broken => {
            if let Some(letter) = letter {
                write_down(&desk.app, &letter, None).await;
            }
            Heard::Broken
        }
    }
}

fn again(kind: &'static str, answer: Value) -> Heard {
    tracing::info!(slack.kind = kind, "an envelope came again");
    telemetry::came_in(kind, "again");
    Heard::Taken(answer)
}

/// Begins, or waits for whoever has begun before.
async fn begin(
    app: &App,
    place: (Option<&str>, Option<&str>),
    named: (&str, &str),
    payload: &Value,
) -> Result<Option<Begun>, Failure> {
    let until = intake::in_time();
    loop {
        let begun = letters::begin(app, place, named, payload, LEASE_SECONDS).await?;
        if !matches!(begun, Some(Begun::Elsewhere)) || until < Instant::now() {
            return Ok(begun);
        }
        tokio::time::sleep(GLANCE).await;
    }
}

/// It is done. Should that not be written down, it is done once more later: everything here is keyed by its visit.
async fn write_down(app: &App, letter: &Letter, answer: Option<&Value>) {
    for n in 1..=MOST_WRITES {
        match letters::answered(app, letter, answer.filter(|answer| !answer.is_null())).await {
            Ok(_) => return,
            Err(failure) => tracing::warn!(error = %failure, n, "an answer cannot be written down"),
        }
        tokio::time::sleep(GLANCE * n).await;
    }
}
