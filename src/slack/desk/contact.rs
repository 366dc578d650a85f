//! Who is who at a customer.

use serde_json::Value;

use super::record::{answered, choice, fault, text};
use super::{Desk, Visit};
use crate::domain::contact::{ContactRefusal, ContactRole, ContactSaid};
use crate::domain::ids::AccountId;
use crate::domain::record::RecordRefusal;
use crate::domain::refusal::Refusal;
use crate::operations::{Failure, contacts};
use crate::slack::action::{RecordField, Then, ThenRecord};
use crate::slack::commands::{ContactCommand, ContactTyped};
use crate::slack::inbound::View;
use crate::slack::render::{self, Message, Titled, view_json};

impl Desk {
    /// Shows who is there, or writes down what was typed of somebody.
    pub(super) async fn contact_said(&self, visit: &Visit, what: ContactCommand) -> Result<Message, Failure> {
        let said = match what.said {
            None => None,
            Some(ContactTyped::Is { name, role }) => Some(ContactSaid::Is { name, role }),
            Some(ContactTyped::Left { name, on }) => {
                Some(ContactSaid::Left { name, on: self.any_day_past(visit, on).await? })
            }
        };
        self.show_wanted(visit, what.account, Then::Record(ThenRecord::Contact { said })).await
    }

    /// Everybody at a customer.
    pub(super) async fn contacts(&self, visit: &Visit, account: AccountId) -> Result<Message, Failure> {
        let view = contacts::of(&self.app, &visit.actor, account).await?;
        Ok(render::contacts(&self.reader(&visit.actor.person), &view, self.app.clock.now()))
    }

    /// Writes down what is said of somebody, and says so.
    pub(super) async fn say_contact(
        &self,
        visit: &Visit,
        account: AccountId,
        said: &ContactSaid,
    ) -> Result<Message, Failure> {
        let changed = contacts::say(&self.app, &visit.actor, account, said).await?;
        self.bell.notify_one();
        Ok(render::contact_changed(&self.reader(&visit.actor.person), &changed, self.app.clock.now()))
    }

    /// The form for somebody new.
    pub(super) async fn contact_form(
        &self,
        visit: &Visit,
        account: AccountId,
        role: ContactRole,
    ) -> Result<Value, Failure> {
        contacts::may_change(&self.app, &visit.actor, account).await?;
        let account = self.account(visit, account).await?;
        Ok(view_json(&render::contact_form(&account, role)))
    }

    /// A form that was sent.
    pub(super) async fn contact_submitted(&self, visit: &Visit, account: AccountId, view: &View) -> Value {
        let role = choice(view, RecordField::Role).and_then(|word| ContactRole::parse(&word));
        let Some(role) = role else { return fault(RecordField::Role, render::contact_fault(RecordField::Role)) };
        let said = ContactSaid::Is { name: text(view, RecordField::Name), role };
        let message = match self.say_contact(visit, account, &said).await {
            Ok(message) => message,
            Err(Failure::Refused(Refusal::Record(RecordRefusal::Contact(ContactRefusal::BadName)))) => {
                return fault(RecordField::Name, render::contact_fault(RecordField::Name));
            }
            Err(failure) => self.apology(visit, &failure),
        };
        answered(Titled::Contact, &message)
    }
}
