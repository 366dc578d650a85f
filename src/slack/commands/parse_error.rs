//! Why a typed line was not understood, as data; `render` finds the words.

use super::hint::Hint;
use crate::domain::cadence::CronRefusal;
use crate::domain::when::WhenReason;

/// A line that ran nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// What was typed.
    pub typed: String,
    /// What is wrong with it.
    pub problem: Problem,
    /// Lines that would work; at most three.
    pub examples: Vec<String>,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Its first word is no verb.
    UnknownVerb {
        /// The nearest verbs, best first.
        nearest: Vec<String>,
    },
    /// A filter of that name does not exist.
    UnknownKey {
        /// The name.
        key: String,
        /// The nearest names, best first.
        nearest: Vec<String>,
    },
    /// A filter has a value that it cannot have.
    BadValue {
        /// The filter's name.
        key: String,
        /// The value.
        value: String,
        /// What it could be.
        expected: Hint,
    },
    /// Something is left out.
    Missing {
        /// What.
        what: Hint,
    },
    /// More was typed than the verb takes.
    Extra {
        /// What is too much.
        text: String,
    },
    /// A crontab expression that cannot be used.
    BadCron {
        /// The expression, with single spaces.
        expression: String,
        /// Where and why.
        refusal: CronRefusal,
    },
    /// A day that there is not, or that nobody can read.
    BadDay {
        /// What was typed.
        typed: String,
        /// What is wrong with it.
        reason: WhenReason,
    },
    /// It is shown to the asker alone; a channel cannot have it.
    PrivateOnly {
        /// What, as it is typed.
        what: String,
    },
}
