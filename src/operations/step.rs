//! What people do to a step: acknowledge, finish, block, skip, put off, give on. The first one wins, and the second is told
//! who was first.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::runs::end_run;
use super::{App, Failure, calendars, following, rights, step_news};
use crate::domain::cadence::{Calendar, local_day};
use crate::domain::ids::{OrgId, PersonId, StepId};
use crate::domain::person::{Actor, Person, Role};
use crate::domain::playbook::{Needs, RunEnding, Step, StepMove, StepRefusal, StepWish, Ticks, Until};
use crate::domain::refusal::Refusal;
use crate::domain::rules::{PlaybookRules, Rules};
use crate::store::cards::{self, step_subject};
use crate::store::plays::course;
use crate::store::steps::{self, StepRow};
use crate::store::{audit, people, runs, step_moves};

/// A step with the names that a form or an answer needs.
#[derive(Clone, Debug)]
pub struct StepNamed {
    /// The step.
    pub step: Step,
    /// Its title.
    pub title: String,
    /// The account's name.
    pub account: String,
    /// The playbook's title.
    pub play: String,
    /// Who does it.
    pub owner: Person,
}

/// A step as it stands, for a question about it.
pub async fn named(app: &App, actor: &Actor, id: StepId) -> Result<StepNamed, Failure> {
    let mut conn = app.read(actor).await?;
    named_on(&mut conn, actor.org, id).await
}

async fn named_on(conn: &mut PgConnection, org: OrgId, id: StepId) -> Result<StepNamed, Failure> {
    let StepRow { step, .. } = steps::by_id(conn, org, id).await?.ok_or(Refusal::Gone)?;
    let run = runs::by_id(conn, org, step.run).await?.ok_or(Refusal::Gone)?;
    let title = run.playbook.step(&step.key).map_or_else(|| step.key.clone(), |definition| definition.title.clone());
    let owner = owner_of(conn, org, step.owner).await?;
    Ok(StepNamed { step, title, account: run.account.name, play: run.playbook.title, owner })
}

/// Does to a step what somebody wants, who saw version `seen` of it; the step with its names, for an answer. They are read in
/// the same transaction: whoever gave their step away may not see its account in the next one.
pub async fn apply(app: &App, actor: &Actor, which: (StepId, i32), wish: &StepWish) -> Result<StepNamed, Failure> {
    let mut tx = app.begin(actor).await?;
    apply_on(&mut tx, app, actor, which, wish).await?;
    let named = named_on(&mut tx, actor.org, which.0).await?;
    tx.commit().await?;
    Ok(named)
}

async fn apply_on(
    tx: &mut PgConnection,
    app: &App,
    actor: &Actor,
    (id, seen): (StepId, i32),
    wish: &StepWish,
) -> Result<(), Failure> {
    if actor.person.role < Role::Csm {
        return Err(Refusal::NotAllowed { needs: Role::Csm }.into());
    }
    let now = app.clock.now();
    // The run first, then its steps: everybody who holds both takes them in this order.
    let run = steps::run_of(tx, actor.org, id).await?.ok_or(Refusal::Gone)?;
    runs::lock(tx, actor.org, run).await?;
    let StepRow { step: from, .. } = steps::lock(tx, actor.org, id).await?.ok_or(Refusal::Gone)?;
    let what = decided(tx, &app.rules, actor, (&from, seen), wish, now).await?;
    let moved = match from.clone().moved(&what, actor.id(), seen, now) {
        Ok(moved) => watched(tx, actor.org, moved, &app.rules.playbooks, now).await?,
        Err(refusal) => return Err(who_was_first(tx, actor.org, refusal).await?),
    };
    if !step_moves::save(tx, actor.org, &moved, from.state, actor.id(), now).await? {
        return Err(who_was_first(tx, actor.org, Refusal::StepMoved { step: id, state: moved.state }).await?);
    }
    told(tx, actor, (&from, &moved), &app.rules, now).await?;
    Ok(())
}

