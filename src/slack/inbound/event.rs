//! Events: what happened in Slack, delivered at least once.

use serde::Deserialize;
use serde_json::Value;

use super::dedupe::DedupeKey;
use super::fault::PayloadFault;
use super::json::{id_of, is_true, lenient, lenient_list, read};
use super::links::LinkEvent;
use super::origin::Origin;
use super::pane::PaneEvent;

/// What Slack posts to the address for events.
#[derive(Clone, Debug, PartialEq)]
pub enum EventRequest {
    /// "Is this address yours?": answer with the challenge.
    UrlVerification {
        /// To be sent back.
        challenge: String,
    },
    /// Something happened.
    Callback(Box<EventCallback>),
    /// A kind that this version does not know: 200, counted, logged.
    Unknown {
        /// The `type`, empty when there was none.
        kind: String,
        /// All of it.
        raw: Value,
    },
}

/// An event with its envelope.
#[derive(Clone, Debug, PartialEq)]
pub struct EventCallback {
    /// The same for every delivery.
    pub event_id: String,
    /// When Slack saw it, in seconds since 1970.
    pub event_time: Option<i64>,
    /// Slack's id of the app that it is for.
    pub app_id: Option<String>,
    /// Whether it happened in a channel that is shared with another firm.
    pub is_ext_shared_channel: bool,
    /// For which installation the bot sees it; Slack lists one.
    pub authorizations: Vec<Authorization>,
    /// For which installation, and who did it.
    pub origin: Origin,
    /// What happened.
    pub event: Event,
    /// All of it.
    pub raw: Value,
}

/// An installation that may see an event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Authorization {
    /// Its workspace.
    #[serde(deserialize_with = "lenient")]
    pub team_id: Option<String>,
    /// Its Enterprise Grid.
    #[serde(deserialize_with = "lenient")]
    pub enterprise_id: Option<String>,
    /// The bot's user there.
    #[serde(deserialize_with = "lenient")]
    pub user_id: Option<String>,
    /// Whether it is org-wide.
    #[serde(deserialize_with = "lenient")]
    pub is_enterprise_install: bool,
}

/// What happened. Those that the manifest subscribes to; the others are `Unknown`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Somebody spoke to the bot in a channel.
    AppMention(MessageEvent),
    /// Somebody said something.
    Message(MessageEvent),
    /// Somebody has the bot's pane before them, or its direct message, which is one.
    Pane(PaneEvent),
    /// Somebody shared links that the app watches for.
    LinksShared(LinkEvent),
    /// Somebody opened the bot's page.
    AppHomeOpened {
        /// `home`, or another that this version does not know.
        tab: String,
    },
    /// The bot was thrown out.
    AppUninstalled,
    /// Tokens no longer work; the lists name users.
    TokensRevoked {
        /// Whose own token.
        oauth: Vec<String>,
        /// Which bots' tokens.
        bot: Vec<String>,
    },
    /// A channel was archived.
    ChannelArchive {
        /// Which.
        channel_id: String,
    },
    /// A channel is known by another id from now on.
    ChannelIdChanged {
        /// Before.
        old: String,
        /// Now.
        new: String,
    },
    /// The bot itself left a channel, or was removed from it.
    BotLeftChannel {
        /// Which.
        channel_id: String,
    },
    /// Somebody, perhaps the bot itself, left a channel.
    MemberLeftChannel {
        /// Which.
        channel_id: String,
    },
    /// A person's profile, zone or standing changed.
    UserChange {
        /// Who; `None` where the event does not tell.
        user_id: Option<String>,
        /// The zone of their profile, as Slack names it.
        zone: Option<String>,
        /// The locale of their profile, as `de-DE`; Slack leaves it out at times.
        locale: Option<String>,
        /// Whether they have been deactivated.
        is_deactivated: bool,
    },
    /// A user group, or who is in it, changed.
    UserGroupChanged,
    /// An event that this version does not know, or one without what makes it what it says it is.
    Unknown {
        /// The `type`, empty when there was none.
        kind: String,
    },
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageEvent {
    /// Where.
    pub channel_id: String,
    /// `channel`, `group`, `im`, `mpim`, `app_home`.
    pub channel_type: Option<String>,
    /// Slack's id of it within the channel.
    pub ts: String,
    /// The thread that it is in.
    pub thread_ts: Option<String>,
    /// As Slack escapes it.
    pub text: String,
    /// Set when a bot wrote it.
    pub bot_id: Option<String>,
    /// Set when it is no plain message: edited, deleted, somebody joined.
    pub subtype: Option<String>,
}

impl EventRequest {
    /// Reads a body.
    pub fn parse(json: &[u8]) -> Result<Self, PayloadFault> {
        let (wire, raw) = read::<Wire>(json)?;
        match wire.kind.as_str() {
            "url_verification" => {
                let challenge = wire.challenge.ok_or(PayloadFault::Missing { field: "challenge" })?;
                Ok(Self::UrlVerification { challenge })
            }
            "event_callback" => wire.into_callback(raw).map(|callback| Self::Callback(Box::new(callback))),
            _ => Ok(Self::Unknown { kind: wire.kind, raw }),
        }
    }
}

impl EventCallback {
    /// The key of a second delivery.
    pub fn dedupe_key(&self) -> DedupeKey {
        DedupeKey::of_event(&self.event_id)
    }

