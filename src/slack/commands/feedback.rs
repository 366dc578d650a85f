//! What follows `feedback`: an account, and what it asks of the product.
//!
//! ```text
//! feedback = account [ { theme } text ]
//! theme    = "theme:" word { "," word }, where a dash stands for a space
//! text     = all words, in which themes may stand anywhere
//! ```
//!
//! The account is everything before a theme that stands among the first four words, so that it needs no quotation marks.
//! Where none does, the account is the first word; in a channel that is linked to one it is left out. Alone, it shows what
//! the account asked for; a text without a theme is not recorded yet: its theme is asked.

use std::fmt;

use super::complaint::{Complaint, Problems};
use super::grammar::{Wanted, account_name, wanted};
use super::hint::{at_most, hint};
use super::text::collapsed;
use super::words::{first_word, is_quoted, quoted};
use crate::domain::feedback::{FeedbackTheme, MOST_THEME_CHARS, MOST_THEMES, MOST_TYPED_CHARS};
use crate::domain::ids::AccountId;

const THEME: &str = "theme:";
/// A theme further on says nothing of where the account's name ends.
const MOST_NAME_WORDS: usize = 3;

/// Feedback to be recorded, or shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedbackCommand {
    /// Of which account.
    pub account: Wanted,
    /// What was said; `None`: what did they say?
    pub said: Option<FeedbackTyped>,
}

/// What was said, as it is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedbackTyped {
    /// What it is about; empty: it is asked.
    pub themes: Vec<FeedbackTheme>,
    /// The words.
    pub words: String,
}

/// Reads what follows `feedback`.
pub(super) fn feedback(rest: &str, here: Option<AccountId>) -> Result<FeedbackCommand, Complaint> {
    let rest = if is_quoted(rest) { rest.to_owned() } else { collapsed(rest) };
    let (account, rest) = split(&rest, here)?;
    let (mut themes, mut words) = (Vec::new(), Vec::new());
    for word in rest.split_whitespace() {
        match key_of(word) {
            Some(named) => themes.extend(read_themes(named)?),
            None => words.push(word),
        }
    }
    themes.dedup();
    let words = words.join(" ");
    if MOST_THEMES < themes.len() {
        let typed: Vec<String> = themes.iter().map(FeedbackTheme::word).collect();
        return Err(Problems::bad("theme", &typed.join(","), hint!("at most {most} themes", most = MOST_THEMES)).into());
    }
    // It travels in the value of a button, where these two take twice their room.
    if MOST_TYPED_CHARS < words.chars().count() + words.matches(['"', '\\']).count() {
        return Err(Problems::bad("feedback", &words, at_most(MOST_TYPED_CHARS)).into());
    }
    if words.is_empty() && !themes.is_empty() {
        let complaint = Complaint::new(Problems::missing(hint!("what they said")));
        return Err(complaint.with(["feedback acme theme:export the CSV stops at 10,000 rows".to_owned()]));
    }
    let said = (!words.is_empty()).then_some(FeedbackTyped { themes, words });
    Ok(FeedbackCommand { account, said })
}

/// What follows `theme:` in a word.
fn key_of(word: &str) -> Option<&str> {
    let key = word.get(..THEME.len())?;
    key.eq_ignore_ascii_case(THEME).then(|| &word[THEME.len()..])
}

fn read_themes(named: &str) -> Result<Vec<FeedbackTheme>, Complaint> {
    let words: Vec<&str> = named.split(',').filter(|word| !word.is_empty()).collect();
    let themes: Option<Vec<FeedbackTheme>> = words.iter().map(|word| FeedbackTheme::parse(word)).collect();
    themes.filter(|themes| !themes.is_empty()).ok_or_else(|| {
        let expected =
            hint!("a word of at most {most} characters, like export or data-export", most = MOST_THEME_CHARS);
        Problems::bad("theme", named, expected).into()
    })
}

