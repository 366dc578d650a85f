//! This channel and its account.

use serde_json::Value;

use super::record::{answered, choice, fault};
use super::{Desk, Visit};
use crate::domain::ids::AccountId;
use crate::domain::link::{LinkRefusal, LinkWish};
use crate::domain::record::RecordRefusal;
use crate::domain::refusal::Refusal;
use crate::operations::{Failure, links, lookup};
use crate::slack::action::{RecordField, Then, ThenRecord};
use crate::slack::client::CallError;
use crate::slack::commands::Wanted;
use crate::slack::inbound::View;
use crate::slack::render::{self, Audience, Message, Titled, view_json};

impl Desk {
    /// Links the channel of a visit, or says what it is linked to.
    pub(super) async fn link_said(&self, visit: &Visit, account: Option<Wanted>) -> Result<Message, Failure> {
        let channel = channel_of(visit)?.to_owned();
        if let Some(wanted) = account {
            return self.show_wanted(visit, wanted, Then::Record(ThenRecord::Link { channel })).await;
        }
        let linked = lookup::of_channel(&self.app, &visit.actor, &channel).await?;
        Ok(render::link_stands(&self.reader(&visit.actor.person), linked.as_ref(), &channel))
    }

    /// Unlinks the channel of a visit.
    pub(super) async fn unlink_said(&self, visit: &Visit) -> Result<Message, Failure> {
        self.unlink(visit, channel_of(visit)?).await
    }

    /// Links an account, and says so; or asks whether it is meant, where other companies read along or where the account
    /// has another channel.
    pub(super) async fn link(&self, visit: &Visit, wish: &LinkWish) -> Result<Message, Failure> {
        let is_shared = match self.slack.nature(&wish.channel).await {
            Ok(nature) if nature.is_member => nature.shared_outside,
            Ok(_) | Err(CallError::Refused { .. }) => {
                return Err(Refusal::CannotPostThere { channel: wish.channel.clone() }.into());
            }
            Err(error) => return Err(Failure::Broken(error.into())),
        };
        if is_shared && !wish.is_sure {
            let account = self.account(visit, wish.account).await?;
            return Ok(render::link_shared(&account, wish));
        }
        let linked = links::link(&self.app, &visit.actor, wish).await?;
        Ok(render::linked(&linked, wish))
    }

    /// Unlinks a channel, and says so.
    pub(super) async fn unlink(&self, visit: &Visit, channel: &str) -> Result<Message, Failure> {
        let account = links::unlink(&self.app, &visit.actor, channel).await?;
        Ok(render::unlinked(&account, channel))
    }

    /// The form that asks for the account of a channel.
    pub(super) fn link_form(channel: &str) -> Value {
        view_json(&render::link_form(channel))
    }

    /// A form that was sent.
    pub(super) async fn link_submitted(&self, visit: &Visit, channel: String, view: &View) -> Value {
        let account = choice(view, RecordField::Account).and_then(|id| id.parse::<AccountId>().ok());
        let Some(account) = account else {
            return fault(RecordField::Account, render::note_fault(RecordField::Account));
        };
        let wish = LinkWish { account, channel, is_sure: false };
        let message = self.link(visit, &wish).await.unwrap_or_else(|failure| self.apology(visit, &failure));
        answered(Titled::LinkChannel, &message)
    }
}

fn channel_of(visit: &Visit) -> Result<&str, Refusal> {
    match (visit.audience(), &visit.channel) {
        (Audience::Alone, _) | (_, None) => Err(Refusal::Record(RecordRefusal::Link(LinkRefusal::NoChannelHere))),
        (Audience::Channel { .. } | Audience::Group { .. } | Audience::Outside, Some(place)) => Ok(&place.id),
    }
}
