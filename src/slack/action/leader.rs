//! Clicks of leaders on what they see to.

use serde::{Deserialize, Serialize};

use super::short;
use crate::domain::ids::AccountId;

/// The question of the form that gives an account an owner: its `block_id`, which is its only input's `action_id` too.
pub const ASSIGNEE: &str = "assignee";

/// The question of the form that sets an account's segment; a [`crate::domain::segment::Segment`], or `auto`.
pub const SEGMENT: &str = "segment_set";
/// Why it is set.
pub const SEGMENT_REASON: &str = "segment_reason";

/// What a click asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LeaderClick {
    /// Red accounts without a plan.
    #[serde(rename = "p")]
    NoPlan {
        /// Of which team; `None`: everybody's.
        #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
        team: Option<String>,
    },
    /// Asks an account's owner for a plan.
    #[serde(rename = "q")]
    AskPlan {
        /// Of which account.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// The list that it was clicked in.
        #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
        team: Option<String>,
    },
    /// Accounts that nobody owns.
    #[serde(rename = "o")]
    NoOwner,
    /// Opens the form that gives an account an owner.
    #[serde(rename = "w")]
    AskOwner {
        /// Which.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
    },
    /// Opens the form that sets an account's segment.
    #[serde(rename = "s")]
    AskSegment {
        /// Whose.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
    },
}

impl LeaderClick {
    /// The stable name of its kind.
    pub(super) fn action_id(&self) -> &'static str {
        match self {
            Self::NoPlan { .. } => "without_plan",
            Self::AskPlan { .. } => "ask_for_plan",
            Self::NoOwner => "without_owner",
            Self::AskOwner { .. } => "ask_owner",
            Self::AskSegment { .. } => "ask_segment",
        }
    }

    /// Whether its answer stands in the place of the list that was clicked in.
    pub fn turns_the_page(&self) -> bool {
        match self {
            Self::AskPlan { .. } => true,
            Self::NoPlan { .. } | Self::NoOwner | Self::AskOwner { .. } | Self::AskSegment { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::super::{Action, ModalKind, RecordForm};
    use super::*;

    #[test]
    fn every_click_and_the_form_come_back() {
        let account = AccountId(Uuid::from_u128(u128::MAX));
        let clicks = [
            LeaderClick::NoPlan { team: None },
            LeaderClick::NoPlan { team: Some("emea".into()) },
            LeaderClick::AskPlan { account, team: Some("\"é\"".into()) },
            LeaderClick::NoOwner,
            LeaderClick::AskOwner { account },
            LeaderClick::AskSegment { account },
        ];
        for action in clicks.map(Action::Leader) {
            let (id, value) = (action.action_id(), action.value());
            assert_eq!(Action::parse(&format!("{id}:2"), &value), Some(action));
            assert_eq!(Action::parse("something_else", &value), None);
        }
        for kind in [RecordForm::Owner { account }, RecordForm::Segment { account }].map(ModalKind::Record) {
            assert_eq!(ModalKind::parse(kind.callback_id(), &kind.private_metadata()), Some(kind.clone()));
        }
    }
}
