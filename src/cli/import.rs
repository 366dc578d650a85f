//! `steward import`: CSV files into the database.

use std::fmt::Write as _;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use indicatif::{ProgressBar, ProgressStyle};

use crate::domain::ids::OrgId;
use crate::ingest::mapping::{Mapping, OnFault};
use crate::ingest::plan::Plan;
use crate::ingest::{self, FileReport, Line, Manner, Progress, Report};
use crate::operations::import::{Kind, Mode, Need, Record};
use crate::operations::{App, Failure};

/// Faults that are shown a file; the others are counted.
const SHOWN: usize = 10;

/// Import CSV files of accounts, people, contacts, contracts, usage, tickets, surveys, touchpoints, ARR movements,
/// milestones and value realised.
///
/// A file is imported whole or not at all, and importing it again changes only what differs. The order of files and of
/// rows does not matter.
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = columns_help())]
pub struct Args {
    /// CSV files, or folders with CSV files in them.
    #[arg(required = true, value_name = "FILE_OR_FOLDER")]
    pub paths: Vec<PathBuf>,
    /// A TOML file that says what foreign files mean, or the name of one that ships: ravenstack.
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,
    /// Do everything, show what would change, and keep nothing of it.
    #[arg(long)]
    pub dry_run: bool,
    /// Refuse a file for any fault, also where its mapping would leave the row out.
    #[arg(long)]
    pub strict: bool,
}

