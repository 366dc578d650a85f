//! Why a schedule was not accepted, as data: enough to say "field 5, column 9" and what to write instead.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::field::CronField;

/// A schedule that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CronRefusal {
    /// Where in the text; `None` when it is about the text as a whole.
    pub place: Option<CronPlace>,
    /// What is wrong there.
    pub reason: CronReason,
}

/// A place in a typed schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CronPlace {
    /// What the field is about.
    pub field: CronField,
    /// Which field it is among those typed, from 1.
    pub number: u8,
    /// The character of the whole text at which the trouble begins, from 1.
    pub column: usize,
}

/// What is wrong with a schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CronReason {
    /// Longer than [`super::MAX_BYTES`].
    TooLong {
        /// Its length in bytes.
        bytes: usize,
    },
    /// Neither five fields nor six.
    FieldCount {
        /// The number of fields typed.
        found: usize,
    },
    /// Nothing where a value should be: `1,,2`, `1-`, `*/`.
    Missing,
    /// Neither a number nor a name of this field.
    NotUnderstood {
        /// What was typed.
        text: String,
    },
    /// An extension that Steward does not have: `L`, `W`, `#`.
    Unsupported {
        /// The extension.
        sign: char,
    },
    /// A number that the field does not have.
    OutOfRange {
        /// The number typed.
        value: u32,
        /// The lowest that the field has.
        lowest: u32,
        /// The highest that the field has.
        highest: u32,
    },
    /// A range that ends before it begins; only weekdays may go round.
    Backwards {
        /// Where it begins.
        from: u32,
        /// Where it ends.
        to: u32,
    },
    /// A step that leaves no second value, such as `*/60` for minutes.
    Step {
        /// The step typed.
        step: u32,
        /// The largest that leaves two values.
        largest: u32,
    },
    /// A step after a single value, such as `5/15`: the range is missing.
    StepWithoutRange,
    /// Both a day of the month and a weekday: crontab runs on either, which few people mean.
    DayAndWeekday,
    /// A day that no named month has, such as 30 February.
    NoSuchDay,
    /// Two runs less than fifteen minutes apart.
    TooOften {
        /// The shortest distance between two runs.
        seconds: u32,
    },
    /// No run within five years.
    TooFarAway {
        /// The next run, if there is one at all.
        next: Option<DateTime<Utc>>,
    },
}

impl CronRefusal {
    /// A refusal of the text as a whole.
    pub(super) fn whole(reason: CronReason) -> Self {
        Self { place: None, reason }
    }
}
