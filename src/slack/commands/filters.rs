//! Filters: `key:value`, read one by one, then put together when no two contradict each other.

use std::fmt::{self, Write};

use super::amounts::{whole_units, whole_units_text, window_days};
pub(super) use super::filter_key::Key;
use super::hint::{Hint, hint};
use super::owner::somebody;
use super::parse_error::Problem;
use super::words::{is_quote, value_text, values};
use crate::domain::account::{BookFilter, BookScope};
use crate::domain::health::Band;
use crate::domain::lifecycle::Phase;
use crate::domain::listing::{MOST_NAME_CHARS, MOST_ROWS, MOST_TAGS, Sort};
use crate::domain::nearest::nearest;
use crate::domain::renewal::Outlook;
use crate::domain::segment::Segment;
use crate::domain::signal::SignalKind;

const MOST_PAGES: i64 = 10_000;

/// One filter, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Filter {
    Signals(Vec<SignalKind>),
    Health(Vec<Band>),
    Seg(Vec<Segment>),
    Phase(Vec<Phase>),
    Renew(i64),
    ArrAbove(i64),
    Scope(BookScope),
    /// Of somebody, as typed.
    Owner(String),
    Page(i64),
    Forecast(Vec<Outlook>),
    Team(String),
    Tags(Vec<String>),
    Sort(Sort),
    Limit(i64),
}

/// A filter that was not understood, and texts that could stand in its place.
#[derive(Debug)]
pub(super) struct Misread {
    pub(super) problem: Problem,
    pub(super) instead: Vec<String>,
}

impl Filter {
    /// Reads one word; a bare `all` or `mine` is an owner.
    pub(super) fn parse(word: &str) -> Result<Self, Misread> {
        if let Some(scope) = scope(word) {
            return Ok(Self::Scope(scope));
        }
        let Some((typed_key, typed_value)) = word.split_once(':').filter(|(key, _)| !key.is_empty()) else {
            return Err(Misread { problem: Problem::Extra { text: word.into() }, instead: as_filter(word) });
        };
        let Some(key) = Key::parse(typed_key) else { return Err(unknown_key(typed_key, typed_value)) };
        Self::of(key, typed_value).ok_or_else(|| {
            let (key_word, value) = (key.as_str().into(), typed_value.into());
            let instead = vec![key.instead(typed_value)];
            Misread { problem: Problem::BadValue { key: key_word, value, expected: key.expected() }, instead }
        })
    }

    /// `typed` may stand in quotation marks, whatever it is; names need them.
    fn of(key: Key, typed: &str) -> Option<Self> {
        let value = typed.trim_matches(is_quote);
        match key {
            Key::Signal => each(value, SignalKind::ALL, SignalKind::parse).map(Self::Signals),
            Key::Health => each(value, Band::ALL, Band::parse).map(Self::Health),
            Key::Seg => each(value, Segment::ALL, Segment::parse).map(Self::Seg),
            Key::Phase => each(value, Phase::ALL, Phase::parse).map(Self::Phase),
            Key::Renew => {
                let within = value.strip_prefix("<=").or_else(|| value.strip_prefix(['<', '≤'])).unwrap_or(value);
                window_days(within).map(Self::Renew)
            }
            Key::Arr => whole_units(value.strip_prefix('>')?).map(Self::ArrAbove),
            Key::Owner => scope(value)
                .or_else(|| is_nobody(value).then_some(BookScope::Nobody))
                .map(Self::Scope)
                .or_else(|| somebody(value).map(Self::Owner)),
            Key::Page => {
                value.parse().ok().filter(|page| (1..=MOST_PAGES).contains(page)).map(|page| Self::Page(page - 1))
            }
            Key::Forecast => each(value, Outlook::ALL, Outlook::parse).map(Self::Forecast),
            Key::Team => {
                let [name] = <[String; 1]>::try_from(names(typed)?).ok()?;
                Some(Self::Team(name))
            }
            Key::Tag => names(typed).filter(|tags| tags.len() <= MOST_TAGS).map(Self::Tags),
            Key::Sort => Sort::parse(value).map(Self::Sort),
            Key::Limit => value.parse().ok().filter(|rows| (1..=MOST_ROWS).contains(rows)).map(Self::Limit),
        }
    }

    /// What stands after the colon.
    pub(super) fn value(&self) -> String {
        let text = self.to_string();
        text.split_once(':').map_or(text.clone(), |(_, value)| value.to_owned())
    }

