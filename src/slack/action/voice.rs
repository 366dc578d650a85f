//! Clicks and forms about the voice of a customer.

use serde::{Deserialize, Serialize};

use super::short;
use crate::domain::advocacy::{AdvocacySaid, AdvocacyStage};
use crate::domain::feedback::Feedback;
use crate::domain::ids::{AccountId, AdvocacyId, FeedbackId};

/// The menu of messages: *Record feedback*.
pub const FEEDBACK_MESSAGE: &str = "feedback_from_message";
/// The same from anywhere.
pub const FEEDBACK: &str = "record_feedback";

/// The menu of messages: *Record advocacy*.
pub const ADVOCACY_MESSAGE: &str = "advocacy_from_message";
/// The same from anywhere.
pub const ADVOCACY: &str = "record_advocacy";

/// What a click asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum VoiceClick {
    /// Everything that is known of it.
    #[serde(rename = "o")]
    Open {
        /// Of which account.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
    },
    /// Records feedback.
    #[serde(rename = "f")]
    Feedback {
        /// Of which account.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// What.
        #[serde(rename = "s")]
        said: Feedback,
        /// Of all clicks with one key the first counts.
        #[serde(rename = "k")]
        key: String,
    },
    /// Asks what feedback is about.
    #[serde(rename = "w")]
    WhichTheme {
        /// Of which account.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// What was said.
        #[serde(rename = "t")]
        words: String,
        /// Of all clicks with one key the first counts.
        #[serde(rename = "k")]
        key: String,
    },
    /// Opens the form that records feedback.
    #[serde(rename = "q")]
    AskFeedback {
        /// Of which account.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// What was said already.
        #[serde(rename = "t", default, skip_serializing_if = "String::is_empty")]
        words: String,
    },
    /// Takes feedback back.
    #[serde(rename = "u")]
    TakeBack {
        /// Which.
        #[serde(rename = "i", with = "short::id")]
        feedback: FeedbackId,
    },
    /// Says how far something has come that they do for us.
    #[serde(rename = "y")]
    Advocacy {
        /// Of which account.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// What.
        #[serde(rename = "s")]
        said: AdvocacySaid,
        /// Of all clicks with one key the first counts.
        #[serde(rename = "k")]
        key: String,
    },
    /// Moves it.
    #[serde(rename = "m")]
    Advance {
        /// Which.
        #[serde(rename = "i", with = "short::id")]
        advocacy: AdvocacyId,
        /// The version that the clicker saw.
        #[serde(rename = "v")]
        version: i32,
        /// Where to.
        #[serde(rename = "g")]
        stage: AdvocacyStage,
    },
    /// Opens the form that says it.
    #[serde(rename = "z")]
    AskAdvocacy {
        /// Of which account.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
    },
    /// All themes that come again and again, of everybody's accounts.
    #[serde(rename = "t")]
    Themes,
    /// Takes it back.
    #[serde(rename = "x")]
    TakeAdvocacyBack {
        /// Which.
        #[serde(rename = "i", with = "short::id")]
        advocacy: AdvocacyId,
    },
}

impl VoiceClick {
    /// Whether it records something, moves it or takes it back.
    pub(super) fn writes(&self) -> bool {
        match self {
            Self::Feedback { .. }
            | Self::TakeBack { .. }
            | Self::Advocacy { .. }
            | Self::Advance { .. }
            | Self::TakeAdvocacyBack { .. } => true,
            Self::Open { .. }
            | Self::WhichTheme { .. }
            | Self::AskFeedback { .. }
            | Self::AskAdvocacy { .. }
            | Self::Themes => false,
        }
    }

    /// The stable name of its kind.
    pub(super) fn action_id(&self) -> &'static str {
        match self {
            Self::Open { .. } => "voice",
            Self::Feedback { .. } => "record_feedback",
            Self::WhichTheme { .. } => "which_theme",
            Self::AskFeedback { .. } => "ask_feedback",
            Self::TakeBack { .. } => "take_back_feedback",
            Self::Advocacy { .. } => "record_advocacy",
            Self::Advance { .. } => "advance_advocacy",
            Self::AskAdvocacy { .. } => "ask_advocacy",
            Self::Themes => "all_themes",
            Self::TakeAdvocacyBack { .. } => "take_back_advocacy",
        }
    }
}

/// What somebody wants of the voice of an account that is still to be picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ThenVoice {
    /// Everything that is known of it.
    Open,
    /// Feedback.
    Feedback {
        /// What.
        said: Feedback,
        /// Of all clicks with one key the first counts.
        key: String,
    },
    /// Feedback whose theme is asked.
    WhichTheme {
        /// What was said.
        words: String,
        /// Of all clicks with one key the first counts.
        key: String,
    },
    /// How far something has come that they do for us.
    Advocacy {
        /// What.
        said: AdvocacySaid,
        /// Of all clicks with one key the first counts.
        key: String,
    },
}

