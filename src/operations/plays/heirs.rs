//! Plays that outlive whoever they were of: an account that changes hands takes its plays along.

use serde_json::json;

use crate::operations::{App, Failure};
use crate::store::plays::{course, heirs};
use crate::store::{audit, cards, runs};

/// Runs of one round.
const BATCH: i64 = 200;

/// Gives every run to whoever owns its account now, or, where whoever had it left and nobody has the account, to their
/// manager; says how many. What was asked for is asked for again: a colleague's word binds nobody else.
pub async fn hand_on(app: &App) -> Result<usize, Failure> {
    let mut conn = app.work.acquire().await?;
    let adrift = heirs::adrift(&mut conn, BATCH).await?;
    drop(conn);
    let mut n_handed = 0;
    for adrift in adrift {
        let now = app.clock.now();
        let mut tx = app.begin_work().await?;
        runs::lock(&mut tx, adrift.org, adrift.run).await?;
        let steps = heirs::take(&mut tx, adrift, now).await?;
        course::redraw(&mut tx, adrift.org, &[adrift.run], now).await?;
        cards::redraw_digests_with(&mut tx, adrift.org, &steps, now).await?;
        let detail = json!({ "from": adrift.from, "to": adrift.to, "steps": steps.len() });
        let subject = format!("run:{}", adrift.run);
        let entry = audit::Entry { actor: None, verb: "playbook.handed_on", subject, detail };
        audit::record(&mut tx, adrift.org, &entry, now).await?;
        tx.commit().await?;
        n_handed += 1;
    }
    Ok(n_handed)
}
