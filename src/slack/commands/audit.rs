//! What follows `audit`: which deeds.
//!
//! ```text
//! audit = [ deed ] [ "page:" number ]
//! deed  = the beginning of its name: touch, pulse.set
//! ```

use std::fmt;

use super::complaint::{Complaint, Problems};
use super::hint;
use super::parse_error::Problem;
use crate::domain::audit::{AuditAsk, MOST_DEED_CHARS};

const PAGE: &str = "page:";
const MOST_PAGES: i64 = 10_000;

/// Reads what follows `audit`.
pub(super) fn audit(rest: &str) -> Result<AuditAsk, Complaint> {
    let mut ask = AuditAsk::default();
    let mut has_page = false;
    for word in rest.split_whitespace() {
        let lower = word.to_lowercase();
        if let Some(typed) = lower.strip_prefix(PAGE).filter(|_| !has_page) {
            let page = typed.parse().ok().filter(|page| (1..=MOST_PAGES).contains(page));
            ask.page = page.ok_or_else(|| Problems::bad("page", typed, hint::PAGE))? - 1;
            has_page = true;
        } else if ask.verb.is_none() && is_deed(&lower) {
            ask.verb = Some(lower);
        } else {
            return Err(Problem::Extra { text: word.to_owned() }.into());
        }
    }
    Ok(ask)
}

fn is_deed(word: &str) -> bool {
    let is_fine = |byte: u8| byte.is_ascii_lowercase() || matches!(byte, b'.' | b'_');
    word.len() <= MOST_DEED_CHARS && word.bytes().all(is_fine)
}

/// Writes it as it is typed.
pub(super) fn write_audit(f: &mut fmt::Formatter<'_>, ask: &AuditAsk) -> fmt::Result {
    ask.verb.iter().try_for_each(|verb| write!(f, " {verb}"))?;
    if ask.page == 0 { Ok(()) } else { write!(f, " {PAGE}{}", ask.page + 1) }
}

#[cfg(test)]
mod tests {
    use super::super::grammar::{Command, parse};
    use super::*;

    #[test]
    fn deeds_are_asked_for_by_the_beginning_of_their_name() {
        for (text, verb, page) in [
            ("audit", None, 0),
            ("AUDIT touch", Some("touch"), 0),
            ("audit page:3 pulse.set", Some("pulse.set"), 2),
            ("audit page:1", None, 0),
        ] {
            let expected = Command::Audit(AuditAsk { verb: verb.map(str::to_owned), page });
            assert_eq!(parse(text, None).as_ref(), Ok(&expected), "{text}");
            assert_eq!(parse(&expected.to_string(), None).as_ref(), Ok(&expected), "{expected}");
        }
        let problem = |text: &str| parse(text, None).expect_err("no command").problem;
        assert!(matches!(problem("audit page:0"), Problem::BadValue { .. }));
        assert!(matches!(problem("audit touch pulse"), Problem::Extra { .. }));
        assert!(matches!(problem("audit @ana"), Problem::Extra { .. }));
    }
}
