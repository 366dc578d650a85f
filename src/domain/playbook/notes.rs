//! What a run's cards say beside the step: why it began by itself, that it fired again, its goal, a renewal that moved.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::Occasion;

/// Notes on a run, and on one step of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunNotes {
    /// The occasion on which it started by itself.
    pub by_itself: Option<Occasion>,
    /// How often its trigger fired while it was at work, and when last.
    pub again: Option<(i64, DateTime<Utc>)>,
    /// What became of its goal.
    pub goal: Option<GoalNote>,
    /// The renewal moved, and its steps with it: from when, to when.
    pub moved: Option<(NaiveDate, NaiveDate)>,
    /// The step was asked for although this is not known.
    pub not_known: Vec<String>,
    /// The playbook to be offered beside it: name and title.
    pub beside: Option<(String, String)>,
}

/// What became of a goal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoalNote {
    /// The goal, in its author's words.
    pub words: String,
    /// Whether it was reached.
    pub reached: bool,
    /// When it was, or when its time was over.
    pub on: NaiveDate,
}
