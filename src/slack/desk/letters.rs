//! Events, and what else was left: stored before Slack hears 200, then read one by one. A letter that is read twice does nothing twice: answers
//! are private or replace what stood there.

use std::time::Duration;

use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::channels::became;
use super::visit::Place;
use super::{Desk, Door, Visit};
use crate::domain::person::Actor;
use crate::operations::installs::{self, End, Installation};
use crate::operations::letters::Letter;
use crate::operations::{Failure, guarded, letters, roles, settings};
use crate::slack::client::NoLine;
use crate::slack::commands::after_mention;
use crate::slack::inbound::{Event, EventCallback, EventRequest, Form, Interaction, MessageEvent, SlashCommand};
use crate::slack::intake;
use crate::slack::render::{self, Message, Trouble};
use crate::slack::sending;

/// Longer than handling one takes.
const LEASE_SECONDS: f64 = 120.0;
/// A letter that cannot be handled so often is put aside.
const MOST_ATTEMPTS: i32 = 5;
const POLL: Duration = Duration::from_secs(1);

/// How a letter was read.
pub(super) enum Read {
    /// To its end.
    Done,
    /// Slack does not say now what it takes: it is read again after so long, and no attempt is counted.
    PutOff(Duration),
}

/// What becomes of an event at the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sorted {
    /// It is kept, and will be handled.
    Kept,
    /// It is known already, or nothing that we handle.
    Ignored,
}

impl Desk {
    /// Keeps an event, if it is one for us. Fails when it cannot be kept: then Slack shall send it again.
    pub async fn sort(&self, event: &EventCallback) -> Result<Sorted, Failure> {
        let (kind, key) = match &event.event {
            Event::AppMention(message) if is_from_a_person(message) => ("mention", event.message_key("answer")),
            Event::Message(message) if is_question(message) => ("message", event.message_key("answer")),
            Event::Pane(_) => ("pane", Some(event.dedupe_key())),
            Event::LinksShared(links) if self.may_draw(event, links) => ("links", Some(event.dedupe_key())),
            Event::AppHomeOpened { tab } if tab == "home" => ("home", Some(event.dedupe_key())),
            Event::UserChange { .. } => ("user", Some(event.dedupe_key())),
            Event::UserGroupChanged => ("groups", Some(event.dedupe_key())),
            Event::AppUninstalled => ("uninstalled", Some(event.dedupe_key())),
            // People's own tokens are none of ours.
            Event::TokensRevoked { bot, .. } if !bot.is_empty() => ("revoked", Some(event.dedupe_key())),
            Event::AppMention(_)
            | Event::Message(_)
            | Event::LinksShared(_)
            | Event::AppHomeOpened { .. }
            | Event::TokensRevoked { .. }
            | Event::ChannelArchive { .. }
            | Event::ChannelIdChanged { .. }
            | Event::BotLeftChannel { .. }
            | Event::MemberLeftChannel { .. }
            | Event::Unknown { .. } => match became(event) {
                Some(_) => ("channel", Some(event.dedupe_key())),
                None => return Ok(Sorted::Ignored),
            },
        };
        let Some(key) = key else { return Ok(Sorted::Ignored) };
        let place = (event.origin.team_id.as_deref(), event.origin.enterprise_id.as_deref());
        let kept = letters::keep(&self.app, place, key.as_str(), kind, &event.raw).await?;
        Ok(if kept { Sorted::Kept } else { Sorted::Ignored })
    }

    /// Reads letters until `stop`.
    pub async fn read_letters(&self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            match self.read_one().await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(failure) => tracing::error!(error = %failure, "cannot read the inbox"),
            }
            tokio::select! {
                () = stop.cancelled() => break,
                () = self.post.notified() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
    }

