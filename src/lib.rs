//! Steward, a customer-success bot for Slack.

pub mod clock;
pub mod config;
pub mod domain;
pub mod operations;
pub mod postgres;
pub mod store;
