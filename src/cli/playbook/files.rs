//! Playbook files: read, and every fault named.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;

use crate::cli::Output;
use crate::domain::playbook::Playbook;
use crate::operations::playbooks::Written;

/// Names every fault of every file: `file:line:column: reason`.
pub(super) async fn check(files: &[PathBuf], out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    let mut code = ExitCode::SUCCESS;
    for file in files {
        match one(file, out).await? {
            Some(Written { playbook, .. }) => {
                let (title, n_steps, n_prompts) = (&playbook.title, playbook.steps.len(), playbook.n_prompts());
                writeln!(out, "{}: {title} is sound: {n_steps} steps, {n_prompts} prompts", file.display())?;
            }
            None => code = ExitCode::FAILURE,
        }
    }
    Ok(code)
}

/// All files, or `None` when one has a fault; each fault is printed. Two files of one name are a fault of the second.
pub(super) async fn read(files: &[PathBuf], out: &mut Output<'_>) -> anyhow::Result<Option<Vec<Written>>> {
    let (mut written, mut is_sound): (Vec<Written>, bool) = (Vec::new(), true);
    for file in files {
        match one(file, out).await? {
            Some(this) if written.iter().any(|other| other.playbook.name == this.playbook.name) => {
                is_sound = false;
                writeln!(out, "{}: another of the files is called {}, too", file.display(), this.playbook.name)?;
            }
            Some(this) => written.push(this),
            None => is_sound = false,
        }
    }
    Ok(is_sound.then_some(written))
}

/// One file; `None` when it has a fault, which is printed then.
pub(super) async fn one(file: &Path, out: &mut Output<'_>) -> anyhow::Result<Option<Written>> {
    let bytes = tokio::fs::read(file).await.with_context(|| format!("cannot read {}", file.display()))?;
    let source = match String::from_utf8(bytes) {
        Ok(source) => source,
        Err(error) => {
            let before = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]).into_owned();
            let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
            let line = before.matches('\n').count() + 1;
            writeln!(out, "{}:{line}:{column}: the file is not UTF-8 text: save it as UTF-8", file.display())?;
            return Ok(None);
        }
    };
    match Playbook::parse(&source) {
        Ok(playbook) => Ok(Some(Written { playbook, source })),
        Err(faults) => {
            for fault in faults.0 {
                writeln!(out, "{}:{}:{}: {}", file.display(), fault.line, fault.column, fault.reason)?;
            }
            Ok(None)
        }
    }
}
