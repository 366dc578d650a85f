//! What is done to a step by text.
//!
//! ```text
//! step     = "done"     which [ note ]
//!          | "block"    which { "needs:" person } because
//!          | "snooze"   which later [ because ]
//!          | "skip"     which because
//!          | "reassign" which person [ because ]
//!          | "stop"     which because
//! which    = account { "play:" word | "step:" number }
//! note     = quoted | because
//! because  = "because" all words to the end
//! later    = a day as everywhere: 2026-07-01, +3d, 3bd, fri
//! person   = "@" name | a mention
//! ```
//!
//! A step is meant by its account; where several stand open, by a part of the playbook's name or by its number as well.
//! The last word of an account's words may be that part: `stop acme rescue because …`.

use std::fmt;

use super::complaint::{Complaint, Problems};
use super::day::{could_be_day, day_last};
use super::grammar::{Wanted, wanted};
use super::hint::{SOMEBODY, at_most, hint};
use super::owner::somebody;
use super::text::collapsed;
use super::words::{first_word, is_quote, is_quoted, quoted};
use crate::domain::ids::AccountId;
use crate::domain::when::Day;

/// The longest reason: it has to fit into a button, when several steps could be meant.
const MOST_WORDS: usize = 1_000;
const BECAUSE: &str = "because";
const PLAY: &str = "play:";
const STEP: &str = "step:";
const NEEDS: &str = "needs:";

/// Something of a step, or of its run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepCommand {
    /// Of which account. Its last word may name the playbook.
    pub account: Wanted,
    /// A part of the playbook's name.
    pub play: Option<String>,
    /// The step's place, from 1.
    pub number: Option<u32>,
    /// What.
    pub what: StepTyped,
}

/// What is to be done, as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepTyped {
    /// It is done; without a note it is asked for.
    Done {
        /// What came of it.
        note: Option<String>,
    },
    /// It cannot go on.
    Block {
        /// Who is needed.
        needs: Option<String>,
        /// Why.
        reason: String,
    },
    /// Not now.
    Snooze {
        /// Until when.
        later: Day,
        /// Why, or nothing.
        reason: String,
    },
    /// It will not be done.
    Skip {
        /// Why.
        reason: String,
    },
    /// It is somebody else's.
    Reassign {
        /// Whose.
        to: String,
        /// Why, or nothing.
        reason: String,
    },
    /// The whole run is stopped.
    Stop {
        /// Why.
        reason: String,
    },
}

/// What a line begins with, after `play`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StepVerb {
    Done,
    Block,
    Snooze,
    Skip,
    Reassign,
    Stop,
}

impl StepVerb {
    const ALL: [Self; 6] = [Self::Done, Self::Block, Self::Snooze, Self::Skip, Self::Reassign, Self::Stop];

    fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Block => "block",
            Self::Snooze => "snooze",
            Self::Skip => "skip",
            Self::Reassign => "reassign",
            Self::Stop => "stop",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.as_str() == word)
    }
}

/// The words before the reason, taken apart.
#[derive(Default)]
struct Head {
    account: String,
    play: Option<String>,
    number: Option<u32>,
    needs: Option<String>,
    person: Option<String>,
    later: Option<Day>,
}

/// Reads what follows the verb.
pub(super) fn step(verb: StepVerb, rest: &str, here: Option<AccountId>) -> Result<StepCommand, Complaint> {
    let (account, words, note) = split(verb, rest, here)?;
    let head = head(verb, account, &words)?;
    let reason = match note {
        Some(note) if MOST_WORDS < note.chars().count() => {
            return Err(Problems::bad(BECAUSE, &note, at_most(MOST_WORDS)).into());
        }
        Some(note) => note,
        None => String::new(),
    };
    let needed = |reason: String| {
        if reason.is_empty() { Err(missing_reason(verb, rest)) } else { Ok(reason) }
    };
    let what = match verb {
        StepVerb::Done => StepTyped::Done { note: Some(reason).filter(|note| !note.is_empty()) },
        StepVerb::Block => StepTyped::Block { needs: head.needs, reason: needed(reason)? },
        StepVerb::Snooze => {
            let missing = || Problems::missing(hint!("until when: 1bd, 3bd, fri or 2026-07-01"));
            let later = head.later.ok_or_else(missing)?;
            StepTyped::Snooze { later, reason }
        }
        StepVerb::Skip => StepTyped::Skip { reason: needed(reason)? },
        StepVerb::Reassign => {
            let to = head.person.ok_or_else(|| Problems::missing(hint!("the new owner, like @bo")))?;
            StepTyped::Reassign { to, reason }
        }
        StepVerb::Stop => StepTyped::Stop { reason: needed(reason)? },
    };
    let account = if is_quoted(&head.account) { head.account } else { collapsed(&head.account) };
    Ok(StepCommand { account: wanted(&account, here)?, play: head.play, number: head.number, what })
}

