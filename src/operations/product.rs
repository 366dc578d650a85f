//! Product's digest: setting its timetable, gathering it, posting it.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde_json::json;
use sqlx::PgConnection;

use super::feedback::counts_from;
use super::sight::{self, For};
use super::{App, Failure};
use crate::domain::cadence::{CronText, Fire, Schedule, local_day};
use crate::domain::digest::{Covers, ROWS_PER_SECTION, Section, Timetable};
use crate::domain::ids::OrgId;
use crate::domain::notice::Notice;
use crate::domain::person::{Actor, Role};
use crate::domain::product::ProductView;
use crate::domain::refusal::Refusal;
use crate::domain::rules::Rules;
use crate::store::cards::{self, NewCard};
use crate::store::schedules::{self, Kind, NewSchedule, Outcome, ScheduleRow, Target};
use crate::store::{audit, product};

/// So many of the next fires are told to whoever sets a timetable.
const N_NEXT: usize = 5;
/// A digest posted this long after its time says when it was due.
const LATE: TimeDelta = TimeDelta::minutes(5);
/// The first digest, and one that is asked for, calls new what came in a week.
const WEEK: TimeDelta = TimeDelta::days(7);
/// What was said last is quoted, so much of it for a theme.
const MOST_WORDS: i64 = 2;

/// Sets product's digest of the asker, or of a channel.
pub async fn set(app: &App, actor: &Actor, channel: Option<&str>, expression: &CronText) -> Result<Timetable, Failure> {
    check_role(actor, channel)?;
    if channel.is_some() {
        sight::may_show_a_channel(&app.rules, actor, None)?;
    }
    let (now, zone) = (app.clock.now(), actor.person.zone);
    let schedule = Schedule::parse(expression.as_str(), zone, now)
        .map_err(|refusal| Refusal::BadTimetable { expression: expression.to_string(), refusal })?;
    let next: Vec<DateTime<Utc>> = schedule.next_n(now, N_NEXT).into_iter().map(|fire| fire.at).collect();
    let first = next.first().copied().ok_or_else(|| anyhow::anyhow!("a schedule within reach has no next fire"))?;
    let target = target_of(actor, channel);
    let row = NewSchedule {
        installation: actor.installation,
        target: &target,
        expression: expression.as_str(),
        time_zone: zone.name(),
        next_fire_at: first,
    };
    let mut tx = app.begin(actor).await?;
    schedules::set_week(&mut tx, actor.org, Kind::Product, &row, None, now).await?;
    record(&mut tx, actor, channel, "digest.product", now).await?;
    tx.commit().await?;
    Ok(Timetable { covers: Covers::Everybody, expression: expression.to_string(), zone, next })
}

/// Stops it; says whether there was one.
pub async fn stop(app: &App, actor: &Actor, channel: Option<&str>) -> Result<bool, Failure> {
    check_role(actor, channel)?;
    let mut tx = app.begin(actor).await?;
    let stopped = schedules::stop_week(&mut tx, actor.org, Kind::Product, &target_of(actor, channel)).await?;
    if stopped {
        record(&mut tx, actor, channel, "digest.product_stop", app.clock.now()).await?;
    }
    tx.commit().await?;
    Ok(stopped)
}

/// What it would say now.
pub async fn now(app: &App, actor: &Actor) -> Result<ProductView, Failure> {
    let now = app.clock.now();
    let mut conn = app.read_long(actor).await?;
    gather(&mut conn, &app.rules, (actor.org, actor.person.zone), now - WEEK, now).await
}

/// Posts what has come, unless nothing is new.
pub(super) async fn say(
    app: &App,
    conn: &mut PgConnection,
    row: &ScheduleRow,
    (fire, zone): (&Fire, Tz),
    now: DateTime<Utc>,
) -> Result<Outcome, Failure> {
    let Some((reader, channel_id)) = sight::reader_of(conn, row).await? else { return Ok(Outcome::Silent) };
    let since = row.last_fire_at.unwrap_or(now - WEEK);
    let mut seen = app.read_long(For::reader(row.org, reader.as_ref())).await?;
    let mut view = gather(&mut seen, &app.rules, (row.org, zone), since, now).await?;
    drop(seen);
    if view.is_silent() {
        return Ok(Outcome::Silent);
    }
    let late = LATE < now - fire.at;
    view.schedule = Some(row.id);
    view.late_for = late.then_some(fire.at);
    let notice = Notice::Product(Box::new(view));
    let subject = fire.key(&format!("product:{}", row.id));
    let card = NewCard { installation: row.installation, subject, notice: &notice, channel_id: &channel_id };
    cards::announce(conn, row.org, &card, now).await?;
    Ok(if late { Outcome::Late } else { Outcome::Posted })
}

/// Gathers it by two statements.
async fn gather(
    conn: &mut PgConnection,
    rules: &Rules,
    (org, zone): (OrgId, Tz),
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<ProductView, Failure> {
    let today = local_day(now, zone);
    let mut themes = product::themes(conn, org, rules.portfolio, (today, since)).await?;
    let shown: Vec<String> = themes.iter().take(ROWS_PER_SECTION).map(|theme| theme.theme.clone()).collect();
    for (theme, account, words) in product::words(conn, org, &shown, counts_from(rules, today), MOST_WORDS).await? {
        if let Some(of) = themes.iter_mut().find(|of| of.theme == theme) {
            of.words.push((account, words));
        }
    }
    Ok(ProductView {
        schedule: None,
        day: today,
        zone,
        late_for: None,
        times: rules.portfolio.theme_times,
        days: rules.portfolio.theme_within_days,
        since,
        themes: Section::of(themes),
        gathered_at: now,
    })
}

fn target_of(actor: &Actor, channel: Option<&str>) -> Target {
    match channel {
        Some(id) => Target::Channel { id: id.to_owned(), team: None },
        None => Target::Person(actor.id()),
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
    channel: Option<&str>,
    verb: &str,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let subject = channel.map_or_else(|| format!("person:{}", actor.id()), |id| format!("channel:{id}"));
    let entry = audit::Entry { actor: Some(actor.id()), verb, subject, detail: json!({}) };
    Ok(audit::record(conn, actor.org, &entry, now).await?)
}
