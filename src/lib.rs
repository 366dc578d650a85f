//! Steward, a customer-success bot for Slack.

pub mod cli;
pub mod clock;
pub mod config;
pub mod domain;
pub mod ingest;
pub mod jobs;
pub mod operations;
pub mod postgres;
pub mod server;
pub mod slack;
pub mod standin;
pub mod store;
pub mod telemetry;
