//! Submitted forms: checked and carried out before the answer, so that a mistake is shown beside its field.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{Desk, Visit};
use crate::domain::refusal::Refusal;
use crate::operations::Failure;
use crate::operations::step::{self, Until};
use crate::slack::action::ModalKind;
use crate::slack::inbound::{Entered, View};
use crate::slack::render::{self, form, view_json};

impl Desk {
    /// Carries a form out; the answer is what Slack does with it: nothing closes it, errors keep it open.
    pub async fn submitted(&self, visit: &Visit, view: &View) -> Value {
        let kind = view.callback_id.as_deref().zip(view.private_metadata.as_deref());
        let done = match kind.and_then(|(callback_id, metadata)| ModalKind::parse(callback_id, metadata)) {
            Some(ModalKind::Finish { step, version }) => {
                let note = text(view, form::NOTE);
                step::finish(&self.app, &visit.actor, step, version, &note).await.map(|_| ())
            }
            Some(ModalKind::Snooze { step, version }) => match until(view) {
                Some(until) => {
                    let reason = text(view, form::REASON);
                    step::snooze(&self.app, &visit.actor, step, version, until, &reason).await.map(|_| ())
                }
                None => return errors(form::DATE, render::pick_a_day()),
            },
            Some(ModalKind::Loading) | None => Ok(()),
        };
        match done {
            Ok(()) => {
                self.bell.notify_one();
                Value::Null
            }
            Err(failure) => self.refused(visit, &failure),
        }
    }

    fn refused(&self, visit: &Visit, failure: &Failure) -> Value {
        let reader = self.reader(&visit.actor.person);
        let now = self.app.clock.now();
        match failure {
            Failure::Refused(refusal @ Refusal::SnoozeNeedsReason { .. }) => {
                errors(form::REASON, &render::refusal_text(refusal, &reader, now))
            }
            Failure::Refused(refusal @ Refusal::SnoozeInThePast { .. }) => {
                errors(form::DATE, &render::refusal_text(refusal, &reader, now))
            }
            Failure::Refused(_) | Failure::Broken(_) => {
                let view = render::message_view("Steward", &self.apology(visit, failure));
                json!({ "response_action": "update", "view": view_json(&view) })
            }
        }
    }
}

fn errors((block_id, _): (&str, &str), words: &str) -> Value {
    json!({ "response_action": "errors", "errors": { block_id: words } })
}

fn text(view: &View, (block_id, action_id): (&str, &str)) -> String {
    match view.entered(block_id, action_id) {
        Some(Entered::Text(Some(text))) => text,
        _ => String::new(),
    }
}

/// Until when; `None` when a day was to be picked and none was.
fn until(view: &View) -> Option<Until> {
    let choice = match view.entered(form::UNTIL.0, form::UNTIL.1) {
        Some(Entered::Choice(Some(choice))) => choice,
        _ => return None,
    };
    match choice.parse::<i32>() {
        Ok(days) => Some(Until::WorkingDays(days)),
        Err(_) => day(view).map(Until::Day),
    }
}

fn day(view: &View) -> Option<NaiveDate> {
    match view.entered(form::DATE.0, form::DATE.1) {
        Some(Entered::Date(day)) => day,
        _ => None,
    }
}
