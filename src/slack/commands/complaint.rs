//! From what went wrong to an error with three texts that work.

use super::help::help_of;
use super::hint::{CLOSING_MARK, Hint};
use super::parse_error::{ParseError, Problem};
use super::text::shortened;
use super::verb::Verb;
use super::words::{Unclosed, quoted};

/// So many examples go with an error.
const N_EXAMPLES: usize = 3;
const MOST_TYPED_CHARS: usize = 120;
const MOST_QUOTED_CHARS: usize = 60;

/// A problem on its way out, with what could have been meant.
#[derive(Debug)]
pub(super) struct Complaint {
    problem: Problem,
    verb: Option<Verb>,
    instead: Vec<String>,
}

/// Short names for problems.
pub(super) struct Problems;

impl Problems {
    pub(super) fn bad(key: &str, value: &str, expected: Hint) -> Problem {
        Problem::BadValue { key: key.into(), value: value.into(), expected }
    }

    pub(super) fn missing(what: Hint) -> Problem {
        Problem::Missing { what }
    }
}

impl From<Problem> for Complaint {
    fn from(problem: Problem) -> Self {
        Self::new(problem)
    }
}

impl From<Unclosed> for Complaint {
    fn from(_: Unclosed) -> Self {
        Self::new(Problems::missing(CLOSING_MARK))
    }
}

impl Complaint {
    pub(super) fn new(problem: Problem) -> Self {
        Self { problem, verb: None, instead: Vec::new() }
    }

    /// Texts that could have been meant, best first; those that do not parse are left out later.
    pub(super) fn with(mut self, instead: impl IntoIterator<Item = String>) -> Self {
        self.instead.extend(instead);
        self
    }

    /// The verb that complains. Words too many may be an account whose name begins with the verb.
    pub(super) fn about(mut self, verb: Verb, text: &str) -> Self {
        let could_be_name = match &self.problem {
            Problem::Extra { .. } | Problem::UnknownVerb { .. } => true,
            Problem::BadValue { .. } => matches!(verb, Verb::Play | Verb::Digest),
            Problem::UnknownKey { .. }
            | Problem::Missing { .. }
            | Problem::BadCron { .. }
            | Problem::BadDay { .. }
            | Problem::PrivateOnly { .. } => false,
        };
        if could_be_name && !matches!(verb, Verb::Account | Verb::Why) {
            self.instead.push(quoted(text));
        }
        if let Problem::BadDay { typed, reason } = &self.problem {
            self.instead.extend(reason.meant().iter().map(|day| text.replacen(typed, day, 1)));
        }
        self.verb = Some(verb);
        self
    }

    /// The error for people. `works` says whether a text parses.
    pub(super) fn into_error(self, typed: &str, works: impl Fn(&str) -> bool) -> ParseError {
        let verb = self.verb.unwrap_or(Verb::Account);
        let of_verb = [verb, Verb::Help].into_iter().filter_map(help_of).flat_map(|entry| entry.examples);
        let mut examples: Vec<String> = Vec::new();
        let fits = |text: &String| text.chars().count() <= MOST_TYPED_CHARS;
        for text in self.instead.into_iter().filter(fits).chain(of_verb.map(|text| (*text).to_owned())) {
            let text = text.trim().to_owned();
            if examples.len() < N_EXAMPLES && !text.is_empty() && !examples.contains(&text) && works(&text) {
                examples.push(text);
            }
        }
        ParseError { typed: shortened(typed, MOST_TYPED_CHARS), problem: brief(self.problem), examples }
    }
}

/// Complains about whatever is left of a text.
pub(super) fn nothing_more(rest: &str) -> Result<(), Complaint> {
    if rest.is_empty() { Ok(()) } else { Err(Problem::Extra { text: rest.into() }.into()) }
}

/// Nobody wants 3,000 characters back.
fn brief(problem: Problem) -> Problem {
    let short = |text: String| shortened(&text, MOST_QUOTED_CHARS);
    match problem {
        Problem::UnknownVerb { nearest } => Problem::UnknownVerb { nearest },
        Problem::UnknownKey { key, nearest } => Problem::UnknownKey { key: short(key), nearest },
        Problem::BadValue { key, value, expected } => Problem::BadValue { key, value: short(value), expected },
        Problem::Missing { what } => Problem::Missing { what },
        Problem::Extra { text } => Problem::Extra { text: short(text) },
        // Columns count from its beginning, so all of an expression is needed; the domain takes no longer ones.
        Problem::BadCron { expression, refusal } => {
            Problem::BadCron { expression: shortened(&expression, MOST_TYPED_CHARS), refusal }
        }
        Problem::BadDay { typed, reason } => Problem::BadDay { typed: short(typed), reason },
        Problem::PrivateOnly { what } => Problem::PrivateOnly { what },
    }
}
