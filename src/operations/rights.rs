//! Who may work on an account: its owner, whoever acts for them while they are away, admins, and managers: on any, or by the
//! rules on those of the people whom they lead. What nobody owns is anybody's who works accounts.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{Failure, calendars};
use crate::domain::ids::{AccountId, PersonId};
use crate::domain::person::{Actor, Role};
use crate::domain::refusal::Refusal;
use crate::domain::rules::{Reach, Rules};
use crate::store::{accounts, people};

/// Refused to viewers, and to CSMs on a colleague's account, as to managers on another team's: they are told whose it is.
pub(super) async fn may_work_on(
    conn: &mut PgConnection,
    rules: &Rules,
    actor: &Actor,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    if actor.person.role < Role::Csm {
        return Err(Refusal::NotAllowed { needs: Role::Csm }.into());
    }
    if leads_all(rules, actor) {
        return Ok(());
    }
    let (account, owner) = accounts::named_with_owner(conn, actor.org, account).await?.ok_or(Refusal::Gone)?;
    let Some(owner) = owner else { return Ok(()) };
    if is_theirs(conn, rules, actor, owner, now).await? {
        return Ok(());
    }
    let owner = people::by_ids(conn, actor.org, &[owner]).await?.pop().map(|person| person.who);
    Err(Refusal::NotYours { account, owner }.into())
}

/// Whether what somebody owns is the actor's to decide about: it is their own, they lead the owner, or act for them.
pub(super) async fn is_theirs(
    conn: &mut PgConnection,
    rules: &Rules,
    actor: &Actor,
    owner: PersonId,
    now: DateTime<Utc>,
) -> Result<bool, Failure> {
    Ok(owner == actor.id() || leads(conn, rules, actor, owner).await? || acts_for(conn, actor, owner, now).await?)
}

/// Whether the actor judges what somebody owns, with forecasts and calls: it is their own, or they lead the owner; what nobody
/// owns is for those who lead.
pub(super) async fn judges(
    conn: &mut PgConnection,
    rules: &Rules,
    actor: &Actor,
    owner: Option<PersonId>,
) -> Result<bool, Failure> {
    match owner {
        Some(owner) => Ok(owner == actor.id() || leads(conn, rules, actor, owner).await?),
        None => Ok(Role::Csm < actor.person.role),
    }
}

/// Whether the actor leads somebody: admins lead all, managers too or by the rules their team and those who report to them.
pub(super) async fn leads(
    conn: &mut PgConnection,
    rules: &Rules,
    actor: &Actor,
    person: PersonId,
) -> Result<bool, Failure> {
    if leads_all(rules, actor) || actor.person.role < Role::Manager {
        return Ok(leads_all(rules, actor));
    }
    Ok(people::is_led_by(conn, actor.org, person, actor.id()).await?)
}

fn leads_all(rules: &Rules, actor: &Actor) -> bool {
    match actor.person.role {
        Role::Viewer | Role::Csm => false,
        Role::Manager => rules.rights.manager_works_on == Reach::All,
        Role::Admin => true,
    }
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