fn missing_reason(verb: StepVerb, rest: &str) -> Complaint {
    let instead = format!("play {} {} because …", verb.as_str(), rest);
    Complaint::new(Problems::missing(hint!("why: because …"))).with([instead])
}

/// The account in quotation marks, the words before the reason, and the reason.
type Parts = (Option<String>, Vec<String>, Option<String>);

/// The account in quotation marks, where it stands so; the words up to the reason; and the reason, or the note.
fn split(verb: StepVerb, rest: &str, here: Option<AccountId>) -> Result<Parts, Complaint> {
    let (account, rest) = if is_quoted(rest) {
        let (name, after) = first_word(rest)?;
        // In an account's channel the only thing in marks is the note.
        if verb == StepVerb::Done && after.is_empty() && here.is_some() {
            return Ok((None, Vec::new(), Some(name)));
        }
        (Some(name), after)
    } else {
        (None, rest)
    };
    let mut words = Vec::new();
    let mut at = 0;
    for word in rest.split(' ') {
        let from = &rest[at..];
        if word.eq_ignore_ascii_case(BECAUSE) {
            return Ok((account, words, Some(collapsed(&from[word.len()..]))));
        }
        if verb == StepVerb::Done && word.starts_with(is_quote) {
            let (note, after) = first_word(from)?;
            super::complaint::nothing_more(after)?;
            return Ok((account, words, Some(note)));
        }
        at += word.len() + 1;
        words.extend(Some(word.to_owned()).filter(|word| !word.is_empty()));
    }
    Ok((account, words, None))
}

fn head(verb: StepVerb, account: Option<String>, words: &[String]) -> Result<Head, Complaint> {
    let (words, later) = if verb == StepVerb::Snooze { day_last(words)? } else { (words, None) };
    let mut head = Head { later, ..Head::default() };
    let mut of_account: Vec<&str> = Vec::new();
    for word in words {
        if let Some(play) = after(word, PLAY) {
            head.play = Some(play.to_owned()).filter(|play| !play.is_empty());
        } else if let Some(number) = after(word, STEP) {
            let number = number.parse().ok().filter(|number| (1..=99).contains(number));
            head.number = Some(number.ok_or_else(|| Problems::bad("step", word, hint!("its number, like step:2")))?);
        } else if let Some(person) = after(word, NEEDS).filter(|_| verb == StepVerb::Block) {
            head.needs = Some(somebody(person).ok_or_else(|| Problems::bad("needs", person, SOMEBODY))?);
        } else if verb == StepVerb::Reassign && head.person.is_none() && somebody(word).is_some() {
            head.person = somebody(word);
        } else {
            of_account.push(word);
        }
    }
    head.account = match account {
        Some(name) if of_account.is_empty() => quoted(&name),
        Some(name) => format!("{name} {}", of_account.join(" ")),
        None => of_account.join(" "),
    };
    Ok(head)
}

fn after<'a>(word: &'a str, key: &str) -> Option<&'a str> {
    word.get(..key.len()).filter(|begin| begin.eq_ignore_ascii_case(key)).map(|_| &word[key.len()..])
}

/// As it is typed.
impl fmt::Display for StepCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (verb, words, reason) = match &self.what {
            StepTyped::Done { note } => (StepVerb::Done, None, note.as_deref().unwrap_or_default()),
            StepTyped::Block { needs, reason } => {
                (StepVerb::Block, needs.as_ref().map(|needs| format!("{NEEDS}{needs}")), reason.as_str())
            }
            StepTyped::Snooze { later, reason } => (StepVerb::Snooze, Some(later.to_string()), reason.as_str()),
            StepTyped::Skip { reason } => (StepVerb::Skip, None, reason.as_str()),
            StepTyped::Reassign { to, reason } => (StepVerb::Reassign, Some(to.clone()), reason.as_str()),
            StepTyped::Stop { reason } => (StepVerb::Stop, None, reason.as_str()),
        };
        write!(f, " {}", verb.as_str())?;
        match &self.account {
            Wanted::Named(name) => write!(f, " {}", if is_plain(name) { name.clone() } else { quoted(name) })?,
            Wanted::OfChannel(_) => {}
        }
        self.play.iter().try_for_each(|play| write!(f, " {PLAY}{play}"))?;
        self.number.iter().try_for_each(|number| write!(f, " {STEP}{number}"))?;
        words.iter().try_for_each(|words| write!(f, " {words}"))?;
        // In an account's channel a name in marks that nothing follows would be the note.
        let is_in_marks = matches!(&self.account, Wanted::Named(name) if !is_plain(name));
        match reason {
            "" if verb == StepVerb::Done && is_in_marks => write!(f, " {BECAUSE}"),
            "" => Ok(()),
            reason => write!(f, " {BECAUSE} {reason}"),
        }
    }
}

