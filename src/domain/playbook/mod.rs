//! Playbooks: what is to be done for an account, step by step, until the outcome is known.

mod condition;
mod definition;
mod ending;
mod moves;
mod offset;
mod owner;
mod plan;
mod reminders;
mod sla;
mod step;
mod trigger;
mod view;
mod wish;

pub use condition::{Comparator, Comparison, Condition, Fact, FactKind, FactValue};
pub use definition::{Exit, ExitOutcome, Goal, Link, Playbook, PlaybookFault, Repeat, StepDefinition};
pub use ending::{Helped, RunEnding, RunOutcome};
pub use moves::{FREE_SNOOZES, StepMove, StepRefusal};
pub use offset::{Anchor, DayUnit, Offset};
pub use owner::{OwnerRole, OwnerRoles};
pub use plan::{Ground, Plan, PlannedStep, lay_out, lay_out_step};
pub use reminders::{Due as ReminderDue, Reminder};
pub use sla::WorkingTime;
pub use step::{Needs, Reassigned, Reminders, Step, StepState};
pub use trigger::{Occasion, StartBy, Trigger};
pub use view::{HandedOn, Needed, OpenStep, PlayRow, RunCard, RunView, Started, StepCard, StepMark, StepNews};
pub use wish::{StepWish, Until};
