//! Direct messages and the bot's pane beside other channels: the same conversation. What is asked there is answered in the
//! question's own thread, by a message that stays, for the pane shows nothing that one person alone would see.
//!
//! Slack has no key against posting twice. A letter that is read again first looks whether its question was answered.

use serde_json::{Value, json};

use super::{Desk, Visit};
use crate::domain::person::Person;
use crate::operations::letters::Letter;
use crate::operations::{Failure, lookup};
use crate::slack::client::CallError;
use crate::slack::inbound::{Interaction, MessageEvent, PaneEvent};
use crate::slack::render::{self, Message};
use crate::slack::sending;

/// Names answers in their metadata.
const EVENT_TYPE: &str = "steward_answer";
/// The thread's messages that are looked through: those that came since the question.
const PAGE: &str = "200";

/// A thread of a direct message with the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Thread {
    channel_id: String,
    /// Its first message.
    root_ts: String,
}

/// What was said in a thread before a question is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Before {
    /// The question was answered by a reader that then went away.
    is_answered: bool,
    /// Nobody asked anything in the thread before.
    is_first: bool,
}

impl Thread {
    fn of(message: &MessageEvent) -> Self {
        let root_ts = message.thread_ts.as_ref().unwrap_or(&message.ts).clone();
        Self { channel_id: message.channel_id.clone(), root_ts }
    }

    /// A thread by its channel and first message.
    pub(super) fn at(channel_id: String, root_ts: String) -> Self {
        Self { channel_id, root_ts }
    }

    /// Its channel and first message.
    pub(super) fn place(&self) -> (&str, &str) {
        (&self.channel_id, &self.root_ts)
    }

    /// The thread of an answer of the bot's own, when it was clicked on.
    pub(super) fn clicked(interaction: &Interaction) -> Option<Self> {
        let channel_id = interaction.channel_id.clone().filter(|id| id.starts_with('D'))?;
        let event_type = interaction.raw.pointer("/message/metadata/event_type").and_then(Value::as_str);
        let thread_ts = interaction.message.as_ref()?.thread_ts.clone().filter(|_| event_type == Some(EVENT_TYPE))?;
        Some(Self { channel_id, root_ts: thread_ts })
    }

    fn fields(&self) -> Value {
        json!({ "channel_id": self.channel_id, "thread_ts": self.root_ts })
    }
}

impl Desk {
    /// Answers a question of a direct message.
    pub(super) async fn answer_in_thread(
        &self,
        letter: &Letter,
        message: &MessageEvent,
        visit: &Visit,
    ) -> Result<(), Failure> {
        let thread = Thread::of(message);
        let before = self.said_before(letter, message, &thread).await?;
        if before.is_answered {
            return Ok(());
        }
        let mut status = thread.fields();
        status["status"] = json!(render::looking());
        offered(self.slack.call("assistant.threads.setStatus", &status).await);
        let answer = self.answer(visit, &message.text).await;
        self.post_in(&thread, &answer, &message.ts).await?;
        let named = Some(render::thread_title(&message.text)).filter(|named| before.is_first && !named.is_empty());
        if let Some(named) = named {
            let mut title = thread.fields();
            title["title"] = json!(named);
            offered(self.slack.call("assistant.threads.setTitle", &title).await);
        }
        Ok(())
    }

    /// Says something to whoever spoke in a direct message, once.
    pub(super) async fn reply_once(
        &self,
        letter: &Letter,
        message: &MessageEvent,
        answer: &Message,
    ) -> Result<(), Failure> {
        let thread = Thread::of(message);
        if self.said_before(letter, message, &thread).await?.is_answered {
            return Ok(());
        }
        self.post_in(&thread, answer, &message.ts).await
    }

    /// Offers somebody who has the pane before them what they may want to ask.
    pub(super) async fn offer_prompts(&self, visit: &Visit, user: &str, pane: &PaneEvent) -> Result<(), Failure> {
        let beside = match &pane.beside {
            Some(channel) => lookup::of_channel(&self.app, &visit.actor, channel).await?,
            None => None,
        };
        let person: &Person = &visit.actor.person;
        let (title, prompts) = render::prompts(person.role, beside.as_ref());
        let channel_id = match &pane.channel_id {
            Some(id) => id.clone(),
            None => self.slack.conversation(user).await.map_err(|error| Failure::Broken(error.into()))?,
        };
        let prompts: Vec<Value> =
            prompts.iter().map(|prompt| json!({ "title": prompt.title, "message": prompt.message })).collect();
        let mut body = json!({ "channel_id": channel_id, "title": title, "prompts": prompts });
        // A pane that is the whole direct message takes none: with one, Slack does nothing and says that it did.
        if let Some(thread_ts) = &pane.thread_ts {
            body["thread_ts"] = json!(thread_ts);
        }
        match self.slack.call("assistant.threads.setSuggestedPrompts", &body).await {
            Err(error @ (CallError::NotSent { .. } | CallError::RateLimited { .. } | CallError::Ambiguous { .. })) => {
                Err(Failure::Broken(error.into()))
            }
            offer => {
                offered(offer);
                Ok(())
            }
        }
    }

