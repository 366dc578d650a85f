//! A step of a run and where it stands: due → acknowledged → done, blocked, skipped or snoozed. Acknowledged is not done.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::WorkingTime;
use crate::domain::ids::{PersonId, RunId, StepId};

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

/// Who is needed before a blocked step can go on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needs {
    /// One of ours, who is told.
    pub person: Option<PersonId>,
    /// Others, in words: “their legal team”.
    pub words: String,
}

/// From whom a step was taken last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reassigned {
    /// Who had it.
    pub from: PersonId,
    /// Who gave it on.
    pub by: PersonId,
    /// When.
    pub at: DateTime<Utc>,
}

/// What reminds its owner of a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reminders {
    /// They count from here.
    pub from: Option<DateTime<Utc>>,
    /// How many went out since then.
    pub sent: i32,
    /// When the next is due; `None`: never.
    pub next_at: Option<DateTime<Utc>>,
}

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
    /// The due day before it was rolled to a working day, if it was.
    pub moved_from: Option<NaiveDate>,
    /// When the next prompt goes out; `None`: never.
    pub prompt_at: Option<DateTime<Utc>>,
    /// Who acknowledged it, and when.
    pub acknowledged: Option<(PersonId, DateTime<Utc>)>,
    /// Who ended it, and when; nobody where a rule did.
    pub ended: Option<(Option<PersonId>, DateTime<Utc>)>,
    /// What was said last.
    pub note: String,
    /// How often it was put off.
    pub snoozes: i32,
    /// Who is needed, while it is blocked.
    pub needs: Option<Needs>,
    /// The day of a promise that was made when it was finished.
    pub follow_up_on: Option<NaiveDate>,
    /// From whom it was taken last.
    pub reassigned: Option<Reassigned>,
    /// By when it is to be acknowledged once it is prompted; `None` while it never was.
    pub acknowledge_within: Option<WorkingTime>,
    /// What reminds its owner of it.
    pub reminders: Reminders,
}

impl Step {
    /// The step when its day has come, or when it is back: it is due, to be acknowledged within a time that stays as it
    /// was when it first opened.
    #[must_use]
    pub fn opened(mut self, within: WorkingTime, now: DateTime<Utc>) -> Self {
        if matches!(self.state, StepState::Waiting | StepState::Snoozed) {
            self.state = StepState::Due;
            self.reminders = Reminders { from: Some(now), ..Reminders::default() };
        }
        self.acknowledge_within = self.acknowledge_within.or(Some(within));
        self.prompt_at = None;
        self.version += 1;
        self
    }
}

#[cfg(test)]
pub(super) mod samples {
    use uuid::Uuid;

    use super::*;

    /// A step in some state, on its first version.
    pub fn step(state: StepState) -> Step {
        Step {
            id: StepId(Uuid::nil()),
            run: RunId(Uuid::nil()),
            key: "stakeholders".into(),
            occurrence: 1,
            state,
            version: 1,
            owner: PersonId(Uuid::nil()),
            due_at: DateTime::UNIX_EPOCH,
            moved_from: None,
            prompt_at: None,
            acknowledged: None,
            ended: None,
            note: String::new(),
            snoozes: 0,
            needs: None,
            follow_up_on: None,
            reassigned: None,
            acknowledge_within: Some(WorkingTime::Hours(4)),
            reminders: Reminders::default(),
        }
    }

    /// Somebody else.
    pub fn someone() -> PersonId {
        PersonId(Uuid::from_u128(7))
    }
}
