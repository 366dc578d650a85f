//! What follows `advocacy`: an account, and what it does for us before others.
//!
//! ```text
//! advocacy = account [ kind stage [ text ] ]
//! kind     = "case-study" | "case study" | "review" | "reference" | "talk"
//! stage    = "asked" | "agreed" | "done" | "declined"
//! text     = all words to the end
//! ```
//!
//! The account is everything before a kind with a stage behind it, so that it needs no quotation marks; in a channel that is
//! linked to one it is left out. Alone, it shows how far things have come.

use std::fmt;

use super::complaint::{Complaint, Problems};
use super::grammar::{Wanted, account_name, wanted};
use super::hint::{STAGES, hint, note_of_at_most};
use super::text::collapsed;
use super::words::{first_word, is_quoted, quoted};
use crate::domain::advocacy::{AdvocacyKind, AdvocacySaid, AdvocacyStage, MOST_NOTE_CHARS};
use crate::domain::ids::AccountId;

/// What is said of an account's advocacy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdvocacyCommand {
    /// Of which account.
    pub account: Wanted,
    /// What; `None`: how far have things come?
    pub said: Option<AdvocacySaid>,
}

/// Reads what follows `advocacy`.
pub(super) fn advocacy(rest: &str, here: Option<AccountId>) -> Result<AdvocacyCommand, Complaint> {
    let rest = if is_quoted(rest) { rest.to_owned() } else { collapsed(rest) };
    let (account, words) = if is_quoted(&rest) {
        let (word, after) = first_word(&rest)?;
        (Some(account_name(word).map(Wanted::Named)?), after.to_owned())
    } else {
        (None, rest)
    };
    let words: Vec<&str> = words.split_whitespace().collect();
    let found = (0..words.len()).find_map(|at| kind_at(&words[at..]).map(|(kind, n)| (at, kind, n)));
    let Some((at, kind, n)) = found else {
        // Without a kind there is nothing to say, and all words are the account's.
        return match account {
            Some(account) if words.is_empty() => Ok(AdvocacyCommand { account, said: None }),
            Some(_) => Err(unknown(&words)),
            None => Ok(AdvocacyCommand { account: wanted(&words.join(" "), here)?, said: None }),
        };
    };
    let account = match account {
        Some(account) if at == 0 => account,
        Some(_) => return Err(unknown(&words)),
        None => wanted(&words[..at].join(" "), here)
            .map_err(|complaint| complaint.with([format!("advocacy acme {}", words[at..].join(" "))]))?,
    };
    let after = &words[at + n..];
    let stage = after.first().and_then(|word| AdvocacyStage::parse(word)).ok_or_else(|| {
        let typed = after.first().copied().unwrap_or_default();
        let problem =
            if typed.is_empty() { Problems::missing(STAGES) } else { Problems::bad("advocacy", typed, STAGES) };
        Complaint::new(problem).with([format!("advocacy acme {} asked", kind.word())])
    })?;
    let note = after[1..].join(" ");
    // It travels in the value of a button, where these two take twice their room.
    if MOST_NOTE_CHARS < note.chars().count() + note.matches(['"', '\\']).count() {
        return Err(Problems::bad("advocacy", &note, note_of_at_most(MOST_NOTE_CHARS)).into());
    }
    Ok(AdvocacyCommand { account, said: Some(AdvocacySaid { kind, stage, note, link: None }) })
}

/// A kind at the beginning of some words, and how many of them it takes.
fn kind_at(words: &[&str]) -> Option<(AdvocacyKind, usize)> {
    let [first, rest @ ..] = words else { return None };
    if let Some(kind) = AdvocacyKind::parse(first) {
        return Some((kind, 1));
    }
    let both = rest.first().map(|second| format!("{first} {second}"))?;
    first.eq_ignore_ascii_case("case").then(|| AdvocacyKind::parse(&both)).flatten().map(|kind| (kind, 2))
}

fn unknown(words: &[&str]) -> Complaint {
    let expected = hint!("case-study, review, reference or talk, then asked, agreed, done or declined");
    let typed = words.first().copied().unwrap_or_default();
    Complaint::new(Problems::bad("advocacy", typed, expected)).with(["advocacy acme reference asked".to_owned()])
}

impl fmt::Display for AdvocacyCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.account {
            Wanted::Named(name) if needs_marks(name) => write!(f, " {}", quoted(name))?,
            Wanted::Named(_) | Wanted::OfChannel(_) => write!(f, "{}", self.account)?,
        }
        let Some(said) = &self.said else { return Ok(()) };
        write!(f, " {} {}", said.kind.word(), said.stage.as_str())?;
        if said.note.is_empty() { Ok(()) } else { write!(f, " {}", said.note) }
    }
}

fn needs_marks(name: &str) -> bool {
    let words: Vec<&str> = name.split(' ').collect();
    (0..words.len()).any(|at| kind_at(&words[at..]).is_some())
}

#[cfg(test)]
mod tests {
    use super::super::grammar::{Command, parse};
    use super::super::parse_error::Problem;
    use super::super::record::RecordCommand;
    use super::*;

    const HERE: AccountId = AccountId(uuid::Uuid::nil());

    #[track_caller]
    fn check(text: &str, account: Wanted, said: Option<(AdvocacyKind, AdvocacyStage, &str)>) {
        let said = said.map(|(kind, stage, note)| AdvocacySaid { kind, stage, note: note.into(), link: None });
        let here = matches!(account, Wanted::OfChannel(_)).then_some(HERE);
        let expected = Command::Record(RecordCommand::Advocacy(AdvocacyCommand { account, said }));
        assert_eq!(parse(text, here).as_ref(), Ok(&expected), "{text}");
        assert_eq!(parse(&expected.to_string(), here).as_ref(), Ok(&expected), "{expected}");
    }

    fn named(name: &str) -> Wanted {
        Wanted::Named(name.into())
    }

    #[test]
    fn a_kind_ends_the_name() {
        use AdvocacyKind::{CaseStudy, Reference, Talk};
        use AdvocacyStage::{Agreed, Asked, Done};
        check(
            "advocacy acme reference asked Kim, for Globex",
            named("acme"),
            Some((Reference, Asked, "Kim, for Globex")),
        );
        check("ADVOCACY gold tier Case Study AGREED", named("gold tier"), Some((CaseStudy, Agreed, "")));
        check("advocacy \"talk show\" talk done", named("talk show"), Some((Talk, Done, "")));
        check("advocacy gold tier", named("gold tier"), None);
        check("advocacy \"talk show\"", named("talk show"), None);
        check("advocacy reference asked", Wanted::OfChannel(HERE), Some((Reference, Asked, "")));
        check("advocacy", Wanted::OfChannel(HERE), None);
    }

    #[test]
    fn what_is_wrong_runs_nothing() {
        let problem = |text: &str| parse(text, None).expect_err("no command").problem;
        assert!(matches!(problem("advocacy"), Problem::Missing { .. }));
        assert!(matches!(problem("advocacy reference asked"), Problem::Missing { .. }));
        assert!(matches!(problem("advocacy acme reference"), Problem::Missing { .. }));
        assert!(matches!(problem("advocacy acme reference soon"), Problem::BadValue { .. }));
        assert!(matches!(problem("advocacy \"gold tier\" podcast asked"), Problem::BadValue { .. }));
        assert!(matches!(problem(&format!("advocacy acme talk done {}", "a".repeat(501))), Problem::BadValue { .. }));
    }
}
