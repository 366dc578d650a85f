//! Crontab expressions that cannot be used, in words: where, why, and what to write instead.

use chrono::{DateTime, Utc};

use super::kit::{code, count, date_of_any_year};
use crate::domain::cadence::{CronField, CronPlace, CronReason, CronRefusal, MAX_BYTES};

/// `0 9 * * 8` does not work. Field 5 (weekday), column 9: there is no 8. Write …
pub fn cron_words(expression: &str, refusal: &CronRefusal) -> String {
    let expression = code(expression, MAX_BYTES);
    let field = refusal.place.map(|place| place.field);
    let (why, instead) = (why(field, &refusal.reason), instead(field, &refusal.reason));
    if let Some(CronPlace { field, number, column }) = refusal.place {
        let field = field_word(field);
        say!(
            "{expression} does not work. Field {number} ({field}), column {column}: {why}. Write {instead}.",
            expression,
            number,
            field,
            column,
            why,
            instead
        )
    } else {
        say!("{expression} does not work: {why}. Write {instead}.", expression, why, instead)
    }
}

fn why(field: Option<CronField>, reason: &CronReason) -> String {
    match reason {
        CronReason::TooLong { bytes } => {
            say!("it is {bytes} bytes long, and {MAX_BYTES} are the most", bytes, MAX_BYTES)
        }
        CronReason::FieldCount { found } => {
            say!("it has {whole}", whole = count(whole(*found), say!("field"), say!("fields")))
        }
        CronReason::Missing => say!("a value is missing there").to_owned(),
        CronReason::NotUnderstood { text } => say!("{text} is not understood", text = code(text, 40)),
        CronReason::Unsupported { sign } => {
            say!("{sign} ({meant}) is not known here", sign = code(&sign.to_string(), 4), meant = meant(*sign))
        }
        CronReason::OutOfRange { value, .. } => {
            say!("there is no {field_word} {value}", field_word = field.map_or(say!("value"), field_word), value)
        }
        CronReason::Backwards { from, to } => say!("the range from {from} to {to} ends before it begins", from, to),
        CronReason::Step { step: 0, .. } => say!("a step of 0 leads nowhere").to_owned(),
        CronReason::Step { largest: 0, .. } => say!("a step needs a range of more than one value").to_owned(),
        CronReason::Step { step, .. } => say!("a step of {step} is longer than the range", step),
        CronReason::StepWithoutRange => say!("a step needs a range in front of it").to_owned(),
        CronReason::DayAndWeekday => {
            say!("crontab takes a day of the month and a weekday together as either of them, which few people mean")
                .to_owned()
        }
        CronReason::NoSuchDay => say!("none of its months has that day").to_owned(),
        CronReason::TooOften { seconds } => {
            say!(
                "it would come twice within {distance}, and every 15 minutes is the most",
                distance = distance(*seconds)
            )
        }
        CronReason::TooFarAway { next } => too_far_away(*next),
    }
}

fn instead(field: Option<CronField>, reason: &CronReason) -> String {
    match reason {
        CronReason::TooLong { .. } => say!("ranges and steps instead of long lists: `1-5`, `*/2`").to_owned(),
        CronReason::FieldCount { .. } => of_five_fields(),
        CronReason::Missing | CronReason::NotUnderstood { .. } | CronReason::OutOfRange { .. } => {
            field.map_or_else(of_five_fields, |field| values(field).to_owned())
        }
        CronReason::Unsupported { .. } => match field {
            Some(CronField::DayOfMonth) => say!("a day that every month has, 1 to 28").to_owned(),
            Some(CronField::Weekday) => say!("the weekday alone, and it comes every week: `5` or `fri`").to_owned(),
            Some(CronField::Second | CronField::Minute | CronField::Hour | CronField::Month) | None => {
                field.map_or_else(of_five_fields, |field| values(field).to_owned())
            }
        },
        CronReason::Backwards { from, to } => match field.map(CronField::bounds) {
            Some((lowest, highest)) => {
                say!("it in two parts: `{from}-{highest},{lowest}-{to}`", from, highest, lowest, to)
            }
            None => format!("`{to}-{from}`"),
        },
        CronReason::Step { largest: 0, .. } => say!("the value alone, without a step").to_owned(),
        CronReason::Step { largest, .. } => say!("a step from 1 to {largest}, or one value", largest),
        CronReason::StepWithoutRange => say!("the range as well: {stepped}", stepped = stepped(field)),
        CronReason::DayAndWeekday => say!("`*` for one of the two").to_owned(),
        CronReason::NoSuchDay => say!("a day that one of them has; 1 to 28 are in all").to_owned(),
        CronReason::TooOften { .. } => match field {
            Some(CronField::Second) => say!("one second, `0`").to_owned(),
            Some(
                CronField::Minute | CronField::Hour | CronField::DayOfMonth | CronField::Month | CronField::Weekday,
            )
            | None => say!("fewer minutes: `0`, `0,30` or `*/15`").to_owned(),
        },
        CronReason::TooFarAway { .. } => say!("a day that comes within five years").to_owned(),
    }
}

