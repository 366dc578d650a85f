//! A segment set by a person, and what was typed in full of an account that is picked.

use serde_json::Value;

use super::clicks::Told;
use super::forms::field_error;
use super::record::answered;
use super::{Desk, Visit};
use crate::domain::ids::AccountId;
use crate::domain::person::Role;
use crate::domain::refusal::Refusal;
use crate::domain::renewal::{AmountText, Category, Wish};
use crate::domain::segment::Segment;
use crate::operations::{Failure, forecast, segment};
use crate::slack::action::{SEGMENT, SEGMENT_REASON, SaidClick, Then};
use crate::slack::commands::Wanted;
use crate::slack::inbound::{Entered, View};
use crate::slack::render::{self, Message, Titled, view_json};

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

    /// Opens the form that sets a segment. For managers, as it is when it is typed.
    pub(super) async fn ask_segment(
        &self,
        visit: &Visit,
        account: AccountId,
        trigger_id: Option<&str>,
    ) -> Result<Told, Failure> {
        if visit.actor.person.role < Role::Manager {
            return Err(Refusal::NotAllowed { needs: Role::Manager }.into());
        }
        let account = self.account(visit, account).await?;
        self.open(trigger_id, &view_json(&render::segment_form(&account))).await
    }

    /// The form that was sent; what is wrong stands beside its field.
    pub(super) async fn segment_submitted(&self, visit: &Visit, account: AccountId, view: &View) -> Value {
        let chosen = match view.entered(SEGMENT, SEGMENT) {
            Some(Entered::Choice(Some(choice))) => Segment::parse(&choice),
            _ => return field_error(SEGMENT, render::segment_fault(SEGMENT)),
        };
        let reason = match view.entered(SEGMENT_REASON, SEGMENT_REASON) {
            Some(Entered::Text(Some(reason))) => reason.trim().to_owned(),
            _ => String::new(),
        };
        if reason.is_empty() {
            return field_error(SEGMENT_REASON, render::segment_fault(SEGMENT_REASON));
        }
        match segment::set(&self.app, &visit.actor, account, chosen, &reason).await {
            Ok(set) => answered(Titled::Steward, &render::segment_set(&set)),
            Err(failure) => answered(Titled::Steward, &self.apology(visit, &failure)),
        }
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
