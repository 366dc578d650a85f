//! The end of a channel, as far as the bot is concerned, and what no longer arrives there.

use serde::{Deserialize, Serialize};

use super::account::AccountRef;
use super::person::PersonRef;
use super::subscription::{SubscriptionFilter, Told, Topic};

/// Why nothing can be posted in a channel any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelEnd {
    /// Somebody archived it.
    Archived,
    /// Somebody removed the bot from it.
    BotRemoved,
}

impl ChannelEnd {
    /// The word of the audit.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Archived => "archived",
            Self::BotRemoved => "bot_removed",
        }
    }
}

/// Something that no longer arrives there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoLonger {
    /// Something by the clock.
    Timetable {
        /// What.
        told: Told,
        /// Of which team's accounts.
        team: Option<String>,
    },
    /// Something that it was subscribed to.
    Subscription {
        /// What kind of news.
        topic: Topic,
        /// Of which accounts.
        filter: SubscriptionFilter,
        /// Whose accounts, by name.
        owner: Option<PersonRef>,
    },
    /// Prompts and cards of an account.
    Account {
        /// Which.
        account: AccountRef,
        /// Who gets them instead; `None`: nobody owns it.
        owner: Option<PersonRef>,
    },
}

/// What one person is told of the end of a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelOver {
    /// Which channel.
    pub channel: String,
    /// Why.
    pub why: ChannelEnd,
    /// What no longer arrives there, of what concerns them.
    pub rows: Vec<NoLonger>,
}
