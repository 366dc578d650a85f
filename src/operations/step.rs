//! What people do to a step: acknowledge, finish, snooze. The first one wins, and the second is told who was first.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::runs::end_run;
use super::{App, Failure, calendars};
use crate::domain::cadence::local_day;
use crate::domain::ids::{OrgId, StepId};
use crate::domain::person::{Actor, Role};
use crate::domain::playbook::{RunEnding, Step, StepMove};
use crate::domain::refusal::Refusal;
use crate::domain::rules::Rules;
use crate::store::cards::{self, step_subject};
use crate::store::steps::{self, StepRow};
use crate::store::{audit, runs};

/// Until when a step is put off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Until {
    /// So many working days of its owner.
    WorkingDays(i32),
    /// The morning of a day of its owner.
    Day(NaiveDate),
}

/// A step with the names that a modal needs.
#[derive(Clone, Debug)]
pub struct StepNamed {
    /// The step.
    pub step: Step,
    /// Its title.
    pub title: String,
    /// The account's name.
    pub account: String,
}

/// A step as it stands, for a question about it.
pub async fn named(app: &App, actor: &Actor, id: StepId) -> Result<StepNamed, Failure> {
    let mut tx = app.begin().await?;
    let StepRow { step, .. } = steps::lock(&mut tx, actor.org, id).await?.ok_or(Refusal::Gone)?;
    let run = runs::by_id(&mut tx, actor.org, step.run).await?.ok_or(Refusal::Gone)?;
    let title = run.playbook.step(&step.key).map_or_else(|| step.key.clone(), |definition| definition.title.clone());
    Ok(StepNamed { step, title, account: run.account.name })
}

/// "I have seen it."
pub async fn acknowledge(app: &App, actor: &Actor, id: StepId, seen: i32) -> Result<Step, Failure> {
    apply(app, actor, id, seen, |_, _| Ok(StepMove::Acknowledge)).await
}

/// "It is done", with what came of it.
pub async fn finish(app: &App, actor: &Actor, id: StepId, seen: i32, note: &str) -> Result<Step, Failure> {
    apply(app, actor, id, seen, |_, _| Ok(StepMove::Finish { note: note.trim().to_owned() })).await
}

/// "Not now."
pub async fn snooze(
    app: &App,
    actor: &Actor,
    id: StepId,
    seen: i32,
    until: Until,
    reason: &str,
) -> Result<Step, Failure> {
    let mut conn = app.web.acquire().await?;
    let owner = steps::owner(&mut conn, actor.org, id).await?.ok_or(Refusal::Gone)?;
    let calendar = calendars::of_work(&mut conn, actor.org, &[owner], app.clock.now()).await?;
    let calendar = calendar.get(&owner).cloned().ok_or(Refusal::Gone)?;
    drop(conn);
    apply(app, actor, id, seen, |_, now| {
        let today = local_day(now, calendar.zone);
        let day = match until {
            Until::WorkingDays(days) => calendar.add_working_days(today, days),
            Until::Day(day) => calendar.roll_forward(day),
        };
        if day <= today {
            return Err(Refusal::SnoozeInThePast { day });
        }
        let until = calendar.at_local(day, calendar.workweek.hours().0);
        Ok(StepMove::Snooze { until, reason: reason.trim().to_owned() })
    })
    .await
}

async fn apply(
    app: &App,
    actor: &Actor,
    id: StepId,
    seen: i32,
    what: impl FnOnce(&Step, DateTime<Utc>) -> Result<StepMove, Refusal>,
) -> Result<Step, Failure> {
    if actor.person.role < Role::Csm {
        return Err(Refusal::NotAllowed { needs: Role::Csm }.into());
    }
    let now = app.clock.now();
    let mut tx = app.begin().await?;
    let StepRow { step, .. } = steps::lock(&mut tx, actor.org, id).await?.ok_or(Refusal::Gone)?;
    let from = step.state;
    let what = what(&step, now)?;
    let moved = match step.moved(&what, actor.id(), seen, now) {
        Ok(moved) => moved,
        Err(refusal) => return Err(who_was_first(&mut tx, actor.org, refusal).await?),
    };
    if !steps::save_move(&mut tx, actor.org, &moved, from, actor.id(), now).await? {
        return Err(who_was_first(&mut tx, actor.org, Refusal::StepMoved { step: id, state: moved.state }).await?);
    }
    tell(&mut tx, actor, &moved, &app.rules, now).await?;
    tx.commit().await?;
    Ok(moved)
}

/// Redraws every card that shows the step, ends the run with its last step, and writes the deed down.
async fn tell(
    conn: &mut PgConnection,
    actor: &Actor,
    step: &Step,
    rules: &Rules,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let org = actor.org;
    runs::lock(conn, org, step.run).await?;
    if runs::is_over(conn, org, step.run).await? {
        end_run(conn, rules, (org, step.run), &RunEnding::Completed, now).await?;
    }
    for key in steps::keys_shown(conn, org, step.run).await? {
        cards::redraw(conn, org, &step_subject(step.run, &key), now).await?;
    }
    cards::redraw_digests_with(conn, org, step.id, now).await?;
    let entry = audit::Entry {
        actor: Some(actor.id()),
        verb: "step.move",
        subject: format!("step:{}", step.id),
        detail: json!({ "state": step.state.as_str(), "version": step.version }),
    };
    audit::record(conn, org, &entry, now).await?;
    Ok(())
}

async fn who_was_first(conn: &mut PgConnection, org: OrgId, refusal: Refusal) -> Result<Failure, Failure> {
    let Refusal::StepMoved { step, state } = refusal else { return Ok(refusal.into()) };
    let first = steps::last_move(conn, org, step).await?;
    Ok(match first {
        Some(deed) => Refusal::StepMovedBy { state, by: deed.by, at: deed.at }.into(),
        None => Refusal::StepMoved { step, state }.into(),
    })
}
