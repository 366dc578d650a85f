//! Clicks about silent signals.

use serde::{Deserialize, Serialize};

use super::short;
use crate::domain::ids::AccountId;
use crate::domain::mute::MuteSaid;
use crate::domain::signal::SignalKind;

/// What a click asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MuteClick {
    /// What is silent.
    #[serde(rename = "s")]
    Show {
        /// On everybody's accounts.
        #[serde(rename = "e")]
        is_all: bool,
    },
    /// What is silent on an account.
    #[serde(rename = "o")]
    Of {
        /// Which.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
    },
    /// Opens the form that silences something.
    #[serde(rename = "q")]
    Ask {
        /// On which account.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
    },
    /// Silences something.
    #[serde(rename = "m")]
    Set {
        /// On which account.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// What.
        #[serde(rename = "w")]
        said: MuteSaid,
    },
    /// Lets something speak again.
    #[serde(rename = "l")]
    Lift {
        /// On which account.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// Which signals; none named: all.
        #[serde(rename = "k", default, skip_serializing_if = "Vec::is_empty", with = "short::kinds")]
        kinds: Vec<SignalKind>,
    },
}

impl MuteClick {
    /// Whether it silences something or lets it speak.
    pub(super) fn writes(&self) -> bool {
        match self {
            Self::Set { .. } | Self::Lift { .. } => true,
            Self::Show { .. } | Self::Of { .. } | Self::Ask { .. } => false,
        }
    }

    /// The stable name of its kind.
    pub(super) fn action_id(&self) -> &'static str {
        match self {
            Self::Show { .. } => "mutes",
            Self::Of { .. } => "mutes_of",
            Self::Ask { .. } => "ask_mute",
            Self::Set { .. } => "mute",
            Self::Lift { .. } => "unmute",
        }
    }
}

/// What somebody wants silent on an account that is still to be picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ThenMute {
    /// See it.
    Of,
    /// This.
    Set(MuteSaid),
    /// Nothing of these any more.
    Lift(Vec<SignalKind>),
}

impl ThenMute {
    /// The same of one account.
    pub(super) fn of(&self, account: AccountId) -> MuteClick {
        match self {
            Self::Of => MuteClick::Of { account },
            Self::Set(said) => MuteClick::Set { account, said: said.clone() },
            Self::Lift(kinds) => MuteClick::Lift { account, kinds: kinds.clone() },
        }
    }
}

/// A question of the form: its `block_id`, which is its only input's `action_id` too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MuteField {
    /// Which signals.
    Kinds,
    /// Until when.
    Until,
    /// Why.
    Reason,
}

impl MuteField {
    /// The id of its block and of its input.
    pub fn id(self) -> &'static str {
        match self {
            Self::Kinds => "signals",
            Self::Until => "mute_until",
            Self::Reason => "mute_reason",
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use uuid::Uuid;

    use super::super::{Action, ModalKind, RecordClick, RecordForm};
    use super::*;

    #[test]
    fn every_click_and_the_form_come_back() {
        let account = AccountId(Uuid::from_u128(u128::MAX));
        let kinds = vec![SignalKind::UsageCliff, SignalKind::Detractor];
        let said = MuteSaid { kinds: kinds.clone(), until: NaiveDate::default(), reason: "\"é\"".into() };
        let clicks = [
            MuteClick::Show { is_all: true },
            ThenMute::Of.of(account),
            MuteClick::Ask { account },
            ThenMute::Set(said).of(account),
            ThenMute::Lift(kinds).of(account),
            ThenMute::Lift(Vec::new()).of(account),
        ];
        for action in clicks.map(|click| Action::Record(RecordClick::Mute(click))) {
            let (id, value) = (action.action_id(), action.value());
            assert_eq!(Action::parse(&format!("{id}:2"), &value), Some(action));
            assert_eq!(Action::parse("something_else", &value), None);
        }
        let kind = ModalKind::Record(RecordForm::Mute { account });
        assert_eq!(ModalKind::parse(kind.callback_id(), &kind.private_metadata()), Some(kind.clone()));
    }
}
