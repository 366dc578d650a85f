//! Clicks on playbooks as such: what one is, and how it would lie on an account.

use serde::{Deserialize, Serialize};

use super::short;
use crate::domain::ids::AccountId;

/// What a click asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlaybookClick {
    /// A playbook: its steps, goal, exits and triggers.
    #[serde(rename = "o")]
    Open {
        /// Its name.
        #[serde(rename = "p")]
        playbook: String,
    },
    /// A playbook laid out on an account from now on; nothing is started.
    #[serde(rename = "v")]
    Preview {
        /// On which.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// Its name.
        #[serde(rename = "p")]
        playbook: String,
    },
}

impl PlaybookClick {
    /// A stable name for the `action_id`.
    pub(super) fn action_id(&self) -> &'static str {
        match self {
            Self::Open { .. } => "open_playbook",
            Self::Preview { .. } => "preview_play",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::super::Action;
    use super::*;

    proptest! {
        #[test]
        fn what_is_carried_comes_back(bits in any::<u128>(), playbook in "[a-z0-9_]{1,40}") {
            let account = AccountId(Uuid::from_u128(bits));
            let preview = PlaybookClick::Preview { account, playbook: playbook.clone() };
            for click in [PlaybookClick::Open { playbook }, preview] {
                let action = Action::Playbook(click);
                prop_assert!(action.value().len() <= 150);
                prop_assert_eq!(Action::parse(action.action_id(), &action.value()), Some(action.clone()));
            }
        }
    }
}
