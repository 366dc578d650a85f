//! How the bot itself is doing, and what a person decides about posts that are held.

use super::{Desk, Visit};
use crate::domain::refusal::Refusal;
use crate::operations::{Failure, audit, deliveries};
use crate::slack::action::SystemClick;
use crate::slack::render::{self, Message};

impl Desk {
    /// Answers a click on the bot's own state.
    pub(super) async fn system(&self, visit: &Visit, click: SystemClick) -> Result<Message, Failure> {
        match click {
            SystemClick::Status => {
                let view = deliveries::status(&self.app, &visit.actor).await?;
                Ok(render::status(&self.reader(&visit.actor.person), &view))
            }
            SystemClick::Audit { ask } => {
                let view = audit::page(&self.app, &visit.actor, ask).await?;
                Ok(render::audit(&self.reader(&visit.actor.person), &view, self.app.clock.now()))
            }
            SystemClick::Roles => self.roles(visit).await,
            SystemClick::AskRole => Err(Refusal::Gone.into()),
            SystemClick::Decide { channel_id, reason, until, verdict } => {
                let place = (channel_id.as_str(), reason.as_str(), until);
                let n = deliveries::decide(&self.app, &visit.actor, place, verdict).await?;
                self.bell.notify_one();
                Ok(render::decided(&channel_id, n, verdict))
            }
        }
    }
}
