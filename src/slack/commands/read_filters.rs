//! The filters of a verb, read word by word.

use super::amounts::window_days;
use super::complaint::{Complaint, Problems};
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
        let with = |other: &str| {
            let words = words.iter().enumerate().map(|(index, word)| if index == at { other } else { word });
            format!("{before} {}", words.collect::<Vec<_>>().join(" "))
        };
        let window = window_days(word).filter(|_| verb == Verb::Renewals).map(Filter::Renew);
        let filter = window.map_or_else(|| Filter::parse(word), Ok).map_err(|misread| {
            Complaint::new(misread.problem).with(misread.instead.iter().map(|instead| with(instead)))
        })?;
        if !matches!(verb, Verb::Book | Verb::Risks | Verb::Quiet | Verb::Subscribe) && filter.is_of_book_alone() {
            let expected = "@me or all; of somebody else see their book";
            let problem = Problems::bad("owner", &filter.value(), expected);
            return Err(Complaint::new(problem).with([with("owner:@me"), format!("book {filter}")]));
        }
        if !allowed.contains(&filter.key()) {
            let problem = Problem::UnknownKey { key: filter.key().as_str().into(), nearest: Vec::new() };
            let other = match filter.key() {
                Key::Signal => Verb::Risks,
                Key::Team => Verb::Team,
                Key::Forecast => Verb::Renewals,
                Key::Health | Key::Seg | Key::Phase | Key::Renew | Key::Arr | Key::Owner | Key::Page => Verb::Book,
            };
            return Err(Complaint::new(problem).with([with(""), format!("{} {filter}", other.as_str())]));
        }
        filters.add(filter).map_err(|problem| Complaint::new(problem).with([with("")]))?;
    }
    Ok(filters)
}
