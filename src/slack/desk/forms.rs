//! Submitted forms: checked and carried out before the answer, so that a mistake is shown beside its field.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{Desk, Visit};
use crate::operations::Failure;
use crate::slack::action::{Field, HomeForm, ModalKind};
use crate::slack::inbound::{Entered, View};
use crate::slack::render::{self, Titled, view_json};

impl Desk {
    /// Carries a form out; the answer is what Slack does with it: nothing closes it, errors keep it open.
    pub async fn submitted(&self, visit: &Visit, view: &View) -> Value {
        let kind = view.callback_id.as_deref().zip(view.private_metadata.as_deref());
        let done = match kind.and_then(|(callback_id, metadata)| ModalKind::parse(callback_id, metadata)) {
            Some(kind @ (ModalKind::Finish { .. } | ModalKind::Snooze { .. } | ModalKind::Step(_))) => {
                return self.step_submitted(visit, kind, view).await;
            }
            Some(ModalKind::Dismiss { episode, version }) => self.dismissed(visit, (episode, version), view).await,
            Some(ModalKind::SnoozeSignal { episode, version }) => {
                self.put_off_until(visit, (episode, version), view).await
            }
            Some(ModalKind::ExpansionWon { expansion, version }) => {
                return self.won(visit, (expansion, version), &text(view, Field::Amount)).await;
            }
            Some(ModalKind::ExpansionLost { expansion, version }) => {
                return self.lost(visit, (expansion, version), &text(view, Field::Reason)).await;
            }
            Some(ModalKind::Leave) => return self.leave_submitted(visit, view).await,
            Some(ModalKind::Home(HomeForm::Digest)) => return self.digest_submitted(visit, view).await,
            Some(ModalKind::Home(HomeForm::Preferences)) => return self.preferences_submitted(visit, view).await,
            Some(ModalKind::Home(HomeForm::Role)) => return self.role_submitted(visit, view).await,
            Some(ModalKind::Settings) => return self.settings_submitted(visit, view).await,
            Some(ModalKind::Forecast { contract, revision }) => {
                return self.forecast_submitted(visit, view, contract, revision).await;
            }
            Some(ModalKind::Subscribe(form)) => return self.subscribe_submitted(visit, form, view).await,
            Some(ModalKind::Filters(form)) => return self.filters_submitted(visit, *form, view).await,
            Some(ModalKind::Record(form)) => return self.record_submitted(visit, form, view).await,
            Some(ModalKind::Plan { account, form, version }) => {
                return self.plan_submitted(visit, (account, form, version), view).await;
            }
            Some(ModalKind::Pulse { account }) => return self.pulse_submitted(visit, account, view).await,
            Some(ModalKind::Loading) | None => Ok(Value::Null),
        };
        match done {
            Ok(answer) => {
                self.bell.notify_one();
                answer
            }
            Err(failure) => self.refused(visit, &failure),
        }
    }

    pub(super) fn refused(&self, visit: &Visit, failure: &Failure) -> Value {
        match failure {
            Failure::Refused(_) | Failure::Broken(_) => {
                let view = render::answer(Titled::Steward, &self.apology(visit, failure));
                json!({ "response_action": "update", "view": view_json(&view) })
            }
        }
    }
}

/// Keeps a form open, with words under one of its questions.
pub(super) fn errors(field: Field, words: &str) -> Value {
    field_error(field.id(), words)
}

/// The same by the question's id.
pub(super) fn field_error(id: &str, words: &str) -> Value {
    json!({ "response_action": "errors", "errors": { id: words } })
}

/// What was written under a question.
pub(super) fn text(view: &View, field: Field) -> String {
    match view.entered(field.id(), field.id()) {
        Some(Entered::Text(Some(text))) => text,
        _ => String::new(),
    }
}

/// The day that was picked.
pub(super) fn day(view: &View) -> Option<NaiveDate> {
    picked_day(view, Field::SnoozeUntil)
}

pub(super) fn picked_day(view: &View, field: Field) -> Option<NaiveDate> {
    match view.entered(field.id(), field.id()) {
        Some(Entered::Date(day)) => day,
        _ => None,
    }
}
