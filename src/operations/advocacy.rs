//! What customers do for us before others: said, moved, taken back. Whoever may work on the account says it, for a favour is
//! asked by one person.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::rights::may_work_on;
use super::{App, Failure};
use crate::domain::account::AccountRef;
use crate::domain::advocacy::{Advocacy, AdvocacyRefusal, AdvocacySaid, AdvocacySet, AdvocacyStage};
use crate::domain::ids::{AccountId, AdvocacyId};
use crate::domain::person::Actor;
use crate::domain::record::RecordRefusal;
use crate::domain::refusal::Refusal;
use crate::store::{accounts, advocacy, audit};

/// Refused to whoever may not work on the account; of none yet, to whoever only looks.
pub async fn may_say(app: &App, actor: &Actor, account: Option<AccountId>) -> Result<(), Failure> {
    let Some(account) = account else { return Ok(super::touches::may_log(actor)?) };
    let mut conn = app.read(actor).await?;
    may_work_on(&mut conn, &app.rules, actor, account, app.clock.now()).await
}

/// Says how far something has come: what is open of its kind moves there, else it is new. Once a key.
pub async fn say(
    app: &App,
    actor: &Actor,
    account: AccountId,
    said: &AdvocacySaid,
    key: &str,
) -> Result<AdvocacySet, Failure> {
    let now = app.clock.now();
    let said = said.checked().map_err(refused)?;
    let mut tx = app.begin(actor).await?;
    may_work_on(&mut tx, &app.rules, actor, account, now).await?;
    // Held, so that of two who ask for the same one finds the other's.
    let (named, _) = accounts::hold(&mut tx, actor.org, account).await?.ok_or(Refusal::Gone)?;
    let open = match advocacy::open(&mut tx, actor.org, account, said.kind).await? {
        Some(open) => advocacy::by_id(&mut tx, actor.org, open).await?,
        None => None,
    };
    let (id, before, is_old) = match open {
        Some((_, before)) if before.stage == said.stage => (before.id, Some(before.stage), true),
        Some((_, before)) => {
            let to = (said.stage, Some(&said));
            advocacy::advance(&mut tx, actor.org, (before.id, before.version), to, actor.id(), now).await?;
            (before.id, Some(before.stage), false)
        }
        None => {
            let id = AdvocacyId::named(actor.org, key);
            let is_new = advocacy::insert(&mut tx, actor.org, (id, account), &said, actor.id(), now).await?;
            (id, None, !is_new)
        }
    };
    if !is_old {
        write_down(&mut tx, actor, (account, id), ("advocacy.say", Some(said.stage)), now).await?;
    }
    let (_, standing) = advocacy::by_id(&mut tx, actor.org, id).await?.ok_or(Refusal::Gone)?;
    tx.commit().await?;
    Ok(AdvocacySet { account: named, now: standing, before, is_old })
}

/// Moves what the clicker saw at a version.
pub async fn advance(
    app: &App,
    actor: &Actor,
    (id, version): (AdvocacyId, i32),
    stage: AdvocacyStage,
) -> Result<AdvocacySet, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    let (account, seen) = advocacy::by_id(&mut tx, actor.org, id).await?.ok_or(Refusal::Gone)?;
    may_work_on(&mut tx, &app.rules, actor, account.id, now).await?;
    if !advocacy::advance(&mut tx, actor.org, (id, version), (stage, None), actor.id(), now).await? {
        let Advocacy { kind, stage, by, at, .. } = seen;
        return Err(refused(AdvocacyRefusal::Moved { kind, stage, by, at }).into());
    }
    write_down(&mut tx, actor, (account.id, id), ("advocacy.say", Some(stage)), now).await?;
    let (account, standing) = advocacy::by_id(&mut tx, actor.org, id).await?.ok_or(Refusal::Gone)?;
    tx.commit().await?;
    Ok(AdvocacySet { account, now: standing, before: Some(seen.stage), is_old: false })
}

/// Takes back what the actor said and nobody moved since.
pub async fn take_back(app: &App, actor: &Actor, id: AdvocacyId) -> Result<AccountRef, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    let account = advocacy::remove(&mut tx, actor.org, id, actor.id()).await?;
    let account = account.ok_or(refused(AdvocacyRefusal::NotThere))?;
    write_down(&mut tx, actor, (account.id, id), ("advocacy.take_back", None), now).await?;
    tx.commit().await?;
    Ok(account)
}

async fn write_down(
    conn: &mut PgConnection,
    actor: &Actor,
    (account, id): (AccountId, AdvocacyId),
    (verb, stage): (&str, Option<AdvocacyStage>),
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let detail = json!({ "advocacy": id, "stage": stage });
    let entry = audit::Entry { actor: Some(actor.id()), verb, subject: format!("account:{account}"), detail };
    Ok(audit::record(conn, actor.org, &entry, now).await?)
}

fn refused(refusal: AdvocacyRefusal) -> Refusal {
    Refusal::Record(RecordRefusal::Advocacy(refusal))
}
