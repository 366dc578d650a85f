//! What is wrong with the settings, as data, and the words for it. Values are never repeated: they may be secrets.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::setting::Setting;
use super::wrong::Wrong;
use crate::domain::playbook::PlaybookFault;
use crate::domain::rules::RulesFault;

/// A place in the settings file. Lines and columns count from one, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, as it was named.
    pub path: PathBuf,
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Place {
    /// The place of a byte of a text.
    pub(super) fn of(path: &Path, text: &str, byte: usize) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        Self { path: path.to_owned(), line: before.matches('\n').count() + 1, column }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}:{}", self.path.display(), self.line, self.column)
    }
}

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The environment, which wins over the file.
    Environment,
    /// The settings file.
    File(Place),
    /// Nobody said otherwise.
    Default,
    /// Nobody said, and nothing is assumed.
    Nowhere,
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment => out.write_str("environment"),
            Self::File(place) => place.fmt(out),
            Self::Default => out.write_str("default"),
            Self::Nowhere => out.write_str("not set"),
        }
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A setting is missing, or its value cannot be used.
    Setting {
        /// Which.
        setting: Setting,
        /// Where its value is, if it has one.
        origin: Origin,
        /// What is wrong with it.
        wrong: Wrong,
    },
    /// A name that is almost a setting's, or any unknown name in the file.
    Unknown {
        /// The name as it stands there.
        name: String,
        /// Where it stands.
        origin: Origin,
        /// The name that may have been meant.
        nearest: Option<String>,
    },
    /// The file is not TOML.
    Syntax {
        /// Where reading stopped.
        place: Place,
        /// What the parser expected. Holds nothing of the file's text.
        message: String,
    },
    /// A file that a setting names cannot be read.
    Unreadable {
        /// The setting.
        setting: Setting,
        /// The file, as it was named.
        path: PathBuf,
        /// What the system said.
        kind: io::ErrorKind,
    },
    /// A number, or a name, in the file of rules is wrong.
    Rules {
        /// The file, as it was named.
        path: PathBuf,
        /// Its line, and what would be right. The file holds no secrets, so the reason may quote it.
        fault: RulesFault,
    },
    /// One's own playbook has a fault.
    Playbook {
        /// The file.
        path: PathBuf,
        /// Its place, and what would be right.
        fault: PlaybookFault,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Setting { setting, origin, wrong } => {
                write!(out, "{} {wrong}.\n  Example: {}", named(*setting, origin), setting.example())?;
                setting.place_in_slack().map_or(Ok(()), |place| write!(out, "\n  In Slack: {place}"))
            }
            Self::Unknown { name, origin, nearest } => {
                match origin {
                    Origin::File(place) => write!(out, "{place}: `{name}` is not a setting")?,
                    Origin::Environment | Origin::Default | Origin::Nowhere => write!(out, "{name} is not a setting")?,
                }
                match nearest {
                    Some(nearest) => write!(out, ". Did you mean {nearest}?"),
                    None => out.write_str(". The README lists what can stand here."),
                }
            }
            Self::Syntax { place, message } => write!(out, "{place}: this is not TOML: {message}."),
            Self::Rules { path, fault } => write!(out, "{}:{}: {}.", path.display(), fault.line, fault.reason),
            Self::Playbook { path, fault } => {
                write!(out, "{}:{}:{}: {}.", path.display(), fault.line, fault.column, fault.reason)
            }
            Self::Unreadable { setting, path, kind } => {
                write!(out, "{} names {}, which cannot be read: ", setting.variable(), path.display())?;
                if *kind == io::ErrorKind::NotFound {
                    let what = if *setting == Setting::Playbooks { "directory" } else { "file" };
                    return write!(out, "there is no such {what}.");
                }
                write!(out, "{kind}.")
            }
        }
    }
}

fn named(setting: Setting, origin: &Origin) -> String {
    match (origin, setting.in_file()) {
        (Origin::File(place), Some(name)) => format!("{place}: {name}"),
        (Origin::File(_) | Origin::Environment | Origin::Default | Origin::Nowhere, _) => setting.variable().to_owned(),
    }
}

/// Everything that is wrong, found in one reading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// Adds one.
    pub(super) fn add(&mut self, problem: Problem) {
        self.0.push(problem);
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => writeln!(out, "One thing in the settings needs your attention.")?,
            n_problems => writeln!(out, "{n_problems} things in the settings need your attention.")?,
        }
        self.0.iter().try_for_each(|problem| write!(out, "\n{problem}\n"))
    }
}

impl std::error::Error for Problems {}
