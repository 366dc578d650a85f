//! Digests by command: the asker's or a channel's, by the hour or by a crontab expression.

use chrono::{NaiveTime, Timelike};

use super::{Desk, Visit};
use crate::domain::cadence::CronText;
use crate::domain::refusal::Refusal;
use crate::operations::{Failure, handover, timetable};
use crate::slack::action::Action;
use crate::slack::client::CallError;
use crate::slack::commands::{DigestCommand, DigestPlace, HandoverCommand, HandoverPlace, When};
use crate::slack::render::{self, Audience, DigestFor, HandoverNews, Message, TimetableNews};

impl Desk {
    /// What `digest` and its words do.
    pub(super) async fn digest(&self, visit: &Visit, what: DigestCommand) -> Result<Message, Failure> {
        let (app, actor) = (&self.app, &visit.actor);
        let (channel, news) = match what {
            DigestCommand::Handover(what) => return self.handover(visit, what).await,
            DigestCommand::Weekly(weekly) => return self.weekly(visit, &weekly).await,
            DigestCommand::Product(product) => return self.product(visit, &product).await,
            DigestCommand::Now => return self.show(visit, Action::Today).await,
            DigestCommand::Show(place) => {
                let channel = self.readable_place(visit, place).await?;
                let stands = timetable::digest_of(app, actor, channel).await?;
                (channel, stands.map_or(TimetableNews::None, TimetableNews::Stands))
            }
            DigestCommand::Off(place) => {
                // Whatever has become of the channel, what is posted there can be ended.
                let channel = channel_of(visit, place)?;
                let stopped = timetable::stop_digest(app, actor, channel).await?;
                (channel, if stopped { TimetableNews::Stopped } else { TimetableNews::None })
            }
            DigestCommand::Set { when, place } => {
                let channel = self.readable_place(visit, place).await?;
                let expression = match when {
                    When::At(at) => on_working_days(at, &actor.person.working_days)?,
                    When::Cron(expression) => *expression,
                };
                (channel, TimetableNews::Set(timetable::set_digest(app, actor, channel, &expression).await?))
            }
        };
        let whose = channel.map_or(DigestFor::Me, |id| DigestFor::Channel(id.to_owned()));
        Ok(render::timetable(&self.reader(&actor.person), &whose, &news))
    }

    async fn handover(&self, visit: &Visit, what: HandoverCommand) -> Result<Message, Failure> {
        let (app, actor) = (&self.app, &visit.actor);
        let news = match what {
            HandoverCommand::Show => HandoverNews::All(handover::all(app, actor).await?),
            HandoverCommand::Set { team, to, at } => {
                let channel = next_region(visit, to)?;
                self.check_channel(&channel).await?;
                HandoverNews::Set(handover::set(app, actor, (&team, &channel), at).await?)
            }
            HandoverCommand::Off { team, to } => {
                let channel_id = next_region(visit, to)?;
                if handover::stop(app, actor, (&team, &channel_id)).await? {
                    HandoverNews::Stopped { team, channel_id }
                } else {
                    HandoverNews::None { team, channel_id }
                }
            }
        };
        Ok(render::handovers(&self.reader(&actor.person), &news))
    }

    /// The channel that is meant, once it is sure that a digest may be posted there; `None` for the asker.
    async fn readable_place<'a>(&self, visit: &'a Visit, place: DigestPlace) -> Result<Option<&'a str>, Failure> {
        let channel = channel_of(visit, place)?;
        if let Some(id) = channel {
            self.check_channel(id).await?;
        }
        Ok(channel)
    }

    /// Account data goes only to channels that the bot is in and no other company is.
    pub(super) async fn check_channel(&self, id: &str) -> Result<(), Failure> {
        match self.slack.nature(id).await {
            Ok(nature) if nature.shared_outside => Err(Refusal::SharedOutside.into()),
            Ok(nature) if nature.is_member => Ok(()),
            Ok(_) | Err(CallError::Refused { .. }) => Err(Refusal::CannotPostThere { channel: id.to_owned() }.into()),
            Err(error) => Err(Failure::Broken(error.into())),
        }
    }
}

/// The next region's channel: this one, or the one that was mentioned.
fn next_region(visit: &Visit, place: HandoverPlace) -> Result<String, Refusal> {
    match place {
        HandoverPlace::Channel(channel) => Ok(channel),
        HandoverPlace::Here => channel_of(visit, DigestPlace::Here)?.map(str::to_owned).ok_or(Refusal::NoChannelHere),
    }
}

fn channel_of(visit: &Visit, place: DigestPlace) -> Result<Option<&str>, Refusal> {
    match (place, visit.audience()) {
        (DigestPlace::Me, _) => Ok(None),
        (DigestPlace::Here, Audience::Alone) => Err(Refusal::NoChannelHere),
        (DigestPlace::Here, Audience::Group { .. } | Audience::Channel { .. } | Audience::Outside) => {
            Ok(visit.channel.as_ref().map(|place| place.id.as_str()))
        }
    }
}

/// The person's working days, at a time of theirs.
fn on_working_days(at: NaiveTime, days: &[i32]) -> Result<CronText, Failure> {
    let days: Vec<String> = days.iter().map(ToString::to_string).collect();
    let days = if days.is_empty() { "1-5".to_owned() } else { days.join(",") };
    let text = format!("{} {} * * {days}", at.minute(), at.hour());
    CronText::parse(&text).map_err(|refusal| Failure::Broken(anyhow::anyhow!("{text}: {refusal:?}")))
}
