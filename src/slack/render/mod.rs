//! What people see: a view goes in, a message comes out.
//!
//! All words of the bot stand in here and nowhere else. Nothing asks the clock, reads a row or calls Slack; what a
//! customer wrote goes through `kit`, which makes it inert.

mod account;
mod book;
mod kit;
mod message;
mod renewals;
mod step;
mod words;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod testing;

pub use account::account_card;
pub use book::book;
pub use message::{Audience, Message, Onlookers, Reader, view_json};
pub use renewals::renewals;
pub use step::{step_again, step_card};