impl ThenVoice {
    /// The same of one account.
    pub(super) fn of(&self, account: AccountId) -> VoiceClick {
        match self {
            Self::Open => VoiceClick::Open { account },
            Self::Feedback { said, key } => VoiceClick::Feedback { account, said: said.clone(), key: key.clone() },
            Self::WhichTheme { words, key } => {
                VoiceClick::WhichTheme { account, words: words.clone(), key: key.clone() }
            }
            Self::Advocacy { said, key } => VoiceClick::Advocacy { account, said: said.clone(), key: key.clone() },
        }
    }
}

/// A form about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum VoiceForm {
    /// Records feedback.
    #[serde(rename = "f")]
    Feedback {
        /// Of all forms with one key the first counts.
        #[serde(rename = "k")]
        key: String,
        /// The message that it was opened on: its channel and `ts`.
        #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
        message: Option<(String, String)>,
    },
    /// Says how far something has come that they do for us.
    #[serde(rename = "y")]
    Advocacy {
        /// Of all forms with one key the first counts.
        #[serde(rename = "k")]
        key: String,
        /// The message that it was opened on: its channel and `ts`.
        #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
        message: Option<(String, String)>,
    },
}

impl VoiceForm {
    /// The stable name of its kind.
    pub(super) fn callback_id(&self) -> &'static str {
        match self {
            Self::Feedback { .. } => "record_feedback",
            Self::Advocacy { .. } => "record_advocacy",
        }
    }
}

/// A question of these forms: its `block_id`, which is its only input's `action_id` too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoiceField {
    /// Themes that were there before.
    KnownThemes,
    /// Themes that were not.
    NewThemes,
    /// What was said.
    Words,
    /// When.
    Day,
    /// What they do for us.
    Kind,
    /// How far it has come.
    Stage,
    /// A word on it.
    Note,
}

impl VoiceField {
    /// The id of its block and of its input.
    pub fn id(self) -> &'static str {
        match self {
            Self::KnownThemes => "known_themes",
            Self::NewThemes => "new_themes",
            Self::Words => "words",
            Self::Day => "day",
            Self::Kind => "kind",
            Self::Stage => "stage",
            Self::Note => "note",
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use uuid::Uuid;

    use super::super::{Action, ModalKind, RecordClick, RecordForm};
    use super::*;
    use crate::domain::advocacy::AdvocacyKind;
    use crate::domain::feedback::FeedbackTheme;

    #[test]
    fn every_click_and_form_comes_back() {
        let account = AccountId(Uuid::from_u128(u128::MAX));
        let themes = FeedbackTheme::parse("data export").into_iter().collect();
        let said = Feedback { themes, words: "\"x\"".into(), on: NaiveDate::default(), link: None };
        let (kind, stage) = (AdvocacyKind::CaseStudy, AdvocacyStage::Asked);
        let favour = AdvocacySaid { kind, stage, note: "é".into(), link: None };
        let key = "k".to_owned();
        let clicks = [
            ThenVoice::Open.of(account),
            ThenVoice::Feedback { said, key: key.clone() }.of(account),
            ThenVoice::WhichTheme { words: "é".into(), key: key.clone() }.of(account),
            VoiceClick::AskFeedback { account, words: String::new() },
            VoiceClick::TakeBack { feedback: FeedbackId(Uuid::nil()) },
            ThenVoice::Advocacy { said: favour, key: key.clone() }.of(account),
            VoiceClick::Advance { advocacy: AdvocacyId(Uuid::nil()), version: 3, stage: AdvocacyStage::Declined },
            VoiceClick::AskAdvocacy { account },
            VoiceClick::Themes,
            VoiceClick::TakeAdvocacyBack { advocacy: AdvocacyId(Uuid::nil()) },
        ];
        for action in clicks.map(|click| Action::Record(RecordClick::Voice(click))) {
            let (id, value) = (action.action_id(), action.value());
            assert_eq!(Action::parse(&format!("{id}:2"), &value), Some(action));
            assert_eq!(Action::parse("something_else", &value), None);
        }
        for message in [None, Some(("C0GENERAL1".to_owned(), "1.2".to_owned()))] {
            let forms = [
                VoiceForm::Feedback { key: key.clone(), message: message.clone() },
                VoiceForm::Advocacy { key: key.clone(), message },
            ];
            for kind in forms.map(|form| ModalKind::Record(RecordForm::Voice(form))) {
                assert_eq!(ModalKind::parse(kind.callback_id(), &kind.private_metadata()), Some(kind.clone()));
            }
        }
    }
}