/// The account, and what follows it.
fn split(rest: &str, here: Option<AccountId>) -> Result<(Wanted, &str), Complaint> {
    if is_quoted(rest) {
        let (word, after) = first_word(rest)?;
        return Ok((account_name(word).map(Wanted::Named)?, after));
    }
    let mut at = 0;
    for word in rest.split(' ').take(MOST_NAME_WORDS + 1) {
        if key_of(word).is_some() {
            let instead = [format!("feedback acme {}", &rest[at..])];
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

impl fmt::Display for FeedbackCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let has_theme = self.said.as_ref().is_some_and(|said| !said.themes.is_empty());
        match &self.account {
            Wanted::Named(name) if needs_marks(name, has_theme) => write!(f, " {}", quoted(name))?,
            Wanted::Named(_) | Wanted::OfChannel(_) => write!(f, "{}", self.account)?,
        }
        let Some(said) = &self.said else { return Ok(()) };
        if has_theme {
            let themes: Vec<String> = said.themes.iter().map(FeedbackTheme::word).collect();
            write!(f, " {THEME}{}", themes.join(","))?;
        }
        write!(f, " {}", said.words)
    }
}

fn needs_marks(name: &str, has_theme: bool) -> bool {
    let most = if has_theme { MOST_NAME_WORDS } else { 1 };
    most < name.split(' ').count() || name.split(' ').any(|word| key_of(word).is_some())
}

#[cfg(test)]
mod tests {
    use super::super::grammar::{Command, parse};
    use super::super::parse_error::Problem;
    use super::super::record::RecordCommand;
    use super::*;

    const HERE: AccountId = AccountId(uuid::Uuid::nil());

    #[track_caller]
    fn check(text: &str, here: Option<AccountId>, account: Wanted, said: Option<(&[&str], &str)>) {
        let theme = |word: &&str| FeedbackTheme::parse(word).expect("a theme");
        let said = said
            .map(|(themes, words)| FeedbackTyped { themes: themes.iter().map(theme).collect(), words: words.into() });
        let expected = Command::Record(RecordCommand::Feedback(FeedbackCommand { account, said }));
        assert_eq!(parse(text, here).as_ref(), Ok(&expected), "{text}");
        assert_eq!(parse(&expected.to_string(), here).as_ref(), Ok(&expected), "{expected}");
    }

    fn named(name: &str) -> Wanted {
        Wanted::Named(name.into())
    }

    #[test]
    fn themes_stand_anywhere_and_end_the_name() {
        check("feedback acme theme:export it stops", None, named("acme"), Some((&["export"], "it stops")));
        check(
            "FEEDBACK gold tier THEME:Data-Export,api slow",
            None,
            named("gold tier"),
            Some((&["data export", "api"], "slow")),
        );
        check(
            "feedback acme it stops at ten thousand theme:export",
            None,
            named("acme"),
            Some((&["export"], "it stops at ten thousand")),
        );
        check("feedback \"gold tier\" it stops", None, named("gold tier"), Some((&[], "it stops")));
        check("feedback acme it stops", None, named("acme"), Some((&[], "it stops")));
        check("feedback acme", None, named("acme"), None);
        check("feedback \"gold tier\"", None, named("gold tier"), None);
    }

    #[test]
    fn a_linked_channel_names_the_account() {
        let here = || Wanted::OfChannel(HERE);
        check("feedback theme:export it stops", Some(HERE), here(), Some((&["export"], "it stops")));
        check(
            "feedback it stops at ten thousand rows",
            Some(HERE),
            here(),
            Some((&[], "it stops at ten thousand rows")),
        );
        check("feedback", Some(HERE), here(), None);
        check("feedback acme theme:export it stops", Some(HERE), named("acme"), Some((&["export"], "it stops")));
    }

    #[test]
    fn what_is_wrong_runs_nothing() {
        let problem = |text: &str| parse(text, None).expect_err("no command").problem;
        assert!(matches!(problem("feedback"), Problem::Missing { .. }));
        assert!(matches!(problem("feedback theme:export it stops"), Problem::Missing { .. }));
        assert!(matches!(problem("feedback acme theme:export"), Problem::Missing { .. }));
        assert!(matches!(problem("feedback acme theme: it stops"), Problem::BadValue { .. }));
        assert!(matches!(problem("feedback acme theme:a,b,c,d,e,f it stops"), Problem::BadValue { .. }));
        assert!(matches!(problem(&format!("feedback acme theme:{} x", "a".repeat(41))), Problem::BadValue { .. }));
        assert!(matches!(problem(&format!("feedback acme theme:a {}", "a".repeat(701))), Problem::BadValue { .. }));
    }
}
