//! What follows `help`: a verb, or nothing.

use super::complaint::{Complaint, nothing_more};
use super::grammar::Command;
use super::parse_error::Problem;
use super::verb::{Verb, nearest_verbs};
use super::words::first_word;

/// Reads what follows the verb.
pub(super) fn help(rest: &str) -> Result<Command, Complaint> {
    let (word, more) = first_word(rest)?;
    if word.is_empty() {
        return Ok(Command::Help { verb: None });
    }
    let Some(verb) = Verb::parse(&word) else {
        let near = nearest_verbs(&word);
        let nearest = near.iter().map(|verb| verb.as_str().to_owned()).collect();
        let instead = near.iter().map(|verb| format!("help {}", verb.as_str()));
        return Err(Complaint::new(Problem::UnknownVerb { nearest }).with(instead));
    };
    nothing_more(more).map(|()| Command::Help { verb: Some(verb) })
}
