//! Every word of the bot in every language: each sentence of `slack/render` has one translation, which says the same values
//! in the same markup, and no file holds words that nobody says any more.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Module below `slack/render` and English words.
type Key = (String, String);

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

/// The words after each `opening`, as the compiler reads them.
fn words_after(text: &str, opening: &str) -> Vec<String> {
    let code = text.split("\nmod tests {").next().unwrap();
    let texts = code.split(opening).skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"'));
    texts.map(literal).collect()
}

fn literal(rest: &str) -> String {
    let (mut out, mut chars) = (String::new(), rest.chars());
    while let Some(c) = chars.next() {
        match c {
            '"' => return out,
            '\\' => match chars.next() {
                Some('n') => out.push('\n'),
                Some('\n') => {
                    let rest = chars.as_str().trim_start();
                    chars = rest.chars();
                }
                Some('u') => {
                    let (code, rest) = chars.as_str().split_once('}').unwrap();
                    let code = u32::from_str_radix(code.trim_start_matches('{'), 16).unwrap();
                    out.push(char::from_u32(code).unwrap());
                    chars = rest.chars();
                }
                Some(c) => out.push(c),
                None => break,
            },
            c => out.push(c),
        }
    }
    panic!("a text that does not end: {out}");
}

/// A space that does not break counts as one that does: nobody sees which it is.
fn key(module: &str, words: &str) -> Key {
    (module.to_owned(), words.replace('\u{A0}', " "))
}

/// Everything that the bot says.
fn said() -> BTreeSet<Key> {
    let root = repository().join("src/slack/render");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut said = BTreeSet::new();
    for file in files {
        let name = file.strip_prefix(&root).unwrap().with_extension("").to_str().unwrap().replace('/', ".");
        let module = name.strip_suffix(".mod").unwrap_or(&name);
        // The macro's own module says nothing; its documentation shows how.
        if module != "kit.say" {
            let text = fs::read_to_string(&file).unwrap();
            said.extend(words_after(&text, "say!(").iter().map(|words| key(module, words)));
        }
    }
    let help = fs::read_to_string(repository().join("src/slack/commands/help.rs")).unwrap();
    said.extend(words_after(&help, "about:").iter().map(|words| key("help", words)));
    said.extend(hints().iter().map(|words| key("hints", words)));
    said
}

/// What the commands tell whoever typed something else.
fn hints() -> Vec<String> {
    let mut files = Vec::new();
    sources(&repository().join("src/slack/commands"), &mut files);
    let hints = |file: &PathBuf| words_after(&fs::read_to_string(file).unwrap(), "hint!(");
    let hints: Vec<String> = files.iter().flat_map(hints).collect();
    assert!(70 < hints.len(), "the hints were not found");
    hints
}

fn flat(module: &str, table: &toml::Table, into: &mut BTreeMap<Key, String>) {
    for (name, value) in table {
        if let toml::Value::Table(table) = value {
            let below = if module.is_empty() { name.clone() } else { format!("{module}.{name}") };
            flat(&below, table, into);
        } else {
            let words = value.as_str().unwrap_or_else(|| panic!("[{module}] {name} is no text"));
            into.insert(key(module, name), words.to_owned());
        }
    }
}

/// Every language's file, by name.
fn languages() -> Vec<(String, BTreeMap<Key, String>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(repository().join("manifests/languages")).unwrap() {
        let path = entry.unwrap().path();
        let table: toml::Table = fs::read_to_string(&path).unwrap().parse().unwrap();
        let mut words = BTreeMap::new();
        flat("", &table, &mut words);
        found.push((path.file_name().unwrap().to_str().unwrap().to_owned(), words));
    }
    assert!(!found.is_empty());
    found
}

/// What a sentence is made of beside its words: values by name, marks of markup, the spaces at its ends.
fn frame(words: &str) -> (BTreeSet<String>, [usize; 3], [bool; 2]) {
    let names = words.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned());
    let marks = ['*', '`', '\n'].map(|mark| words.matches(mark).count());
    (names.collect(), marks, [words.starts_with(' '), words.ends_with(' ')])
}

#[test]
fn every_language_says_all_that_is_said_and_nothing_else() {
    let said = said();
    assert!(2_000 < said.len(), "the words were not found");
    for (file, words) in languages() {
        let missing: Vec<&Key> = said.iter().filter(|key| !words.contains_key(*key)).collect();
        let unsaid: Vec<&Key> = words.keys().filter(|key| !said.contains(*key)).collect();
        assert!(missing.is_empty(), "{file} lacks {} words: {missing:#?}", missing.len());
        assert!(unsaid.is_empty(), "{file} has {} words that nobody says: {unsaid:#?}", unsaid.len());
    }
}

/// Two that are the same word for word are one, in `commands/hint.rs`.
#[test]
fn a_hint_is_worded_once() {
    let mut known = BTreeSet::new();
    for hint in hints() {
        assert!(known.insert(hint.clone()), "`{hint}` is worded twice");
    }
}

#[test]
fn a_translation_says_the_same_values_in_the_same_markup() {
    for (file, words) in languages() {
        for ((module, english), own) in &words {
            assert!(!own.trim().is_empty(), "{file} [{module}] {english:?} is empty");
            assert_eq!(frame(own), frame(english), "{file} [{module}] {english:?} = {own:?}");
        }
    }
}
