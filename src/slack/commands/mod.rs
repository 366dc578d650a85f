//! What people type: the grammar as data.

mod help_entry;
mod parse_error;

pub use help_entry::HelpEntry;
pub use parse_error::{ParseError, Problem};
