//! The account that a command is about, as it is typed.

use std::fmt;

use super::complaint::{Complaint, Problems, nothing_more};
use super::hint::{Hint, THE_ACCOUNT, hint, name_of_at_most};
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
        return here.map(Wanted::OfChannel).ok_or_else(|| Problems::missing(THE_ACCOUNT).into());
    }
    if !is_quoted(rest) {
        return account_name(collapsed(rest)).map(Wanted::Named);
    }
    let (word, after) = first_word(rest)?;
    nothing_more(after)?;
    account_name(word).map(Wanted::Named)
}

pub(super) fn account_name(name: String) -> Result<String, Complaint> {
    named("account", THE_ACCOUNT, name)
}

pub(super) fn playbook_name(name: String) -> Result<String, Complaint> {
    named("playbook", hint!("the playbook"), name)
}

fn named(key: &str, missing: Hint, name: String) -> Result<String, Complaint> {
    match name.chars().count() {
        0 => Err(Problems::missing(missing).into()),
        1..=MOST_NAME_CHARS => Ok(name),
        _ => Err(Problems::bad(key, &name, name_of_at_most(MOST_NAME_CHARS)).into()),
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
