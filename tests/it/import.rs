//! `steward import`, through the command.

mod foreign;
mod made_up;
mod own;
mod portfolio;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sqlx::{AssertSqlSafe, Executor, Row};
use steward::cli::import::{Args, run};
use steward::clock::Clock;
use steward::domain::ids::OrgId;
use steward::operations::App;

use crate::database::{self, Database};

/// The tables that an import writes, but the log of imports.
const TABLES: [&str; 12] = [
    "people",
    "accounts",
    "account_aliases",
    "contacts",
    "contracts",
    "usage_days",
    "tickets",
    "surveys",
    "touchpoints",
    "arr_movements",
    "milestones",
    "values_realised",
];

/// A database, and the program on it.
struct Desk {
    app: App,
    _database: Database,
}

/// What the command printed, and whether it succeeded.
struct Outcome {
    text: String,
    is_success: bool,
}

impl Desk {
    async fn new(now: &str) -> Self {
        let database = database::fresh().await;
        let clock = Clock::starting_at(now.parse().expect("a moment"));
        let app = App::connect(database.options.clone(), clock).await.expect("a database");
        Self { app, _database: database }
    }

    async fn try_import(&self, args: Args) -> anyhow::Result<Outcome> {
        let mut out = Vec::new();
        let code = run(&args, &self.app, OrgId::DEFAULT, &mut out).await?;
        Ok(Outcome { text: String::from_utf8(out)?, is_success: code == ExitCode::SUCCESS })
    }

    async fn import(&self, args: Args) -> Outcome {
        self.try_import(args).await.expect("an import")
    }

    /// One value by plain SQL.
    async fn ask(&self, question: &str) -> String {
        let question = format!("select ({question})::text");
        let row = self.app.work.fetch_one(AssertSqlSafe(question)).await.expect("an answer");
        row.get::<Option<String>, _>(0).unwrap_or_default()
    }

    /// Everything that was imported, and when it last changed.
    async fn everything(&self) -> String {
        self.dump("to_jsonb(t)").await
    }

    /// The same whoever wrote it when.
    async fn contents(&self) -> String {
        self.dump("to_jsonb(t) - 'updated_at' - 'stirred_at'").await
    }

    async fn dump(&self, row: &str) -> String {
        let mut dump = String::new();
        for table in TABLES {
            let rows = format!("select string_agg(({row})::text, E'\\n' order by ({row})::text) from {table} t");
            dump.extend([table, "\n", &self.ask(&rows).await, "\n"]);
        }
        dump
    }
}

fn args(paths: &[&Path]) -> Args {
    let paths = paths.iter().map(|path| path.to_path_buf()).collect();
    Args { paths, mapping: None, dry_run: false, strict: false }
}

fn ravenstack(folder: &Path) -> Args {
    Args { mapping: Some("ravenstack".into()), ..args(&[folder]) }
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/data").join(name)
}

/// A folder with these files in it.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}
