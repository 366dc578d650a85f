//! An import from the plan to the report.

use super::fault::{Fault, Faults};
use super::mapping::{Mapping, OnFault};
use super::plan::{Plan, Planned};
use super::read::{Batches, Checked, Part, check};
use crate::domain::ids::OrgId;
use crate::operations::import::{Counts, Derived, FileImport, Mode, Record, Session, Tally, Written};
use crate::operations::{App, Failure};

/// What an import did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Whether anything was written.
    pub mode: Mode,
    /// A report a file, in the order in which they were written.
    pub files: Vec<FileReport>,
}

/// What became of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileReport {
    /// Its name.
    pub name: String,
    /// Whether its rows were kept; otherwise nothing of it was.
    pub is_kept: bool,
    /// How each record in it went.
    pub lines: Vec<Line>,
    /// What is wrong in it.
    pub faults: Faults,
    /// Contracts that no ARR includes, because they are in another currency than their account.
    pub other_currency: Vec<String>,
    /// Accounts with the mapping's tag for lost ones that yet have contracts running.
    pub disputed: Vec<String>,
}

/// How one record of a file went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which.
    pub record: Record,
    /// Rows and what became of them.
    pub counts: Counts,
    /// Rows that were not written: faulty, skipped by the mapping, repeated.
    pub n_left_out: usize,
    /// Whether it follows from the file instead of standing in it.
    pub is_derived: bool,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress<'n> {
    /// A file begins to be checked or written.
    File(&'n str),
    /// So many bytes more were read.
    Bytes(u64),
}

/// How an import goes about it.
#[derive(Clone, Copy, Debug)]
pub struct Manner<'m> {
    /// Whether it is meant.
    pub mode: Mode,
    /// What foreign files mean.
    pub mapping: Option<&'m Mapping>,
    /// What a fault does to its file.
    pub on_fault: OnFault,
}

impl Report {
    /// Whether every file was kept.
    pub fn is_whole(&self) -> bool {
        self.files.iter().all(|file| file.is_kept)
    }
}

/// Imports the planned files: first all are checked, then each is written in a transaction of its own.
pub async fn import(
    app: &App,
    org: OrgId,
    plan: &Plan,
    manner: Manner<'_>,
    on_progress: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<Report, Failure> {
    let mut checked = Vec::new();
    for planned in &plan.files {
        on_progress(Progress::File(&planned.name()));
        checked.push(check(planned, &mut |n_bytes| on_progress(Progress::Bytes(n_bytes))));
    }
    let mut session = Session::open(app, org, manner.mode).await?;
    let mut report = Report { mode: manner.mode, files: Vec::new() };
    for (planned, checked) in plan.files.iter().zip(checked) {
        on_progress(Progress::File(&planned.name()));
        let mut file = FileReport { name: planned.name(), ..FileReport::default() };
        match checked {
            Ok(checked) => write(&mut session, planned, &checked, manner, &mut file, on_progress).await?,
            Err(faults) => file.faults = faults,
        }
        report.files.push(file);
    }
    session.close().await?;
    Ok(report)
}

async fn write(
    session: &mut Session<'_>,
    planned: &Planned,
    checked: &Checked,
    manner: Manner<'_>,
    report: &mut FileReport,
    on_progress: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<(), Failure> {
    let mut file = session.file().await?;
    for part in &checked.parts {
        write_part(&mut file, planned, part, report, on_progress).await?;
    }
    let holds_contracts = checked.parts.iter().any(|part| part.rule.record == Record::Contracts);
    if let Some(mapping) = manner.mapping.filter(|_| holds_contracts) {
        report.add_derived(file.derive(&mapping.derivation).await?);
    }
    report.is_kept = report.faults.n() == 0 || manner.on_fault == OnFault::Report;
    if !report.is_kept {
        report.forget();
        return file.discard().await;
    }
    let counts: Vec<(Record, Counts)> = report.lines.iter().map(|line| (line.record, line.counts)).collect();
    file.keep(&report.name, &counts).await
}

async fn write_part(
    file: &mut FileImport<'_>,
    planned: &Planned,
    part: &Part,
    report: &mut FileReport,
    on_progress: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<(), Failure> {
    let mut faults = part.faults.clone();
    let mut sum = Written::default();
    let changed = |faults: Faults| anyhow::anyhow!("{} changed while it was read: {:?}", report.name, faults.first());
    let mut batches = Batches::open(&planned.path, part).map_err(changed)?;
    let mut on_bytes = |n_bytes| on_progress(Progress::Bytes(n_bytes));
    while let Some(batch) = batches.next(&mut on_bytes).map_err(|fault| changed(fault.into()))? {
        let written = file.write(batch).await.map_err(|failure| in_file(failure, planned))?;
        sum.n_rows += written.n_rows;
        sum.tally.n_added += written.tally.n_added;
        sum.tally.n_changed += written.tally.n_changed;
        faults.extend(written.unresolved.into_iter().map(|unresolved| {
            let column = part.rule.name_in_file(unresolved.column);
            Fault::unresolved(unresolved, column)
        }));
    }
    report.lines.push(Line {
        record: part.rule.record,
        counts: counts(part.n_rows, sum.n_rows, sum.tally, faults.n()),
        n_left_out: part.n_rows - sum.n_rows,
        is_derived: false,
    });
    report.faults.merge(faults);
    Ok(())
}

fn counts(n_rows: usize, n_written: usize, tally: Tally, n_faults: usize) -> Counts {
    let [n_added, n_changed] = [tally.n_added, tally.n_changed].map(|n| usize::try_from(n).unwrap_or(0));
    Counts { n_rows, n_added, n_changed, n_unchanged: n_written - n_added - n_changed, n_faults }
}

fn in_file(failure: Failure, planned: &Planned) -> Failure {
    match failure {
        Failure::Broken(error) => Failure::Broken(error.context(planned.name())),
        Failure::Refused(refusal) => Failure::Refused(refusal),
    }
}

impl FileReport {
    /// What was counted is taken back.
    fn forget(&mut self) {
        self.lines.retain(|line| !line.is_derived);
        for line in &mut self.lines {
            let Counts { n_rows, n_faults, .. } = line.counts;
            line.counts = Counts { n_rows, n_faults, ..Counts::default() };
            line.n_left_out = n_rows;
        }
        (self.other_currency, self.disputed) = (Vec::new(), Vec::new());
    }

    fn add_derived(&mut self, derived: Derived) {
        let lines = [(Record::Accounts, derived.accounts), (Record::ArrMovements, derived.movements)];
        for (record, counts) in lines {
            if let Some(counts) = counts {
                self.lines.push(Line { record, counts, n_left_out: 0, is_derived: true });
            }
        }
        self.other_currency = derived.other_currency;
        self.disputed = derived.disputed;
    }
}
