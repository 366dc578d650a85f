//! Who comes to the desk, and from where. Whoever is not of the organisation gets nothing, and it is logged.

use super::Desk;
use crate::domain::person::{Actor, Person};
use crate::operations::Failure;
use crate::operations::directory::{self, Known};
use crate::slack::inbound::{Installing, Origin, Side};
use crate::slack::render::{Audience, Reader};
use crate::telemetry;

/// Somebody of the organisation, at the desk.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Who.
    pub actor: Actor,
    /// In which conversation.
    pub channel: Option<Place>,
    /// Names the visit: Slack's trigger, or its event. What is done once a visit is keyed by it.
    pub key: String,
}

/// A conversation, as Slack names it along with a command or a click.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its id.
    pub id: String,
    /// Its name, `directmessage` or `privategroup`.
    pub name: String,
}

/// Whether somebody is let in.
#[derive(Clone, Debug)]
pub enum Door {
    /// They are of the organisation.
    In(Box<Actor>),
    /// The workspace is not one of ours.
    UnknownWorkspace,
    /// They are of another company, or a bot.
    Outsider,
    /// They are of the workspace, but nobody told us who they are.
    Stranger,
}

impl Desk {
    /// Finds out who is there. Fails when the database does.
    pub async fn door(&self, origin: &Origin) -> Result<Door, Failure> {
        let Some(user_id) = &origin.user_id else { return Ok(Door::Outsider) };
        let place = (origin.team_id.as_deref(), origin.enterprise_id.as_deref());
        let known = directory::who(&self.app, place, user_id).await?;
        let door = match known {
            Known::NoWorkspace => Door::UnknownWorkspace,
            Known::Workspace { team_id } | Known::Person { team_id, .. }
                if origin.side(Installing { team_id: team_id.as_deref(), enterprise_id: place.1 }) == Side::Outside =>
            {
                Door::Outsider
            }
            Known::Workspace { .. } => Door::Stranger,
            // The directory vouches for whom a payload leaves unclear.
            Known::Person { actor, .. } => Door::In(actor),
        };
        if let Some(why) = door.why_not() {
            tracing::warn!(slack.team = place.0, slack.user = %user_id, reason = why, "turned somebody away");
            telemetry::came_in("door", why);
        }
        Ok(door)
    }

    /// The reader of an answer.
    pub(super) fn reader(&self, person: &Person) -> Reader {
        let sees = self.app.rules.rights.reads(person.role);
        let (person, zone) = (Some(person.who.id), person.zone);
        Reader { person, zone, command: self.command.clone(), sees, audience: Audience::Alone }
    }

    /// The same where others may be: an answer can be shown to them.
    pub(super) fn reader_at(&self, visit: &Visit) -> Reader {
        Reader { audience: visit.audience(), ..self.reader(&visit.actor.person) }
    }
}

impl Door {
    fn why_not(&self) -> Option<&'static str> {
        match self {
            Self::In(_) => None,
            Self::UnknownWorkspace => Some("unknown workspace"),
            Self::Outsider => Some("outsider"),
            Self::Stranger => Some("not in the directory"),
        }
    }
}

impl Visit {
    /// Who would see what is shared from here.
    pub(super) fn audience(&self) -> Audience {
        match &self.channel {
            None => Audience::Alone,
            Some(place) if place.id.starts_with('D') || place.name == "directmessage" => Audience::Alone,
            // Slack does not tell the name of a private channel along with a command.
            Some(place) if ["", "privategroup"].contains(&&*place.name) => Audience::Group { n_members: None },
            Some(place) if place.name.starts_with("mpdm-") => Audience::Group { n_members: None },
            Some(place) => Audience::Channel { name: place.name.clone(), n_members: None },
        }
    }
}
