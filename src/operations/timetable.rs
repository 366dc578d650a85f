//! Digests by timetable: when somebody hears theirs, and firing those that are due.
//!
//! No leader is needed: a replica claims a due timetable, writes the digest's card and moves the timetable on in one
//! transaction; the card's id is the fire itself, so a second replica would meet its own row.

use std::sync::Arc;

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::digest::{Reader, gather, last_morning};
use super::sight::{self, For};
use super::{App, Failure, SetAside, calendars, guarded, handover, product, weekly};
use crate::domain::cadence::{CronText, Fire, Schedule};
use crate::domain::digest::{Covers, Reminded, Timetable};
use crate::domain::ids::{InstallationId, OrgId};
use crate::domain::leave::StandIn;
use crate::domain::notice::Notice;
use crate::domain::person::{Actor, Role};
use crate::domain::refusal::Refusal;
use crate::domain::rules::{Reach, Rules};
use crate::store::audit;
use crate::store::cards::{self, NewCard};
use crate::store::installations::Installation;
use crate::store::people;
use crate::store::schedules::{self, Kind, NewSchedule, Outcome, ScheduleRow, Target};

/// So many of the next fires are told to whoever sets a timetable.
const N_NEXT: usize = 5;
/// A fire is still worth saying for so long; after that it is missed.
const CATCH_UP: TimeDelta = TimeDelta::hours(2);
/// A digest posted this long after its time says when it was due.
const LATE: TimeDelta = TimeDelta::minutes(5);

/// Sets the digest of the asker, or of a channel for the asker's team.
pub async fn set_digest(
    app: &App,
    actor: &Actor,
    channel: Option<&str>,
    expression: &CronText,
) -> Result<Timetable, Failure> {
    check_role(actor, channel)?;
    let (target, now) = (target_of(actor, channel), app.clock.now());
    if let Target::Channel { team, .. } = &target {
        sight::may_show_a_channel(&app.rules, actor, team.as_deref())?;
    }
    let mut tx = app.begin(actor).await?;
    let made = set_on(&mut tx, actor.org, actor.installation, &target, expression, actor.person.zone, now);
    let timetable = made.await?;
    let detail = json!({ "expression": timetable.expression, "zone": timetable.zone.name() });
    record(&mut tx, actor, &target, ("digest.set", detail), now).await?;
    tx.commit().await?;
    Ok(timetable)
}

/// The same on a connection of the caller's, for set-up.
pub async fn set_on(
    conn: &mut PgConnection,
    org: OrgId,
    installation: InstallationId,
    target: &Target,
    expression: &CronText,
    zone: Tz,
    now: DateTime<Utc>,
) -> Result<Timetable, Failure> {
    let schedule = Schedule::parse(expression.as_str(), zone, now)
        .map_err(|refusal| Refusal::BadTimetable { expression: expression.to_string(), refusal })?;
    let next: Vec<DateTime<Utc>> = schedule.next_n(now, N_NEXT).into_iter().map(|fire| fire.at).collect();
    let first = next.first().context("a schedule within reach has no next fire")?;
    let row = NewSchedule {
        installation,
        target,
        expression: expression.as_str(),
        time_zone: zone.name(),
        next_fire_at: *first,
    };
    schedules::set(conn, org, &row, now).await?;
    Ok(Timetable { covers: covers(target), expression: expression.to_string(), zone, next })
}

/// Stops the digest of the asker, or of a channel; says whether there was one.
pub async fn stop_digest(app: &App, actor: &Actor, channel: Option<&str>) -> Result<bool, Failure> {
    check_role(actor, channel)?;
    let target = target_of(actor, channel);
    let mut tx = app.begin(actor).await?;
    let stopped = schedules::stop(&mut tx, actor.org, &target).await?;
    if stopped {
        record(&mut tx, actor, &target, ("digest.stop", json!({})), app.clock.now()).await?;
    }
    tx.commit().await?;
    Ok(stopped)
}

/// The digest of the asker, or of a channel.
pub async fn digest_of(app: &App, actor: &Actor, channel: Option<&str>) -> Result<Option<Timetable>, Failure> {
    let mut conn = app.read(actor).await?;
    let row = schedules::of(&mut conn, actor.org, &target_of(actor, channel)).await?;
    Ok(row.and_then(|row| {
        let schedule = schedule_of(&row)?;
        let next = schedule.next_n(app.clock.now(), N_NEXT).into_iter().map(|fire| fire.at).collect();
        Some(Timetable { covers: covers(&row.target), expression: row.expression, zone: schedule.zone, next })
    }))
}

