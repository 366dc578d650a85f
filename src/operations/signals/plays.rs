//! Plays and signals: a play that starts is at work for the signals that propose it, and one that ends lets them go.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::redraw;
use crate::domain::ids::{AccountId, OrgId, RunId};
use crate::domain::person::Actor;
use crate::domain::playbook::Playbook;
use crate::domain::rules::Rules;
use crate::domain::signal::{EpisodeMove, EpisodeState};
use crate::operations::{Failure, plays};
use crate::store::{runs, signals};

/// Holds the signals that propose a play, in their order.
pub(in crate::operations) async fn hold_for(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    playbook: &Playbook,
) -> Result<(), Failure> {
    signals::lock_living(conn, org, account, &playbook.signals()).await?;
    Ok(())
}

/// A play began on an account: whatever proposes it is in play now. The start of the play is what is audited.
pub(in crate::operations) async fn play_started(
    conn: &mut PgConnection,
    actor: &Actor,
    (account, playbook, run): (AccountId, &Playbook, RunId),
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let mut moved_ids = Vec::new();
    for row in signals::lock_living(conn, actor.org, account, &playbook.signals()).await? {
        let (from, seen) = (row.episode.state, row.episode.version);
        let Ok(moved) = row.episode.moved(&EpisodeMove::Play { run }, Some(actor.id()), seen, now) else { continue };
        if signals::save_move(conn, actor.org, &moved, from, (Some(actor.id()), ""), now).await? {
            moved_ids.push(moved.id);
        }
    }
    redraw(conn, actor.org, &moved_ids, now).await
}

/// A play is over: what it reached ends what it was at work for, and so does a customer who left or renewed meanwhile.
/// Otherwise whoever took the signal has it again, until its rule clears.
pub(in crate::operations) async fn play_ended(
    conn: &mut PgConnection,
    org: OrgId,
    run: RunId,
    _rules: &Rules,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let Some(run) = runs::by_id(conn, org, run).await? else { return Ok(()) };
    let outcome = plays::ended(conn, org, (run.id, run.account.id, &run.playbook), now).await?;
    let mut moved_ids = Vec::new();
    for row in signals::lock_of_run(conn, org, run.id).await? {
        let seen = row.episode.version;
        let episode = match outcome {
            Some(outcome) => row.episode.moved(&EpisodeMove::End { outcome }, None, seen, now).ok(),
            None => row.episode.out_of_play(),
        };
        let Some(episode) = episode else { continue };
        if signals::save_move(conn, org, &episode, EpisodeState::InPlay, (None, "its play is over"), now).await? {
            moved_ids.push(episode.id);
        }
    }
    redraw(conn, org, &moved_ids, now).await
}
