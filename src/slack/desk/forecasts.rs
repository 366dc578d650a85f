//! Renewals at the desk: lists, one renewal, the form that says how it stands.

use serde_json::{Value, json};

use super::clicks::Told;
use super::forms::{picked_day, text};
use super::{Desk, Visit};
use crate::domain::account::{BookFilter, BookScope, Found};
use crate::domain::ids::{AccountId, ContractId};
use crate::domain::refusal::Refusal;
use crate::domain::renewal::{AmountText, Category, Wish};
use crate::operations::forecast::Notice;
use crate::operations::renewals::{PAGE_ROWS, Window};
use crate::operations::{Failure, forecast, lookup, renewals, snapshot};
use crate::slack::action::{Field, Then};
use crate::slack::commands::{ForecastCommand, Wanted};
use crate::slack::inbound::{Entered, View};
use crate::slack::render::{self, FormFault, Message, Titled, view_json};

impl Desk {
    pub(super) async fn renewals(
        &self,
        visit: &Visit,
        days: Option<i64>,
        filter: BookFilter,
        page: i64,
    ) -> Result<Message, Failure> {
        let days = days.unwrap_or(self.app.rules.lifecycle.renewal_window_days);
        let window = Window { days, filter, page, page_size: PAGE_ROWS };
        let view = renewals::list(&self.app, &visit.actor, window.clone()).await?;
        // Whoever has no book of their own means everybody's.
        let view = if view.n_total == 0 && view.filter.scope == BookScope::Mine {
            let filter = BookFilter { scope: BookScope::All, ..window.filter };
            renewals::list(&self.app, &visit.actor, Window { filter, ..window }).await?
        } else {
            view
        };
        Ok(render::renewals(&self.reader_at(visit), &view, self.app.clock.now()))
    }

    pub(super) async fn slipped(&self, visit: &Visit, filter: &BookFilter) -> Result<Message, Failure> {
        let view = snapshot::moved(&self.app, &visit.actor, filter).await?;
        Ok(render::slipped(&self.reader(&visit.actor.person), &view, self.app.clock.now()))
    }

    pub(super) async fn one_renewal(&self, visit: &Visit, account: AccountId) -> Result<Message, Failure> {
        let view = renewals::of_account(&self.app, &visit.actor, account).await?;
        Ok(render::forecast(&self.reader_at(visit), &view, self.app.clock.now()))
    }

    /// `forecast acme`, or `forecast acme likely 45k because …`.
    pub(super) async fn forecast(&self, visit: &Visit, command: ForecastCommand) -> Result<Message, Failure> {
        let Some(set) = command.set else { return self.show_wanted(visit, command.account, Then::Forecast).await };
        // With nothing but a category the form asks for the rest.
        if let (Wanted::Named(typed), None, "") = (&command.account, &set.amount, set.reason.as_str())
            && let Found::Several(candidates) = lookup::find(&self.app, &visit.actor, typed).await?
        {
            return Ok(render::picker(typed, &candidates, &Then::AskForecast { category: set.category }));
        }
        let amount = set.amount.map(|amount| amount.to_string());
        let then = Then::SetForecast { category: set.category, amount, reason: set.reason };
        self.show_wanted(visit, command.account, then).await
    }

    /// Opens the form.
    pub(super) async fn ask_forecast(
        &self,
        visit: &Visit,
        account: AccountId,
        category: Option<Category>,
        trigger_id: Option<&str>,
    ) -> Result<Told, Failure> {
        let form = match forecast::ask(&self.app, &visit.actor, account).await {
            Ok(renewal) => {
                let reader = self.reader(&visit.actor.person);
                render::forecast_form(&reader, &renewal, category, self.app.clock.now())
            }
            Err(failure) => render::answer(Titled::SetForecast, &self.apology(visit, &failure)),
        };
        self.open(trigger_id, &view_json(&form)).await
    }

    /// Carries the form out; what is wrong stands beside its field.
    pub(super) async fn forecast_submitted(
        &self,
        visit: &Visit,
        view: &View,
        contract: ContractId,
        revision: i32,
    ) -> Value {
        let wish = match wish(view, revision) {
            Ok(wish) => wish,
            Err(fault) => return errors(&fault),
        };
        let asks_for_notice = view.entered(Field::NoticeOn.id(), Field::NoticeOn.id()).is_some();
        let notice = if asks_for_notice { Notice::On(picked_day(view, Field::NoticeOn)) } else { Notice::NotAsked };
        match forecast::submit(&self.app, &visit.actor, contract, wish, notice).await {
            Ok(done) => {
                self.bell.notify_one();
                let reader = self.reader(&visit.actor.person);
                let told = render::forecast_set(&reader, &done.before, done.change.as_ref());
                json!({ "response_action": "update", "view": view_json(&render::answer(Titled::Forecast, &told)) })
            }
            Err(Failure::Refused(refusal)) => match fault_of(&refusal) {
                Some(fault) => errors(&fault),
                None => self.refused(visit, &Failure::Refused(refusal)),
            },
            Err(failure) => self.refused(visit, &failure),
        }
    }
}

/// What somebody entered, or what is wrong with it.
fn wish(view: &View, seen: i32) -> Result<Wish, FormFault> {
    let category = match view.entered(Field::Category.id(), Field::Category.id()) {
        Some(Entered::Choice(Some(choice))) => Category::parse(&choice),
        _ => None,
    };
    let category = category.ok_or(FormFault::NoCategory)?;
    let amount = text(view, Field::Amount);
    let amount = match amount.trim() {
        "" => None,
        amount => Some(AmountText::parse(amount).map_err(|refusal| FormFault::Amount(refusal.reason))?),
    };
    Ok(Wish { category, amount, reason: text(view, Field::Reason), seen })
}

/// The field that a refusal is about; `None` when it is about the whole.
fn fault_of(refusal: &Refusal) -> Option<FormFault> {
    if let Refusal::ForecastNeedsReason { .. } = refusal {
        Some(FormFault::NoReason)
    } else if let Refusal::BadAmount { refusal, .. } = refusal {
        Some(FormFault::Amount(refusal.reason.clone()))
    } else if let Refusal::OtherCurrency { given, contract, .. } = refusal {
        Some(FormFault::OtherCurrency { given: *given, contract: *contract })
    } else if let Refusal::AmountTooLarge { most, .. } = refusal {
        Some(FormFault::TooLarge { most: *most })
    } else if let Refusal::NoticeAfterEnd { ends_on } = refusal {
        Some(FormFault::NoticeAfterEnd { ends_on: *ends_on })
    } else {
        None
    }
}

fn errors(fault: &FormFault) -> Value {
    json!({ "response_action": "errors", "errors": { fault.field().id(): render::forecast_fault(fault) } })
}
