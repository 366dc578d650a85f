//! The life of a step: due → acknowledged → done, blocked, skipped or snoozed. Acknowledged is not done.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::ids::{PersonId, RunId, StepId};
use crate::domain::refusal::Refusal;

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Its day has not come.
    Waiting,
    /// Prompted; nobody has answered.
    Due,
    /// Somebody has seen it and means to do it.
    Acknowledged,
    /// It is done.
    Done,
    /// It cannot go on, and somebody knows why.
    Blocked,
    /// It will not be done, and somebody said why.
    Skipped,
    /// It comes back later.
    Snoozed,
}

impl StepState {
    /// Every state.
    pub const ALL: [Self; 7] =
        [Self::Waiting, Self::Due, Self::Acknowledged, Self::Done, Self::Blocked, Self::Skipped, Self::Snoozed];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Due => "due",
            Self::Acknowledged => "acknowledged",
            Self::Done => "done",
            Self::Blocked => "blocked",
            Self::Skipped => "skipped",
            Self::Snoozed => "snoozed",
        }
    }

    /// The state that a stored word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether nothing more is to be done.
    pub fn is_over(self) -> bool {
        match self {
            Self::Done | Self::Skipped => true,
            Self::Waiting | Self::Due | Self::Acknowledged | Self::Blocked | Self::Snoozed => false,
        }
    }
}

/// What somebody does to a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepMove {
    /// "I have seen it."
    Acknowledge,
    /// "It is done", with what came of it.
    Finish {
        /// The outcome, in their words.
        note: String,
    },
    /// "Not now."
    Snooze {
        /// When it comes back.
        until: DateTime<Utc>,
        /// Why; asked for from the third time on.
        reason: String,
    },
}

impl StepMove {
    /// Where it leads.
    pub fn leads_to(&self) -> StepState {
        match self {
            Self::Acknowledge => StepState::Acknowledged,
            Self::Finish { .. } => StepState::Done,
            Self::Snooze { .. } => StepState::Snoozed,
        }
    }

    /// What is kept in words.
    pub fn note(&self) -> &str {
        match self {
            Self::Acknowledge => "",
            Self::Finish { note } => note,
            Self::Snooze { reason, .. } => reason,
        }
    }
}

/// Snoozes that need no reason.
pub const FREE_SNOOZES: i32 = 2;

/// A step of a run, in one occurrence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub id: StepId,
    /// Of which run.
    pub run: RunId,
    /// Its id in the playbook.
    pub key: String,
    /// 1 for the first; a repeated step has more.
    pub occurrence: i32,
    /// Where it stands.
    pub state: StepState,
    /// Raised by every move.
    pub version: i32,
    /// Who does it.
    pub owner: PersonId,
    /// When it is due.
    pub due_at: DateTime<Utc>,
    /// When the next prompt goes out; `None`: never.
    pub prompt_at: Option<DateTime<Utc>>,
    /// Who acknowledged it, and when.
    pub acknowledged: Option<(PersonId, DateTime<Utc>)>,
    /// Who ended it, and when.
    pub ended: Option<(PersonId, DateTime<Utc>)>,
    /// What was said last.
    pub note: String,
    /// How often it was put off.
    pub snoozes: i32,
}

impl Step {
    /// The step after a move by `by`, who saw version `seen`. Says why not when it is no longer possible: a second
    /// click finds out who was first.
    pub fn moved(mut self, what: &StepMove, by: PersonId, seen: i32, now: DateTime<Utc>) -> Result<Self, Refusal> {
        self.allows(what, seen)?;
        match what {
            StepMove::Acknowledge => self.acknowledged = Some((by, now)),
            StepMove::Finish { .. } => {
                self.ended = Some((by, now));
                self.acknowledged = self.acknowledged.or(Some((by, now)));
            }
            StepMove::Snooze { .. } => self.snoozes += 1,
        }
        self.prompt_at = match what {
            StepMove::Snooze { until, .. } => Some(*until),
            StepMove::Acknowledge | StepMove::Finish { .. } => None,
        };
        what.note().clone_into(&mut self.note);
        self.state = what.leads_to();
        self.version += 1;
        Ok(self)
    }

    fn allows(&self, what: &StepMove, seen: i32) -> Result<(), Refusal> {
        let already = || Err(Refusal::StepMoved { step: self.id, state: self.state });
        match (self.state, what) {
            (StepState::Waiting, StepMove::Acknowledge | StepMove::Snooze { .. }) => {
                Err(Refusal::StepNotOpen { step: self.id })
            }
            (StepState::Done | StepState::Skipped, _) | (StepState::Acknowledged, StepMove::Acknowledge) => already(),
            (_, StepMove::Snooze { reason, .. }) if FREE_SNOOZES <= self.snoozes && reason.trim().is_empty() => {
                Err(Refusal::SnoozeNeedsReason { step: self.id, snoozes: self.snoozes })
            }
            // A card that was drawn before the last move: its reader must see the new one first.
            _ if seen != self.version => already(),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn step(state: StepState) -> Step {
        Step {
            id: StepId(Uuid::nil()),
            run: RunId(Uuid::nil()),
            key: "stakeholders".into(),
            occurrence: 1,
            state,
            version: 1,
            owner: PersonId(Uuid::nil()),
            due_at: DateTime::UNIX_EPOCH,
            prompt_at: None,
            acknowledged: None,
            ended: None,
            note: String::new(),
            snoozes: 0,
        }
    }

    fn someone() -> PersonId {
        PersonId(Uuid::from_u128(7))
    }

    fn moves() -> [StepMove; 3] {
        let until = DateTime::UNIX_EPOCH;
        [
            StepMove::Acknowledge,
            StepMove::Finish { note: String::new() },
            StepMove::Snooze { until, reason: String::new() },
        ]
    }

    #[test]
    fn which_move_is_possible_where() {
        use StepState::{Acknowledged, Blocked, Done, Due, Skipped, Snoozed, Waiting};
        for (state, acknowledge, finish, snooze) in [
            (Waiting, false, true, false),
            (Due, true, true, true),
            (Acknowledged, false, true, true),
            (Done, false, false, false),
            (Blocked, true, true, true),
            (Skipped, false, false, false),
            (Snoozed, true, true, true),
        ] {
            let possible = moves().map(|what| step(state).moved(&what, someone(), 1, DateTime::UNIX_EPOCH).is_ok());
            assert_eq!(possible, [acknowledge, finish, snooze], "{state:?}");
        }
    }

    #[test]
    fn a_click_on_an_old_card_changes_nothing() {
        let result = step(StepState::Due).moved(&StepMove::Acknowledge, someone(), 0, DateTime::UNIX_EPOCH);
        assert!(matches!(result, Err(Refusal::StepMoved { .. })));
    }

    #[test]
    fn the_third_snooze_needs_a_reason() {
        let snooze = |reason: &str| StepMove::Snooze { until: DateTime::UNIX_EPOCH, reason: reason.into() };
        let put_off = Step { snoozes: 2, ..step(StepState::Due) };
        let result = put_off.clone().moved(&snooze(" "), someone(), 1, DateTime::UNIX_EPOCH);
        assert!(matches!(result, Err(Refusal::SnoozeNeedsReason { snoozes: 2, .. })));
        assert!(put_off.moved(&snooze("they are moving offices"), someone(), 1, DateTime::UNIX_EPOCH).is_ok());
    }
}
