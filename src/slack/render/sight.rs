//! Which accounts a role sees, in words: for admins, and below what is not everything.

use slack_morphism::prelude::SlackBlock;

use super::kit::context;
use super::message::Reader;
use super::roles::called;
use crate::domain::account::BookScope;
use crate::domain::person::Role;
use crate::domain::rules::{Reach, RightsRules};

/// What a list or a figure leaves out; nothing where the reader sees everything, or asked for their own.
pub(super) fn partial(reader: &Reader, asked: BookScope) -> Option<SlackBlock> {
    match asked {
        BookScope::Mine => None,
        BookScope::All | BookScope::Of(_) | BookScope::Nobody => left_out(reader.sees).map(context),
    }
}

/// The same as words alone.
pub(super) fn left_out(sees: Reach) -> Option<&'static str> {
    match sees {
        Reach::Own => Some(say!("Only accounts that are yours or nobody's: that is what your role may see")),
        Reach::Team => Some(say!("Only accounts of your team or nobody's: that is what your role may see")),
        Reach::All => None,
    }
}

/// A line a role, the greatest first.
pub(super) fn scopes(rights: RightsRules) -> String {
    let line = |role: Role| {
        let works = match (role, rights.manager_works_on) {
            (Role::Manager, Reach::Own | Reach::Team) => say!(", work on those of their team"),
            (Role::Manager, Reach::All) | (Role::Viewer | Role::Csm | Role::Admin, _) => "",
        };
        let seen = match rights.reads(role) {
            Reach::Own => say!("their own"),
            Reach::Team => say!("those of their team"),
            Reach::All => say!("all"),
        };
        format!("• {}: {seen}{works}", called(role, 2))
    };
    let lines: Vec<String> = Role::ALL.into_iter().rev().map(line).collect();
    say!("*Which accounts they see*\n{lines}", lines = lines.join("\n"))
}
