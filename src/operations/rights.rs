//! Who may work on an account: its owner, whoever acts for them while they are away, and managers on any. What nobody owns
//! is anybody's who works accounts.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{Failure, calendars};
use crate::domain::ids::{AccountId, PersonId};
use crate::domain::person::{Actor, Role};
use crate::domain::refusal::Refusal;
use crate::store::{accounts, people};

/// Refused to viewers, and to CSMs on a colleague's account: they are told whose it is.
pub(super) async fn may_work_on(
    conn: &mut PgConnection,
    actor: &Actor,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    if actor.person.role < Role::Csm {
        return Err(Refusal::NotAllowed { needs: Role::Csm }.into());
    }
    if Role::Csm < actor.person.role {
        return Ok(());
    }
    let (account, owner) = accounts::named_with_owner(conn, actor.org, account).await?.ok_or(Refusal::Gone)?;
    let Some(owner) = owner.filter(|owner| *owner != actor.id()) else { return Ok(()) };
    if acts_for(conn, actor, owner, now).await? {
        return Ok(());
    }
    let owner = people::by_ids(conn, actor.org, &[owner]).await?.pop().map(|person| person.who);
    Err(Refusal::NotYours { account, owner }.into())
}

/// Whether the actor acts for somebody who is away now.
pub(super) async fn acts_for(
    conn: &mut PgConnection,
    actor: &Actor,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<bool, Failure> {
    let stand_in = calendars::stand_in_for(conn, actor.org, person, now).await?;
    Ok(stand_in.is_some_and(|stand_in| stand_in.who.id == actor.id()))
}
