//! What follows `renewals`: a window and filters, or the slips of the week.

use super::complaint::{Complaint, Problems};
use super::filters::Key;
use super::grammar::Command;
use super::hint::hint;
use super::read_filters::{filters, filters_after};
use super::verb::Verb;
use super::words::first_word;
use crate::domain::account::BookScope;

/// Reads what follows `renewals`.
pub(super) fn renewals(rest: &str) -> Result<Command, Complaint> {
    let (first, more) = first_word(rest)?;
    if ["slipped", "slips", "diff"].iter().any(|word| word.eq_ignore_ascii_case(&first)) {
        return slipped(more);
    }
    let filters = filters(Verb::Renewals, rest, &Key::OF_RENEWALS)?;
    let owner = filters.owner();
    let (mut filter, page) = filters.book();
    let window_days = filter.renews_within_days.take();
    Ok(Command::Renewals { window_days, filter, owner, page })
}

/// Nothing but whose may follow.
fn slipped(rest: &str) -> Result<Command, Complaint> {
    let read = filters_after((Verb::Renewals, "renewals slipped"), rest, &Key::OF_SLIPS);
    let examples = ["renewals slipped".to_owned(), "renewals slipped all".to_owned()];
    let filters = read.map_err(|complaint| complaint.with(examples))?;
    let owner = filters.owner();
    let (filter, _) = filters.book();
    if filter.scope == BookScope::Nobody {
        return Err(Problems::bad("owner", "none", hint!("@me, @someone or all")).into());
    }
    Ok(Command::Slipped { filter, owner })
}
