//! What follows `play show`: an account, a playbook, or a playbook and an account.

use std::fmt;

use super::complaint::Complaint;
use super::grammar::{Command, Wanted, playbook_name, wanted};
use super::words::{first_word, is_quoted, quoted};
use crate::domain::ids::AccountId;

/// A playbook laid out on an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayPreview {
    /// Which, as typed.
    pub playbook: String,
    /// On which.
    pub account: Wanted,
}

impl fmt::Display for PlayPreview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, " show {}{}", quoted(&self.playbook), self.account)
    }
}

/// A name in quotation marks with something after it is a playbook's; whose a name alone is shows when it is looked up.
pub(super) fn play_show(rest: &str, here: Option<AccountId>) -> Result<Command, Complaint> {
    if is_quoted(rest) {
        let (playbook, after) = first_word(rest)?;
        if !after.is_empty() {
            let playbook = playbook_name(playbook)?;
            return Ok(Command::PlayPreview(PlayPreview { playbook, account: wanted(after, here)? }));
        }
    }
    wanted(rest, here).map(Command::PlayShow)
}
