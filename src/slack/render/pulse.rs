//! A person's own call: beside the score, with its reason and its end.

use super::kit::{date, name};
use crate::domain::pulse::{CallRefusal, MOST_DAYS};
use chrono::NaiveDate;

/// Why a call was not taken.
pub(super) fn refused(refusal: &CallRefusal, command: &str, today: NaiveDate) -> String {
    match refusal {
        CallRefusal::NeedsReason => {
            format!("A call needs its reason, so nothing was set: `{command} pulse acme red their sponsor is leaving`.")
        }
        CallRefusal::ReasonTooLong { most } => {
            format!("That reason is too long, so nothing was set. Say it in {most} characters.")
        }
        CallRefusal::EndsBadly { day, latest } => format!(
            "A call ends on a day ahead, {MOST_DAYS} days at most, and not on {}. Nothing was set; choose a day up to {}.",
            date(*day, today),
            date(*latest, today)
        ),
        CallRefusal::NoneHolds { account } => {
            format!("There is no call on *{}* that holds, so nothing was withdrawn.", name(&account.name))
        }
        CallRefusal::NotYours { account } => format!(
            "*{}* is somebody else's account, so nothing was set. Its owner can, or a manager.",
            name(&account.name)
        ),
    }
}
