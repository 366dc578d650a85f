//! Product's digest by command: now, by the clock, or no more.

use chrono::Timelike;

use super::weekly::here;
use super::{Desk, Visit};
use crate::domain::cadence::CronText;
use crate::operations::{Failure, product};
use crate::slack::commands::{ProductCommand, WeeklyPlace, WeeklyWhat};
use crate::slack::render::{self, DigestFor, Message, Onlookers, TimetableNews};

impl Desk {
    /// What `digest product` and its words do.
    pub(super) async fn product(&self, visit: &Visit, asked: &ProductCommand) -> Result<Message, Failure> {
        let (app, actor) = (&self.app, &visit.actor);
        let channel = match &asked.place {
            WeeklyPlace::Me => None,
            WeeklyPlace::Here => Some(here(visit)?),
            WeeklyPlace::Channel(id) => Some(id.as_str()),
        };
        let news = match asked.what {
            WeeklyWhat::Now => {
                let view = product::now(app, actor).await?;
                return Ok(render::product(&view, &self.command, Onlookers::Members, app.clock.now()));
            }
            // Whatever has become of the channel, what is posted there can be ended.
            WeeklyWhat::Off if product::stop(app, actor, channel).await? => TimetableNews::Stopped,
            WeeklyWhat::Off => TimetableNews::None,
            WeeklyWhat::On(day, at) => {
                if let Some(id) = channel {
                    self.check_channel(id).await?;
                }
                let text = format!("{} {} * * {}", at.minute(), at.hour(), day.number_from_monday() % 7);
                let expression = CronText::parse(&text)
                    .map_err(|refusal| Failure::Broken(anyhow::anyhow!("{text}: {refusal:?}")))?;
                TimetableNews::Set(product::set(app, actor, channel, &expression).await?)
            }
        };
        let whose = channel.map_or(DigestFor::Product, |id| DigestFor::ChannelProduct(id.to_owned()));
        Ok(render::timetable(&self.reader(&actor.person), &whose, &news))
    }

    /// All themes, for whoever turns from the first five to the rest.
    pub(super) async fn all_themes(&self, visit: &Visit) -> Result<Message, Failure> {
        let view = product::now(&self.app, &visit.actor).await?;
        Ok(render::product_themes(&view, self.app.clock.now()))
    }
}
