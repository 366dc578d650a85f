//! What follows `digest`: for whom, and when.
//!
//! ```text
//! digest     = [ "here" ]
//!            | "now"
//!            | "off" [ "here" ]
//!            | [ "daily" ] [ "at" ] time [ "here" ]
//!            | "cron" expression [ "here" ]
//!            | "handover" handover
//!            | "weekly" weekly, which [`super::weekly`] reads
//!            | "product" product, which [`super::product`] reads
//! expression = minute hour day-of-month month weekday, with the seconds in front if need be; quotation marks may stand
//!              around it
//! ```

use std::fmt;

use chrono::NaiveTime;

use super::amounts::{time_of_day, time_text};
use super::complaint::{Complaint, Problems, nothing_more};
use super::cron_repair::repairs;
use super::handover::{HandoverCommand, handover};
use super::hint::{THE_HOUR, hint};
use super::parse_error::Problem;
use super::product::{ProductCommand, product};
use super::text::collapsed;
use super::weekly::{WeeklyCommand, weekly};
use super::words::{Unclosed, first_word, is_quote};
use crate::domain::cadence::CronText;
use crate::domain::nearest::nearest;

/// The words that may follow.
const WORDS: [&str; 8] = ["now", "daily", "weekly", "cron", "off", "here", "handover", "product"];

/// What to do about a digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DigestCommand {
    /// Say what is set.
    Show(DigestPlace),
    /// Show the asker's own, at once.
    Now,
    /// Send one by the clock.
    Set {
        /// Which times.
        when: When,
        /// To whom.
        place: DigestPlace,
    },
    /// Send no more.
    Off(DigestPlace),
    /// A region's open red flags for the next.
    Handover(HandoverCommand),
    /// A leader's week.
    Weekly(WeeklyCommand),
    /// What customers ask of the product.
    Product(ProductCommand),
}

/// Where a digest goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigestPlace {
    /// To the asker, in their direct messages.
    Me,
    /// To the channel in which it was typed.
    Here,
}

/// When a digest comes, on the asker's own clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// On every working day of the asker's.
    At(NaiveTime),
    /// By a crontab expression.
    Cron(Box<CronText>),
}

/// Reads what follows `digest`.
pub(super) fn digest(rest: &str) -> Result<DigestCommand, Complaint> {
    let (what, more) = first_word(rest)?;
    match what.to_lowercase().as_str() {
        "" => Ok(DigestCommand::Show(DigestPlace::Me)),
        "here" if more.is_empty() => Ok(DigestCommand::Show(DigestPlace::Here)),
        "here" => Err(here_comes_last(more)),
        "now" => now(more),
        "off" => {
            let (more, place) = split_place(more);
            nothing_more(more).map(|()| DigestCommand::Off(place))
        }
        "daily" | "at" => daily(more),
        "cron" => cron(more),
        "handover" => handover(more).map(DigestCommand::Handover),
        "weekly" => weekly(more).map(DigestCommand::Weekly),
        "product" => product(more).map(DigestCommand::Product),
        _ => at(rest).ok_or_else(|| unknown(&what, more)),
    }
}

/// A digest of now is an answer, and answers are the asker's alone.
fn now(rest: &str) -> Result<DigestCommand, Complaint> {
    match split_place(rest) {
        ("", DigestPlace::Me) => Ok(DigestCommand::Now),
        (which, DigestPlace::Me) if which.eq_ignore_ascii_case("product") => product("now").map(DigestCommand::Product),
        ("", DigestPlace::Here) => {
            let instead = ["digest now", "digest daily 8:30 here", "digest here"].map(str::to_owned);
            Err(Complaint::new(Problem::PrivateOnly { what: "digest now".into() }).with(instead))
        }
        (_, _) => Err(Problem::Extra { text: rest.into() }.into()),
    }
}

fn daily(rest: &str) -> Result<DigestCommand, Complaint> {
    let rest = strip_at(rest);
    let (time, _) = split_place(rest);
    if time.is_empty() {
        return Err(Problems::missing(THE_HOUR).into());
    }
    at(rest).ok_or_else(|| {
        let word = time.split(' ').next().unwrap_or_default();
        let instead = [format!("digest daily {word}"), format!("digest daily {word} here")];
        Complaint::new(Problems::bad("digest daily", time, hint!("an hour like 8:30 or 8:30 pm"))).with(instead)
    })
}

