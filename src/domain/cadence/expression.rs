//! A schedule as people type it: a crontab expression of five fields, or of six with the seconds first.
//!
//! The fields are read here, because the `cron` crate numbers the weekdays from Sunday = 1 and refuses five fields. It
//! gets lists of numbers and names in which nothing can be misread, and is only ever asked about wall times.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDateTime;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::field::{CronField, Values};
use super::refusal::{CronPlace, CronReason, CronRefusal};

/// The longest expression accepted.
pub const MAX_BYTES: usize = 120;

/// The shortest distance between two runs.
const MIN_GAP_SECONDS: u32 = 15 * 60;
const DAY_SECONDS: u32 = 24 * 60 * 60;

/// A crontab expression that has been checked. It is written, stored and compared as its text.
#[derive(Clone, Debug)]
pub struct CronText {
    text: String,
    compiled: cron::Schedule,
    every_hour: bool,
}

impl CronText {
    /// Reads `minute hour day-of-month month weekday`, optionally with the seconds in front.
    ///
    /// Weekdays are crontab's: 0 and 7 are Sunday, and a range of them may go round (`fri-mon`). Refused: a day of the
    /// month together with a weekday, `L`, `W` and `#`, days that never come, and runs less than 15 minutes apart.
    pub fn parse(text: &str) -> Result<Self, CronRefusal> {
        if MAX_BYTES < text.len() {
            return Err(CronRefusal::whole(CronReason::TooLong { bytes: text.len() }));
        }
        let typed = Typed::split(text)?;
        let fields = typed.read()?;
        typed.check_days(&fields)?;
        typed.check_distance(&fields)?;
        let translated = fields.map(Values::translated).join(" ");
        let compiled = cron::Schedule::from_str(&translated)
            .map_err(|_| CronRefusal::whole(CronReason::NotUnderstood { text: translated }))?;
        Ok(Self { text: typed.normalised(), compiled, every_hour: fields[HOUR].is_every() })
    }

    /// The expression as typed, with single spaces.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it runs in every hour of the day, and so follows elapsed time through a clock change.
    pub(super) fn runs_every_hour(&self) -> bool {
        self.every_hour
    }

    /// The wall times that match, strictly after one. Ends with the year 2100.
    pub(super) fn after(&self, civil: NaiveDateTime) -> impl Iterator<Item = NaiveDateTime> {
        // The wall time poses as one of UTC, where no time is skipped or repeated.
        self.compiled.after_owned(civil.and_utc()).map(|at| at.naive_utc())
    }
}

const SECOND: usize = 0;
const MINUTE: usize = 1;
const HOUR: usize = 2;
const DAY: usize = 3;
const MONTH: usize = 4;
const WEEKDAY: usize = 5;

/// The six fields, seconds first.
type Fields = [Values; 6];

/// What was typed: five or six words, each with its column from 1.
struct Typed<'a> {
    words: Vec<(usize, &'a str)>,
}

impl<'a> Typed<'a> {
    fn split(text: &'a str) -> Result<Self, CronRefusal> {
        let mut words = Vec::new();
        let mut column = 1;
        for word in text.split(char::is_whitespace) {
            if !word.is_empty() {
                words.push((column, word));
            }
            column += word.chars().count() + 1;
        }
        match words.len() {
            5 | 6 => Ok(Self { words }),
            found => Err(CronRefusal::whole(CronReason::FieldCount { found })),
        }
    }

    fn normalised(&self) -> String {
        self.words.iter().map(|(_, word)| *word).collect::<Vec<_>>().join(" ")
    }

    /// The index among the words of a field; five words begin with the minutes.
    fn index(&self, field: usize) -> Option<usize> {
        (field + self.words.len()).checked_sub(CronField::ALL.len())
    }

    fn read(&self) -> Result<Fields, CronRefusal> {
        let mut fields = CronField::ALL.map(|field| Values::only(field, 0));
        for (number, field) in CronField::ALL.into_iter().enumerate() {
            let Some(index) = self.index(number) else { continue };
            fields[number] = Values::parse(field, self.words[index].1)
                .map_err(|(within, reason)| self.refuse(number, within, reason))?;
        }
        Ok(fields)
    }

