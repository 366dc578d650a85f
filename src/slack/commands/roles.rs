//! What follows `roles`: who may do what.
//!
//! ```text
//! roles  = nothing, which shows them | person ( role | "auto" ) | "group:" group ( role | "none" )
//! role   = "viewer" | "csm" | "manager" | "admin"
//! group  = "@" and a user group's handle
//! ```
//!
//! `auto` leaves somebody's role to their groups and the import again.

use std::fmt;

use super::complaint::{Complaint, Problems, nothing_more};
use super::hint::hint;
use super::owner::somebody;
use super::words::filter_words;
use crate::domain::person::Role;

const GROUP: &str = "group:";
const AUTO: &str = "auto";
const NONE: &str = "none";

/// What is asked of the roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RolesCommand {
    /// Who has which.
    Show,
    /// Somebody has one by hand, or none by hand any more.
    Person {
        /// As typed, with its `@`.
        name: String,
        /// Which.
        role: Option<Role>,
    },
    /// A user group gives its people one, or none any more.
    Group {
        /// As typed, with its `@`.
        handle: String,
        /// Which.
        role: Option<Role>,
    },
}

/// Reads what follows `roles`.
pub(super) fn roles(rest: &str) -> Result<RolesCommand, Complaint> {
    if rest.is_empty() {
        return Ok(RolesCommand::Show);
    }
    let words = filter_words(rest);
    let (first, second) = (words.first().map_or("", String::as_str), words.get(1).map(String::as_str));
    let group = first.get(..GROUP.len()).is_some_and(|key| key.eq_ignore_ascii_case(GROUP));
    let target = if group { &first[GROUP.len()..] } else { first };
    let key = if group { "group" } else { "roles" };
    let bad = || Problems::bad(key, target, hint!("a name after @, in one word"));
    let target = somebody(target).ok_or_else(bad)?;
    let typed = second.ok_or_else(|| Problems::missing(hint!("the role")))?;
    let role = role(typed, if group { NONE } else { AUTO })?;
    nothing_more(&words.get(2..).unwrap_or_default().join(" "))?;
    Ok(if group { RolesCommand::Group { handle: target, role } } else { RolesCommand::Person { name: target, role } })
}

fn role(word: &str, nobodys: &str) -> Result<Option<Role>, Complaint> {
    if word.eq_ignore_ascii_case(nobodys) {
        return Ok(None);
    }
    let expected = || hint!("viewer, csm, manager or admin, or {nobodys}", nobodys = nobodys);
    let role = Role::parse(word).ok_or_else(|| Problems::bad("role", word, expected()))?;
    Ok(Some(role))
}

impl fmt::Display for RolesCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Show => Ok(()),
            Self::Person { name, role } => write!(f, " {name} {}", role.map_or(AUTO, Role::as_str)),
            Self::Group { handle, role } => write!(f, " {GROUP}{handle} {}", role.map_or(NONE, Role::as_str)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::grammar::{Command, parse};
    use super::super::parse_error::Problem;
    use super::*;

    #[test]
    fn roles_are_given_by_hand_and_by_group() {
        let person = |name: &str, role| RolesCommand::Person { name: name.into(), role };
        let group = |handle: &str, role| RolesCommand::Group { handle: handle.into(), role };
        for (text, expected) in [
            ("roles", RolesCommand::Show),
            ("ROLES @ana Manager", person("@ana", Some(Role::Manager))),
            ("roles <@U012AB3CD|ana> admin", person("@U012AB3CD", Some(Role::Admin))),
            ("roles @ana auto", person("@ana", None)),
            ("roles group:@cs-team csm", group("@cs-team", Some(Role::Csm))),
            ("roles Group: <!subteam^S012AB3CD|@cs-team> viewer", group("@cs-team", Some(Role::Viewer))),
            ("roles group:@cs-team none", group("@cs-team", None)),
        ] {
            let expected = Command::Roles(expected);
            assert_eq!(parse(text, None).as_ref(), Ok(&expected), "{text}");
            assert_eq!(parse(&expected.to_string(), None).as_ref(), Ok(&expected), "{expected}");
        }
    }

    #[test]
    fn what_is_no_role_or_nobody_is_said() {
        let problem = |text: &str| parse(text, None).expect_err("no command").problem;
        assert!(matches!(problem("roles @ana"), Problem::Missing { .. }));
        assert!(matches!(problem("roles @ana boss"), Problem::BadValue { .. }));
        assert!(matches!(problem("roles @ana none"), Problem::BadValue { .. }));
        assert!(matches!(problem("roles group:@cs auto"), Problem::BadValue { .. }));
        assert!(matches!(problem("roles ana admin"), Problem::BadValue { .. }));
        assert!(matches!(problem("roles group: admin"), Problem::BadValue { .. }));
        assert!(matches!(problem("roles @ana admin now"), Problem::Extra { .. }));
    }
}
