//! Words in the language of whoever reads them.
//!
//! `say!("Renewal {when}", when = in_days(n))` is a sentence with its values, `say!("Save")` one without. The English words
//! stand where they are used; another language is a file, `manifests/languages/<code>.toml`: a table for each module of
//! [`crate::slack::render`], in which the English words are the key. Who reads is said once, around the drawing:
//! [`told_in`], [`drawn_in`].

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::LazyLock;

use super::numbers::{amount, decimal_mark, group_mark};
use crate::domain::locale::{Language, Locale};
use crate::domain::money::{Currency, Money};
use crate::domain::personal::Country;
use crate::domain::portfolio::Share;
use crate::domain::sentence;

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

/// A value within a sentence.
pub trait Value {
    /// Writes it at the end of what is said so far.
    fn say(&self, said: &mut String);
}

impl<T: Value + ?Sized> Value for &T {
    fn say(&self, said: &mut String) {
        (**self).say(said);
    }
}

/// What reads as it is written.
macro_rules! plain_values {
    ($($kind:ty),+) => {
        $(impl Value for $kind {
            fn say(&self, said: &mut String) {
                let _ = write!(said, "{self}");
            }
        })+
    };
}

plain_values!(str, String, char, Country, Currency);

/// Whole numbers, whose thousands stand apart.
macro_rules! whole_values {
    ($($kind:ty),+) => {
        $(impl Value for $kind {
            fn say(&self, said: &mut String) {
                said.push_str(&grouped(&self.to_string(), group_mark()));
            }
        })+
    };
}

whole_values!(i32, i64, u8, u32, u64, usize);

impl Value for Money {
    fn say(&self, said: &mut String) {
        said.push_str(&amount(*self));
    }
}

impl Value for Share {
    fn say(&self, said: &mut String) {
        said.push_str(&self.to_string().replace('.', decimal_mark()));
    }
}

impl Value for f64 {
    fn say(&self, said: &mut String) {
        said.push_str(&self.to_string().replace('.', decimal_mark()));
    }
}

/// The digits of a whole number in threes: `10,009`, in German `10.009`; `5006` has them too.
pub fn grouped(digits: &str, mark: &str) -> String {
    let (sign, digits) = digits.split_at(usize::from(digits.starts_with('-')));
    let mut out = sign.to_owned();
    for (place, digit) in digits.chars().enumerate() {
        if 0 < place && (digits.len() - place) % 3 == 0 {
            out.push_str(mark);
        }
        out.push(digit);
    }
    out
}

/// A whole number by itself.
pub fn whole<N: TryInto<i64>>(n: N) -> String {
    grouped(&n.try_into().unwrap_or(i64::MAX).to_string(), group_mark())
}

/// Words with their values in the places of their names.
pub fn filled(words: &str, values: &[(&str, &dyn Value)]) -> String {
    sentence::filled(words, |name, said| {
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            value.say(said);
        }
    })
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
        const { assert!($crate::domain::sentence::names_fit($words, &[$(stringify!($name)),+]), "words and values differ") };
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
