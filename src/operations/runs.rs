//! How a run ends: with its last step, by a rule, or because somebody stopped it.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::{Failure, signals};
use crate::domain::ids::{OrgId, RunId};
use crate::domain::playbook::RunEnding;
use crate::domain::rules::Rules;
use crate::store::cards::{self, step_subject};
use crate::store::{audit, runs, steps};

/// Ends a run, whatever is open of it: what was not done is skipped for the same reason, nobody is prompted or reminded of
/// it any more, and every card of it is drawn again. Says whether it did: a run that is over stays as it ended.
///
/// It holds the run, then its steps, then the signals that it is at work for: call it with none of these held, or with
/// the run alone.
pub async fn end_run(
    conn: &mut PgConnection,
    rules: &Rules,
    (org, run): (OrgId, RunId),
    ending: &RunEnding,
    now: DateTime<Utc>,
) -> Result<bool, Failure> {
    runs::lock(conn, org, run).await?;
    if !runs::end(conn, org, run, ending, now).await? {
        return Ok(false);
    }
    let skipped = steps::skip_open(conn, org, run, (ending.by(), ending.reason()), now).await?;
    signals::play_ended(conn, org, run, rules, now).await?;
    for key in steps::keys_shown(conn, org, run).await? {
        cards::redraw(conn, org, &step_subject(run, &key), now).await?;
    }
    for step in skipped {
        cards::redraw_digests_with(conn, org, step, now).await?;
    }
    let entry = audit::Entry {
        actor: ending.by(),
        verb: "playbook.end",
        subject: format!("run:{run}"),
        detail: json!({ "outcome": ending.outcome().as_str() }),
    };
    audit::record(conn, org, &entry, now).await?;
    Ok(true)
}
