//! Clicks and forms about what a channel hears of.

use serde::{Deserialize, Serialize};

use super::short;
use crate::domain::ids::SubscriptionId;
use crate::domain::subscription::{Told, Topic};

/// What a click asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SubscribeClick {
    /// What is posted in a channel.
    #[serde(rename = "l")]
    List {
        /// Which; `None`: what the clicker set up anywhere.
        #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
        channel: Option<String>,
    },
    /// Opens the form that subscribes a channel.
    #[serde(rename = "a")]
    Ask {
        /// Which.
        #[serde(rename = "c")]
        channel: String,
    },
    /// Ends a subscription.
    #[serde(rename = "e")]
    End {
        /// Which.
        #[serde(rename = "i", with = "short::id")]
        id: SubscriptionId,
        /// The list that it was clicked in.
        #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
        list: Option<String>,
    },
    /// Ends something that is posted by the clock.
    #[serde(rename = "s")]
    Stop {
        /// What.
        #[serde(rename = "k")]
        told: Told,
        /// Where; `None`: in the clicker's direct messages.
        #[serde(rename = "w", default, skip_serializing_if = "Option::is_none")]
        channel: Option<String>,
        /// Of which team's accounts.
        #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
        team: Option<String>,
        /// The list that it was clicked in.
        #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
        list: Option<String>,
    },
}

impl SubscribeClick {
    /// The stable name of its kind.
    pub fn action_id(&self) -> &'static str {
        match self {
            Self::List { .. } => "subscriptions",
            Self::Ask { .. } => "ask_subscribe",
            Self::End { .. } => "unsubscribe",
            Self::Stop { .. } => "stop_digest",
        }
    }

    /// Whether its answer stands in the place of the list that was clicked in.
    pub fn turns_the_page(&self) -> bool {
        match self {
            Self::List { .. } | Self::End { .. } | Self::Stop { .. } => true,
            Self::Ask { .. } => false,
        }
    }
}

/// A form that subscribes a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SubscribeForm {
    /// Asks of what it is to hear.
    #[serde(rename = "n")]
    New {
        /// Which channel.
        #[serde(rename = "c")]
        channel: String,
    },
    /// Shows how far that reaches, and asks whether it is meant.
    #[serde(rename = "s")]
    Sure {
        /// Which channel.
        #[serde(rename = "c")]
        channel: String,
        /// What kind of news.
        #[serde(rename = "t")]
        topic: Topic,
        /// The filters as typed.
        #[serde(rename = "f")]
        filters: String,
    },
}

impl SubscribeForm {
    /// The stable name of its kind.
    pub(super) fn callback_id(&self) -> &'static str {
        match self {
            Self::New { .. } => "subscribe_channel",
            Self::Sure { .. } => "subscribe_sure",
        }
    }
}

/// A question of the form: its `block_id`, which is its only input's `action_id` too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubscribeField {
    /// What kind of news.
    Topic,
    /// Which accounts.
    Filters,
}

impl SubscribeField {
    /// The id of its block and of its input.
    pub fn id(self) -> &'static str {
        match self {
            Self::Topic => "topic",
            Self::Filters => "filters",
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::super::{Action, ModalKind};
    use super::*;

    #[test]
    fn every_click_and_form_comes_back() {
        let (list, id) = (Some("C0GENERAL1".to_owned()), SubscriptionId(Uuid::from_u128(u128::MAX)));
        let stop = |channel: Option<String>, team| SubscribeClick::Stop {
            told: Told::Handover,
            channel,
            team,
            list: list.clone(),
        };
        let clicks = [
            SubscribeClick::List { channel: None },
            SubscribeClick::List { channel: list.clone() },
            SubscribeClick::Ask { channel: "C0GENERAL1".into() },
            SubscribeClick::End { id, list: list.clone() },
            stop(None, None),
            stop(list.clone(), Some("\"é\"".into())),
        ];
        for action in clicks.map(Action::Subscribe) {
            let (id, value) = (action.action_id(), action.value());
            assert_eq!(Action::parse(&format!("{id}:2"), &value), Some(action));
            assert_eq!(Action::parse("something_else", &value), None);
        }
        let channel = "C0GENERAL1".to_owned();
        let sure =
            SubscribeForm::Sure { channel: channel.clone(), topic: Topic::Signals, filters: "health:red".into() };
        for kind in [SubscribeForm::New { channel }, sure].map(ModalKind::Subscribe) {
            assert_eq!(ModalKind::parse(kind.callback_id(), &kind.private_metadata()), Some(kind.clone()));
        }
    }
}
