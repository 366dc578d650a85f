//! Playbooks: what is to be done for an account, step by step, until the outcome is known.

mod condition;
mod definition;
mod ending;
mod offset;
mod owner;
mod plan;
mod sla;
mod step;
mod trigger;
mod view;

pub use condition::{Comparator, Comparison, Condition, Fact, FactKind, FactValue};
pub use definition::{Exit, ExitOutcome, Goal, Link, Playbook, PlaybookFault, Repeat, StepDefinition};
pub use ending::{Helped, RunEnding, RunOutcome};
pub use offset::{Anchor, DayUnit, Offset};
pub use owner::{OwnerRole, OwnerRoles};
pub use plan::{Ground, Plan, PlannedStep, lay_out, lay_out_step};
pub use sla::WorkingTime;
pub use step::{FREE_SNOOZES, Step, StepMove, StepState};
pub use trigger::{Occasion, StartBy, Trigger};
pub use view::{PlayRow, RunView, Started, StepCard, StepMark};
