//! What people record of an account: the verbs that write something down.

use std::fmt;

use super::advocacy::{AdvocacyCommand, advocacy};
use super::complaint::Complaint;
use super::contact::{ContactCommand, contact};
use super::feedback::{FeedbackCommand, feedback};
use super::grammar::Wanted;
use super::link::{link, unlink, write_link};
use super::mute::{MuteCommand, mute, unmute};
use super::note::{NoteCommand, note};
use super::verb::Verb;
use crate::domain::ids::AccountId;

/// Something to be written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordCommand {
    /// A touch.
    Note(NoteCommand),
    /// Somebody at a customer.
    Contact(ContactCommand),
    /// What a customer asks for.
    Feedback(FeedbackCommand),
    /// What a customer does for us before others.
    Advocacy(AdvocacyCommand),
    /// Signals that are silent.
    Mute(MuteCommand),
    /// This channel is an account's; `None`: whose is it?
    Link(Option<Wanted>),
    /// This channel is nobody's.
    Unlink,
}

impl RecordCommand {
    /// The verb that asks for it.
    pub(super) fn verb(&self) -> Verb {
        match self {
            Self::Note(_) => Verb::Note,
            Self::Contact(_) => Verb::Contact,
            Self::Feedback(_) => Verb::Feedback,
            Self::Advocacy(_) => Verb::Advocacy,
            Self::Mute(mute) if mute.is_lifted() => Verb::Unmute,
            Self::Mute(_) => Verb::Mute,
            Self::Link(_) => Verb::Link,
            Self::Unlink => Verb::Unlink,
        }
    }
}

/// Reads what follows a verb that writes something down of an account.
pub(super) fn recorded(verb: Verb, rest: &str, here: Option<AccountId>) -> Result<RecordCommand, Complaint> {
    if verb == Verb::Contact {
        return contact(rest, here).map(RecordCommand::Contact);
    }
    if verb == Verb::Mute {
        return mute(rest, here).map(RecordCommand::Mute);
    }
    if verb == Verb::Unmute {
        return unmute(rest, here).map(RecordCommand::Mute);
    }
    if verb == Verb::Advocacy {
        return advocacy(rest, here).map(RecordCommand::Advocacy);
    }
    if verb == Verb::Feedback {
        return feedback(rest, here).map(RecordCommand::Feedback);
    }
    note(rest, here).map(RecordCommand::Note)
}

/// Reads what follows `link` or `unlink`.
pub(super) fn linked(verb: Verb, rest: &str) -> Result<RecordCommand, Complaint> {
    if verb == Verb::Link { link(rest) } else { unlink(rest) }
}

impl fmt::Display for RecordCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Note(note) => write!(f, "{note}"),
            Self::Contact(contact) => write!(f, "{contact}"),
            Self::Feedback(feedback) => write!(f, "{feedback}"),
            Self::Advocacy(advocacy) => write!(f, "{advocacy}"),
            Self::Mute(mute) => write!(f, "{mute}"),
            Self::Link(account) => f.write_str(&write_link(account.as_ref())),
            Self::Unlink => Ok(()),
        }
    }
}
