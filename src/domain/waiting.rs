//! What waits on somebody, in their day.

use chrono::NaiveDate;
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

/// What somebody promised when they finished a step, on its day. What holds other fields is another [`Waiting`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promise {
    /// To whom.
    pub account: AccountRef,
    /// The step's title.
    pub step: String,
    /// What came of it, in their words.
    pub note: String,
    /// The day that was promised.
    pub promised_for: NaiveDate,
}

/// What waits on the reader.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Waiting {
    /// A milestone of a success plan that is theirs.
    Milestone(WaitingMilestone),
    /// A promise of theirs.
    Promise(Promise),
    /// A customer with a critical ticket.
    Ticket(WaitingTicket),
}

impl Waiting {
    /// Whose.
    pub fn account(&self) -> &AccountRef {
        match self {
            Self::Milestone(milestone) => &milestone.account,
            Self::Promise(promise) => &promise.account,
            Self::Ticket(ticket) => &ticket.account,
        }
    }
}
