//! The rules can fail: small made-up sources, and the breaches in each.

use super::breach::Breach;
use super::lengths::{long_files, long_functions};
use super::map::{crates, foreign_imports, stray_clocks, stray_sql, stray_transactions};
use super::source::{Source, tokens, with_test_files};

const MANIFEST: &str = "[dependencies]\nchrono = '1'\nchrono-tz = '1'\ncsv = '1'\nreqwest = '1'\nsqlx = '1'\n\
                        serde_json = '1'\n[dev-dependencies]\nproptest = '1'";

fn says(breaches: &[Breach]) -> Vec<String> {
    breaches.iter().map(|breach| format!("{}: {}", breach.line, breach.says)).collect()
}

/// The imports of one source that the map does not allow, as `line: words`.
#[track_caller]
fn check(file: &str, text: &str, expected: &[&str]) {
    let sources = with_test_files(vec![Source::read(file, text)]);
    assert_eq!(says(&foreign_imports(&sources, &crates(MANIFEST))), expected, "{file}: {text}");
}

#[test]
fn a_forbidden_module_is_found_however_it_is_named() {
    let found = &["1: `domain` must not import `store::runs`"];
    check("src/domain/health/mod.rs", "use crate::store::runs;", found);
    check("src/domain/health/mod.rs", "use crate::{store::runs};", found);
    check(
        "src/domain/health/mod.rs",
        "use crate::{ids::{self, OrgId as Id}, store::runs::*};",
        &["1: `domain` must not import `ids`", "1: `domain` must not import `ids::OrgId`", found[0]],
    );
    check("src/domain/health/mod.rs", "use super::super::store::runs;", found);
    check("src/domain/health/model.rs", "use super::super::super::store::runs;", found);
    check("src/domain/health.rs", "pub(super) use super::super::store::runs as r;", found);
    check("src/domain/health.rs", "fn f() { crate::store::runs(); }", found);
    check("src/domain/health.rs", "fn f(x: &dyn Fn(u8) -> super::super::store::runs) {}", found);
    check("src/domain/health.rs", "mod tests { use super::super::super::store::runs; }", found);
    check("src/domain/health.rs", "macro_rules! m { () => { $crate::store::runs } }", found);
    check("src/domain/health.rs", "use steward::store::runs;", found);
}

#[test]
fn what_the_map_allows_is_left_alone() {
    check(
        "src/domain/health/mod.rs",
        "use super::ids::OrgId;\nuse crate::domain::money;\nuse self::model::Model;",
        &[],
    );
    check("src/domain/health/mod.rs", "mod tests { use super::*; use super::super::ids; }", &[]);
    check("src/operations/play.rs", "use crate::store::runs::{self, Run};\nuse super::{App, Failure};", &[]);
    check("src/slack/desk/mod.rs", "use crate::slack::{commands, render::kit};\nuse crate::operations;", &[]);
    check("src/main.rs", "use steward::cli;\nuse steward::store;", &[]);
}

#[test]
fn the_most_exact_room_decides() {
    check(
        "src/slack/render/book.rs",
        "use crate::operations::book;",
        &["1: `slack::render` must not import `operations::book`"],
    );
    check(
        "src/slack/render/book.rs",
        "use crate::slack::client::SlackClient;",
        &["1: `slack::render` must not import `slack::client::SlackClient`"],
    );
    check(
        "src/jobs/delivery.rs",
        "use crate::slack::{client, render};\nuse crate::slack::commands;",
        &["2: `jobs` must not import `slack::commands`"],
    );
    check("src/jobs/delivery.rs", "use crate::slack;", &["1: `jobs` must not import `slack`"]);
    check(
        "src/standin/hub.rs",
        "use crate::domain::ids::OrgId;",
        &["1: `standin` must not import `domain::ids::OrgId`"],
    );
    check("src/attic/mod.rs", "", &["1: no room of the map: add it, with what it may import"]);
}

#[test]
fn crates_are_held_back_where_it_matters() {
    check("src/domain/ids.rs", "use std::fmt;\nuse chrono::Utc;\nuse chrono_tz::Tz;", &[]);
    check("src/domain/ids.rs", "use sqlx::PgPool;", &["1: `domain` must not import the crate `sqlx`"]);
    check("src/domain/ids.rs", "fn f() { reqwest::get(1); }", &["1: `domain` must not import the crate `reqwest`"]);
    check("src/domain/ids.rs", "use ::csv::Reader;", &["1: `domain` must not import the crate `csv`"]);
    check("src/domain/ids.rs", "mod csv;\nuse csv::Table;", &[]);
    check(
        "src/domain/ids.rs",
        "#[cfg(test)]\nmod tests { use proptest::prelude::*; fn f() { serde_json::json!(1); } }",
        &[],
    );
    check("src/domain/ids.rs", "use proptest::prelude::*;", &["1: `domain` must not import the crate `proptest`"]);
    check("src/store/runs.rs", "use sqlx::PgConnection;", &[]);
}

