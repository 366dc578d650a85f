//! The rooms of the library and what each may import.

use std::collections::BTreeSet;

use super::breach::Breach;
use super::paths::{Leads, Named, paths};
use super::source::Source;

/// A room: a module with all below it, unless a more exact room says otherwise.
#[derive(Debug)]
pub struct Room {
    /// Its module.
    pub path: &'static str,
    /// The modules that it may import, besides itself.
    pub may: &'static [&'static str],
    /// The crates that it may import, besides the standard library, where that matters; each with the reason.
    pub crates: Option<&'static [(&'static str, &'static str)]>,
}

/// `domain` does no IO, so nothing that could do any is let in.
const DOMAIN_CRATES: &[(&str, &str)] = &[
    ("chrono", "instants and dates"),
    ("chrono_tz", "civil time in people's zones"),
    ("cron", "reads the fields of a schedule"),
    ("serde", "definitions and frozen payloads"),
    ("serde_saphyr", "playbooks are written in YAML"),
    ("strsim", "how far a typed name is from a known one"),
    ("thiserror", "refusals are errors"),
    ("toml", "health models are written in TOML"),
    ("uuid", "one type for each id"),
];

/// The private Postgres could be a crate of its own.
const POSTGRES_CRATES: &[(&str, &str)] = &[
    ("sqlx", "hands out options to connect, and asks a starting server whether it is there"),
    ("thiserror", "its troubles are errors"),
    ("tokio", "runs the server's programs"),
    ("tracing", "says what it does"),
];

const fn room(path: &'static str, may: &'static [&'static str]) -> Room {
    Room { path, may, crates: None }
}

/// The map. `lib.rs` and `main.rs` stand outside of it.
pub const ROOMS: &[Room] = &[
    Room { path: "domain", may: &[], crates: Some(DOMAIN_CRATES) },
    room("clock", &["domain"]),
    room("config", &["domain"]),
    // The log's filter and format are settings.
    room("telemetry", &["domain", "config"]),
    Room { path: "postgres", may: &[], crates: Some(POSTGRES_CRATES) },
    room("store", &["domain"]),
    room("operations", &["domain", "clock", "store"]),
    // The buttons' ids and values: what is rendered comes back as them.
    room("slack::action", &["domain"]),
    // The grammar can be tried without anything that it leads to.
    room("slack::commands", &["domain"]),
    room("slack::render", &["domain", "slack::action", "slack::commands"]),
    room("slack", &["operations", "domain", "config", "clock", "telemetry"]),
    // A letter is what `operations::letters` hands it to answer.
    room("slack::desk", &["operations", "domain", "clock", "telemetry", "slack", "store::inbox::Letter"]),
    room("ingest", &["operations", "domain", "telemetry"]),
    // A worker claims its own work, so it knows the tables that hold some, and no others.
    room(
        "jobs",
        &[
            "operations",
            "domain",
            "clock",
            "telemetry",
            "store::cards",
            "store::chores",
            "store::edits",
            "store::installations",
            "store::outbox",
            "store::prompts",
            "store::schedules",
            "store::signals",
            "store::timelines",
            "slack::render",
            "slack::client",
            "slack::sending",
        ],
    ),
    room("server", &["telemetry"]),
    // It must be able to disagree with us.
    room("standin", &[]),
    // It assembles all of them.
    room(
        "cli",
        &[
            "clock",
            "config",
            "domain",
            "ingest",
            "jobs",
            "operations",
            "postgres",
            "server",
            "slack",
            "standin",
            "store",
            "telemetry",
        ],
    ),
];

/// The crates of a `Cargo.toml`, as sources spell them: those for everything, and those for tests alone.
pub struct Crates {
    pub all: BTreeSet<String>,
    pub for_tests: BTreeSet<String>,
}

pub fn crates(manifest: &str) -> Crates {
    let manifest: toml::Table = manifest.parse().unwrap();
    let named = |table: &str| -> BTreeSet<String> {
        let table = manifest.get(table).and_then(toml::Value::as_table);
        table.into_iter().flat_map(|table| table.keys()).map(|name| name.replace('-', "_")).collect()
    };
    let for_tests = named("dev-dependencies");
    Crates { all: named("dependencies").union(&for_tests).cloned().collect(), for_tests }
}

fn room_of(module: &[String]) -> Option<&'static Room> {
    let module = module.join("::");
    ROOMS.iter().filter(|room| is_within(&module, room.path)).max_by_key(|room| room.path.len())
}

