//! What follows `forecast`: whose renewal, and what somebody expects of it.
//!
//! ```text
//! forecast = [ account ] [ category [ amount ] [ "because" reason ] ]
//! category = "commit" | "likely" | "best" [ "case" ] | "at-risk" | "at risk"
//! amount   = 45k, 1.2m, €25k, 25k EUR
//! ```
//!
//! The last category among the words counts; an account whose name holds one stands in quotation marks.

use std::fmt;

use super::complaint::{Complaint, Problems};
use super::grammar::{Wanted, wanted};
use super::hint::{CATEGORIES, hint, reason_of_at_most};
use super::text::collapsed;
use super::words::{first_word, is_quoted, quoted};
use crate::domain::ids::AccountId;
use crate::domain::renewal::{AmountText, Category, MOST_REASON_CHARS, Outlook};

const BECAUSE: &str = "because";
/// Words that are no answer to how a renewal stands.
const NO_ANSWERS: [&str; 5] = ["monitor", "monitoring", "unreviewed", "not-reviewed", "none"];

/// Whose renewal, and what is to be said of it; nothing: show what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForecastCommand {
    /// Whose.
    pub account: Wanted,
    /// What somebody expects.
    pub set: Option<ForecastSet>,
}

/// What somebody expects of a renewal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForecastSet {
    /// How sure they are.
    pub category: Category,
    /// What they expect it to be worth.
    pub amount: Option<AmountText>,
    /// Why; empty when they did not say.
    pub reason: String,
}

/// Reads what follows `forecast`.
pub(super) fn forecast(rest: &str, here: Option<AccountId>) -> Result<ForecastCommand, Complaint> {
    if is_quoted(rest) {
        let (_, after) = first_word(rest)?;
        let name = rest[..rest.len() - after.len()].trim_end();
        let account = wanted(name, here)?;
        let (words, reason) = split_reason(after)?;
        let set = if words.is_empty() && reason.is_none() { None } else { Some(setting(&words, reason, name)?) };
        return Ok(ForecastCommand { account, set });
    }
    let (words, reason) = split_reason(rest)?;
    let Some(at) = category_among(&words) else { return unset(&words, reason.is_some(), here) };
    let account = wanted(&words[..at].join(" "), here)?;
    Ok(ForecastCommand { account, set: Some(setting(&words[at..], reason, &words[..at].join(" "))?) })
}

/// Without a category: the account alone, or a category that was forgotten.
fn unset(words: &[&str], has_reason: bool, here: Option<AccountId>) -> Result<ForecastCommand, Complaint> {
    let (name, last) = match words.split_last() {
        Some((last, name)) if !name.is_empty() || here.is_some() => (name.join(" "), *last),
        Some(_) | None => (words.join(" "), ""),
    };
    if is_no_answer(last) {
        let expected = hint!("commit, likely, best or at-risk; to go on watching is no answer");
        let problem = Problems::bad("forecast", last, expected);
        return Err(Complaint::new(problem).with([format!("forecast {name} likely"), format!("forecast {name}")]));
    }
    if has_reason || (is_money(last) && 1 < words.len()) {
        let problem = Problems::missing(hint!("the category (commit, likely, best or at-risk)"));
        let name = if is_money(last) { name } else { words.join(" ") };
        return Err(Complaint::new(problem).with([format!("forecast {name} likely"), format!("forecast {name}")]));
    }
    Ok(ForecastCommand { account: wanted(&words.join(" "), here)?, set: None })
}

/// Where the last category is that an amount, nothing, or the wrong word follows. At the very beginning a wrong word
/// makes it a part of the account's name.
fn category_among(words: &[&str]) -> Option<usize> {
    (0..words.len())
        .rev()
        .find(|at| category_at(&words[*at..]).is_some_and(|(_, n_words)| 0 < *at || is_amount(&words[at + n_words..])))
}