#[test]
fn comments_texts_and_letters_say_nothing() {
    check(
        "src/domain/ids.rs",
        "// use crate::store;\n/* crate::store /* crate::store */ */\n//! [`crate::store`]",
        &[],
    );
    check(
        "src/domain/ids.rs",
        r##"const A: &str = "crate::store \" crate::store"; const B: &str = r#"" crate::store"#;"##,
        &[],
    );
    check("src/domain/ids.rs", r"const A: char = '\''; const B: char = '/'; fn f<'a>(x: &'a u8) {}", &[]);
    check("src/domain/ids.rs", "const A: char = '\"';\nuse crate::store;", &["2: `domain` must not import `store`"]);
}

#[test]
fn a_test_file_is_known_by_its_declaration() {
    let sources =
        [("src/domain/mod.rs", "#[cfg(test)]\nmod properties;"), ("src/domain/properties.rs", "use proptest::any;")];
    let read = || sources.iter().map(|(file, text)| Source::read(file, text)).collect::<Vec<_>>();
    assert_eq!(foreign_imports(&with_test_files(read()), &crates(MANIFEST)), []);
    assert_eq!(foreign_imports(&read(), &crates(MANIFEST)).len(), 1);
}

#[test]
fn sql_transactions_and_clocks_are_found_outside_their_places() {
    let strays = |file: &str, text: &str| {
        let sources = [Source::read(file, text)];
        [stray_sql(&sources).len(), stray_transactions(&sources).len(), stray_clocks(&sources).len()]
    };
    assert_eq!(strays("src/operations/play.rs", "fn f() { sqlx::query!(); }"), [1, 0, 0]);
    assert_eq!(strays("src/operations/play.rs", "use sqlx::{PgPool, query_as};"), [1, 0, 0]);
    assert_eq!(strays("src/store/runs.rs", "fn f() { sqlx::query_scalar!(); }"), [0, 0, 0]);
    assert_eq!(strays("src/operations/play.rs", "fn f() { app.begin().await; self.app.begin(); }"), [0, 0, 0]);
    assert_eq!(strays("src/operations/play.rs", "fn f() { pool.begin().await; app.web.begin(); }"), [0, 2, 0]);
    assert_eq!(strays("src/operations/app.rs", "fn f() { pool.begin() }"), [0, 0, 0]);
    assert_eq!(
        strays("src/domain/when.rs", "fn f() { Utc::now(); std::time::SystemTime::now(); Instant::now() }"),
        [0, 0, 2]
    );
    assert_eq!(strays("src/clock.rs", "fn f() { Utc::now() }"), [0, 0, 0]);
    assert_eq!(strays("src/standin/mod.rs", "fn f() { SystemTime::now() }"), [0, 0, 0]);
}

#[test]
fn long_files_are_found() {
    let file = |n_lines: usize| [("src/a.rs".to_owned(), "\n".repeat(n_lines))];
    assert_eq!(long_files(&file(400), &[]), []);
    assert_eq!(says(&long_files(&file(401), &[])), ["401: 401 lines; a file has 400 at most"]);
    assert_eq!(long_files(&file(401), &[("src/a.rs", "why")]), []);
    assert_eq!(says(&long_files(&file(400), &[("src/a.rs", "why")])), ["1: is excused for its length without need"]);
}

/// The breaches of a function that has so many lines of the same kind in its body.
fn with_lines(line: &str, n_lines: usize) -> Vec<Breach> {
    let body = line.repeat(n_lines);
    let before = "trait T { fn none(&self) -> [u8; 3]; }\nfn some<T>(x: [u8; 2])\nwhere T: X {\n";
    long_functions(&[("src/a.rs".to_owned(), format!("{before}{body}}}"))], &[])
}

#[test]
fn long_functions_are_found() {
    assert_eq!(with_lines("x();\n", 47), []);
    assert_eq!(says(&with_lines("x();\n", 48)), ["2: `some` has 51 lines; a function has 50 at most"]);
    assert_eq!(with_lines("x(\"one\n two\n three\");\n", 47), []);
}

#[test]
fn tokens_keep_their_lines() {
    let lines: Vec<(String, usize)> =
        tokens("a::b\n\"x\ny\" 'c' 'life b\"z\" r#type").into_iter().map(|token| (token.text, token.line)).collect();
    let expected = [
        ("a", 1),
        ("::", 1),
        ("b", 1),
        ("\"\"", 2),
        ("\"\"", 3),
        ("'", 3),
        ("life", 3),
        ("\"\"", 3),
        ("r", 3),
        ("#", 3),
        ("type", 3),
    ];
    assert_eq!(lines, expected.map(|(text, line)| (text.to_owned(), line)));
}
