//! Success plans: what a customer wants to reach, how far they are, who does what by when, and what came of it.
//!
//! A plan is one thing with one version: every change is made on the version that was seen, or not at all. What people
//! write is a [`Draft`]; [`check()`] makes a [`Checked`] one of it, or says what is wrong under which question.

mod check;
mod content;
mod draft;
mod fault;
mod figure;
mod goal;
mod metric;
mod milestone;
mod view;

pub use check::{Around, Checked, check};
pub use content::{Content, Risk, Stance};
pub use draft::{Draft, GoalDraft, MetricDraft, MilestoneDraft, ReadingDraft, RiskDraft, ValueDraft};
pub use fault::{Change, PlanFault, PlanField, PlanRefusal};
pub use figure::figure;
pub use goal::{Goal, GoalCall, GoalStanding};
pub use metric::{Known, Metric, MetricStanding, Now, Reading, Readings};
pub use milestone::{Mark, Milestone, MilestoneState, Nudge, NudgeCard, Theirs, WaitingMilestone};
pub use view::{MetricLine, PlanAsk, PlanForm, PlanView, Stakeholder, ValueLine, ValueRealised};
