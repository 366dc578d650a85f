//! What each role may see and work on, among the accounts of the organisation.

use serde::{Deserialize, Serialize};

use crate::domain::person::Role;

/// How far somebody's sight goes, the nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// What they own, stand in for, or have a part in; for those who work accounts also what nobody owns.
    Own,
    /// That, and what their team and those who report to them own.
    Team,
    /// Every account.
    All,
}

impl Reach {
    /// Every reach, the nearest first.
    pub const ALL: [Self; 3] = [Self::Own, Self::Team, Self::All];

    /// The word in the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Team => "team",
            Self::All => "all",
        }
    }
}

/// Reading and working by role. Admins see and work on everything; CSMs work on what is their own, viewers on nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct RightsRules {
    /// What viewers see.
    pub viewer_reads: Reach,
    /// What CSMs see.
    pub csm_reads: Reach,
    /// What managers see.
    pub manager_reads: Reach,
    /// What managers work on: never [`Reach::Own`].
    pub manager_works_on: Reach,
}

impl RightsRules {
    /// What somebody of a role sees.
    pub fn reads(&self, role: Role) -> Reach {
        match role {
            Role::Viewer => self.viewer_reads,
            Role::Csm => self.csm_reads,
            Role::Manager => self.manager_reads,
            Role::Admin => Reach::All,
        }
    }

    /// Whether somebody sees less than everything.
    pub fn hides_something(&self) -> bool {
        Role::ALL.into_iter().any(|role| self.reads(role) != Reach::All)
    }

    /// The least role that works accounts and sees all of them: it may decide what others are shown.
    pub fn least_who_sees_all(&self) -> Role {
        let sees_all = |role: &Role| Role::Csm <= *role && self.reads(*role) == Reach::All;
        Role::ALL.into_iter().find(sees_all).unwrap_or(Role::Admin)
    }
}

/// As it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    viewer_reads: String,
    csm_reads: String,
    manager_reads: String,
    manager_works_on: String,
}

impl TryFrom<Written> for RightsRules {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        Ok(Self {
            viewer_reads: one_of("viewer_reads", &written.viewer_reads, &Reach::ALL)?,
            csm_reads: one_of("csm_reads", &written.csm_reads, &Reach::ALL)?,
            manager_reads: one_of("manager_reads", &written.manager_reads, &Reach::ALL)?,
            manager_works_on: one_of("manager_works_on", &written.manager_works_on, &[Reach::Team, Reach::All])?,
        })
    }
}

/// The setting stands first in the reason: by it the line is found.
fn one_of(name: &str, word: &str, known: &[Reach]) -> Result<Reach, String> {
    known.iter().copied().find(|reach| reach.as_str() == word).ok_or_else(|| {
        let words: Vec<String> = known.iter().map(|reach| format!("\"{}\"", reach.as_str())).collect();
        format!("`{name}` is \"{word}\"; it must be one of {}", words.join(", "))
    })
}
