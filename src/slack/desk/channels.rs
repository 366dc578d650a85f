//! What becomes of channels in Slack: archived, known by another id, or without the bot.

use super::Desk;
use crate::domain::channel::ChannelEnd;
use crate::operations::installs::Installation;
use crate::operations::letters::Letter;
use crate::operations::{Failure, channels};
use crate::slack::inbound::{Event, EventCallback};

/// Something that became of a channel.
pub(super) enum Became<'a> {
    /// Nothing can be posted there any more.
    Over(&'a str, ChannelEnd),
    /// It has another id.
    Moved(&'a str, &'a str),
}

impl Desk {
    /// Carries it out.
    pub(super) async fn channel_became(
        &self,
        installation: &Installation,
        letter: &Letter,
        what: Became<'_>,
    ) -> Result<(), Failure> {
        match what {
            Became::Over(channel, why) => {
                let place = (installation.org, installation.id);
                channels::ended(&self.app, place, (channel, why), &letter.key).await?;
            }
            Became::Moved(old, new) => channels::moved(&self.app, installation.org, (old, new)).await?,
        }
        self.bell.notify_one();
        Ok(())
    }
}

/// What an event says became of a channel; nothing for any other. People come and go: only the bot's own leaving counts.
pub(super) fn became(event: &EventCallback) -> Option<Became<'_>> {
    match &event.event {
        Event::ChannelArchive { channel_id } => Some(Became::Over(channel_id, ChannelEnd::Archived)),
        Event::BotLeftChannel { channel_id } => Some(Became::Over(channel_id, ChannelEnd::BotRemoved)),
        Event::MemberLeftChannel { channel_id } => {
            let bot = event.authorizations.first().and_then(|grant| grant.user_id.as_deref());
            let is_the_bot = bot.is_some() && bot == event.origin.user_id.as_deref();
            is_the_bot.then_some(Became::Over(channel_id, ChannelEnd::BotRemoved))
        }
        Event::ChannelIdChanged { old, new } => (old != new).then_some(Became::Moved(old, new)),
        Event::AppMention(_)
        | Event::Message(_)
        | Event::AppHomeOpened { .. }
        | Event::AppUninstalled
        | Event::TokensRevoked { .. }
        | Event::UserGroupChanged
        | Event::UserChange { .. }
        | Event::Unknown { .. } => None,
    }
}