fn field_word(field: CronField) -> &'static str {
    match field {
        CronField::Second => say!("second"),
        CronField::Minute => say!("minute"),
        CronField::Hour => say!("hour"),
        CronField::DayOfMonth => say!("day of the month"),
        CronField::Month => say!("month"),
        CronField::Weekday => say!("weekday"),
    }
}

fn values(field: CronField) -> &'static str {
    match field {
        CronField::Second | CronField::Minute => say!("numbers from 0 to 59, or `*`"),
        CronField::Hour => say!("hours from 0 to 23, or `*`"),
        CronField::DayOfMonth => say!("days from 1 to 31, or `*`"),
        CronField::Month => say!("months from 1 to 12 or `jan` to `dec`, or `*`"),
        CronField::Weekday => say!("weekdays from 0 to 7, where 0 and 7 are Sunday, or `sun` to `sat`, or `*`"),
    }
}

fn stepped(field: Option<CronField>) -> &'static str {
    match field {
        Some(CronField::Second | CronField::Minute) | None => say!("`*/30` or `5-59/15`"),
        Some(CronField::Hour) => say!("`*/2` or `8-18/2`"),
        Some(CronField::DayOfMonth) => say!("`*/7` or `1-28/7`"),
        Some(CronField::Month) => say!("`*/3` or `1-12/3`"),
        Some(CronField::Weekday) => say!("`*/2` or `1-5/2`"),
    }
}

fn of_five_fields() -> String {
    say!("five: minute, hour, day of the month, month and weekday, like `30 8 * * 1-5`; seconds may stand in front")
        .to_owned()
}

/// What the signs of other schedulers stand for.
fn meant(sign: char) -> &'static str {
    match sign {
        'L' => say!("the last one"),
        'W' => say!("the nearest working day"),
        '#' => say!("one of the weekdays of a month"),
        _ => say!("a sign of another scheduler"),
    }
}

fn distance(seconds: u32) -> String {
    match (seconds / 60, seconds % 60) {
        (minutes, 0) => count(minutes.into(), say!("minute"), say!("minutes")),
        (_, _) => count(seconds.into(), say!("second"), say!("seconds")),
    }
}

/// A day so far away needs no reader's zone.
fn too_far_away(next: Option<DateTime<Utc>>) -> String {
    match next {
        Some(next) => say!(
            "its next time is {date_naive}, more than five years away",
            date_naive = date_of_any_year(next.date_naive())
        ),
        None => say!("it has no next time").to_owned(),
    }
}

