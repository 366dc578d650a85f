//! Clicks and forms that write something down.

use serde::{Deserialize, Serialize};

use super::{MuteClick, ThenMute, ThenVoice, VoiceClick, VoiceForm, short};
use crate::domain::contact::{ContactRole, ContactSaid};
use crate::domain::ids::{AccountId, TouchpointId};
use crate::domain::touch::Touch;

/// The menu of messages: *Log to account*.
pub const LOG_MESSAGE: &str = "log_to_account";
/// The same from anywhere.
pub const LOG_TOUCH: &str = "log_touch";

/// What a click asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecordClick {
    /// Logs a touch.
    #[serde(rename = "n")]
    Note {
        /// With which account.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// What it was.
        #[serde(rename = "t")]
        touch: Touch,
        /// Of all clicks with one key the first counts.
        #[serde(rename = "k")]
        key: String,
    },
    /// Asks what a touch was.
    #[serde(rename = "w")]
    WhichNote {
        /// With which account.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// What was said.
        #[serde(rename = "t")]
        text: String,
        /// Of all clicks with one key the first counts.
        #[serde(rename = "k")]
        key: String,
    },
    /// Opens the form that logs a touch.
    #[serde(rename = "f")]
    AskNote {
        /// With which account.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// What was said already.
        #[serde(rename = "t", default, skip_serializing_if = "String::is_empty")]
        text: String,
    },
    /// Everybody at a customer.
    #[serde(rename = "cs")]
    Contacts {
        /// Which.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
    },
    /// Says something of somebody there.
    #[serde(rename = "c")]
    Contact {
        /// At which customer.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// What.
        #[serde(rename = "s")]
        said: ContactSaid,
    },
    /// Opens the form for somebody new.
    #[serde(rename = "ac")]
    AskContact {
        /// At which customer.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// The role that it proposes.
        #[serde(rename = "r")]
        role: ContactRole,
    },
    /// Links a channel.
    #[serde(rename = "l")]
    Link {
        /// To which account.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// Which.
        #[serde(rename = "c")]
        channel: String,
        /// The clicker was asked, and means it.
        #[serde(rename = "s", default, skip_serializing_if = "std::ops::Not::not")]
        is_sure: bool,
    },
    /// Opens the form that asks for a channel's account.
    #[serde(rename = "al")]
    AskLink {
        /// Whose.
        #[serde(rename = "c")]
        channel: String,
    },
    /// Unlinks a channel.
    #[serde(rename = "x")]
    Unlink {
        /// Which.
        #[serde(rename = "c")]
        channel: String,
    },
    /// Takes a touch back.
    #[serde(rename = "u")]
    TakeBack {
        /// Which.
        #[serde(rename = "i", with = "short::id")]
        touch: TouchpointId,
    },
    /// The voice of a customer.
    #[serde(rename = "v")]
    Voice(VoiceClick),
    /// Silent signals.
    #[serde(rename = "m")]
    Mute(MuteClick),
}

impl RecordClick {
    /// Whether it writes anything down; what only shows something, or asks for it, does not.
    pub(super) fn writes(&self) -> bool {
        match self {
            Self::Note { .. }
            | Self::Contact { .. }
            | Self::Link { .. }
            | Self::Unlink { .. }
            | Self::TakeBack { .. } => true,
            Self::WhichNote { .. }
            | Self::AskNote { .. }
            | Self::Contacts { .. }
            | Self::AskContact { .. }
            | Self::AskLink { .. } => false,
            Self::Voice(click) => click.writes(),
            Self::Mute(click) => click.writes(),
        }
    }

    /// The stable name of its kind.
    pub fn action_id(&self) -> &'static str {
        match self {
            Self::Note { .. } => "log_note",
            Self::WhichNote { .. } => "which_note",
            Self::AskNote { .. } => "ask_note",
            Self::TakeBack { .. } => "take_back_note",
            Self::Contacts { .. } => "contacts",
            Self::Contact { .. } => "contact",
            Self::AskContact { .. } => "ask_contact",
            Self::Link { .. } => "link",
            Self::AskLink { .. } => "ask_link",
            Self::Unlink { .. } => "unlink",
            Self::Voice(click) => click.action_id(),
            Self::Mute(click) => click.action_id(),
        }
    }
}

/// What somebody wants to write down of an account that is still to be picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ThenRecord {
    /// A touch; `None`: it is asked what it was.
    Note {
        /// What it was, and what was said.
        touch: Result<Touch, String>,
        /// Of all clicks with one key the first counts.
        key: String,
    },
    /// Somebody there; `None`: everybody.
    Contact {
        /// What is said of them.
        said: Option<ContactSaid>,
    },
    /// A channel.
    Link {
        /// Which.
        channel: String,
    },
    /// The voice of the customer.
    Voice(ThenVoice),
    /// Silent signals.
    Mute(ThenMute),
}

