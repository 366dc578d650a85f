//! What follows `pulse`: a person's own call on an account.
//!
//! ```text
//! pulse  = account [ call | "withdraw" ]
//! call   = ( "red" | "yellow" | "green" ) [ "until:" day ] [ reason ]
//! day    = as everywhere: 2026-07-01, 30d, 3bd, fri
//! reason = all words to the end
//! ```
//!
//! The account is everything before the first colour, so that it needs no quotation marks; a name with a colour in it
//! does. Without a reason the call is asked for in a form.

use std::fmt;

use super::complaint::{Complaint, Problems, nothing_more};
use super::day::day_first;
use super::grammar::{Command, Wanted, wanted};
use super::hint::{hint, reason_of_at_most};
use super::text::collapsed;
use super::words::{first_word, is_quoted, quoted};
use crate::domain::health::Band;
use crate::domain::ids::AccountId;
use crate::domain::pulse::MOST_REASON_CHARS;
use crate::domain::when::Day;

const WITHDRAW: &str = "withdraw";
const UNTIL: &str = "until:";

/// What to do about a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PulseCommand {
    /// Ask for it.
    Ask {
        /// The colour, if it was named.
        band: Option<Band>,
        /// The end, if it was named.
        until: Option<Day>,
    },
    /// Make it.
    Set {
        /// The colour.
        band: Band,
        /// The end, if it was named.
        until: Option<Day>,
        /// Why.
        reason: String,
    },
    /// Take it back.
    Withdraw,
}

/// Reads what follows `pulse`.
pub(super) fn pulse(rest: &str, here: Option<AccountId>) -> Result<Command, Complaint> {
    let (account, call) = split(rest)?;
    let account = wanted(account, here).map_err(|complaint| complaint.with(with_account(call)))?;
    let what = what(call)?;
    Ok(Command::Pulse { account, what })
}

/// The account's words, and what follows them.
fn split(rest: &str) -> Result<(&str, &str), Complaint> {
    if is_quoted(rest) {
        let (_, call) = first_word(rest)?;
        return Ok((rest[..rest.len() - call.len()].trim(), call));
    }
    let mut at = 0;
    for word in rest.split(' ') {
        let is_last = at + word.len() == rest.len();
        if Band::parse(word).is_some() || is_last && word.eq_ignore_ascii_case(WITHDRAW) {
            return Ok((rest[..at].trim(), &rest[at..]));
        }
        at += word.len() + 1;
    }
    Ok((rest, ""))
}

fn what(call: &str) -> Result<PulseCommand, Complaint> {
    let (word, rest) = call.split_once(' ').unwrap_or((call, ""));
    if word.is_empty() {
        return Ok(PulseCommand::Ask { band: None, until: None });
    }
    if word.eq_ignore_ascii_case(WITHDRAW) {
        return nothing_more(rest.trim()).map(|()| PulseCommand::Withdraw);
    }
    let wrong = || Problems::bad("pulse", word, hint!("red, yellow, green or withdraw"));
    let band = Band::parse(word).ok_or_else(wrong)?;
    let (until, reason) = day_first(rest, UNTIL)?;
    let reason = collapsed(reason);
    if MOST_REASON_CHARS < reason.chars().count() {
        return Err(Problems::bad("pulse", &reason, reason_of_at_most(MOST_REASON_CHARS)).into());
    }
    Ok(if reason.is_empty() {
        PulseCommand::Ask { band: Some(band), until }
    } else {
        PulseCommand::Set { band, until, reason }
    })
}

/// What was typed with an account in it.
fn with_account(call: &str) -> Vec<String> {
    vec![format!("pulse acme {call}")]
}

impl PulseCommand {
    /// As it is typed. A name that could be misread stands in quotation marks.
    pub(super) fn write(&self, f: &mut fmt::Formatter<'_>, account: &Wanted) -> fmt::Result {
        match account {
            Wanted::Named(name) if needs_marks(name) => write!(f, " {}", quoted(name))?,
            Wanted::Named(_) | Wanted::OfChannel(_) => write!(f, "{account}")?,
        }
        match self {
            Self::Ask { band, until } => write_call(f, *band, *until),
            Self::Set { band, until, reason } => {
                write_call(f, Some(*band), *until)?;
                write!(f, " {reason}")
            }
            Self::Withdraw => write!(f, " {WITHDRAW}"),
        }
    }
}

