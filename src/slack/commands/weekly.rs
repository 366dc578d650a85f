//! What follows `digest weekly`: a leader's week, for whom, where, and when.
//!
//! ```text
//! weekly = "now" [ team ] | "off" [ place ] | [ team ] [ place ] weekday [ "at" ] time [ place ]
//! team   = "team:" text | "all"
//! place  = "here" | "to" ( "#" channel | "me" )
//! ```

use std::fmt;

use chrono::{NaiveTime, Weekday};

use super::amounts::{time_of_day, time_text};
use super::complaint::{Complaint, Problems};
use super::hint::{Hint, TEAM_NAME, THE_HOUR, hint};
use super::text::collapsed;
use super::words::is_quote;

const EXPECTED: Hint = hint!("a weekday and an hour, as in mon 8:30; off ends it");

/// What to do about a leader's week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeeklyCommand {
    /// Of which team; `None`: everybody's.
    pub team: Option<String>,
    /// Where it goes.
    pub place: WeeklyPlace,
    /// What.
    pub what: WeeklyWhat,
}

/// Where a week goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum WeeklyPlace {
    /// To the asker.
    #[default]
    Me,
    /// To the channel in which it was typed.
    Here,
    /// To a channel, by Slack's id, or as somebody typed its name.
    Channel(String),
}

/// What of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeeklyWhat {
    /// Show it, now.
    Now,
    /// Send no more.
    Off,
    /// Send it on that day at that time.
    On(Weekday, NaiveTime),
}

/// The text with `to <#C123|general>` as `to <#C123>`: the id counts, not the name.
pub(super) fn channels_by_id(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<#") {
        kept.push_str(before);
        kept.push_str("<#");
        rest = after;
        let is_place = before.trim_end().to_lowercase().ends_with(" to");
        let labelled = after.split_once('>').and_then(|(mention, _)| mention.split_once('|'));
        if let Some((id, label)) = labelled.filter(|_| is_place) {
            kept.push_str(id);
            rest = &after[id.len() + 1 + label.len()..];
        }
    }
    kept + rest
}

/// Reads it. Words may come in any order.
pub(super) fn weekly(rest: &str) -> Result<WeeklyCommand, Complaint> {
    timed(rest, "digest weekly")
}

/// The same for whatever comes once a week; `key` is what complaints call it.
pub(super) fn timed(rest: &str, key: &str) -> Result<WeeklyCommand, Complaint> {
    let words = whole_words(&collapsed(rest));
    let mut words = words.iter().map(String::as_str).peekable();
    let mut read = Read::default();
    while let Some(word) = words.next() {
        let lower = word.to_lowercase();
        if let Some(name) = lower.strip_prefix("team:") {
            read.team = Some(team(name)?);
        } else if let Ok(day) = lower.parse::<Weekday>() {
            read.day = Some(day);
        } else {
            match lower.as_str() {
                "all" => read.team = None,
                "at" => {}
                "here" => read.place = WeeklyPlace::Here,
                "now" => read.what = Some(WeeklyWhat::Now),
                "off" => read.what = Some(WeeklyWhat::Off),
                "to" => read.place = place(words.next().unwrap_or_default())?,
                _ => {
                    // An hour may be two words: 8:30 pm.
                    let half = words.next_if(|next| matches!(next.to_lowercase().as_str(), "am" | "pm"));
                    let typed = half.map_or_else(|| word.to_owned(), |half| format!("{word} {half}"));
                    let at = time_of_day(&typed);
                    read.at = Some(at.ok_or_else(|| Problems::bad(key, word, EXPECTED))?);
                }
            }
        }
    }
    read.command(key)
}

/// What was read so far.
#[derive(Default)]
struct Read {
    team: Option<String>,
    place: WeeklyPlace,
    what: Option<WeeklyWhat>,
    day: Option<Weekday>,
    at: Option<NaiveTime>,
}

impl Read {
    fn command(self, key: &str) -> Result<WeeklyCommand, Complaint> {
        let Self { team, place, what, day, at } = self;
        let what = match (what, day, at) {
            (Some(what), None, None) => what,
            (None, Some(day), Some(at)) => WeeklyWhat::On(day, at),
            (None, None, _) => return Err(Problems::missing(hint!("the weekday and the hour")).into()),
            (None, Some(_), None) => return Err(Problems::missing(THE_HOUR).into()),
            (Some(_), ..) => return Err(Problems::bad(key, "now, off", hint!("no day and no hour")).into()),
        };
        Ok(WeeklyCommand { team, place, what })
    }
}

