//! Touches: typed, clicked, written into a form, or made of a message.

use chrono::{DateTime, NaiveDate};
use serde_json::Value;
use uuid::Uuid;

use super::record::{account_chosen, answered, choice, fault, text};
use super::{Desk, Visit};
use crate::domain::account::AccountRef;
use crate::domain::cadence::local_day;
use crate::domain::ids::{AccountId, TouchpointId};
use crate::domain::record::RecordRefusal;
use crate::domain::refusal::Refusal;
use crate::domain::touch::{MOST_TEXT_CHARS, Touch, TouchKind, TouchRefusal};
use crate::operations::{Failure, lookup, touches};
use crate::slack::action::{ONE_WAY, RecordField, RecordForm, Then, ThenRecord};
use crate::slack::commands::{NoteCommand, TouchTyped, Wanted};
use crate::slack::inbound::{Entered, Interaction, View};
use crate::slack::render::{self, Message, NoteAsked, Titled, view_json};

impl Desk {
    /// Logs what was typed, or asks what it was, or with which account.
    pub(super) async fn note_said(&self, visit: &Visit, note: NoteCommand) -> Result<Message, Failure> {
        touches::may_log(&visit.actor)?;
        let NoteCommand { account, touch, text } = note;
        let on = self.any_day_past(visit, touch.and_then(|touch| touch.on)).await?;
        let on = on.unwrap_or_else(|| local_day(self.app.clock.now(), visit.actor.person.zone));
        let key = key_of(visit);
        let then = |touch: Option<TouchTyped>, text: String| {
            let touch = touch.map(|touch| typed(touch, text.clone(), on)).ok_or(text);
            Then::Record(ThenRecord::Note { touch, key: key.clone() })
        };
        if let Wanted::Named(name) = &account
            && let Some((first, rest)) = name.split_once(' ')
            && let Some(typed) = touch
            && !lookup::is_name(&self.app, &visit.actor, name).await?
        {
            // The kind was a word of the text, and the account is the first word alone.
            let whole = format!("{rest} {} {text}", typed.kind.as_str());
            return self.show_wanted(visit, Wanted::Named(first.to_owned()), then(None, whole.trim().to_owned())).await;
        }
        self.show_wanted(visit, account, then(touch, text)).await
    }

    /// Logs a touch, and says so.
    pub(super) async fn log_touch(
        &self,
        visit: &Visit,
        account: AccountId,
        touch: &Touch,
        key: &str,
    ) -> Result<Message, Failure> {
        let logged = touches::log(&self.app, &visit.actor, account, touch, key).await?;
        self.bell.notify_one();
        let reader = self.reader(&visit.actor.person);
        Ok(render::note_logged(&reader, &logged, touches::id_of(&visit.actor, key), self.app.clock.now()))
    }

    /// Asks what a touch was, with a button a kind.
    pub(super) async fn which_note(
        &self,
        visit: &Visit,
        account: AccountId,
        text: &str,
        key: &str,
    ) -> Result<Message, Failure> {
        touches::may_log(&visit.actor)?;
        let today = local_day(self.app.clock.now(), visit.actor.person.zone);
        let account = self.account(visit, account).await?;
        Ok(render::which_note(&self.reader(&visit.actor.person), &account, text, (key, today)))
    }

    /// The way to the form, where there is no permission to open one.
    pub(super) async fn offer_note(&self, visit: &Visit, account: AccountId, text: &str) -> Result<Message, Failure> {
        self.which_note(visit, account, text, &key_of(visit)).await
    }

    /// Takes back what the clicker logged.
    pub(super) async fn take_touch_back(&self, visit: &Visit, touch: TouchpointId) -> Result<Message, Failure> {
        let account = touches::take_back(&self.app, &visit.actor, touch).await?;
        self.bell.notify_one();
        Ok(render::note_taken_back(&account))
    }

