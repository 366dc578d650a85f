//! How a run ends: with its last step, early by a rule, or because somebody stopped it.

use serde::{Deserialize, Serialize};

use super::ExitOutcome;
use crate::domain::ids::PersonId;

/// Why a run ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunEnding {
    /// Every step of it is over.
    Completed,
    /// A rule ended it early: its goal was reached, or an exit rule held.
    Early {
        /// What that means for the run.
        outcome: ExitOutcome,
        /// What the last card says: “Health at 60 or more for 14 days”.
        says: String,
    },
    /// Somebody stopped it.
    Stopped {
        /// Who.
        by: PersonId,
        /// Why.
        reason: String,
    },
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunOutcome {
    /// Every step of it was done or skipped.
    Completed,
    /// What it was for was reached before its last step.
    Reached,
    /// What it was for went out of reach, or was of no use any more.
    Lost,
    /// Somebody stopped it.
    Stopped,
}

impl RunOutcome {
    /// Every outcome.
    pub const ALL: [Self; 4] = [Self::Completed, Self::Reached, Self::Lost, Self::Stopped];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Reached => "reached",
            Self::Lost => "lost",
            Self::Stopped => "stopped",
        }
    }

    /// The outcome that a stored word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == word)
    }
}

impl RunEnding {
    /// What is kept of it in one word.
    pub fn outcome(&self) -> RunOutcome {
        match self {
            Self::Completed => RunOutcome::Completed,
            Self::Early { outcome: ExitOutcome::Reached, .. } => RunOutcome::Reached,
            Self::Early { outcome: ExitOutcome::Lost, .. } => RunOutcome::Lost,
            Self::Stopped { .. } => RunOutcome::Stopped,
        }
    }

    /// What is kept of it in words.
    pub fn reason(&self) -> &str {
        match self {
            Self::Completed => "all steps over",
            Self::Early { says, .. } => says,
            Self::Stopped { reason, .. } => reason,
        }
    }

    /// Who ended it; `None`: a rule, or its last step.
    pub fn by(&self) -> Option<PersonId> {
        match self {
            Self::Completed | Self::Early { .. } => None,
            Self::Stopped { by, .. } => Some(*by),
        }
    }
}

/// "Did it help?"
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Helped {
    /// It did.
    Yes,
    /// Somewhat.
    Partly,
    /// It did not.
    No,
}

impl Helped {
    /// Every answer, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Yes, Self::Partly, Self::No];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Partly => "partly",
            Self::No => "no",
        }
    }

    /// The answer that a stored word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.as_str() == word)
    }
}
