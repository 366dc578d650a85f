//! Conversations with the bot, from the first word to what stands in Slack and in Postgres afterwards.

mod capacity;
mod digests;
pub mod doors;
pub mod faults;
mod forecast;
mod forecast_weeks;
mod hostile;
mod lookups;
mod metrics;
mod models;
mod pulse;
mod queries;
pub mod rescue;
mod rescue_to_the_end;
mod risks;
mod schedule;
mod scores;
mod segment;
mod sharing;
mod signal_moves;
mod signals;
mod team;
