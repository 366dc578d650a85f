//! What follows `risks`: filters of a book, and which signals.
//!
//! ```text
//! risks   = { filter | "signal:" signals }
//! signals = t1 to t11, one or several with commas: any of them
//! ```

use std::fmt::{self, Write};

use super::complaint::Complaint;
use super::filters::{Filter, Key, write_book};
use super::grammar::{Command, filters};
use super::verb::Verb;
use crate::domain::risks::RisksFilter;

/// Reads what follows `risks`.
pub(super) fn risks(rest: &str) -> Result<Command, Complaint> {
    let filters = filters(Verb::Risks, rest, &Key::OF_RISKS)?;
    let (kinds, owner) = (filters.signals(), filters.owner());
    let (accounts, page) = filters.book();
    Ok(Command::Risks { filter: RisksFilter { kinds, accounts }, owner, page })
}

/// Writes a filter and a page as they are typed, each with a space before it.
pub(super) fn write_risks(f: &mut impl Write, filter: &RisksFilter, page: i64) -> fmt::Result {
    if !filter.kinds.is_empty() {
        write!(f, " {}", Filter::Signals(filter.kinds.clone()))?;
    }
    write_book(f, &filter.accounts, page)
}

#[cfg(test)]
mod tests {
    use super::super::grammar::parse;
    use super::super::parse_error::Problem;
    use super::*;
    use crate::domain::account::{BookFilter, BookScope};
    use crate::domain::health::Band;
    use crate::domain::signal::SignalKind;

    #[track_caller]
    fn check(text: &str, kinds: &[SignalKind], accounts: BookFilter) {
        let filter = RisksFilter { kinds: kinds.to_vec(), accounts };
        assert_eq!(parse(text, None), Ok(Command::Risks { filter, owner: None, page: 0 }), "{text}");
    }

    #[test]
    fn signals_are_filtered_like_books_and_by_number() {
        let (t4, t5) = (SignalKind::CriticalTicket, SignalKind::RenewalAtRisk);
        check("risks", &[], BookFilter::default());
        check("RISKS signal:T5,t4", &[t4, t5], BookFilter::default());
        let all = BookFilter { scope: BookScope::All, bands: vec![Band::Red], ..BookFilter::default() };
        check("risks all signals: t4, t5 health:red", &[t4, t5], all);
    }

    #[test]
    fn what_is_no_signal_is_told_what_is_one() {
        let expected = "t1 to t11, or several with commas";
        let error = parse("risks signal:t12", None).expect_err("there are eleven");
        assert_eq!(
            error.problem,
            Problem::BadValue { key: "signal".into(), value: "t12".into(), expected: expected.into() }
        );
        assert_eq!(error.examples, ["risks signal:t1", "risks", "risks signal:t4,t5 all"]);
        let error = parse("risks t4", None).expect_err("a key is missing");
        assert_eq!(error.examples, ["risks signal:t4", "\"risks t4\"", "risks"]);
        let error = parse("book signal:t4", None).expect_err("a book has no signals");
        assert_eq!(error.examples[1], "risks signal:t4");
    }
}
