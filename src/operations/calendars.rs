//! When people work, and who acts for whom: the one place that loads a calendar.
//!
//! Three questions have three answers. *By which days is somebody's work laid out?* By their week and the holidays of
//! their country; on days of their leave by those of whoever acts for them, for what falls into a leave is done in time
//! and not after it. The hour stays the owner's: a due time does not move because somebody else does the step. Leave that
//! is taken down later moves no due day that stands. *Who hears of it?* Whoever acts for them now. *When?* What can wait
//! comes outside of the listener's quiet hours on a day that they work.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Days, NaiveDate, Utc};
use sqlx::PgConnection;

use super::Failure;
use crate::domain::cadence::Calendar;
use crate::domain::ids::{OrgId, PersonId};
use crate::domain::leave::{Roster, StandIn};
use crate::domain::person::Person;
use crate::domain::personal::PersonCalendar;
use crate::store::{calendars, leaves, people};

/// Who hears what is meant for somebody.
#[derive(Clone, Debug)]
pub(super) struct Addressee {
    /// Who.
    pub person: Person,
    calendar: PersonCalendar,
}

impl Addressee {
    /// When they work: what cannot wait longer than a service level allows is said in these hours.
    pub(super) fn works(&self) -> &Calendar {
        &self.calendar.calendar
    }

    /// When they may be told of what can wait.
    pub(super) fn hears_at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.calendar.calendar.next_message_at(self.calendar.quiet, now)
    }
}

/// Days on which it may be this day somewhere.
fn since(now: DateTime<Utc>) -> NaiveDate {
    now.date_naive() - Days::new(1)
}

/// Everybody who is away about now or later.
pub(super) async fn roster(conn: &mut PgConnection, org: OrgId, now: DateTime<Utc>) -> Result<Roster, Failure> {
    Ok(leaves::roster(conn, org, since(now)).await?)
}

/// The calendar by which one person's work is laid out; an ordinary one where nothing is known of them.
pub(super) async fn of_one(
    conn: &mut PgConnection,
    org: OrgId,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Calendar, Failure> {
    let calendar = of_work(conn, org, &[person], now).await?.remove(&person);
    Ok(calendar.unwrap_or_else(|| Calendar::ordinary(chrono_tz::Tz::UTC)))
}

/// The calendars by which people's work is laid out, from today on.
pub(super) async fn of_work(
    conn: &mut PgConnection,
    org: OrgId,
    ids: &[PersonId],
    now: DateTime<Utc>,
) -> Result<HashMap<PersonId, Calendar>, Failure> {
    let roster = roster(conn, org, now).await?;
    let everybody: HashSet<PersonId> = ids.iter().copied().chain(roster.0.values().flat_map(stand_ins)).collect();
    let all = calendars::of(conn, org, &everybody.into_iter().collect::<Vec<_>>(), since(now)).await?;
    let without_leave = |id: &PersonId| {
        let calendar = all.get(id).map(|of| of.calendar.clone());
        calendar.map(|calendar| Calendar { leave: Vec::new(), ..calendar })
    };
    let theirs: HashMap<PersonId, Calendar> = all.keys().filter_map(|id| Some((*id, without_leave(id)?))).collect();
    let laid_out = ids.iter().filter_map(|id| {
        let (whole, own) = (&all.get(id)?.calendar, theirs.get(id)?);
        let at_work = |day: NaiveDate| {
            let acting = roster.acting_on(*id, day).and_then(|acting| theirs.get(&acting.who));
            acting.unwrap_or(own).is_working_day(day)
        };
        Some((*id, whole.covered_by(at_work)))
    });
    Ok(laid_out.collect())
}

fn stand_ins(absentee: &crate::domain::leave::Absentee) -> impl Iterator<Item = PersonId> {
    absentee.leave.iter().filter_map(|leave| leave.cover).chain(absentee.manager)
}

/// A person's own week and holidays, as if they were never away.
pub(super) async fn without_leave(
    conn: &mut PgConnection,
    org: OrgId,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Calendar, Failure> {
    let calendar = calendars::of(conn, org, &[person], since(now)).await?.remove(&person).map(|of| of.calendar);
    let calendar = calendar.unwrap_or_else(|| Calendar::ordinary(chrono_tz::Tz::UTC));
    Ok(Calendar { leave: Vec::new(), ..calendar })
}

/// By the one who is meant: when whoever hears it now works and may be written to.
pub(super) async fn of_listeners(
    conn: &mut PgConnection,
    org: OrgId,
    meant: &[PersonId],
    now: DateTime<Utc>,
) -> Result<HashMap<PersonId, PersonCalendar>, Failure> {
    let roster = roster(conn, org, now).await?;
    let listener = |id: &PersonId| roster.acting_at(*id, now).map_or(*id, |acting| acting.who);
    let listeners: HashSet<PersonId> = meant.iter().map(listener).collect();
    let all = calendars::of(conn, org, &listeners.into_iter().collect::<Vec<_>>(), since(now)).await?;
    let of = |id: &PersonId| {
        let PersonCalendar { calendar, quiet } = all.get(&listener(id))?.clone();
        // Whoever hears it although they are away is the last who could.
        Some((*id, PersonCalendar { calendar: Calendar { leave: Vec::new(), ..calendar }, quiet }))
    };
    Ok(meant.iter().filter_map(of).collect())
}

/// Who hears now what is meant for somebody; nobody when they left.
pub(super) async fn addressee(
    conn: &mut PgConnection,
    org: OrgId,
    meant: PersonId,
    now: DateTime<Utc>,
) -> Result<Option<Addressee>, Failure> {
    let stand_in = stand_in_for(conn, org, meant, now).await?;
    let who = stand_in.as_ref().map_or(meant, |stand_in| stand_in.who.id);
    let Some(person) = people::present(conn, org, who).await? else { return Ok(None) };
    let calendar = of_listeners(conn, org, &[meant], now).await?.remove(&meant);
    Ok(calendar.map(|calendar| Addressee { person, calendar }))
}

/// When somebody may be told of what can wait.
pub(super) async fn hears_at(
    conn: &mut PgConnection,
    org: OrgId,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, Failure> {
    let known = calendars::of(conn, org, &[person], since(now)).await?.remove(&person);
    Ok(known.map_or(now, |PersonCalendar { calendar, quiet }| {
        // Whoever hears it although they are away is the last who could.
        Calendar { leave: Vec::new(), ..calendar }.next_message_at(quiet, now)
    }))
}

/// Who acts for somebody now; `None`: they themselves do.
pub(super) async fn stand_in_for(
    conn: &mut PgConnection,
    org: OrgId,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Option<StandIn>, Failure> {
    let Some(acting) = roster(conn, org, now).await?.acting_at(person, now) else { return Ok(None) };
    let who = people::present(conn, org, acting.who).await?.map(|person| person.who);
    Ok(who.map(|who| StandIn { who, until: acting.until, no_cover: acting.no_cover }))
}
