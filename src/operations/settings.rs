//! What people set for themselves, and what their profile in Slack says of their clock.
//!
//! A choice of their own wins over Slack, and Slack over an import; neither ever overwrites the choice. When somebody's
//! clock changes, their own digests move along to the same hour of the new one.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde_json::json;
use sqlx::PgConnection;

use super::{App, Failure, timetable};
use crate::domain::cadence::{CronText, QuietHours, local_day};
use crate::domain::ids::{OrgId, PersonId};
use crate::domain::locale::Language;
use crate::domain::person::{Actor, PersonRef};
use crate::domain::personal::{Choices, Settings};
use crate::domain::refusal::Refusal;
use crate::store::schedules::{self, Target};
use crate::store::settings::Profile;
pub use crate::store::settings::{Found, Unread};

use crate::store::settings as store;
use crate::store::{audit, people};

/// Slack tells of changes; what it could not tell is found so often.
const READ_EVERY: TimeDelta = TimeDelta::days(7);
/// After a profile could not be read.
const AFTER_TROUBLE: TimeDelta = TimeDelta::hours(1);
/// What RFC 5646 has every reader of language tags take.
const LONGEST_LOCALE: usize = 35;
/// Profiles that are read in one round.
const BATCH: i64 = 20;

/// The asker's settings, and those of them that they chose.
pub async fn of(app: &App, actor: &Actor) -> Result<(Settings, Choices), Failure> {
    let mut conn = app.read(actor).await?;
    let today = local_day(app.clock.now(), actor.person.zone);
    Ok(store::of(&mut conn, actor.org, actor.id(), today).await?.ok_or(Refusal::Gone)?)
}

/// Sets or ends the asker's quiet hours; their settings as they stand then.
pub async fn set_quiet(app: &App, actor: &Actor, quiet: Option<QuietHours>) -> Result<Settings, Failure> {
    let (_, choices) = of(app, actor).await?;
    choose(app, actor, &Choices { quiet, ..choices }).await
}

/// What the asker chooses from now on; their settings as they stand then.
pub async fn choose(app: &App, actor: &Actor, choices: &Choices) -> Result<Settings, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    // The person's row orders two choices that are made at once.
    people::hold(&mut tx, actor.org, actor.id()).await?;
    let today = local_day(now, actor.person.zone);
    let (before, _) = store::of(&mut tx, actor.org, actor.id(), today).await?.ok_or(Refusal::Gone)?;
    store::choose(&mut tx, actor.org, actor.id(), choices, now).await?;
    let (after, _) = store::of(&mut tx, actor.org, actor.id(), today).await?.ok_or(Refusal::Gone)?;
    follow(&mut tx, actor.org, actor.id(), (before.zone, after.zone), now).await?;
    let quiet = choices.quiet.map(|quiet| format!("{}-{}", quiet.from.format("%H:%M"), quiet.to.format("%H:%M")));
    let detail = json!({
        "zone": choices.zone.map(Tz::name), "country": choices.country, "own_week": choices.workweek.is_some(), "quiet": quiet,
        "language": choices.language.map(Language::code),
    });
    let subject = format!("person:{}", actor.id());
    let entry = audit::Entry { actor: Some(actor.id()), verb: "settings.choose", subject, detail };
    audit::record(&mut tx, actor.org, &entry, now).await?;
    tx.commit().await?;
    Ok(after)
}

/// A profile in Slack was seen, with its zone and its locale (`de-DE`), and where; whether that changed the person's clock.
/// Somebody whom we do not know changes nothing.
pub async fn saw_profile(
    app: &App,
    org: OrgId,
    slack_user_id: &str,
    (time_zone, locale): (Option<&str>, Option<&str>),
    found: Option<Found<'_>>,
) -> Result<bool, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin_work().await?;
    let Some(person) = people::by_slack_user(&mut tx, org, slack_user_id).await? else { return Ok(false) };
    let id = person.who.id;
    people::hold(&mut tx, org, id).await?;
    let zone: Option<Tz> = time_zone.and_then(|name| name.parse().ok());
    if zone.is_none() && time_zone.is_some() {
        tracing::warn!(person.id = %id, "a profile in Slack has a zone that nobody here knows");
    }
    let locale = locale.filter(|locale| locale.len() <= LONGEST_LOCALE);
    store::saw_profile(&mut tx, org, id, &Profile { zone, locale, found }, now).await?;
    let Some(after) = people::present(&mut tx, org, id).await? else { return Ok(false) };
    follow(&mut tx, org, id, (person.zone, after.zone), now).await?;
    tx.commit().await?;
    Ok(person.zone != after.zone)
}

/// The person's own digests stay at their hour, by the new clock.
async fn follow(
    conn: &mut PgConnection,
    org: OrgId,
    person: PersonId,
    (before, after): (Tz, Tz),
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    if before == after {
        return Ok(());
    }
    let target = Target::Person(person);
    let Some(row) = schedules::of(conn, org, &target).await? else { return Ok(()) };
    let expression = CronText::parse(&row.expression).ok().filter(|_| row.time_zone == before.name());
    if let Some(expression) = expression {
        timetable::set_on(conn, org, row.installation, &target, &expression, after, now).await?;
    }
    Ok(())
}

/// Takes people whose profile in Slack is to be read.
pub async fn unread(app: &App) -> Result<Vec<Unread>, Failure> {
    let mut conn = app.work.acquire().await?;
    let unread = store::claim_unread(&mut conn, READ_EVERY, BATCH, app.clock.now()).await?;
    conn.done().await?;
    Ok(unread)
}

/// A profile could not be read; it is tried again later.
pub async fn could_not_read(app: &App, unread: &Unread) -> Result<(), Failure> {
    let mut conn = app.work.acquire().await?;
    let at = app.clock.now() + AFTER_TROUBLE;
    store::ask_again(&mut conn, unread.org, unread.person, READ_EVERY, at).await?;
    Ok(conn.done().await?)
}

/// When the next profile is to be read; for moving a demo's clock.
pub async fn next_unread_at(app: &App) -> Result<Option<DateTime<Utc>>, Failure> {
    let mut conn = app.work.acquire().await?;
    Ok(store::next_unread_at(&mut conn, READ_EVERY).await?)
}

/// The names of people, by id.
pub(super) async fn names(
    conn: &mut PgConnection,
    org: OrgId,
    ids: &[PersonId],
) -> Result<HashMap<PersonId, PersonRef>, Failure> {
    let people = people::by_ids(conn, org, ids).await?;
    Ok(people.into_iter().map(|person| (person.who.id, person.who)).collect())
}
