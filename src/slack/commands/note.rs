//! What follows `note`: an account, and a touch with it.
//!
//! ```text
//! note  = account [ touch ] [ text ]
//! touch = kind { minutes | "unanswered" | "on:" day }
//! kind  = "call" | "email" | "meeting" | "qbr" | "ebr" | "training"
//! minutes = 30m, 1h, 1h30m
//! day   = as everywhere, but counted back: 2026-02-27, yesterday, fri for the last one, last fri
//! text  = all words to the end
//! ```
//!
//! The account is everything before a kind that stands among the first four words, so that it needs no quotation marks.
//! Where none does, the account is the first word; in a channel that is linked to one it is left out. A note without a kind
//! is not logged yet: it is asked what it was.

use std::fmt;

use super::complaint::{Complaint, Problems};
use super::day::day_first;
use super::grammar::{Wanted, account_name, wanted};
use super::hint::note_of_at_most;
use super::text::collapsed;
use super::words::{first_word, is_quoted, quoted};
use crate::domain::ids::AccountId;
use crate::domain::touch::{MOST_MINUTES, MOST_TYPED_CHARS, TouchKind};
use crate::domain::when::Day;

const UNANSWERED: &str = "unanswered";
const ON: &str = "on:";
/// A kind further on is a word of the text.
const MOST_NAME_WORDS: usize = 3;

/// A touch to be logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteCommand {
    /// With which account.
    pub account: Wanted,
    /// What it was; `None`: it is asked.
    pub touch: Option<TouchTyped>,
    /// What was said.
    pub text: String,
}

/// What a touch was, as it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TouchTyped {
    /// The kind.
    pub kind: TouchKind,
    /// How long it took.
    pub minutes: Option<i32>,
    /// Whether the customer took part.
    pub two_way: bool,
    /// When; `None`: today.
    pub on: Option<Day>,
}

/// Reads what follows `note`.
pub(super) fn note(rest: &str, here: Option<AccountId>) -> Result<NoteCommand, Complaint> {
    let rest = if is_quoted(rest) { rest.to_owned() } else { collapsed(rest) };
    let (account, rest) = split(&rest, here)?;
    let text = collapsed(rest);
    let (first, options) = text.split_once(' ').unwrap_or((&text, ""));
    let (touch, text) = match TouchKind::parse(first) {
        Some(kind) => {
            let mut touch = TouchTyped { kind, minutes: None, two_way: true, on: None };
            let mut rest = options;
            while let Some(after) = option(&mut touch, rest)? {
                rest = after;
            }
            (Some(touch), rest.to_owned())
        }
        None => (None, text),
    };
    // It travels in the value of a button, where these two take twice their room.
    let n_doubled = text.matches(['"', '\\']).count();
    if MOST_TYPED_CHARS < text.chars().count() + n_doubled {
        return Err(Problems::bad("note", &text, note_of_at_most(MOST_TYPED_CHARS)).into());
    }
    Ok(NoteCommand { account, touch, text })
}

/// The account, and what follows it.
fn split(rest: &str, here: Option<AccountId>) -> Result<(Wanted, &str), Complaint> {
    if is_quoted(rest) {
        let (word, after) = first_word(rest)?;
        return Ok((account_name(word).map(Wanted::Named)?, after));
    }
    let mut at = 0;
    for word in rest.split(' ').take(MOST_NAME_WORDS + 1) {
        if TouchKind::parse(word).is_some() {
            let instead = [format!("note acme {}", &rest[at..])];
            let account = wanted(rest[..at].trim(), here).map_err(|complaint| complaint.with(instead))?;
            return Ok((account, &rest[at..]));
        }
        at += word.len() + 1;
    }
    if let Some(here) = here {
        return Ok((Wanted::OfChannel(here), rest));
    }
    let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
    Ok((wanted(word, None)?, after))
}

/// Takes what says more of the touch, and gives what follows; nothing when the text begins here.
fn option<'a>(touch: &mut TouchTyped, rest: &'a str) -> Result<Option<&'a str>, Complaint> {
    let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
    if word.eq_ignore_ascii_case(UNANSWERED) && touch.two_way {
        touch.two_way = false;
        return Ok(Some(after));
    }
    if touch.on.is_none()
        && let (Some(day), after) = day_first(rest, ON)?
    {
        touch.on = Some(day);
        return Ok(Some(after));
    }
    let minutes = minutes(word).filter(|_| touch.minutes.is_none());
    touch.minutes = minutes.or(touch.minutes);
    Ok(minutes.map(|_| after))
}

/// `30m`, `1h`, `1h30m`.
fn minutes(word: &str) -> Option<i32> {
    let lower = word.to_lowercase();
    let (hours, rest) = lower.split_once('h').map_or((None, lower.as_str()), |(hours, rest)| (Some(hours), rest));
    let hours: i32 = hours.map_or(Some(0), digits)?;
    let minutes: i32 = match rest.strip_suffix('m') {
        Some(minutes) => digits(minutes)?,
        None if rest.is_empty() && 0 < hours => 0,
        None => return None,
    };
    let total = hours.checked_mul(60)?.checked_add(minutes)?;
    (1..=MOST_MINUTES).contains(&total).then_some(total)
}