/// Gives everybody who works accounts a daily digest on their own clock, and a team's channel one for its accounts.
/// Whoever has had one, even if they stopped it, is left alone.
pub async fn set_defaults(
    app: &App,
    installation: &Installation,
    (channel_id, team): (&str, &str),
    expression: &CronText,
) -> Result<usize, Failure> {
    let (org, now) = (installation.org, app.clock.now());
    let mut tx = app.begin_work().await?;
    let people = people::owners(&mut tx, org).await?;
    let zone = people.iter().find(|person| person.team == team).map_or(Tz::UTC, |person| person.zone);
    let channel = Target::Channel { id: channel_id.to_owned(), team: Some(team.to_owned()) };
    let targets = people.into_iter().map(|person| (Target::Person(person.who.id), person.zone));
    let mut n_set = 0;
    for (target, zone) in targets.chain([(channel, zone)]) {
        if !schedules::ever_had(&mut tx, org, &target).await? {
            set_on(&mut tx, org, installation.id, &target, expression, zone, now).await?;
            n_set += 1;
        }
    }
    tx.commit().await?;
    Ok(n_set)
}

fn target_of(actor: &Actor, channel: Option<&str>) -> Target {
    let team = Some(actor.person.team.clone()).filter(|team| !team.is_empty());
    match channel {
        Some(id) => Target::Channel { id: id.to_owned(), team },
        None => Target::Person(actor.id()),
    }
}

fn covers(target: &Target) -> Covers {
    match target {
        Target::Person(_) => Covers::Person,
        Target::Channel { team: Some(team), .. } => Covers::Team(team.clone()),
        Target::Channel { team: None, .. } => Covers::Everybody,
    }
}

/// What a channel hears concerns everybody in it; one's own digest concerns nobody else.
fn check_role(actor: &Actor, channel: Option<&str>) -> Result<(), Refusal> {
    let needs = if channel.is_some() { Role::Csm } else { Role::Viewer };
    if actor.person.role < needs { Err(Refusal::NotAllowed { needs }) } else { Ok(()) }
}

async fn record(
    conn: &mut PgConnection,
    actor: &Actor,
    target: &Target,
    (verb, detail): (&str, Value),
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let subject = match target {
        Target::Person(id) => format!("person:{id}"),
        Target::Channel { id, .. } => format!("channel:{id}"),
    };
    let entry = audit::Entry { actor: Some(actor.id()), verb, subject, detail };
    Ok(audit::record(conn, actor.org, &entry, now).await?)
}

fn schedule_of(row: &ScheduleRow) -> Option<Schedule> {
    Some(Schedule::new(CronText::parse(&row.expression).ok()?, row.time_zone.parse().ok()?))
}

/// Fires every timetable that is due, of all organisations; says how many.
pub async fn fire_due(app: &App) -> Result<usize, Failure> {
    let (mut n_fired, mut aside) = (0, SetAside::new());
    loop {
        let now = app.clock.now();
        let mut tx = app.begin_work().await?;
        let Some(row) = schedules::claim_due(&mut tx, now, aside.ids()).await? else { return aside.ended(n_fired) };
        match guarded(fire(app, &mut tx, &row, now)).await {
            Ok(()) => {
                tx.commit().await?;
                n_fired += 1;
            }
            Err(failure) => aside.add([row.id], failure),
        }
    }
}

async fn fire(app: &App, conn: &mut PgConnection, row: &ScheduleRow, now: DateTime<Utc>) -> Result<(), Failure> {
    let Some(schedule) = schedule_of(row) else { return Ok(schedules::retire(conn, row).await?) };
    // The next fire is the one that is due; anything before it was decided long ago.
    let due = schedule.due_between(row.next_fire_at - TimeDelta::microseconds(1), now, CATCH_UP);
    for (fires, outcome) in [(&due.missed, Outcome::Missed), (&due.coalesced, Outcome::Coalesced)] {
        for fire in fires {
            schedules::record_fire(conn, row, fire.civil, i16::from(fire.fold), outcome, now).await?;
        }
    }
    if let Some(fire) = &due.fire {
        let outcome = match row.kind {
            Kind::Handover => hand_over(conn, row, &schedule, fire, now).await?,
            Kind::Weekly => match reader_of(conn, &app.rules, row, schedule.zone, now).await? {
                Some(_) => weekly::say(app, conn, row, (fire, schedule.zone), now).await?,
                None => Outcome::Silent,
            },
            Kind::Product => Box::pin(product::say(app, conn, row, (fire, schedule.zone), now)).await?,
            Kind::Daily => match reader_of(conn, &app.rules, row, schedule.zone, now).await? {
                Some(reader) => say(app, conn, row, reader, (fire, now)).await?,
                None => Outcome::Silent,
            },
        };
        schedules::record_fire(conn, row, fire.civil, i16::from(fire.fold), outcome, now).await?;
    }
    match schedule.next_after(now) {
        // A fire that was missed told nobody anything: the next one looks back to the last that did.
        Some(next) => schedules::advance(conn, row, due.fire.as_ref().map(|_| now), next.at).await?,
        None => schedules::retire(conn, row).await?,
    }
    Ok(())
}