/// Whether a name can stand without marks.
fn is_plain(name: &str) -> bool {
    let is_word = |word: &str| {
        word.chars().all(|c| c.is_alphanumeric() || "-._&".contains(c))
            && !word.eq_ignore_ascii_case(BECAUSE)
            && !could_be_day(word)
    };
    name.split(' ').all(is_word)
}

#[cfg(test)]
mod tests {
    use super::super::grammar::{Command, parse};
    use super::super::parse_error::Problem;
    use super::*;

    #[track_caller]
    fn check(text: &str, account: &str, what: StepTyped) {
        let step = StepCommand { account: Wanted::Named(account.into()), play: None, number: None, what };
        same(text, step);
    }

    #[track_caller]
    fn same(text: &str, step: StepCommand) {
        let command = Command::Step(step);
        assert_eq!(parse(text, None).as_ref(), Ok(&command), "{text}");
        assert_eq!(parse(&command.to_string(), None), Ok(command), "{text}");
    }

    fn done(note: &str) -> StepTyped {
        StepTyped::Done { note: Some(note.into()) }
    }

    #[test]
    fn a_step_is_moved_by_its_account() {
        check("play done acme \"Kim takes over\"", "acme", done("Kim takes over"));
        check("play DONE gold tier “Kim  takes over”", "gold tier", done("Kim takes over"));
        check("play done \"because ltd\" because it went well", "because ltd", done("it went well"));
        check("play done acme", "acme", StepTyped::Done { note: None });
        check("play done \"!\" because", "!", StepTyped::Done { note: None });
        let block = |needs: Option<&str>| StepTyped::Block { needs: needs.map(Into::into), reason: "legal".into() };
        check("play block acme because legal", "acme", block(None));
        check("play block acme needs:@bo because legal", "acme", block(Some("@bo")));
        let snooze = |later, reason: &str| StepTyped::Snooze { later, reason: reason.into() };
        let day = |text| Day::parse(text).expect("a day");
        check("play snooze acme 3bd", "acme", snooze(day("3bd"), ""));
        check("play snooze acme Fri because away", "acme", snooze(day("fri"), "away"));
        check("play snooze acme next fri", "acme", snooze(day("next fri"), ""));
        check("play snooze gold tier 2w", "gold tier", snooze(day("14d"), ""));
        check("play snooze \"acme\" 2026-07-01 because x", "acme", snooze(day("2026-07-01"), "x"));
        check("play skip acme because merged", "acme", StepTyped::Skip { reason: "merged".into() });
        let give = |reason: &str| StepTyped::Reassign { to: "@bo".into(), reason: reason.into() };
        check("play reassign acme @bo", "acme", give(""));
        check("play reassign acme @bo because his region", "acme", give("his region"));
        check("play stop acme rescue because sold", "acme rescue", StepTyped::Stop { reason: "sold".into() });
    }

    #[test]
    fn one_of_several_is_meant_by_playbook_and_number() {
        let step = StepCommand {
            account: Wanted::Named("acme".into()),
            play: Some("rescue".into()),
            number: Some(2),
            what: StepTyped::Skip { reason: "merged".into() },
        };
        same("play skip acme play:rescue step:2 because merged", step);
    }

    #[test]
    fn in_a_linked_channel_the_name_may_be_left_out() {
        let here = AccountId(uuid::Uuid::nil());
        for (text, what) in [
            ("play done \"all well\"", done("all well")),
            ("play done because all well", done("all well")),
            ("play snooze 3bd", StepTyped::Snooze { later: Day::parse("3bd").expect("a day"), reason: String::new() }),
        ] {
            let step = StepCommand { account: Wanted::OfChannel(here), play: None, number: None, what };
            assert_eq!(parse(text, Some(here)), Ok(Command::Step(step)), "{text}");
        }
    }

    #[test]
    fn what_is_left_out_or_wrong_runs_nothing() {
        let problem = |text: &str| parse(text, None).expect_err("no command").problem;
        assert!(matches!(problem("play skip acme"), Problem::Missing { .. }));
        assert!(matches!(problem("play block acme because"), Problem::Missing { .. }));
        assert!(matches!(problem("play snooze acme"), Problem::Missing { .. }));
        assert!(matches!(problem("play reassign acme because x"), Problem::Missing { .. }));
        assert!(matches!(problem("play skip because x"), Problem::Missing { .. }));
        assert!(matches!(problem("play skip acme step:x because x"), Problem::BadValue { .. }));
        assert!(matches!(problem("play block acme needs:bo because x"), Problem::BadValue { .. }));
        assert!(matches!(problem(&format!("play skip acme because {}", "x".repeat(1_001))), Problem::BadValue { .. }));
    }
}
