//! What follows `quiet`: filters of a book.

use std::fmt;

use super::complaint::Complaint;
use super::filters::{Key, write_book};
use super::grammar::filters;
use super::verb::Verb;
use crate::domain::account::BookFilter;

/// Silent accounts that are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuietAsk {
    /// Which.
    pub filter: BookFilter,
    /// Somebody, as typed: their accounts, whatever the filter's scope says.
    pub owner: Option<String>,
    /// Counted from 0.
    pub page: i64,
}

/// Reads what follows `quiet`.
pub(super) fn quiet(rest: &str) -> Result<QuietAsk, Complaint> {
    let filters = filters(Verb::Quiet, rest, &Key::OF_BOOK)?;
    let owner = filters.owner();
    let (filter, page) = filters.book();
    Ok(QuietAsk { filter, owner, page })
}

/// With a space before each filter.
impl fmt::Display for QuietAsk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.owner.iter().try_for_each(|owner| write!(f, " owner:{owner}"))?;
        write_book(f, &self.filter, self.page)
    }
}

#[cfg(test)]
mod tests {
    use super::super::grammar::{Command, parse};
    use super::*;
    use crate::domain::account::BookScope;
    use crate::domain::health::Band;

    #[test]
    fn it_is_filtered_as_a_book_is() {
        let all = BookFilter { scope: BookScope::All, bands: vec![Band::Red], ..BookFilter::default() };
        for (text, filter, page) in [
            ("quiet", BookFilter::default(), 0),
            ("QUIET all health:red", all.clone(), 0),
            ("quiet health:red owner:all page:2", all, 1),
        ] {
            let expected = Command::Quiet(QuietAsk { filter, owner: None, page });
            assert_eq!(parse(text, None).as_ref(), Ok(&expected), "{text}");
            assert_eq!(parse(&expected.to_string(), None).as_ref(), Ok(&expected), "{expected}");
        }
        for text in ["quiet techcorp", "quiet signal:t8", "quiet health:blue", "quiet health:red health:green"] {
            assert!(parse(text, None).is_err(), "{text}");
        }
        let of = parse("quiet owner:@bo", None).expect("a command");
        assert_eq!(parse(&of.to_string(), None), Ok(of));
    }
}