async fn hand_over(
    conn: &mut PgConnection,
    row: &ScheduleRow,
    schedule: &Schedule,
    fire: &Fire,
    now: DateTime<Utc>,
) -> Result<Outcome, Failure> {
    let Some((mut view, channel_id)) = handover::gather(conn, row, schedule, now).await? else {
        return Ok(Outcome::Silent);
    };
    let late = LATE < now - fire.at;
    view.late_for = late.then_some(fire.at);
    let notice = Notice::Handover(Box::new(view));
    let card = NewCard {
        installation: row.installation,
        subject: fire.key(&handover::subject_of(row.id)),
        notice: &notice,
        channel_id: &channel_id,
    };
    cards::announce(conn, row.org, &card, now).await?;
    Ok(if late { Outcome::Late } else { Outcome::Posted })
}

async fn say(
    app: &App,
    conn: &mut PgConnection,
    row: &ScheduleRow,
    (reader, channel_id, read_by): (Reader, String, Option<StandIn>),
    (fire, now): (&Fire, DateTime<Utc>),
) -> Result<Outcome, Failure> {
    let since = row.last_fire_at.unwrap_or_else(|| last_morning(now, reader.zone));
    let mut view = match reader.person.as_ref().filter(|person| app.rules.rights.reads(person.role) != Reach::All) {
        // They may have had a part in what they see no longer.
        Some(person) => {
            let mut seen = app.read_long(For::Person(row.org, person)).await?;
            gather(&mut seen, &reader, since, now).await?
        }
        None => gather(conn, &reader, since, now).await?,
    };
    if view.is_silent() {
        return Ok(Outcome::Silent);
    }
    let late = LATE < now - fire.at;
    view.schedule = Some(row.id);
    view.read_by = read_by;
    view.late_for = late.then_some(fire.at);
    let notice = Notice::Digest(Box::new(view));
    let card = NewCard {
        installation: row.installation,
        subject: fire.key(&format!("digest:{}", row.id)),
        notice: &notice,
        channel_id: &channel_id,
    };
    cards::announce(conn, row.org, &card, now).await?;
    Ok(if late { Outcome::Late } else { Outcome::Posted })
}

/// Who reads it, and where; nobody when the person has left or was never in Slack. While they are away, whoever acts for
/// them reads it: in their own digest where they have one, else as a message of its own.
async fn reader_of(
    conn: &mut PgConnection,
    rules: &Arc<Rules>,
    row: &ScheduleRow,
    zone: Tz,
    now: DateTime<Utc>,
) -> Result<Option<(Reader, String, Option<StandIn>)>, Failure> {
    let (rules, reminded) = (Arc::clone(rules), Reminded::Weekly);
    Ok(match &row.target {
        Target::Person(id) => {
            let read_by = calendars::stand_in_for(conn, row.org, *id, now).await?;
            if let Some(stand_in) = &read_by
                && schedules::of(conn, row.org, &Target::Person(stand_in.who.id)).await?.is_some()
            {
                return Ok(None);
            }
            people::present(conn, row.org, *id).await?.and_then(|person| {
                let read_in = read_by.as_ref().map_or(&person.who, |stand_in| &stand_in.who);
                let channel_id = read_in.slack_user_id.clone()?;
                let person = Some(person);
                Some((Reader { org: row.org, person, team: None, zone, rules, reminded }, channel_id, read_by))
            })
        }
        Target::Channel { id, team } => {
            let team = team.clone();
            Some((Reader { org: row.org, person: None, team, zone, rules, reminded }, id.clone(), None))
        }
    })
}
