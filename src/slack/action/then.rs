//! What somebody wants of an account that is still to be picked.

use chrono::NaiveDate;

use super::{Action, PlanClick, PlaybookClick, QbrClick, SaidClick, StepAsk, StepClick, ThenRecord};
use crate::domain::health::Band;
use crate::domain::ids::AccountId;
use crate::domain::plan::PlanAsk;
use crate::domain::portfolio::PeriodAsked;
use crate::domain::qbr::QbrShape;
use crate::domain::renewal::Category;
use crate::domain::segment::Segment;

/// What is to happen with an account once it is clear which one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Then {
    /// Its card.
    Card,
    /// Its score, explained.
    Why,
    /// The plays at work on it.
    Runs,
    /// The plays that could be started on it.
    Plays,
    /// Its renewal with all that was said of it.
    Forecast,
    /// The form that says how its renewal stands.
    AskForecast {
        /// The category that it proposes.
        category: Category,
    },
    /// What somebody said of its renewal.
    SetForecast {
        /// How sure they are.
        category: Category,
        /// What they expect it to be worth, as typed.
        amount: Option<String>,
        /// Why; empty when they did not say.
        reason: String,
    },
    /// Its segment, set by a person.
    SetSegment {
        /// `None`: what the revenue says.
        segment: Option<Segment>,
        /// Why.
        reason: String,
    },
    /// A play started on it.
    Start {
        /// The playbook's name.
        playbook: String,
    },
    /// A play laid out on it; nothing is started.
    Preview {
        /// The playbook's name.
        playbook: String,
    },
    /// The form for one's own call on it.
    AskPulse {
        /// The colour that was named already.
        band: Option<Band>,
        /// The end that was named already.
        until: Option<NaiveDate>,
    },
    /// A call on it.
    SetPulse {
        /// The colour.
        band: Band,
        /// The last day on which it holds.
        until: Option<NaiveDate>,
        /// Why.
        reason: String,
    },
    /// No call on it any more.
    WithdrawPulse,
    /// Something of its steps.
    Step(StepAsk),
    /// Something written down of it.
    Record(ThenRecord),
    /// Its success plan.
    Plan(PlanAsk),
    /// The pack of its quarterly review.
    Qbr {
        /// Of which quarter; `None`: the usual one.
        quarter: Option<PeriodAsked>,
        /// As what.
        shape: QbrShape,
    },
}

impl Then {
    /// The same of one account.
    pub fn of(&self, account: AccountId) -> Action {
        match self {
            Self::Card => Action::OpenAccount { account },
            Self::Why => Action::OpenWhy { account },
            Self::Runs => Action::OpenRuns { account },
            Self::Plays => Action::PickPlay { account },
            Self::Forecast => Action::OpenForecast { account },
            Self::AskForecast { category } => Action::AskForecast { account, category: Some(*category) },
            Self::SetForecast { category, amount, reason } => Action::Said(SaidClick::Forecast {
                account,
                category: *category,
                amount: amount.clone(),
                reason: reason.clone(),
            }),
            Self::SetSegment { segment, reason } => {
                Action::Said(SaidClick::Segment { account, segment: *segment, reason: reason.clone() })
            }
            Self::Start { playbook } => Action::StartPlay { account, playbook: playbook.clone() },
            Self::Preview { playbook } => {
                Action::Playbook(PlaybookClick::Preview { account, playbook: playbook.clone() })
            }
            Self::AskPulse { band, until } => Action::AskPulse { account, band: *band, until: *until },
            Self::SetPulse { band, until, reason } => {
                Action::SetPulse { account, band: *band, until: *until, reason: reason.clone() }
            }
            Self::WithdrawPulse => Action::WithdrawPulse { account },
            Self::Step(ask) => Action::Step(StepClick::Find { account, ask: ask.clone() }),
            Self::Record(then) => Action::Record(then.of(account)),
            Self::Plan(ask) => Action::Plan(PlanClick::of(*ask, account)),
            Self::Qbr { quarter, shape } => Action::Qbr(QbrClick::of(*shape, account, *quarter)),
        }
    }
}
