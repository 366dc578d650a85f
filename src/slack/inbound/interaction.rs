//! Clicks, submitted and closed views, shortcuts, options to look up.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

use super::dedupe::DedupeKey;
use super::entered::Entered;
use super::fault::PayloadFault;
use super::form::Form;
use super::json::{id_of, is_true, lenient, lenient_list, read};
use super::options::OptionsQuery;
use super::origin::Origin;
use super::view::{State, View};

/// An interaction payload.
#[derive(Clone, Debug, PartialEq)]
pub struct Interaction {
    /// From where and whom.
    pub origin: Origin,
    /// Slack's id of the app that it is for.
    pub app_id: Option<String>,
    /// Opens a view within three seconds, once. Closed views and options have none.
    pub trigger_id: Option<String>,
    /// Answers without a token; check it with [`super::ResponseUrl::parse`].
    pub response_url: Option<String>,
    /// The channel that it happened in.
    pub channel_id: Option<String>,
    /// The message that it happened on.
    pub message: Option<MessagePlace>,
    /// What happened.
    pub kind: InteractionKind,
    /// All of it.
    pub raw: Value,
    state: State,
}

/// A message in its channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessagePlace {
    /// Slack's id of it within the channel.
    pub ts: String,
    /// The thread that it is in.
    pub thread_ts: Option<String>,
    /// Whether only one person sees it.
    pub is_ephemeral: bool,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum InteractionKind {
    /// A button was clicked, a menu used.
    BlockActions {
        /// One, as a rule.
        actions: Vec<BlockAction>,
        /// The view that it happened in, unless it was a message.
        view: Option<View>,
    },
    /// A modal was submitted.
    ViewSubmission(View),
    /// A modal was closed.
    ViewClosed {
        /// Which.
        view: View,
        /// Whether the whole stack was closed with it.
        is_cleared: bool,
    },
    /// A global shortcut.
    Shortcut {
        /// Our name for it.
        callback_id: String,
    },
    /// A shortcut on a message.
    MessageAction {
        /// Our name for it.
        callback_id: String,
        /// The message's text.
        text: String,
        /// Who wrote it.
        author_id: Option<String>,
    },
    /// Options are wanted for a menu.
    BlockSuggestion(OptionsQuery),
    /// A kind that this version does not know, or one without what makes it what it says it is.
    Unknown {
        /// The `type`, empty when there was none.
        kind: String,
    },
}

/// One click.
#[derive(Clone, Debug, PartialEq)]
pub struct BlockAction {
    /// The element.
    pub action_id: String,
    /// Its block.
    pub block_id: Option<String>,
    /// When, as Slack counts.
    pub action_ts: Option<String>,
    /// What was chosen.
    pub entered: Entered,
}

impl Interaction {
    /// Reads the form that Slack posts: the payload is one field of it.
    pub fn of_form(form: &Form) -> Result<Self, PayloadFault> {
        Self::parse(form.require("payload")?.as_bytes())
    }

    /// Reads the payload itself.
    pub fn parse(json: &[u8]) -> Result<Self, PayloadFault> {
        let (wire, raw) = read::<Wire>(json)?;
        Ok(Self {
            origin: wire.origin(),
            app_id: wire.api_app_id.clone(),
            trigger_id: wire.trigger_id.clone(),
            response_url: wire.response_url.clone().or_else(|| {
                wire.response_urls.first().and_then(|first| first.get("response_url")?.as_str()).map(str::to_owned)
            }),
            channel_id: id_of(&wire.channel).or_else(|| id_of(wire.container.get("channel_id")?)),
            message: wire.message_place(),
            state: wire.state.clone(),
            kind: wire.into_kind(),
            raw,
        })
    }

    /// The key of a second delivery, where there is a trigger to know it by.
    pub fn dedupe_key(&self) -> Option<DedupeKey> {
        self.trigger_id.as_deref().map(DedupeKey::of_trigger)
    }

    /// What is entered into an element of the message that was clicked on.
    pub fn entered(&self, block_id: &str, action_id: &str) -> Option<Entered> {
        self.state.entered(block_id, action_id)
    }
}

