//! What lists of accounts have in common: how they are ordered and cut, long pages, and filters that could not be used.

use slack_morphism::prelude::SlackBlockButtonElement;

use super::kit::{Piece, actions, button, inert, name, plain_name, section, select};
use crate::domain::account::{AccountRef, BookFilter};
use crate::domain::listing::{FilterRefusal, Sort};
use crate::slack::action::{Action, ListAsked, ListClick, PortfolioClick};

/// A page of so many rows has room for a menu beside each.
const ROOMY_ROWS: usize = 10;
/// Lines of a paragraph on a longer page.
const LINES: usize = 5;
/// Characters of a name in the list that opens cards.
const LABEL: usize = 30;

/// `largest ARR first, currencies apart · 20 a page`: the order and the length that were asked for, else the `usual` order.
pub(super) fn order_words(filter: &BookFilter, usual: &str) -> String {
    let order = match filter.sort {
        None => usual,
        Some(Sort::Risk) => say!("most urgent first: severity × ARR × nearness of renewal"),
        Some(Sort::Arr) => say!("largest ARR first, currencies apart"),
        Some(Sort::Renewal) => say!("nearest renewal first"),
        Some(Sort::Health) => say!("lowest score first"),
        Some(Sort::Name) => say!("by name"),
    };
    match filter.limit {
        None => order.to_owned(),
        Some(limit) => say!("{order} · {limit} a page", order, limit),
    }
}

/// Opens the form of the list's filters.
pub(super) fn filters_button(list: ListAsked) -> SlackBlockButtonElement {
    button(say!("Filters…"), &Action::Portfolio(PortfolioClick::List(ListClick::Ask { list })))
}

/// Tags, as accounts have them.
pub(super) fn tag_words(tags: &[String]) -> String {
    tags.iter().map(|tag| format!("🏷\u{A0}{}", inert(tag, 60))).collect::<Vec<_>>().join(", ")
}

/// Whether a page of so many rows has no room for a menu beside each.
pub(super) fn is_long(n_rows: usize) -> bool {
    ROOMY_ROWS < n_rows
}

/// The rows of a long page: a line each, then one list that opens their cards.
pub(super) fn long_page<'a>(rows: impl Iterator<Item = (&'a AccountRef, String)>) -> Vec<Piece> {
    let rows: Vec<(&AccountRef, String)> = rows.collect();
    let paragraph = |rows: &[(&AccountRef, String)]| {
        let lines: Vec<String> = rows.iter().map(|(_, line)| line.replace('\n', " · ")).collect();
        Piece::rows(vec![section(&lines.join("\n"))], rows.len())
    };
    let mut pieces: Vec<Piece> = rows.chunks(LINES).map(paragraph).collect();
    let cards: Vec<(String, Action)> =
        rows.iter().map(|(account, _)| (short(account), Action::OpenAccount { account: account.id })).collect();
    pieces.extend(actions(vec![select(say!("Open a card…"), &cards).into()]).map(Piece::kept));
    pieces
}

fn short(account: &AccountRef) -> String {
    let whole = plain_name(&account.name);
    if whole.chars().count() <= LABEL { whole } else { whole.chars().take(LABEL - 1).chain(['…']).collect() }
}

/// Why a filter could not be used, and what can be typed instead.
pub(super) fn filter_refused(refusal: &FilterRefusal) -> String {
    match refusal {
        FilterRefusal::NoSuchTag { wanted, nearest } if nearest.is_empty() => {
            say!(
                "No account is marked “{wanted}”: none has a tag yet. They come with the import.",
                wanted = inert(wanted, 60)
            )
        }
        FilterRefusal::NoSuchTag { wanted, nearest } => say!(
            "No account is marked “{wanted}”. Tags that there are: {nearest}.",
            wanted = inert(wanted, 60),
            nearest = tag_words(nearest)
        ),
        FilterRefusal::NotInTeam { person, team, theirs } if theirs.is_empty() => say!(
            "{person} is in no team, so no account is both theirs and of team {team}. Ask for one of the two: leave `owner:` or `team:` out.",
            person = name(&person.name),
            team = name(team)
        ),
        FilterRefusal::NotInTeam { person, team, theirs } => say!(
            "{person} is in team {theirs}, so no account is both theirs and of team {team}. Ask for one of the two: leave `owner:` or `team:` out.",
            person = name(&person.name),
            theirs = name(theirs),
            team = name(team)
        ),
    }
}
