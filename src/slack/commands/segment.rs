//! What follows `segment`: an account, a segment or `auto`, and the reason after `because`.
//!
//! ```text
//! segment = account ( "tech" | "low" | "mid" | "high" | "auto" ) "because" reason
//! ```

use std::fmt::{self, Write};

use super::complaint::{Complaint, Problems};
use super::grammar::{Command, Wanted, account_name, wanted};
use super::hint::{SEGMENTS, at_most, hint};
use super::text::collapsed;
use super::words::{first_word, is_quoted, quoted};
use crate::domain::ids::AccountId;
use crate::domain::segment::Segment;

/// The longest reason.
const MOST_REASON_CHARS: usize = 300;
const BECAUSE: &str = "because";

/// Reads what follows the verb.
pub(super) fn segment(rest: &str, here: Option<AccountId>) -> Result<Command, Complaint> {
    let (quoted_name, rest) = if is_quoted(rest) {
        first_word(rest).map(|(word, after)| (Some(word), after.to_owned()))?
    } else {
        (None, collapsed(rest))
    };
    let (what, reason) = split_because(&rest);
    let (before, word) = what.rsplit_once(' ').unwrap_or(("", &what));
    let segment = segment_of(word)?;
    let account = match quoted_name {
        Some(typed) if before.is_empty() => Wanted::Named(account_name(typed)?),
        Some(_) => return Err(Problems::bad("segment", &what, SEGMENTS).into()),
        None => wanted(before, here)?,
    };
    let Some(reason) = reason.filter(|reason| !reason.is_empty()) else {
        let instead = format!("segment{account} {word} because strategic logo");
        return Err(Complaint::new(Problems::missing(hint!("the reason, after because"))).with([instead]));
    };
    if MOST_REASON_CHARS < reason.chars().count() {
        return Err(Problems::bad("reason", &reason, at_most(MOST_REASON_CHARS)).into());
    }
    Ok(Command::Segment { account, segment, reason })
}

fn segment_of(word: &str) -> Result<Option<Segment>, Complaint> {
    match word.to_lowercase().as_str() {
        "" => Err(Problems::missing(hint!("the account and its segment")).into()),
        "auto" => Ok(None),
        _ => Segment::parse(word).map(Some).ok_or_else(|| {
            Problems::bad("segment", word, hint!("one of tech, low, mid, high or auto, before because")).into()
        }),
    }
}

/// What stands before the first `because`, and the reason after it.
fn split_because(text: &str) -> (String, Option<String>) {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.iter().position(|word| word.eq_ignore_ascii_case(BECAUSE)) {
        Some(at) => (words[..at].join(" "), Some(words[at + 1..].join(" "))),
        None => (words.join(" "), None),
    }
}

/// With a space before each part. The name is quoted: it may hold a `because` of its own.
pub(super) fn write_segment(
    f: &mut impl Write,
    account: &Wanted,
    segment: Option<Segment>,
    reason: &str,
) -> fmt::Result {
    match account {
        Wanted::Named(name) => write!(f, " {}", quoted(name))?,
        Wanted::OfChannel(_) => {}
    }
    let word = segment.map_or("auto", |segment| segment.as_str().trim_end_matches("_touch"));
    write!(f, " {word} {BECAUSE} {reason}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(account: &str, segment: Option<Segment>, reason: &str) -> Command {
        Command::Segment { account: Wanted::Named(account.into()), segment, reason: reason.into() }
    }

    #[test]
    fn an_account_a_segment_and_a_reason() {
        for (text, expected) in [
            ("Tech Corp mid because strategic logo", named("Tech Corp", Some(Segment::MidTouch), "strategic logo")),
            ("techcorp AUTO  Because  it shrank", named("techcorp", None, "it shrank")),
            ("\"just because\" high-touch because because", named("just because", Some(Segment::HighTouch), "because")),
        ] {
            let read = segment(text, None).expect(text);
            assert_eq!(read, expected, "{text}");
            let printed = read.to_string();
            assert_eq!(
                segment(printed.trim_start_matches("segment").trim(), None).expect("printed"),
                expected,
                "{printed}"
            );
        }
        let here = AccountId(uuid::Uuid::from_u128(7));
        let read = segment("low because served by a partner", Some(here)).expect("the channel's account");
        assert!(matches!(read, Command::Segment { account: Wanted::OfChannel(id), .. } if id == here));
    }

    #[test]
    fn each_part_is_asked_for() {
        for text in ["", "techcorp", "techcorp mid", "techcorp mid because", "mid because x", "techcorp big because x"]
        {
            assert!(segment(text, None).is_err(), "{text}");
        }
    }
}
