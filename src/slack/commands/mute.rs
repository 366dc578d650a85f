//! What follows `mute` and `unmute`: signals of an account that are to be silent, or to speak again.
//!
//! ```text
//! mute    = [ "all" ] | account [ signals [ "until:" day ] "because" reason ]
//! unmute  = account [ signals ], without them all of the account's
//! signals = t1 to t11, one or several with commas
//! day     = as everywhere: 2026-07-01, 30d, 3bd, fri; without it thirty days
//! ```
//!
//! The account is everything before the first signal, so that it needs no quotation marks; in a channel that is linked to one
//! it may be left out before signals. Alone, it shows what is silent in one's own book; `all` in everybody's.

use std::fmt;

use super::complaint::{Complaint, Problems};
use super::day::day_first;
use super::grammar::{Wanted, wanted};
use super::hint::{SIGNALS, hint, reason_of_at_most};
use super::text::collapsed;
use super::words::{first_word, is_quoted, quoted};
use crate::domain::ids::AccountId;
use crate::domain::mute::MOST_REASON_CHARS;
use crate::domain::signal::SignalKind;
use crate::domain::when::Day;

const UNTIL: &str = "until:";
const BECAUSE: &str = "because";
const ALL: &str = "all";

/// What to do about silent signals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MuteCommand {
    /// Show them.
    Show {
        /// Of everybody's accounts.
        is_all: bool,
    },
    /// Show those of an account.
    Of(Wanted),
    /// Silence some.
    Set {
        /// Of which account.
        account: Wanted,
        /// Which.
        kinds: Vec<SignalKind>,
        /// Until when; `None`: for the usual time.
        until: Option<Day>,
        /// Why.
        reason: String,
    },
    /// Let them speak again.
    Lift {
        /// Of which account.
        account: Wanted,
        /// Which; none named: all.
        kinds: Vec<SignalKind>,
    },
}

/// Reads what follows `mute`.
pub(super) fn mute(rest: &str, here: Option<AccountId>) -> Result<MuteCommand, Complaint> {
    if rest.is_empty() || rest.eq_ignore_ascii_case(ALL) {
        return Ok(MuteCommand::Show { is_all: !rest.is_empty() });
    }
    let (account, kinds, rest) = split(rest, here, "mute")?;
    if kinds.is_empty() {
        return Ok(MuteCommand::Of(account));
    }
    let (until, rest) = day_first(&rest, UNTIL)?;
    let (word, reason) = rest.split_once(' ').unwrap_or((rest, ""));
    if !word.eq_ignore_ascii_case(BECAUSE) || reason.is_empty() {
        let numbers = numbers(&kinds);
        let complaint = Complaint::new(Problems::missing(hint!("because, and why")));
        return Err(complaint.with([format!("mute acme {numbers} because it is known")]));
    }
    if MOST_REASON_CHARS < reason.chars().count() {
        return Err(Problems::bad("because", reason, reason_of_at_most(MOST_REASON_CHARS)).into());
    }
    Ok(MuteCommand::Set { account, kinds, until, reason: reason.to_owned() })
}

/// Reads what follows `unmute`.
pub(super) fn unmute(rest: &str, here: Option<AccountId>) -> Result<MuteCommand, Complaint> {
    let (account, kinds, rest) = split(rest, here, "unmute")?;
    super::complaint::nothing_more(&rest)?;
    Ok(MuteCommand::Lift { account, kinds })
}

/// The account, the signals, and what follows them.
fn split(rest: &str, here: Option<AccountId>, verb: &str) -> Result<(Wanted, Vec<SignalKind>, String), Complaint> {
    let (marked, words) = if is_quoted(rest) {
        let (_, after) = first_word(rest)?;
        (Some(rest[..rest.len() - after.len()].trim()), collapsed(after))
    } else {
        (None, collapsed(rest))
    };
    let words: Vec<&str> = words.split_whitespace().collect();
    let at = words.iter().position(|word| is_signals(word)).filter(|at| marked.is_none() || *at == 0);
    let Some(at) = at else {
        if marked.is_some() && !words.is_empty() {
            return Err(Problems::bad(verb, words[0], hint!("signals like t6 or t3,t8")).into());
        }
        return Ok((wanted(marked.unwrap_or(rest), here)?, Vec::new(), String::new()));
    };
    let after = words[at..].join(" ");
    let typed = marked.map_or_else(|| words[..at].join(" "), str::to_owned);
    let account = wanted(&typed, here).map_err(|complaint| complaint.with([format!("{verb} acme {after}")]))?;
    Ok((account, signals(words[at])?, words[at + 1..].join(" ")))
}

/// A word that names signals: its first is one.
fn is_signals(word: &str) -> bool {
    let word = key_off(word);
    word.split(',').next().is_some_and(|first| SignalKind::parse(first).is_some())
}