    /// The form, filled in as far as it is known.
    pub(super) async fn note_form(
        &self,
        visit: &Visit,
        account: Option<AccountId>,
        text: &str,
        message: Option<(String, String)>,
    ) -> Result<Value, Failure> {
        touches::may_log(&visit.actor)?;
        let (now, zone) = (self.app.clock.now(), visit.actor.person.zone);
        let account = match account {
            Some(account) => Some(self.account(visit, account).await?),
            None => None,
        };
        let posted = message.as_ref().and_then(|(_, ts)| posted_on(ts, zone));
        let today = local_day(now, zone);
        let asked = NoteAsked { account: account.as_ref(), text, on: posted.unwrap_or(today).min(today) };
        let key = message.as_ref().map_or_else(|| key_of(visit), |(channel, ts)| format!("slack:{channel}:{ts}"));
        Ok(view_json(&render::note_form(&asked, RecordForm::Note { key, message })))
    }

    /// The form for a message: its text, its day, and the account of its channel.
    pub(super) async fn message_form(
        &self,
        visit: &Visit,
        interaction: &Interaction,
        text: &str,
    ) -> Result<Value, Failure> {
        let from = self.taken_from(visit, interaction, text, MOST_TEXT_CHARS).await?;
        self.note_form(visit, from.account, &from.text, from.place).await
    }

    /// A form that was sent.
    pub(super) async fn note_submitted(
        &self,
        visit: &Visit,
        (key, message): (String, Option<(String, String)>),
        view: &View,
    ) -> Value {
        let account = match account_chosen(view) {
            Ok(account) => account,
            Err(fault) => return fault,
        };
        let Some(mut touch) = written(view) else {
            return fault(RecordField::Kind, render::note_fault(RecordField::Kind));
        };
        let Ok(minutes) = minutes(view) else {
            return fault(RecordField::Minutes, render::note_fault(RecordField::Minutes));
        };
        touch.minutes = minutes;
        touch.link = self.link_to(message.as_ref()).await;
        let message = match self.log_touch(visit, account, &touch, &key).await {
            Ok(message) => message,
            Err(Failure::Refused(Refusal::Record(RecordRefusal::Touch(refusal)))) => {
                let field = field_of(&refusal);
                return fault(field, render::note_fault(field));
            }
            Err(failure) => self.apology(visit, &failure),
        };
        answered(Titled::LogToAccount, &message)
    }

    /// An account by its id.
    pub(super) async fn account(&self, visit: &Visit, id: AccountId) -> Result<AccountRef, Failure> {
        lookup::named(&self.app, &visit.actor, id).await
    }
}

/// Names what a visit writes down.
pub(super) fn key_of(visit: &Visit) -> String {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, visit.key.as_bytes()).simple().to_string()
}

fn typed(typed: TouchTyped, text: String, on: NaiveDate) -> Touch {
    Touch { kind: typed.kind, two_way: typed.two_way, minutes: typed.minutes, on, text, link: None }
}

/// What was written, but for the minutes.
fn written(view: &View) -> Option<Touch> {
    let kind = choice(view, RecordField::Kind).and_then(|word| TouchKind::parse(&word))?;
    let two_way = choice(view, RecordField::Answered).as_deref() != Some(ONE_WAY);
    let day = RecordField::Day.id();
    let Some(Entered::Date(Some(on))) = view.entered(day, day) else { return None };
    Some(Touch { kind, two_way, minutes: None, on, text: text(view, RecordField::Text), link: None })
}

/// The minutes; nothing where nothing was written.
fn minutes(view: &View) -> Result<Option<i32>, std::num::ParseIntError> {
    let typed = text(view, RecordField::Minutes);
    if typed.trim().is_empty() { Ok(None) } else { typed.trim().parse().map(Some) }
}

fn field_of(refusal: &TouchRefusal) -> RecordField {
    match refusal {
        TouchRefusal::Ahead { .. } | TouchRefusal::TooOld { .. } => RecordField::Day,
        TouchRefusal::BadMinutes => RecordField::Minutes,
        TouchRefusal::TooLong { .. } | TouchRefusal::NotThere => RecordField::Text,
    }
}

/// The day of a message, by its `ts`.
pub(super) fn posted_on(ts: &str, zone: chrono_tz::Tz) -> Option<NaiveDate> {
    let seconds = ts.split('.').next()?.parse().ok()?;
    DateTime::from_timestamp(seconds, 0).map(|at| local_day(at, zone))
}
