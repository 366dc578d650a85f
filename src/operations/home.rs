//! Somebody's own page: where they are on it, whether it has asked its first questions, and what stands on its tabs that no
//! other answer shows.
//!
//! What the page shows is kept with the bot and not in the view, because a form that was opened on it does not say where
//! its opener was.

use chrono::{DateTime, TimeDelta, Utc};

use super::digest::last_morning;
use super::{App, Failure, digest, installs};
use crate::domain::digest::Section;
use crate::domain::home::{HomeStanding, PlaysView, WorkspaceLine};
use crate::domain::person::{Actor, Role};
use crate::domain::refusal::Refusal;
use crate::store::{homes, runs};

/// Plays of a page.
pub const PAGE_RUNS: i64 = 8;
/// Whoever comes back within this time finds the page as they left it; later, their day.
const ONE_SITTING: TimeDelta = TimeDelta::hours(1);

/// How the asker's page stands.
pub async fn standing(app: &App, actor: &Actor) -> Result<HomeStanding, Failure> {
    let mut conn = app.read(actor).await?;
    Ok(homes::of(&mut conn, actor.org, actor.id()).await?)
}

/// Whether the asker may be looking at their page.
pub fn is_in_sight(standing: &HomeStanding, now: DateTime<Utc>) -> bool {
    standing.drawn_at.is_some_and(|drawn_at| now - drawn_at < ONE_SITTING)
}

/// The asker opened their page. Slack says so too when they only come back from their messages, and then it is as they left
/// it; whoever comes another time begins with their day, because that is what the page is for.
pub async fn opened(app: &App, actor: &Actor) -> Result<HomeStanding, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    let before = homes::of(&mut tx, actor.org, actor.id()).await?;
    let keeps_place = is_in_sight(&before, now);
    homes::opened(&mut tx, actor.org, actor.id(), keeps_place, now).await?;
    tx.commit().await?;
    Ok(HomeStanding { place: before.place.filter(|_| keeps_place), drawn_at: Some(now), ..before })
}

/// The asker uses their page.
pub async fn seen(app: &App, actor: &Actor) -> Result<(), Failure> {
    let mut tx = app.begin(actor).await?;
    homes::seen(&mut tx, actor.org, actor.id(), app.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// The asker pressed their way to a place; `false` when they have gone on since.
pub async fn turn(app: &App, actor: &Actor, place: &str, pressed_at: DateTime<Utc>) -> Result<bool, Failure> {
    let mut tx = app.begin(actor).await?;
    let turned = homes::turn(&mut tx, actor.org, actor.id(), (place, pressed_at), app.clock.now()).await?;
    tx.commit().await?;
    Ok(turned)
}

/// The asker answered or put off what the page asks at its first opening.
pub async fn welcomed(app: &App, actor: &Actor) -> Result<(), Failure> {
    let mut tx = app.begin(actor).await?;
    homes::welcomed(&mut tx, actor.org, actor.id(), app.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// The asker's steps, and a page of the plays that they run.
pub async fn plays(app: &App, actor: &Actor, page: i64) -> Result<PlaysView, Failure> {
    let now = app.clock.now();
    let mut conn = app.read(actor).await?;
    let steps = digest::steps(&mut conn, app, actor, last_morning(now, actor.person.zone), now).await?;
    let n_runs = runs::n_running(&mut conn, actor.org, actor.id()).await?;
    // Plays may have ended since the page was turned.
    let page = page.clamp(0, (n_runs - 1).max(0) / PAGE_RUNS);
    let rows = runs::views(&mut conn, actor.org, Some(actor.id()), None, (PAGE_RUNS, page * PAGE_RUNS)).await?;
    Ok(PlaysView {
        n_overdue: steps.iter().filter(|step| step.overdue).count(),
        steps: Section::of(steps),
        runs: rows,
        n_runs,
        page,
        page_size: PAGE_RUNS,
    })
}

/// Where the bot is installed. For admins.
pub async fn workspaces(app: &App, actor: &Actor) -> Result<Vec<WorkspaceLine>, Failure> {
    if actor.person.role < Role::Admin {
        return Err(Refusal::NotAllowed { needs: Role::Admin }.into());
    }
    let all = installs::told(app, actor.org).await?;
    let line = |told: installs::Told| WorkspaceLine {
        name: told.team_name,
        place: told.place,
        since: told.installed_at,
        ended: told.closed,
    };
    Ok(all.into_iter().map(line).collect())
}
