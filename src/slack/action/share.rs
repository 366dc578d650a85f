//! Showing an account's card to the conversation that it stands in.

use serde::{Deserialize, Serialize};

use super::short;
use crate::domain::ids::AccountId;

/// What a click on a way to share asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ShareClick {
    /// Says first who would see it: an entry of a menu has no question of its own.
    #[serde(rename = "q")]
    Ask {
        /// Of which.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
    },
    /// Shows it.
    #[serde(rename = "c")]
    Card {
        /// Of which.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
    },
}

impl ShareClick {
    /// The stable name of its kind.
    pub fn action_id(self) -> &'static str {
        match self {
            Self::Ask { .. } => "ask_share",
            Self::Card { .. } => "share",
        }
    }
}
