//! Clicks on steps and on the last card of a run. What is typed of a step, and could mean several, goes into the value of
//! each button that is offered.

use serde::{Deserialize, Serialize};

use super::{Action, short};
use crate::domain::ids::{AccountId, RunId, StepId};
use crate::domain::playbook::{Helped, StepWish, Ticks};

/// The `action_id` of a checklist begins so; the step follows, for nothing else is there when nothing is ticked.
const TICK: &str = "tick:";

/// A step as the clicker saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepSeen {
    /// Which.
    #[serde(rename = "s", with = "short::id")]
    pub step: StepId,
    /// The version that the clicker saw.
    #[serde(rename = "v")]
    pub version: i32,
}

/// What is wanted of a step that is still to be found, or of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepWhat {
    /// To see it, with its buttons.
    #[serde(rename = "o")]
    Open,
    /// A move.
    #[serde(rename = "m")]
    Move(StepWish),
    /// The whole run stopped, and why.
    #[serde(rename = "x")]
    Stop(String),
}

/// Which step of an account, and what of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepAsk {
    /// A part of the playbook's name, if it was named.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub play: Option<String>,
    /// The step's place from 1, if it was named.
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// What.
    #[serde(rename = "w")]
    pub what: StepWhat,
}

/// What a click asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepClick {
    /// The step's card, for the clicker alone.
    #[serde(rename = "o")]
    Open {
        /// Which.
        #[serde(rename = "s", with = "short::id")]
        step: StepId,
    },
    /// Opens the form that says why it is blocked.
    #[serde(rename = "b")]
    AskBlock(StepSeen),
    /// Opens the form that says why it is skipped.
    #[serde(rename = "k")]
    AskSkip(StepSeen),
    /// Opens the form that gives it to somebody.
    #[serde(rename = "r")]
    AskReassign(StepSeen),
    /// Opens the form that stops its run.
    #[serde(rename = "t")]
    AskStop(StepSeen),
    /// Does what was typed.
    #[serde(rename = "d")]
    Do {
        /// To which.
        #[serde(rename = "s")]
        seen: StepSeen,
        /// What.
        #[serde(rename = "w")]
        wish: StepWish,
    },
    /// Stops a run, as it was typed.
    #[serde(rename = "x")]
    Stop {
        /// Which.
        #[serde(rename = "r", with = "short::id")]
        run: RunId,
        /// Why.
        #[serde(rename = "y")]
        reason: String,
    },
    /// Finds the step of an account that was meant.
    #[serde(rename = "f")]
    Find {
        /// Of which account.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// Which, and what of it.
        #[serde(rename = "w")]
        ask: StepAsk,
    },
    /// Ticks entries of a checklist off, or takes ticks away.
    #[serde(rename = "c")]
    Tick {
        /// Of which step.
        #[serde(rename = "s", with = "short::id")]
        step: StepId,
        /// Which.
        #[serde(rename = "n")]
        ticks: Ticks,
    },
    /// Says whether a run helped.
    #[serde(rename = "h")]
    Helped {
        /// Which run.
        #[serde(rename = "r", with = "short::id")]
        run: RunId,
        /// Whether.
        #[serde(rename = "a")]
        answer: Helped,
    },
}

impl StepClick {
    /// The stable name of its kind.
    pub fn action_id(&self) -> &'static str {
        match self {
            Self::Open { .. } => "open_step",
            Self::AskBlock(_) => "ask_block",
            Self::AskSkip(_) => "ask_skip",
            Self::AskReassign(_) => "ask_reassign",
            Self::AskStop(_) => "ask_stop",
            Self::Do { .. } => "do_step",
            Self::Stop { .. } => "stop_run",
            Self::Find { .. } => "find_step",
            Self::Tick { .. } => "tick",
            Self::Helped { .. } => "helped",
        }
    }

    /// The step whose private card it is used on: it is drawn again then.
    pub fn step(&self) -> Option<StepId> {
        match self {
            Self::Do { seen, .. } => Some(seen.step),
            Self::Tick { step, .. } => Some(*step),
            Self::Open { .. }
            | Self::AskBlock(_)
            | Self::AskSkip(_)
            | Self::AskReassign(_)
            | Self::AskStop(_)
            | Self::Stop { .. }
            | Self::Find { .. }
            | Self::Helped { .. } => None,
        }
    }
}

/// The `action_id` of a step's checklist as it is shown. Slack keeps what somebody ticked as long as a list is called the
/// same, and tells of the whole list: so its name says what is ticked off on it.
pub fn tick_id(step: StepId, ticked: &[usize]) -> String {
    let ticked: Vec<String> = ticked.iter().map(ToString::to_string).collect();
    format!("{TICK}{}:{}", step.0.simple(), ticked.join(","))
}

/// The click on a checklist, by what is ticked then; `None` when it is none of ours.
pub fn ticked(action_id: &str, values: &[String]) -> Option<Action> {
    let (step, seen) = action_id.strip_prefix(TICK)?.split_once(':')?;
    let seen = seen.split(',').filter(|entry| !entry.is_empty());
    let seen = seen.map(|entry| entry.parse().ok()).collect::<Option<Vec<usize>>>()?;
    let left = values.iter().map(|value| value.parse().ok()).collect::<Option<Vec<usize>>>()?;
    Some(Action::Step(StepClick::Tick { step: step.parse().ok()?, ticks: Ticks { seen, left } }))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_checklist_names_its_step_even_with_nothing_ticked() {
        let step = StepId(Uuid::from_u128(41));
        let click = |seen: &[usize], left: &[usize]| {
            let ticks = Ticks { seen: seen.to_vec(), left: left.to_vec() };
            Some(Action::Step(StepClick::Tick { step, ticks }))
        };
        assert_eq!(ticked(&tick_id(step, &[]), &[]), click(&[], &[]));
        assert_eq!(ticked(&tick_id(step, &[1, 2]), &["0".into(), "2".into()]), click(&[1, 2], &[0, 2]));
        assert_eq!(ticked(&tick_id(step, &[]), &["x".into()]), None);
        assert_eq!(ticked("menu", &[]), None);
    }

    #[test]
    fn what_is_asked_for_on_a_card_fits_a_menu() {
        let seen = StepSeen { step: StepId(Uuid::max()), version: 99_999 };
        for click in [StepClick::AskBlock(seen), StepClick::AskStop(seen), StepClick::Open { step: seen.step }] {
            let action = Action::Step(click);
            assert!(action.value().len() <= 75, "{}", action.value());
            assert_eq!(Action::parse(action.action_id(), &action.value()), Some(action));
        }
    }
}
