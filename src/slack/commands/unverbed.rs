//! A line that begins with no verb: an account's name, or a verb that is misspelt or does not exist.

use super::complaint::Complaint;
use super::grammar::{Command, Wanted, parse};
use super::parse_error::{ParseError, Problem};
use super::text::{collapsed, plain};
use super::verb::{Verb, nearest_verbs};
use super::words::is_quoted;

/// A line without a verb, taken apart as if there were one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unverbed {
    /// All of it: the name, if it is one.
    pub typed: String,
    /// What follows the first word.
    pub rest: String,
    near: Vec<Verb>,
}

impl Unverbed {
    /// `None` for a line that begins with a verb, stands in quotation marks, or is one word far from every verb.
    pub fn of(text: &str) -> Option<Self> {
        let typed = collapsed(&plain(text));
        let (first, rest) = typed.split_once(' ').unwrap_or((&typed, ""));
        if is_quoted(&typed) || typed.is_empty() || Verb::parse(first).is_some() {
            return None;
        }
        let (rest, near) = (rest.to_owned(), nearest_verbs(first));
        (!near.is_empty() || !rest.is_empty()).then_some(Self { typed, rest, near })
    }

    /// Whether its first word is near a verb.
    pub fn is_near_a_verb(&self) -> bool {
        !self.near.is_empty()
    }

    /// What is said of it when no account is called so; `near` are names that come near.
    pub fn complaint(&self, near: &[&str]) -> ParseError {
        let nearest = self.near.iter().map(|verb| verb.as_str().to_owned()).collect();
        let named = |name: &str| Command::Account(Wanted::Named(name.to_owned())).to_string();
        let meant = self.near.iter().map(|verb| format!("{} {}", verb.as_str(), self.rest));
        let of_rest = [format!("why {}", self.rest)].into_iter().filter(|_| self.near.is_empty());
        let instead = meant.chain(near.iter().take(1).map(|name| named(name))).chain(of_rest);
        let verb = self.near.first().copied().unwrap_or(Verb::Account);
        let complaint = Complaint::new(Problem::UnknownVerb { nearest }).with(instead).about(verb, &self.typed);
        complaint.into_error(&self.typed, |text| parse(text, None).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, near: &[&str], nearest: &[&str], examples: [&str; 3]) {
        let error = Unverbed::of(text).expect("no verb").complaint(near);
        let nearest = nearest.iter().map(ToString::to_string).collect();
        assert_eq!(error.problem, Problem::UnknownVerb { nearest }, "{text}");
        assert_eq!(error.examples, examples, "{text}");
    }

    #[test]
    fn a_verb_that_is_not_there_says_what_was_meant() {
        check("qbrs techcorp", &["TechCorp"], &["qbr"], ["qbr techcorp", "account TechCorp", "\"qbrs techcorp\""]);
        check(
            "forecats  techcorp likely",
            &[],
            &["forecast"],
            ["forecast techcorp likely", "\"forecats techcorp likely\"", "forecast acme"],
        );
        check("delete techcorp", &["TechCorp"], &[], ["account TechCorp", "why techcorp", "techcorp"]);
        check("bok", &[], &["book"], ["book", "\"bok\"", "book health:red,yellow renew:<60d"]);
        check(
            "boook \"gold tier\"",
            &[],
            &["book"],
            ["\"boook \\\"gold tier\\\"\"", "book", "book health:red,yellow renew:<60d"],
        );
    }

    #[test]
    fn a_verb_or_a_mere_name_is_left_alone() {
        for text in ["", "techcorp", "why techcorp", "\"qbrs techcorp\"", "“notes”", "NOTE techcorp", "?"] {
            assert_eq!(Unverbed::of(text), None, "{text}");
        }
        assert!(Unverbed::of("gold tier").is_some_and(|line| !line.is_near_a_verb()));
    }
}
