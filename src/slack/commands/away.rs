//! What follows `away` and `quiet-hours`: when somebody is not there, and when they do not want to be written to.
//!
//! ```text
//! away        = nothing | "cancel" [ day ] | day [ "to" day ] [ "cover:" person ]
//! quiet-hours = nothing | "off" | time "-" time
//! day         = as everywhere: 2026-07-01, fri, next mon, +3d, 2w, 3bd
//! ```

use std::fmt;

use chrono::NaiveTime;

use super::amounts::{time_of_day, time_text};
use super::complaint::{Complaint, Problems, nothing_more};
use super::day::day;
use super::hint::{SOMEBODY, hint};
use super::owner::somebody;
use super::parse_error::Problem;
use super::text::collapsed;
use super::words::find_word;
use crate::domain::cadence::QuietHours;
use crate::domain::when::Day;

const COVER: &str = "cover:";

/// What to do about leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AwayCommand {
    /// Say what stands.
    Show,
    /// End the leave of a day, or the nearest.
    Cancel(Option<Day>),
    /// Take leave down.
    Set {
        /// Its first day.
        from: Day,
        /// Its last day; `None`: the first is the only one.
        to: Option<Day>,
        /// Who covers, as typed, with the `@`.
        cover: Option<String>,
    },
}

/// What to do about quiet hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuietCommand {
    /// Say what stands.
    Show,
    /// There are none any more.
    Off,
    /// From now on these.
    Set(QuietHours),
}

/// Reads what follows `away`.
pub(super) fn away(rest: &str) -> Result<AwayCommand, Complaint> {
    let rest = collapsed(rest);
    let (word, after) = rest.split_once(' ').unwrap_or((&rest, ""));
    match word.to_lowercase().as_str() {
        "" => return Ok(AwayCommand::Show),
        "cancel" | "off" | "end" if after.is_empty() => return Ok(AwayCommand::Cancel(None)),
        "cancel" | "off" | "end" => return day(after).map(|day| AwayCommand::Cancel(Some(day))),
        _ => {}
    }
    let (days, cover) = with_cover(&rest)?;
    let days = days.strip_prefix("from ").unwrap_or(&days);
    let halves = [" to ", " until ", " – ", " - ", ".."].into_iter().find_map(|between| {
        let at = find_word(days, between)?;
        Some((&days[..at], &days[at + between.len()..]))
    });
    let (from, to) = halves.map_or((days, None), |(from, to)| (from, Some(to)));
    Ok(AwayCommand::Set { from: day(from)?, to: to.map(day).transpose()?, cover })
}

/// The days, and whoever covers; `cover: @bo` is one as well.
fn with_cover(rest: &str) -> Result<(String, Option<String>), Complaint> {
    let Some(at) = find_word(rest, COVER) else {
        return match rest.find('@') {
            None => Ok((rest.to_owned(), None)),
            Some(at) => {
                let (days, who) = rest.split_at(at);
                let instead = format!("away {} cover:{}", days.trim(), who.trim());
                Err(Complaint::new(Problem::Extra { text: who.to_owned() }).with([instead]))
            }
        };
    };
    let (days, who) = (rest[..at].trim(), rest[at + COVER.len()..].trim());
    let (who, after) = who.split_once(' ').unwrap_or((who, ""));
    let days = collapsed(&format!("{days} {after}"));
    let instead = [format!("away {days} cover:@{}", who.trim_start_matches('@'))];
    let bad = || Complaint::new(Problems::bad("cover", who, SOMEBODY)).with(instead);
    somebody(who).map(|who| (days.clone(), Some(who))).ok_or_else(bad)
}

/// Reads what follows `quiet-hours`.
pub(super) fn quiet_hours(rest: &str) -> Result<QuietCommand, Complaint> {
    let rest = collapsed(rest);
    match rest.to_lowercase().as_str() {
        "" => return Ok(QuietCommand::Show),
        "off" | "none" => return Ok(QuietCommand::Off),
        _ => {}
    }
    let bad = || {
        let instead = ["quiet-hours 20:00-07:30", "quiet-hours off"].map(str::to_owned);
        Complaint::new(Problems::bad("quiet-hours", &rest, hint!("two hours like 20:00-07:30, or off"))).with(instead)
    };
    let halves = [" to ", "-", "–", "—"].into_iter().find_map(|between| rest.split_once(between));
    let (from, to) = halves.ok_or_else(bad)?;
    let hour = |text: &str| -> Option<NaiveTime> { time_of_day(text.trim()) };
    let quiet = hour(from).zip(hour(to)).map(|(from, to)| QuietHours { from, to });
    let quiet = quiet.filter(|quiet| quiet.from != quiet.to).ok_or_else(bad)?;
    nothing_more("").map(|()| QuietCommand::Set(quiet))
}

