//! The demo's data: where it lives, and the sample book that it begins with.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, ensure};
use chrono::NaiveDate;
use tokio::fs;

use super::sample::{self, SampleFile};
use super::{Options, forecasts, plans, workspace};
use crate::cli::assembly::Bot;
use crate::cli::database::{self, Opened, Source};
use crate::cli::{Output, holidays, import};
use crate::clock::Clock;
use crate::domain::cadence::CronText;
use crate::domain::ids::OrgId;
use crate::domain::rules::Rules;
use crate::operations::{App, rescore, setup, timetable};

/// The file that holds the day on which the sample book was made.
const BOOK_DAY: &str = "book-day";
/// The organisation of the demo.
pub const ORGANISATION: &str = "Steward demo";
const HISTORY_DAYS: i64 = 90;
/// The daily digest comes at half past eight of everybody's own working days.
const MORNING: &str = "30 8 * * 1-5";

/// Where the demo keeps everything.
pub struct Data {
    /// A directory of ours.
    pub dir: PathBuf,
    /// Held while this demo runs: two on one directory would post each other's messages.
    _lock: File,
}

impl Data {
    /// Finds or makes the directory; with `--fresh` an earlier demo's is emptied.
    pub async fn open(options: &Options) -> anyhow::Result<Self> {
        let dir = options.data_dir.clone().unwrap_or_else(default_dir);
        let lock = lock(&dir)?;
        if options.fresh && fs::try_exists(dir.join(BOOK_DAY)).await? {
            // The file is a demo's: whatever else the directory held is a demo's too.
            fs::remove_dir_all(&dir).await.with_context(|| format!("cannot empty {}", dir.display()))?;
        }
        fs::create_dir_all(&dir).await.with_context(|| format!("cannot make {}", dir.display()))?;
        Ok(Self { dir, _lock: lock })
    }
}

/// Takes the directory for this process; the lock goes with it, however it ends.
fn lock(dir: &Path) -> anyhow::Result<File> {
    let path = dir.with_extension("lock");
    if let Some(above) = path.parent() {
        std::fs::create_dir_all(above).with_context(|| format!("cannot make {}", above.display()))?;
    }
    let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    let taken = file.try_lock().is_err();
    ensure!(!taken, "another demo is at work in {}: stop it, or choose another place with --data-dir", dir.display());
    Ok(file)
}

/// Beside the private Postgres of everyday use, so that a demo never touches it.
fn default_dir() -> PathBuf {
    let home = std::env::var_os("XDG_DATA_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".local/share")));
    match home {
        // The private Postgres of root runs as another user, who cannot enter root's home.
        Some(home) if !home.starts_with("/root") => home.join("steward/demo"),
        _ => PathBuf::from("/var/lib/steward/demo"),
    }
}

/// Opens the demo's database.
pub async fn database(data: &Data, clock: Clock, rules: Rules, out: &mut Output<'_>) -> anyhow::Result<Opened> {
    let started = Instant::now();
    let opened = database::open(Source::Private(Some(data.dir.join("postgres"))), clock, rules).await?;
    writeln!(out, "  Private Postgres    ready in {:.1} s", started.elapsed().as_secs_f64())?;
    out.flush()?;
    Ok(opened)
}

/// Fills the database with the sample book, the first time.
pub async fn book(data: &Data, app: &App, out: &mut Output<'_>) -> anyhow::Result<()> {
    setup::organisation(app, OrgId::DEFAULT, ORGANISATION).await?;
    if book_day(data).await?.is_none() {
        let today = app.clock.now().date_naive();
        fill(app, data, today, out).await?;
        fs::write(data.dir.join(BOOK_DAY), today.to_string()).await?;
    }
    Ok(())
}

/// The day on which the book was made; `None` before that.
pub async fn book_day(data: &Data) -> anyhow::Result<Option<NaiveDate>> {
    day_of_book(&data.dir).await
}

/// The same by directory.
pub async fn day_of_book(dir: &Path) -> anyhow::Result<Option<NaiveDate>> {
    match fs::read_to_string(dir.join(BOOK_DAY)).await {
        Ok(text) => Ok(Some(text.trim().parse().context("the demo's data is damaged: start it with --fresh")?)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn fill(app: &App, data: &Data, today: NaiveDate, out: &mut Output<'_>) -> anyhow::Result<()> {
    let started = Instant::now();
    bring_in(app, &data.dir.join("book"), sample::sample_book(today)).await?;
    holidays::samples(app, OrgId::DEFAULT).await?;
    writeln!(out, "  Sample book         imported in {:.1} s", started.elapsed().as_secs_f64())?;
    out.flush()?;
    let started = Instant::now();
    rescore::backfill(app, OrgId::DEFAULT, HISTORY_DAYS).await?;
    let scored = rescore::rescore(app, OrgId::DEFAULT).await?;
    forecasts::said(app).await?;
    plans::written(app).await?;
    let seconds = started.elapsed().as_secs_f64();
    writeln!(
        out,
        "  Health              {} accounts scored, with 90 days behind them, in {seconds:.1} s",
        scored.n_scored
    )?;
    out.flush()?;
    Ok(())
}

/// Imports files through the same door as everybody: they are written down, and `steward import` reads them.
pub async fn bring_in(app: &App, dir: &Path, files: Vec<SampleFile>) -> anyhow::Result<()> {
    // What an earlier night left there would be imported again, over a person's later edit.
    if fs::try_exists(dir).await? {
        fs::remove_dir_all(dir).await?;
    }
    fs::create_dir_all(dir).await?;
    if files.is_empty() {
        return Ok(());
    }
    for file in &files {
        fs::write(dir.join(file.name), &file.text).await?;
    }
    let args = import::Args { paths: vec![dir.to_owned()], mapping: None, dry_run: false, strict: true };
    let mut words = Vec::new();
    let code = import::run(&args, app, OrgId::DEFAULT, &mut words).await?;
    ensure!(code == ExitCode::SUCCESS, "the sample book is refused:\n{}", String::from_utf8_lossy(&words));
    Ok(())
}

/// A daily digest for everybody who works accounts, and one for the team's channel; what somebody set stays.
pub async fn timetables(bot: &Bot) -> anyhow::Result<()> {
    let expression = CronText::parse(MORNING).map_err(|refusal| anyhow::anyhow!("{refusal:?}"))?;
    let channel = (workspace::TEAM_CHANNEL, workspace::TEAM);
    let installation = bot.installation.as_ref().context("the local Slack is not installed")?;
    timetable::set_defaults(&bot.desk.app, installation, channel, &expression).await?;
    Ok(())
}
