//! What people type: the grammar, its words for help and its complaints. Pure; nothing runs in here.

mod amounts;
mod complaint;
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
mod help;
mod help_entry;
mod later;
mod leaders;
mod owner;
mod parse_error;
mod play;
mod portfolio;
mod pulse;
mod renewals;
mod risks;
mod segment;
mod steps;
mod text;
mod verb;
mod words;

pub use digest::{DigestCommand, DigestPlace, When};
pub use forecast::{ForecastCommand, ForecastSet};
pub use grammar::{Command, MOST_CHARS, MOST_NAME_CHARS, Wanted, parse};
pub use help::{HELP, help_of};
pub use help_entry::HelpEntry;
pub use later::Later;
pub use leaders::Leads;
pub use parse_error::{ParseError, Problem};
pub use portfolio::ExpansionsAsk;
pub use pulse::{End, PulseCommand};
pub use steps::{StepCommand, StepTyped};
pub use text::{after_mention, escaped, plain};
pub use verb::{Verb, nearest_verbs};
