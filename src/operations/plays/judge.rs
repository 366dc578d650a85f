//! Looking at running plays after their accounts were looked at: goals, the end of their time, exits, a renewal that moved.
//!
//! Nothing is held while runs are judged. What was found is written by a transaction each, in which the run is as it was or
//! is left alone, and a run counts as judged only after that: whoever is killed on the way, or does the same beside
//! another, changes nothing twice.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::facts::{Asked, depth, gather};
use super::moved;
use crate::domain::ids::{OrgId, RunId};
use crate::domain::playbook::{Condition, Finding, PlayFacts, Playbook, RunEnding};
use crate::operations::runs::end_run;
use crate::operations::{App, Failure, SetAside, guarded};
use crate::store::audit;
use crate::store::plays::course::{self, GoalEnd, RunningRun};

/// Runs that are judged by one set of statements.
const PAGE: i64 = 500;

/// Judges every running run whose account was looked at since; says how many.
pub async fn judge_due(app: &App) -> Result<usize, Failure> {
    let mut n_judged = 0;
    loop {
        let now = app.clock.now();
        let mut conn = app.work.acquire().await?;
        let due = course::runs(&mut conn, Err(PAGE), now.date_naive()).await?;
        drop(conn);
        if due.is_empty() {
            return Ok(n_judged);
        }
        let mut aside = SetAside::new();
        let judged = judge(app, due, now, &mut aside).await;
        let mut conn = app.work.acquire().await?;
        course::judged(&mut conn, &judged, now).await?;
        conn.done().await?;
        n_judged += judged.len();
        // Those that failed come first again: they end the round, but hold nobody up for longer than a page.
        if judged.is_empty() {
            return aside.ended(n_judged);
        }
    }
}

/// Judges every run that can be; says which.
async fn judge(app: &App, due: Vec<RunningRun>, now: DateTime<Utc>, aside: &mut SetAside<RunId>) -> Vec<RunningRun> {
    let mut by_org: BTreeMap<OrgId, Vec<RunningRun>> = BTreeMap::new();
    for run in due {
        by_org.entry(run.org).or_default().push(run);
    }
    let mut judged = Vec::new();
    for (org, runs) in by_org {
        let facts = match guarded(facts_of(app, org, &runs, now)).await {
            Ok(facts) => facts,
            Err(failure) => {
                if let Some(run) = runs.first() {
                    aside.add(run.id, failure);
                }
                continue;
            }
        };
        for (run, facts) in runs.into_iter().zip(&facts) {
            match guarded(judge_one(app, &run, facts, now)).await {
                Ok(()) => judged.push(run),
                Err(failure) => aside.add(run.id, failure),
            }
        }
    }
    judged
}

async fn facts_of(app: &App, org: OrgId, runs: &[RunningRun], now: DateTime<Utc>) -> Result<Vec<PlayFacts>, Failure> {
    let asked: Vec<Asked> = runs.iter().map(Asked::from).collect();
    let depth = depth(runs.iter().flat_map(|run| conditions(&run.playbook)));
    let mut conn = app.work.acquire().await?;
    gather(&mut conn, (org, &app.rules), &asked, depth, now).await
}

async fn judge_one(app: &App, run: &RunningRun, facts: &PlayFacts, now: DateTime<Utc>) -> Result<(), Failure> {
    for finding in run.course.judge(&run.playbook, facts) {
        write(app, run, finding, now).await?;
    }
    if let Some((from, to)) = moved::of(run) {
        moved::follow(app, run, (from, to), now).await?;
    }
    Ok(())
}

/// What a run is judged by.
fn conditions(playbook: &Playbook) -> impl Iterator<Item = &Condition> {
    playbook.exits.iter().map(|exit| &exit.when).chain(&playbook.goal.when)
}

async fn write(app: &App, run: &RunningRun, finding: Finding, now: DateTime<Utc>) -> Result<(), Failure> {
    let mut tx = app.begin_work().await?;
    match finding {
        Finding::GoalReached => goal(&mut tx, run, GoalEnd::Reached, now).await?,
        Finding::GoalMissed => goal(&mut tx, run, GoalEnd::Missed, now).await?,
        Finding::Exit { outcome, says } => {
            let ending = RunEnding::Early { outcome, says };
            end_run(&mut tx, &app.rules, (run.org, run.id), &ending, now).await?;
        }
    }
    Ok(tx.commit().await?)
}

async fn goal(conn: &mut PgConnection, run: &RunningRun, how: GoalEnd, now: DateTime<Utc>) -> Result<(), Failure> {
    if !course::end_goal(conn, run.org, run.id, how, now.date_naive()).await? {
        return Ok(());
    }
    let verb = if how == GoalEnd::Reached { "playbook.goal" } else { "playbook.goal_missed" };
    let entry = audit::Entry { actor: None, verb, subject: format!("run:{}", run.id), detail: json!({}) };
    audit::record(conn, run.org, &entry, now).await?;
    // Every card of the run says it.
    Ok(course::redraw(conn, run.org, &[run.id], now).await?)
}
