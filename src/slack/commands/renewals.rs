//! What follows `renewals`: a window and filters, or the slips of the week.

use super::complaint::Complaint;
use super::filters::{Filter, Key};
use super::grammar::{Command, filters};
use super::parse_error::Problem;
use super::verb::Verb;
use super::words::first_word;
use crate::domain::account::BookScope;

/// Reads what follows `renewals`.
pub(super) fn renewals(rest: &str) -> Result<Command, Complaint> {
    let (first, more) = first_word(rest)?;
    if ["slipped", "slips", "diff"].iter().any(|word| word.eq_ignore_ascii_case(&first)) {
        return slipped(more);
    }
    let (mut filter, page) = filters(Verb::Renewals, rest, &Key::OF_RENEWALS)?.book();
    let window_days = filter.renews_within_days.take();
    Ok(Command::Renewals { window_days, filter, page })
}

/// Nothing but whose may follow.
fn slipped(rest: &str) -> Result<Command, Complaint> {
    match Filter::parse(rest) {
        Ok(Filter::Scope(scope)) => Ok(Command::Slipped { scope }),
        _ if rest.is_empty() => Ok(Command::Slipped { scope: BookScope::Mine }),
        _ => {
            let problem = Problem::Extra { text: rest.into() };
            Err(Complaint::new(problem).with(["renewals slipped".to_owned(), "renewals slipped all".to_owned()]))
        }
    }
}
