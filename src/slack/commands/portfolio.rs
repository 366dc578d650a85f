//! What follows `metrics` and `expansions`.
//!
//! ```text
//! metrics    = { period | "by:" ( "segment" | "csm" | "team" | "cohort" ) | owner | "seg:" segments }
//! period     = "qtd" | "ytd" | "12m" | year | year "-q" 1..4 | day ".." day
//! expansions = { owner | "seg:" segments | "page:" number }
//! ```

use std::fmt::{self, Write};

use super::complaint::{Complaint, Problems};
use super::filters::{Filter, Filters, Key, write_book};
use super::parse_error::Problem;
use super::words::filter_words;
use crate::domain::account::{BookFilter, BookScope};
use crate::domain::nearest::nearest;
use crate::domain::portfolio::{GroupBy, MetricsAsk, PeriodAsked};
use crate::domain::segment::Segment;

const PERIODS: &str = "qtd, ytd, 12m, 2024, 2024-q3 or 2024-01-01..2024-12-31";

/// Growing accounts, as they are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpansionsAsk {
    /// Whose.
    pub scope: BookScope,
    /// Of these segments; none named: of all.
    pub segments: Vec<Segment>,
    /// Counted from 0.
    pub page: i64,
}

pub(super) fn metrics(rest: &str) -> Result<MetricsAsk, Complaint> {
    let words = filter_words(rest);
    let (mut ask, mut filters) = (MetricsAsk::default(), Filters::default());
    for (at, word) in words.iter().enumerate() {
        let with = |other: &str| again("metrics", &words, at, other);
        if let Some(period) = PeriodAsked::parse(word) {
            once(&mut ask.period, period, "period").map_err(|problem| Complaint::new(problem).with([with("")]))?;
        } else if let Some(by) = word.to_lowercase().strip_prefix("by:") {
            let by = grouping(by).map_err(|(problem, near)| {
                Complaint::new(problem).with(near.map(|near| with(&format!("by:{near}"))))
            })?;
            once(&mut ask.by, by, "by").map_err(|problem| Complaint::new(problem).with([with("")]))?;
        } else if !word.contains(':') && !is_owner(word) {
            let near = nearest(word, ["qtd", "ytd", "12m"]).into_iter().map(with).collect::<Vec<_>>();
            return Err(Complaint::new(Problems::bad("period", word, PERIODS)).with(near));
        } else {
            add(&mut filters, word, &[Key::Owner, Key::Seg], with)?;
        }
    }
    let (book, _) = filters.book();
    Ok(MetricsAsk { scope: book.scope, segments: book.segments, ..ask })
}

pub(super) fn expansions(rest: &str) -> Result<ExpansionsAsk, Complaint> {
    let words = filter_words(rest);
    let mut filters = Filters::default();
    for (at, word) in words.iter().enumerate() {
        let with = |other: &str| again("expansions", &words, at, other);
        add(&mut filters, word, &[Key::Owner, Key::Seg, Key::Page], with)?;
    }
    let (book, page) = filters.book();
    Ok(ExpansionsAsk { scope: book.scope, segments: book.segments, page })
}

/// The text again, a word of it replaced.
fn again(verb: &str, words: &[String], at: usize, other: &str) -> String {
    let words = words.iter().enumerate().map(|(index, word)| if index == at { other } else { word });
    format!("{verb} {}", words.collect::<Vec<_>>().join(" "))
}

fn is_owner(word: &str) -> bool {
    Filter::parse(word).is_ok_and(|filter| filter.key() == Key::Owner)
}

fn add(filters: &mut Filters, word: &str, allowed: &[Key], with: impl Fn(&str) -> String) -> Result<(), Complaint> {
    let filter = Filter::parse(word)
        .map_err(|misread| Complaint::new(misread.problem).with(misread.instead.iter().map(|instead| with(instead))))?;
    if filter.is_of_book_alone() {
        let problem = Problems::bad("owner", &filter.value(), "@me or all; by:csm shows every CSM apart");
        return Err(Complaint::new(problem).with([with("owner:@me"), with("all")]));
    }
    if !allowed.contains(&filter.key()) {
        let problem = Problem::UnknownKey { key: filter.key().as_str().into(), nearest: Vec::new() };
        return Err(Complaint::new(problem).with([with("")]));
    }
    filters.add(filter).map_err(|problem| Complaint::new(problem).with([with("")]))
}

