//! The life of one signal on one account: open → claimed → in play → ended.

use serde::{Deserialize, Serialize};

/// Where an episode stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EpisodeState {
    /// Nobody has taken it.
    Open,
    /// Somebody looks after it.
    Claimed,
    /// A playbook runs for it.
    InPlay,
    /// Put off; it comes back by itself.
    Snoozed,
    /// Over.
    Ended,
}

/// Why a person says that it is no risk; feeds the noise report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dismissal {
    /// Known and accepted.
    Known,
    /// It is so every year; mutes a usage cliff for a while.
    Seasonal,
    /// The data is wrong.
    DataWrong,
    /// Dealt with elsewhere.
    Handled,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The rule is no longer true.
    Recovered,
    /// The customer renewed.
    Renewed,
    /// The customer left.
    Lost,
    /// A person said that it is no risk.
    Dismissed(Dismissal),
}

impl EpisodeState {
    /// Every state.
    pub const ALL: [Self; 5] = [Self::Open, Self::Claimed, Self::InPlay, Self::Snoozed, Self::Ended];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Claimed => "claimed",
            Self::InPlay => "in_play",
            Self::Snoozed => "snoozed",
            Self::Ended => "ended",
        }
    }

    /// The state of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

impl Dismissal {
    /// Every reason, in the order of the menu.
    pub const ALL: [Self; 4] = [Self::Known, Self::Seasonal, Self::DataWrong, Self::Handled];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Seasonal => "seasonal",
            Self::DataWrong => "data_wrong",
            Self::Handled => "handled",
        }
    }

    /// The reason of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 7] = [
        Self::Recovered,
        Self::Renewed,
        Self::Lost,
        Self::Dismissed(Dismissal::Known),
        Self::Dismissed(Dismissal::Seasonal),
        Self::Dismissed(Dismissal::DataWrong),
        Self::Dismissed(Dismissal::Handled),
    ];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Recovered => "recovered",
            Self::Renewed => "renewed",
            Self::Lost => "lost",
            Self::Dismissed(reason) => reason.as_str(),
        }
    }

    /// The outcome of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == word)
    }
}