    pub(super) fn key(&self) -> Key {
        match self {
            Self::Signals(_) => Key::Signal,
            Self::Health(_) => Key::Health,
            Self::Seg(_) => Key::Seg,
            Self::Phase(_) => Key::Phase,
            Self::Renew(_) => Key::Renew,
            Self::ArrAbove(_) => Key::Arr,
            Self::Scope(_) | Self::Owner(_) => Key::Owner,
            Self::Page(_) => Key::Page,
            Self::Forecast(_) => Key::Forecast,
            Self::Team(_) => Key::Team,
            Self::Tags(_) => Key::Tag,
            Self::Sort(_) => Key::Sort,
            Self::Limit(_) => Key::Limit,
        }
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Signals(kinds) => write!(f, "signal:{}", joined(kinds, |kind| kind.as_str())),
            Self::Health(bands) => write!(f, "health:{}", joined(bands, |band| band.as_str())),
            Self::Seg(segments) => write!(f, "seg:{}", joined(segments, |segment| segment_word(*segment))),
            Self::Phase(phases) => write!(f, "phase:{}", joined(phases, |phase| phase.as_str())),
            Self::Renew(days) => write!(f, "renew:<{days}d"),
            Self::ArrAbove(whole) => write!(f, "arr:>{}", whole_units_text(*whole)),
            Self::Scope(BookScope::Mine) => f.write_str("owner:@me"),
            Self::Scope(BookScope::All) => f.write_str("all"),
            Self::Scope(BookScope::Nobody) => f.write_str("owner:none"),
            // By id: no text names it.
            Self::Scope(BookScope::Of(_)) => Ok(()),
            Self::Owner(name) => write!(f, "owner:{name}"),
            Self::Page(page) => write!(f, "page:{}", page + 1),
            Self::Team(name) => write!(f, "team:{}", value_text(name)),
            Self::Tags(tags) => {
                write!(f, "tag:{}", tags.iter().map(|tag| value_text(tag)).collect::<Vec<_>>().join(","))
            }
            Self::Sort(sort) => write!(f, "sort:{}", sort.as_str()),
            Self::Limit(rows) => write!(f, "limit:{rows}"),
            Self::Forecast(outlooks) => write!(f, "forecast:{}", joined(outlooks, |outlook| outlook.as_str())),
        }
    }
}

/// Filters of one command, no two of them at odds.
#[derive(Debug, Default)]
pub(super) struct Filters(Vec<Filter>);

impl Filters {
    /// Adds one. The same twice is once; the same key with another value is a contradiction, and so is nobody's in a team.
    pub(super) fn add(&mut self, filter: Filter) -> Result<(), Problem> {
        if let Some(expected) = self.contradicted(&filter) {
            return Err(Problem::BadValue { key: filter.key().as_str().into(), value: filter.value(), expected });
        }
        if !self.0.contains(&filter) {
            self.0.push(filter);
        }
        Ok(())
    }

    /// What could stand there instead of one that contradicts another.
    fn contradicted(&self, filter: &Filter) -> Option<Hint> {
        let key = filter.key();
        let nobody = Filter::Scope(BookScope::Nobody);
        let of_no_team = (*filter == nobody && self.has(Key::Team)) || (key == Key::Team && self.0.contains(&nobody));
        if of_no_team {
            return Some(hint!("one of owner:none and team: only, for accounts of nobody are in no team"));
        }
        let earlier = self.0.iter().find(|earlier| earlier.key() == key && *earlier != filter)?;
        Some(match key {
            Key::Signal | Key::Health | Key::Seg | Key::Phase | Key::Forecast | Key::Tag => {
                let both = format!("{earlier},{}", filter.value());
                hint!("one list only; for any of them write {both}", both = both)
            }
            Key::Owner => hint!("one person, none or all, not two of them"),
            Key::Renew | Key::Arr | Key::Page | Key::Team | Key::Sort | Key::Limit => {
                hint!("one value only, and {earlier} is there already", earlier = earlier)
            }
        })
    }

    /// The signals that are asked for; none: all.
    pub(super) fn signals(&self) -> Vec<SignalKind> {
        let kinds =
            self.0.iter().find_map(|filter| if let Filter::Signals(kinds) = filter { Some(kinds) } else { None });
        kinds.cloned().unwrap_or_default()
    }

    /// Whose accounts, as typed, when that is somebody else.
    pub(super) fn owner(&self) -> Option<String> {
        self.0.iter().find_map(|filter| if let Filter::Owner(name) = filter { Some(name.clone()) } else { None })
    }

    /// Whether there is one of that key.
    pub(super) fn has(&self, key: Key) -> bool {
        self.0.iter().any(|filter| filter.key() == key)
    }

