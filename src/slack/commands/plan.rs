//! What follows `plan` and `qbr`: an account, and what of it.
//!
//! ```text
//! plan    = account [ ( "tick" | "missed" | "nudge" ) number ]
//! qbr     = account { quarter | "markdown" }
//! quarter = 2026-q1, 2026q1
//! ```
//!
//! An account whose name ends in such words stands in quotation marks.

use std::fmt;

use super::complaint::{Complaint, Problems};
use super::grammar::{Wanted, wanted};
use super::hint::hint;
use super::text::collapsed;
use super::words::{first_word, is_quoted, quoted};
use crate::domain::ids::AccountId;
use crate::domain::plan::{Mark, PlanAsk};
use crate::domain::portfolio::PeriodAsked;
use crate::domain::qbr::{QbrShape, quarter};

const TICK: &str = "tick";
const MISSED: &str = "missed";
const NUDGE: &str = "nudge";
const MARKDOWN: &str = "markdown";

/// A success plan, and what of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanCommand {
    /// Whose.
    pub account: Wanted,
    /// What of it.
    pub ask: PlanAsk,
}

/// The pack of a quarterly review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QbrCommand {
    /// Whose.
    pub account: Wanted,
    /// Of which quarter; `None`: the usual one.
    pub quarter: Option<PeriodAsked>,
    /// As what.
    pub shape: QbrShape,
}

/// Reads what follows `plan`.
pub(super) fn plan(rest: &str, here: Option<AccountId>) -> Result<PlanCommand, Complaint> {
    let (name, words) = split(rest)?;
    let (n_taken, ask) = match words.as_slice() {
        [.., verb, number] if is_verb(verb) => (2, asked(verb, number, &name)?),
        [.., verb] if is_verb(verb) => {
            let instead = ["plan acme tick 2".to_owned(), format!("plan {}", quoted(rest))];
            return Err(Complaint::new(Problems::missing(hint!("the milestone's number"))).with(instead));
        }
        _ => (0, PlanAsk::Open),
    };
    let account = account(&name, &words[..words.len() - n_taken], here)?;
    Ok(PlanCommand { account, ask })
}

fn is_verb(word: &str) -> bool {
    [TICK, MISSED, NUDGE].iter().any(|verb| verb.eq_ignore_ascii_case(word))
}

fn asked(verb: &str, number: &str, name: &str) -> Result<PlanAsk, Complaint> {
    let known = number.parse().ok().filter(|number| (1..=9_999).contains(number));
    let number: u32 = known.ok_or_else(|| {
        let problem = Problems::bad(verb, number, hint!("a milestone's number, as its plan shows it"));
        Complaint::new(problem).with([format!("plan {name} {verb} 1"), format!("plan {name}")])
    })?;
    Ok(match verb.to_lowercase().as_str() {
        TICK => PlanAsk::Mark(number, Mark::Tick),
        MISSED => PlanAsk::Mark(number, Mark::Miss),
        _ => PlanAsk::Nudge(number),
    })
}

/// Reads what follows `qbr`.
pub(super) fn qbr(rest: &str, here: Option<AccountId>) -> Result<QbrCommand, Complaint> {
    let (name, words) = split(rest)?;
    let (mut at, mut asked, mut shape) = (words.len(), None, QbrShape::Message);
    while let Some(word) = at.checked_sub(1).map(|last| words[last].as_str()) {
        if word.eq_ignore_ascii_case(MARKDOWN) && shape == QbrShape::Message {
            shape = QbrShape::Markdown;
        } else if let Some(known) = quarter(word).filter(|_| asked.is_none()) {
            asked = Some(known);
        } else if looks_like_quarter(word) {
            let problem = Problems::bad("quarter", word, hint!("a calendar quarter like 2026-q1"));
            let before = words[..at - 1].join(" ");
            return Err(Complaint::new(problem).with([format!("qbr {name}{before}")]));
        } else {
            break;
        }
        at -= 1;
    }
    Ok(QbrCommand { account: account(&name, &words[..at], here)?, quarter: asked, shape })
}

/// Four digits and a `q`: no account is called so.
fn looks_like_quarter(word: &str) -> bool {
    let (year, rest) = word.split_at_checked(4).unwrap_or(("", word));
    let rest = rest.trim_start_matches('-').to_lowercase();
    year.bytes().all(|byte| byte.is_ascii_digit()) && !year.is_empty() && rest.starts_with('q')
}

/// A quoted name as it was typed, and the words after it; without one, all words.
fn split(rest: &str) -> Result<(String, Vec<String>), Complaint> {
    if !is_quoted(rest) {
        return Ok((String::new(), collapsed(rest).split_whitespace().map(str::to_owned).collect()));
    }
    let (_, after) = first_word(rest)?;
    let name = rest[..rest.len() - after.len()].trim().to_owned();
    Ok((name, after.split_whitespace().map(str::to_owned).collect()))
}

