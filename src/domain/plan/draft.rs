//! What somebody writes for a plan, as it comes from a form: texts and picked days, nothing checked yet.

use chrono::NaiveDate;

use super::goal::GoalCall;
use super::metric::Known;
use crate::domain::ids::{ContactId, PersonId};

/// One change of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Draft {
    /// The plan, with its first goal.
    Begin {
        /// Its first day.
        begins_on: Option<NaiveDate>,
        /// Its first goal.
        goal: GoalDraft,
    },
    /// Another goal.
    Goal(GoalDraft),
    /// How a goal stands.
    Call {
        /// Its number.
        goal: Option<u32>,
        /// What is said of it.
        call: Option<GoalCall>,
    },
    /// Another metric.
    Metric(MetricDraft),
    /// Where a metric is.
    Reading(ReadingDraft),
    /// Another milestone.
    Milestone(MilestoneDraft),
    /// Another risk.
    Risk(RiskDraft),
    /// A risk that is none any more.
    CloseRisk(u32),
    /// How somebody at the customer feels about it; nothing takes it back.
    Stance {
        /// Who.
        contact: Option<ContactId>,
        /// A word for it.
        word: String,
    },
    /// What the customer got out of it.
    Value(ValueDraft),
}

/// A goal, as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoalDraft {
    /// The customer's words.
    pub words: String,
    /// What it is worth to them; may be empty.
    pub value: String,
}

/// A metric, as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MetricDraft {
    /// What it is called; may be empty for a known measure.
    pub name: String,
    /// What it counts; may be empty.
    pub unit: String,
    /// The goal that it measures.
    pub goal: Option<u32>,
    /// Where its value comes from; `None`: a person types it.
    pub measure: Option<Known>,
    /// Where it was; may be empty for a known measure, which then begins where it is now.
    pub baseline: String,
    /// Where it shall be.
    pub target: String,
    /// By when.
    pub by: Option<NaiveDate>,
}

/// Where a metric is, as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadingDraft {
    /// Which metric.
    pub metric: Option<u32>,
    /// Its value.
    pub value: String,
    /// The day that it is of.
    pub as_of: Option<NaiveDate>,
}

/// A milestone, as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MilestoneDraft {
    /// What is done.
    pub title: String,
    /// By when.
    pub due_on: Option<NaiveDate>,
    /// Who sees to it on our side; `None`: nobody whom the directory knows.
    pub owner: Option<PersonId>,
    /// Who sees to it on theirs.
    pub contact: Option<ContactId>,
    /// The same as text, for whoever is no contact yet.
    pub their_name: String,
}

/// A risk, as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RiskDraft {
    /// What could go wrong.
    pub words: String,
    /// What is done about it; may be empty.
    pub mitigation: String,
}

/// Value realised, as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValueDraft {
    /// What they got.
    pub what: String,
    /// What it is worth.
    pub amount: String,
    /// How that is known.
    pub evidence: String,
    /// Since when.
    pub on: Option<NaiveDate>,
}