/// The category at the beginning of these words, and how many of them it takes.
fn category_at(words: &[&str]) -> Option<(Category, usize)> {
    let two = words.get(..2).map(|two| two.join("_").to_lowercase());
    if let Some(category) = two.filter(|two| matches!(two.as_str(), "at_risk" | "best_case")) {
        return Category::parse(&category).map(|category| (category, 2));
    }
    words.first().and_then(|word| Category::parse(word)).map(|category| (category, 1))
}

fn is_amount(words: &[&str]) -> bool {
    words.is_empty() || AmountText::parse(&words.join(" ")).is_ok()
}

fn is_no_answer(word: &str) -> bool {
    NO_ANSWERS.iter().any(|no_answer| no_answer.eq_ignore_ascii_case(word))
}

/// Whether a word can hardly be anything but money: more than digits.
fn is_money(word: &str) -> bool {
    !word.bytes().all(|byte| byte.is_ascii_digit()) && AmountText::parse(word).is_ok()
}

/// The words before `because`, and what follows it.
fn split_reason(text: &str) -> Result<(Vec<&str>, Option<String>), Complaint> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let Some(at) = words.iter().position(|word| word.eq_ignore_ascii_case(BECAUSE)) else { return Ok((words, None)) };
    let reason = collapsed(&words[at + 1..].join(" "));
    match reason.chars().count() {
        0 => Err(Problems::missing(hint!("the reason")).into()),
        1..=MOST_REASON_CHARS => Ok((words[..at].to_vec(), Some(reason))),
        _ => Err(Problems::bad(BECAUSE, &reason, reason_of_at_most(MOST_REASON_CHARS)).into()),
    }
}

/// A category, perhaps an amount. `name` is the account's, for the lines that would work.
fn setting(words: &[&str], reason: Option<String>, name: &str) -> Result<ForecastSet, Complaint> {
    let Some((category, n_words)) = category_at(words) else {
        let typed = words.join(" ");
        let problem = Problems::bad("forecast", &typed, CATEGORIES);
        return Err(Complaint::new(problem).with([format!("forecast {name} likely"), format!("forecast {name}")]));
    };
    let amount = words[n_words..].join(" ");
    let amount = if amount.is_empty() {
        None
    } else {
        Some(AmountText::parse(&amount).map_err(|_| {
            let word = Outlook::from(category).as_str();
            let expected = hint!("an amount like 45k, 1.2m or €25k; a reason follows “because”");
            let problem = Problems::bad("amount", &amount, expected);
            let whole = quoted(&format!("{} {}", name, words.join(" ")));
            let instead = [format!("forecast {name} {word} because {amount}"), format!("forecast {whole}")];
            Complaint::new(problem).with(instead)
        })?)
    };
    Ok(ForecastSet { category, amount, reason: reason.unwrap_or_default() })
}

/// With a space before it.
impl fmt::Display for ForecastCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.account {
            Wanted::Named(name) if !is_plain(name) => write!(f, " {}", quoted(name))?,
            account @ (Wanted::Named(_) | Wanted::OfChannel(_)) => write!(f, "{account}")?,
        }
        let Some(set) = &self.set else { return Ok(()) };
        write!(f, " {}", Outlook::from(set.category).as_str())?;
        if let Some(amount) = &set.amount {
            write!(f, " {amount}")?;
        }
        if set.reason.is_empty() { Ok(()) } else { write!(f, " {BECAUSE} {}", set.reason) }
    }
}

