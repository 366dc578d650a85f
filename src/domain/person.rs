//! The people of the organisation: who may do what, and by which clock they work.

use chrono::{DateTime, NaiveTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::ids::{InstallationId, OrgId, PersonId};
use super::locale::Locale;

/// What a person may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Looks things up.
    Viewer,
    /// Works a book of accounts.
    Csm,
    /// Leads a team.
    Manager,
    /// Runs the bot.
    Admin,
}

impl Role {
    /// Every role, least first.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Csm, Self::Manager, Self::Admin];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Csm => "csm",
            Self::Manager => "manager",
            Self::Admin => "admin",
        }
    }

    /// The role that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str().eq_ignore_ascii_case(word))
    }
}

/// A person, as far as a message names them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRef {
    /// Who.
    pub id: PersonId,
    /// Their name, for places where Slack does not know them.
    pub name: String,
    /// Their id in Slack, to mention them by.
    pub slack_user_id: Option<String>,
}

/// A person, as far as the bot works for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Who.
    #[serde(flatten)]
    pub who: PersonRef,
    /// What they may do.
    pub role: Role,
    /// Their team, or nothing.
    pub team: String,
    /// Their wall clock.
    pub zone: Tz,
    /// Their working days, Monday = 1.
    pub working_days: Vec<i32>,
    /// When their day begins.
    pub working_from: NaiveTime,
    /// When it ends.
    pub working_to: NaiveTime,
    /// In which language they are told things.
    #[serde(default)]
    pub locale: Locale,
}

/// Who asks: no operation runs without one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Whose data.
    pub org: OrgId,
    /// Which Slack workspace they came from.
    pub installation: InstallationId,
    /// Who they are.
    pub person: Person,
}

impl Actor {
    /// Their id.
    pub fn id(&self) -> PersonId {
        self.person.who.id
    }
}

/// A deed with its doer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deed {
    /// Who did it.
    pub by: PersonRef,
    /// When.
    pub at: DateTime<Utc>,
}
