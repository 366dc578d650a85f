//! Who somebody in Slack is to the organisation.

use super::{App, Failure};
use crate::domain::ids::{InstallationId, OrgId};
use crate::domain::person::{Actor, Person};
use crate::store::{installations, people};

/// What is known of a Slack user.
#[derive(Clone, Debug)]
pub enum Known {
    /// The bot is not installed there.
    NoWorkspace,
    /// It is, but the user is nobody that we know.
    Workspace {
        /// The installing team; `None` for an org-wide installation.
        team_id: Option<String>,
    },
    /// The user is one of the organisation's people.
    Person {
        /// The installing team; `None` for an org-wide installation.
        team_id: Option<String>,
        /// Who they are, and may act as.
        actor: Box<Actor>,
    },
}

/// Looks a Slack user up; `place` is (team, enterprise).
pub async fn who(app: &App, place: (Option<&str>, Option<&str>), slack_user_id: &str) -> Result<Known, Failure> {
    let mut conn = app.reception().await?;
    let Some(installation) = installations::by_place(&mut conn, place.0, place.1).await? else {
        return Ok(Known::NoWorkspace);
    };
    let team_id = installation.team_id;
    let person = people::by_slack_user(&mut conn, installation.org, slack_user_id).await?;
    Ok(match person {
        Some(person) => {
            let actor = Actor { org: installation.org, installation: installation.id, person };
            Known::Person { team_id, actor: Box::new(actor) }
        }
        None => Known::Workspace { team_id },
    })
}

/// The person behind a Slack user, for somebody of the same organisation; `None` when nobody is, or when they left.
pub async fn person_of_slack(app: &App, actor: &Actor, slack_user_id: &str) -> Result<Option<Person>, Failure> {
    let mut conn = app.read(actor).await?;
    Ok(people::by_slack_user(&mut conn, actor.org, slack_user_id).await?)
}

/// Somebody of the organisation by e-mail or external id, to act for them from a terminal.
pub async fn named(app: &App, org: OrgId, name: &str) -> Result<Option<Actor>, Failure> {
    let mut conn = app.work.acquire().await?;
    let Some(person) = people::by_name(&mut conn, org, name).await? else { return Ok(None) };
    let installation = InstallationId::named(org, "terminal");
    Ok(Some(Actor { org, installation, person }))
}
