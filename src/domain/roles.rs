//! Who may do what, and where that comes from: an admin's hand before Slack's user groups, those before the import.

use serde::{Deserialize, Serialize};

use super::person::{PersonRef, Role};
use super::rules::RightsRules;

/// A user group of Slack's whose people have a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappedGroup {
    /// Slack's id of it.
    pub id: String,
    /// What people type after `@`.
    pub handle: String,
    /// What its people may do.
    pub role: Role,
    /// How many of the organisation's people are in it, as of the last look.
    pub n_people: i64,
}

/// Who may do what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RolesView {
    /// How many people have each role, the greatest first.
    pub people: Vec<(Role, i64)>,
    /// The mapped groups, by handle.
    pub groups: Vec<MappedGroup>,
    /// Whose role an admin set, by name; the first of them.
    pub by_hand: Vec<(PersonRef, Role)>,
    /// How many there are in all.
    pub n_by_hand: i64,
    /// What each role sees and works on.
    pub rights: RightsRules,
}

/// Somebody whose role has changed, or stayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleChange {
    /// Whose.
    pub who: PersonRef,
    /// Before.
    pub before: Role,
    /// Now.
    pub after: Role,
}

/// Why a role was not changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RolesRefusal {
    /// Slack knows no group of that handle here.
    NoSuchGroup {
        /// What was asked for.
        wanted: String,
        /// Those that there are.
        handles: Vec<String>,
    },
    /// Groups of several workspaces have that handle.
    SeveralGroups {
        /// What was asked for.
        wanted: String,
        /// Slack's ids of them.
        ids: Vec<String>,
    },
    /// Slack does not say which groups there are.
    GroupsUnknown,
    /// Nobody could change a role any more.
    LastAdmin,
}

/// The greatest of several roles.
pub fn greatest(roles: impl IntoIterator<Item = Role>) -> Option<Role> {
    roles.into_iter().max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_of_several_roles_counts() {
        assert_eq!(greatest([]), None);
        assert_eq!(greatest([Role::Viewer, Role::Manager, Role::Csm]), Some(Role::Manager));
        assert_eq!(greatest(Role::ALL), Some(Role::Admin));
    }
}
