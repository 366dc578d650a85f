//! Success plans: read with all that stands around them, changed on the version that was seen, ticked, and asked about.

mod mark;
mod nudge;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::rights::may_work_on;
use super::{App, Failure, leaders};
use crate::domain::cadence::local_day;
use crate::domain::ids::{AccountId, ContactId, OrgId, PersonId, ValueId};
use crate::domain::person::Actor;
use crate::domain::plan::{
    Around, Change, Checked, Content, Draft, PlanForm, PlanRefusal, PlanView, Reading, Readings, check,
};
use crate::domain::refusal::Refusal;
use crate::store::audit::{self, Entry};
use crate::store::card_facts::{self, AccountFacts};
use crate::store::plans::{self, NewMilestone, NewValue, Plan, Planned};
use crate::store::{health, people, risks};

pub use mark::mark;
pub(super) use nudge::draw_nudge;
pub use nudge::{Nudged, nudge};

/// A plan with everything around it.
pub async fn of(app: &App, actor: &Actor, account: AccountId) -> Result<PlanView, Failure> {
    let now = app.clock.now();
    let today = local_day(now, actor.person.zone);
    let mut conn = app.read(actor).await?;
    let facts = card_facts::of(&mut conn, actor.org, account, now, actor.person.zone).await?;
    view(&mut conn, actor.org, account, &facts.ok_or(Refusal::Gone)?, today).await
}

/// The same on a connection of the caller's, who has the card's facts.
pub(super) async fn view(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    facts: &AccountFacts,
    today: NaiveDate,
) -> Result<PlanView, Failure> {
    let Planned { account: named, owner, currency, plan } =
        plans::of(conn, org, account).await?.ok_or(Refusal::Gone)?;
    let (version, begins_on, content) =
        plan.map_or_else(|| (0, today, Content::default()), |plan| (plan.version, plan.begins_on, plan.content));
    let mut stakeholders = plans::stakeholders(conn, org, account).await?;
    for person in &mut stakeholders {
        let stance = content.stances.iter().find(|stance| stance.contact == person.contact);
        person.stance = stance.map(|stance| stance.word.clone());
    }
    Ok(PlanView {
        account: named,
        owner,
        currency,
        version,
        begins_on,
        data: readings(conn, org, account, facts).await?,
        milestones: plans::milestones(conn, org, account).await?,
        stakeholders,
        signals: risks::of_account(conn, org, account, today).await?,
        values: plans::values(conn, org, account).await?,
        content,
        today,
    })
}

/// What the data knows of an account, as its card has it.
async fn readings(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    facts: &AccountFacts,
) -> Result<Readings, Failure> {
    let score = health::of(conn, org, account).await?;
    let score = score.and_then(|stored| stored.assessment.score.map(|score| (score, stored.scored_at)));
    let used = |value: f64| facts.as_of.usage.map(|as_of| Reading { value, as_of });
    let active = facts.active_users;
    let adoption = active.zip(facts.seats.filter(|seats| 0 < *seats));
    Ok(Readings {
        active_users: active.and_then(|active| used(f64::from(active))),
        seat_adoption: adoption.and_then(|(active, seats)| used(100.0 * f64::from(active) / f64::from(seats))),
        core_features: facts.core_features.and_then(|_| used(count(facts.n_features))),
        nps: facts.nps.map(|(value, as_of)| Reading { value, as_of }),
        health: score.map(|(score, at)| Reading { value: f64::from(score.0) / 1_000.0, as_of: at.date_naive() }),
    })
}

fn count(n: i64) -> f64 {
    f64::from(i32::try_from(n).unwrap_or(i32::MAX))
}

/// The plan, for a form about it. Refused to whoever may not change it, and where the form has nothing to ask.
pub async fn asked(app: &App, actor: &Actor, account: AccountId, form: PlanForm) -> Result<PlanView, Failure> {
    let mut conn = app.read(actor).await?;
    may_work_on(&mut conn, &app.rules, actor, account, app.clock.now()).await?;
    drop(conn);
    let view = of(app, actor, account).await?;
    let refused = |refusal| Err(Refusal::Plan(refusal).into());
    let named = view.account.clone();
    match form {
        PlanForm::Begin | PlanForm::Value => {}
        _ if !view.is_begun() => return refused(PlanRefusal::NoPlan { account: named }),
        PlanForm::Reading if !view.has_typed_metrics() => return refused(PlanRefusal::NothingTyped { account: named }),
        PlanForm::Stance if view.stakeholders.is_empty() => return refused(PlanRefusal::NoContacts { account: named }),
        PlanForm::Goal
        | PlanForm::Call
        | PlanForm::Metric
        | PlanForm::Reading
        | PlanForm::Milestone
        | PlanForm::Risk
        | PlanForm::Stance => {}
    }
    Ok(view)
}

/// Who is meant by a Slack user, for a milestone's owner.
pub async fn person(app: &App, actor: &Actor, slack_user_id: &str) -> Result<Option<PersonId>, Failure> {
    let mut conn = app.read(actor).await?;
    let person = people::by_slack_user(&mut conn, actor.org, slack_user_id).await?;
    Ok(person.map(|person| person.who.id))
}

