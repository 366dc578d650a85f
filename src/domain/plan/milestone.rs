//! Milestones: what is done by when, by whom of ours and whom of theirs.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::domain::account::AccountRef;
use crate::domain::person::{Deed, PersonRef};

/// A milestone of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    /// Its number in the plan, from 1; never used again.
    pub number: u32,
    /// What is done.
    pub title: String,
    /// By when.
    pub due_on: NaiveDate,
    /// Who sees to it on our side.
    pub owner: PersonRef,
    /// Who sees to it on theirs.
    pub theirs: Option<Theirs>,
    /// Where it stands.
    pub state: MilestoneState,
    /// Who said so last, and when; `None` while it is open.
    pub ended: Option<Deed>,
    /// The last time that its owner was asked about it.
    pub nudged: Option<Nudge>,
}

impl Milestone {
    /// Whether its day has passed and it is not done.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.state == MilestoneState::Open && self.due_on < today
    }
}

/// Somebody at the customer who sees to a milestone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Theirs {
    /// Their name.
    pub name: String,
    /// Whether a contact of that name has left since.
    pub has_left: bool,
}

/// Where a milestone stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MilestoneState {
    /// It is to be done.
    Open,
    /// It is done.
    Done,
    /// It will not be done.
    Missed,
}

impl MilestoneState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Open, Self::Done, Self::Missed];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Missed => "missed",
        }
    }

    /// The state of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// The states from which a mark leads on: what was missed may yet be done.
    pub fn before(mark: Mark) -> &'static [Self] {
        match mark {
            Mark::Tick => &[Self::Open, Self::Missed],
            Mark::Miss => &[Self::Open],
        }
    }
}

/// What somebody says of a milestone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    /// It is done.
    #[serde(rename = "t")]
    Tick,
    /// It will not be done.
    #[serde(rename = "x")]
    Miss,
}

impl Mark {
    /// Where it leads.
    pub fn to(self) -> MilestoneState {
        match self {
            Self::Tick => MilestoneState::Done,
            Self::Miss => MilestoneState::Missed,
        }
    }
}

/// A milestone's owner was asked about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nudge {
    /// The working day of theirs that it counts for.
    pub day: NaiveDate,
    /// Who asked, and when.
    pub by: Deed,
}

/// The message that asks a milestone's owner about it, as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct NudgeCard {
    /// Of which account.
    pub account: AccountRef,
    /// The milestone.
    pub milestone: Milestone,
    /// Who asks, and when.
    pub by: Deed,
    /// The owner's clock.
    pub zone: Tz,
    /// Their day on which they were asked.
    pub day: NaiveDate,
}

/// A milestone in its owner's day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaitingMilestone {
    /// Whose plan.
    pub account: AccountRef,
    /// Its number there.
    pub number: u32,
    /// What is done.
    pub title: String,
    /// By when.
    pub due_on: NaiveDate,
}
