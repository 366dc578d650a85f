//! Steward in Slack: text and clicks come in as data, views go out as messages.
//!
//! `routes` takes in what Slack sends over HTTP and `socket` what it sends over sockets, `inbound` checks and reads it,
//! `intake` has it answered within three seconds by either way, `commands` is the grammar of what people type, `desk` hands
//! it to the operations, `render` words the answers, `client` calls Slack, `sending` says it in other blocks where Slack refuses the first, `install` brings the bot
//! into a workspace. No business rule stands here.

pub mod action;
pub mod client;
pub mod commands;
pub mod desk;
pub mod inbound;
pub mod install;
mod intake;
pub mod render;
pub mod routes;
pub mod sending;
pub mod socket;