/// Makes a change on the version that was seen; 0: there was no plan. Refused with all that is wrong with it, and when
/// somebody else was first.
pub async fn change(
    app: &App,
    actor: &Actor,
    (account, seen): (AccountId, i32),
    draft: &Draft,
) -> Result<Change, Failure> {
    let now = app.clock.now();
    let zone = actor.person.zone;
    let mut tx = app.begin(actor).await?;
    may_work_on(&mut tx, &app.rules, actor, account, app.clock.now()).await?;
    let facts = card_facts::of(&mut tx, actor.org, account, now, zone).await?.ok_or(Refusal::Gone)?;
    let planned = plans::of(&mut tx, actor.org, account).await?.ok_or(Refusal::Gone)?;
    let (version, begins_on) = planned.plan.as_ref().map_or((0, None), |plan| (plan.version, Some(plan.begins_on)));
    if version != seen {
        return Err(moved(&planned));
    }
    if version == 0 && !matches!(draft, Draft::Begin { .. } | Draft::Value(_)) {
        return Err(Refusal::Plan(PlanRefusal::NoPlan { account: planned.account }).into());
    }
    let contacts = plans::stakeholders(&mut tx, actor.org, account).await?;
    let contacts: Vec<ContactId> = contacts.into_iter().map(|person| person.contact).collect();
    let empty = Content::default();
    let today = local_day(now, zone);
    let around = Around {
        begins_on: begins_on.unwrap_or(today),
        content: planned.plan.as_ref().map_or(&empty, |plan| &plan.content),
        n_milestones: plans::milestones(&mut tx, actor.org, account).await?.len(),
        contacts: &contacts,
        data: readings(&mut tx, actor.org, account, &facts).await?,
        currency: planned.currency,
        today,
        now,
    };
    let checked = check(draft, &around).map_err(Refusal::Plan)?;
    let Some(done) = write(&mut tx, actor, (account, seen), &checked, now).await? else {
        // Somebody was first between the two statements.
        return Err(moved(&plans::of(&mut tx, actor.org, account).await?.unwrap_or(planned)));
    };
    // Value of an account without a plan raises no version.
    let is_apart = seen == 0 && done == Change::ValueRecorded;
    record(&mut tx, actor, account, (done, if is_apart { 0 } else { seen + 1 }), now).await?;
    if seen == 0 && !is_apart {
        leaders::has_plan(&mut tx, actor.org, account, now).await?;
    }
    tx.commit().await?;
    Ok(done)
}

/// Writes what was checked, and with it the plan's next version; `None` when the version is no longer the one seen.
async fn write(
    conn: &mut PgConnection,
    actor: &Actor,
    (account, seen): (AccountId, i32),
    checked: &Checked,
    now: DateTime<Utc>,
) -> Result<Option<Change>, Failure> {
    let (org, by) = (actor.org, actor.id());
    let (change, content) = match checked {
        Checked::Begin(begins_on, content) => {
            let begun = plans::begin(conn, org, account, (*begins_on, content), by, now).await?;
            return Ok(begun.then_some(Change::Begun));
        }
        Checked::Content(change, content) => (*change, Some(content)),
        Checked::Milestone { title, due_on, owner, contact, their_name } => {
            let their_name = their_name.as_deref();
            let new = NewMilestone { title, due_on: *due_on, owner: *owner, contact: *contact, their_name };
            // The plan first: it is what two writers meet at.
            if !plans::change(conn, org, (account, seen), (Change::MilestoneAdded(0), None), by, now).await? {
                return Ok(None);
            }
            let number = plans::add_milestone(conn, org, account, &new).await?;
            return Ok(Some(Change::MilestoneAdded(number)));
        }
        Checked::Value { what, amount, evidence, on } => {
            let id = ValueId(Uuid::now_v7());
            let value = NewValue { id, account, what, amount: *amount, evidence, on: *on, by };
            plans::record_value(conn, org, &value, now).await?;
            if seen == 0 {
                // Value is the account's, whether or not it has a plan.
                return Ok(Some(Change::ValueRecorded));
            }
            (Change::ValueRecorded, None)
        }
    };
    let done = plans::change(conn, org, (account, seen), (change, content), by, now).await?;
    Ok(done.then_some(change))
}

/// Somebody was first.
fn moved(planned: &Planned) -> Failure {
    let account = planned.account.clone();
    Refusal::Plan(match &planned.plan {
        Some(Plan { change, by, .. }) => PlanRefusal::Changed { account, change: *change, by: by.clone() },
        None => PlanRefusal::NoPlan { account },
    })
    .into()
}

async fn record(
    conn: &mut PgConnection,
    actor: &Actor,
    account: AccountId,
    (change, version): (Change, i32),
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let entry = Entry {
        actor: Some(actor.id()),
        verb: "plan.change",
        subject: format!("account:{account}"),
        detail: json!({ "change": change, "version": version }),
    };
    Ok(audit::record(conn, actor.org, &entry, now).await?)
}
