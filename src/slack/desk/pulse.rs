//! A person's own call: asked for, made, taken back.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::forms::errors;
use super::{Desk, Visit};
use crate::domain::health::Band;
use crate::domain::ids::AccountId;
use crate::domain::pulse::CallRefusal;
use crate::domain::refusal::Refusal;
use crate::operations::Failure;
use crate::operations::pulse::{self, Said};
use crate::slack::action::{Action, Field, Then};
use crate::slack::commands::PulseCommand;
use crate::slack::inbound::{Entered, View};
use crate::slack::render::{self, CallAsked, Message, Titled, view_json};

impl Desk {
    /// What a command means by the asker's clock.
    pub(super) async fn then_of(&self, visit: &Visit, what: PulseCommand) -> Result<Then, Failure> {
        Ok(match what {
            PulseCommand::Ask { band, until } => {
                Then::AskPulse { band, until: self.any_day_ahead(visit, until).await? }
            }
            PulseCommand::Set { band, until, reason } => {
                Then::SetPulse { band, until: self.any_day_ahead(visit, until).await?, reason }
            }
            PulseCommand::Withdraw => Then::WithdrawPulse,
        })
    }

    /// The way to the form, where a command has no permission to open one.
    pub(super) async fn offer_pulse(&self, visit: &Visit, action: &Action) -> Result<Message, Failure> {
        let Action::AskPulse { account, .. } = action else { return Err(Refusal::Gone.into()) };
        let asked = pulse::asked(&self.app, &visit.actor, *account).await?;
        Ok(render::call_offered(&self.reader(&visit.actor.person), &asked.account, asked.current.as_ref(), action))
    }

    /// Makes a call, and says so.
    pub(super) async fn set_pulse(&self, visit: &Visit, account: AccountId, said: &Said) -> Result<Message, Failure> {
        let (account, pulse) = pulse::set(&self.app, &visit.actor, account, said).await?;
        self.bell.notify_one();
        Ok(render::call_set(&self.reader(&visit.actor.person), &account, &pulse, self.app.clock.now()))
    }

    /// Takes the call back, and says so.
    pub(super) async fn withdraw_pulse(&self, visit: &Visit, account: AccountId) -> Result<Message, Failure> {
        let account = pulse::withdraw(&self.app, &visit.actor, account).await?;
        self.bell.notify_one();
        Ok(render::call_withdrawn(&account))
    }

    /// The form, filled in as far as the asker was understood.
    pub(super) async fn pulse_form(
        &self,
        visit: &Visit,
        account: AccountId,
        (band, until): (Option<Band>, Option<NaiveDate>),
    ) -> Result<Value, Failure> {
        let asked = pulse::asked(&self.app, &visit.actor, account).await?;
        let current = asked.current.as_ref();
        let form = CallAsked {
            account: &asked.account,
            band: band.or(current.map(|pulse| pulse.band)),
            until,
            today: asked.today,
        };
        Ok(view_json(&render::call_form(&form)))
    }

    /// A form that was sent; the answer is what Slack does with it.
    pub(super) async fn pulse_submitted(&self, visit: &Visit, account: AccountId, view: &View) -> Value {
        let Some(said) = said(view) else { return fault(Field::Band) };
        let answer = match self.set_pulse(visit, account, &said).await {
            Ok(message) => message,
            Err(Failure::Refused(Refusal::Call(CallRefusal::NeedsReason | CallRefusal::ReasonTooLong { .. }))) => {
                return fault(Field::Reason);
            }
            Err(Failure::Refused(Refusal::Call(CallRefusal::EndsBadly { .. }))) => return fault(Field::Until),
            Err(failure) => self.apology(visit, &failure),
        };
        json!({ "response_action": "update", "view": view_json(&render::answer(Titled::Call, &answer)) })
    }
}

fn said(view: &View) -> Option<Said> {
    let Some(Entered::Choice(Some(band))) = view.entered(Field::Band.id(), Field::Band.id()) else { return None };
    let reason = match view.entered(Field::Reason.id(), Field::Reason.id()) {
        Some(Entered::Text(Some(reason))) => reason,
        _ => String::new(),
    };
    let until = match view.entered(Field::Until.id(), Field::Until.id()) {
        Some(Entered::Date(until)) => until,
        _ => None,
    };
    Some(Said { band: Band::parse(&band)?, reason, until })
}

fn fault(field: Field) -> Value {
    errors(field, render::form_fault(field))
}
