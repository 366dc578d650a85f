//! Whose CSMs a leader asks for: `team:emea`, `owner:@ana`, `all`, or nothing for one's own.

use std::fmt;

use super::complaint::{Complaint, Problems};
use super::hint::{TEAM_NAME, hint};
use super::owner::somebody;
use super::parse_error::Problem;
use super::text::collapsed;
use super::words::is_quote;

/// The longest name of a team.
const MOST_CHARS: usize = 60;

/// Whose CSMs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leads {
    /// The asker's own team.
    Own,
    /// Everybody's.
    All,
    /// Those of a team, as typed.
    Team(String),
    /// One person, as typed, with the `@`.
    Person(String),
    /// The asker.
    Me,
}

/// Reads what follows the verb.
pub(super) fn leads(rest: &str) -> Result<Leads, Complaint> {
    let rest = collapsed(rest);
    match rest.to_lowercase().as_str() {
        "" => return Ok(Leads::Own),
        "all" | "@all" | "owner:all" | "team:all" => return Ok(Leads::All),
        "mine" | "me" | "@me" | "owner:@me" | "owner:me" | "owner:mine" => return Ok(Leads::Me),
        _ => {}
    }
    let Some((key, value)) = rest.split_once(':') else { return Err(Problem::Extra { text: rest }.into()) };
    let value = value.trim().trim_matches(is_quote).trim();
    match key.to_lowercase().as_str() {
        "team" => team(value),
        "owner" => somebody(value).map(Leads::Person).ok_or_else(|| {
            let problem = Problems::bad("owner", value, hint!("@me or @someone"));
            Complaint::new(problem).with(["capacity owner:@me".to_owned()])
        }),
        _ => {
            let problem = Problem::UnknownKey { key: key.to_owned(), nearest: vec!["team".into(), "owner".into()] };
            Err(problem.into())
        }
    }
}

fn team(value: &str) -> Result<Leads, Complaint> {
    let is_name = !value.is_empty() && value.chars().count() <= MOST_CHARS && !value.contains(is_quote);
    if is_name { Ok(Leads::Team(value.to_owned())) } else { Err(Problems::bad("team", value, TEAM_NAME).into()) }
}

/// With a space before it; nothing for the asker's own team.
impl fmt::Display for Leads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own => Ok(()),
            Self::All => f.write_str(" all"),
            Self::Team(name) => write!(f, " team:{name}"),
            Self::Person(name) => write!(f, " owner:{name}"),
            Self::Me => f.write_str(" owner:@me"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_selector_or_none() {
        for (text, expected) in [
            ("", Leads::Own),
            ("ALL", Leads::All),
            ("team:emea", Leads::Team("emea".into())),
            ("team: \"emea  west\"", Leads::Team("emea west".into())),
            ("owner:@ana", Leads::Person("@ana".into())),
            ("owner:@me", Leads::Me),
        ] {
            let read = leads(text).expect(text);
            assert_eq!(read, expected, "{text}");
            assert_eq!(leads(&read.to_string()).expect("printed"), expected, "{text}");
        }
        for text in ["emea", "team:", "owner:ana", "seg:mid"] {
            assert!(leads(text).is_err(), "{text}");
        }
    }
}