/// An hour of every working day, with or without a place.
fn at(text: &str) -> Option<DigestCommand> {
    let (time, place) = split_place(text);
    let at = time_of_day(time)?;
    Some(DigestCommand::Set { when: When::At(at), place })
}

fn cron(rest: &str) -> Result<DigestCommand, Complaint> {
    let (text, place) = split_place(rest);
    let text = unquoted(text)?;
    let (text, place) = if place == DigestPlace::Me { split_place(text) } else { (text, place) };
    if text.is_empty() {
        let fields = hint!("the timetable: minute, hour, day of the month, month and weekday");
        return Err(Problems::missing(fields).into());
    }
    // Columns are counted in the text that the answer shows.
    let text = collapsed(text);
    match CronText::parse(&text) {
        Ok(expression) => Ok(DigestCommand::Set { when: When::Cron(Box::new(expression)), place }),
        Err(refusal) => {
            let hour = time_of_day(&text).map(|at| DigestCommand::Set { when: When::At(at), place });
            let repaired = repairs(&text, &refusal).into_iter().map(|text| format!("digest cron {text}{place}"));
            let instead: Vec<_> = hour.map(|hour| format!("digest{hour}")).into_iter().chain(repaired).collect();
            Err(Complaint::new(Problem::BadCron { expression: text, refusal }).with(instead))
        }
    }
}

fn here_comes_last(rest: &str) -> Complaint {
    Complaint::new(Problem::Extra { text: rest.into() }).with([format!("digest {rest} here"), "digest here".into()])
}

fn unknown(what: &str, rest: &str) -> Complaint {
    let (_, place) = split_place(rest);
    let usual = match what.to_lowercase().as_str() {
        "monthly" => Some("30 8 1 * *"),
        _ => None,
    };
    let usual = usual.map(|text| format!("digest cron {text}{place}"));
    let near = nearest(what, WORDS).into_iter().map(|near| format!("digest {near} {rest}"));
    let as_cron = format!("digest cron {what} {rest}");
    let expected = hint!("now, off, daily and an hour, or cron and a timetable; and here for this channel");
    Complaint::new(Problems::bad("digest", what, expected)).with(usual.into_iter().chain(near).chain([as_cron]))
}

fn strip_at(rest: &str) -> &str {
    match rest.split_once(' ') {
        Some((word, time)) if word.eq_ignore_ascii_case("at") => time.trim_start(),
        Some(_) | None => rest,
    }
}

/// A text without the `here` at its end.
fn split_place(text: &str) -> (&str, DigestPlace) {
    let (before, last) = text.rsplit_once(' ').unwrap_or(("", text));
    if last.eq_ignore_ascii_case("here") { (before.trim_end(), DigestPlace::Here) } else { (text, DigestPlace::Me) }
}

/// A text without the quotation marks around it. Shells have taught people marks of every shape.
fn unquoted(text: &str) -> Result<&str, Complaint> {
    let is_mark = |c: char| is_quote(c) || matches!(c, '`' | '\'' | '‘' | '’');
    let Some(inner) = text.strip_prefix(is_mark) else { return Ok(text) };
    let (inside, after) = inner.split_once(is_mark).ok_or(Unclosed)?;
    nothing_more(after.trim()).map(|()| inside.trim())
}

/// With a space before it; nothing for the mere question what is set.
impl fmt::Display for DigestCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Show(place) => write!(f, "{place}"),
            Self::Now => f.write_str(" now"),
            Self::Set { when: When::At(at), place } => write!(f, " daily {}{place}", time_text(*at)),
            Self::Set { when: When::Cron(expression), place } => write!(f, " cron {expression}{place}"),
            Self::Off(place) => write!(f, " off{place}"),
            Self::Handover(handover) => write!(f, "{handover}"),
            Self::Weekly(weekly) => weekly.fmt(f),
            Self::Product(product) => product.fmt(f),
        }
    }
}

/// With a space before it; nothing for the asker.
impl fmt::Display for DigestPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Me => Ok(()),
            Self::Here => f.write_str(" here"),
        }
    }
}