impl ThenRecord {
    /// The same of one account.
    pub(super) fn of(&self, account: AccountId) -> RecordClick {
        match self {
            Self::Note { touch: Ok(touch), key } => {
                RecordClick::Note { account, touch: touch.clone(), key: key.clone() }
            }
            Self::Note { touch: Err(text), key } => {
                RecordClick::WhichNote { account, text: text.clone(), key: key.clone() }
            }
            Self::Contact { said: None } => RecordClick::Contacts { account },
            Self::Contact { said: Some(said) } => RecordClick::Contact { account, said: said.clone() },
            Self::Link { channel } => RecordClick::Link { account, channel: channel.clone(), is_sure: false },
            Self::Voice(then) => RecordClick::Voice(then.of(account)),
            Self::Mute(then) => RecordClick::Mute(then.of(account)),
        }
    }
}

/// A form that writes something down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecordForm {
    /// Logs a touch.
    #[serde(rename = "n")]
    Note {
        /// Of all forms with one key the first counts.
        #[serde(rename = "k")]
        key: String,
        /// The message that it was opened on: its channel and `ts`.
        #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
        message: Option<(String, String)>,
    },
    /// Adds somebody at a customer.
    #[serde(rename = "c")]
    Contact {
        /// Which.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
    },
    /// Links a channel.
    #[serde(rename = "l")]
    Link {
        /// Which.
        #[serde(rename = "c")]
        channel: String,
    },
    /// About the voice of a customer.
    #[serde(rename = "v")]
    Voice(VoiceForm),
    /// Silences signals.
    #[serde(rename = "m")]
    Mute {
        /// On which account.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
    },
    /// Gives an account an owner.
    #[serde(rename = "o")]
    Owner {
        /// Which.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
    },
    /// Sets an account's segment.
    #[serde(rename = "s")]
    Segment {
        /// Whose.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
    },
}

impl RecordForm {
    /// The stable name of its kind.
    pub(super) fn callback_id(&self) -> &'static str {
        match self {
            Self::Note { .. } => "log_note",
            Self::Contact { .. } => "add_contact",
            Self::Link { .. } => "link_channel",
            Self::Voice(form) => form.callback_id(),
            Self::Mute { .. } => "mute_signals",
            Self::Owner { .. } => "assign_owner",
            Self::Segment { .. } => "set_segment",
        }
    }
}

/// A question of these forms: its `block_id`, which is its only input's `action_id` too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordField {
    /// Which account; its options are looked up.
    Account,
    /// What a touch was.
    Kind,
    /// Whether the customer took part.
    Answered,
    /// How long it took.
    Minutes,
    /// When it was.
    Day,
    /// What was said.
    Text,
    /// Who.
    Name,
    /// What they are there.
    Role,
}

impl RecordField {
    /// The id of its block and of its input.
    pub fn id(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Kind => "kind",
            Self::Answered => "answered",
            Self::Minutes => "minutes",
            Self::Day => "day",
            Self::Text => "text",
            Self::Name => "name",
            Self::Role => "role",
        }
    }
}

/// Whether a customer took part, as the form asks it: the option's value.
pub const TWO_WAY: &str = "two_way";
/// The other answer.
pub const ONE_WAY: &str = "one_way";

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use uuid::Uuid;

    use super::super::{Action, ModalKind};
    use super::*;
    use crate::domain::touch::TouchKind;

    #[test]
    fn every_click_and_form_comes_back() {
        let account = AccountId(Uuid::from_u128(u128::MAX));
        let on = NaiveDate::default();
        let touch =
            Touch { kind: TouchKind::Email, two_way: false, minutes: Some(5), on, text: "\"x\"".into(), link: None };
        let key = "k".to_owned();
        let clicks = [
            ThenRecord::Note { touch: Ok(touch), key: key.clone() }.of(account),
            ThenRecord::Note { touch: Err("é".into()), key: key.clone() }.of(account),
            RecordClick::AskNote { account, text: String::new() },
            RecordClick::TakeBack { touch: TouchpointId(Uuid::nil()) },
            ThenRecord::Contact { said: None }.of(account),
            ThenRecord::Contact { said: Some(ContactSaid::Left { name: "Kim".into(), on: Some(on) }) }.of(account),
            RecordClick::AskContact { account, role: ContactRole::Champion },
            ThenRecord::Link { channel: "C0GENERAL1".into() }.of(account),
            RecordClick::Link { account, channel: "C0GENERAL1".into(), is_sure: true },
            RecordClick::AskLink { channel: "C0GENERAL1".into() },
            RecordClick::Unlink { channel: "C0GENERAL1".into() },
        ];
        for action in clicks.map(Action::Record) {
            let (id, value) = (action.action_id(), action.value());
            assert_eq!(Action::parse(&format!("{id}:2"), &value), Some(action));
            assert_eq!(Action::parse("something_else", &value), None);
        }
        let message = Some(("C0GENERAL1".to_owned(), "1.2".to_owned()));
        for message in [None, message] {
            let kind = ModalKind::Record(RecordForm::Note { key: key.clone(), message });
            assert_eq!(ModalKind::parse(kind.callback_id(), &kind.private_metadata()), Some(kind.clone()));
        }
    }
}
