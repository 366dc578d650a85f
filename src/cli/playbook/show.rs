//! The playbooks in force, and one of them as it was written.

use std::path::Path;
use std::process::ExitCode;

use super::{files, told};
use crate::cli::{ORG, Output};
use crate::domain::nearest::nearest;
use crate::domain::playbook::{ExitOutcome, PlaySpan, Playbook, PlaybookOrigin, StartBy, StepDefinition};
use crate::operations::App;
use crate::operations::playbooks;

/// A line a playbook.
pub(super) async fn list(app: &App, out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    for one in playbooks::in_force(app, ORG).await.map_err(told)? {
        let playbook = &one.playbook;
        let (name, n_prompts) = (&playbook.name, playbook.n_prompts());
        let size = format!("{n_prompts} prompts {}", span(playbook.span()));
        writeln!(out, "{name:<22} v{:<3} {:<18} {size:<38} {}", one.version, origin(one.origin), playbook.title)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// One that is in force.
pub(super) async fn one(app: &App, name: &str, out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    let all = playbooks::in_force(app, ORG).await.map_err(told)?;
    let Some(one) = all.iter().find(|one| one.playbook.name == name) else {
        let near = nearest(name, all.iter().map(|one| one.playbook.name.as_str()));
        let hint = if near.is_empty() { "`steward playbook list` names them".into() } else { near.join(" or ") + "?" };
        writeln!(out, "No playbook {name} is in force; {hint}")?;
        return Ok(ExitCode::FAILURE);
    };
    writeln!(out, "{} ({}), version {}, {}", one.playbook.title, name, one.version, origin(one.origin))?;
    write(&one.playbook, out)?;
    Ok(ExitCode::SUCCESS)
}

/// One that stands in a file.
pub(super) async fn file(path: &Path, out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    let Some(written) = files::one(path, out).await? else { return Ok(ExitCode::FAILURE) };
    writeln!(out, "{} ({}), {}", written.playbook.title, written.playbook.name, path.display())?;
    write(&written.playbook, out)?;
    Ok(ExitCode::SUCCESS)
}

fn write(playbook: &Playbook, out: &mut Output<'_>) -> anyhow::Result<()> {
    writeln!(out, "{}\n", playbook.about)?;
    let goal = playbook.goal.when.as_ref().map_or_else(String::new, |when| format!(" ({when})"));
    writeln!(out, "Goal      {} within {} days{goal}", playbook.goal.words, playbook.goal.within_days)?;
    for trigger in &playbook.triggers {
        let how = match trigger.start {
            StartBy::Proposal => "proposes it",
            StartBy::Itself => "starts it",
        };
        let when = trigger.when.as_ref().map_or_else(String::new, |when| format!(", where {when}"));
        writeln!(out, "Trigger   {} {how}{when}", trigger.on)?;
    }
    for exit in &playbook.exits {
        let outcome = match exit.outcome {
            ExitOutcome::Reached => "reached",
            ExitOutcome::Lost => "lost",
        };
        writeln!(out, "Exit      {} ({}): {outcome}", exit.says, exit.when)?;
    }
    if let Some(days) = playbook.mutes_expansion_days {
        writeln!(out, "After it  no expansion is proposed for {days} days")?;
    }
    for (n, step) in playbook.steps.iter().enumerate() {
        write_step(n + 1, step, out)?;
    }
    Ok(())
}

fn write_step(number: usize, step: &StepDefinition, out: &mut Output<'_>) -> anyhow::Result<()> {
    let roles: Vec<&str> = step.owner.0.iter().map(|role| role.as_str()).collect();
    let roles = if roles.is_empty() { "csm".to_owned() } else { roles.join(", else ") };
    writeln!(out, "\n{number}. {} ({}), {roles}", step.title, step.id)?;
    let repeat = step
        .repeat
        .map_or_else(String::new, |repeat| format!(", every {} days, {} times", repeat.every_days, repeat.times));
    let within = step.acknowledge_within.map_or_else(String::new, |time| format!(", acknowledged within {time}"));
    writeln!(out, "   opens {}, due {}{repeat}{within}", step.opens, step.due)?;
    if let Some(when) = &step.when {
        writeln!(out, "   only where {when}")?;
    }
    writeln!(out, "   {}", step.what)?;
    for check in &step.checklist {
        writeln!(out, "   [ ] {check}")?;
    }
    for link in &step.links {
        writeln!(out, "   {}: {}", link.title, link.url)?;
    }
    Ok(())
}

fn span(span: PlaySpan) -> String {
    match span {
        PlaySpan::Days(days) => format!("in {days} days"),
        PlaySpan::BeforeRenewal(days) => format!("from {days} days before renewal"),
    }
}

fn origin(origin: PlaybookOrigin) -> &'static str {
    match origin {
        PlaybookOrigin::Shipped => "ships with Steward",
        PlaybookOrigin::Directory => "your directory",
        PlaybookOrigin::Loaded => "loaded",
    }
}
