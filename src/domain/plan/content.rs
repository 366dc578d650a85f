//! What of a plan changes as one.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::goal::{Goal, GoalStanding};
use super::metric::{Metric, MetricStanding, Readings};
use crate::domain::ids::ContactId;

/// Goals, metrics, risks and stances.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// In order of their numbers.
    pub goals: Vec<Goal>,
    /// In order of their numbers.
    pub metrics: Vec<Metric>,
    /// In order of their numbers; those that are none any more are kept.
    pub risks: Vec<Risk>,
    /// One a contact.
    pub stances: Vec<Stance>,
}

/// A risk that somebody typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Risk {
    /// Its number in the plan, from 1; never used again.
    pub number: u32,
    /// What could go wrong.
    pub words: String,
    /// What is done about it; may be empty.
    pub mitigation: String,
    /// Since when it is known.
    pub added_at: DateTime<Utc>,
    /// Since when it is none any more.
    pub closed_at: Option<DateTime<Utc>>,
}

/// How a contact feels about the plan, in a word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stance {
    /// Who.
    pub contact: ContactId,
    /// The word.
    pub word: String,
}

impl Content {
    /// How a metric stands.
    pub fn metric_standing(
        &self,
        metric: &Metric,
        data: &Readings,
        (begins_on, today): (NaiveDate, NaiveDate),
    ) -> MetricStanding {
        metric.standing(metric.reading(data), begins_on, today)
    }

    /// How a goal stands, by its metrics or by what was said of it.
    pub fn goal_standing(&self, goal: &Goal, data: &Readings, days: (NaiveDate, NaiveDate)) -> GoalStanding {
        let own = self.metrics.iter().filter(|metric| metric.goal == Some(goal.number));
        let standings: Vec<MetricStanding> = own.map(|metric| self.metric_standing(metric, data, days)).collect();
        GoalStanding::of(goal.call, &standings)
    }

    /// Risks that are still some.
    pub fn open_risks(&self) -> impl Iterator<Item = &Risk> {
        self.risks.iter().filter(|risk| risk.closed_at.is_none())
    }
}
