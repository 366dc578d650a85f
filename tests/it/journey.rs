//! Conversations with the bot, from the first word to what stands in Slack and in Postgres afterwards.

mod doors;
mod lookups;
mod rescue;
mod rescue_to_the_end;