/// Whether a module is another, or lies below it.
fn is_within(module: &str, above: &str) -> bool {
    module.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// Every import that the map does not allow.
pub fn foreign_imports(sources: &[Source], crates: &Crates) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for source in sources.iter().filter(|source| !source.module.is_empty()) {
        let Some(room) = room_of(&source.module) else {
            let says = "no room of the map: add it, with what it may import".to_owned();
            breaches.push(Breach { file: source.file.clone(), line: 1, says });
            continue;
        };
        for named in paths(source) {
            let says = match &named.leads {
                Leads::Home(path) => foreign_module(room, &path.join("::")),
                Leads::Out(path) => foreign_crate(room, &path[0], crates, named.is_test),
            };
            breaches.extend(says.map(|says| Breach { file: source.file.clone(), line: named.line, says }));
        }
    }
    breaches.dedup();
    breaches
}

fn foreign_module(room: &Room, path: &str) -> Option<String> {
    let is_allowed = is_within(path, room.path) || room.may.iter().any(|may| is_within(path, may));
    (!is_allowed).then(|| format!("`{}` must not import `{path}`", room.path))
}

/// Tests may use what is there for tests, and what writes and reads our own types back.
fn foreign_crate(room: &Room, name: &str, crates: &Crates, is_test: bool) -> Option<String> {
    let is_for_tests = is_test && (crates.for_tests.contains(name) || name == "serde_json");
    let is_allowed = match room.crates {
        Some(allowed) => {
            !crates.all.contains(name) || is_for_tests || allowed.iter().any(|(allowed, _)| *allowed == name)
        }
        None => true,
    };
    (!is_allowed).then(|| format!("`{}` must not import the crate `{name}`", room.path))
}

/// Where SQL may stand, with the reason.
const SQL: [(&str, &str); 2] = [
    ("store", "the only SQL"),
    ("postgres", "asks a starting server whether it is ours, and creates the empty database: no table is known to it"),
];

/// SQL outside of its rooms.
pub fn stray_sql(sources: &[Source]) -> Vec<Breach> {
    stray(sources, &SQL, "SQL belongs in `store`", |path| {
        path.first().is_some_and(|first| first == "sqlx")
            && path.get(1).is_some_and(|word| word.starts_with("query") || word == "raw_sql")
    })
}

/// Where the system may be asked for the time, with the reason.
const CLOCKS: [(&str, &str); 2] =
    [("clock", "the only place that asks"), ("standin", "is another machine, with a clock of its own")];

/// Questions for the time outside of the clock.
pub fn stray_clocks(sources: &[Source]) -> Vec<Breach> {
    stray(sources, &CLOCKS, "the time comes from `clock`", |path| {
        let last_two: Vec<&str> = path.iter().rev().take(2).map(String::as_str).collect();
        matches!(last_two[..], ["now", "Utc" | "Local" | "SystemTime"])
    })
}

fn stray(sources: &[Source], rooms: &[(&str, &str)], says: &str, is_meant: impl Fn(&[String]) -> bool) -> Vec<Breach> {
    let is_stray = |named: &Named| match &named.leads {
        Leads::Out(path) => is_meant(path),
        Leads::Home(_) => false,
    };
    let outside =
        sources.iter().filter(|source| !rooms.iter().any(|(room, _)| is_within(&source.module.join("::"), room)));
    outside
        .flat_map(|source| {
            let found = paths(source).into_iter().filter(is_stray);
            found.map(|named| Breach { file: source.file.clone(), line: named.line, says: says.to_owned() })
        })
        .collect()
}

/// Where `.begin()` is called on something else than the bot, with the reason.
const BEGINS: [(&str, &str); 3] = [
    ("operations::app", "asks the pool"),
    ("operations::pool", "the one place where a pool is asked, on a task that nobody drops"),
    ("postgres", "its `begin` notes that the private server is in use"),
];

/// Transactions that are begun on a pool or a connection. `App::begin` is the way: the others lose their place when
/// their caller is dropped.
pub fn stray_transactions(sources: &[Source]) -> Vec<Breach> {
    let is_begin = |word: &str| ["begin", "try_begin", "begin_with"].contains(&word);
    let outside =
        sources.iter().filter(|source| !BEGINS.iter().any(|(room, _)| is_within(&source.module.join("::"), room)));
    outside
        .flat_map(|source| {
            let called = source.tokens.windows(4).filter(move |four| {
                four[0].text != "app" && four[1].text == "." && is_begin(&four[2].text) && four[3].text == "("
            });
            called.map(|four| {
                let says = "transactions are begun by `app.begin()`".to_owned();
                Breach { file: source.file.clone(), line: four[2].line, says }
            })
        })
        .collect()
}
