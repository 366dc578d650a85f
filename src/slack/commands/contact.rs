//! What follows `contact`: an account, and what is said of somebody there.
//!
//! ```text
//! contact = account [ said ]
//! said    = "add" name "as" role | "left" name [ "on:" day ]
//! role    = "champion" | "executive" | "buyer" | "user"
//! name    = words
//! ```
//!
//! The account is everything before the first `add` or `left`, so that it needs no quotation marks; a name with one of
//! these in it does. Without more it shows who is there. Somebody who is there already and is added again becomes what is
//! said.

use std::fmt;

use super::complaint::{Complaint, Problems};
use super::day::day_of_last_key;
use super::grammar::{Wanted, account_name, wanted};
use super::hint::{hint, name_of_at_most};
use super::text::collapsed;
use super::words::{first_word, is_quoted, quoted};
use crate::domain::contact::{ContactRole, MOST_CONTACT_CHARS};
use crate::domain::ids::AccountId;
use crate::domain::when::Day;

const ADD: &str = "add";
const LEFT: &str = "left";
const AS: &str = "as";
const ON: &str = "on:";

/// People at an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactCommand {
    /// At which.
    pub account: Wanted,
    /// What is said; `None`: who is there?
    pub said: Option<ContactTyped>,
}

/// What is said of somebody, as it is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContactTyped {
    /// They are there.
    Is {
        /// Who.
        name: String,
        /// As what.
        role: ContactRole,
    },
    /// They left.
    Left {
        /// Who.
        name: String,
        /// When.
        on: Option<Day>,
    },
}

/// Reads what follows `contact`.
pub(super) fn contact(rest: &str, here: Option<AccountId>) -> Result<ContactCommand, Complaint> {
    let rest = if is_quoted(rest) { rest.to_owned() } else { collapsed(rest) };
    let (account, rest) = split(&rest, here)?;
    let words: Vec<&str> = rest.split_whitespace().collect();
    let said = match words.as_slice() {
        [] => None,
        [verb, who @ ..] if verb.eq_ignore_ascii_case(ADD) => Some(added(who)?),
        [verb, who @ ..] if verb.eq_ignore_ascii_case(LEFT) => Some(gone(who)?),
        [other, ..] => return Err(Problems::bad("contact", other, hint!("add or left")).into()),
    };
    Ok(ContactCommand { account, said })
}

fn split(rest: &str, here: Option<AccountId>) -> Result<(Wanted, &str), Complaint> {
    if is_quoted(rest) {
        let (word, after) = first_word(rest)?;
        return Ok((account_name(word).map(Wanted::Named)?, after));
    }
    let mut at = 0;
    for word in rest.split(' ') {
        if is_verb(word) {
            let instead = [format!("contact acme {}", &rest[at..])];
            let account = wanted(rest[..at].trim(), here).map_err(|complaint| complaint.with(instead))?;
            return Ok((account, &rest[at..]));
        }
        at += word.len() + 1;
    }
    Ok((wanted(rest, here)?, ""))
}

fn is_verb(word: &str) -> bool {
    [ADD, LEFT].iter().any(|verb| verb.eq_ignore_ascii_case(word))
}

fn added(who: &[&str]) -> Result<ContactTyped, Complaint> {
    let example = || ["contact acme add Kim Lee as champion".to_owned()];
    let [words @ .., between, role] = who else {
        return Err(Complaint::new(Problems::missing(hint!("a name, `as` and a role"))).with(example()));
    };
    let role = ContactRole::parse(role).filter(|_| between.eq_ignore_ascii_case(AS)).ok_or_else(|| {
        let expected = hint!("a name, then as champion, executive, buyer or user");
        let problem = Problems::bad("contact", &who.join(" "), expected);
        Complaint::new(problem).with(example())
    })?;
    Ok(ContactTyped::Is { name: somebody(words)?, role })
}

fn gone(who: &[&str]) -> Result<ContactTyped, Complaint> {
    let (words, on) = day_of_last_key(who, ON)?;
    Ok(ContactTyped::Left { name: somebody(words)?, on })
}

fn somebody(words: &[&str]) -> Result<String, Complaint> {
    let name = words.join(" ");
    match name.chars().count() {
        0 => Err(Problems::missing(hint!("their name")).into()),
        1..=MOST_CONTACT_CHARS => Ok(name),
        _ => Err(Problems::bad("contact", &name, name_of_at_most(MOST_CONTACT_CHARS)).into()),
    }
}

impl fmt::Display for ContactCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.account {
            Wanted::Named(name) if name.split(' ').any(is_verb) => write!(f, " {}", quoted(name))?,
            Wanted::Named(_) | Wanted::OfChannel(_) => write!(f, "{}", self.account)?,
        }
        match &self.said {
            None => Ok(()),
            Some(ContactTyped::Is { name, role }) => write!(f, " {ADD} {name} {AS} {}", role.as_str()),
            Some(ContactTyped::Left { name, on }) => {
                write!(f, " {LEFT} {name}")?;
                on.map_or(Ok(()), |day| write!(f, " {ON}{day}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::grammar::{Command, parse};
    use super::super::parse_error::Problem;
    use super::super::record::RecordCommand;
    use super::*;

    #[track_caller]
    fn check(text: &str, account: Wanted, said: Option<ContactTyped>) {
        let here = Some(AccountId(uuid::Uuid::nil()));
        let expected = Command::Record(RecordCommand::Contact(ContactCommand { account, said }));
        assert_eq!(parse(text, here).as_ref(), Ok(&expected), "{text}");
        assert_eq!(parse(&expected.to_string(), here).as_ref(), Ok(&expected), "{expected}");
    }

    #[test]
    fn people_come_and_go() {
        let named = |name: &str| Wanted::Named(name.into());
        let here = Wanted::OfChannel(AccountId(uuid::Uuid::nil()));
        let kim = || Some(ContactTyped::Is { name: "Kim Lee".into(), role: ContactRole::Champion });
        let left = |on| Some(ContactTyped::Left { name: "Dana".into(), on });
        check("contact acme", named("acme"), None);
        check("contact", here.clone(), None);
        check("contact gold tier add Kim  Lee as CHAMPION", named("gold tier"), kim());
        check("contact add Kim Lee as champion", here, kim());
        check("contact acme left Dana", named("acme"), left(None));
        check("contact acme left Dana on:yesterday", named("acme"), left(Day::parse("yesterday").ok()));
        check("contact \"left bank\" left Dana", named("left bank"), left(None));
        check("contact \"left bank\"", named("left bank"), None);
    }

    #[test]
    fn what_is_wrong_runs_nothing() {
        let problem = |text: &str| parse(text, None).expect_err("no command").problem;
        assert!(matches!(problem("contact"), Problem::Missing { .. }));
        assert!(matches!(problem("contact add Kim as user"), Problem::Missing { .. }));
        assert!(matches!(problem("contact acme add Kim"), Problem::Missing { .. }));
        assert!(matches!(problem("contact acme add as user"), Problem::Missing { .. }));
        assert!(matches!(problem("contact acme add Kim as king"), Problem::BadValue { .. }));
        assert!(matches!(problem("contact acme left"), Problem::Missing { .. }));
        assert!(matches!(problem("contact acme left Dana on:soon"), Problem::BadDay { .. }));
        assert!(matches!(problem("contact \"acme\" moved Dana"), Problem::BadValue { .. }));
    }
}
