//! Words in the language of whoever reads them.
//!
//! `say!("Renewal {when}", when = in_days(n))` is a sentence with its values, `say!("Save")` one without. The English words
//! stand where they are used; another language is a file, `manifests/languages/<code>.toml`: a table for each module of
//! [`crate::slack::render`], in which the English words are the key. Who reads is said once, around the drawing:
//! [`told_in`], [`drawn_in`].

use std::collections::HashMap;
use std::fmt::{Display, Write};
use std::sync::LazyLock;

use crate::domain::locale::{Language, Locale};

tokio::task_local! {
    static LOCALE: Locale;
}

/// Where the words of a language are kept.
const GERMAN: &str = include_str!("../../../../manifests/languages/de.toml");

/// Modules are named from here on in a language's file.
const ROOT: &str = "steward::slack::render::";

/// Does something whose answers are read in a locale.
pub async fn told_in<F: Future>(locale: Locale, telling: F) -> F::Output {
    LOCALE.scope(locale, telling).await
}

/// Draws something that is read in a locale.
pub fn drawn_in<T>(locale: Locale, draw: impl FnOnce() -> T) -> T {
    LOCALE.sync_scope(locale, draw)
}

/// The locale of whoever reads what is being drawn; English where nobody said.
pub fn locale() -> Locale {
    LOCALE.try_with(|locale| *locale).unwrap_or_default()
}

/// Words of a module in the reader's language; themselves where a language's file does not have them.
pub fn translated(module: &'static str, words: &'static str) -> &'static str {
    match locale().language {
        Language::English => words,
        Language::German => GERMAN_WORDS.find(module, words).unwrap_or(words),
    }
}

/// Words with their values in the places of their names.
pub fn filled(words: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut out = String::with_capacity(words.len() + 16 * values.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            let _ = write!(out, "{value}");
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Whether words name exactly these values; asked by the compiler.
pub const fn names_fit(words: &str, names: &[&str]) -> bool {
    let mut i = 0;
    while i < names.len() {
        if !holds(words.as_bytes(), names[i].as_bytes()) {
            return false;
        }
        i += 1;
    }
    every_place_is_named(words.as_bytes(), names)
}

/// Whether `{name}` stands at a place.
const fn stands(words: &[u8], at: usize, name: &[u8]) -> bool {
    if words.len() < at + name.len() + 2 || words[at] != b'{' || words[at + name.len() + 1] != b'}' {
        return false;
    }
    let mut i = 0;
    while i < name.len() {
        if words[at + 1 + i] != name[i] {
            return false;
        }
        i += 1;
    }
    true
}

const fn holds(words: &[u8], name: &[u8]) -> bool {
    let mut at = 0;
    while at < words.len() {
        if stands(words, at, name) {
            return true;
        }
        at += 1;
    }
    false
}

const fn every_place_is_named(words: &[u8], names: &[&str]) -> bool {
    let mut at = 0;
    while at < words.len() {
        if words[at] == b'{' {
            let (mut is_named, mut i) = (false, 0);
            while i < names.len() {
                is_named = is_named || stands(words, at, names[i].as_bytes());
                i += 1;
            }
            if !is_named {
                return false;
            }
        }
        at += 1;
    }
    true
}

static GERMAN_WORDS: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::read(GERMAN).expect("a test holds manifests/languages/de.toml against the words"));

/// The words of a language, by module and English words.
#[derive(Debug)]
pub struct Catalogue(HashMap<String, HashMap<String, &'static str>>);

impl Catalogue {
    /// Reads a language's file. What it holds lives as long as the program.
    pub fn read(text: &str) -> Result<Self, toml::de::Error> {
        let table: toml::Table = text.parse()?;
        let mut modules = HashMap::new();
        gather("", table, &mut modules);
        Ok(Self(modules))
    }

    fn find(&self, module: &str, words: &str) -> Option<&'static str> {
        let module = self.0.get(module.strip_prefix(ROOT).unwrap_or(module))?;
        // A space that does not break looks like any other in an editor.
        if words.contains('\u{A0}') { module.get(&words.replace('\u{A0}', " ")) } else { module.get(words) }.copied()
    }
}

fn gather(module: &str, table: toml::Table, into: &mut HashMap<String, HashMap<String, &'static str>>) {
    for (key, value) in table {
        if let toml::Value::Table(inner) = value {
            let below = if module.is_empty() { key } else { format!("{module}::{key}") };
            gather(&below, inner, into);
        } else if let toml::Value::String(own) = value {
            into.entry(module.to_owned()).or_default().insert(key, String::leak(own));
        }
    }
}

/// Words, with their values by name: see [`crate::slack::render::kit`]. Without values it is a `&'static str`, with them a
/// `String`.
macro_rules! say {
    ($words:literal $(,)?) => {
        $crate::slack::render::kit::translated(module_path!(), $words)
    };
    ($words:literal, $($name:ident $(= $value:expr)?),+ $(,)?) => {{
        const { assert!($crate::slack::render::kit::names_fit($words, &[$(stringify!($name)),+]), "words and values differ") };
        $crate::slack::render::kit::filled(
            $crate::slack::render::kit::translated(module_path!(), $words),
            &[$((stringify!($name), &say!(@ $name $(= $value)?))),+],
        )
    }};
    (@ $name:ident) => { $name };
    (@ $name:ident = $value:expr) => { $value };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_where_their_names_stand() {
        let (who, n) = ("Ana", 3);
        assert_eq!(say!("{who} has {n} of {total}, {who}", who, n, total = n + 1), "Ana has 3 of 4, Ana");
        assert_eq!(filled("no place", &[("n", &1)]), "no place");
        assert_eq!(filled("{n", &[("n", &1)]), "1");
        assert!(names_fit("{a} {b} {a}", &["a", "b"]));
        assert!(!names_fit("{a} {c}", &["a", "b"]));
        assert!(!names_fit("{a} {c}", &["a"]));
        assert!(!names_fit("{a}", &["a", "b"]));
    }

    #[test]
    fn a_language_has_words_by_module() {
        let catalogue = Catalogue::read("[run]\n\"of {n} days\" = \"von {n} Tagen\"\n[plan.words]\nopen = \"offen\"")
            .expect("a file");
        assert_eq!(catalogue.find("steward::slack::render::run", "of {n}\u{A0}days"), Some("von {n} Tagen"));
        assert_eq!(catalogue.find("steward::slack::render::plan::words", "open"), Some("offen"));
        assert_eq!(catalogue.find("steward::slack::render::run", "open"), None);
    }
}
