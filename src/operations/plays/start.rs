//! What the ledger keeps when a run begins and when it ends, and what its end means for the signals that called for it.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::facts::{Asked, depth, gather};
use crate::domain::ids::{AccountId, OrgId, RunId};
use crate::domain::playbook::{Finding, Fit, Playbook, RENEWAL, RunOutcome};
use crate::domain::rules::Rules;
use crate::domain::signal::Outcome;
use crate::operations::Failure;
use crate::store::accounts;
use crate::store::plays::{course, ledger, occasions};

/// Writes down what stands when a run begins. What called for the playbook on the account is taken up by it. Says which
/// playbook should be run beside it, by name and title: the renewal, where the run's end lies so against the contract's.
pub async fn begun(
    conn: &mut PgConnection,
    rules: &Rules,
    (org, account, run): (OrgId, AccountId, RunId),
    (playbook, slack_days, contract_end): (&Playbook, Option<i64>, Option<NaiveDate>),
    now: DateTime<Utc>,
) -> Result<Option<(String, String)>, Failure> {
    let today = now.date_naive();
    ledger::open(conn, org, run, (today, playbook.goal_due_on(today, contract_end))).await?;
    occasions::taken_up(conn, org, (account, &playbook.name), run).await?;
    if playbook.goal.when.is_some() {
        hold_goal(conn, rules, (org, run), playbook, now).await?;
    }
    let fit = Fit::of(slack_days, rules.lifecycle.renewal_window_days);
    if !fit.wants_renewal() || playbook.name == RENEWAL {
        return Ok(None);
    }
    let title = course::idle(conn, org, account, RENEWAL).await?;
    Ok(title.map(|title| (RENEWAL.to_owned(), title)))
}

/// A goal that holds as the run begins was not reached by it.
async fn hold_goal(
    conn: &mut PgConnection,
    rules: &Rules,
    (org, run): (OrgId, RunId),
    playbook: &Playbook,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let today = now.date_naive();
    for running in course::runs(conn, Ok((org, &[run])), today).await? {
        let facts = gather(conn, (org, rules), &[Asked::from(&running)], depth(&playbook.goal.when), now).await?;
        let holds = facts.iter().any(|facts| running.course.judge(playbook, facts).contains(&Finding::GoalReached));
        if holds {
            ledger::goal_held(conn, org, run, today).await?;
        }
    }
    Ok(())
}

/// Writes down what stands when a run has ended, and mutes growth as its playbook says: after a run that went its way, or
/// reached what it was for. One that somebody stopped, or that came to nothing, was no rescue and mutes nothing.
///
/// Says how the signals end that it was at work for; `None`: their rules decide.
pub async fn ended(
    conn: &mut PgConnection,
    org: OrgId,
    (run, account, playbook): (RunId, AccountId, &Playbook),
    now: DateTime<Utc>,
) -> Result<Option<Outcome>, Failure> {
    let Some((outcome, is_renewed, is_lost)) = ledger::close(conn, org, run, now.date_naive()).await? else {
        return Ok(None);
    };
    let went_its_way = matches!(outcome, RunOutcome::Completed | RunOutcome::Reached);
    if let Some(until) = playbook.mutes_expansion_until(now.date_naive()).filter(|_| went_its_way) {
        accounts::mute_expansion(conn, org, account, until, now).await?;
    }
    Ok(match outcome {
        RunOutcome::Reached if is_renewed => Some(Outcome::Renewed),
        RunOutcome::Reached => Some(Outcome::Recovered),
        RunOutcome::Lost if is_lost => Some(Outcome::Lost),
        RunOutcome::Completed | RunOutcome::Lost | RunOutcome::Stopped => None,
    })
}
