//! Playbooks: what is to be done for an account, step by step, until the outcome is known.

mod compared;
mod condition;
mod course;
mod definition;
mod ending;
mod facts;
pub mod file;
mod fit;
mod ledger;
mod moves;
mod notes;
mod offer;
mod offset;
mod owner;
mod plan;
mod preview;
mod reminders;
mod sla;
mod step;
mod ticks;
mod trigger;
mod usage;
mod view;
mod wish;

pub use compared::{Case, Compared, compare};
pub use condition::{Comparator, Comparison, Condition, Fact, FactKind, FactValue};
pub use course::{Course, Finding};
pub use definition::{Exit, ExitOutcome, Goal, Link, Playbook, Repeat, StepDefinition};
pub use ending::{Helped, RunEnding, RunOutcome};
pub use facts::{PlayFacts, Since, in_words, noun};
pub use file::{PlaybookFault, PlaybookFaults};
pub use fit::{Fit, RENEWAL};
pub use ledger::{GoalStand, Kept, LEAST_N, Median, Part, PlayStats, PlayStatsView, RunEntry, StatsAsk, StepCounts};
pub use moves::{FREE_SNOOZES, StepMove, StepRefusal};
pub use notes::{GoalNote, RunNotes};
pub use offer::{Offer, offers};
pub use offset::{Anchor, DayUnit, Offset};
pub use owner::{OwnerRole, OwnerRoles};
pub use plan::{Ground, Plan, PlannedStep, lay_out, lay_out_step};
pub use preview::{Player, Preview, PreviewedPrompt, Scene, preview};
pub use reminders::{Due as ReminderDue, Reminder};
pub use sla::WorkingTime;
pub use step::{Needs, Reassigned, Reminders, Step, StepState};
pub use ticks::Ticks;
pub use trigger::{Occasion, StartBy, Trigger};
pub use usage::{DailyUse, LEVEL_DAYS, share_of};
pub use view::{
    FallenFeature, HandedOn, Needed, OpenStep, PlayGroup, PlayRow, PlaySpan, PlaybookOrigin, RunCard, RunView, Started,
    StepCard, StepMark, StepNews,
};
pub use wish::{StepWish, Until};