fn digits(text: &str) -> Option<i32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

impl fmt::Display for NoteCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.account, &self.touch) {
            (Wanted::Named(name), None) => write!(f, " {}", quoted(name))?,
            (Wanted::Named(name), Some(_)) if needs_marks(name) => write!(f, " {}", quoted(name))?,
            (Wanted::Named(_) | Wanted::OfChannel(_), _) => write!(f, "{}", self.account)?,
        }
        if let Some(touch) = &self.touch {
            write!(f, " {}", touch.kind.as_str())?;
            touch.minutes.map_or(Ok(()), |minutes| write!(f, " {minutes}m"))?;
            touch.on.map_or(Ok(()), |day| write!(f, " {ON}{day}"))?;
            if !touch.two_way {
                write!(f, " {UNANSWERED}")?;
            }
        }
        if self.text.is_empty() { Ok(()) } else { write!(f, " {}", self.text) }
    }
}

fn needs_marks(name: &str) -> bool {
    MOST_NAME_WORDS < name.split(' ').count() || name.split(' ').any(|word| TouchKind::parse(word).is_some())
}

#[cfg(test)]
mod tests {
    use super::super::grammar::{Command, parse};
    use super::super::parse_error::Problem;
    use super::super::record::RecordCommand;
    use super::*;

    const HERE: AccountId = AccountId(uuid::Uuid::nil());

    #[track_caller]
    fn check(text: &str, account: &str, touch: Option<TouchTyped>, said: &str) {
        let note = NoteCommand { account: Wanted::Named(account.into()), touch, text: said.into() };
        check_in(text, None, note);
    }

    #[track_caller]
    fn check_in(text: &str, here: Option<AccountId>, note: NoteCommand) {
        let expected = Command::Record(RecordCommand::Note(note));
        assert_eq!(parse(text, here).as_ref(), Ok(&expected), "{text}");
        assert_eq!(parse(&expected.to_string(), here).as_ref(), Ok(&expected), "{expected}");
    }

    const CALL: TouchTyped = TouchTyped { kind: TouchKind::Call, minutes: None, two_way: true, on: None };

    #[test]
    fn a_touch_says_what_it_was() {
        let half_an_hour = TouchTyped { minutes: Some(30), ..CALL };
        check("note acme call 30m met Kim: all is well", "acme", Some(half_an_hour), "met Kim: all is well");
        check("NOTE gold tier CALL", "gold tier", Some(CALL), "");
        check("note acme call 1h30m x", "acme", Some(TouchTyped { minutes: Some(90), ..CALL }), "x");
        check("note acme call 30m 40m x", "acme", Some(half_an_hour), "40m x");
        let mail =
            TouchTyped { kind: TouchKind::Email, two_way: false, on: Day::parse("yesterday").ok(), minutes: None };
        check("note acme e-mail unanswered on:yesterday again", "acme", Some(mail), "again");
        let day = Day::parse("2026-02-27").ok();
        check("note \"call centre\" call on:2026-02-27", "call centre", Some(TouchTyped { on: day, ..CALL }), "");
    }

    #[test]
    fn without_a_kind_the_account_is_one_word() {
        check("note acme spoke to Kim, all is well", "acme", None, "spoke to Kim, all is well");
        check("note acme", "acme", None, "");
        check("note acme we will all go to the call", "acme", None, "we will all go to the call");
        check("note \"gold tier\" spoke to Kim", "gold tier", None, "spoke to Kim");
    }

    #[test]
    fn a_linked_channel_names_the_account() {
        let note = |touch, text: &str| NoteCommand { account: Wanted::OfChannel(HERE), touch, text: text.into() };
        check_in(
            "note call 30m with Kim",
            Some(HERE),
            note(Some(TouchTyped { minutes: Some(30), ..CALL }), "with Kim"),
        );
        check_in("note spoke to Kim", Some(HERE), note(None, "spoke to Kim"));
        check_in("note", Some(HERE), note(None, ""));
        let other = NoteCommand { account: Wanted::Named("acme".into()), touch: Some(CALL), text: "x".into() };
        check_in("note acme call x", Some(HERE), other);
    }

    #[test]
    fn what_is_wrong_runs_nothing() {
        let problem = |text: &str| parse(text, None).expect_err("no command").problem;
        assert!(matches!(problem("note"), Problem::Missing { .. }));
        assert!(matches!(problem("note call 30m"), Problem::Missing { .. }));
        assert!(matches!(problem("note acme call on:soon"), Problem::BadDay { .. }));
        assert!(matches!(problem("note acme call on:2026-02-31"), Problem::BadDay { .. }));
        assert!(matches!(problem(&format!("note acme call {}", "a".repeat(701))), Problem::BadValue { .. }));
    }
}
