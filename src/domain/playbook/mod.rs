//! Playbooks: what is to be done for an account, step by step, until the outcome is known.

mod compared;
mod condition;
mod course;
mod definition;
mod ending;
mod facts;
mod fit;
mod ledger;
mod notes;
mod offer;
mod offset;
mod owner;
mod plan;
mod sla;
mod step;
mod trigger;
mod usage;
mod view;

pub use compared::{Case, Compared, compare};
pub use condition::{Comparator, Comparison, Condition, Fact, FactKind, FactValue};
pub use course::{Course, Finding};
pub use definition::{Exit, ExitOutcome, Goal, Link, Playbook, PlaybookFault, Repeat, StepDefinition};
pub use ending::{Helped, RunEnding, RunOutcome};
pub use facts::{PlayFacts, Since, in_words, noun};
pub use fit::{Fit, RENEWAL};
pub use ledger::{GoalStand, Kept, LEAST_N, Median, Part, PlayStats, PlayStatsView, RunEntry, StatsAsk, StepCounts};
pub use notes::{GoalNote, RunNotes};
pub use offer::{Offer, offers};
pub use offset::{Anchor, DayUnit, Offset};
pub use owner::{OwnerRole, OwnerRoles};
pub use plan::{Ground, Plan, PlannedStep, lay_out, lay_out_step};
pub use sla::WorkingTime;
pub use step::{FREE_SNOOZES, Step, StepMove, StepState};
pub use trigger::{Occasion, StartBy, Trigger};
pub use usage::{DailyUse, LEVEL_DAYS, share_of};
pub use view::{PlayRow, RunView, Started, StepCard, StepMark};