    /// The key under which one handler answers a message once, by whichever event it learns of it.
    pub fn message_key(&self, handler: &str) -> Option<DedupeKey> {
        let (Event::AppMention(message) | Event::Message(message)) = &self.event else { return None };
        let team_id = self.origin.team_id.as_deref().or(self.origin.enterprise_id.as_deref())?;
        Some(DedupeKey::of_message(team_id, &message.channel_id, &message.ts, handler))
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wire {
    #[serde(rename = "type", deserialize_with = "lenient")]
    kind: String,
    #[serde(deserialize_with = "lenient")]
    challenge: Option<String>,
    #[serde(deserialize_with = "lenient")]
    event_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    event_time: Option<i64>,
    #[serde(deserialize_with = "lenient")]
    api_app_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    team_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    enterprise_id: Option<String>,
    is_enterprise_install: Value,
    is_ext_shared_channel: Value,
    #[serde(deserialize_with = "lenient_list")]
    authorizations: Vec<Authorization>,
    event: Value,
}

impl Wire {
    fn into_callback(self, raw: Value) -> Result<EventCallback, PayloadFault> {
        let origin = self.origin();
        Ok(EventCallback {
            origin,
            event_id: self.event_id.filter(|id| !id.is_empty()).ok_or(PayloadFault::Missing { field: "event_id" })?,
            event_time: self.event_time,
            app_id: self.api_app_id,
            is_ext_shared_channel: is_true(&self.is_ext_shared_channel),
            authorizations: self.authorizations,
            event: Event::of(&self.event),
            raw,
        })
    }

    /// `team_id` can be that of another firm in a shared channel; the authorization is that of the installation.
    fn origin(&self) -> Origin {
        let is_shared = is_true(&self.is_ext_shared_channel);
        let outer = Authorization {
            team_id: self.team_id.clone(),
            enterprise_id: self.enterprise_id.clone(),
            user_id: None,
            is_enterprise_install: is_true(&self.is_enterprise_install),
        };
        let seen_by = self.authorizations.first().unwrap_or(&outer);
        // A thread of an assistant says whose it is inside.
        let user = self.event.get("user").or_else(|| self.event.pointer("/assistant_thread/user_id"));
        let of_author = |field: &str| self.event.get(field).and_then(id_of);
        let author_team = of_author("user_team").or_else(|| of_author("team")).or_else(|| id_of(user?.get("team_id")?));
        Origin {
            team_id: seen_by.team_id.clone().or_else(|| self.team_id.clone().filter(|_| !is_shared)),
            enterprise_id: seen_by.enterprise_id.clone(),
            is_enterprise_install: seen_by.is_enterprise_install,
            user_id: user.and_then(id_of),
            // Where nobody from outside can be, the person is of the workspace that the event is from.
            user_team_id: author_team.or_else(|| self.team_id.clone().filter(|_| !is_shared && user.is_some())),
        }
    }
}

impl Event {
    fn of(event: &Value) -> Self {
        let kind = event.get("type").and_then(Value::as_str).unwrap_or_default();
        Self::known(kind, event).unwrap_or_else(|| Self::Unknown { kind: kind.to_owned() })
    }

    fn known(kind: &str, event: &Value) -> Option<Self> {
        let text = |field: &str| event.get(field).and_then(Value::as_str).map(str::to_owned);
        let channel = || event.get("channel").and_then(id_of);
        Some(match kind {
            "app_mention" => Self::AppMention(MessageEvent::of(event)?),
            "message" => Self::Message(MessageEvent::of(event)?),
            "app_home_opened" if text("tab").as_deref() == Some("messages") => Self::Pane(PaneEvent::of(kind, event)?),
            "app_context_changed" | "assistant_thread_started" | "assistant_thread_context_changed" => {
                Self::Pane(PaneEvent::of(kind, event)?)
            }
            "link_shared" => Self::LinksShared(LinkEvent::of(event)?),
            "app_home_opened" => Self::AppHomeOpened { tab: text("tab").unwrap_or_else(|| "home".into()) },
            "app_uninstalled" => Self::AppUninstalled,
            "tokens_revoked" => {
                let users = |of: &str| {
                    let list = event.get("tokens").and_then(|tokens| tokens.get(of)?.as_array()).into_iter().flatten();
                    list.filter_map(id_of).collect()
                };
                Self::TokensRevoked { oauth: users("oauth"), bot: users("bot") }
            }
            "channel_archive" | "group_archive" => Self::ChannelArchive { channel_id: channel()? },
            "channel_id_changed" => {
                Self::ChannelIdChanged { old: text("old_channel_id")?, new: text("new_channel_id")? }
            }
            "channel_left" | "group_left" => Self::BotLeftChannel { channel_id: channel()? },
            "member_left_channel" => Self::MemberLeftChannel { channel_id: channel()? },
            "subteam_members_changed" | "subteam_updated" => Self::UserGroupChanged,
            "user_change" => {
                let user = event.get("user")?;
                let is_deactivated = user.get("deleted").is_some_and(is_true);
                let of_user = |field: &str| user.get(field).and_then(Value::as_str).map(str::to_owned);
                let (zone, locale) = (of_user("tz"), of_user("locale"));
                Self::UserChange { user_id: id_of(user), zone, locale, is_deactivated }
            }
            _ => return None,
        })
    }
}

impl MessageEvent {
    fn of(event: &Value) -> Option<Self> {
        let text = |field: &str| event.get(field).and_then(Value::as_str).map(str::to_owned);
        Some(Self {
            channel_id: event.get("channel").and_then(id_of)?,
            channel_type: text("channel_type"),
            ts: text("ts")?,
            thread_ts: text("thread_ts"),
            text: text("text").unwrap_or_default(),
            bot_id: text("bot_id"),
            subtype: text("subtype"),
        })
    }
}