/// The same twice is once; another one is a contradiction.
fn once<T: PartialEq + ToText>(slot: &mut Option<T>, value: T, key: &str) -> Result<(), Problem> {
    match slot {
        Some(earlier) if *earlier != value => {
            let expected = format!("one {key} only, and {} is there already", earlier.to_text());
            Err(Problems::bad(key, &value.to_text(), &expected))
        }
        Some(_) => Ok(()),
        None => {
            *slot = Some(value);
            Ok(())
        }
    }
}

/// As it is typed.
trait ToText {
    fn to_text(&self) -> String;
}

impl ToText for PeriodAsked {
    fn to_text(&self) -> String {
        self.to_string()
    }
}

impl ToText for GroupBy {
    fn to_text(&self) -> String {
        self.as_str().to_owned()
    }
}

fn grouping(word: &str) -> Result<GroupBy, (Problem, Option<&'static str>)> {
    let words = GroupBy::ALL.map(GroupBy::as_str);
    GroupBy::parse(word).ok_or_else(|| {
        let near = nearest(word, words).first().copied().unwrap_or("segment");
        (Problems::bad("by", word, "segment, csm, team or cohort"), Some(near))
    })
}

/// Writes what `metrics` reads, each word with a space before it.
pub(super) fn write_metrics(f: &mut impl Write, ask: &MetricsAsk) -> fmt::Result {
    ask.period.map_or(Ok(()), |period| write!(f, " {period}"))?;
    ask.by.map_or(Ok(()), |by| write!(f, " by:{}", by.as_str()))?;
    let filter = BookFilter { scope: ask.scope, segments: ask.segments.clone(), ..BookFilter::default() };
    write_book(f, &filter, 0)
}

/// Writes what `expansions` reads, each word with a space before it.
pub(super) fn write_expansions(f: &mut impl Write, ask: &ExpansionsAsk) -> fmt::Result {
    let filter = BookFilter { scope: ask.scope, segments: ask.segments.clone(), ..BookFilter::default() };
    write_book(f, &filter, ask.page)
}

#[cfg(test)]
mod tests {
    use super::super::grammar::{Command, parse};
    use super::*;

    #[track_caller]
    fn check(text: &str, written: &str) {
        let command = parse(text, None).expect(text);
        assert_eq!(command.to_string(), written);
        assert_eq!(parse(written, None), Ok(command));
    }

    #[test]
    fn figures_are_asked_for_in_any_order() {
        check("metrics", "metrics");
        check("metrics QTD", "metrics qtd");
        check("metrics by:Segment 2024 all", "metrics 2024 by:segment all");
        check("metrics 2024-Q3 owner:@me seg:high,mid", "metrics 2024-q3 seg:mid,high");
        check("metrics 2024-01-01..2024-12-31 by:cohort", "metrics 2024-01-01..2024-12-31 by:cohort");
        check("metrics 12m 12m", "metrics 12m");
        check("expansions", "expansions");
        check("expansions all seg:low page:2", "expansions all seg:low page:2");
        let ask = MetricsAsk { period: Some(PeriodAsked::YearToDate), ..MetricsAsk::default() };
        assert_eq!(parse("metrics ytd", None), Ok(Command::Metrics(ask)));
    }

    #[test]
    fn what_is_no_figure_runs_nothing_and_says_what_was_meant() {
        for (text, first) in [
            ("metrics qdt", "metrics qtd"),
            ("metrics 2024-q5", "metrics"),
            ("metrics by:segmnt", "metrics by:segment"),
            ("metrics by:csm by:team", "metrics by:csm"),
            ("metrics qtd ytd", "metrics qtd"),
            ("metrics health:red", "metrics"),
            ("metrics page:2", "metrics"),
            ("expansions 2024", "expansions page:2024"),
        ] {
            let error = parse(text, None).expect_err(text);
            assert_eq!(error.examples.first().map(String::as_str), Some(first), "{text}: {error:?}");
        }
    }
}
