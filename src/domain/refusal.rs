//! Why something was not done, as data. `slack::render` and `cli` find the words.

use serde::{Deserialize, Serialize};

/// The person can act on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// No account of that name; the nearest names, best first.
    NoSuchAccount {
        /// What was asked for.
        wanted: String,
        /// The nearest names, best first.
        nearest: Vec<String>,
    },
}
