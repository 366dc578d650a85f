//! Who is who at a customer: added, given another role, gone.

use serde_json::json;
use uuid::Uuid;

use super::rights::may_work_on;
use super::{App, Failure};
use crate::domain::cadence::local_day;
use crate::domain::contact::{
    Contact, ContactChanged, ContactRefusal, ContactRole, ContactSaid, ContactsView, checked_name,
};
use crate::domain::ids::{AccountId, ContactId};
use crate::domain::person::Actor;
use crate::domain::record::RecordRefusal;
use crate::domain::refusal::Refusal;
use crate::store::{accounts, audit, contacts, stirred};

/// Everybody at a customer.
pub async fn of(app: &App, actor: &Actor, account: AccountId) -> Result<ContactsView, Failure> {
    let mut conn = app.read(actor).await?;
    let named = accounts::by_id(&mut conn, actor.org, account).await?.ok_or(Refusal::Gone)?;
    Ok(ContactsView { account: named, contacts: contacts::of(&mut conn, actor.org, account).await? })
}

/// Refused to whoever may not work on the account.
pub async fn may_change(app: &App, actor: &Actor, account: AccountId) -> Result<(), Failure> {
    let mut conn = app.read(actor).await?;
    may_work_on(&mut conn, &app.rules, actor, account, app.clock.now()).await
}

/// Writes down what is said of somebody. Said twice it is as said once.
pub async fn say(app: &App, actor: &Actor, account: AccountId, said: &ContactSaid) -> Result<ContactChanged, Failure> {
    let now = app.clock.now();
    let today = local_day(now, actor.person.zone);
    let mut tx = app.begin(actor).await?;
    may_work_on(&mut tx, &app.rules, actor, account, now).await?;
    // Held, so that of two who add the same person one finds the other's.
    let (named, _) = accounts::hold(&mut tx, actor.org, account).await?.ok_or(Refusal::Gone)?;
    let before = ContactsView { account: named, contacts: contacts::of(&mut tx, actor.org, account).await? };
    let (contact, is_new) = changed(&before, said, today).map_err(refused)?;
    if is_new {
        contacts::insert(&mut tx, actor.org, account, &contact, actor.id(), now).await?;
    } else {
        let now_is = (contact.id, contact.role, contact.left_on);
        contacts::update(&mut tx, actor.org, now_is, actor.id(), now).await?;
    }
    stirred::stir(&mut tx, actor.org, &[account], now).await?;
    let verb = if contact.left_on.is_some() { "contact.left" } else { "contact.is" };
    let detail = json!({ "contact": contact.id, "role": contact.role, "left_on": contact.left_on });
    let entry = audit::Entry { actor: Some(actor.id()), verb, subject: format!("account:{account}"), detail };
    audit::record(&mut tx, actor.org, &entry, now).await?;
    let after = contacts::of(&mut tx, actor.org, account).await?;
    tx.commit().await?;
    let speaks = |contact: &Contact| contact.role == ContactRole::Champion && contact.left_on.is_none();
    Ok(ContactChanged { account: before.account, contact, needs_champion: !after.iter().any(speaks) })
}

/// Who it is about, as they are afterwards, and whether they are new.
fn changed(
    view: &ContactsView,
    said: &ContactSaid,
    today: chrono::NaiveDate,
) -> Result<(Contact, bool), ContactRefusal> {
    match said {
        ContactSaid::Is { name, role } => {
            let name = checked_name(name)?;
            // Those who are there come first; of those who left, one of that name is back.
            let same = |contact: &&Contact| contact.name.to_lowercase() == name.to_lowercase();
            Ok(match view.contacts.iter().find(same) {
                Some(contact) => (Contact { role: *role, left_on: None, ..contact.clone() }, false),
                None => (Contact { id: ContactId(Uuid::now_v7()), name, role: *role, left_on: None }, true),
            })
        }
        ContactSaid::Left { on: Some(day), .. } if today < *day => Err(ContactRefusal::Ahead { day: *day }),
        ContactSaid::Left { name, on } => {
            let contact = view.named(name)?;
            Ok((Contact { left_on: Some(on.unwrap_or(today)), ..contact.clone() }, false))
        }
    }
}

fn refused(refusal: ContactRefusal) -> Refusal {
    Refusal::Record(RecordRefusal::Contact(refusal))
}
