//! Playbooks that go by themselves: what triggers them, when their conditions hold, when their runs end early, and what came
//! of them.

mod conditions;
mod facts;
mod heirs;
mod judge;
mod moved;
mod notes;
mod start;
mod stats;
mod triggers;

pub(super) use conditions::is_needed;
pub use heirs::hand_on;
pub use judge::judge_due;
pub(super) use notes::notes;
pub(super) use start::{begun, ended};
pub(super) use stats::stats_on;
pub use stats::{Asker, stats};
pub use triggers::{ask_instead, start_itself, to_start};
pub(super) use triggers::{offers_of, raise};
