//! Conversations with the bot, from the first word to what stands in Slack and in Postgres afterwards.

mod capacity;
mod digests;
mod doors;
mod faults;
mod forecast;
mod forecast_weeks;
mod hostile;
mod lookups;
mod metrics;
mod models;
mod pulse;
mod queries;
mod reminders;
mod rescue;
mod rescue_to_the_end;
mod risks;
mod run_course;
mod schedule;
mod scores;
mod segment;
mod sharing;
mod signal_moves;
mod signals;
mod step_moves;
mod team;
