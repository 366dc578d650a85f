//! Follow the sun: at the end of one region's day its open red flags go to the next region's channel. Silent when there
//! are none. Posted like every digest: by timetable, once, through the outbox.

use anyhow::Context;
use chrono::{DateTime, NaiveTime, Timelike, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::{App, Failure, calendars, sight};
use crate::domain::cadence::{CronText, Schedule, local_day};
use crate::domain::handover::{HandoverPlan, HandoverView, MOST_ACCOUNTS};
use crate::domain::ids::ScheduleId;
use crate::domain::person::{Actor, Role};
use crate::domain::refusal::Refusal;
use crate::store::schedules::{NewSchedule, ScheduleRow, Target};
use crate::store::{audit, handovers};

/// So many of the next fires are told to whoever sets a handover.
const N_NEXT: usize = 5;

/// Sets the handover of a team to a channel, at an hour of the team's clock on its working days.
pub async fn set(
    app: &App,
    actor: &Actor,
    (team, channel): (&str, &str),
    at: NaiveTime,
) -> Result<HandoverPlan, Failure> {
    check_role(actor)?;
    sight::may_show_a_channel(&app.rules, actor, Some(team))?;
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    let Some((team, zone, days)) = handovers::team(&mut tx, actor.org, team).await? else {
        let teams = handovers::teams(&mut tx, actor.org).await?;
        return Err(Refusal::NoSuchTeam { wanted: team.to_owned(), teams }.into());
    };
    let days: Vec<String> = days.iter().map(ToString::to_string).collect();
    let text = format!("{} {} * * {}", at.minute(), at.hour(), days.join(","));
    let expression = CronText::parse(&text).map_err(|refusal| anyhow::anyhow!("{text}: {refusal:?}"))?;
    let schedule = Schedule::new(expression, zone);
    let next: Vec<DateTime<Utc>> = schedule.next_n(now, N_NEXT).into_iter().map(|fire| fire.at).collect();
    let row = NewSchedule {
        installation: actor.installation,
        target: &Target::Channel { id: channel.to_owned(), team: Some(team.clone()) },
        expression: &text,
        time_zone: zone.name(),
        next_fire_at: *next.first().context("an hour of working days has no next")?,
    };
    handovers::set(&mut tx, actor.org, (&team, channel), &row, now).await?;
    let entry = audit::Entry {
        actor: Some(actor.id()),
        verb: "handover.set",
        subject: format!("channel:{channel}"),
        detail: json!({ "team": team, "expression": text, "zone": zone.name() }),
    };
    audit::record(&mut tx, actor.org, &entry, now).await?;
    tx.commit().await?;
    Ok(HandoverPlan { team, channel_id: channel.to_owned(), expression: text, zone, next })
}

/// Stops the handover of a team to a channel; says whether there was one.
pub async fn stop(app: &App, actor: &Actor, (team, channel): (&str, &str)) -> Result<bool, Failure> {
    check_role(actor)?;
    let mut tx = app.begin(actor).await?;
    let stopped = handovers::stop(&mut tx, actor.org, (team, channel)).await?;
    if stopped {
        let entry = audit::Entry {
            actor: Some(actor.id()),
            verb: "handover.stop",
            subject: format!("channel:{channel}"),
            detail: json!({ "team": team }),
        };
        audit::record(&mut tx, actor.org, &entry, app.clock.now()).await?;
    }
    tx.commit().await?;
    Ok(stopped)
}

/// The handovers that stand.
pub async fn all(app: &App, actor: &Actor) -> Result<Vec<HandoverPlan>, Failure> {
    let now = app.clock.now();
    let mut conn = app.read(actor).await?;
    let standing = handovers::all(&mut conn, actor.org).await?;
    let plan = |row: handovers::Standing| {
        let schedule = Schedule::new(CronText::parse(&row.expression).ok()?, row.time_zone.parse().ok()?);
        let next = schedule.next_n(now, N_NEXT).into_iter().map(|fire| fire.at).collect();
        let (team, channel_id, expression) = (row.team, row.channel_id, row.expression);
        Some(HandoverPlan { team, channel_id, expression, zone: schedule.zone, next })
    };
    Ok(standing.into_iter().filter_map(plan).collect())
}

/// What a region hands over now; `None` when nothing is open.
pub(super) async fn gather(
    conn: &mut PgConnection,
    row: &ScheduleRow,
    schedule: &Schedule,
    now: DateTime<Utc>,
) -> Result<Option<(HandoverView, String)>, Failure> {
    let Target::Channel { id, team: Some(team) } = &row.target else { return Ok(None) };
    let mut accounts = handovers::open_flags(conn, row.org, team, now).await?;
    let n = accounts.len();
    if n == 0 {
        return Ok(None);
    }
    accounts.truncate(MOST_ACCOUNTS);
    for account in &mut accounts {
        account.stand_in = calendars::stand_in_for(conn, row.org, account.owner.id, now).await?;
    }
    let view = HandoverView {
        schedule: row.id,
        team: team.clone(),
        day: local_day(now, schedule.zone),
        zone: schedule.zone,
        late_for: None,
        accounts,
        n,
        gathered_at: now,
    };
    Ok(Some((view, id.clone())))
}

/// The key of its card's fire.
pub(super) fn subject_of(schedule: ScheduleId) -> String {
    format!("handover:{schedule}")
}

/// What a channel hears concerns everybody in it.
fn check_role(actor: &Actor) -> Result<(), Refusal> {
    if actor.person.role < Role::Csm { Err(Refusal::NotAllowed { needs: Role::Csm }) } else { Ok(()) }
}
