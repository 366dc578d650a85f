//! The filters of a verb, read word by word; together they must be able to match something.

use super::amounts::window_days;
use super::complaint::Complaint;
use super::filters::{Filter, Filters, Key};
use super::parse_error::Problem;
use super::verb::Verb;
use super::words::filter_words;

/// The filters of a verb. Each complaint comes with the text again, the word in question replaced.
pub(super) fn filters(verb: Verb, rest: &str, allowed: &[Key]) -> Result<Filters, Complaint> {
    filters_after((verb, verb.as_str()), rest, allowed)
}

/// The same where more than the verb stands `before` them.
pub(super) fn filters_after((verb, before): (Verb, &str), rest: &str, allowed: &[Key]) -> Result<Filters, Complaint> {
    let words = filter_words(rest);
    let mut filters = Filters::default();
    for (at, word) in words.iter().enumerate() {
        let with = |other: &str| again(before, &words, at, other);
        let window = window_days(word).filter(|_| verb == Verb::Renewals).map(Filter::Renew);
        let read = window.map_or_else(|| Filter::parse(word), Ok);
        let filter = read.map_err(|misread| {
            Complaint::new(misread.problem).with(misread.instead.iter().map(|instead| with(instead)))
        })?;
        add(&mut filters, filter, allowed, with)?;
    }
    Ok(filters)
}

/// Adds one that may stand there and contradicts none before it; `with` gives the text with another word in its place.
pub(super) fn add(
    filters: &mut Filters,
    filter: Filter,
    allowed: &[Key],
    with: impl Fn(&str) -> String,
) -> Result<(), Complaint> {
    if !allowed.contains(&filter.key()) {
        let problem = Problem::UnknownKey { key: filter.key().as_str().into(), nearest: Vec::new() };
        return Err(Complaint::new(problem).with([with(""), format!("{} {filter}", home_of(filter.key()).as_str())]));
    }
    filters.add(filter).map_err(|problem| Complaint::new(problem).with([with("")]))
}

/// The text again, a word of it replaced.
pub(super) fn again(before: &str, words: &[String], at: usize, other: &str) -> String {
    let words = words.iter().enumerate().map(|(index, word)| if index == at { other } else { word });
    format!("{before} {}", words.collect::<Vec<_>>().join(" "))
}

/// A verb that takes such a filter.
fn home_of(key: Key) -> Verb {
    match key {
        Key::Signal => Verb::Risks,
        Key::Forecast => Verb::Renewals,
        Key::Health
        | Key::Seg
        | Key::Phase
        | Key::Renew
        | Key::Arr
        | Key::Owner
        | Key::Page
        | Key::Team
        | Key::Tag
        | Key::Sort
        | Key::Limit => Verb::Book,
    }
}
