//! A segment set by a person, and what was typed in full of an account that is picked.

use super::{Desk, Visit};
use crate::domain::ids::AccountId;
use crate::domain::renewal::{AmountText, Category, Wish};
use crate::domain::segment::Segment;
use crate::operations::{Failure, forecast, segment};
use crate::slack::action::{SaidClick, Then};
use crate::slack::commands::Wanted;
use crate::slack::render::{self, Message};

impl Desk {
    /// Sets the segment of the account that somebody named; asks which, when several could be meant.
    pub(super) async fn set_segment(
        &self,
        visit: &Visit,
        wanted: Wanted,
        to: Option<Segment>,
        reason: &str,
    ) -> Result<Message, Failure> {
        self.show_wanted(visit, wanted, Then::SetSegment { segment: to, reason: reason.to_owned() }).await
    }

    /// Carries out what was typed, on the account that was named or picked.
    pub(super) async fn said(&self, visit: &Visit, click: SaidClick) -> Result<Message, Failure> {
        match click {
            SaidClick::Segment { account, segment: to, reason } => {
                let set = segment::set(&self.app, &visit.actor, account, to, &reason).await?;
                Ok(render::segment_set(&set))
            }
            SaidClick::Forecast { account, category, amount, reason } => {
                self.said_forecast(visit, account, (category, amount), reason).await
            }
        }
    }

    async fn said_forecast(
        &self,
        visit: &Visit,
        account: AccountId,
        (category, amount): (Category, Option<String>),
        reason: String,
    ) -> Result<Message, Failure> {
        // It was read once already: only a tampered button holds another.
        let amount = amount.and_then(|amount| AmountText::parse(&amount).ok());
        let wish = Wish { category, amount, reason, seen: 0 };
        let done = forecast::set(&self.app, &visit.actor, account, wish).await?;
        Ok(render::forecast_set(&self.reader(&visit.actor.person), &done.before, done.change.as_ref()))
    }
}
