//! Filters: `key:value`, read one by one, then put together when no two contradict each other.

use std::fmt::{self, Write};

use super::amounts::{whole_units, whole_units_text, window_days};
use super::owner::somebody;
use super::parse_error::Problem;
use crate::domain::account::{BookFilter, BookScope};
use crate::domain::health::Band;
use crate::domain::lifecycle::Phase;
use crate::domain::nearest::nearest;
use crate::domain::renewal::Outlook;
use crate::domain::segment::Segment;
use crate::domain::signal::SignalKind;

const MOST_PAGES: i64 = 10_000;
const MOST_TEAM_CHARS: usize = 60;

/// What stands before the colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Signal,
    Health,
    Seg,
    Phase,
    Renew,
    Arr,
    Owner,
    Page,
    Forecast,
    Team,
}

impl Key {
    pub(super) const ALL: [Self; 10] = [
        Self::Signal,
        Self::Health,
        Self::Seg,
        Self::Phase,
        Self::Renew,
        Self::Arr,
        Self::Owner,
        Self::Page,
        Self::Forecast,
        Self::Team,
    ];
    /// The filters of `risks`.
    pub(super) const OF_RISKS: [Self; 8] =
        [Self::Signal, Self::Health, Self::Seg, Self::Phase, Self::Renew, Self::Arr, Self::Owner, Self::Page];
    /// The filters of `renewals`.
    pub(super) const OF_RENEWALS: [Self; 8] =
        [Self::Health, Self::Seg, Self::Phase, Self::Renew, Self::Arr, Self::Owner, Self::Page, Self::Forecast];
    /// The filters of `book`.
    pub(super) const OF_BOOK: [Self; 7] =
        [Self::Health, Self::Seg, Self::Phase, Self::Renew, Self::Arr, Self::Owner, Self::Page];

    /// The filters of what a channel hears of.
    pub(super) const OF_NEWS: [Self; 7] =
        [Self::Health, Self::Seg, Self::Phase, Self::Renew, Self::Arr, Self::Owner, Self::Team];
    /// The same of signals.
    pub(super) const OF_SIGNALS: [Self; 8] =
        [Self::Signal, Self::Health, Self::Seg, Self::Phase, Self::Renew, Self::Arr, Self::Owner, Self::Team];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Signal => "signal",
            Self::Health => "health",
            Self::Seg => "seg",
            Self::Phase => "phase",
            Self::Renew => "renew",
            Self::Arr => "arr",
            Self::Owner => "owner",
            Self::Page => "page",
            Self::Forecast => "forecast",
            Self::Team => "team",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        match word.to_lowercase().as_str() {
            "signals" => Some(Self::Signal),
            "segment" => Some(Self::Seg),
            "renews" | "renewal" => Some(Self::Renew),
            word => Self::ALL.into_iter().find(|key| key.as_str() == word),
        }
    }

    fn expected(self) -> &'static str {
        match self {
            Self::Signal => "t1 to t11, or several with commas",
            Self::Health => "red, yellow or green, or several with commas",
            Self::Seg => "tech, low, mid or high, or several with commas",
            Self::Phase => "onboarding, adoption or growth, or several with commas",
            Self::Renew => "a window up to ten years like <60d, <12w or <3m",
            Self::Arr => "a least amount without a currency, like >50k",
            Self::Owner => "@me, @someone, none or all",
            Self::Page => "a page number from 1",
            Self::Forecast => "commit, likely, best, at-risk, renewed or none, or several with commas",
            Self::Team => "a team's name in one word",
        }
    }

    /// A value that works, nearest to the one typed.
    fn instead(self, value: &str) -> String {
        let word = |words: &[&str]| nearest(value, words.iter().copied()).first().map(|word| (*word).to_owned());
        let value = match self {
            Self::Signal => "t1".into(),
            Self::Health => word(&Band::ALL.map(Band::as_str)).unwrap_or_else(|| "red".into()),
            Self::Seg => word(&Segment::ALL.map(segment_word)).unwrap_or_else(|| "mid".into()),
            Self::Phase => word(&Phase::ALL.map(Phase::as_str)).unwrap_or_else(|| "onboarding".into()),
            Self::Renew => format!("<{}d", window_days(value.trim_start_matches(['<', '>', '='])).unwrap_or(60)),
            Self::Arr => {
                let amount = value.trim_start_matches(['<', '>', '=', '≥', '$', '€', '£', '¥']);
                format!(">{}", whole_units_text(whole_units(amount).unwrap_or(50_000)))
            }
            Self::Owner => "@me".into(),
            Self::Page => "2".into(),
            Self::Team => "emea".into(),
            Self::Forecast => word(&Outlook::ALL.map(Outlook::as_str)).unwrap_or_else(|| "none".into()),
        };
        format!("{}:{value}", self.as_str())
    }
}

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
        let value = typed_value.trim_matches(super::words::is_quote);
        Self::of(key, value).ok_or_else(|| {
            let (key_word, value) = (key.as_str().into(), typed_value.into());
            let instead = vec![key.instead(typed_value)];
            Misread { problem: Problem::BadValue { key: key_word, value, expected: key.expected().into() }, instead }
        })
    }

    fn of(key: Key, value: &str) -> Option<Self> {
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
                let is_name = !value.is_empty() && value.chars().count() <= MOST_TEAM_CHARS;
                is_name.then(|| Self::Team(value.to_owned()))
            }
        }
    }

    /// Whether only a book can be asked for so.
    pub(super) fn is_of_book_alone(&self) -> bool {
        matches!(self, Self::Owner(_) | Self::Scope(BookScope::Nobody))
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
            Self::Team(name) => write!(f, "team:{name}"),
            Self::Forecast(outlooks) => write!(f, "forecast:{}", joined(outlooks, |outlook| outlook.as_str())),
        }
    }
}

