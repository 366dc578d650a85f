//! What somebody wants of a step, before its owner's calendar has a say: what a button, a form or a line of text asks for.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Needs;
use crate::domain::ids::PersonId;

/// Until when a step is put off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Until {
    /// So many working days of its owner.
    #[serde(rename = "w")]
    WorkingDays(i32),
    /// The morning of a day of its owner.
    #[serde(rename = "d")]
    Day(NaiveDate),
}

/// What is to become of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepWish {
    /// Somebody has seen it, or goes on with it.
    #[serde(rename = "a")]
    Acknowledge,
    /// It is done.
    #[serde(rename = "f")]
    Finish {
        /// What came of it.
        #[serde(rename = "n")]
        note: String,
        /// The day on which they promised something.
        #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
        follow_up_on: Option<NaiveDate>,
    },
    /// It cannot go on.
    #[serde(rename = "b")]
    Block {
        /// Why.
        #[serde(rename = "r")]
        reason: String,
        /// Who could help.
        #[serde(rename = "w")]
        needs: Needs,
    },
    /// It will not be done.
    #[serde(rename = "k")]
    Skip {
        /// Why.
        #[serde(rename = "r")]
        reason: String,
    },
    /// Not now.
    #[serde(rename = "s")]
    Snooze {
        /// Until when.
        #[serde(rename = "u")]
        until: Until,
        /// Why, or nothing.
        #[serde(rename = "r")]
        reason: String,
    },
    /// It is somebody else's.
    #[serde(rename = "o")]
    Reassign {
        /// Whose.
        #[serde(rename = "p")]
        to: PersonId,
        /// Why, or nothing.
        #[serde(rename = "r")]
        reason: String,
    },
}
