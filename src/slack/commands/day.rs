//! Days in a line: one grammar for every verb, that of [`crate::domain::when`]. Which date a day is, nobody knows here: the
//! asker's own calendar and clock say it when the line is run.

use super::complaint::{Complaint, Problems};
use super::hint::hint;
use super::parse_error::Problem;
use crate::domain::when::{Day, WhenReason};

/// Reads a day.
pub(super) fn day(text: &str) -> Result<Day, Complaint> {
    Day::parse(text).map_err(|refusal| {
        if refusal.reason == WhenReason::Empty {
            return Problems::missing(hint!("the day")).into();
        }
        Problem::BadDay { typed: text.trim().to_owned(), reason: refusal.reason }.into()
    })
}

/// The day of a key like `on:fri` or `on:last fri` that ends these words, and the words before it.
pub(super) fn day_of_last_key<'a>(words: &'a [&'a str], key: &str) -> Result<(&'a [&'a str], Option<Day>), Complaint> {
    if let [before @ .., which, last] = words
        && let Some(which) = after_key(which, key).filter(|which| is_which(which))
    {
        return Ok((before, Some(day(&format!("{which} {last}"))?)));
    }
    if let [before @ .., last] = words
        && let Some(typed) = after_key(last, key)
    {
        return Ok((before, Some(day(typed)?)));
    }
    Ok((words, None))
}

/// The day of a key at the beginning of a text, and what follows it. A space after the colon does no harm.
pub(super) fn day_first<'a>(text: &'a str, key: &str) -> Result<(Option<Day>, &'a str), Complaint> {
    let text = text.trim_start();
    let Some(after) = after_key(text, key) else { return Ok((None, text)) };
    let after = after.trim_start();
    let first = after.find(' ').unwrap_or(after.len());
    // A day of two words: `next fri`.
    let second = after[first..].trim_start().find(' ').map(|n| n + after.len() - after[first..].trim_start().len());
    let end = if is_which(&after[..first]) { second.unwrap_or(after.len()) } else { first };
    let (typed, rest) = after.split_at(end);
    Ok((Some(day(typed)?), rest.trim_start()))
}

/// The day that ends these words, and the words before it: the last word, or two as in `next fri`. A last word that is no
/// day belongs to the others, unless it can hardly have been meant as anything else.
pub(super) fn day_last(words: &[String]) -> Result<(&[String], Option<Day>), Complaint> {
    let [before @ .., last] = words else { return Ok((words, None)) };
    if let [before @ .., which] = before
        && let Ok(day) = Day::parse(&format!("{which} {last}"))
        && is_which(which)
    {
        return Ok((before, Some(day)));
    }
    match Day::parse(last) {
        Ok(day) => Ok((before, Some(day))),
        Err(refusal) if refusal.reason.is_of_a_day() => {
            Err(Problem::BadDay { typed: last.clone(), reason: refusal.reason }.into())
        }
        Err(_) => Ok((words, None)),
    }
}

/// Whether a word would be read as a day, or as the beginning of one, where a day may stand.
pub(super) fn could_be_day(word: &str) -> bool {
    is_which(word) || Day::parse(word).map_or_else(|refusal| refusal.reason.is_of_a_day(), |_| true)
}

fn is_which(word: &str) -> bool {
    crate::domain::when::Which::WORDS.iter().any(|which| which.eq_ignore_ascii_case(word))
}

fn after_key<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    text.get(..key.len()).filter(|begin| begin.eq_ignore_ascii_case(key)).map(|_| &text[key.len()..])
}
