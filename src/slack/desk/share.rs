//! Showing a card or an answer to the conversation that it stands in: asked first, naming who would see it.

use super::clicks::Told;
use super::visit::Place;
use super::{Desk, Visit};
use crate::domain::refusal::Refusal;
use crate::operations::Failure;
use crate::operations::renewals::{PAGE_ROWS, Window};
use crate::operations::share::{self, Wanted};
use crate::slack::action::{ShareClick, ShareWhat};
use crate::slack::inbound::Interaction;
use crate::slack::render;

impl Desk {
    /// Asks, or shows it.
    pub(super) async fn share(
        &self,
        visit: &Visit,
        click: ShareClick,
        interaction: &Interaction,
    ) -> Result<Told, Failure> {
        let Some(Place { id, .. }) = &visit.channel else { return Err(Refusal::Gone.into()) };
        let question = question(visit, id, interaction);
        let asked = share::Asked { channel_id: id, question: &question };
        self.check_channel(id).await?;
        let message = match click {
            ShareClick::Ask { account } => {
                let account = self.account(visit, account).await?;
                render::share_asked(&account, &visit.audience())
            }
            ShareClick::AskAnswer { what } => {
                let answer = share::gather(&self.app, &visit.actor, self.wanted(&what)).await?;
                render::answer_share_asked(&answer, what, &visit.audience())
            }
            ShareClick::Card { account } => {
                let shared = share::card(&self.app, &visit.actor, account, asked).await?;
                self.bell.notify_one();
                render::shared_to(&shared, id)
            }
            ShareClick::Answer { what } => {
                let answer = share::answer(&self.app, &visit.actor, self.wanted(&what), asked).await?;
                self.bell.notify_one();
                render::answer_shared_to(&answer, id)
            }
        };
        Ok(Told::Privately(Box::new(message)))
    }

    fn wanted(&self, what: &ShareWhat) -> Wanted {
        match what {
            ShareWhat::Why { account } => Wanted::Why(*account),
            ShareWhat::Plan { account } => Wanted::Plan(*account),
            ShareWhat::Forecast { account } => Wanted::Forecast(*account),
            ShareWhat::Renewals(shown) => {
                let days = shown.window_days.unwrap_or(self.app.rules.lifecycle.renewal_window_days);
                let (filter, page) = (shown.filter.clone(), shown.page);
                Wanted::Renewals(Box::new(Window { days, filter, page, page_size: PAGE_ROWS }))
            }
        }
    }
}

/// What was answered by showing something: the message with the button, for whoever pressed it; the press itself where there
/// is none.
pub(super) fn question(visit: &Visit, channel_id: &str, interaction: &Interaction) -> String {
    match &interaction.message {
        Some(message) => format!("{}:{channel_id}:{}", visit.actor.id(), message.ts),
        None => visit.key.clone(),
    }
}
