//! `steward playbook stats`: what came of playbooks, in a terminal, with the number behind every figure.

use clap::Args;

use super::{ORG, Output, open, setup};
use crate::config::Config;
use crate::domain::playbook::{LEAST_N, PlayStats, PlayStatsView, StatsAsk};
use crate::domain::portfolio::PeriodAsked;
use crate::domain::refusal::Refusal;
use crate::operations::plays::{self, Asker};
use crate::operations::{App, Failure};

/// Options of `steward playbook stats`.
#[derive(Clone, Debug, Default, Args)]
pub struct Options {
    /// One playbook by its name, or a part of it that only one has; all that ran when left out
    pub playbook: Option<String>,
    /// Runs that began in it: qtd, ytd, 12m, 2024, 2024-q3 or 2024-01-01..2024-12-31; twelve months when left out
    #[arg(long)]
    pub period: Option<PeriodAsked>,
}

/// Prints the ledger.
pub async fn run(options: &Options, config: &Config, out: &mut Output<'_>) -> anyhow::Result<()> {
    let opened = open(config).await?;
    setup(&opened, config).await?;
    print(options, &opened.app, out).await?;
    opened.close().await
}

/// The same on a database that is open.
pub async fn print(options: &Options, app: &App, out: &mut Output<'_>) -> anyhow::Result<()> {
    let ask = StatsAsk { playbook: options.playbook.clone(), period: options.period, ..StatsAsk::default() };
    let view = match plays::stats(app, Asker::Operator(ORG), &ask).await {
        Ok(view) => view,
        Err(Failure::Refused(Refusal::NoSuchPlaybook { wanted, names })) => {
            anyhow::bail!("no playbook is called {wanted:?}; there are {}", names.join(", "))
        }
        Err(Failure::Refused(refusal)) => anyhow::bail!("{refusal:?}"),
        Err(Failure::Broken(error)) => return Err(error),
    };
    writeln!(
        out,
        "Runs that began from {} to {}; nothing is told of fewer than {LEAST_N}",
        view.period.from, view.period.to
    )?;
    if view.rows.is_empty() {
        writeln!(out, "No playbook began in this period")?;
    }
    for row in &view.rows {
        for line in lines(row, &view) {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

fn lines(row: &PlayStats, view: &PlayStatsView) -> Vec<String> {
    let few = |n: usize| format!("too few, n = {n}");
    let goals = row.goals;
    let goals = if goals.is_enough() { format!("{} of {}", goals.n_yes, goals.n) } else { few(goals.n) };
    let days = row.days.value.map_or_else(|| few(row.days.n), |days| format!("{days} (median, n = {})", row.days.n));
    let score = match (row.score, row.score_change.rounded()) {
        ((Some(before), Some(after)), Some(change)) => {
            let (before, after) = (before.points(), after.points());
            format!("{before} -> {after} (median change {change:+}, n = {})", row.score_change.n)
        }
        _ => few(row.score_change.n),
    };
    let kept = row.kept.iter().map(|kept| {
        let code = kept.of.currency;
        if kept.n < LEAST_N {
            return format!("  ARR kept, {}: {}", code.code(), few(kept.n));
        }
        let per_cent = kept.kept.minor * 100 / kept.of.minor.max(1);
        format!("  ARR kept {} days after, {}: {per_cent} % (n = {})", view.kept_after_days, code.code(), kept.n)
    });
    let compared = row.compared.as_ref().map(|compared| {
        let share = |part: crate::domain::playbook::Part| format!("{} of {}", part.n_yes, part.n);
        let after = view.compared_after_days;
        match compared.difference {
            Some((d, low, high)) => format!(
                "  recovered or renewed after {after} days: {} with it, compared with {} without any; difference {:+.0} points \
                 ({:+.0} to {:+.0}, 95 %)",
                share(compared.played),
                share(compared.others),
                d * 100.0,
                low * 100.0,
                high * 100.0
            ),
            None => format!(
                "  recovered or renewed after {after} days: {} with it, {} without any",
                few(compared.played.n),
                few(compared.others.n)
            ),
        }
    });
    let outcomes = format!(
        "  {} running, {} completed, {} ended early as reached, {} as lost, {} stopped",
        row.running, row.completed, row.exited_reached, row.exited_lost, row.stopped
    );
    let steps =
        format!("  steps: {} done, {} skipped, {} blocked", row.steps.done, row.steps.skipped, row.steps.blocked);
    let overdue: Vec<String> = row.overdue.iter().map(|(whose, n)| format!("{} {n}", whose.name)).collect();
    let overdue = (!overdue.is_empty()).then(|| format!("  overdue steps: {}", overdue.join(", ")));
    let head = format!("{}: {} started", row.playbook, row.started);
    let figures = [
        head,
        outcomes,
        format!("  goal reached: {goals}"),
        steps,
        format!("  days: {days}"),
        format!("  score: {score}"),
    ];
    figures.into_iter().chain(kept).chain(overdue).chain(compared).collect()
}
