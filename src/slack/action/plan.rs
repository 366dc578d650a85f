//! Clicks on success plans and on the pack of a quarterly review.

use serde::{Deserialize, Serialize};

use super::short;
use crate::domain::ids::AccountId;
use crate::domain::plan::{Mark, PlanAsk, PlanForm};
use crate::domain::portfolio::PeriodAsked;
use crate::domain::qbr::QbrShape;

/// What a click on a plan asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlanClick {
    /// The plan.
    #[serde(rename = "o")]
    Open {
        /// Whose.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
    },
    /// Opens a form about it.
    #[serde(rename = "f")]
    Ask {
        /// Whose.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// Which form.
        #[serde(rename = "f")]
        form: PlanForm,
    },
    /// Marks a milestone.
    #[serde(rename = "m")]
    Mark {
        /// Whose.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// The milestone's number.
        #[serde(rename = "n")]
        number: u32,
        /// What is said of it.
        #[serde(rename = "m")]
        mark: Mark,
    },
    /// Asks a milestone's owner about it.
    #[serde(rename = "n")]
    Nudge {
        /// Whose.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// The milestone's number.
        #[serde(rename = "n")]
        number: u32,
    },
    /// Says that a risk is none any more.
    #[serde(rename = "r")]
    CloseRisk {
        /// Whose.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// The risk's number.
        #[serde(rename = "n")]
        number: u32,
        /// The plan's version that the clicker saw.
        #[serde(rename = "v")]
        version: i32,
    },
}

impl PlanClick {
    /// What was typed, of one account.
    pub(super) fn of(ask: PlanAsk, account: AccountId) -> Self {
        match ask {
            PlanAsk::Open => Self::Open { account },
            PlanAsk::Mark(number, mark) => Self::Mark { account, number, mark },
            PlanAsk::Nudge(number) => Self::Nudge { account, number },
        }
    }

    /// The stable name of its kind.
    pub fn action_id(&self) -> &'static str {
        match self {
            Self::Open { .. } => "open_plan",
            Self::Ask { .. } => "ask_plan",
            Self::Mark { .. } => "mark_milestone",
            Self::Nudge { .. } => "nudge_milestone",
            Self::CloseRisk { .. } => "close_risk",
        }
    }

    /// Whose plan it is about.
    pub fn account(&self) -> AccountId {
        match self {
            Self::Open { account }
            | Self::Ask { account, .. }
            | Self::Mark { account, .. }
            | Self::Nudge { account, .. }
            | Self::CloseRisk { account, .. } => *account,
        }
    }

    /// The card in the place of the private one that it stands on, where that is another one afterwards.
    pub fn card_again(&self) -> Option<Self> {
        match self {
            Self::Mark { .. } | Self::Nudge { .. } | Self::CloseRisk { .. } => {
                Some(Self::Open { account: self.account() })
            }
            Self::Open { .. } | Self::Ask { .. } => None,
        }
    }
}

/// What a click on the pack of a quarterly review asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum QbrClick {
    /// The pack.
    #[serde(rename = "o")]
    Open {
        /// Whose.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// Of which quarter; `None`: the usual one.
        #[serde(rename = "q", default, skip_serializing_if = "Option::is_none")]
        quarter: Option<PeriodAsked>,
    },
    /// The pack as a file, in the clicker's direct messages.
    #[serde(rename = "f")]
    File {
        /// Whose.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// Of which quarter; `None`: the usual one.
        #[serde(rename = "q", default, skip_serializing_if = "Option::is_none")]
        quarter: Option<PeriodAsked>,
    },
    /// Shows the pack to the conversation that it stands in.
    #[serde(rename = "s")]
    Share {
        /// Whose.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// Of which quarter; `None`: the usual one.
        #[serde(rename = "q", default, skip_serializing_if = "Option::is_none")]
        quarter: Option<PeriodAsked>,
    },
}

impl QbrClick {
    /// What was typed, of one account and quarter.
    pub(super) fn of(shape: QbrShape, account: AccountId, quarter: Option<PeriodAsked>) -> Self {
        match shape {
            QbrShape::Message => Self::Open { account, quarter },
            QbrShape::Markdown => Self::File { account, quarter },
        }
    }

    /// The stable name of its kind.
    pub fn action_id(&self) -> &'static str {
        match self {
            Self::Open { .. } => "open_qbr",
            Self::File { .. } => "qbr_file",
            Self::Share { .. } => "share_qbr",
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::super::{Action, ModalKind};
    use super::*;

    #[test]
    fn every_click_comes_back_and_fits_a_menu() {
        let account = AccountId(Uuid::from_u128(u128::MAX));
        let quarter = PeriodAsked::parse("2026-q1");
        let forms = PlanForm::ALL.map(|form| PlanClick::Ask { account, form });
        let others = [
            PlanClick::Open { account },
            PlanClick::Mark { account, number: 99, mark: Mark::Tick },
            PlanClick::Mark { account, number: 99, mark: Mark::Miss },
            PlanClick::Nudge { account, number: 99 },
            PlanClick::CloseRisk { account, number: 99, version: 999 },
        ];
        let plans = forms.into_iter().chain(others).map(Action::Plan);
        let packs = [
            QbrClick::Open { account, quarter },
            QbrClick::Open { account, quarter: None },
            QbrClick::File { account, quarter },
            QbrClick::Share { account, quarter },
        ];
        for action in plans.chain(packs.map(Action::Qbr)) {
            let value = action.value();
            assert!(value.len() <= 75, "{value}");
            assert_eq!(Action::parse(&format!("{}:2", action.action_id()), &value), Some(action.clone()));
            assert_eq!(Action::parse("something_else", &value), None);
        }
    }

    #[test]
    fn every_form_comes_back() {
        for form in PlanForm::ALL {
            let kind = ModalKind::Plan { account: AccountId(Uuid::nil()), form, version: 3 };
            assert_eq!(ModalKind::parse(kind.callback_id(), &kind.private_metadata()), Some(kind.clone()));
        }
    }
}
