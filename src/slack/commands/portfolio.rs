//! What follows `metrics` and `expansions`.
//!
//! ```text
//! metrics    = { period | "by:" ( "segment" | "csm" | "team" | "cohort" ) | owner | "seg:" segments | team | tag }
//! period     = "qtd" | "ytd" | "12m" | year | year "-q" 1..4 | day ".." day
//! expansions = { owner | "seg:" segments | team | tag | sort | "page:" number }
//! ```

use std::fmt::{self, Write};

use super::complaint::{Complaint, Problems};
use super::day::day;
use super::filters::{Filter, Filters, Key, write_book};
use super::hint::{Hint, hint};
use super::parse_error::Problem;
use super::read_filters::{add, again, filters};
use super::verb::Verb;
use super::words::filter_words;
use crate::domain::account::BookFilter;
use crate::domain::nearest::nearest;
use crate::domain::portfolio::{GroupBy, MetricsAsk, PeriodAsked};

const PERIODS: Hint = hint!("qtd, ytd, 12m, 2024, 2024-q3 or 2024-01-01..2024-12-31");

/// Growing accounts, as they are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpansionsAsk {
    /// Of which accounts.
    pub filter: BookFilter,
    /// Somebody, as typed: their accounts, whatever the filter's scope says.
    pub owner: Option<String>,
    /// Counted from 0.
    pub page: i64,
}

/// Which figures, and somebody whose they are, as typed.
pub(super) fn metrics(rest: &str) -> Result<(MetricsAsk, Option<String>), Complaint> {
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
        } else if let Some(refused) = days_refused(word) {
            return Err(refused);
        } else if !word.contains(':') && !is_owner(word) {
            let near = nearest(word, ["qtd", "ytd", "12m"]).into_iter().map(with).collect::<Vec<_>>();
            return Err(Complaint::new(Problems::bad("period", word, PERIODS)).with(near));
        } else {
            let filter = Filter::parse(word).map_err(|misread| {
                Complaint::new(misread.problem).with(misread.instead.iter().map(|instead| with(instead)))
            })?;
            add(&mut filters, filter, &Key::OF_METRICS, with)?;
        }
    }
    let owner = filters.owner();
    let (BookFilter { scope, segments, team, tags, .. }, _) = filters.book();
    Ok((MetricsAsk { scope, segments, team, tags, ..ask }, owner))
}

/// What is wrong with the days of a period from one to another.
fn days_refused(word: &str) -> Option<Complaint> {
    let (from, to) = word.split_once("..")?;
    [from, to].into_iter().find_map(|typed| day(typed).err())
}

pub(super) fn expansions(rest: &str) -> Result<ExpansionsAsk, Complaint> {
    let filters = filters(Verb::Expansions, rest, &Key::OF_EXPANSIONS)?;
    let owner = filters.owner();
    let (filter, page) = filters.book();
    Ok(ExpansionsAsk { filter, owner, page })
}

fn is_owner(word: &str) -> bool {
    Filter::parse(word).is_ok_and(|filter| filter.key() == Key::Owner)
}

/// The same twice is once; another one is a contradiction.
fn once<T: PartialEq + ToText>(slot: &mut Option<T>, value: T, key: &str) -> Result<(), Problem> {
    match slot {
        Some(earlier) if *earlier != value => {
            let expected =
                hint!("one {key} only, and {earlier} is there already", key = key, earlier = earlier.to_text());
            Err(Problems::bad(key, &value.to_text(), expected))
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
        (Problems::bad("by", word, hint!("segment, csm, team or cohort")), Some(near))
    })
}

/// Writes what `metrics` reads, each word with a space before it.
pub(super) fn write_metrics(f: &mut impl Write, ask: &MetricsAsk) -> fmt::Result {
    ask.period.map_or(Ok(()), |period| write!(f, " {period}"))?;
    ask.by.map_or(Ok(()), |by| write!(f, " by:{}", by.as_str()))?;
    let MetricsAsk { scope, segments, team, tags, .. } = ask.clone();
    write_book(f, &BookFilter { scope, segments, team, tags, ..BookFilter::default() }, 0)
}

/// Writes what `expansions` reads, each word with a space before it.
pub(super) fn write_expansions(f: &mut impl Write, ask: &ExpansionsAsk) -> fmt::Result {
    ask.owner.iter().try_for_each(|owner| write!(f, " owner:{owner}"))?;
    write_book(f, &ask.filter, ask.page)
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
        check("metrics 12m owner:@ana TAG:\"gold tier\"", "metrics owner:@ana 12m tag:\"gold tier\"");
        check("metrics team:emea by:csm", "metrics by:csm team:emea");
        check("expansions", "expansions");
        check(
            "expansions sort:name owner:@ana team:\"emea west\"",
            "expansions owner:@ana team:\"emea west\" sort:name",
        );
        check("expansions all seg:low page:2", "expansions all seg:low page:2");
        let ask = MetricsAsk { period: Some(PeriodAsked::YearToDate), ..MetricsAsk::default() };
        assert_eq!(parse("metrics ytd", None), Ok(Command::Metrics { ask, owner: None }));
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
            ("metrics sort:arr", "metrics"),
            ("metrics owner:none team:emea", "metrics owner:none"),
            ("expansions limit:20", "expansions"),
            ("expansions 2024", "expansions page:2024"),
        ] {
            let error = parse(text, None).expect_err(text);
            assert_eq!(error.examples.first().map(String::as_str), Some(first), "{text}: {error:?}");
        }
    }
}
