//! Steward in Slack: text and clicks come in as data, views go out as messages.
//!
//! `client` calls Slack, `commands` is the grammar, `inbound` checks and reads what Slack sends. Nothing here holds a
//! business rule.

pub mod client;
pub mod commands;
pub mod inbound;
