//! Who may do what: set by an admin's hand, else by the greatest of somebody's user groups in Slack, else by the import.
//! Every change is a deed; those that a group made are the bot's own.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::{App, Failure, team};
use crate::domain::ids::OrgId;
use crate::domain::person::{Actor, Role};
use crate::domain::refusal::Refusal;
use crate::domain::roles::{MappedGroup, RoleChange, RolesRefusal, RolesView, greatest};
pub use crate::store::roles::Look;
use crate::store::{audit, people, roles as store};

/// Slack tells of changes; what it could not tell is found so often.
const LOOK_EVERY: TimeDelta = TimeDelta::hours(1);
/// After the groups could not be read.
const AFTER_TROUBLE: TimeDelta = TimeDelta::minutes(5);
/// A list has room for so many people.
const MOST_SHOWN: i64 = 20;

/// A user group as Slack shows it: its id, and the Slack ids of its people.
pub type Group = (String, Vec<String>);

/// Refused to everybody but admins.
pub fn may_change(actor: &Actor) -> Result<(), Refusal> {
    if actor.person.role < Role::Admin { Err(Refusal::NotAllowed { needs: Role::Admin }) } else { Ok(()) }
}

/// Who may do what, for admins.
pub async fn view(app: &App, actor: &Actor) -> Result<RolesView, Failure> {
    may_change(actor)?;
    let mut conn = app.read(actor).await?;
    let mut people = Vec::new();
    for role in Role::ALL.into_iter().rev() {
        people.push((role, store::n_of(&mut conn, actor.org, role).await?));
    }
    let groups = store::groups(&mut conn, actor.org).await?;
    let (by_hand, n_by_hand) = store::set_by_hand(&mut conn, actor.org, MOST_SHOWN).await?;
    Ok(RolesView { people, groups, by_hand, n_by_hand, rights: app.rules.rights })
}

/// The id and the handle of a group that gives a role, by either; a group that Slack no longer shows can be taken out too.
/// Refused where groups of several workspaces have the handle: nobody knows which is meant.
pub async fn mapped(app: &App, actor: &Actor, typed: &str) -> Result<Option<(String, String)>, Failure> {
    may_change(actor)?;
    let mut conn = app.read(actor).await?;
    let groups = store::groups(&mut conn, actor.org).await?.into_iter();
    let wanted = typed.trim_start_matches('@');
    let is_meant = |group: &MappedGroup| {
        group.id.eq_ignore_ascii_case(wanted) || group.handle.trim_start_matches('@').eq_ignore_ascii_case(wanted)
    };
    let found: Vec<_> = groups.filter(is_meant).map(|group| (group.id, group.handle)).collect();
    match &found[..] {
        [] => Ok(None),
        [one] => Ok(Some(one.clone())),
        several => {
            let ids = several.iter().map(|(id, _)| id.clone()).collect();
            Err(Refusal::Roles(RolesRefusal::SeveralGroups { wanted: wanted.to_owned(), ids }).into())
        }
    }
}

/// Gives the people of a user group (id, handle) a role, which the next look at the groups carries out, or takes it back at
/// once: for that Slack is not needed. The last admin stays one.
pub async fn map(app: &App, actor: &Actor, group: (&str, &str), role: Option<Role>) -> Result<(), Failure> {
    may_change(actor)?;
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    people::hold_organisation(&mut tx, actor.org).await?;
    if role.is_none() {
        take_back(&mut tx, actor.org, group.0, now).await?;
    }
    store::map(&mut tx, actor.org, group, role, now).await?;
    let (verb, subject) = (if role.is_some() { "role.map" } else { "role.unmap" }, format!("group:{}", group.0));
    let detail = json!({ "handle": group.1, "role": role.map(Role::as_str) });
    audit::record(&mut tx, actor.org, &audit::Entry { actor: Some(actor.id()), verb, subject, detail }, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Who was in a group at the last look has the role of their other groups from now on, or none of any.
async fn take_back(conn: &mut PgConnection, org: OrgId, group: &str, now: DateTime<Utc>) -> Result<(), Failure> {
    let (gone, left): (Vec<_>, Vec<_>) =
        store::last_seen(conn, org).await?.into_iter().partition(|(id, ..)| id == group);
    let users: Vec<String> = gone.into_iter().flat_map(|(.., users)| users).collect();
    let left = left.iter().map(|(_, role, users)| (*role, users.as_slice()));
    let wanted = wanted(left);
    let changes = store::by_groups(conn, org, (&wanted.0, &wanted.1), Some(&users), now).await?;
    if !changes.is_empty() && store::n_of(conn, org, Role::Admin).await? == 0 {
        return Err(Refusal::Roles(RolesRefusal::LastAdmin).into());
    }
    for change in &changes {
        record(conn, (org, None), "role.group", change, now).await?;
    }
    Ok(())
}

/// The greatest role that groups give to each of their people, by Slack ids, as two columns.
fn wanted<'a>(groups: impl Iterator<Item = (Role, &'a [String])>) -> (Vec<String>, Vec<String>) {
    let mut wanted: HashMap<&str, Role> = HashMap::new();
    for (role, users) in groups {
        for user in users {
            let role = greatest([role].into_iter().chain(wanted.get(user.as_str()).copied()));
            wanted.extend(role.map(|role| (user.as_str(), role)));
        }
    }
    wanted.into_iter().map(|(user, role)| (user.to_owned(), role.as_str().to_owned())).unzip()
}

