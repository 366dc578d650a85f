//! Signals: the episodes of a page by one statement, their openings, refreshments and ends in bulk, and a person's move.

mod moves;
mod view;

pub use moves::{EpisodeRow, episode_subject, last_move, lock, lock_living, lock_of_run, mute, save_move};
pub use view::{CardRow, card, similar};
