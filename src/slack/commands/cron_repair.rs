//! Crontab expressions near to one that was refused. Nobody has checked them: the caller keeps those that parse.

use crate::domain::cadence::{CronField, CronPlace, CronReason, CronRefusal};

/// Every month has it.
const SAFE_DAY: &str = "28";

/// What could have been meant, best first.
pub(super) fn repairs(text: &str, refusal: &CronRefusal) -> Vec<String> {
    let words: Vec<&str> = text.split(' ').collect();
    let Some(place) = refusal.place else { return of_whole(&words, &refusal.reason) };
    let index = usize::from(place.number).saturating_sub(1);
    let typed = words.get(index).copied().unwrap_or_default();
    let mut repaired: Vec<String> =
        field_repairs(typed, place, &refusal.reason).iter().map(|field| with(&words, index, field)).collect();
    if refusal.reason == CronReason::DayAndWeekday {
        // The day of the month is two fields before the weekday.
        repaired.push(with(&words, index.saturating_sub(2), "*"));
    }
    repaired
}

fn of_whole(words: &[&str], reason: &CronReason) -> Vec<String> {
    match reason {
        // Some schedulers have a year at the end.
        CronReason::FieldCount { found: 7 } => vec![words[..6].join(" ")],
        CronReason::FieldCount { found: 2..=4 } => {
            let all = words.iter().copied().chain(std::iter::repeat("*"));
            vec![all.take(5).collect::<Vec<_>>().join(" ")]
        }
        CronReason::FieldCount { .. }
        | CronReason::TooLong { .. }
        | CronReason::Missing
        | CronReason::NotUnderstood { .. }
        | CronReason::Unsupported { .. }
        | CronReason::OutOfRange { .. }
        | CronReason::Backwards { .. }
        | CronReason::Step { .. }
        | CronReason::StepWithoutRange
        | CronReason::DayAndWeekday
        | CronReason::NoSuchDay
        | CronReason::TooOften { .. }
        | CronReason::TooFarAway { .. } => Vec::new(),
    }
}

fn with(words: &[&str], index: usize, field: &str) -> String {
    let words = words.iter().enumerate().map(|(at, word)| if at == index { field } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// What the field could have been, best first.
fn field_repairs(typed: &str, place: CronPlace, reason: &CronReason) -> Vec<String> {
    let (lowest, highest) = place.field.bounds();
    let best = match reason {
        CronReason::Backwards { from, to } => Some(format!("{from}-{highest},{lowest}-{to}")),
        CronReason::StepWithoutRange => typed.split_once('/').map(|(from, step)| format!("{from}-{highest}/{step}")),
        CronReason::Unsupported { sign: 'L' } | CronReason::NoSuchDay => Some(SAFE_DAY.to_owned()),
        CronReason::DayAndWeekday => Some("*".to_owned()),
        CronReason::TooOften { .. } => Some("0".to_owned()),
        CronReason::TooLong { .. }
        | CronReason::FieldCount { .. }
        | CronReason::Missing
        | CronReason::NotUnderstood { .. }
        | CronReason::Unsupported { .. }
        | CronReason::OutOfRange { .. }
        | CronReason::Step { .. }
        | CronReason::TooFarAway { .. } => None,
    };
    best.into_iter().chain(usual(place.field).map(str::to_owned)).collect()
}

/// What most people have in a field, best first.
fn usual(field: CronField) -> [&'static str; 2] {
    match field {
        CronField::Second => ["0", "0"],
        CronField::Minute => ["0", "30"],
        CronField::Hour => ["8", "9"],
        CronField::DayOfMonth => ["1", "*"],
        CronField::Month => ["*", "1"],
        CronField::Weekday => ["1-5", "*"],
    }
}
