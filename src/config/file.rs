//! The settings file: TOML, read leniently enough to report all of its problems, and strictly enough to accept none.

use std::path::Path;

use secrecy::SecretString;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::{Origin, Place, Problem, Problems};
use super::setting::Setting;
use super::wrong::Wrong;
use crate::domain::nearest::nearest_one;

const TABLES: [&str; 3] = ["database", "slack", "steward"];

/// What a file says.
#[derive(Debug, Default)]
pub(super) struct Contents {
    pub values: Vec<(Setting, SecretString, Origin)>,
    /// Whether all of it could be read, so that what is not there is truly missing.
    pub is_whole: bool,
}

/// Reads a file's text. The tables are `[database]`, `[slack]` and `[steward]`; unknown names are problems, reported in
/// the order of the file.
pub(super) fn read(path: &Path, text: &str, problems: &mut Problems) -> Contents {
    let mut reading = Reading { path, text, found: Vec::new() };
    let contents = match DeTable::parse_recoverable(text) {
        (tables, errors) if errors.is_empty() => reading.tables(tables.get_ref()),
        (_, errors) => {
            for error in errors {
                reading.syntax(&error);
            }
            Contents::default()
        }
    };
    reading.found.sort_by_key(|(byte, _)| *byte);
    problems.0.extend(reading.found.into_iter().map(|(_, problem)| problem));
    contents
}

struct Reading<'a> {
    path: &'a Path,
    text: &'a str,
    /// Problems, each with the byte at which it stands.
    found: Vec<(usize, Problem)>,
}

impl Reading<'_> {
    fn tables(&mut self, tables: &DeTable<'_>) -> Contents {
        let mut values = Vec::new();
        for (name, value) in tables {
            let is_known = TABLES.contains(&name.get_ref().as_ref());
            match value.get_ref().as_table() {
                Some(table) if is_known => values.extend(self.table(name.get_ref(), table)),
                Some(_) | None => self.unknown(name.get_ref(), meant_outside(name.get_ref()), name.span().start),
            }
        }
        Contents { values, is_whole: true }
    }

    fn table(&mut self, name: &str, table: &DeTable<'_>) -> Vec<(Setting, SecretString, Origin)> {
        let mut values = Vec::new();
        for (key, value) in table {
            let full_name = format!("{name}.{}", key.get_ref());
            match named().find(|(_, known)| *known == full_name) {
                Some((setting, _)) => values.extend(self.value(setting, value)),
                None => self.unknown(&full_name, meant_inside(name, key.get_ref()), key.span().start),
            }
        }
        values
    }

    fn value(&mut self, setting: Setting, value: &Spanned<DeValue<'_>>) -> Option<(Setting, SecretString, Origin)> {
        let byte = value.span().start;
        let origin = self.origin(byte);
        let value = value.get_ref();
        let instant = value.as_datetime().filter(|_| setting == Setting::Now).map(ToString::to_string);
        let text = value.as_str().map(|text| text.trim().to_owned());
        let Some(written) = text.or(instant).or_else(|| listed(setting, value)) else {
            let wrong = Wrong::NotText { found: value.type_str() };
            self.found.push((byte, Problem::Setting { setting, origin, wrong }));
            return None;
        };
        (!written.is_empty()).then(|| (setting, written.into(), origin))
    }

    fn unknown(&mut self, name: &str, nearest: Option<String>, byte: usize) {
        let problem = Problem::Unknown { name: name.to_owned(), origin: self.origin(byte), nearest };
        self.found.push((byte, problem));
    }

    /// The error's own words would quote the line, and the line may hold a secret.
    fn syntax(&mut self, error: &toml::de::Error) {
        let byte = error.span().map_or(0, |span| span.start);
        let place = Place::of(self.path, self.text, byte);
        self.found.push((byte, Problem::Syntax { place, message: error.message().to_owned() }));
    }

    fn origin(&self, byte: usize) -> Origin {
        Origin::File(Place::of(self.path, self.text, byte))
    }
}

/// The one setting that may be a list.
fn listed(setting: Setting, value: &DeValue<'_>) -> Option<String> {
    let list = value.as_array().filter(|_| setting == Setting::AccountUrl)?;
    let texts: Option<Vec<&str>> = list.iter().map(|entry| entry.get_ref().as_str()).collect();
    Some(texts?.join(","))
}

fn named() -> impl Iterator<Item = (Setting, String)> {
    Setting::ALL.into_iter().filter_map(|setting| Some((setting, setting.in_file()?)))
}

/// What a name outside the tables may mean: one of them, or a setting without its table.
fn meant_outside(name: &str) -> Option<String> {
    let settings: Vec<String> = named().map(|(_, full_name)| full_name).collect();
    let keys = settings.iter().filter_map(|full_name| full_name.split_once('.')).map(|(_, key)| key);
    let nearest = nearest_one(name, TABLES.into_iter().chain(keys))?;
    let full_name = settings.iter().find(|full_name| full_name.split_once('.').is_some_and(|(_, key)| key == nearest));
    Some(full_name.cloned().unwrap_or_else(|| format!("[{nearest}]")))
}

fn meant_inside(table: &str, key: &str) -> Option<String> {
    let settings: Vec<String> = named().map(|(_, full_name)| full_name).collect();
    let siblings = settings.iter().filter_map(|full_name| full_name.strip_prefix(table)?.strip_prefix('.'));
    nearest_one(key, siblings).map(|key| format!("{table}.{key}"))
}
