//! What people do to a signal. The first one counts, and the second is told who was first.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::plays::hold_for;
use super::{card, redraw};
use crate::domain::cadence::local_day;
use crate::domain::ids::{EpisodeId, OrgId};
use crate::domain::person::Actor;
use crate::domain::playbook::Started;
use crate::domain::refusal::Refusal;
use crate::domain::signal::{Dismissal, Episode, EpisodeMove, SignalCard, SignalKind};
use crate::operations::prompting::By;
use crate::operations::rights::may_work_on;
use crate::operations::{App, Failure, play};
use crate::store::signals::{self, EpisodeRow};
use crate::store::{audit, playbooks};

/// A signal as it stands, for a question about it to somebody who may answer.
pub async fn to_move(app: &App, actor: &Actor, id: EpisodeId) -> Result<SignalCard, Failure> {
    let card = of(app, actor, id).await?;
    let mut conn = app.read(actor).await?;
    may_work_on(&mut conn, &app.rules, actor, card.account.id, app.clock.now()).await?;
    Ok(card)
}

/// A signal as it stands.
pub async fn of(app: &App, actor: &Actor, id: EpisodeId) -> Result<SignalCard, Failure> {
    let mut conn = app.read(actor).await?;
    Ok(card(&mut conn, actor.org, id, &app.rules, app.clock.now()).await?.ok_or(Refusal::Gone)?)
}

/// "I look after it."
pub async fn claim(app: &App, actor: &Actor, id: EpisodeId, seen: i32) -> Result<Episode, Failure> {
    apply(app, actor, (id, seen), &EpisodeMove::Claim, "").await
}

/// "Not now": it comes back by itself.
pub async fn snooze(
    app: &App,
    actor: &Actor,
    id: EpisodeId,
    seen: i32,
    until: DateTime<Utc>,
) -> Result<Episode, Failure> {
    if until <= app.clock.now() {
        return Err(Refusal::SnoozeInThePast { day: local_day(until, actor.person.zone) }.into());
    }
    apply(app, actor, (id, seen), &EpisodeMove::Snooze { until }, "").await
}

/// "It is no risk", and why. What is so every year silences a usage cliff for a while.
pub async fn dismiss(
    app: &App,
    actor: &Actor,
    id: EpisodeId,
    seen: i32,
    reason: Dismissal,
    note: &str,
) -> Result<Episode, Failure> {
    apply(app, actor, (id, seen), &EpisodeMove::Dismiss { reason }, note.trim()).await
}

/// Starts a playbook that the signal calls for; it is at work for every signal of the account that calls for the same.
pub async fn start_play(
    app: &App,
    actor: &Actor,
    (id, seen): (EpisodeId, i32),
    playbook: &str,
) -> Result<Started, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    let row = signals::card(&mut tx, actor.org, id).await?.ok_or(Refusal::Gone)?;
    let found = playbooks::newest(&mut tx, actor.org, playbook).await?;
    // A newer version may not be meant for it any more.
    let found = found.map(|(_, found)| found).filter(|found| found.signals().contains(&row.kind));
    let found = found.ok_or(Refusal::Gone)?;
    hold_for(&mut tx, actor.org, row.account, &found).await?;
    let EpisodeRow { episode, .. } = signals::lock(&mut tx, actor.org, id).await?.ok_or(Refusal::Gone)?;
    may_work_on(&mut tx, &app.rules, actor, episode.account, app.clock.now()).await?;
    if let Err(refusal) = episode.ready_for_play(seen) {
        return Err(who_was_first(&mut tx, actor.org, refusal).await?);
    }
    let started = play::start_on(&mut tx, &app.rules, actor, (episode.account, &found.name), By::Click, now).await?;
    tx.commit().await?;
    Ok(started)
}

async fn apply(
    app: &App,
    actor: &Actor,
    (id, seen): (EpisodeId, i32),
    what: &EpisodeMove,
    note: &str,
) -> Result<Episode, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    let EpisodeRow { episode, .. } = signals::lock(&mut tx, actor.org, id).await?.ok_or(Refusal::Gone)?;
    may_work_on(&mut tx, &app.rules, actor, episode.account, app.clock.now()).await?;
    let from = episode.state;
    let moved = match episode.moved(what, Some(actor.id()), seen, now) {
        Ok(moved) => moved,
        Err(refusal) => return Err(who_was_first(&mut tx, actor.org, refusal).await?),
    };
    if !signals::save_move(&mut tx, actor.org, &moved, from, (Some(actor.id()), note), now).await? {
        let refusal = Refusal::SignalMoved { episode: id, state: moved.state };
        return Err(who_was_first(&mut tx, actor.org, refusal).await?);
    }
    if let EpisodeMove::Dismiss { reason: Dismissal::Seasonal } = what
        && moved.kind == SignalKind::UsageCliff
    {
        mute_cliff(&mut tx, actor, &moved, app.rules.signals.seasonal_mute_days, now).await?;
    }
    record(&mut tx, actor, &moved, now).await?;
    redraw(&mut tx, actor.org, &[id], now).await?;
    tx.commit().await?;
    Ok(moved)
}

async fn mute_cliff(
    conn: &mut PgConnection,
    actor: &Actor,
    episode: &Episode,
    days: i64,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let until = now.date_naive() + TimeDelta::days(days);
    let what = (episode.account, SignalKind::UsageCliff);
    Ok(signals::mute(conn, actor.org, what, (until, Dismissal::Seasonal.as_str()), actor.id(), now).await?)
}

/// Writes the deed down.
pub(super) async fn record(
    conn: &mut PgConnection,
    actor: &Actor,
    episode: &Episode,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let outcome = episode.ended.map(|(_, outcome, _)| outcome.as_str());
    let entry = audit::Entry {
        actor: Some(actor.id()),
        verb: "signal.move",
        subject: format!("signal:{}", episode.id),
        detail: json!({
            "account": episode.account, "kind": episode.kind.as_str(), "state": episode.state.as_str(),
            "version": episode.version, "outcome": outcome,
        }),
    };
    Ok(audit::record(conn, actor.org, &entry, now).await?)
}

async fn who_was_first(conn: &mut PgConnection, org: OrgId, refusal: Refusal) -> Result<Failure, Failure> {
    let Refusal::SignalMoved { episode, state } = refusal else { return Ok(refusal.into()) };
    let first = signals::last_move(conn, org, episode).await?;
    Ok(match first {
        Some((by, at)) => Refusal::SignalMovedBy { state, by, at }.into(),
        None => refusal.into(),
    })
}
