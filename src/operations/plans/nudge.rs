//! Asking a milestone's owner about it: once a working day of theirs, by a direct message that goes through the outbox.

use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;

use super::super::calendars;
use super::super::rights::may_work_on;
use super::super::{App, Failure};
use super::mark::{milestone, over};
use crate::domain::account::AccountRef;
use crate::domain::cadence::{Calendar, local_day};
use crate::domain::ids::{AccountId, OrgId};
use crate::domain::notice::Notice;
use crate::domain::person::{Actor, Person, PersonRef};
use crate::domain::plan::{Milestone, MilestoneState, NudgeCard, PlanRefusal};
use crate::domain::refusal::Refusal;
use crate::store::audit::{self, Entry};
use crate::store::cards::{self, NewCard};
use crate::store::{accounts, people, plans};

/// Somebody was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nudged {
    /// Of which account.
    pub account: AccountRef,
    /// About what.
    pub milestone: Milestone,
    /// Who hears it: its owner, or whoever acts for them.
    pub asked: PersonRef,
    /// The working day that it counts for.
    pub day: NaiveDate,
}

/// What the message about a milestone is called.
pub(super) fn subject(account: AccountId, number: u32, day: NaiveDate) -> String {
    format!("nudge:{account}:{number}:{day}")
}

/// Asks a milestone's owner about it. Refused when they were asked for that working day already.
pub async fn nudge(app: &App, actor: &Actor, (account, number): (AccountId, u32)) -> Result<Nudged, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    may_work_on(&mut tx, &app.rules, actor, account, now).await?;
    let about = milestone(&mut tx, actor.org, (account, number)).await?;
    if about.state != MilestoneState::Open {
        return Err(over(about));
    }
    let named = accounts::by_id(&mut tx, actor.org, account).await?.ok_or(Refusal::Gone)?;
    let not_there = || PlanRefusal::OwnerNotThere { title: about.title.clone(), owner: about.owner.clone() };
    // Whoever acts for them while they are away hears it in their place.
    let addressee = calendars::addressee(&mut tx, actor.org, about.owner.id, now).await?;
    let asked = addressee.ok_or_else(|| Refusal::Plan(not_there()))?.person.who;
    let slack_user = asked.slack_user_id.clone().ok_or_else(|| Refusal::Plan(not_there()))?;
    let calendar = calendars::of_work(&mut tx, actor.org, &[about.owner.id], now).await?.remove(&about.owner.id);
    let calendar = calendar.unwrap_or_else(|| Calendar::ordinary(actor.person.zone));
    // On a day off it counts for the next working day.
    let day = calendar.roll_forward(local_day(now, calendar.zone));
    let key = (account, i32::try_from(number).unwrap_or(i32::MAX));
    if !plans::nudge(&mut tx, actor.org, key, day, actor.id(), now).await? {
        return Err(already(milestone(&mut tx, actor.org, (account, number)).await?, day));
    }
    let notice = Notice::Nudge { account, number, day };
    let subject = subject(account, number, day);
    let card = NewCard { installation: actor.installation, subject, notice: &notice, channel_id: &slack_user };
    cards::announce(&mut tx, actor.org, &card, now).await?;
    let entry = Entry {
        actor: Some(actor.id()),
        verb: "plan.nudge",
        subject: format!("account:{account}"),
        detail: json!({ "milestone": number, "owner": about.owner.id, "asked": asked.id, "day": day }),
    };
    audit::record(&mut tx, actor.org, &entry, now).await?;
    tx.commit().await?;
    Ok(Nudged { account: named, milestone: about, asked, day })
}

fn already(about: Milestone, day: NaiveDate) -> Failure {
    let Some(nudge) = about.nudged.filter(|nudge| nudge.day == day) else { return Refusal::Gone.into() };
    let (title, owner) = (about.title, about.owner);
    Refusal::Plan(PlanRefusal::NudgedAlready { title, owner, day, by: nudge.by.by, at: nudge.by.at }).into()
}

/// The message as it stands; `None` when what it was about is gone.
pub(in super::super) async fn draw_nudge(
    conn: &mut PgConnection,
    org: OrgId,
    (account, number, day): (AccountId, u32, NaiveDate),
) -> Result<Option<NudgeCard>, Failure> {
    let Some(planned) = plans::of(conn, org, account).await? else { return Ok(None) };
    let all = plans::milestones(conn, org, account).await?;
    let Some(about) = all.into_iter().find(|milestone| milestone.number == number) else { return Ok(None) };
    let Some(by) = plans::nudger(conn, org, (account, number), day).await? else { return Ok(None) };
    let owner = people::by_ids(conn, org, &[about.owner.id]).await?.pop();
    let zone = owner.map_or(chrono_tz::Tz::UTC, |owner: Person| owner.zone);
    Ok(Some(NudgeCard { account: planned.account, milestone: about, by, zone, day }))
}