/// Whether a name can be typed without quotation marks, whatever follows it.
fn is_plain(name: &str) -> bool {
    let is_taken =
        |word: &str| word.eq_ignore_ascii_case(BECAUSE) || Category::parse(word).is_some() || is_no_answer(word);
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_pair = words.windows(2).any(|two| category_at(two).is_some_and(|(_, n_words)| n_words == 2));
    let ends_in_money = words.last().is_some_and(|last| is_money(last));
    !is_pair && !ends_in_money && !words.iter().any(|word| is_taken(word))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::super::grammar::{Command, parse};
    use super::super::parse_error::Problem;
    use super::*;

    const HERE: AccountId = AccountId(Uuid::from_u128(7));

    fn named(name: &str) -> Wanted {
        Wanted::Named(name.into())
    }

    #[expect(clippy::unnecessary_wraps, reason = "short for the tables below")]
    fn set(category: Category, amount: &str, reason: &str) -> Option<ForecastSet> {
        let amount = (!amount.is_empty()).then(|| AmountText::parse(amount).expect("an amount"));
        Some(ForecastSet { category, amount, reason: reason.into() })
    }

    #[track_caller]
    fn check(text: &str, account: Wanted, set: Option<ForecastSet>) {
        let here = matches!(account, Wanted::OfChannel(_)).then_some(HERE);
        let expected = Command::Forecast(ForecastCommand { account, set });
        assert_eq!(parse(text, here), Ok(expected.clone()), "{text}");
        assert_eq!(parse(&expected.to_string(), here), Ok(expected), "{text}");
    }

    #[test]
    fn an_account_alone_asks() {
        check("forecast acme", named("acme"), None);
        check("forecast Tech  Corp", named("Tech Corp"), None);
        check("forecast best buy", named("best buy"), None);
        check("forecast \"likely\"", named("likely"), None);
        check("forecast studio 54", named("studio 54"), None);
        check("forecast", Wanted::OfChannel(HERE), None);
    }

    #[test]
    fn a_category_sets() {
        check("forecast acme commit", named("acme"), set(Category::Commit, "", ""));
        check("FORECAST Tech Corp at risk 30k", named("Tech Corp"), set(Category::AtRisk, "30k", ""));
        check("forecast acme at-risk", named("acme"), set(Category::AtRisk, "", ""));
        check("forecast acme best case €1.2m", named("acme"), set(Category::BestCase, "€1.2m", ""));
        check(
            "forecast acme best 25k EUR because met  Kim",
            named("acme"),
            set(Category::BestCase, "25k EUR", "met Kim"),
        );
        check("forecast likely 40k", Wanted::OfChannel(HERE), set(Category::Likely, "40k", ""));
        check("forecast \"Best Case Ltd\" likely 40k", named("Best Case Ltd"), set(Category::Likely, "40k", ""));
        check(
            "forecast “because Ltd” commit because because it is",
            named("because Ltd"),
            set(Category::Commit, "", "because it is"),
        );
    }

    #[track_caller]
    fn refused(text: &str, problem: &str, example: &str) {
        let error = parse(text, None).expect_err("must be refused");
        let said = match &error.problem {
            Problem::BadValue { key, value, expected } => format!("{key} {value}: {expected}"),
            Problem::Missing { what } => format!("missing {what}"),
            Problem::UnknownVerb { .. }
            | Problem::UnknownKey { .. }
            | Problem::Extra { .. }
            | Problem::BadCron { .. }
            | Problem::BadDay { .. }
            | Problem::PrivateOnly { .. } => format!("{:?}", error.problem),
        };
        assert!(said.contains(problem), "{text}: {said}");
        assert!(error.examples.iter().any(|line| line == example), "{text}: {:?}", error.examples);
    }

    #[test]
    fn what_is_no_forecast_says_what_would_be_one() {
        refused("forecast", "missing the account", "forecast acme");
        refused("forecast acme monitor", "no answer", "forecast acme likely");
        refused("forecast acme 45k", "missing the category", "forecast acme likely");
        refused("forecast acme because they said so", "missing the category", "forecast acme likely");
        refused("forecast acme likely lots", "amount lots", "forecast acme likely because lots");
        refused("forecast acme likely -5k", "amount -5k", "forecast \"acme likely -5k\"");
        refused("forecast acme likely because", "missing the reason", "forecast acme");
        refused("forecast \"acme\" 45k", "forecast 45k", "forecast \"acme\" likely");
        refused(&format!("forecast acme likely because {}", "x".repeat(301)), "at most 300", "forecast acme");
        refused("forecast likely 40k", "missing the account", "forecast acme");
    }
}
