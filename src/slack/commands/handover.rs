//! What follows `digest handover`: a region's open red flags, for the next region's channel at the end of the day.
//!
//! ```text
//! handover = nothing | "off" team place | team place [ "at" ] time
//! team     = "team:" text
//! place    = "to" channel | "here"
//! ```

use std::fmt;

use chrono::NaiveTime;

use super::amounts::{time_of_day, time_text};
use super::complaint::{Complaint, Problems};
use super::hint::{CLOSING_MARK, TEAM_NAME, hint};
use super::text::collapsed;
use super::words::{is_quote, quoted};

const MOST_TEAM_CHARS: usize = 60;

/// What to do about handovers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandoverCommand {
    /// Say which there are.
    Show,
    /// Send one by the clock.
    Set {
        /// Whose accounts.
        team: String,
        /// To which channel.
        to: HandoverPlace,
        /// At which hour, by the team's clock.
        at: NaiveTime,
    },
    /// Send one no more.
    Off {
        /// Whose accounts.
        team: String,
        /// To which channel.
        to: HandoverPlace,
    },
}

/// The next region's channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandoverPlace {
    /// The one in which it was typed.
    Here,
    /// By Slack's id, as a mention brings it, or by name.
    Channel(String),
}

/// Reads what follows `digest handover`.
pub(super) fn handover(rest: &str) -> Result<HandoverCommand, Complaint> {
    let rest = collapsed(rest);
    if rest.is_empty() {
        return Ok(HandoverCommand::Show);
    }
    let first = rest.split(' ').next().unwrap_or_default();
    let is_off = first.eq_ignore_ascii_case("off");
    let rest = if is_off { rest[first.len()..].trim() } else { rest.as_str() };
    let (team, rest) = team(rest)?;
    let (to, rest) = place(rest)?;
    if is_off {
        return super::complaint::nothing_more(rest).map(|()| HandoverCommand::Off { team, to });
    }
    let hour = rest.strip_prefix("at ").unwrap_or(rest);
    if hour.is_empty() {
        return Err(Problems::missing(hint!("the hour, by the team's clock: at 17:00")).into());
    }
    let at = time_of_day(hour).ok_or_else(|| Problems::bad("at", hour, hint!("an hour like 17:00 or 5 pm")))?;
    Ok(HandoverCommand::Set { team, to, at })
}

fn team(text: &str) -> Result<(String, &str), Complaint> {
    let missing = || {
        let instead = ["digest handover team:emea to #amer-csms at 17:00".to_owned()];
        Complaint::new(Problems::missing(hint!("the team whose day ends: team:emea"))).with(instead)
    };
    let key = text.get(..5).filter(|key| key.eq_ignore_ascii_case("team:")).ok_or_else(missing)?;
    let text = text[key.len()..].trim_start();
    let (name, rest) = match text.strip_prefix(is_quote) {
        Some(inner) => inner.split_once(is_quote).ok_or_else(|| Problems::missing(CLOSING_MARK))?,
        None => text.split_once(' ').unwrap_or((text, "")),
    };
    match name.chars().count() {
        0 => Err(missing()),
        1..=MOST_TEAM_CHARS => Ok((name.to_owned(), rest.trim())),
        _ => Err(Problems::bad("team", name, TEAM_NAME).into()),
    }
}

fn place(text: &str) -> Result<(HandoverPlace, &str), Complaint> {
    let text = text.strip_prefix("to ").unwrap_or(text).trim_start();
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    if word.eq_ignore_ascii_case("here") {
        return Ok((HandoverPlace::Here, rest.trim()));
    }
    let channel = word.strip_prefix('#').filter(|name| !name.is_empty() && name.chars().count() <= 80);
    let missing = || Problems::missing(hint!("the next region's channel: to #amer-csms, or here"));
    let channel = channel.ok_or_else(missing)?;
    Ok((HandoverPlace::Channel(channel.to_owned()), rest.trim()))
}

/// With a space before it.
impl fmt::Display for HandoverCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |team: &str| if team.contains(' ') { quoted(team) } else { team.to_owned() };
        match self {
            Self::Show => f.write_str(" handover"),
            Self::Off { team, to } => write!(f, " handover off team:{} {to}", name(team)),
            Self::Set { team, to, at } => write!(f, " handover team:{} {to} at {}", name(team), time_text(*at)),
        }
    }
}

impl fmt::Display for HandoverPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Here => f.write_str("here"),
            Self::Channel(channel) => write!(f, "to #{channel}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slack::commands::{Command, DigestCommand, parse};

    #[track_caller]
    fn check(text: &str, expected: HandoverCommand) {
        let command = parse(text, None).expect("a command");
        assert_eq!(command, Command::Digest(DigestCommand::Handover(expected)), "{text}");
        assert_eq!(parse(&command.to_string(), None), Ok(command), "{text}");
    }

    #[test]
    fn a_handover_has_a_team_a_channel_and_an_hour() {
        let at = "17:00:00".parse().expect("a time");
        let to = |name: &str| HandoverPlace::Channel(name.into());
        let set = |team: &str, to| HandoverCommand::Set { team: team.into(), to, at };
        check("digest handover", HandoverCommand::Show);
        check("digest handover team:emea to #amer-csms at 17:00", set("emea", to("amer-csms")));
        check("digest handover team:emea to <#C0AMER0001|amer-csms> at 5 pm", set("emea", to("C0AMER0001")));
        check("digest Handover team:\"gold team\" here 17", set("gold team", HandoverPlace::Here));
        check(
            "digest handover off team:emea here",
            HandoverCommand::Off { team: "emea".into(), to: HandoverPlace::Here },
        );
    }

    #[test]
    fn what_is_left_out_is_asked_for() {
        for text in [
            "digest handover emea",
            "digest handover team:emea at 17:00",
            "digest handover team:emea here",
            "digest handover team:emea here at noon",
            "digest handover off",
        ] {
            assert!(parse(text, None).is_err(), "{text}");
        }
    }
}
