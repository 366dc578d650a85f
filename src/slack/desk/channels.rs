//! What becomes of channels in Slack: archived, known by another id, or without the bot.

use std::fmt::Display;
use std::time::Duration;

use super::Desk;
use super::letters::Read;
use crate::domain::channel::ChannelEnd;
use crate::operations::installs::Installation;
use crate::operations::letters::Letter;
use crate::operations::{Failure, channels};
use crate::slack::client::{CallError, NoLine};
use crate::slack::inbound::{Event, EventCallback};

/// Something that became of a channel.
pub(super) enum Became<'a> {
    /// Nothing can be posted there any more.
    Over(&'a str, ChannelEnd),
    /// It has another id.
    Moved(&'a str, &'a str),
}

/// How long nobody asks again where Slack does not say for how long.
const PAUSE: Duration = Duration::from_mins(1);

/// What Slack says of a channel.
enum Said {
    /// Nothing can be posted there.
    Over,
    /// It goes on.
    GoesOn,
    /// Nothing now; it is asked again after so long.
    NotYet(Duration),
}

impl Desk {
    /// Carries it out.
    pub(super) async fn channel_became(
        &self,
        installation: &Installation,
        letter: &Letter,
        what: Became<'_>,
    ) -> Result<Read, Failure> {
        match what {
            Became::Over(channel, why) => {
                match self.said_of(installation, channel).await {
                    Said::Over => {}
                    Said::GoesOn => return Ok(Read::Done),
                    Said::NotYet(wait) => return Ok(Read::PutOff(wait)),
                }
                let place = (installation.org, installation.id);
                channels::ended(&self.app, place, (channel, why), &letter.key).await?;
            }
            Became::Moved(old, new) => channels::moved(&self.app, installation.org, (old, new)).await?,
        }
        self.bell.notify_one();
        Ok(Read::Done)
    }

    /// What Slack says of a channel now: its word of the end may be older than the channel's return.
    async fn said_of(&self, installation: &Installation, channel: &str) -> Said {
        let slack = match self.lines.to(installation.org, installation.id).await {
            Ok(slack) => slack,
            // Where the bot was removed altogether, that is all there is to say.
            Err(NoLine::Closed) => return Said::GoesOn,
            Err(NoLine::Failed(failure)) => return not_yet(PAUSE, &failure),
        };
        match slack.nature(channel).await {
            Ok(nature) if nature.is_archived || !nature.is_member => Said::Over,
            Ok(_) => Said::GoesOn,
            Err(CallError::RateLimited { seconds, .. }) => Said::NotYet(Duration::from_secs(seconds)),
            Err(error) if error.leaves_open() => not_yet(PAUSE, &error),
            // It shows the bot no more of it, or may not be asked.
            Err(_) => Said::Over,
        }
    }
}

fn not_yet(wait: Duration, why: &impl Display) -> Said {
    tracing::warn!(error = %why, "nobody knows yet what became of a channel; its letter is put off");
    Said::NotYet(wait)
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
        | Event::Pane(_)
        | Event::LinksShared(_)
        | Event::Unknown { .. } => None,
    }
}
