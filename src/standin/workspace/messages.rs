//! Messages: how they are stored, edited, removed and shown. Text stays as it was given; the page renders it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Post, SLACKBOT, Whisper, Workspace, real_ms};

/// Who a message is from.
#[derive(Clone, Debug)]
pub(in crate::standin) enum Author {
    /// The app.
    App,
    /// A person.
    Person(String),
    /// Slack itself.
    Slackbot,
}

/// What a message says, before it has a `ts`.
#[derive(Clone, Debug, Default)]
pub(in crate::standin) struct Draft {
    pub(in crate::standin) text: String,
    pub(in crate::standin) blocks: Option<Value>,
    pub(in crate::standin) attachments: Option<Value>,
    pub(in crate::standin) metadata: Option<Value>,
    pub(in crate::standin) files: Option<Value>,
    pub(in crate::standin) thread_ts: Option<String>,
    pub(in crate::standin) reply_broadcast: bool,
}

impl Draft {
    /// A message of words alone.
    pub(in crate::standin) fn words(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

impl Workspace {
    /// Posts into a channel and returns the message.
    pub(in crate::standin) fn post(&mut self, channel: &str, author: &Author, draft: Draft) -> Value {
        let broadcast = draft.reply_broadcast && draft.thread_ts.is_some();
        let mut message = self.compose(author, draft);
        if broadcast {
            message["subtype"] = json!("thread_broadcast");
        }
        let post = Post { message: message.clone(), accepted_ms: real_ms() };
        self.posts.entry(channel.to_owned()).or_default().push(post);
        self.announce("message", channel, &message);
        message
    }

    /// Shows a message to one person alone.
    pub(in crate::standin) fn whisper(&mut self, channel: &str, user: &str, author: &Author, draft: Draft) -> Value {
        let mut message = self.compose(author, draft);
        message["is_ephemeral"] = json!(true);
        self.whispers.push(Whisper { channel: channel.to_owned(), user: user.to_owned(), message: message.clone() });
        self.tell_whisper(channel, user, &message);
        message
    }

    fn tell_whisper(&mut self, channel: &str, user: &str, message: &Value) {
        let body = json!({"type": "ephemeral", "channel": channel, "ts": message["ts"], "message": shown(message)});
        self.tell(Some(vec![user.to_owned()]), body);
    }

    fn compose(&mut self, author: &Author, draft: Draft) -> Value {
        let ts = self.mint_ts();
        let mut message = json!({"type": "message", "text": draft.text, "team": self.team.id, "ts": ts});
        match author {
            Author::App => {
                message["user"] = json!(self.app.bot_user_id);
                message["bot_id"] = json!(self.app.bot_id);
                message["app_id"] = json!(self.app.id);
                message["bot_profile"] = json!({
                    "id": self.app.bot_id, "app_id": self.app.id, "name": self.app.name, "team_id": self.team.id, "deleted": false,
                });
            }
            Author::Person(user) => message["user"] = json!(user),
            Author::Slackbot => message["user"] = json!(SLACKBOT),
        }
        let blocks = draft.blocks.map(|blocks| self.with_ids(blocks));
        let thread = draft.thread_ts.map(Value::from);
        for (field, value) in [
            ("blocks", blocks),
            ("attachments", draft.attachments),
            ("metadata", draft.metadata),
            ("files", draft.files),
            ("thread_ts", thread),
        ] {
            if let Some(value) = value {
                message[field] = value;
            }
        }
        message
    }

    /// Gives every block a `block_id` and every interactive element an `action_id`, as Slack does.
    pub(in crate::standin) fn with_ids(&mut self, mut blocks: Value) -> Value {
        for block in blocks.as_array_mut().into_iter().flatten() {
            if block["block_id"].as_str().is_none_or(str::is_empty) {
                block["block_id"] = json!(self.mint_id("b"));
            }
            for field in ["elements", "actions"] {
                for element in block.get_mut(field).and_then(Value::as_array_mut).into_iter().flatten() {
                    self.name_element(element);
                }
            }
            for field in ["accessory", "element"] {
                if let Some(element) = block.get_mut(field) {
                    self.name_element(element);
                }
            }
        }
        blocks
    }

    fn name_element(&mut self, element: &mut Value) {
        let kind = element["type"].as_str().unwrap_or_default();
        let still = kind.starts_with("rich_text_") && kind != "rich_text_input";
        if still || matches!(kind, "" | "image" | "mrkdwn" | "plain_text") || element["action_id"].is_string() {
            return;
        }
        element["action_id"] = json!(self.mint_id("a"));
    }

    /// The message with this `ts`.
    pub(in crate::standin) fn message(&self, channel: &str, ts: &str) -> Option<&Value> {
        let posts = self.posts.get(channel)?;
        posts.iter().map(|post| &post.message).find(|message| message["ts"] == ts)
    }

    /// The message with this `ts`, to change it; call [`Self::changed`] afterwards.
    pub(in crate::standin) fn message_mut(&mut self, channel: &str, ts: &str) -> Option<&mut Value> {
        let posts = self.posts.get_mut(channel)?;
        posts.iter_mut().map(|post| &mut post.message).find(|message| message["ts"] == ts)
    }

    /// The ephemeral message with this `ts`, for this person.
    pub(in crate::standin) fn whispered(&self, channel: &str, user: &str, ts: &str) -> Option<&Value> {
        let mine =
            |whisper: &&Whisper| whisper.channel == channel && whisper.user == user && whisper.message["ts"] == ts;
        self.whispers.iter().find(mine).map(|whisper| &whisper.message)
    }

    /// Replaces what an ephemeral message says; it keeps its `ts`. `None` when the person no longer has it.
    pub(in crate::standin) fn rewrite_whisper(
        &mut self,
        channel: &str,
        user: &str,
        ts: &str,
        draft: Draft,
    ) -> Option<Value> {
        self.whispered(channel, user, ts)?;
        let mut message = self.compose(&Author::App, draft);
        message["ts"] = json!(ts);
        message["is_ephemeral"] = json!(true);
        let kept = self.whispers.iter_mut().find(|whisper| whisper.user == user && whisper.message["ts"] == ts)?;
        kept.message = message.clone();
        self.tell_whisper(channel, user, &message);
        Some(message)
    }

    /// Edits a message: what the draft holds replaces, what it leaves out stays. The `ts` stays, `edited` is set.
    pub(in crate::standin) fn edit(
        &mut self,
        channel: &str,
        ts: &str,
        text: Option<String>,
        draft: Draft,
    ) -> Option<Value> {
        let blocks = draft.blocks.map(|blocks| self.with_ids(blocks));
        let edited = json!({"user": self.app.bot_user_id, "ts": self.mint_ts()});
        let message = self.message_mut(channel, ts)?;
        if let Some(text) = text {
            message["text"] = json!(text);
        }
        for (field, value) in [("blocks", blocks), ("attachments", draft.attachments), ("metadata", draft.metadata)] {
            if let Some(value) = value {
                message[field] = value;
            }
        }
        message["edited"] = edited;
        let message = message.clone();
        self.announce("message_changed", channel, &message);
        Some(message)
    }

    /// Tells the pages that a message is different now.
    pub(in crate::standin) fn changed(&mut self, channel: &str, ts: &str) {
        if let Some(message) = self.message(channel, ts).cloned() {
            self.announce("message_changed", channel, &message);
        }
    }

    /// Removes a message; says whether there was one.
    pub(in crate::standin) fn remove(&mut self, channel: &str, ts: &str) -> bool {
        let Some(posts) = self.posts.get_mut(channel) else {
            return false;
        };
        let before = posts.len();
        posts.retain(|post| post.message["ts"] != ts);
        let gone = posts.len() < before;
        if gone {
            let audience = self.audience(channel);
            self.tell(Some(audience), json!({"type": "message_deleted", "channel": channel, "ts": ts}));
        }
        gone
    }

    /// Removes an ephemeral message; says whether there was one.
    pub(in crate::standin) fn remove_whisper(&mut self, channel: &str, user: &str, ts: &str) -> bool {
        let before = self.whispers.len();
        self.whispers.retain(|whisper| whisper.user != user || whisper.message["ts"] != ts);
        let gone = self.whispers.len() < before;
        if gone {
            let body = json!({"type": "message_deleted", "channel": channel, "ts": ts});
            self.tell(Some(vec![user.to_owned()]), body);
        }
        gone
    }

    fn announce(&mut self, kind: &str, channel: &str, message: &Value) {
        let body = json!({"type": kind, "channel": channel, "ts": message["ts"], "message": shown(&self.with_replies(channel, message))});
        let audience = self.audience(channel);
        self.tell(Some(audience), body);
        // A reply changes the count under its parent, too.
        let parent = message["thread_ts"].as_str().filter(|parent| message["ts"] != **parent);
        if let Some(parent) = parent.map(str::to_owned) {
            self.changed(channel, &parent);
        }
    }

    /// A message with the count of its replies, as history shows it.
    pub(in crate::standin) fn with_replies(&self, channel: &str, message: &Value) -> Value {
        let one = std::slice::from_ref(message);
        self.with_reply_counts(channel, one).pop().unwrap_or_default()
    }

    /// Messages with the counts of their replies, in one pass over the channel.
    pub(in crate::standin) fn with_reply_counts(&self, channel: &str, messages: &[Value]) -> Vec<Value> {
        let mut replies: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
        for post in self.posts.get(channel).into_iter().flatten() {
            let thread = post.message["thread_ts"].as_str();
            if let Some(thread) = thread.filter(|thread| post.message["ts"] != **thread) {
                replies.entry(thread).or_default().push(&post.message);
            }
        }
        let count = |message: &Value| {
            let mut message = message.clone();
            let Some(replies) = message["ts"].as_str().and_then(|ts| replies.get(ts)) else {
                return message;
            };
            let mut users: Vec<&Value> = replies.iter().map(|reply| &reply["user"]).collect();
            users.dedup();
            let latest = replies.last().map(|reply| reply["ts"].clone());
            message["reply_users_count"] = json!(users.len());
            message["reply_users"] = json!(users);
            message["thread_ts"] = message["ts"].clone();
            message["reply_count"] = json!(replies.len());
            message["latest_reply"] = json!(latest);
            message
        };
        messages.iter().map(count).collect()
    }

    /// Everything this person sees in a channel, threads and their ephemeral messages included, oldest first.
    pub(in crate::standin) fn everything(&self, channel: &str, user: &str) -> Vec<Value> {
        let posts = self.posts.get(channel).filter(|_| self.is_member(channel, user));
        let stored: Vec<Value> = posts.into_iter().flatten().map(|post| post.message.clone()).collect();
        let mut seen = self.with_reply_counts(channel, &stored);
        let mine = self.whispers.iter().filter(|whisper| whisper.channel == channel && whisper.user == user);
        seen.extend(mine.map(|whisper| whisper.message.clone()));
        seen.sort_by(|one, other| one["ts"].as_str().cmp(&other["ts"].as_str()));
        seen
    }

    /// What this person sees of a channel or of one thread in it, oldest first, their ephemeral messages included.
    pub(in crate::standin) fn seen(&self, channel: &str, user: &str, thread_ts: Option<&str>) -> Vec<Value> {
        let belongs = |message: &Value| match thread_ts {
            Some(thread) => message["ts"] == thread || message["thread_ts"] == thread,
            None => is_root(message),
        };
        let posts = self.posts.get(channel).into_iter().flatten().map(|post| &post.message);
        let stored: Vec<Value> = posts.filter(|message| belongs(message)).cloned().collect();
        let mut seen = self.with_reply_counts(channel, &stored);
        let mine = self.whispers.iter().filter(|whisper| whisper.channel == channel && whisper.user == user);
        seen.extend(mine.map(|whisper| &whisper.message).filter(|message| belongs(message)).cloned());
        seen.sort_by(|one, other| one["ts"].as_str().cmp(&other["ts"].as_str()));
        seen
    }
}

/// Whether the message stands in the channel itself and not only in a thread.
pub(in crate::standin) fn is_root(message: &Value) -> bool {
    message["thread_ts"].is_null() || message["thread_ts"] == message["ts"] || message["subtype"] == "thread_broadcast"
}

/// The message without what only the app may read back.
fn shown(message: &Value) -> Value {
    let mut message = message.clone();
    if let Some(fields) = message.as_object_mut() {
        fields.shift_remove("metadata");
    }
    message
}
