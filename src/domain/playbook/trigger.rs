//! What starts a playbook, beside a person: a signal, a phase, a checkpoint before the renewal.
//!
//! ```text
//! trigger = "signal" ( "t1" | … | "t11" ) | "phase" phase | "checkpoint" days
//! ```

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::lifecycle::Phase;
use crate::domain::signal::SignalKind;

/// Something that starts a playbook, or proposes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// When.
    pub on: Occasion,
    /// Whether a person is asked first.
    #[serde(default)]
    pub start: StartBy,
    /// Only for accounts of which this holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<super::Condition>,
}

/// When a playbook's time has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Occasion {
    /// A signal fires.
    Signal(SignalKind),
    /// An account enters a phase.
    Phase(Phase),
    /// So many days are left to the end of the contract.
    Checkpoint(u32),
}

/// Who starts it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartBy {
    /// The card offers it; a person starts it.
    #[default]
    Proposal,
    /// It starts by itself, in the name of the account's owner.
    Itself,
}

impl fmt::Display for Occasion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Signal(kind) => write!(f, "signal {}", kind.as_str()),
            Self::Phase(phase) => write!(f, "phase {}", phase.as_str()),
            Self::Checkpoint(days) => write!(f, "checkpoint {days}"),
        }
    }
}

impl FromStr for Occasion {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (word, rest) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
        let rest = rest.trim();
        match word {
            "signal" => {
                SignalKind::parse(rest).map(Self::Signal).ok_or_else(|| format!("“{rest}” is none of t1 to t11"))
            }
            "phase" => {
                let phase = Phase::parse(rest).map(Self::Phase);
                phase.ok_or_else(|| format!("“{rest}” is none of onboarding, adoption, growth"))
            }
            "checkpoint" => {
                let days = rest.parse().ok().filter(|days| *days <= 366);
                days.map(Self::Checkpoint).ok_or_else(|| format!("“{rest}” is no number of days before the renewal"))
            }
            _ => Err(format!("“{text}” starts nothing; write signal t1, phase onboarding or checkpoint 120")),
        }
    }
}

impl TryFrom<String> for Occasion {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Occasion> for String {
    fn from(occasion: Occasion) -> Self {
        occasion.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_comes_back() {
        for text in ["signal t1", "signal t11", "phase onboarding", "checkpoint 120"] {
            assert_eq!(text.parse::<Occasion>().map(|occasion| occasion.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "signal t12", "phase two", "checkpoint soon", "monday", "checkpoint 9999"] {
            assert!(text.parse::<Occasion>().is_err(), "{text}");
        }
    }
}
