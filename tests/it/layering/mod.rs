//! The map in the library's first page, held against the sources: who may import whom, where SQL, transactions and the
//! clock live, and how long a file or a function may be. A source is read as tokens, so that comments and strings say
//! nothing; what a macro builds at compile time is not seen.

mod breach;
mod lengths;
mod made_up;
mod map;
mod paths;
mod source;

use std::fs;
use std::path::{Path, PathBuf};

use breach::Breach;
use source::Source;

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder with one of the extensions, with its path from the repository's root.
fn files(folder: &str, extensions: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![repository().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            let extension = path.extension().and_then(|extension| extension.to_str());
            // Packages that the peer of the soak installs are nobody's here.
            if path.is_dir() && !path.ends_with("node_modules") {
                folders.push(path);
            } else if extension.is_some_and(|extension| extensions.contains(&extension)) {
                let name = path.strip_prefix(repository()).unwrap().to_str().unwrap().to_owned();
                found.push((name, fs::read_to_string(path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

fn sources() -> Vec<Source> {
    let read: Vec<Source> = files("src", &["rs"]).iter().map(|(name, text)| Source::read(name, text)).collect();
    source::with_test_files(read)
}

#[track_caller]
fn check_none(breaches: &[Breach]) {
    let list: Vec<String> = breaches.iter().map(Breach::to_string).collect();
    assert!(list.is_empty(), "{} breaches:\n{}", list.len(), list.join("\n"));
}

#[test]
fn every_room_imports_only_what_the_map_allows() {
    let sources = sources();
    assert!(50 < sources.len(), "the sources were not found");
    check_none(&map::foreign_imports(
        &sources,
        &map::crates(&fs::read_to_string(repository().join("Cargo.toml")).unwrap()),
    ));
}

#[test]
fn sql_transactions_and_the_clock_have_one_place_each() {
    let sources = sources();
    check_none(&map::stray_sql(&sources));
    check_none(&map::stray_transactions(&sources));
    check_none(&map::stray_clocks(&sources));
}

#[test]
fn files_and_functions_fit_a_screen_or_a_few() {
    let ours = ["src", "tests"].map(|folder| files(folder, &["rs", "sql", "js", "css", "html"])).concat();
    check_none(&lengths::long_files(&ours, lengths::LONG_FILES));
    check_none(&lengths::long_functions(&ours, lengths::LONG_FUNCTIONS));
}
