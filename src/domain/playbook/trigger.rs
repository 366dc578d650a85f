//! What starts a playbook, beside a person: a signal, a phase, a checkpoint before the renewal.
//!
//! ```text
//! trigger = "signal" ( "t1" | … | "t11" ) | "phase" phase | "checkpoint" days
//! ```

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::lifecycle::Phase;
use crate::domain::nearest::nearest_one;
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

/// The most days before a renewal at which something can start.
pub const MOST_CHECKPOINT: u32 = 366;

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
                let known = SignalKind::ALL.map(SignalKind::as_str);
                SignalKind::parse(rest).map(Self::Signal).ok_or_else(|| no_such("signal", rest, &known))
            }
            "phase" => {
                let known = Phase::ALL.map(Phase::as_str);
                Phase::parse(rest).map(Self::Phase).ok_or_else(|| no_such("phase", rest, &known))
            }
            "checkpoint" => {
                let is_number = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
                let days = rest.parse().ok().filter(|days| is_number && *days <= MOST_CHECKPOINT);
                let reason = || format!("“{rest}” is no number of days before the renewal: 0 to {MOST_CHECKPOINT}");
                days.map(Self::Checkpoint).ok_or_else(reason)
            }
            _ => Err(match nearest_one(word, ["signal", "phase", "checkpoint"]) {
                Some(meant) => format!("“{text}” starts nothing; did you mean {meant} {rest}?"),
                None => format!("“{text}” starts nothing; write signal t1, phase onboarding or checkpoint 120"),
            }),
        }
    }
}

fn no_such(what: &str, word: &str, known: &[&'static str]) -> String {
    match nearest_one(word, known.iter().copied()) {
        Some(meant) => format!("there is no {what} “{word}”; did you mean {meant}?"),
        None => format!("there is no {what} “{word}”; there are {}", known.join(", ")),
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
        for text in ["", "signal t12", "phase two", "checkpoint soon", "monday", "checkpoint 9999", "checkpoint +3"] {
            assert!(text.parse::<Occasion>().is_err(), "{text}");
        }
    }
}
