//! Playbooks: what is to be done for an account, step by step, until the outcome is known.

mod definition;
mod plan;
mod step;
mod view;

pub use definition::{Goal, OwnerRole, Playbook, PlaybookFault, Repeat, StepDefinition};
pub use plan::{Plan, PlannedStep, lay_out};
pub use step::{FREE_SNOOZES, Step, StepMove, StepState};
pub use view::{PlayRow, RunView, Started, StepCard, StepMark};