/// Words, a quoted value of several in one.
fn whole_words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        match words.last_mut() {
            Some(before) if before.ends_with(':') || before.chars().filter(|c| is_quote(*c)).count() == 1 => {
                if !before.ends_with(':') {
                    before.push(' ');
                }
                before.push_str(word);
            }
            Some(_) | None => words.push(word.to_owned()),
        }
    }
    words
}

fn team(value: &str) -> Result<String, Complaint> {
    let name = value.trim_matches(is_quote).trim();
    let is_name = !name.is_empty() && name.chars().count() <= 60 && !name.contains(is_quote);
    if is_name { Ok(name.to_owned()) } else { Err(Problems::bad("team", name, TEAM_NAME).into()) }
}

fn place(to: &str) -> Result<WeeklyPlace, Complaint> {
    match to.strip_prefix('#') {
        Some(id) if !id.is_empty() => Ok(WeeklyPlace::Channel(id.to_owned())),
        None if to.eq_ignore_ascii_case("me") => Ok(WeeklyPlace::Me),
        Some(_) | None => Err(Problems::bad("to", to, hint!("a channel like #leads, or me")).into()),
    }
}

/// With a space before it.
impl fmt::Display for WeeklyCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(" weekly")?;
        if let Some(team) = &self.team {
            if team.contains(' ') { write!(f, " team:\"{team}\"")? } else { write!(f, " team:{team}")? }
        }
        write_place_and_time(f, &self.place, self.what)
    }
}

/// With a space before each.
pub(super) fn write_place_and_time(f: &mut fmt::Formatter<'_>, place: &WeeklyPlace, what: WeeklyWhat) -> fmt::Result {
    match place {
        WeeklyPlace::Me => {}
        WeeklyPlace::Here => f.write_str(" here")?,
        WeeklyPlace::Channel(id) => write!(f, " to #{id}")?,
    }
    match what {
        WeeklyWhat::Now => f.write_str(" now"),
        WeeklyWhat::Off => f.write_str(" off"),
        WeeklyWhat::On(day, at) => write!(f, " {} {}", day.to_string().to_lowercase(), time_text(at)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: u32, minute: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, minute, 0).expect("a time")
    }

    #[test]
    fn for_whom_where_and_when() {
        let command = |team: Option<&str>, place, what| WeeklyCommand { team: team.map(str::to_owned), place, what };
        let on = |day, hour, minute| WeeklyWhat::On(day, at(hour, minute));
        for (typed, expected) in [
            ("mon 8:30", command(None, WeeklyPlace::Me, on(Weekday::Mon, 8, 30))),
            ("Friday at 4 pm", command(None, WeeklyPlace::Me, on(Weekday::Fri, 16, 0))),
            ("team:emea here tue 9", command(Some("emea"), WeeklyPlace::Here, on(Weekday::Tue, 9, 0))),
            (
                "team:\"emea west\" to #C0LEADS wed 7:15",
                command(Some("emea west"), WeeklyPlace::Channel("C0LEADS".into()), on(Weekday::Wed, 7, 15)),
            ),
            ("off here", command(None, WeeklyPlace::Here, WeeklyWhat::Off)),
            ("now team:emea", command(Some("emea"), WeeklyPlace::Me, WeeklyWhat::Now)),
        ] {
            let read = weekly(typed).expect(typed);
            assert_eq!(read, expected, "{typed}");
            let printed = read.to_string();
            assert_eq!(weekly(printed.trim_start_matches(" weekly")).expect("printed"), expected, "{typed}");
        }
        for typed in ["", "mon", "to mon 8", "team: mon 8", "someday 8", "mon 25:00"] {
            assert!(weekly(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn a_channel_keeps_its_id() {
        assert_eq!(channels_by_id("digest weekly to <#C1|leads> mon 8"), "digest weekly to <#C1> mon 8");
        assert_eq!(channels_by_id("why <#C1|acme>"), "why <#C1|acme>");
        assert_eq!(channels_by_id("to <#C1"), "to <#C1");
    }
}