    /// Tells something to whoever clicked on an answer: below it, or in its place when they turn its pages.
    pub(super) async fn tell_in_thread(
        &self,
        thread: &Thread,
        clicked_ts: &str,
        message: &Message,
        replaces: bool,
    ) -> Result<(), CallError> {
        let ts = Some(clicked_ts).filter(|_| replaces);
        self.send(thread, message, clicked_ts, ts).await
    }

    async fn post_in(&self, thread: &Thread, answer: &Message, question_ts: &str) -> Result<(), Failure> {
        self.send(thread, answer, question_ts, None).await.map_err(|error| Failure::Broken(error.into()))
    }

    /// Posts, or edits where `ts` names a message; without newer blocks where Slack refuses those.
    async fn send(&self, thread: &Thread, message: &Message, about: &str, ts: Option<&str>) -> Result<(), CallError> {
        let method = if ts.is_some() { "chat.update" } else { "chat.postMessage" };
        let body = |mut body: Value| {
            body["channel"] = json!(thread.channel_id);
            body["metadata"] = json!({ "event_type": EVENT_TYPE, "event_payload": { "question": about } });
            if let Some(ts) = ts {
                body["ts"] = json!(ts);
            } else {
                body["thread_ts"] = json!(thread.root_ts);
                body["unfurl_links"] = json!(false);
                body["unfurl_media"] = json!(false);
            }
            body
        };
        // What had no clear answer may have been posted.
        let was_not_shown = |error: &CallError| matches!(error, CallError::Refused { .. });
        Box::pin(sending::send(&self.slack, message.said(), was_not_shown, |json| {
            let body = body(json);
            async move { self.slack.call(method, &body).await.map(|_| ()) }
        }))
        .await
    }

    async fn said_before(&self, letter: &Letter, message: &MessageEvent, thread: &Thread) -> Result<Before, Failure> {
        let is_again = 1 < letter.attempt;
        if !is_again && message.thread_ts.is_none() {
            return Ok(Before { is_answered: false, is_first: true });
        }
        let mut fields = vec![
            ("channel", thread.channel_id.as_str()),
            ("ts", thread.root_ts.as_str()),
            ("limit", PAGE),
            ("include_all_metadata", "true"),
        ];
        if is_again {
            // A long thread's first page ends before the question.
            fields.push(("oldest", &message.ts));
        }
        match self.slack.read("conversations.replies", &fields).await {
            Ok(replies) => Ok(before(&replies, message, thread)),
            Err(error) if is_again => Err(Failure::Broken(error.into())),
            Err(error) => {
                tracing::debug!(error = %error, "a thread cannot be read; it gets no title");
                Ok(Before::default())
            }
        }
    }
}

fn before(replies: &Value, message: &MessageEvent, thread: &Thread) -> Before {
    let said = replies.get("messages").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let text = |of: &Value, at: &str| of.pointer(at).and_then(Value::as_str).map(str::to_owned);
    let answers = |reply: &Value| {
        text(reply, "/metadata/event_type").as_deref() == Some(EVENT_TYPE)
            && text(reply, "/metadata/event_payload/question").as_deref() == Some(&message.ts)
    };
    let is_question = |reply: &Value| {
        let is_earlier = text(reply, "/ts").is_some_and(|ts| ts < message.ts);
        is_earlier && reply.get("bot_id").is_none() && reply.get("subtype").is_none()
    };
    // A thread below a card of the bot's is named by the card.
    let is_pane = |reply: &Value| {
        let is_root = text(reply, "/ts").as_deref() == Some(&thread.root_ts);
        is_root && (reply.get("bot_id").is_none() || text(reply, "/subtype").as_deref() == Some("assistant_app_thread"))
    };
    Before {
        is_answered: said.iter().any(answers),
        is_first: said.iter().any(is_pane) && !said.iter().any(is_question),
    }
}

/// Prompts, a title and what the bot is doing are extras: without them the answer is the same.
fn offered(outcome: Result<Value, CallError>) {
    if let Err(error) = outcome {
        tracing::debug!(error = %error, "the pane did not take something");
    }
}
