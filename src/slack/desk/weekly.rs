//! A leader's week by command: now, by the clock, or no more.

use chrono::Timelike;

use super::{Desk, Visit};
use crate::domain::cadence::CronText;
use crate::domain::refusal::Refusal;
use crate::operations::Failure;
use crate::operations::weekly::{self, Weekly};
use crate::slack::commands::{WeeklyCommand, WeeklyPlace, WeeklyWhat};
use crate::slack::render::{self, Audience, DigestFor, Message, Onlookers, TimetableNews};

impl Desk {
    /// What `digest weekly` and its words do.
    pub(super) async fn weekly(&self, visit: &Visit, asked: &WeeklyCommand) -> Result<Message, Failure> {
        let (app, actor) = (&self.app, &visit.actor);
        let channel = match &asked.place {
            WeeklyPlace::Me => None,
            WeeklyPlace::Here => Some(here(visit)?),
            WeeklyPlace::Channel(id) => Some(id.as_str()),
        };
        let weekly = Weekly { team: asked.team.as_deref(), channel };
        let news = match asked.what {
            WeeklyWhat::Now => {
                let view = weekly::now(app, actor, weekly.team).await?;
                return Ok(render::weekly(&view, &self.command, Onlookers::Members, app.clock.now()));
            }
            // Whatever has become of the channel, what is posted there can be ended.
            WeeklyWhat::Off if weekly::stop(app, actor, &weekly).await? => TimetableNews::Stopped,
            WeeklyWhat::Off => TimetableNews::None,
            WeeklyWhat::On(day, at) => {
                if let Some(id) = channel {
                    self.check_channel(id).await?;
                }
                let text = format!("{} {} * * {}", at.minute(), at.hour(), day.number_from_monday() % 7);
                let expression = CronText::parse(&text)
                    .map_err(|refusal| Failure::Broken(anyhow::anyhow!("{text}: {refusal:?}")))?;
                TimetableNews::Set(weekly::set(app, actor, &weekly, &expression).await?)
            }
        };
        let whose = channel.map_or(DigestFor::Week, |id| DigestFor::ChannelWeek(id.to_owned()));
        Ok(render::timetable(&self.reader(&actor.person), &whose, &news))
    }
}

pub(super) fn here(visit: &Visit) -> Result<&str, Refusal> {
    match visit.audience() {
        Audience::Alone => Err(Refusal::NoChannelHere),
        Audience::Group { .. } | Audience::Channel { .. } | Audience::Outside => {
            visit.channel.as_ref().map(|place| place.id.as_str()).ok_or(Refusal::NoChannelHere)
        }
    }
}