fn needs_marks(name: &str) -> bool {
    name.split(' ').any(|word| Band::parse(word).is_some() || word.eq_ignore_ascii_case(WITHDRAW))
}

fn write_call(f: &mut fmt::Formatter<'_>, band: Option<Band>, until: Option<Day>) -> fmt::Result {
    if let Some(band) = band {
        write!(f, " {}", band.as_str())?;
    }
    until.map_or(Ok(()), |day| write!(f, " {UNTIL}{day}"))
}

#[cfg(test)]
mod tests {
    use super::super::grammar::parse;
    use super::super::parse_error::Problem;
    use super::*;

    #[track_caller]
    fn check(text: &str, account: &str, what: PulseCommand) {
        let command = Command::Pulse { account: Wanted::Named(account.into()), what };
        assert_eq!(parse(text, None).as_ref(), Ok(&command), "{text}");
        assert_eq!(parse(&command.to_string(), None), Ok(command), "{text}");
    }

    fn set(band: Band, until: Option<Day>, reason: &str) -> PulseCommand {
        PulseCommand::Set { band, until, reason: reason.into() }
    }

    #[test]
    fn a_call_is_a_colour_and_a_reason() {
        let until = |text| Day::parse(text).expect("a day");
        check("pulse acme red their sponsor is leaving", "acme", set(Band::Red, None, "their sponsor is leaving"));
        check("PULSE gold tier GREEN all is well", "gold tier", set(Band::Green, None, "all is well"));
        check("pulse \"Red Bull\" yellow  slow  replies", "Red Bull", set(Band::Yellow, None, "slow replies"));
        check("pulse acme red until:30d x", "acme", set(Band::Red, Some(until("30d")), "x"));
        check("pulse acme red UNTIL:2026-07-01 x", "acme", set(Band::Red, Some(until("2026-07-01")), "x"));
        check("pulse acme red until we meet", "acme", set(Band::Red, None, "until we meet"));
        check("pulse acme green no longer red", "acme", set(Band::Green, None, "no longer red"));
        check("pulse acme green withdraw", "acme", set(Band::Green, None, "withdraw"));
    }

    #[test]
    fn what_is_left_out_is_asked_for() {
        check("pulse acme", "acme", PulseCommand::Ask { band: None, until: None });
        check("pulse acme yellow", "acme", PulseCommand::Ask { band: Some(Band::Yellow), until: None });
        let until = Day::parse("6w").ok();
        check("pulse acme yellow until:6w", "acme", PulseCommand::Ask { band: Some(Band::Yellow), until });
    }

    #[test]
    fn a_call_is_taken_back() {
        check("pulse acme withdraw", "acme", PulseCommand::Withdraw);
        check("pulse \"withdraw ltd\" withdraw", "withdraw ltd", PulseCommand::Withdraw);
    }

    #[test]
    fn in_a_linked_channel_the_name_may_be_left_out() {
        let here = AccountId(uuid::Uuid::nil());
        let command = parse("pulse red their sponsor is leaving", Some(here)).expect("a command");
        let what = set(Band::Red, None, "their sponsor is leaving");
        assert_eq!(command, Command::Pulse { account: Wanted::OfChannel(here), what });
    }

    #[test]
    fn what_is_wrong_runs_nothing() {
        let problem = |text: &str| parse(text, None).expect_err("no command").problem;
        assert!(matches!(problem("pulse"), Problem::Missing { .. }));
        assert!(matches!(problem("pulse red bad news"), Problem::Missing { .. }));
        assert!(matches!(problem("pulse acme red until:soon x"), Problem::BadDay { .. }));
        assert!(matches!(problem("pulse acme red until:"), Problem::Missing { .. }));
        assert!(matches!(problem("pulse \"acme\" purple x"), Problem::BadValue { .. }));
        assert!(matches!(problem(&format!("pulse acme red {}", "x".repeat(301))), Problem::BadValue { .. }));
    }
}
