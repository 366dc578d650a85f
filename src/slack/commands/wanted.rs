//! The account that a command is about, as it is typed.

use std::fmt;

use super::complaint::{Complaint, Problems, nothing_more};
use super::text::collapsed;
use super::words::{first_word, is_quoted, quoted};
use crate::domain::ids::AccountId;

/// The longest name of an account or a playbook that is looked up.
pub const MOST_NAME_CHARS: usize = 200;

/// The account that is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// By a name, alias or domain, as typed.
    Named(String),
    /// None was named: the one that the channel is linked to.
    OfChannel(AccountId),
}

/// The account of the rest of a text.
pub(super) fn wanted(rest: &str, here: Option<AccountId>) -> Result<Wanted, Complaint> {
    if rest.is_empty() {
        return here.map(Wanted::OfChannel).ok_or_else(|| Problems::missing("the account").into());
    }
    if !is_quoted(rest) {
        return name("account", collapsed(rest)).map(Wanted::Named);
    }
    let (word, after) = first_word(rest)?;
    nothing_more(after)?;
    name("account", word).map(Wanted::Named)
}

pub(super) fn name(what: &str, name: String) -> Result<String, Complaint> {
    match name.chars().count() {
        0 => Err(Problems::missing(&format!("the {what}")).into()),
        1..=MOST_NAME_CHARS => Ok(name),
        _ => Err(Problems::bad(what, &name, &format!("a name of at most {MOST_NAME_CHARS} characters")).into()),
    }
}

/// With a space before it; nothing for the account of the channel.
impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) if is_quoted(name) => write!(f, " {}", quoted(name)),
            Self::Named(name) => write!(f, " {name}"),
            Self::OfChannel(_) => Ok(()),
        }
    }
}
