//! Who may work on an account: its owner, and managers on any. What nobody owns is anybody's who works accounts.

use sqlx::PgConnection;

use super::Failure;
use crate::domain::ids::AccountId;
use crate::domain::person::{Actor, Role};
use crate::domain::refusal::Refusal;
use crate::store::{accounts, people};

/// Refused to viewers, and to CSMs on a colleague's account: they are told whose it is.
pub(super) async fn may_work_on(conn: &mut PgConnection, actor: &Actor, account: AccountId) -> Result<(), Failure> {
    if actor.person.role < Role::Csm {
        return Err(Refusal::NotAllowed { needs: Role::Csm }.into());
    }
    if Role::Csm < actor.person.role {
        return Ok(());
    }
    let (account, owner) = accounts::named_with_owner(conn, actor.org, account).await?.ok_or(Refusal::Gone)?;
    let Some(owner) = owner.filter(|owner| *owner != actor.id()) else { return Ok(()) };
    let owner = people::by_ids(conn, actor.org, &[owner]).await?.pop().map(|person| person.who);
    Err(Refusal::NotYours { account, owner }.into())
}
