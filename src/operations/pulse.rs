//! A person's own call on an account: made, shown, taken back.

use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{App, Failure, rights};
use crate::domain::account::AccountRef;
use crate::domain::cadence::local_day;
use crate::domain::health::Band;
use crate::domain::ids::{AccountId, PersonId, PulseId};
use crate::domain::person::{Actor, Role};
use crate::domain::pulse::{Call, CallRefusal, Pulse};
use crate::domain::refusal::Refusal;
use crate::domain::rules::Rules;
use crate::store::{accounts, audit, pulses, stirred};

/// What somebody says of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The colour.
    pub band: Band,
    /// Why.
    pub reason: String,
    /// The last day on which it holds; 30 days ahead, when they do not say.
    pub until: Option<NaiveDate>,
}

/// An account with the call on it, for a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Which account.
    pub account: AccountRef,
    /// The call that holds.
    pub current: Option<Pulse>,
    /// The asker's day.
    pub today: NaiveDate,
}

/// The call as it stands; refused to whoever may not change it.
pub async fn asked(app: &App, actor: &Actor, id: AccountId) -> Result<Asked, Failure> {
    let today = local_day(app.clock.now(), actor.person.zone);
    // Nothing is written; whether one may change a call is judged with its account held.
    let mut tx = app.begin(actor).await?;
    let account = allowed(&mut tx, &app.rules, actor, id).await?;
    let current = pulses::current_of(&mut tx, actor.org, &[id], today).await?.pop();
    Ok(Asked { account, current, today })
}

/// Makes a call, in the place of the one before.
pub async fn set(app: &App, actor: &Actor, id: AccountId, said: &Said) -> Result<(AccountRef, Pulse), Failure> {
    let now = app.clock.now();
    let today = local_day(now, actor.person.zone);
    let mut tx = app.begin(actor).await?;
    let account = allowed(&mut tx, &app.rules, actor, id).await?;
    let call = Call::check(said.band, &said.reason, said.until, today).map_err(Refusal::Call)?;
    pulses::withdraw(&mut tx, actor.org, id, now).await?;
    let pulse = Pulse {
        id: PulseId(Uuid::now_v7()),
        account: id,
        by: actor.person.who.clone(),
        band: call.band,
        reason: call.reason.clone(),
        set_at: now,
        expires_on: call.expires_on,
    };
    pulses::insert(&mut tx, actor.org, (pulse.id, id, actor.id()), &call, now).await?;
    stirred::stir(&mut tx, actor.org, &[id], now).await?;
    let detail = json!({ "band": call.band.as_str(), "expires_on": call.expires_on });
    let entry = audit::Entry { actor: Some(actor.id()), verb: "pulse.set", subject: format!("account:{id}"), detail };
    audit::record(&mut tx, actor.org, &entry, now).await?;
    tx.commit().await?;
    Ok((account, pulse))
}

/// Takes back the call on an account.
pub async fn withdraw(app: &App, actor: &Actor, id: AccountId) -> Result<AccountRef, Failure> {
    let now = app.clock.now();
    let today = local_day(now, actor.person.zone);
    let mut tx = app.begin(actor).await?;
    let account = allowed(&mut tx, &app.rules, actor, id).await?;
    if pulses::current_of(&mut tx, actor.org, &[id], today).await?.is_empty() {
        return Err(Refusal::Call(CallRefusal::NoneHolds { account }).into());
    }
    pulses::withdraw(&mut tx, actor.org, id, now).await?;
    stirred::stir(&mut tx, actor.org, &[id], now).await?;
    let entry = audit::Entry {
        actor: Some(actor.id()),
        verb: "pulse.withdraw",
        subject: format!("account:{id}"),
        detail: json!({}),
    };
    audit::record(&mut tx, actor.org, &entry, now).await?;
    tx.commit().await?;
    Ok(account)
}

/// A CSM calls their own accounts, a manager those of whom they lead, an admin any. The account is held, so that of two
/// calls one replaces the other.
async fn allowed(conn: &mut PgConnection, rules: &Rules, actor: &Actor, id: AccountId) -> Result<AccountRef, Failure> {
    let (account, owner): (AccountRef, Option<PersonId>) =
        accounts::hold(conn, actor.org, id).await?.ok_or(Refusal::Gone)?;
    if actor.person.role < Role::Csm {
        return Err(Refusal::NotAllowed { needs: Role::Csm }.into());
    }
    if rights::judges(conn, rules, actor, owner).await? {
        return Ok(account);
    }
    Err(Refusal::Call(CallRefusal::NotYours { account }).into())
}
