//! Plays that outlive whoever they were of: an account that changes hands takes its plays along.

use serde_json::json;

use crate::operations::{App, Failure, SetAside, guarded};
use crate::store::plays::course;
use crate::store::plays::heirs::{self, Adrift};
use crate::store::{audit, cards, runs};

/// Runs of one round.
const BATCH: i64 = 200;

/// Gives every run to whoever owns its account now, or, where whoever had it left and nobody has the account, to their
/// manager; says how many. What was asked for is asked for again: a colleague's word binds nobody else.
pub async fn hand_on(app: &App) -> Result<usize, Failure> {
    let mut conn = app.work.acquire().await?;
    let adrift = heirs::adrift(&mut conn, BATCH).await?;
    drop(conn);
    let (mut n_handed, mut aside) = (0, SetAside::new());
    for adrift in adrift {
        match guarded(hand(app, adrift)).await {
            Ok(handed) => n_handed += usize::from(handed),
            Err(failure) => aside.add([adrift.run], failure),
        }
    }
    aside.ended(n_handed)
}

/// `false`: another did it, or it is over.
async fn hand(app: &App, adrift: Adrift) -> Result<bool, Failure> {
    let Adrift { org, run, from, to } = adrift;
    let now = app.clock.now();
    let mut tx = app.begin_work().await?;
    runs::lock(&mut tx, org, run).await?;
    let Some(steps) = heirs::take(&mut tx, adrift, now).await? else { return Ok(false) };
    course::redraw(&mut tx, org, &[run], now).await?;
    cards::redraw_digests_with(&mut tx, org, &steps, now).await?;
    let detail = json!({ "from": from, "to": to, "steps": steps.len() });
    let entry = audit::Entry { actor: None, verb: "playbook.handed_on", subject: format!("run:{run}"), detail };
    audit::record(&mut tx, org, &entry, now).await?;
    tx.commit().await?;
    Ok(true)
}
