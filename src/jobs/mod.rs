//! What happens without being asked: digests, prompts, scores and deliveries. Every job may run twice and on every
//! replica; what makes an effect single is a key or a fence in Postgres, never a job's good behaviour.

mod anywhere;
mod clockwork;
mod delivery;
mod edits;
mod groups;
mod held;
mod news;
mod payload;
mod plays;
mod profiles;
mod reconcile;
mod rescoring;
mod rest;
mod signals;
mod snapshots;
mod tokens;
mod worker;

pub use clockwork::{Advanced, NothingArrives, Overnight, advance_to, next_due};
pub use tokens::Bought;
pub use worker::{Pace, Worker};