/// Runs the command: what it did goes to `out`, its progress to the terminal. Fails when a file is refused.
pub async fn run(args: &Args, app: &App, org: OrgId, out: &mut (dyn Write + Send)) -> anyhow::Result<ExitCode> {
    let mapping = args.mapping.as_ref().map(load_mapping).transpose()?;
    let plan = Plan::make(&args.paths, mapping.as_ref())?;
    let on_fault = mapping.as_ref().filter(|_| !args.strict).map_or(OnFault::Refuse, |mapping| mapping.on_fault);
    let mode = if args.dry_run { Mode::DryRun } else { Mode::Write };
    let manner = Manner { mode, mapping: mapping.as_ref(), on_fault };
    let bar = progress_bar(&plan);
    let mut on_progress = |progress: Progress<'_>| match progress {
        Progress::File(name) => bar.set_message(name.to_owned()),
        Progress::Bytes(n_bytes) => bar.inc(n_bytes),
    };
    let report = ingest::import(app, org, &plan, manner, &mut on_progress).await;
    bar.finish_and_clear();
    let report = report.map_err(|failure| match failure {
        Failure::Broken(error) => error,
        Failure::Refused(refusal) => anyhow::anyhow!("refused: {refusal:?}"),
    })?;
    out.write_all(words(&report, &plan)?.as_bytes())?;
    Ok(if report.is_whole() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn load_mapping(path: &PathBuf) -> anyhow::Result<Mapping> {
    let shipped = path.to_str().and_then(Mapping::shipped).filter(|_| !path.exists());
    let text = match shipped {
        Some(text) => text.to_owned(),
        None => std::fs::read_to_string(path).with_context(|| format!("{}: cannot be read", path.display()))?,
    };
    Mapping::parse(&text).or_else(|faults| {
        let mut words = format!("{} is not a mapping:", path.display());
        for fault in faults {
            write!(words, "\n  {fault}")?;
        }
        bail!(words)
    })
}

/// Every file is read twice, to check it and to write it. Without a terminal nothing is drawn.
fn progress_bar(plan: &Plan) -> ProgressBar {
    let n_bytes = plan.files.iter().map(|file| 2 * file.n_bytes).sum();
    let style = ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}");
    ProgressBar::new(n_bytes).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// The report: a line a record, then what was wrong.
fn words(report: &Report, plan: &Plan) -> Result<String, std::fmt::Error> {
    let mut words = String::new();
    let names = ["record", "rows", "added", "changed", "unchanged", "left out", "faults"];
    let width = report.files.iter().flat_map(|file| &file.lines).map(|line| name(line).len()).max().unwrap_or(0).max(6);
    let [record, rows, added, changed, unchanged, left_out, faults] = names;
    writeln!(words, "{record:width$} {rows:>9} {added:>9} {changed:>9} {unchanged:>9} {left_out:>9} {faults:>9}")?;
    for line in report.files.iter().flat_map(|file| &file.lines) {
        let counts = line.counts;
        let (rows, added, changed) = (counts.n_rows, counts.n_added, counts.n_changed);
        let (unchanged, left_out, faults) = (counts.n_unchanged, line.n_left_out, counts.n_faults);
        let name = name(line);
        writeln!(words, "{name:width$} {rows:>9} {added:>9} {changed:>9} {unchanged:>9} {left_out:>9} {faults:>9}")?;
    }
    for file in &report.files {
        file_words(file, &mut words)?;
    }
    for path in &plan.passed_over {
        writeln!(words, "\n{}: passed over, its name is not known", path.display())?;
    }
    if report.mode == Mode::DryRun {
        writeln!(words, "\nThis was a dry run: nothing was kept.")?;
    }
    Ok(words)
}

fn name(line: &Line) -> String {
    let derived = if line.is_derived { " (derived)" } else { "" };
    format!("{}{derived}", line.record.as_str())
}

fn file_words(file: &FileReport, words: &mut String) -> std::fmt::Result {
    let n_faults = file.faults.n();
    if !file.is_kept {
        writeln!(words, "\n{}: refused, nothing of it was imported. {}", file.name, plural(n_faults, "fault"))?;
    } else if 0 < n_faults {
        writeln!(words, "\n{}: imported without the faulty rows. {}", file.name, plural(n_faults, "fault"))?;
    }
    for (kind, n) in file.faults.by_kind() {
        writeln!(words, "  {n} × {kind}")?;
    }
    for fault in file.faults.first().into_iter().take(SHOWN) {
        writeln!(words, "  {}, {fault}", file.name)?;
    }
    if SHOWN < n_faults {
        writeln!(words, "  … and {} more", n_faults - SHOWN)?;
    }
    notice(file, "tagged as lost, yet kept as active, for contracts of theirs run on", &file.disputed, words)?;
    notice(file, "in another currency than their account, so in no ARR", &file.other_currency, words)
}

fn notice(file: &FileReport, what: &str, ids: &[String], words: &mut String) -> std::fmt::Result {
    let Some(first) = ids.first() else { return Ok(()) };
    let more = if ids.len() == 1 { String::new() } else { format!(" and {} more", ids.len() - 1) };
    writeln!(words, "\n{}: {what}: {first}{more}", file.name)
}

fn plural(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// Every record's columns, for `--help`.
fn columns_help() -> String {
    let mut help = "Examples:\n  steward import book/\n  steward import --dry-run book/accounts.csv\n  \
                    steward import --mapping ravenstack data/\n\n\
                    Files in Steward's own format, and their columns (* must be there, + must be there and may be empty):\n"
        .to_owned();
    for record in Record::ALL {
        let names = record.columns().iter().map(|column| {
            let mark = match column.need {
                Need::Required | Need::Derivable => "*",
                Need::Present => "+",
                Need::Optional => "",
            };
            let words =
                if let Kind::Choice(words) = column.kind { format!(" ({})", words.join(" ")) } else { String::new() };
            format!("{}{mark}{words}", column.name)
        });
        let _ = write!(help, "\n  {}.csv: {}\n", record.as_str(), names.collect::<Vec<_>>().join(", "));
    }
    help
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_and_their_help_hold_together() {
        use clap::Args as _;
        let mut command = Args::augment_args(clap::Command::new("import"));
        command.clone().debug_assert();
        let help = command.render_long_help().to_string();
        for record in Record::ALL {
            assert!(help.contains(&format!("{}.csv: external_id*, ", record.as_str())), "{help}");
        }
        assert!(help.contains("priority* (low normal high critical)"), "{help}");
    }
}
