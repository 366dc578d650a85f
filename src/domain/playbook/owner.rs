//! Who does a step, by their part in the account.

use serde::{Deserialize, Serialize};

/// A part that somebody of ours plays for an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnerRole {
    /// The account's owner.
    #[default]
    Csm,
    /// The owner's manager.
    Manager,
    /// The account executive.
    AccountExecutive,
    /// The executive sponsor on our side.
    ExecutiveSponsor,
}

impl OwnerRole {
    /// Every part.
    pub const ALL: [Self; 4] = [Self::Csm, Self::Manager, Self::AccountExecutive, Self::ExecutiveSponsor];

    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csm => "csm",
            Self::Manager => "manager",
            Self::AccountExecutive => "account_executive",
            Self::ExecutiveSponsor => "executive_sponsor",
        }
    }
}

/// One part, or several in order: the first that somebody plays does it. The account's owner stands in at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "OneOrSeveral", into = "OneOrSeveral")]
pub struct OwnerRoles(pub Vec<OwnerRole>);

impl OwnerRoles {
    /// Whether nobody is named: then the account's owner does it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first part that `plays` finds somebody for; the account's owner when it finds nobody.
    pub fn first<T>(&self, plays: impl Fn(OwnerRole) -> Option<T>) -> (OwnerRole, Option<T>) {
        let found = self.0.iter().find_map(|role| plays(*role).map(|person| (*role, Some(person))));
        found.unwrap_or_else(|| (OwnerRole::Csm, plays(OwnerRole::Csm)))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum OneOrSeveral {
    One(OwnerRole),
    Several(Vec<OwnerRole>),
}

impl From<OneOrSeveral> for OwnerRoles {
    fn from(roles: OneOrSeveral) -> Self {
        match roles {
            OneOrSeveral::One(role) => Self(vec![role]),
            OneOrSeveral::Several(roles) => Self(roles),
        }
    }
}

impl From<OwnerRoles> for OneOrSeveral {
    fn from(roles: OwnerRoles) -> Self {
        match *roles.0 {
            [role] => Self::One(role),
            _ => Self::Several(roles.0),
        }
    }
}