fn whole(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::domain::cadence::CronText;

    /// Expressions that are refused, at least one for each reason but the last, which depends on the day.
    const REFUSED: [&str; 20] = [
        "0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0 9 * * *",
        "0 9 *",
        "1,,2 9 * * *",
        "0 9 * * mo<!here>",
        "0 9 L * *",
        "0 9 * * 5#2",
        "0 9W * * *",
        "0 9 * * 8",
        "0 0 9 32 * *",
        "0 22-2 * * *",
        "*/60 9 * * *",
        "*/0 9 * * *",
        "5-5/1 9 * * *",
        "5/15 9 * * *",
        "0 8/2 * * *",
        "0 9 1 * 1",
        "0 9 30 2 *",
        "*/14 9 * * *",
        "0,30 0 9 * * *",
        "* * * * *",
    ];

    /// A number for each reason; a new one does not compile before it has one.
    fn number(reason: &CronReason) -> usize {
        match reason {
            CronReason::TooLong { .. } => 0,
            CronReason::FieldCount { .. } => 1,
            CronReason::Missing => 2,
            CronReason::NotUnderstood { .. } => 3,
            CronReason::Unsupported { .. } => 4,
            CronReason::OutOfRange { .. } => 5,
            CronReason::Backwards { .. } => 6,
            CronReason::Step { .. } => 7,
            CronReason::StepWithoutRange => 8,
            CronReason::DayAndWeekday => 9,
            CronReason::NoSuchDay => 10,
            CronReason::TooOften { .. } => 11,
            CronReason::TooFarAway { .. } => 12,
        }
    }

    #[test]
    fn every_reason_has_its_words() {
        let refused = REFUSED.map(|text| (text, CronText::parse(text).expect_err("refused")));
        let far = ["2104-02-29T09:00:00Z".parse().ok(), None]
            .map(|next| ("0 9 29 2 *", CronRefusal { place: None, reason: CronReason::TooFarAway { next } }));
        let all: Vec<_> = refused.into_iter().chain(far).collect();
        let mut numbers: Vec<_> = all.iter().map(|(_, refusal)| number(&refusal.reason)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers, (0..=12).collect::<Vec<_>>());
        let words: Vec<_> =
            all.iter().map(|(text, refusal)| cron_words(text, refusal).replace('\u{A0}', " ")).collect();
        assert_snapshot!(words.join("\n"), @r"
        `0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0 9 * *…` does not work: it is 121 bytes long, and 120 are the most. Write ranges and steps instead of long lists: `1-5`, `*/2`.
        `0 9 *` does not work: it has 3 fields. Write five: minute, hour, day of the month, month and weekday, like `30 8 * * 1-5`; seconds may stand in front.
        `1,,2 9 * * *` does not work. Field 1 (minute), column 3: a value is missing there. Write numbers from 0 to 59, or `*`.
        `0 9 * * mo&lt;!here&gt;` does not work. Field 5 (weekday), column 9: `mo&lt;!here&gt;` is not understood. Write weekdays from 0 to 7, where 0 and 7 are Sunday, or `sun` to `sat`, or `*`.
        `0 9 L * *` does not work. Field 3 (day of the month), column 5: `L` (the last one) is not known here. Write a day that every month has, 1 to 28.
        `0 9 * * 5#2` does not work. Field 5 (weekday), column 9: `#` (one of the weekdays of a month) is not known here. Write the weekday alone, and it comes every week: `5` or `fri`.
        `0 9W * * *` does not work. Field 2 (hour), column 3: `W` (the nearest working day) is not known here. Write hours from 0 to 23, or `*`.
        `0 9 * * 8` does not work. Field 5 (weekday), column 9: there is no weekday 8. Write weekdays from 0 to 7, where 0 and 7 are Sunday, or `sun` to `sat`, or `*`.
        `0 0 9 32 * *` does not work. Field 4 (day of the month), column 7: there is no day of the month 32. Write days from 1 to 31, or `*`.
        `0 22-2 * * *` does not work. Field 2 (hour), column 3: the range from 22 to 2 ends before it begins. Write it in two parts: `22-23,0-2`.
        `*/60 9 * * *` does not work. Field 1 (minute), column 3: a step of 60 is longer than the range. Write a step from 1 to 59, or one value.
        `*/0 9 * * *` does not work. Field 1 (minute), column 3: a step of 0 leads nowhere. Write a step from 1 to 59, or one value.
        `5-5/1 9 * * *` does not work. Field 1 (minute), column 5: a step needs a range of more than one value. Write the value alone, without a step.
        `5/15 9 * * *` does not work. Field 1 (minute), column 2: a step needs a range in front of it. Write the range as well: `*/30` or `5-59/15`.
        `0 8/2 * * *` does not work. Field 2 (hour), column 4: a step needs a range in front of it. Write the range as well: `*/2` or `8-18/2`.
        `0 9 1 * 1` does not work. Field 5 (weekday), column 9: crontab takes a day of the month and a weekday together as either of them, which few people mean. Write `*` for one of the two.
        `0 9 30 2 *` does not work. Field 3 (day of the month), column 5: none of its months has that day. Write a day that one of them has; 1 to 28 are in all.
        `*/14 9 * * *` does not work. Field 1 (minute), column 1: it would come twice within 14 minutes, and every 15 minutes is the most. Write fewer minutes: `0`, `0,30` or `*/15`.
        `0,30 0 9 * * *` does not work. Field 1 (second), column 1: it would come twice within 30 seconds, and every 15 minutes is the most. Write one second, `0`.
        `* * * * *` does not work. Field 1 (minute), column 1: it would come twice within 1 minute, and every 15 minutes is the most. Write fewer minutes: `0`, `0,30` or `*/15`.
        `0 9 29 2 *` does not work: its next time is 29 Feb 2104, more than five years away. Write a day that comes within five years.
        `0 9 29 2 *` does not work: it has no next time. Write a day that comes within five years.
        ");
    }
}
