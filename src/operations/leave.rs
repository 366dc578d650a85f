//! Leave: taken down with a cover, shown, and ended again.

use chrono::{Days, NaiveDate};
use serde_json::json;
use sqlx::PgConnection;

use super::settings::names;
use super::{App, Failure, calendars};
use crate::domain::cadence::{Calendar, DateRange, local_day};
use crate::domain::ids::{LeaveId, PersonId};
use crate::domain::leave::{Leave, LeaveNow, LeaveRefusal, LeaveView, MOST_DAYS};
use crate::domain::person::{Actor, Role};
use crate::domain::refusal::Refusal;
use crate::store::{audit, leaves, people};

/// The asker's calendar without leave, to count the days that they type, and today on it.
pub async fn calendar(app: &App, actor: &Actor) -> Result<(Calendar, NaiveDate), Failure> {
    let now = app.clock.now();
    let mut conn = app.read(actor).await?;
    let calendar = calendars::of_work(&mut conn, actor.org, &[actor.id()], now).await?.remove(&actor.id());
    let calendar = calendar.unwrap_or_else(|| Calendar::ordinary(actor.person.zone));
    Ok((calendar, local_day(now, actor.person.zone)))
}

/// Takes leave of the asker's down.
pub async fn take(
    app: &App,
    actor: &Actor,
    (from, to): (NaiveDate, NaiveDate),
    cover: Option<PersonId>,
) -> Result<LeaveView, Failure> {
    let now = app.clock.now();
    let today = local_day(now, actor.person.zone);
    let days = check_days(from, to, today)?;
    let mut tx = app.begin(actor).await?;
    leaves::hold(&mut tx, actor.org).await?;
    check_cover(&mut tx, actor, days, cover, today).await?;
    let name = format!("{}:{from}:{}", actor.id(), now.timestamp_micros());
    let leave = Leave { id: LeaveId::named(actor.org, &name), person: actor.id(), days, cover };
    leaves::insert(&mut tx, actor.org, &leave, actor.id(), now).await?;
    let entry = audit::Entry {
        actor: Some(actor.id()),
        verb: "leave.take",
        subject: format!("person:{}", actor.id()),
        detail: json!({ "leave": leave.id, "from": from, "to": to, "cover": cover }),
    };
    audit::record(&mut tx, actor.org, &entry, now).await?;
    let view = views(&mut tx, actor, std::slice::from_ref(&leave), now).await?.pop().ok_or(Refusal::Gone)?;
    tx.commit().await?;
    Ok(view)
}

/// What stands of the asker's leave, and whom they cover for.
pub async fn standing(app: &App, actor: &Actor) -> Result<LeaveNow, Failure> {
    let now = app.clock.now();
    let mut conn = app.read(actor).await?;
    let own = leaves::of(&mut conn, actor.org, actor.id(), local_day(now, actor.person.zone)).await?;
    let own = views(&mut conn, actor, &own, now).await?;
    let covered = calendars::roster(&mut conn, actor.org, now).await?.covered_by(actor.id(), now);
    let ids: Vec<PersonId> = covered.iter().map(|(person, _)| *person).collect();
    let mut names = names(&mut conn, actor.org, &ids).await?;
    let covering = covered.into_iter().filter_map(|(person, acting)| Some((names.remove(&person)?, acting.until)));
    Ok(LeaveNow { own, covering: covering.collect() })
}

/// Ends leave of the asker's: one that is named, the one of a day, or the nearest. What it was.
pub async fn cancel(app: &App, actor: &Actor, which: Which) -> Result<LeaveView, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    leaves::hold(&mut tx, actor.org).await?;
    let standing = leaves::of(&mut tx, actor.org, actor.id(), local_day(now, actor.person.zone)).await?;
    let leave = standing.into_iter().find(|leave| match which {
        Which::Nearest => true,
        Which::Of(day) => leave.days.contains(day),
        Which::This(id) => leave.id == id,
    });
    let leave = leave.ok_or(Refusal::Leave(LeaveRefusal::NothingStands))?;
    if !leaves::cancel(&mut tx, actor.org, actor.id(), leave.id, now).await? {
        return Err(Refusal::Leave(LeaveRefusal::NothingStands).into());
    }
    let entry = audit::Entry {
        actor: Some(actor.id()),
        verb: "leave.cancel",
        subject: format!("person:{}", actor.id()),
        detail: json!({ "leave": leave.id }),
    };
    audit::record(&mut tx, actor.org, &entry, now).await?;
    let view = views(&mut tx, actor, std::slice::from_ref(&leave), now).await?.pop().ok_or(Refusal::Gone)?;
    tx.commit().await?;
    Ok(view)
}

