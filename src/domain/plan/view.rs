//! A plan as people look at it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::content::{Content, Risk};
use super::goal::{Goal, GoalStanding};
use super::metric::{Metric, MetricStanding, Now, Reading, Readings};
use super::milestone::{Mark, Milestone, MilestoneState};
use crate::domain::account::AccountRef;
use crate::domain::contact::ContactRole;
use crate::domain::ids::ContactId;
use crate::domain::money::{Currency, Money, Totals};
use crate::domain::person::PersonRef;
use crate::domain::risks::SignalLine;

/// A form about a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlanForm {
    /// Begins it.
    #[serde(rename = "b")]
    Begin,
    /// Adds a goal.
    #[serde(rename = "g")]
    Goal,
    /// Says how a goal stands.
    #[serde(rename = "c")]
    Call,
    /// Adds a metric.
    #[serde(rename = "m")]
    Metric,
    /// Says where a metric is.
    #[serde(rename = "u")]
    Reading,
    /// Adds a milestone.
    #[serde(rename = "s")]
    Milestone,
    /// Adds a risk.
    #[serde(rename = "r")]
    Risk,
    /// Notes somebody's stance.
    #[serde(rename = "w")]
    Stance,
    /// Records value.
    #[serde(rename = "v")]
    Value,
}

impl PlanForm {
    /// Every form.
    pub const ALL: [Self; 9] = [
        Self::Begin,
        Self::Goal,
        Self::Call,
        Self::Metric,
        Self::Reading,
        Self::Milestone,
        Self::Risk,
        Self::Stance,
        Self::Value,
    ];
}

/// What somebody types after a plan's account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanAsk {
    /// The plan.
    Open,
    /// A milestone is done, or given up.
    Mark(u32, Mark),
    /// Its owner is to be asked about it.
    Nudge(u32),
}

/// A plan with everything around it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanView {
    /// Whose.
    pub account: AccountRef,
    /// Who works the account.
    pub owner: Option<PersonRef>,
    /// In what the account pays.
    pub currency: Currency,
    /// Its version; 0: there is none yet.
    pub version: i32,
    /// Its first day; the reader's day where there is none yet.
    pub begins_on: NaiveDate,
    /// Goals, metrics, risks, stances.
    pub content: Content,
    /// What the data knows.
    pub data: Readings,
    /// In order of their numbers.
    pub milestones: Vec<Milestone>,
    /// Who has a say at the customer: those who are there first.
    pub stakeholders: Vec<Stakeholder>,
    /// Signals that are going on, the gravest first.
    pub signals: Vec<SignalLine>,
    /// What the customer got out of it, the latest first.
    pub values: Vec<ValueLine>,
    /// The reader's day.
    pub today: NaiveDate,
}

/// Somebody at the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stakeholder {
    /// Which contact.
    pub contact: ContactId,
    /// Their name.
    pub name: String,
    /// What they are there.
    pub role: ContactRole,
    /// When they left.
    pub left_on: Option<NaiveDate>,
    /// When they were last spoken to.
    pub last_contact_at: Option<DateTime<Utc>>,
    /// How they feel about it.
    pub stance: Option<String>,
}

/// What the customer got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueLine {
    /// What.
    pub what: String,
    /// What it is worth.
    pub amount: Money,
    /// How that is known; may be empty.
    pub evidence: String,
    /// Since when.
    pub on: NaiveDate,
}

/// What a customer got in all: the value case in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueRealised {
    /// Each currency for itself.
    pub total: Totals,
    /// How many times somebody recorded it.
    pub n: usize,
    /// The latest.
    pub newest: ValueLine,
}

impl ValueRealised {
    /// The sum of these, the latest of which comes first; `None` when there are none.
    pub fn of(values: Vec<ValueLine>) -> Option<Self> {
        let total = Totals::of(values.iter().map(|value| value.amount)).unwrap_or_default();
        let n = values.len();
        values.into_iter().next().map(|newest| Self { total, n, newest })
    }
}

/// A metric as a table shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricLine {
    /// It.
    pub metric: Metric,
    /// Where it is.
    pub reading: Option<Reading>,
    /// How it stands.
    pub standing: MetricStanding,
}

impl PlanView {
    /// Whether the account has one.
    pub fn is_begun(&self) -> bool {
        0 < self.version
    }

    /// Each goal with how it stands.
    pub fn goals(&self) -> Vec<(&Goal, GoalStanding)> {
        let days = (self.begins_on, self.today);
        let standing = |goal| self.content.goal_standing(goal, &self.data, days);
        self.content.goals.iter().map(|goal| (goal, standing(goal))).collect()
    }

    /// Goals on track or reached, and all that were not dropped.
    pub fn n_on_track(&self) -> (usize, usize) {
        let wanted: Vec<GoalStanding> =
            self.goals().into_iter().map(|(_, standing)| standing).filter(|of| *of != GoalStanding::Dropped).collect();
        (wanted.iter().filter(|standing| standing.is_well()).count(), wanted.len())
    }

    /// Each metric with where it is and how it stands.
    pub fn metrics(&self) -> Vec<MetricLine> {
        let line = |metric: &Metric| {
            let reading = metric.reading(&self.data);
            let standing = metric.standing(reading, self.begins_on, self.today);
            MetricLine { metric: metric.clone(), reading, standing }
        };
        self.content.metrics.iter().map(line).collect()
    }

    /// The open milestone that is due first.
    pub fn next_milestone(&self) -> Option<&Milestone> {
        let open = self.milestones.iter().filter(|milestone| milestone.state == MilestoneState::Open);
        open.min_by_key(|milestone| (milestone.due_on, milestone.number))
    }

    /// Whether somebody has to type where a metric is.
    pub fn has_typed_metrics(&self) -> bool {
        self.content.metrics.iter().any(|metric| matches!(metric.now, Now::Typed(_)))
    }

    /// Risks that are still some.
    pub fn risks(&self) -> Vec<&Risk> {
        self.content.open_risks().collect()
    }

    /// All that the customer got, each currency for itself.
    pub fn realised(&self) -> Totals {
        Totals::of(self.values.iter().map(|value| value.amount)).unwrap_or_default()
    }
}