/// With a space before it; nothing for the mere question what stands.
impl fmt::Display for AwayCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Show => Ok(()),
            Self::Cancel(None) => f.write_str(" cancel"),
            Self::Cancel(Some(day)) => write!(f, " cancel {day}"),
            Self::Set { from, to, cover } => {
                write!(f, " {from}")?;
                to.iter().try_for_each(|to| write!(f, " to {to}"))?;
                cover.iter().try_for_each(|cover| write!(f, " cover:{cover}"))
            }
        }
    }
}

/// With a space before it; nothing for the mere question what stands.
impl fmt::Display for QuietCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Show => Ok(()),
            Self::Off => f.write_str(" off"),
            Self::Set(quiet) => write!(f, " {}-{}", time_text(quiet.from), time_text(quiet.to)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slack::commands::{Command, parse};

    fn set(from: &str, to: Option<&str>, cover: Option<&str>) -> AwayCommand {
        let day = |text| Day::parse(text).expect("a day");
        AwayCommand::Set { from: day(from), to: to.map(day), cover: cover.map(str::to_owned) }
    }

    #[track_caller]
    fn check(text: &str, expected: AwayCommand) {
        let command = parse(text, None).expect("a command");
        assert_eq!(command, Command::Away(expected), "{text}");
        assert_eq!(parse(&command.to_string(), None), Ok(command), "{text}");
    }

    #[test]
    fn leave_has_days_and_perhaps_a_cover() {
        check("away", AwayCommand::Show);
        check("AWAY Cancel", AwayCommand::Cancel(None));
        check("away cancel 2026-03-30", AwayCommand::Cancel(Day::parse("2026-03-30").ok()));
        check("away 2026-03-30 to 2026-04-03 cover:@bo", set("2026-03-30", Some("2026-04-03"), Some("@bo")));
        check("away from 2026-03-30 until 2026-04-03", set("2026-03-30", Some("2026-04-03"), None));
        check("away cover: <@U0BO00001|bo> fri to next wed", set("fri", Some("next wed"), Some("@U0BO00001")));
        check("away 2026-03-30..2026-04-03", set("2026-03-30", Some("2026-04-03"), None));
        check("away tomorrow", set("tomorrow", None, None));
        check("away +3d to 2w cover:@bo@steward.example", set("+3d", Some("2w"), Some("@bo@steward.example")));
    }

    #[test]
    fn quiet_hours_are_two_hours() {
        let time = |text: &str| text.parse().expect("a time");
        let night = QuietCommand::Set(QuietHours { from: time("20:00:00"), to: time("07:30:00") });
        for (text, expected) in [
            ("quiet-hours", QuietCommand::Show),
            ("quiet-hours off", QuietCommand::Off),
            ("quiet-hours 20:00-07:30", night),
            ("QUIET-HOURS 8pm to 7:30am", night),
            ("quiet-hours 20 – 7:30", night),
        ] {
            let command = parse(text, None).expect("a command");
            assert_eq!(command, Command::QuietHours(expected), "{text}");
            assert_eq!(parse(&command.to_string(), None), Ok(command), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_runs_nothing() {
        for text in [
            "away soon",
            "away 2026-02-30",
            "away 2026-03-30 to",
            "away 30.3.2026 to 3.4.2026",
            "away 2026-03-30 @bo",
            "away 2026-03-30 cover:bo",
            "away cover:@bo",
            "away cancel everything",
            "quiet-hours 20:00",
            "quiet-hours 25:00-7:00",
            "quiet-hours 20:00-20:00",
        ] {
            let error = parse(text, None).expect_err(text);
            assert!(!error.examples.is_empty(), "{text}");
        }
        let error = parse("away 2026-03-30 @bo", None).expect_err("no command");
        assert_eq!(error.examples[0], "away 2026-03-30 cover:@bo");
    }
}