/// Which leave is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The one that is going on or comes next.
    Nearest,
    /// The one with this day in it.
    Of(NaiveDate),
    /// This one.
    This(LeaveId),
}

fn check_days(from: NaiveDate, to: NaiveDate, today: NaiveDate) -> Result<DateRange, Refusal> {
    let days = DateRange::new(from, to).ok_or(Refusal::Leave(LeaveRefusal::Backwards { from, to }))?;
    if from < today {
        return Err(Refusal::Leave(LeaveRefusal::Past { from }));
    }
    match (to - from).num_days() + 1 {
        n if MOST_DAYS < n => Err(Refusal::Leave(LeaveRefusal::TooLong { days: n })),
        _ => Ok(days),
    }
}

/// Nothing overlaps, and what the cover does never comes back to the person who is away.
async fn check_cover(
    conn: &mut PgConnection,
    actor: &Actor,
    days: DateRange,
    cover: Option<PersonId>,
    today: NaiveDate,
) -> Result<(), Failure> {
    let standing = leaves::of(conn, actor.org, actor.id(), today).await?;
    let overlaps = |leave: &&Leave| leave.days.from() <= days.to() && days.from() <= leave.days.to();
    if let Some(leave) = standing.iter().find(overlaps) {
        let (from, to) = (leave.days.from(), leave.days.to());
        return Err(Refusal::Leave(LeaveRefusal::Overlaps { from, to }).into());
    }
    let Some(cover) = cover else { return Ok(()) };
    if cover == actor.id() {
        return Err(Refusal::Leave(LeaveRefusal::CoverIsSelf).into());
    }
    let person = people::present(conn, actor.org, cover).await?.ok_or(Refusal::Gone)?;
    if person.who.slack_user_id.is_none() {
        return Err(Refusal::Leave(LeaveRefusal::CoverNotInSlack { cover: person.who }).into());
    }
    if person.role < Role::Csm {
        return Err(Refusal::Leave(LeaveRefusal::CoverMayNot { cover: person.who }).into());
    }
    let roster = leaves::roster(conn, actor.org, today - Days::new(1)).await?;
    match roster.goes_round_on(actor.id(), days, cover) {
        Some(day) => Err(Refusal::Leave(LeaveRefusal::GoesRound { cover: person.who, day }).into()),
        None => Ok(()),
    }
}

async fn views(
    conn: &mut PgConnection,
    actor: &Actor,
    own: &[Leave],
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Vec<LeaveView>, Failure> {
    let roster = calendars::roster(conn, actor.org, now).await?;
    let ids: Vec<PersonId> =
        own.iter().flat_map(|leave| leave.cover.into_iter().chain(roster.stand_ins(leave))).collect();
    let names = names(conn, actor.org, &ids).await?;
    let working = calendars::without_leave(conn, actor.org, actor.id(), now).await?;
    let all_days = |leave: &Leave| {
        leave.days.from().iter_days().take_while({
            let last = leave.days.to();
            move |day| *day <= last
        })
    };
    Ok(own
        .iter()
        .map(|leave| {
            let acting = |day: NaiveDate| roster.acting_on(leave.person, day);
            let instead = all_days(leave).find_map(|day| {
                let acting = acting(day).filter(|acting| Some(acting.who) != leave.cover)?;
                Some((day, names.get(&acting.who)?.clone(), acting.no_cover))
            });
            // Once it is ended nobody acts any more, and nobody needs to.
            let stands = roster.0.get(&leave.person).is_some_and(|away| away.leave.iter().any(|of| of.id == leave.id));
            LeaveView {
                id: leave.id,
                days: leave.days,
                cover: leave.cover.and_then(|cover| names.get(&cover).cloned()),
                instead,
                nobody_on: all_days(leave).find(|day| stands && acting(*day).is_none()),
                n_working_days: all_days(leave).filter(|day| working.is_working_day(*day)).count(),
            }
        })
        .collect())
}