/// Filters of one command, no two of them at odds.
#[derive(Debug, Default)]
pub(super) struct Filters(Vec<Filter>);

impl Filters {
    /// Adds one. The same twice is once; the same key with another value is a contradiction.
    pub(super) fn add(&mut self, filter: Filter) -> Result<(), Problem> {
        let Some(earlier) = self.0.iter().find(|earlier| earlier.key() == filter.key()) else {
            self.0.push(filter);
            return Ok(());
        };
        if *earlier == filter {
            return Ok(());
        }
        let key = filter.key();
        let expected = match key {
            Key::Signal | Key::Health | Key::Seg | Key::Phase | Key::Forecast => {
                let value = |filter: &Filter| filter.to_string().split_off(key.as_str().len() + 1);
                format!("one list only; for any of them write {earlier},{}", value(&filter))
            }
            Key::Owner => "one person, none or all, not two of them".to_owned(),
            Key::Renew | Key::Arr | Key::Page | Key::Team => format!("one value only, and {earlier} is there already"),
        };
        let value = filter.to_string();
        let value = value.strip_prefix(&format!("{}:", key.as_str())).unwrap_or(&value).to_owned();
        Err(Problem::BadValue { key: key.as_str().into(), value, expected })
    }

    /// The signals that are asked for; none: all.
    pub(super) fn signals(&self) -> Vec<SignalKind> {
        let kinds =
            self.0.iter().find_map(|filter| if let Filter::Signals(kinds) = filter { Some(kinds) } else { None });
        kinds.cloned().unwrap_or_default()
    }

    /// Whose accounts, as typed, when that is somebody else.
    pub(super) fn owner(&self) -> Option<String> {
        self.0.iter().find_map(|filter| match filter {
            Filter::Owner(name) => Some(name.clone()),
            Filter::Health(_)
            | Filter::Seg(_)
            | Filter::Phase(_)
            | Filter::Renew(_)
            | Filter::ArrAbove(_)
            | Filter::Scope(_)
            | Filter::Signals(_)
            | Filter::Forecast(_)
            | Filter::Team(_)
            | Filter::Page(_) => None,
        })
    }

    /// Whose team's accounts, as typed.
    pub(super) fn team(&self) -> Option<String> {
        self.0.iter().find_map(|filter| if let Filter::Team(name) = filter { Some(name.clone()) } else { None })
    }

    /// Whether there is one of that key.
    pub(super) fn has(&self, key: Key) -> bool {
        self.0.iter().any(|filter| filter.key() == key)
    }

    /// The filter of a book and its page, counted from 0.
    pub(super) fn book(self) -> (BookFilter, i64) {
        let mut book = BookFilter::default();
        let mut at = 0;
        for filter in self.0 {
            match filter {
                // No property of a book's accounts; [`Self::signals`], [`Self::owner`] and [`Self::team`] read them.
                Filter::Signals(_) | Filter::Owner(_) | Filter::Team(_) => {}
                Filter::Health(bands) => book.bands = bands,
                Filter::Seg(segments) => book.segments = segments,
                Filter::Phase(phases) => book.phases = phases,
                Filter::Renew(days) => book.renews_within_days = Some(days),
                Filter::ArrAbove(whole) => book.arr_above = Some(whole),
                Filter::Scope(scope) => book.scope = scope,
                Filter::Page(page) => at = page,
                Filter::Forecast(outlooks) => book.outlooks = outlooks,
            }
        }
        (book, at)
    }
}

/// Writes a book's filter and page as they are typed, each with a space before it.
pub(super) fn write_book(f: &mut impl Write, book: &BookFilter, page: i64) -> fmt::Result {
    let mut filters = Vec::new();
    let is_named = matches!(book.scope, BookScope::All | BookScope::Nobody);
    filters.extend(is_named.then_some(Filter::Scope(book.scope)));
    filters.extend((!book.bands.is_empty()).then(|| Filter::Health(book.bands.clone())));
    filters.extend((!book.segments.is_empty()).then(|| Filter::Seg(book.segments.clone())));
    filters.extend((!book.phases.is_empty()).then(|| Filter::Phase(book.phases.clone())));
    filters.extend(book.renews_within_days.map(Filter::Renew));
    filters.extend(book.arr_above.map(Filter::ArrAbove));
    filters.extend((!book.outlooks.is_empty()).then(|| Filter::Forecast(book.outlooks.clone())));
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

/// The short word of a segment.
fn segment_word(segment: Segment) -> &'static str {
    segment.as_str().trim_end_matches("_touch")
}

/// The filter whose value a bare word is.
fn as_filter(word: &str) -> Vec<String> {
    let keys = [Key::Signal, Key::Health, Key::Seg, Key::Phase, Key::Page, Key::Renew, Key::Arr];
    let exact = keys.into_iter().find_map(|key| Filter::of(key, word));
    exact.map(|filter| vec![filter.to_string()]).unwrap_or_default()
}

fn unknown_key(key: &str, value: &str) -> Misread {
    let near = nearest(key, Key::ALL.map(Key::as_str));
    let instead = near.iter().map(|near| format!("{near}:{value}")).collect();
    let nearest = near.into_iter().map(str::to_owned).collect();
    Misread { problem: Problem::UnknownKey { key: key.into(), nearest }, instead }
}