/// The fields of all kinds together.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Wire {
    #[serde(rename = "type", deserialize_with = "lenient")]
    kind: String,
    team: Value,
    enterprise: Value,
    is_enterprise_install: Value,
    user: Value,
    channel: Value,
    container: Value,
    message: Value,
    is_cleared: Value,
    #[serde(deserialize_with = "lenient")]
    api_app_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    trigger_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    response_url: Option<String>,
    #[serde(deserialize_with = "lenient_list")]
    response_urls: Vec<Value>,
    #[serde(deserialize_with = "lenient_list")]
    actions: Vec<Value>,
    #[serde(deserialize_with = "lenient")]
    view: Option<View>,
    #[serde(deserialize_with = "lenient")]
    state: State,
    #[serde(deserialize_with = "lenient")]
    callback_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    action_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    block_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    value: Option<String>,
}

impl Wire {
    /// In a view that is submitted through Slack Connect `team` is the submitter's; the view knows where the bot lives.
    fn origin(&self) -> Origin {
        let payload_team = id_of(&self.team);
        let installed_team = self.view.as_ref().and_then(|view| view.app_installed_team_id.clone());
        let is_elsewhere = installed_team.is_some() && payload_team.is_some() && installed_team != payload_team;
        let enterprise_id = id_of(&self.enterprise).or_else(|| id_of(self.team.get("enterprise_id")?));
        let is_grid = installed_team.as_deref().is_some_and(|id| id.starts_with('E'));
        let (team_id, enterprise_id) = match (installed_team, is_grid) {
            (Some(grid), true) => (payload_team.filter(|_| enterprise_id.as_ref() == Some(&grid)), Some(grid)),
            (Some(team), false) => (Some(team), enterprise_id.filter(|_| !is_elsewhere)),
            (None, _) => (payload_team, enterprise_id),
        };
        Origin {
            team_id,
            enterprise_id,
            is_enterprise_install: is_true(&self.is_enterprise_install),
            user_id: id_of(&self.user),
            user_team_id: self.user.get("team_id").and_then(id_of),
        }
    }

    fn message_place(&self) -> Option<MessagePlace> {
        let text = |of: &Value, field: &str| of.get(field).and_then(Value::as_str).map(str::to_owned);
        Some(MessagePlace {
            ts: text(&self.container, "message_ts").or_else(|| text(&self.message, "ts"))?,
            thread_ts: text(&self.container, "thread_ts").or_else(|| text(&self.message, "thread_ts")),
            is_ephemeral: self.container.get("is_ephemeral").is_some_and(is_true),
        })
    }

    fn into_kind(self) -> InteractionKind {
        let kind = self.kind.clone();
        self.known_kind().unwrap_or(InteractionKind::Unknown { kind })
    }

    fn known_kind(self) -> Option<InteractionKind> {
        match self.kind.as_str() {
            "block_actions" => {
                let actions: Vec<_> = self.actions.iter().filter_map(BlockAction::of).collect();
                (!actions.is_empty()).then_some(InteractionKind::BlockActions { actions, view: self.view })
            }
            "view_submission" => self.view.map(InteractionKind::ViewSubmission),
            "view_closed" => {
                let is_cleared = is_true(&self.is_cleared);
                self.view.map(|view| InteractionKind::ViewClosed { view, is_cleared })
            }
            "shortcut" => self.callback_id.map(|callback_id| InteractionKind::Shortcut { callback_id }),
            "message_action" => {
                let text = self.message.get("text").and_then(Value::as_str).unwrap_or_default().to_owned();
                let author_id = self.message.get("user").and_then(id_of);
                self.callback_id.map(|callback_id| InteractionKind::MessageAction { callback_id, text, author_id })
            }
            "block_suggestion" => {
                let (block_id, typed, view) = (self.block_id, self.value.unwrap_or_default(), self.view);
                let query = |action_id| OptionsQuery { action_id, block_id, typed, view };
                self.action_id.map(|action_id| InteractionKind::BlockSuggestion(query(action_id)))
            }
            _ => None,
        }
    }
}

impl BlockAction {
    /// When, by Slack's clock.
    pub fn pressed_at(&self) -> Option<DateTime<Utc>> {
        let (seconds, micros) = self.action_ts.as_deref()?.split_once('.')?;
        let nanos = format!("{micros:0<9}").get(..9)?.parse().ok()?;
        DateTime::from_timestamp(seconds.parse().ok()?, nanos)
    }

    fn of(action: &Value) -> Option<Self> {
        let text = |field: &str| action.get(field).and_then(Value::as_str).map(str::to_owned);
        Some(Self {
            action_id: text("action_id")?,
            block_id: text("block_id"),
            action_ts: text("action_ts"),
            entered: Entered::of(action),
        })
    }
}
