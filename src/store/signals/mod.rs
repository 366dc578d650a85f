//! Signals: the episodes of a page by one statement, their openings, refreshments and ends in bulk, and a person's move.

mod announce;
mod bulk;
mod list;
mod moments;
mod moves;
mod noise;
mod view;

pub use announce::{
    Due, TeamChannel, announced, channels, claim_owner, due_of, due_unowned, installation_of, n_announced,
    organisations_due, to_digest,
};
pub use bulk::{Ended, Fresh, Opened, Pasts, end, of_lost, open, pasts, rearm, refresh, saw};
pub use list::{Sums, Wanted, list, sums};
pub use moments::{next_at, unseen, wake};
pub use moves::{EpisodeRow, episode_subject, last_move, lock, lock_living, lock_of_run, mute, save_move};
pub use noise::noise;
pub use view::{CardRow, card, similar};