/// `signal:t6` is `t6`.
fn key_off(word: &str) -> &str {
    let key = "signal:";
    if word.get(..key.len()).is_some_and(|typed| typed.eq_ignore_ascii_case(key)) { &word[key.len()..] } else { word }
}

fn signals(word: &str) -> Result<Vec<SignalKind>, Complaint> {
    let words = key_off(word).split(',').filter(|word| !word.is_empty());
    let bad = |word: &str| Complaint::from(Problems::bad("signal", word, SIGNALS));
    words.map(|word| SignalKind::parse(word).ok_or_else(|| bad(word))).collect()
}

fn numbers(kinds: &[SignalKind]) -> String {
    kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(",")
}

impl MuteCommand {
    /// Whether it lets something speak again.
    pub(super) fn is_lifted(&self) -> bool {
        matches!(self, Self::Lift { .. })
    }
}

/// With a space before it.
impl fmt::Display for MuteCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Show { is_all } => f.write_str(if *is_all { " all" } else { "" }),
            Self::Of(account) => write_account(f, account),
            Self::Lift { account, kinds } => {
                write_account(f, account)?;
                if kinds.is_empty() { Ok(()) } else { write!(f, " {}", numbers(kinds)) }
            }
            Self::Set { account, kinds, until, reason } => {
                write_account(f, account)?;
                write!(f, " {}", numbers(kinds))?;
                until.map_or(Ok(()), |day| write!(f, " {UNTIL}{day}"))?;
                write!(f, " {BECAUSE} {reason}")
            }
        }
    }
}

fn write_account(f: &mut fmt::Formatter<'_>, account: &Wanted) -> fmt::Result {
    match account {
        Wanted::Named(name) if name.split(' ').any(is_signals) || name.eq_ignore_ascii_case(ALL) => {
            write!(f, " {}", quoted(name))
        }
        Wanted::Named(_) | Wanted::OfChannel(_) => write!(f, "{account}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::grammar::{Command, parse};
    use super::super::parse_error::Problem;
    use super::super::record::RecordCommand;
    use super::*;

    const HERE: AccountId = AccountId(uuid::Uuid::nil());

    #[track_caller]
    fn check(text: &str, here: Option<AccountId>, expected: MuteCommand) {
        let expected = Command::Record(RecordCommand::Mute(expected));
        assert_eq!(parse(text, here).as_ref(), Ok(&expected), "{text}");
        assert_eq!(parse(&expected.to_string(), here).as_ref(), Ok(&expected), "{expected}");
    }

    fn named(name: &str) -> Wanted {
        Wanted::Named(name.into())
    }

    #[test]
    fn a_signal_ends_the_name() {
        let (t3, t6) = (SignalKind::ExpansionReady, SignalKind::UsageCliff);
        let set = |account, kinds: &[SignalKind], until: Option<&str>, reason: &str| MuteCommand::Set {
            account,
            kinds: kinds.to_vec(),
            until: until.map(|day| Day::parse(day).expect("a day")),
            reason: reason.into(),
        };
        check("mute", None, MuteCommand::Show { is_all: false });
        check("MUTE all", None, MuteCommand::Show { is_all: true });
        check("mute gold tier", None, MuteCommand::Of(named("gold tier")));
        check("mute \"all\"", None, MuteCommand::Of(named("all")));
        check(
            "mute gold tier T6 because they close in summer",
            None,
            set(named("gold tier"), &[t6], None, "they close in summer"),
        );
        check(
            "mute \"t6 gmbh\" signal:t3,t6 until:60d because x",
            None,
            set(named("t6 gmbh"), &[t3, t6], Some("60d"), "x"),
        );
        check(
            "mute t6 until:2026-07-01 because x",
            Some(HERE),
            set(Wanted::OfChannel(HERE), &[t6], Some("2026-07-01"), "x"),
        );
        check("unmute acme t6", None, MuteCommand::Lift { account: named("acme"), kinds: vec![t6] });
        check("unmute acme", None, MuteCommand::Lift { account: named("acme"), kinds: Vec::new() });
        check("unmute", Some(HERE), MuteCommand::Lift { account: Wanted::OfChannel(HERE), kinds: Vec::new() });
    }

    #[test]
    fn what_is_wrong_runs_nothing() {
        let problem = |text: &str| parse(text, None).expect_err("no command").problem;
        assert!(matches!(problem("mute acme t6"), Problem::Missing { .. }));
        assert!(matches!(problem("mute acme t6 because"), Problem::Missing { .. }));
        assert!(matches!(problem("mute t6 because x"), Problem::Missing { .. }));
        assert!(matches!(problem("mute acme t6,t99 because x"), Problem::BadValue { .. }));
        assert!(matches!(problem("mute acme t6 until:soon because x"), Problem::BadDay { .. }));
        assert!(matches!(problem("mute \"gold tier\" forever"), Problem::BadValue { .. }));
        assert!(matches!(problem("unmute"), Problem::Missing { .. }));
        assert!(matches!(problem("unmute acme t6 now"), Problem::Extra { .. }));
    }
}