    /// Reads the oldest letter; `false` when there is none.
    pub async fn read_one(&self) -> Result<bool, Failure> {
        let Some(letter) = letters::take(&self.app, LEASE_SECONDS, MOST_ATTEMPTS).await? else { return Ok(false) };
        let still_ours = match guarded(self.handle(&letter)).await {
            Ok(Read::Done) => letters::done(&self.app, &letter).await?,
            Ok(Read::PutOff(wait)) => letters::put_off(&self.app, &letter, wait.as_secs_f64()).await?,
            Err(failure) => {
                tracing::warn!(letter.kind = %letter.kind, error = %failure, "a letter could not be handled");
                letters::failed(&self.app, &letter, MOST_ATTEMPTS).await?
            }
        };
        if !still_ours {
            tracing::warn!(letter.kind = %letter.kind, "a letter took so long that another reader took it over");
        }
        Ok(true)
    }

    async fn handle(&self, letter: &Letter) -> Result<Read, Failure> {
        match letter.kind.as_str() {
            "command" | "interaction" => self.answer_late(letter).await,
            _ => return self.handle_event(letter).await,
        }
        Ok(Read::Done)
    }

    /// Something that came over a socket, and whose process went away before it was done.
    async fn answer_late(&self, letter: &Letter) {
        if letter.kind == "interaction" {
            if let Ok(interaction) = Interaction::parse(letter.payload.to_string().as_bytes()) {
                intake::act(self, interaction).await;
            }
            return;
        }
        let form = Form::of_json(&letter.payload);
        if let Ok(command) = SlashCommand::of_form(&form) {
            let name = form.get("channel_name").unwrap_or_default().to_owned();
            intake::late_command(self, command, name).await;
        }
    }

    async fn handle_event(&self, letter: &Letter) -> Result<Read, Failure> {
        let body = letter.payload.to_string();
        let Ok(EventRequest::Callback(event)) = EventRequest::parse(body.as_bytes()) else { return Ok(Read::Done) };
        if let Event::UserChange { user_id: Some(user), zone, locale, .. } = &event.event {
            // It is no visit: whoever it is about did nothing here.
            settings::saw_profile(&self.app, letter.org, user, (zone.as_deref(), locale.as_deref()), None).await?;
            return Ok(Read::Done);
        }
        if event.event == Event::UserGroupChanged {
            roles::look_again(&self.app, letter.org).await?;
            self.bell.notify_one();
            return Ok(Read::Done);
        }
        // Where the bot is not installed any more, nobody waits for an answer.
        let Some(installation) = self.installation_of(&event).await? else { return Ok(Read::Done) };
        if let Some(end) = end_of(&event.event) {
            self.lines.told_of_end(installation.org, installation.id, end).await?;
            return Ok(Read::Done);
        }
        if let Some(what) = became(&event) {
            return self.channel_became(&installation, letter, what).await;
        }
        match self.to(installation.org, installation.id).await {
            Ok(desk) => desk.answer_letter(letter, &event).await?,
            Err(NoLine::Closed) => {}
            Err(NoLine::Failed(failure)) => return Err(failure),
        }
        Ok(Read::Done)
    }

    async fn installation_of(&self, event: &EventCallback) -> Result<Option<Installation>, Failure> {
        let place = (event.origin.team_id.as_deref(), event.origin.enterprise_id.as_deref());
        installs::at(&self.app, place).await
    }

    async fn answer_letter(&self, letter: &Letter, event: &EventCallback) -> Result<(), Failure> {
        let Door::In(actor) = self.door(&event.origin).await? else {
            return self.turn_away(letter, event).await;
        };
        render::told_in(actor.person.locale, Box::pin(self.answer_person(letter, event, *actor))).await
    }

