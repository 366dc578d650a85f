//! Showing an account's card, or an answer, to the conversation that it stands in.

use serde::{Deserialize, Serialize};

use super::short;
use crate::domain::account::BookFilter;
use crate::domain::ids::AccountId;

/// What a click on a way to share asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Says first who would see an answer.
    #[serde(rename = "w")]
    AskAnswer {
        /// Which answer.
        #[serde(rename = "w")]
        what: ShareWhat,
    },
    /// Shows it.
    #[serde(rename = "s")]
    Answer {
        /// Which answer.
        #[serde(rename = "w")]
        what: ShareWhat,
    },
}

/// An answer that can be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ShareWhat {
    /// A score, explained.
    #[serde(rename = "w")]
    Why {
        /// Of which.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
    },
    /// A success plan.
    #[serde(rename = "p")]
    Plan {
        /// Whose.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
    },
    /// A renewal with what was said of it.
    #[serde(rename = "f")]
    Forecast {
        /// Of which.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
    },
    /// A page of renewals.
    #[serde(rename = "r")]
    Renewals(Box<RenewalsShown>),
}

/// A page of renewals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenewalsShown {
    /// Days from today; `None`: the renewal window of the rules.
    #[serde(rename = "w")]
    pub window_days: Option<i64>,
    /// Of which accounts.
    #[serde(rename = "f", with = "short::filter")]
    pub filter: BookFilter,
    /// Counted from 0.
    #[serde(rename = "p")]
    pub page: i64,
}

impl ShareClick {
    /// Whether it shows something to others, and does not only ask.
    pub fn shares(&self) -> bool {
        match self {
            Self::Card { .. } | Self::Answer { .. } => true,
            Self::Ask { .. } | Self::AskAnswer { .. } => false,
        }
    }

    /// The stable name of its kind.
    pub fn action_id(&self) -> &'static str {
        match self {
            Self::Ask { .. } => "ask_share",
            Self::Card { .. } => "share",
            Self::AskAnswer { .. } => "ask_share_answer",
            Self::Answer { .. } => "share_answer",
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::super::Action;
    use super::*;

    #[test]
    fn every_answer_comes_back() {
        let account = AccountId(Uuid::from_u128(u128::MAX));
        let filter =
            BookFilter { team: Some("emea".into()), tags: vec!["\"é".repeat(30); 5], ..BookFilter::default() };
        let all = [
            ShareWhat::Why { account },
            ShareWhat::Plan { account },
            ShareWhat::Forecast { account },
            ShareWhat::Renewals(Box::new(RenewalsShown { window_days: Some(365), filter, page: i64::MAX })),
        ];
        for what in all {
            for click in [ShareClick::AskAnswer { what: what.clone() }, ShareClick::Answer { what }] {
                let action = Action::Share(click);
                assert!(action.value().len() < 2_000);
                assert_eq!(Action::parse(&format!("{}:2", action.action_id()), &action.value()), Some(action.clone()));
                assert_eq!(Action::parse("something_else", &action.value()), None);
            }
        }
    }
}
