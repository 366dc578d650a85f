//! What somebody may see of their organisation's accounts: all of them, or by the rules of their role their own or their
//! team's. What they may not see is for them as if it were not there; the wall in the database hides it.

use anyhow::Context;
use sqlx::PgConnection;

use super::{App, Failure, calendars};
use crate::domain::ids::OrgId;
use crate::domain::person::{Actor, Person, Role};
use crate::domain::refusal::Refusal;
use crate::domain::rules::{Reach, Rules};
use crate::store::people;
use crate::store::schedules::{ScheduleRow, Target};
use crate::store::session::{self, Circle, Wall};

/// For whom a transaction works.
#[derive(Clone, Copy, Debug)]
pub enum For<'a> {
    /// Somebody: they see what their role lets them.
    Person(OrgId, &'a Person),
    /// Nobody in particular: every account of the organisation.
    Everybody(OrgId),
}

impl<'a> For<'a> {
    /// For somebody, or for a channel.
    pub fn reader(org: OrgId, person: Option<&'a Person>) -> Self {
        person.map_or(Self::Everybody(org), |person| Self::Person(org, person))
    }

    /// Which accounts are seen.
    pub fn sees(self, app: &App) -> Reach {
        match self {
            Self::Person(_, person) => app.rules.rights.reads(person.role),
            Self::Everybody(_) => Reach::All,
        }
    }

    /// Whose data.
    pub fn org(self) -> OrgId {
        match self {
            Self::Person(org, _) | Self::Everybody(org) => org,
        }
    }
}

impl<'a> From<&'a Actor> for For<'a> {
    fn from(actor: &'a Actor) -> Self {
        Self::Person(actor.org, &actor.person)
    }
}

/// What a channel hears anybody in it reads: nobody shows it accounts of a team, or of all, whom they do not see all of.
pub(super) fn may_show_a_channel(rules: &Rules, actor: &Actor, team: Option<&str>) -> Result<(), Refusal> {
    let own = Some(actor.person.team.to_lowercase()).filter(|own| !own.is_empty());
    let is_seen = match rules.rights.reads(actor.person.role) {
        Reach::All => true,
        Reach::Team => own.is_some() && team.map(str::to_lowercase) == own,
        Reach::Own => false,
    };
    if is_seen { Ok(()) } else { Err(Refusal::NotAllowed { needs: rules.rights.least_who_sees_all() }) }
}

/// Whom a timetable posts to, and where: to somebody, or in a channel; `None` when the person left, or was never in Slack.
pub(super) async fn reader_of(
    conn: &mut PgConnection,
    row: &ScheduleRow,
) -> Result<Option<(Option<Person>, String)>, Failure> {
    let person = match &row.target {
        Target::Channel { id, .. } => return Ok(Some((None, id.clone()))),
        Target::Person(id) => people::present(conn, row.org, *id).await?,
    };
    Ok(person
        .and_then(|person| Some((person.who.slack_user_id.clone()?, person)))
        .map(|(id, person)| (Some(person), id)))
}

/// Fails where somebody would be shown less than all and the database cannot hide the rest.
pub fn check_wall(app: &App) -> anyhow::Result<()> {
    if app.wall == Wall::Absent && app.rules.rights.hides_something() {
        anyhow::bail!(
            "[rights] of the rules hides accounts from somebody, which takes row-level security, and that is absent: \
             `steward doctor` says how to have it; or set viewer_reads, csm_reads and manager_reads to \"all\""
        );
    }
    Ok(())
}

/// Hides from a transaction that has just begun what a person may not see.
pub(super) async fn narrow(conn: &mut PgConnection, app: &App, (org, person): (OrgId, &Person)) -> Result<(), Failure> {
    let reach = app.rules.rights.reads(person.role);
    if reach == Reach::All {
        return Ok(());
    }
    check_wall(app).context("nothing is shown to somebody who may not see all")?;
    let now = app.clock.now();
    let covered = calendars::roster(conn, org, now).await?.covered_by(person.who.id, now);
    let acts_for: Vec<_> = covered.into_iter().map(|(away, _)| away).chain([person.who.id]).collect();
    let circle = Circle {
        person: person.who.id,
        acts_for: &acts_for,
        has_team: Reach::Own < reach,
        works_accounts: Role::Csm <= person.role,
    };
    Ok(session::narrow(conn, org, &circle).await?)
}
