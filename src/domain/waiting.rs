//! What waits on somebody, in their day.

use serde::{Deserialize, Serialize};

use super::account::AccountRef;
use super::plan::WaitingMilestone;

/// A critical ticket that has been open for more than 48 hours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaitingTicket {
    /// Whose.
    pub account: AccountRef,
    /// What about.
    pub subject: String,
    /// Whole hours.
    pub open_hours: i64,
}

/// What waits on the reader.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Waiting {
    /// A milestone of a success plan that is theirs.
    Milestone(WaitingMilestone),
    /// A customer with a critical ticket.
    Ticket(WaitingTicket),
}

impl Waiting {
    /// Whose.
    pub fn account(&self) -> &AccountRef {
        match self {
            Self::Milestone(milestone) => &milestone.account,
            Self::Ticket(ticket) => &ticket.account,
        }
    }
}
