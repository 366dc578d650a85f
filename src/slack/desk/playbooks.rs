//! Playbooks as such: what one is, and how it would lie on an account.

use super::{Desk, Visit};
use crate::domain::account::Found;
use crate::domain::ids::AccountId;
use crate::operations::playbooks::InForce;
use crate::operations::{Failure, lookup, playbooks, rehearsal};
use crate::slack::action::{Action, PlaybookClick, Then};
use crate::slack::commands::Wanted;
use crate::slack::render::{self, Message};

impl Desk {
    /// Answers a click or a command.
    pub(super) async fn playbook(&self, visit: &Visit, click: PlaybookClick) -> Result<Message, Failure> {
        let reader = self.reader(&visit.actor.person);
        match click {
            PlaybookClick::Open { playbook } => {
                let found = playbooks::named(&self.app, &visit.actor, &playbook).await?;
                Ok(render::playbook(&reader, &playbook_view(&found)))
            }
            PlaybookClick::Preview { account, playbook } => self.preview(visit, account, &playbook).await,
        }
    }

    async fn preview(&self, visit: &Visit, account: AccountId, playbook: &str) -> Result<Message, Failure> {
        let found = rehearsal::on_account(&self.app, &visit.actor, account, playbook).await?;
        Ok(render::preview(&found.account, &found.preview))
    }

    /// What `play show` names: an account's plays, a playbook, or a playbook on an account. A name that is both shows the
    /// account, with a way to the playbook.
    pub(super) async fn show_play(&self, visit: &Visit, typed: String) -> Result<Message, Failure> {
        let exact = playbooks::exactly(&self.app, &visit.actor, &typed).await?;
        let account = lookup::find(&self.app, &visit.actor, &typed).await?;
        // A part of an account's name finds it, too: `renewal techcorp` must not.
        if exact.is_none()
            && !matches!(&account, Found::One(one) if one.name.eq_ignore_ascii_case(&typed))
            && let Some((playbook, tail)) = self.play_at_the_head(visit, &typed).await?
        {
            return self.show_wanted(visit, Wanted::Named(tail), Then::Preview { playbook }).await;
        }
        match (account, exact) {
            (Found::One(account), Some(playbook)) => {
                let runs = self.show(visit, Then::Runs.of(account.id)).await?;
                Ok(render::beside_playbook(runs, &playbook.playbook.name, &playbook.playbook.title))
            }
            (Found::Several(_) | Found::None(_), Some(playbook)) => {
                Ok(render::playbook(&self.reader(&visit.actor.person), &playbook_view(&playbook)))
            }
            (Found::None(nearest), None) => match self.play_of_words(visit, &typed).await? {
                Some(message) => Ok(message),
                None => Ok(self.nobody(&visit.actor.person, &typed, nearest)),
            },
            (Found::One(_) | Found::Several(_), None) => {
                // What only looks like an account's name may be a playbook and an account.
                if !lookup::is_name(&self.app, &visit.actor, &typed).await?
                    && let Some(message) = self.play_of_words(visit, &typed).await?
                {
                    return Ok(message);
                }
                self.show_wanted(visit, Wanted::Named(typed), Then::Runs).await
            }
        }
    }

    /// The playbook that a text begins with, by its whole name or title, and what follows it.
    async fn play_at_the_head(&self, visit: &Visit, typed: &str) -> Result<Option<(String, String)>, Failure> {
        for (at, _) in typed.match_indices(' ').take(MOST_WORDS) {
            let found = playbooks::exactly(&self.app, &visit.actor, &typed[..at]).await?;
            if let Some(found) = found {
                return Ok(Some((found.playbook.name, typed[at + 1..].to_owned())));
            }
        }
        Ok(None)
    }

    /// `rescue techcorp` names a playbook and an account, `rescue` a part of a playbook's name.
    async fn play_of_words(&self, visit: &Visit, typed: &str) -> Result<Option<Message>, Failure> {
        for (at, _) in typed.match_indices(' ').take(MOST_WORDS) {
            let (head, tail) = (&typed[..at], typed[at + 1..].to_owned());
            let Ok(found) = playbooks::named(&self.app, &visit.actor, head).await else { continue };
            let then = Then::Preview { playbook: found.playbook.name };
            return Ok(Some(self.show_wanted(visit, Wanted::Named(tail), then).await?));
        }
        match playbooks::named(&self.app, &visit.actor, typed).await {
            Ok(found) => {
                let action = Action::Playbook(PlaybookClick::Open { playbook: found.playbook.name });
                Ok(Some(self.show(visit, action).await?))
            }
            Err(Failure::Refused(_)) => Ok(None),
            Err(broken) => Err(broken),
        }
    }
}

/// A playbook's title has no more words.
const MOST_WORDS: usize = 6;

fn playbook_view(found: &InForce) -> render::PlaybookShown<'_> {
    render::PlaybookShown { playbook: &found.playbook, version: found.version, origin: found.origin }
}
