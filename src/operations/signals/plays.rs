//! Plays and signals: a play that starts is at work for the signals that propose it, and one that ends lets them go.

use chrono::{DateTime, Months, Utc};
use sqlx::PgConnection;

use super::redraw;
use crate::domain::ids::{AccountId, OrgId, RunId};
use crate::domain::person::Actor;
use crate::domain::rules::Rules;
use crate::domain::signal::{EpisodeMove, EpisodeState, SignalKind};
use crate::operations::Failure;
use crate::store::signals;
use crate::store::{accounts, runs};

/// The play after which growth waits.
const RESCUE: &str = "red_account_rescue";

/// Holds the signals that propose a play, in their order.
pub(in crate::operations) async fn hold_for(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    playbook: &str,
) -> Result<(), Failure> {
    signals::lock_living(conn, org, account, &kinds_of(playbook)).await?;
    Ok(())
}

fn kinds_of(playbook: &str) -> Vec<SignalKind> {
    SignalKind::ALL.into_iter().filter(|kind| kind.playbook() == Some(playbook)).collect()
}

/// A play began on an account: whatever proposes it is in play now. The start of the play is what is audited.
pub(in crate::operations) async fn play_started(
    conn: &mut PgConnection,
    actor: &Actor,
    (account, playbook, run): (AccountId, &str, RunId),
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let kinds = kinds_of(playbook);
    let mut moved_ids = Vec::new();
    for row in signals::lock_living(conn, actor.org, account, &kinds).await? {
        let (from, seen) = (row.episode.state, row.episode.version);
        let Ok(moved) = row.episode.moved(&EpisodeMove::Play { run }, Some(actor.id()), seen, now) else { continue };
        if signals::save_move(conn, actor.org, &moved, from, (Some(actor.id()), ""), now).await? {
            moved_ids.push(moved.id);
        }
    }
    redraw(conn, actor.org, &moved_ids, now).await
}

/// A play is over: what it was at work for is claimed by whoever took it, until its rule clears. After a rescue the
/// account is not asked to grow for a while.
pub(in crate::operations) async fn play_ended(
    conn: &mut PgConnection,
    org: OrgId,
    run: RunId,
    rules: &Rules,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let Some(run) = runs::by_id(conn, org, run).await? else { return Ok(()) };
    if run.playbook.name == RESCUE {
        let until = now.date_naive() + Months::new(rules.signals.expansion_mute_months);
        accounts::mute_expansion(conn, org, run.account.id, until, now).await?;
    }
    let mut moved_ids = Vec::new();
    for row in signals::lock_of_run(conn, org, run.id).await? {
        let Some(episode) = row.episode.out_of_play() else { continue };
        if signals::save_move(conn, org, &episode, EpisodeState::InPlay, (None, "its play is over"), now).await? {
            moved_ids.push(episode.id);
        }
    }
    redraw(conn, org, &moved_ids, now).await
}
