//! Signals that people silence on an account. What is going on is closed as known, so that no silence counts as a rescue.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::moves::record;
use super::redraw;
use crate::domain::account::AccountRef;
use crate::domain::cadence::local_day;
use crate::domain::ids::{AccountId, EpisodeId};
use crate::domain::mute::{MuteRefusal, MuteSaid, MuteSet, MutesView};
use crate::domain::person::Actor;
use crate::domain::record::RecordRefusal;
use crate::domain::refusal::Refusal;
use crate::domain::signal::{Dismissal, EpisodeMove, SignalKind};
use crate::operations::rights::may_work_on;
use crate::operations::{App, Failure};
use crate::store::signals::{self, EpisodeRow};
use crate::store::{accounts, audit, mutes, stirred};

/// What is listed; a screen of a phone.
const MOST_LISTED: i64 = 10;

/// What is silent in the asker's book, or everybody's.
pub async fn all_mutes(app: &App, actor: &Actor, is_all: bool) -> Result<MutesView, Failure> {
    let today = local_day(app.clock.now(), actor.person.zone);
    let owner = (!is_all).then(|| actor.id());
    let mut conn = app.read(actor).await?;
    let (lines, n) = mutes::list(&mut conn, actor.org, (None, owner), today, MOST_LISTED).await?;
    Ok(MutesView { account: None, is_all, lines, n })
}

/// What is silent on an account.
pub async fn mutes_of(app: &App, actor: &Actor, account: AccountId) -> Result<MutesView, Failure> {
    let today = local_day(app.clock.now(), actor.person.zone);
    let mut conn = app.read(actor).await?;
    let named = accounts::by_id(&mut conn, actor.org, account).await?.ok_or(Refusal::Gone)?;
    let (lines, n) = mutes::list(&mut conn, actor.org, (Some(account), None), today, MOST_LISTED).await?;
    Ok(MutesView { account: Some(named), is_all: false, lines, n })
}

/// Refused to whoever may not work on the account.
pub async fn may_mute(app: &App, actor: &Actor, account: AccountId) -> Result<(), Failure> {
    let mut conn = app.read(actor).await?;
    may_work_on(&mut conn, &app.rules, actor, account, app.clock.now()).await
}

/// Silences signals of an account.
pub async fn mute(app: &App, actor: &Actor, account: AccountId, said: &MuteSaid) -> Result<MuteSet, Failure> {
    let now = app.clock.now();
    let said = said.checked(local_day(now, actor.person.zone)).map_err(refused)?;
    let mut tx = app.begin(actor).await?;
    may_work_on(&mut tx, &app.rules, actor, account, now).await?;
    let named = accounts::by_id(&mut tx, actor.org, account).await?.ok_or(Refusal::Gone)?;
    mutes::set(&mut tx, actor.org, account, &said, actor.id(), now).await?;
    let n_closed = close(&mut tx, actor, (account, &said), now).await?;
    stirred::stir(&mut tx, actor.org, &[account], now).await?;
    write_down(&mut tx, actor, (account, "signal.mute"), &said.kinds, now).await?;
    tx.commit().await?;
    Ok(MuteSet { account: named, said, n_closed })
}

/// Closes what is going on of it; a play that is at work goes on.
async fn close(
    conn: &mut PgConnection,
    actor: &Actor,
    (account, said): (AccountId, &MuteSaid),
    now: DateTime<Utc>,
) -> Result<usize, Failure> {
    let mut closed: Vec<EpisodeId> = Vec::new();
    for id in mutes::living(conn, actor.org, account, &said.kinds).await? {
        let Some(EpisodeRow { episode, .. }) = signals::lock(conn, actor.org, id).await? else { continue };
        let (dismissed, from, version) =
            (EpisodeMove::Dismiss { reason: Dismissal::Known }, episode.state, episode.version);
        let Ok(moved) = episode.moved(&dismissed, Some(actor.id()), version, now) else { continue };
        if signals::save_move(conn, actor.org, &moved, from, (Some(actor.id()), &said.reason), now).await? {
            record(conn, actor, &moved, now).await?;
            closed.push(id);
        }
    }
    redraw(conn, actor.org, &closed, now).await?;
    Ok(closed.len())
}

/// Lets signals speak again; none named: all of them.
pub async fn unmute(
    app: &App,
    actor: &Actor,
    account: AccountId,
    kinds: &[SignalKind],
) -> Result<(AccountRef, Vec<SignalKind>), Failure> {
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    may_work_on(&mut tx, &app.rules, actor, account, now).await?;
    let named = accounts::by_id(&mut tx, actor.org, account).await?.ok_or(Refusal::Gone)?;
    let today = local_day(now, actor.person.zone);
    let lifted = mutes::lift(&mut tx, actor.org, account, kinds, today).await?;
    if lifted.is_empty() {
        return Err(refused(MuteRefusal::NotMuted).into());
    }
    stirred::stir(&mut tx, actor.org, &[account], now).await?;
    write_down(&mut tx, actor, (account, "signal.unmute"), &lifted, now).await?;
    tx.commit().await?;
    Ok((named, lifted))
}

async fn write_down(
    conn: &mut PgConnection,
    actor: &Actor,
    (account, verb): (AccountId, &str),
    kinds: &[SignalKind],
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    let detail = json!({ "kinds": kinds.join(",") });
    let entry = audit::Entry { actor: Some(actor.id()), verb, subject: format!("account:{account}"), detail };
    Ok(audit::record(conn, actor.org, &entry, now).await?)
}

fn refused(refusal: MuteRefusal) -> Refusal {
    Refusal::Record(RecordRefusal::Mute(refusal))
}