    fn refuse(&self, field: usize, within: usize, reason: CronReason) -> CronRefusal {
        let place = self.index(field).map(|index| CronPlace {
            field: CronField::ALL[field],
            number: u8::try_from(index + 1).unwrap_or(u8::MAX),
            column: self.words[index].0 + within,
        });
        CronRefusal { place, reason }
    }

    fn check_days(&self, fields: &Fields) -> Result<(), CronRefusal> {
        if !fields[DAY].is_every() && !fields[WEEKDAY].is_every() {
            return Err(self.refuse(WEEKDAY, 0, CronReason::DayAndWeekday));
        }
        let first = fields[DAY].iter().next().unwrap_or(1);
        if fields[MONTH].iter().all(|month| longest(month) < first) {
            return Err(self.refuse(DAY, 0, CronReason::NoSuchDay));
        }
        Ok(())
    }

    fn check_distance(&self, fields: &Fields) -> Result<(), CronRefusal> {
        let seconds = shortest_distance(fields);
        if MIN_GAP_SECONDS <= seconds {
            return Ok(());
        }
        let field = if fields[SECOND].count() == 1 { MINUTE } else { SECOND };
        Err(self.refuse(field, 0, CronReason::TooOften { seconds }))
    }
}

fn longest(month: u32) -> u32 {
    match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The shortest distance in seconds between two runs by the wall clock.
fn shortest_distance(fields: &Fields) -> u32 {
    let hours = fields[HOUR].iter().map(|hour| hour * 3600);
    let minutes = hours.flat_map(|hour| fields[MINUTE].iter().map(move |minute| hour + minute * 60));
    let mut runs = minutes.flat_map(|minute| fields[SECOND].iter().map(move |second| minute + second));
    let Some(first) = runs.next() else { return DAY_SECONDS };
    let (mut last, mut shortest) = (first, DAY_SECONDS);
    for run in runs {
        shortest = shortest.min(run - last);
        last = run;
    }
    if runs_on_neighbouring_days(fields) { shortest.min(DAY_SECONDS - last + first) } else { shortest }
}

/// Whether a run today may be followed by one tomorrow. Months are not looked at: of the days at their edges, the 1st
/// is taken to follow every one that can be the last.
fn runs_on_neighbouring_days(fields: &Fields) -> bool {
    let (days, weekdays) = (fields[DAY], fields[WEEKDAY]);
    let month_end = days.contains(1) && (28..=31).any(|day| days.contains(day));
    let days_touch = month_end || days.iter().any(|day| days.contains(day + 1));
    let weekdays_touch = weekdays.iter().any(|weekday| weekdays.contains((weekday + 1) % 7));
    days_touch && weekdays_touch
}

impl fmt::Display for CronText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialEq for CronText {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for CronText {}

impl FromStr for CronText {
    type Err = CronRefusal;

    fn from_str(text: &str) -> Result<Self, CronRefusal> {
        Self::parse(text)
    }
}

impl Serialize for CronText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for CronText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|refusal| de::Error::custom(format!("not a schedule: {refusal:?}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, runs: &[&str]) {
        let expression = CronText::parse(text).expect("accepted");
        let start = "2026-03-02T09:30:00".parse().expect("a wall time");
        let found: Vec<_> =
            expression.after(start).take(runs.len()).map(|run| run.format("%a %F %T").to_string()).collect();
        assert_eq!(found, runs);
    }

    #[track_caller]
    fn refuses(text: &str, place: Option<(u8, usize)>, reason: CronReason) {
        let refusal = CronText::parse(text).expect_err("refused");
        assert_eq!((refusal.place.map(|place| (place.number, place.column)), refusal.reason), (place, reason));
    }

    #[test]
    fn five_fields_are_crontab() {
        check("0 9 * * 1-5", &["Tue 2026-03-03 09:00:00", "Wed 2026-03-04 09:00:00"]);
        check("0 9 * * 0", &["Sun 2026-03-08 09:00:00"]);
        check("0 9 * * 7", &["Sun 2026-03-08 09:00:00"]);
        check("0 9 * * fri-mon", &["Fri 2026-03-06 09:00:00", "Sat 2026-03-07 09:00:00", "Sun 2026-03-08 09:00:00"]);
        check("*/15 * * * *", &["Mon 2026-03-02 09:45:00", "Mon 2026-03-02 10:00:00"]);
        check("0 0 31 * *", &["Tue 2026-03-31 00:00:00", "Sun 2026-05-31 00:00:00"]);
        check("0 0 29 2 ?", &["Tue 2028-02-29 00:00:00"]);
    }

    #[test]
    fn six_fields_begin_with_the_seconds() {
        check("30 0 9 * * mon", &["Mon 2026-03-09 09:00:30"]);
        check("0 0 9 1 jan,jul *", &["Wed 2026-07-01 09:00:00"]);
    }

    #[test]
    fn refusals_name_field_and_column() {
        refuses("0 9 * * 8", Some((5, 9)), CronReason::OutOfRange { value: 8, lowest: 0, highest: 7 });
        refuses("  0  9 * *  1,8", Some((5, 15)), CronReason::OutOfRange { value: 8, lowest: 0, highest: 7 });
        refuses("0 0 9 * * mo", Some((6, 11)), CronReason::NotUnderstood { text: "mo".to_owned() });
        refuses("0 9 1 * 1", Some((5, 9)), CronReason::DayAndWeekday);
        refuses("0 9 L * *", Some((3, 5)), CronReason::Unsupported { sign: 'L' });
        refuses("0 9 30 2 *", Some((3, 5)), CronReason::NoSuchDay);
        refuses("0 9 31 apr,jun *", Some((3, 5)), CronReason::NoSuchDay);
        refuses("0 9 é * *", Some((3, 5)), CronReason::NotUnderstood { text: "é".to_owned() });
        refuses("é 9 * * 8", Some((1, 1)), CronReason::NotUnderstood { text: "é".to_owned() });
    }

    #[test]
    fn refusals_of_the_whole_have_no_place() {
        refuses("", None, CronReason::FieldCount { found: 0 });
        refuses("@daily", None, CronReason::FieldCount { found: 1 });
        refuses("0 0 9 * * * 2027", None, CronReason::FieldCount { found: 7 });
        let long = format!("{} 9 * * *", "0,".repeat(60));
        refuses(&long, None, CronReason::TooLong { bytes: long.len() });
    }

    #[test]
    fn runs_are_a_quarter_of_an_hour_apart() {
        refuses("* * * * *", Some((1, 1)), CronReason::TooOften { seconds: 60 });
        refuses("*/14 * * * *", Some((1, 1)), CronReason::TooOften { seconds: 240 });
        refuses("0,30 0 9 * * *", Some((1, 1)), CronReason::TooOften { seconds: 30 });
        refuses("0,50 0,23 * * *", Some((1, 1)), CronReason::TooOften { seconds: 600 });
        refuses("0,50 0,23 31,1 * *", Some((1, 1)), CronReason::TooOften { seconds: 600 });
        check("0,50 0,23 * * 1,3", &["Mon 2026-03-02 23:00:00", "Mon 2026-03-02 23:50:00", "Wed 2026-03-04 00:00:00"]);
        check("7-59/15 9 * * *", &["Mon 2026-03-02 09:37:00", "Mon 2026-03-02 09:52:00"]);
    }

    #[test]
    fn the_text_is_what_is_kept() {
        let expression = CronText::parse(" 0   9 * * 1-5 ").expect("accepted");
        assert_eq!(expression.to_string(), "0 9 * * 1-5");
        let stored = serde_json::to_string(&expression).expect("written");
        assert_eq!(serde_json::from_str::<CronText>(&stored).expect("read"), expression);
        assert!(serde_json::from_str::<CronText>("\"0 9 * * 8\"").is_err());
    }
}
