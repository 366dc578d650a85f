//! Links to accounts' pages, drawn as short cards below the message that holds them. Everybody who reads the conversation
//! reads the card: so it is drawn only for people of the organisation, never where people of other companies are, without
//! money where guests are, and not before it is known where the message will stand.

use serde_json::{Map, json};

use super::Desk;
use crate::domain::ids::AccountId;
use crate::domain::person::Actor;
use crate::operations::{Failure, lookup};
use crate::slack::client::CallError;
use crate::slack::inbound::{EventCallback, LinkEvent};
use crate::slack::render::{self, Onlookers};

/// A message full of links is a list already.
const MOST_CARDS: usize = 5;

impl Desk {
    /// Whether anything may be drawn for an event.
    pub(super) fn may_draw(&self, event: &EventCallback, links: &LinkEvent) -> bool {
        // What is in the composer comes again when it is sent; until then nobody knows who will read it.
        links.is_placed() && !event.is_ext_shared_channel && links.urls.iter().any(|url| self.page(url).is_some())
    }

    /// What the page behind an address is called.
    fn page(&self, url: &str) -> Option<String> {
        self.app.account_urls.iter().find_map(|shape| shape.account_in(url))
    }

    /// Draws the cards. Slack replaces those that it has, so that a second time changes nothing.
    pub(super) async fn draw_links(&self, actor: &Actor, links: &LinkEvent) -> Result<(), Failure> {
        let accounts = self.accounts_behind(actor, links).await?;
        if accounts.is_empty() {
            return Ok(());
        }
        let Some(onlookers) = self.onlookers(&links.channel_id).await? else { return Ok(()) };
        let mut unfurls = Map::new();
        for (url, account) in accounts {
            let view = lookup::card(&self.app, actor, account).await?;
            let message = render::unfurl(&view, onlookers, actor.person.zone, self.app.clock.now());
            unfurls.insert(url, json!({ "blocks": message.blocks }));
        }
        let mut body = json!({ "unfurls": unfurls });
        match (&links.unfurl, &links.message_ts) {
            (Some((id, source)), _) => {
                body["unfurl_id"] = json!(id);
                body["source"] = json!(source);
            }
            (None, ts) => {
                body["channel"] = json!(links.channel_id);
                body["ts"] = json!(ts);
            }
        }
        match self.slack.call("chat.unfurl", &body).await {
            Ok(_) => Ok(()),
            // The message is gone, or the workspace lets nothing be drawn there.
            Err(CallError::Refused { error, .. }) => {
                tracing::info!(slack.error = %error, "a link is left as it is");
                Ok(())
            }
            Err(error) => Err(Failure::Broken(error.into())),
        }
    }

    async fn accounts_behind(&self, actor: &Actor, links: &LinkEvent) -> Result<Vec<(String, AccountId)>, Failure> {
        let mut found = Vec::new();
        for (url, called) in links.urls.iter().filter_map(|url| Some((url, self.page(url)?))).take(MOST_CARDS) {
            if let Some(account) = lookup::of_page(&self.app, actor, &called).await? {
                found.push((url.clone(), account.id));
            }
        }
        Ok(found)
    }

    /// Who reads a conversation; `None` where other companies do, or where Slack does not tell.
    async fn onlookers(&self, channel: &str) -> Result<Option<Onlookers>, Failure> {
        let nature = match self.slack.nature(channel).await {
            Ok(nature) => nature,
            Err(CallError::Refused { .. }) => return Ok(None),
            Err(error) => return Err(Failure::Broken(error.into())),
        };
        if nature.shared_outside {
            return Ok(None);
        }
        // The bot is in no direct messages but its own.
        if channel.starts_with('D') {
            return Ok(Some(Onlookers::Members));
        }
        match self.slack.has_guests(channel).await {
            Ok(false) => Ok(Some(Onlookers::Members)),
            // A bot that may not ask takes it that guests are there.
            Ok(true) | Err(CallError::Refused { .. }) => Ok(Some(Onlookers::Guests)),
            Err(error) => Err(Failure::Broken(error.into())),
        }
    }
}