    async fn answer_person(&self, letter: &Letter, event: &EventCallback, actor: Actor) -> Result<(), Failure> {
        match &event.event {
            Event::AppMention(message) | Event::Message(message) => {
                let channel = self.place(&message.channel_id).await;
                let visit = Visit { actor, channel: Some(channel), key: letter.key.clone() };
                if is_direct(message) {
                    return self.answer_in_thread(letter, message, &visit).await;
                }
                let bot = event.authorizations.first().and_then(|grant| grant.user_id.as_deref()).unwrap_or_default();
                let answer = self.answer(&visit, after_mention(&message.text, bot)).await;
                let user = event.origin.user_id.as_deref().unwrap_or_default();
                self.whisper(message, user, &answer).await
            }
            Event::Pane(pane) => {
                let visit = Visit { actor, channel: None, key: letter.key.clone() };
                self.offer_prompts(&visit, event.origin.user_id.as_deref().unwrap_or_default(), pane).await
            }
            // Everybody in the channel reads it, not whoever shared the link alone.
            Event::LinksShared(links) => render::told_in(self.app.channel_locale, self.draw_links(&actor, links)).await,
            Event::AppHomeOpened { .. } => {
                let visit = Visit { actor, channel: None, key: letter.key.clone() };
                self.home_opened(&visit).await
            }
            // They say nothing to answer to, or are never kept.
            Event::AppUninstalled
            | Event::TokensRevoked { .. }
            | Event::ChannelArchive { .. }
            | Event::ChannelIdChanged { .. }
            | Event::UserGroupChanged
            | Event::BotLeftChannel { .. }
            | Event::MemberLeftChannel { .. }
            | Event::UserChange { .. }
            | Event::Unknown { .. } => Ok(()),
        }
    }

    /// An event names its channel by id only. Where Slack does not tell the name, nobody is promised one.
    async fn place(&self, id: &str) -> Place {
        let nature = if id.starts_with('D') { None } else { self.slack.nature(id).await.ok() };
        Place { id: id.to_owned(), name: nature.map(|nature| nature.name).unwrap_or_default() }
    }

    /// Somebody of the workspace whom the directory does not know is told so; outsiders are told nothing.
    async fn turn_away(&self, letter: &Letter, event: &EventCallback) -> Result<(), Failure> {
        let (Event::AppMention(message) | Event::Message(message)) = &event.event else { return Ok(()) };
        if event.is_ext_shared_channel {
            return Ok(());
        }
        let told = render::trouble(&Trouble::UnknownPerson);
        if is_direct(message) {
            return self.reply_once(letter, message, &told).await;
        }
        self.whisper(message, event.origin.user_id.as_deref().unwrap_or_default(), &told).await
    }

    /// Answers where the question stands, to the asker alone.
    async fn whisper(&self, message: &MessageEvent, user: &str, answer: &Message) -> Result<(), Failure> {
        let body = |mut body: Value| {
            body["channel"] = json!(message.channel_id);
            body["user"] = json!(user);
            if let Some(thread_ts) = &message.thread_ts {
                body["thread_ts"] = json!(thread_ts);
            }
            body
        };
        let sent = sending::send(
            &self.slack,
            answer.said(),
            |_| true,
            |json| {
                let body = body(json);
                async move { self.slack.call("chat.postEphemeral", &body).await.map(|_| ()) }
            },
        );
        Box::pin(sent).await.map_err(|error| Failure::Broken(error.into()))
    }
}

/// Whether an event says that an installation is over.
fn end_of(event: &Event) -> Option<End> {
    match event {
        Event::AppUninstalled => Some(End::Uninstalled),
        Event::TokensRevoked { .. } => Some(End::Revoked),
        Event::AppMention(_)
        | Event::Message(_)
        | Event::Pane(_)
        | Event::LinksShared(_)
        | Event::AppHomeOpened { .. }
        | Event::ChannelArchive { .. }
        | Event::ChannelIdChanged { .. }
        | Event::UserGroupChanged
        | Event::BotLeftChannel { .. }
        | Event::MemberLeftChannel { .. }
        | Event::UserChange { .. }
        | Event::Unknown { .. } => None,
    }
}

/// In a direct message everything is said to the bot; elsewhere it listens only when it is named.
fn is_question(message: &MessageEvent) -> bool {
    is_direct(message) && is_from_a_person(message) && !message.text.trim().is_empty()
}

fn is_direct(message: &MessageEvent) -> bool {
    message.channel_type.as_deref() == Some("im")
}

/// Other bots get nothing, also where they speak in a person's name; two bots would talk to each other without end.
fn is_from_a_person(message: &MessageEvent) -> bool {
    message.bot_id.is_none() && message.subtype.is_none()
}