/// Ticks entries of a step's checklist off: whoever ticks twice changes nothing, and nobody takes away what a colleague
/// ticked meanwhile.
pub async fn tick(app: &App, actor: &Actor, id: StepId, ticks: &Ticks) -> Result<(), Failure> {
    if actor.person.role < Role::Csm {
        return Err(Refusal::NotAllowed { needs: Role::Csm }.into());
    }
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    steps::run_of(&mut tx, actor.org, id).await?.ok_or(Refusal::Gone)?;
    let StepRow { step, ticked, .. } = steps::lock(&mut tx, actor.org, id).await?.ok_or(Refusal::Gone)?;
    let calendar = calendars::of_one(&mut tx, actor.org, step.owner, now).await?;
    let asked_from =
        Step { reminders: crate::domain::playbook::Reminders { from: Some(now), ..step.reminders }, ..step };
    let asked_from = asked_from.watched(&calendar, &app.rules.playbooks);
    let n_asked = asked_from.reminders.sent;
    let next_ask = asked_from.reminders.next_at.filter(|_| n_asked < app.rules.playbooks.ask_again_times);
    let numbers: Vec<i32> = ticks.onto(&ticked).iter().filter_map(|n| i32::try_from(*n).ok()).collect();
    if steps::tick(&mut tx, actor.org, id, &numbers, next_ask).await? {
        cards::redraw(&mut tx, actor.org, &step_subject(asked_from.run, &asked_from.key), now).await?;
        let entry = audit::Entry {
            actor: Some(actor.id()),
            verb: "step.tick",
            subject: format!("step:{id}"),
            detail: json!({ "ticked": numbers }),
        };
        audit::record(&mut tx, actor.org, &entry, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// What a wish comes to, by the calendar of whoever does the step.
async fn decided(
    conn: &mut PgConnection,
    rules: &Rules,
    actor: &Actor,
    (step, seen): (&Step, i32),
    wish: &StepWish,
    now: DateTime<Utc>,
) -> Result<StepMove, Failure> {
    Ok(match wish {
        StepWish::Acknowledge => StepMove::Acknowledge,
        StepWish::Finish { note, follow_up_on } => {
            let today = local_day(now, actor.person.zone);
            if let Some(day) = follow_up_on.filter(|day| *day <= today) {
                return Err(Refusal::from(StepRefusal::FollowUpInThePast { day }).into());
            }
            StepMove::Finish { note: note.trim().to_owned(), follow_up_on: *follow_up_on }
        }
        StepWish::Block { reason, needs } => {
            let needs = Needs { words: needs.words.trim().to_owned(), ..needs.clone() };
            StepMove::Block { reason: reason.trim().to_owned(), needs }
        }
        StepWish::Skip { reason } => {
            // Anybody may help with a step; that nobody does it is for those who answer for it.
            let run = runs::by_id(conn, actor.org, step.run).await?.ok_or(Refusal::Gone)?;
            may_decide(conn, rules, actor, (step, run.owner), now).await?;
            StepMove::Skip { reason: reason.trim().to_owned() }
        }
        StepWish::Snooze { until, reason } => {
            let calendar = calendars::of_one(conn, actor.org, step.owner, now).await?;
            let until = morning(&calendar, *until, now)?;
            StepMove::Snooze { until, reason: reason.trim().to_owned() }
        }
        // A step that moved meanwhile is told of before anything else.
        StepWish::Reassign { reason, .. } if step.state.is_over() || seen != step.version => StepMove::Reassign {
            to: step.owner,
            due_at: step.due_at,
            moved_from: step.moved_from,
            reason: reason.clone(),
        },
        StepWish::Reassign { to, reason } => given(conn, rules, actor, step, (*to, reason), now).await?,
    })
}

/// The morning of a working day to come.
fn morning(calendar: &Calendar, until: Until, now: DateTime<Utc>) -> Result<DateTime<Utc>, Refusal> {
    let today = local_day(now, calendar.zone);
    let day = match until {
        Until::WorkingDays(days) => calendar.add_working_days(today, days),
        Until::Day(day) => calendar.roll_forward(day),
    };
    if day <= today {
        return Err(Refusal::SnoozeInThePast { day });
    }
    Ok(calendar.at_local(day, calendar.workweek.hours().0))
}

/// Refused to all but the step's owner, the account's, whoever acts for one of them, and who leads one.
async fn may_decide(
    conn: &mut PgConnection,
    rules: &Rules,
    actor: &Actor,
    (step, run_owner): (&Step, PersonId),
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    for answerable in [step.owner, run_owner] {
        if rights::is_theirs(conn, rules, actor, answerable, now).await? {
            return Ok(());
        }
    }
    let owner = owner_of(conn, actor.org, step.owner).await?;
    Err(Refusal::from(StepRefusal::NotYourStep { owner: Some(owner.who) }).into())
}

/// A step that is given on: its due day stays, moved to a working day of whoever gets it.
async fn given(
    conn: &mut PgConnection,
    rules: &Rules,
    actor: &Actor,
    step: &Step,
    (to, reason): (PersonId, &str),
    now: DateTime<Utc>,
) -> Result<StepMove, Failure> {
    let owner = owner_of(conn, actor.org, step.owner).await?;
    if to == step.owner {
        return Err(Refusal::from(StepRefusal::SameOwner { owner: owner.who }).into());
    }
    let run = runs::by_id(conn, actor.org, step.run).await?.ok_or(Refusal::Gone)?;
    if to != actor.id() {
        may_decide(conn, rules, actor, (step, run.owner), now).await?;
    }
    let Some(to) = people::present(conn, actor.org, to).await?.filter(|person| Role::Csm <= person.role) else {
        let person = people::by_ids(conn, actor.org, &[to]).await?.pop().map(|person| person.who);
        return Err(Refusal::from(StepRefusal::CannotOwn { person }).into());
    };
    let calendar = calendars::of_one(conn, actor.org, to.who.id, now).await?;
    let day = local_day(step.due_at, owner.zone);
    let (due_at, moved_from) = due_for(&calendar, (day, step.moved_from), now);
    Ok(StepMove::Reassign { to: to.who.id, due_at, moved_from, reason: reason.trim().to_owned() })
}

/// When somebody else has to be done: on the same day, moved to one on which they work. What is late gets another day: nobody
/// is late with what they were just given.
fn due_for(
    calendar: &Calendar,
    (day, moved_from): (NaiveDate, Option<NaiveDate>),
    now: DateTime<Utc>,
) -> (DateTime<Utc>, Option<NaiveDate>) {
    let end_of = |day: NaiveDate| calendar.at_local(day, calendar.workweek.hours().1);
    if end_of(day) <= now {
        let today = local_day(now, calendar.zone);
        let next = calendar.roll_forward(today);
        let next = if end_of(next) <= now { calendar.add_working_days(today, 1) } else { next };
        return (end_of(next), None);
    }
    let due_day = calendar.roll_forward(day);
    (end_of(due_day), if due_day == day { moved_from } else { Some(day) })
}

async fn owner_of(conn: &mut PgConnection, org: OrgId, id: PersonId) -> Result<Person, Failure> {
    Ok(people::by_ids(conn, org, &[id]).await?.pop().ok_or(Refusal::Gone)?)
}

/// The step with its next reminder set, by the calendar of whoever does it.
pub(super) async fn watched(
    conn: &mut PgConnection,
    org: OrgId,
    step: Step,
    rules: &PlaybookRules,
    now: DateTime<Utc>,
) -> Result<Step, Failure> {
    let calendar = calendars::of_one(conn, org, step.owner, now).await?;
    Ok(step.watched(&calendar, rules))
}

/// Tells whom it concerns, lays out what waited for the step, ends the run with its last one, draws every card that shows
/// it again, and writes the deed down.
async fn told(
    conn: &mut PgConnection,
    actor: &Actor,
    (from, step): (&Step, &Step),
    rules: &Rules,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let org = actor.org;
    step_news::tell(conn, actor, (from, step), now).await?;
    if step.state.is_over() {
        went_on(conn, rules, (org, step), now).await?;
    }
    redraw(conn, org, step, now).await?;
    let entry = audit::Entry {
        actor: Some(actor.id()),
        verb: "step.move",
        subject: format!("step:{}", step.id),
        detail: json!({ "state": step.state.as_str(), "version": step.version, "owner": step.owner }),
    };
    audit::record(conn, org, &entry, now).await?;
    Ok(())
}

/// A step is over: what waited for it opens, and with the last one the run ends.
async fn went_on(
    conn: &mut PgConnection,
    rules: &Rules,
    (org, step): (OrgId, &Step),
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    following::lay_out_waiting(conn, org, step.run, now).await?;
    if runs::is_over(conn, org, step.run).await? {
        end_run(conn, rules, (org, step.run), &RunEnding::Completed, now).await?;
    }
    Ok(())
}

async fn redraw(conn: &mut PgConnection, org: OrgId, step: &Step, now: DateTime<Utc>) -> Result<(), Failure> {
    course::redraw(conn, org, &[step.run], now).await?;
    Ok(cards::redraw_digests_with(conn, org, &[step.id], now).await?)
}

/// Skips a step by a rule, with why: its condition does not hold, or the next occurrence has come. What waited for it
/// opens. Says whether it was open. The run must be held; see [`end_run`].
pub async fn skip_by_rule(
    conn: &mut PgConnection,
    rules: &Rules,
    (org, step): (OrgId, &Step),
    why: &str,
    now: DateTime<Utc>,
) -> Result<bool, Failure> {
    if step_moves::skip(conn, org, &[step.id], why, now).await?.is_empty() {
        return Ok(false);
    }
    let entry = audit::Entry {
        actor: None,
        verb: "step.move",
        subject: format!("step:{}", step.id),
        detail: json!({ "state": "skipped" }),
    };
    audit::record(conn, org, &entry, now).await?;
    went_on(conn, rules, (org, step), now).await?;
    redraw(conn, org, step, now).await?;
    Ok(true)
}

async fn who_was_first(conn: &mut PgConnection, org: OrgId, refusal: Refusal) -> Result<Failure, Failure> {
    let Refusal::StepMoved { step, state } = refusal else { return Ok(refusal.into()) };
    let first = step_moves::last(conn, org, step).await?;
    Ok(match first {
        Some((Some(by), at)) => Refusal::StepMovedBy { state, by, at }.into(),
        Some((None, _)) | None => Refusal::StepMoved { step, state }.into(),
    })
}

/// The asker's day, for a form.
pub fn today(app: &App, actor: &Actor) -> NaiveDate {
    local_day(app.clock.now(), actor.person.zone)
}
