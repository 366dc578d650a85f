//! Touches, logged by hand and taken back. Anybody who works accounts may log one on any: a cover talks to a colleague's.

use serde_json::json;

use super::{App, Failure};
use crate::domain::account::AccountRef;
use crate::domain::cadence::local_day;
use crate::domain::ids::{AccountId, TouchpointId};
use crate::domain::person::{Actor, Role};
use crate::domain::record::RecordRefusal;
use crate::domain::refusal::Refusal;
use crate::domain::touch::{Touch, TouchLogged, TouchRefusal};
use crate::store::touches::{self, NewTouch};
use crate::store::{accounts, audit, stirred};

/// Refused to whoever only looks.
pub fn may_log(actor: &Actor) -> Result<(), Refusal> {
    if actor.person.role < Role::Csm { Err(Refusal::NotAllowed { needs: Role::Csm }) } else { Ok(()) }
}

/// The id of the touch with a key: the same click or the same message is the same touch.
pub fn id_of(actor: &Actor, key: &str) -> TouchpointId {
    TouchpointId::named(actor.org, &external(key))
}

/// No file's own ids begin so.
fn external(key: &str) -> String {
    format!("steward:{key}")
}

/// Logs a touch once a key.
pub async fn log(
    app: &App,
    actor: &Actor,
    account: AccountId,
    touch: &Touch,
    key: &str,
) -> Result<TouchLogged, Failure> {
    may_log(actor)?;
    let now = app.clock.now();
    let zone = actor.person.zone;
    let touch =
        touch.checked(local_day(now, zone)).map_err(|refusal| Refusal::Record(RecordRefusal::Touch(refusal)))?;
    let mut tx = app.begin(actor).await?;
    let named = accounts::by_id(&mut tx, actor.org, account).await?.ok_or(Refusal::Gone)?;
    let (id, external) = (id_of(actor, key), external(key));
    let occurred_at = touch.occurred_at(now, zone);
    let new = NewTouch { id, key: &external, account, by: actor.id(), touch: &touch, occurred_at };
    if !touches::insert(&mut tx, actor.org, &new, now).await? {
        let known = touches::known(&mut tx, actor.org, id).await?.ok_or(Refusal::Gone)?;
        return Ok(TouchLogged::Before { account: known.account, by: known.by, at: known.at });
    }
    stirred::stir(&mut tx, actor.org, &[account], now).await?;
    let detail =
        json!({ "touch": id, "kind": touch.kind, "two_way": touch.two_way, "minutes": touch.minutes, "on": touch.on });
    let entry =
        audit::Entry { actor: Some(actor.id()), verb: "touch.log", subject: format!("account:{account}"), detail };
    audit::record(&mut tx, actor.org, &entry, now).await?;
    tx.commit().await?;
    Ok(TouchLogged::Now { account: named, touch })
}

/// Takes back a touch that the actor logged.
pub async fn take_back(app: &App, actor: &Actor, id: TouchpointId) -> Result<AccountRef, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    let gone = Refusal::Record(RecordRefusal::Touch(TouchRefusal::NotThere));
    let account = touches::remove(&mut tx, actor.org, id, actor.id()).await?.ok_or(gone)?;
    stirred::stir(&mut tx, actor.org, &[account.id], now).await?;
    let entry = audit::Entry {
        actor: Some(actor.id()),
        verb: "touch.take_back",
        subject: format!("account:{}", account.id),
        detail: json!({ "touch": id }),
    };
    audit::record(&mut tx, actor.org, &entry, now).await?;
    tx.commit().await?;
    Ok(account)
}
