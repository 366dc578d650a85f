//! What people type: the grammar, its words for help and its complaints. Pure; nothing runs in here.

mod amounts;
mod audit;
mod away;
mod complaint;
mod contact;
mod cron_repair;
mod digest;
#[cfg(test)]
mod digest_tables;
mod filters;
mod forecast;
mod grammar;
#[cfg(test)]
mod grammar_properties;
#[cfg(test)]
mod grammar_tables;
mod handover;
mod help;
mod help_ask;
mod help_entry;
mod later;
mod leaders;
mod link;
mod note;
mod owner;
mod parse_error;
mod plan;
mod play;
mod play_show;
mod play_stats;
mod portfolio;
mod pulse;
mod record;
mod renewals;
mod risks;
mod roles;
mod segment;
mod steps;
mod text;
mod verb;
mod wanted;
mod weekly;
mod words;

pub use away::{AwayCommand, Day, QuietCommand};
pub use contact::{ContactCommand, ContactTyped};
pub use digest::{DigestCommand, DigestPlace, When};
pub use forecast::{ForecastCommand, ForecastSet};
pub use grammar::{Command, MOST_CHARS, MOST_NAME_CHARS, Wanted, parse};
pub use handover::{HandoverCommand, HandoverPlace};
pub use help::{HELP, help_of};
pub use help_entry::HelpEntry;
pub use later::Later;
pub use leaders::Leads;
pub use note::{NoteCommand, Past, TouchTyped};
pub use parse_error::{ParseError, Problem};
pub use plan::{PlanCommand, QbrCommand};
pub use portfolio::ExpansionsAsk;
pub use pulse::{End, PulseCommand};
pub use record::RecordCommand;
pub use roles::RolesCommand;
pub use steps::{StepCommand, StepTyped};
pub use text::{after_mention, escaped, plain};
pub use verb::{Verb, nearest_verbs};
pub use weekly::{WeeklyCommand, WeeklyPlace, WeeklyWhat};