/// Sets somebody's role by hand, or leaves it to groups and the import again. The last admin stays one.
pub async fn set(app: &App, actor: &Actor, typed: &str, role: Option<Role>) -> Result<RoleChange, Failure> {
    may_change(actor)?;
    let who = team::person(app, actor, typed).await?;
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    // Two admins who make each other less must not leave none: the organisation's row orders them.
    people::hold_organisation(&mut tx, actor.org).await?;
    let before = people::present(&mut tx, actor.org, who.id).await?.ok_or(Refusal::Gone)?.role;
    let after = store::by_hand(&mut tx, actor.org, who.id, role, now).await?.ok_or(Refusal::Gone)?;
    if store::n_of(&mut tx, actor.org, Role::Admin).await? == 0 {
        return Err(Refusal::Roles(RolesRefusal::LastAdmin).into());
    }
    let change = RoleChange { who, before, after };
    let verb = if role.is_some() { "role.set" } else { "role.clear" };
    record(&mut tx, (actor.org, Some(actor)), verb, &change, now).await?;
    tx.commit().await?;
    Ok(change)
}

/// Something about an organisation's groups has changed in Slack.
pub async fn look_again(app: &App, org: OrgId) -> Result<(), Failure> {
    let mut conn = app.work.acquire().await?;
    store::look_again(&mut conn, org).await?;
    Ok(conn.done().await?)
}

/// Takes organisations whose groups are to be looked at.
pub async fn due(app: &App) -> Result<Vec<Look>, Failure> {
    let mut conn = app.work.acquire().await?;
    let due = store::claim(&mut conn, LOOK_EVERY, app.clock.now()).await?;
    conn.done().await?;
    Ok(due)
}

/// The groups could not be read; they are tried again later, and everybody stays what they are.
pub async fn could_not_look(app: &App, org: OrgId) -> Result<(), Failure> {
    let mut conn = app.work.acquire().await?;
    store::ask_again(&mut conn, org, LOOK_EVERY, app.clock.now() + AFTER_TROUBLE).await?;
    Ok(conn.done().await?)
}

/// When groups are next to be looked at; for moving a demo's clock.
pub async fn next_look_at(app: &App) -> Result<Option<DateTime<Utc>>, Failure> {
    let mut conn = app.work.acquire().await?;
    Ok(store::next_at(&mut conn, LOOK_EVERY).await?)
}

/// Gives everybody the role of their groups, all of which are given; says how many people that changed. A look that was
/// overtaken by another changes nothing: it may have seen who is out of a group by now.
pub async fn saw(app: &App, look: &Look, groups: &[Group]) -> Result<usize, Failure> {
    let (org, now) = (look.org, app.clock.now());
    let mut tx = app.begin_work().await?;
    people::hold_organisation(&mut tx, org).await?;
    if store::is_overtaken(&mut tx, look).await? {
        return Ok(0);
    }
    let mut given = Vec::new();
    for mapped in store::groups(&mut tx, org).await? {
        // A group that Slack no longer shows was switched off: it gives nobody a role.
        let users = groups.iter().find(|(id, _)| *id == mapped.id).map(|(_, users)| users.as_slice());
        let users = users.unwrap_or_default();
        store::saw(&mut tx, org, &mapped.id, users).await?;
        given.push((mapped.role, users));
    }
    let (users, roles) = wanted(given.into_iter());
    let changes = store::by_groups(&mut tx, org, (&users, &roles), None, now).await?;
    for change in &changes {
        record(&mut tx, (org, None), "role.group", change, now).await?;
    }
    store::forget_unmapped(&mut tx, org).await?;
    if !changes.is_empty() && store::n_of(&mut tx, org, Role::Admin).await? == 0 {
        tracing::warn!(org.id = %org, "by its user groups the organisation has no admin any more");
    }
    tx.commit().await?;
    Ok(changes.len())
}

async fn record(
    conn: &mut PgConnection,
    (org, actor): (OrgId, Option<&Actor>),
    verb: &str,
    change: &RoleChange,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let subject = format!("person:{}", change.who.id);
    let detail = json!({ "before": change.before.as_str(), "after": change.after.as_str() });
    let entry = audit::Entry { actor: actor.map(Actor::id), verb, subject, detail };
    Ok(audit::record(conn, org, &entry, now).await?)
}
