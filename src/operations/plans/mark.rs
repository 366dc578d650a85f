//! Milestones that are done, or given up. The first one wins, and the second is told who was first.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::super::calendars;
use super::super::rights::may_work_on;
use super::super::{App, Failure};
use super::nudge::subject;
use super::record;
use crate::domain::ids::{AccountId, OrgId};
use crate::domain::person::Actor;
use crate::domain::plan::{Change, Mark, Milestone, MilestoneState, PlanRefusal};
use crate::domain::refusal::Refusal;
use crate::store::{cards, plans};

/// Marks a milestone. Its owner may, whoever acts for them, and whoever works the account.
pub async fn mark(
    app: &App,
    actor: &Actor,
    (account, number): (AccountId, u32),
    mark: Mark,
) -> Result<Milestone, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    let before = milestone(&mut tx, actor.org, (account, number)).await?;
    let acting = calendars::stand_in_for(&mut tx, actor.org, before.owner.id, now).await?;
    let acts_for_owner = acting.is_some_and(|acting| acting.who.id == actor.id());
    if before.owner.id != actor.id() && !acts_for_owner {
        may_work_on(&mut tx, &app.rules, actor, account, now).await?;
    }
    let key = (account, i32::try_from(number).unwrap_or(i32::MAX));
    if !plans::end_milestone(&mut tx, actor.org, key, mark, actor.id(), now).await? {
        // Read again: it may have been marked between the two statements.
        return Err(over(milestone(&mut tx, actor.org, (account, number)).await?));
    }
    let change = match mark {
        Mark::Tick => Change::MilestoneDone(number),
        Mark::Miss => Change::MilestoneMissed(number),
    };
    let version = plans::raise(&mut tx, actor.org, account, change, actor.id(), now).await?;
    redraw(&mut tx, actor.org, key, now).await?;
    record(&mut tx, actor, account, (change, version), now).await?;
    let after = milestone(&mut tx, actor.org, (account, number)).await?;
    tx.commit().await?;
    Ok(after)
}

/// A milestone by its number; refused with those that are open when there is none of it.
pub(super) async fn milestone(
    conn: &mut PgConnection,
    org: OrgId,
    (account, number): (AccountId, u32),
) -> Result<Milestone, Failure> {
    let all = plans::milestones(conn, org, account).await?;
    if let Some(milestone) = all.iter().find(|milestone| milestone.number == number) {
        return Ok(milestone.clone());
    }
    let planned = plans::of(conn, org, account).await?.ok_or(Refusal::Gone)?;
    let account = planned.account;
    let open = all.into_iter().filter(|milestone| milestone.state == MilestoneState::Open);
    let open = open.map(|milestone| (milestone.number, milestone.title)).collect();
    let refusal = match planned.plan {
        Some(_) => PlanRefusal::NoMilestone { account, number, open },
        None => PlanRefusal::NoPlan { account },
    };
    Err(Refusal::Plan(refusal).into())
}

/// It is over already.
pub(super) fn over(milestone: Milestone) -> Failure {
    match milestone.ended {
        Some(by) => {
            Refusal::Plan(PlanRefusal::MilestoneOver { title: milestone.title, state: milestone.state, by }).into()
        }
        // Somebody opened it anew, which nothing does.
        None => Refusal::Gone.into(),
    }
}

/// Every message that asked about it shows how it stands.
async fn redraw(
    conn: &mut PgConnection,
    org: OrgId,
    (account, number): (AccountId, i32),
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let days = plans::nudged_days(conn, org, (account, number)).await?;
    let number = u32::try_from(number).unwrap_or(0);
    let subjects: Vec<String> = days.into_iter().map(|day| subject(account, number, day)).collect();
    if subjects.is_empty() {
        return Ok(());
    }
    Ok(cards::redraw_many(conn, org, &subjects, now).await?)
}
