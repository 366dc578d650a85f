//! Whether a step is needed when its day comes.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::facts::{Asked, depth, gather};
use crate::domain::ids::OrgId;
use crate::domain::playbook::{Condition, Fact, PlayFacts, Since, Step, StepState};
use crate::domain::rules::Rules;
use crate::operations::{Failure, step};
use crate::store::plays::course::{self, Wanted};
use crate::store::runs::Run;

/// What the condition of a step means on its day.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Needs {
    /// It is asked for.
    Needed,
    /// Nobody is asked: why, in words.
    NotNeeded(String),
    /// It is asked for, although nobody knows these facts.
    NotKnown(Vec<Fact>),
}

/// Whether a step is to be prompted now. One that its condition rules out on its day is skipped by nobody, with the reason;
/// of one whose condition nobody can judge the card says what is not known. A step that was prompted before is needed.
pub async fn is_needed(
    conn: &mut PgConnection,
    rules: &Rules,
    (org, run): (OrgId, &Run),
    step: &Step,
    now: DateTime<Utc>,
) -> Result<bool, Failure> {
    if step.state != StepState::Waiting {
        return Ok(true);
    }
    let needs = match run.playbook.step(&step.key).and_then(|definition| definition.when.as_ref()) {
        Some(condition) => needs(conn, rules, (org, run), condition, now).await?,
        None => Needs::Needed,
    };
    let not_known = match needs {
        Needs::Needed => Vec::new(),
        Needs::NotKnown(facts) => facts,
        Needs::NotNeeded(why) => {
            step::skip_by_rule(conn, rules, (org, step), &why, now).await?;
            return Ok(false);
        }
    };
    let not_known: Vec<&str> = not_known.into_iter().map(Fact::as_str).collect();
    course::prompted(conn, org, step.id, &not_known, now).await?;
    Ok(true)
}

async fn needs(
    conn: &mut PgConnection,
    rules: &Rules,
    (org, run): (OrgId, &Run),
    condition: &Condition,
    now: DateTime<Utc>,
) -> Result<Needs, Failure> {
    let running = course::runs(conn, Wanted::One(org, run.id), now.date_naive()).await?;
    let asked: Vec<Asked> = running.iter().map(Asked::from).collect();
    let facts = gather(conn, (org, rules), &asked, depth([condition]), now).await?;
    Ok(facts.first().map_or(Needs::Needed, |facts| judge(condition, facts)))
}

fn judge(condition: &Condition, facts: &PlayFacts) -> Needs {
    match facts.holds(condition, Since::Ever) {
        Some(true) => Needs::Needed,
        Some(false) => {
            let why = facts.refutation(condition, Since::Ever).unwrap_or_else(|| condition.to_string());
            Needs::NotNeeded(format!("not needed: {why}"))
        }
        None => Needs::NotKnown(facts.unknown(condition, Since::Ever)),
    }
}
