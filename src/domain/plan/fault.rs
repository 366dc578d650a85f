//! What is wrong with a draft, under which question; and why a change was not made.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::milestone::MilestoneState;
use crate::domain::account::AccountRef;
use crate::domain::person::{Deed, PersonRef};

/// A question about a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanField {
    /// The plan's first day.
    Begins,
    /// A goal's words.
    Goal,
    /// What a goal is worth.
    GoalValue,
    /// Which goal.
    WhichGoal,
    /// How a goal stands.
    Call,
    /// Where a metric's value comes from.
    Measure,
    /// What a metric is called.
    MetricName,
    /// What it counts.
    Unit,
    /// Where it was.
    Baseline,
    /// Where it shall be.
    Target,
    /// By when.
    By,
    /// Which metric.
    WhichMetric,
    /// Where it is.
    NowValue,
    /// On which day.
    NowAsOf,
    /// What a milestone is.
    Title,
    /// By when.
    Due,
    /// Who of ours.
    Owner,
    /// Which contact of theirs.
    TheirContact,
    /// Who else of theirs.
    TheirName,
    /// What could go wrong.
    Risk,
    /// What is done about it.
    Mitigation,
    /// Which contact.
    Contact,
    /// How they feel about it.
    Stance,
    /// What they got.
    What,
    /// What that is worth.
    Amount,
    /// How that is known.
    Evidence,
    /// Since when.
    RealisedOn,
}

impl PlanField {
    /// Its name in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Begins => "plan_begins",
            Self::Goal => "plan_goal",
            Self::GoalValue => "plan_goal_value",
            Self::WhichGoal => "plan_which_goal",
            Self::Call => "plan_call",
            Self::Measure => "plan_measure",
            Self::MetricName => "plan_metric_name",
            Self::Unit => "plan_unit",
            Self::Baseline => "plan_baseline",
            Self::Target => "plan_target",
            Self::By => "plan_by",
            Self::WhichMetric => "plan_which_metric",
            Self::NowValue => "plan_now_value",
            Self::NowAsOf => "plan_now_as_of",
            Self::Title => "plan_title",
            Self::Due => "plan_due",
            Self::Owner => "plan_owner",
            Self::TheirContact => "plan_their_contact",
            Self::TheirName => "plan_their_name",
            Self::Risk => "plan_risk",
            Self::Mitigation => "plan_mitigation",
            Self::Contact => "plan_contact",
            Self::Stance => "plan_stance",
            Self::What => "plan_what",
            Self::Amount => "plan_amount",
            Self::Evidence => "plan_evidence",
            Self::RealisedOn => "plan_realised_on",
        }
    }
}

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanFault {
    /// There is none.
    Missing,
    /// It is too long.
    TooLong {
        /// Characters that it may have.
        most: usize,
    },
    /// It is no number.
    NotANumber,
    /// It is one number with a decimal point, and another with a decimal comma: `12.500`.
    TwoWays,
    /// No measure of a customer's is so large.
    TooLarge,
    /// It is no amount above 0.
    NotMoney,
    /// It is no day, or one in another century.
    NotADay,
    /// A target that is the baseline asks for nothing.
    SameAsBaseline,
    /// It lies before the plan's first day.
    BeforePlan {
        /// The plan's first day.
        begins_on: NaiveDate,
    },
    /// It lies ahead.
    Ahead,
    /// It has passed.
    Passed,
    /// It is no person of ours that the bot knows.
    NotOurs,
    /// It is not in the plan, or not among the contacts.
    NotThere,
    /// The data has no value to begin with.
    NoData,
    /// Its value comes from the data.
    FromData,
    /// A plan holds no more of them.
    Full {
        /// How many it holds.
        most: usize,
    },
}

/// What a change of a plan was, for the audit and for whoever comes with an older form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It was begun.
    Begun,
    /// A goal was added.
    GoalAdded(u32),
    /// A goal was called to stand in some way.
    GoalCalled(u32),
    /// A metric was added.
    MetricAdded(u32),
    /// A metric got a value.
    MetricUpdated(u32),
    /// A milestone was added.
    MilestoneAdded(u32),
    /// A milestone was ticked.
    MilestoneDone(u32),
    /// A milestone was given up.
    MilestoneMissed(u32),
    /// A risk was added.
    RiskAdded(u32),
    /// A risk is none any more.
    RiskClosed(u32),
    /// Somebody's stance was noted.
    StanceSet,
    /// Value was recorded.
    ValueRecorded,
}

/// Why a plan was not changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanRefusal {
    /// The account has no plan yet.
    NoPlan {
        /// Which account.
        account: AccountRef,
    },
    /// Answers that cannot be taken.
    Faulty(
        /// What is wrong, and under which question; at least one.
        Vec<(PlanField, PlanFault)>,
    ),
    /// Somebody changed it after it was looked at.
    Changed {
        /// Whose plan.
        account: AccountRef,
        /// What they changed last.
        change: Change,
        /// Who, and when.
        by: Deed,
    },
    /// No milestone has that number.
    NoMilestone {
        /// In whose plan.
        account: AccountRef,
        /// The number.
        number: u32,
        /// Those that there are and that are open: number and title.
        open: Vec<(u32, String)>,
    },
    /// The milestone is over.
    MilestoneOver {
        /// What it is.
        title: String,
        /// Where it stands.
        state: MilestoneState,
        /// Who said so, and when.
        by: Deed,
    },
    /// Its owner was asked about it today.
    NudgedAlready {
        /// What it is.
        title: String,
        /// Its owner.
        owner: PersonRef,
        /// The working day that it counted for.
        day: NaiveDate,
        /// Who asked.
        by: PersonRef,
        /// When.
        at: DateTime<Utc>,
    },
    /// Its owner is not in Slack, or left.
    OwnerNotThere {
        /// What it is.
        title: String,
        /// Its owner.
        owner: PersonRef,
    },
    /// No risk of that number is open.
    NoRisk,
    /// No metric has a value that is typed.
    NothingTyped {
        /// In whose plan.
        account: AccountRef,
    },
    /// Slack lets the bot upload no files.
    CannotUpload,
    /// No contact of the account is known.
    NoContacts {
        /// Which account.
        account: AccountRef,
    },
}
