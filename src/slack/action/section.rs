//! The sections of the daily digest, as a button names them.

use serde::{Deserialize, Serialize};

/// A section of the daily digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DigestSection {
    /// Steps overdue and due.
    DoFirst,
    /// Plays that somebody should start.
    Proposed,
    /// Colours that changed.
    Changed,
    /// Customers who wait.
    Waiting,
    /// Renewals that came near.
    Renewals,
    /// Accounts past their cadence.
    Quiet,
    /// Accounts that got better.
    GoodNews,
}

impl DigestSection {
    /// Every section, in the order of the digest.
    pub const ALL: [Self; 7] =
        [Self::DoFirst, Self::Proposed, Self::Changed, Self::Waiting, Self::Renewals, Self::Quiet, Self::GoodNews];
}