    /// The filter of a book and its page, counted from 0. A team's are everybody's in it, unless somebody is named.
    pub(super) fn book(self) -> (BookFilter, i64) {
        let mut book = BookFilter::default();
        let mut at = 0;
        if self.has(Key::Team) {
            book.scope = BookScope::All;
        }
        for filter in self.0 {
            match filter {
                // No property of a book's accounts; [`Self::signals`] and [`Self::owner`] read them.
                Filter::Signals(_) | Filter::Owner(_) => {}
                Filter::Health(bands) => book.bands = bands,
                Filter::Seg(segments) => book.segments = segments,
                Filter::Phase(phases) => book.phases = phases,
                Filter::Renew(days) => book.renews_within_days = Some(days),
                Filter::ArrAbove(whole) => book.arr_above = Some(whole),
                Filter::Scope(scope) => book.scope = scope,
                Filter::Page(page) => at = page,
                Filter::Forecast(outlooks) => book.outlooks = outlooks,
                Filter::Team(name) => book.team = Some(name),
                Filter::Tags(tags) => book.tags = tags,
                Filter::Sort(sort) => book.sort = Some(sort),
                Filter::Limit(rows) => book.limit = Some(rows),
            }
        }
        (book, at)
    }
}

/// Writes whose accounts are meant, by a name that is still to be looked up.
pub(super) fn write_owner(f: &mut impl Write, owner: Option<&String>) -> fmt::Result {
    owner.map_or(Ok(()), |owner| write!(f, " owner:{owner}"))
}

/// Writes a book's filter and page as they are typed, each with a space before it.
pub(super) fn write_book(f: &mut impl Write, book: &BookFilter, page: i64) -> fmt::Result {
    let mut filters = Vec::new();
    // A team's books are everybody's in it, and anybody's else are one's own.
    let is_named = match book.scope {
        BookScope::Mine => book.team.is_some(),
        BookScope::All => book.team.is_none(),
        BookScope::Nobody => true,
        BookScope::Of(_) => false,
    };
    filters.extend(is_named.then_some(Filter::Scope(book.scope)));
    filters.extend((!book.bands.is_empty()).then(|| Filter::Health(book.bands.clone())));
    filters.extend((!book.segments.is_empty()).then(|| Filter::Seg(book.segments.clone())));
    filters.extend((!book.phases.is_empty()).then(|| Filter::Phase(book.phases.clone())));
    filters.extend(book.renews_within_days.map(Filter::Renew));
    filters.extend(book.arr_above.map(Filter::ArrAbove));
    filters.extend((!book.outlooks.is_empty()).then(|| Filter::Forecast(book.outlooks.clone())));
    filters.extend(book.team.clone().map(Filter::Team));
    filters.extend((!book.tags.is_empty()).then(|| Filter::Tags(book.tags.clone())));
    filters.extend(book.sort.map(Filter::Sort));
    filters.extend(book.limit.map(Filter::Limit));
    filters.extend((page != 0).then_some(Filter::Page(page)));
    filters.iter().try_for_each(|filter| write!(f, " {filter}"))
}

/// Accounts without an owner.
fn is_nobody(word: &str) -> bool {
    ["none", "nobody"].iter().any(|none| none.eq_ignore_ascii_case(word))
}

fn scope(word: &str) -> Option<BookScope> {
    match word.to_lowercase().as_str() {
        "@me" | "me" | "mine" => Some(BookScope::Mine),
        "all" | "@all" => Some(BookScope::All),
        _ => None,
    }
}

/// The values of a list with commas, each once, in the order of `all`.
fn each<T: Copy + PartialEq, const N: usize>(value: &str, all: [T; N], parse: fn(&str) -> Option<T>) -> Option<Vec<T>> {
    let named: Vec<T> = value.split(',').map(parse).collect::<Option<_>>()?;
    Some(all.into_iter().filter(|one| named.contains(one)).collect())
}

fn joined<T>(values: &[T], word: fn(&T) -> &'static str) -> String {
    values.iter().map(word).collect::<Vec<_>>().join(",")
}

/// Names, each once; `None` where one is too long.
fn names(typed: &str) -> Option<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    for name in values(typed)? {
        if MOST_NAME_CHARS < name.chars().count() {
            return None;
        }
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Some(names)
}

/// The short word of a segment.
pub(super) fn segment_word(segment: Segment) -> &'static str {
    segment.as_str().trim_end_matches("_touch")
}

/// The filter whose value a bare word is.
fn as_filter(word: &str) -> Vec<String> {
    let keys = [Key::Signal, Key::Health, Key::Seg, Key::Phase, Key::Page, Key::Renew, Key::Arr, Key::Sort];
    let exact = keys.into_iter().find_map(|key| Filter::of(key, word));
    exact.map(|filter| vec![filter.to_string()]).unwrap_or_default()
}

fn unknown_key(key: &str, value: &str) -> Misread {
    let near = nearest(key, Key::ALL.map(Key::as_str));
    let instead = near.iter().map(|near| format!("{near}:{value}")).collect();
    let nearest = near.into_iter().map(str::to_owned).collect();
    Misread { problem: Problem::UnknownKey { key: key.into(), nearest }, instead }
}
