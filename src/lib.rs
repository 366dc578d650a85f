//! Steward, a customer-success bot for Slack.

pub mod clock;
pub mod domain;
pub mod operations;
pub mod postgres;
pub mod slack;
pub mod store;
