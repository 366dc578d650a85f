//! Signals: looking at accounts, telling people, and what people do about it.
//!
//! A look opens, refreshes and ends episodes in the transaction that scored the accounts, or at a moment of its own when
//! time alone makes a rule true. What is to be said is said later, when whoever answers for the account works.

mod announce;
mod card;
mod lists;
mod look;
mod moves;
mod mutes;
mod plays;

pub use announce::{announce_due, due};
pub(super) use card::card;
pub use lists::{PAGE_ROWS, list, new_since, noise, of_account};
pub(super) use look::look_at;
pub use look::{look_due, next_due_at, wake_due};
pub use moves::{claim, dismiss, of, snooze, start_play, to_move};
pub use mutes::{all_mutes, may_mute, mute, mutes_of, unmute};
pub(super) use plays::{hold_for, play_ended, play_started};

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Failure;
use crate::domain::ids::{EpisodeId, OrgId};
use crate::store::cards;
use crate::store::signals::episode_subject;

/// Asks for the cards of episodes to be drawn again; those that were never posted have none.
async fn redraw(
    conn: &mut PgConnection,
    org: OrgId,
    episodes: &[EpisodeId],
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    if episodes.is_empty() {
        return Ok(());
    }
    let subjects: Vec<String> = episodes.iter().map(|episode| episode_subject(*episode)).collect();
    Ok(cards::redraw_many(conn, org, &subjects, now).await?)
}
