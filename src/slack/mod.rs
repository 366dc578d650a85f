//! Slack.

pub mod client;
pub mod render;