fn account(name: &str, words: &[String], here: Option<AccountId>) -> Result<Wanted, Complaint> {
    match (name.is_empty(), words.is_empty()) {
        (true, _) => wanted(&words.join(" "), here),
        (false, true) => wanted(name, here),
        (false, false) => wanted(&format!("{name} {}", words.join(" ")), here),
    }
}

/// With a space before it. A name that could be misread stands in quotation marks.
fn write_account(f: &mut fmt::Formatter<'_>, account: &Wanted) -> fmt::Result {
    match account {
        Wanted::Named(name) if needs_marks(name) => write!(f, " {}", quoted(name)),
        Wanted::Named(_) | Wanted::OfChannel(_) => write!(f, "{account}"),
    }
}

fn needs_marks(name: &str) -> bool {
    name.split(' ').any(|word| is_verb(word) || word.eq_ignore_ascii_case(MARKDOWN) || looks_like_quarter(word))
}

impl fmt::Display for PlanCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_account(f, &self.account)?;
        match self.ask {
            PlanAsk::Open => Ok(()),
            PlanAsk::Mark(number, Mark::Tick) => write!(f, " {TICK} {number}"),
            PlanAsk::Mark(number, Mark::Miss) => write!(f, " {MISSED} {number}"),
            PlanAsk::Nudge(number) => write!(f, " {NUDGE} {number}"),
        }
    }
}

impl fmt::Display for QbrCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_account(f, &self.account)?;
        if let Some(quarter) = self.quarter {
            write!(f, " {quarter}")?;
        }
        match self.shape {
            QbrShape::Message => Ok(()),
            QbrShape::Markdown => write!(f, " {MARKDOWN}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::grammar::{Command, parse};
    use super::super::parse_error::Problem;
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &Command) {
        assert_eq!(parse(text, None).as_ref(), Ok(expected), "{text}");
        assert_eq!(parse(&expected.to_string(), None).as_ref(), Ok(expected), "{expected}");
    }

    fn plan(name: &str, ask: PlanAsk) -> Command {
        Command::Plan(PlanCommand { account: Wanted::Named(name.into()), ask })
    }

    fn qbr(name: &str, quarter: Option<&str>, shape: QbrShape) -> Command {
        let quarter = quarter.and_then(PeriodAsked::parse);
        Command::Qbr(QbrCommand { account: Wanted::Named(name.into()), quarter, shape })
    }

    #[test]
    fn a_plan_is_read_ticked_and_nudged() {
        check("plan acme", &plan("acme", PlanAsk::Open));
        check("PLAN gold  tier TICK 2", &plan("gold tier", PlanAsk::Mark(2, Mark::Tick)));
        check("plan acme missed 3", &plan("acme", PlanAsk::Mark(3, Mark::Miss)));
        check("plan \"tick 2\" nudge 1", &plan("tick 2", PlanAsk::Nudge(1)));
        check("plan \"tick 2\"", &plan("tick 2", PlanAsk::Open));
        let here = AccountId(uuid::Uuid::nil());
        let of_channel = Command::Plan(PlanCommand { account: Wanted::OfChannel(here), ask: PlanAsk::Nudge(4) });
        assert_eq!(parse("plan nudge 4", Some(here)), Ok(of_channel));
    }

    #[test]
    fn a_pack_has_a_quarter_and_a_shape() {
        check("qbr acme", &qbr("acme", None, QbrShape::Message));
        check("qbr gold tier 2026Q1", &qbr("gold tier", Some("2026-q1"), QbrShape::Message));
        check("qbr acme markdown 2026-q1", &qbr("acme", Some("2026-q1"), QbrShape::Markdown));
        check("qbr \"markdown\" markdown", &qbr("markdown", None, QbrShape::Markdown));
    }

    #[test]
    fn what_is_wrong_runs_nothing() {
        let problem = |text: &str| parse(text, None).expect_err("no command").problem;
        assert!(matches!(problem("plan"), Problem::Missing { .. }));
        assert!(matches!(problem("plan acme tick"), Problem::Missing { .. }));
        assert!(matches!(problem("plan acme tick two"), Problem::BadValue { .. }));
        assert!(matches!(problem("plan acme nudge 0"), Problem::BadValue { .. }));
        assert!(matches!(problem("plan acme tick 99999999999"), Problem::BadValue { .. }));
        assert!(matches!(problem("plan nudge 4"), Problem::Missing { .. }));
        assert!(matches!(problem("qbr"), Problem::Missing { .. }));
        assert!(matches!(problem("qbr acme 2026-q5"), Problem::BadValue { .. }));
        assert!(matches!(problem("qbr \"acme\" please"), Problem::Extra { .. }));
    }
}
