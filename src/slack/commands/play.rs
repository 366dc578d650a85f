//! What follows `play`: the playbooks, a start, how one goes, what came of them, and what is done to a step.

use std::fmt;

use super::complaint::{Complaint, Problems, nothing_more};
use super::grammar::{Command, Wanted, playbook_name, wanted};
use super::hint::hint;
use super::play_show::play_show;
use super::play_stats::play_stats;
use super::steps::{self, StepVerb};
use super::words::{first_word, is_quoted, quoted};
use crate::domain::ids::AccountId;
use crate::domain::nearest::nearest;

const WORDS: [&str; 10] = ["list", "start", "show", "stats", "done", "block", "snooze", "skip", "reassign", "stop"];

/// Reads what follows `play`.
pub(super) fn play(rest: &str, here: Option<AccountId>) -> Result<Command, Complaint> {
    let (what, rest) = first_word(rest)?;
    match what.to_lowercase().as_str() {
        "" | "list" => nothing_more(rest).map(|()| Command::PlayList),
        "show" => play_show(rest, here),
        "stats" => play_stats(rest).map(Command::PlayStats),
        "start" => {
            let (playbook, rest) = first_word(rest)?;
            let playbook = playbook_name(playbook)?;
            Ok(Command::PlayStart { playbook, account: wanted(rest, here)? })
        }
        word => {
            let Some(verb) = StepVerb::parse(word) else {
                let instead = nearest(&what, WORDS).into_iter().map(|near| format!("play {near} {rest}"));
                let expected = hint!("one of {known}", known = WORDS.join(", "));
                return Err(Complaint::new(Problems::bad("play", &what, expected)).with(instead));
            };
            steps::step(verb, rest, here).map(Command::Step)
        }
    }
}

/// A start as it is typed.
pub(super) fn write_start(f: &mut fmt::Formatter<'_>, playbook: &str, account: &Wanted) -> fmt::Result {
    let is_word = !is_quoted(playbook) && !playbook.contains(' ');
    let playbook = if is_word { playbook.to_owned() } else { quoted(playbook) };
    write!(f, " start {playbook}{account}")
}
