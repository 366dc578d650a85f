//! What somebody typed in full of an account that several names could mean: said once it is clear which one.

use serde::{Deserialize, Serialize};

use super::short;
use crate::domain::ids::AccountId;
use crate::domain::renewal::Category;
use crate::domain::segment::Segment;

/// What was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SaidClick {
    /// How a renewal stands.
    #[serde(rename = "f")]
    Forecast {
        /// Of which account.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// How sure they are.
        #[serde(rename = "c")]
        category: Category,
        /// What they expect it to be worth, as typed.
        #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
        amount: Option<String>,
        /// Why; empty when they did not say.
        #[serde(rename = "r", default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// An account's segment.
    #[serde(rename = "s")]
    Segment {
        /// Of which account.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// `None`: what the revenue says.
        #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
        segment: Option<Segment>,
        /// Why.
        #[serde(rename = "r")]
        reason: String,
    },
}

impl SaidClick {
    /// The stable name of its kind.
    pub(super) fn action_id(&self) -> &'static str {
        match self {
            Self::Forecast { .. } => "say_forecast",
            Self::Segment { .. } => "say_segment",
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::super::{Action, Then};
    use super::*;

    #[test]
    fn what_was_typed_comes_back() {
        let account = AccountId(Uuid::from_u128(u128::MAX));
        let thens = [
            Then::SetForecast { category: Category::Commit, amount: Some("50k".into()), reason: "\"é\"".into() },
            Then::SetForecast { category: Category::Likely, amount: None, reason: String::new() },
            Then::SetSegment { segment: Some(Segment::HighTouch), reason: "strategic".into() },
            Then::SetSegment { segment: None, reason: "x".into() },
        ];
        for action in thens.map(|then| then.of(account)) {
            let (id, value) = (action.action_id(), action.value());
            assert_eq!(Action::parse(&format!("{id}:2"), &value), Some(action));
        }
    }
}
