//! Says which channel is an account's. Its prompts and cards go there, and its name may be left out there.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::rights::may_work_on;
use super::{App, Failure};
use crate::domain::account::AccountRef;
use crate::domain::ids::AccountId;
use crate::domain::link::{LinkRefusal, LinkWish, Linked};
use crate::domain::person::Actor;
use crate::domain::record::RecordRefusal;
use crate::domain::refusal::Refusal;
use crate::store::{accounts, audit, links};

/// Links a channel. Refused when it is another account's; asks first when the account has another one.
pub async fn link(app: &App, actor: &Actor, wish: &LinkWish) -> Result<Linked, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    may_work_on(&mut tx, &app.rules, actor, wish.account, now).await?;
    links::hold(&mut tx, actor.org).await?;
    let account = accounts::by_id(&mut tx, actor.org, wish.account).await?.ok_or(Refusal::Gone)?;
    match accounts::of_channel(&mut tx, actor.org, &wish.channel).await? {
        Some(other) if other.id == account.id => return Ok(Linked::Already { account }),
        Some(other) => return Err(refused(LinkRefusal::Taken { account: other }).into()),
        None => {}
    }
    let before = accounts::staff(&mut tx, actor.org, wish.account).await?.and_then(|staff| staff.channel_id);
    if let Some(channel) = before.clone().filter(|_| !wish.is_sure) {
        return Ok(Linked::HasAnother { account, channel });
    }
    links::set(&mut tx, actor.org, (account.id, Some(&wish.channel)), actor.id(), now).await?;
    record(&mut tx, actor, ("account.link", account.id), &wish.channel, now).await?;
    tx.commit().await?;
    Ok(Linked::Now { account, before })
}

/// Takes a channel away from its account.
pub async fn unlink(app: &App, actor: &Actor, channel: &str) -> Result<AccountRef, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    links::hold(&mut tx, actor.org).await?;
    let account = accounts::of_channel(&mut tx, actor.org, channel).await?;
    let account = account.ok_or(refused(LinkRefusal::NotLinked))?;
    may_work_on(&mut tx, &app.rules, actor, account.id, now).await?;
    links::set(&mut tx, actor.org, (account.id, None), actor.id(), now).await?;
    record(&mut tx, actor, ("account.unlink", account.id), channel, now).await?;
    tx.commit().await?;
    Ok(account)
}

async fn record(
    conn: &mut PgConnection,
    actor: &Actor,
    (verb, account): (&str, AccountId),
    channel: &str,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let detail = json!({ "channel": channel });
    let entry = audit::Entry { actor: Some(actor.id()), verb, subject: format!("account:{account}"), detail };
    Ok(audit::record(conn, actor.org, &entry, now).await?)
}

fn refused(refusal: LinkRefusal) -> Refusal {
    Refusal::Record(RecordRefusal::Link(refusal))
}
