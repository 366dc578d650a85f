//! What customers do for us before others: typed, clicked, written into a form, or made of a message.

use serde_json::Value;

use super::feedback::{entered, errors};
use super::note::key_of;
use super::record::{account_chosen, answered};
use super::{Desk, Visit};
use crate::domain::advocacy::{AdvocacyKind, AdvocacyRefusal, AdvocacySaid, AdvocacyStage, MOST_NOTE_CHARS};
use crate::domain::ids::{AccountId, AdvocacyId};
use crate::domain::record::RecordRefusal;
use crate::domain::refusal::Refusal;
use crate::operations::{Failure, advocacy, touches};
use crate::slack::action::{RecordForm, Then, ThenRecord, ThenVoice, VoiceField, VoiceForm};
use crate::slack::commands::AdvocacyCommand;
use crate::slack::inbound::{Entered, Interaction, View};
use crate::slack::render::{self, Message, Titled, view_json};

impl Desk {
    /// Says what was typed, or shows how far things have come.
    pub(super) async fn advocacy_said(&self, visit: &Visit, typed: AdvocacyCommand) -> Result<Message, Failure> {
        let then = match typed.said {
            None => ThenVoice::Open,
            Some(said) => {
                touches::may_log(&visit.actor)?;
                ThenVoice::Advocacy { said, key: key_of(visit) }
            }
        };
        self.show_wanted(visit, typed.account, Then::Record(ThenRecord::Voice(then))).await
    }

    /// Says how far something has come.
    pub(super) async fn say_advocacy(
        &self,
        visit: &Visit,
        account: AccountId,
        said: &AdvocacySaid,
        key: &str,
    ) -> Result<Message, Failure> {
        let set = advocacy::say(&self.app, &visit.actor, account, said, key).await?;
        Ok(render::advocacy_set(&self.reader(&visit.actor.person), &set, self.app.clock.now()))
    }

    /// Moves what the clicker saw.
    pub(super) async fn advance_advocacy(
        &self,
        visit: &Visit,
        seen: (AdvocacyId, i32),
        stage: AdvocacyStage,
    ) -> Result<Message, Failure> {
        let set = advocacy::advance(&self.app, &visit.actor, seen, stage).await?;
        Ok(render::advocacy_set(&self.reader(&visit.actor.person), &set, self.app.clock.now()))
    }

    /// Takes back what the clicker said.
    pub(super) async fn take_advocacy_back(&self, visit: &Visit, id: AdvocacyId) -> Result<Message, Failure> {
        let account = advocacy::take_back(&self.app, &visit.actor, id).await?;
        Ok(render::advocacy_taken_back(&account))
    }

    /// The form, filled in as far as it is known.
    pub(super) async fn advocacy_form(
        &self,
        visit: &Visit,
        account: Option<AccountId>,
        note: &str,
        message: Option<(String, String)>,
    ) -> Result<Value, Failure> {
        advocacy::may_say(&self.app, &visit.actor, account).await?;
        let account = match account {
            Some(account) => Some(self.account(visit, account).await?),
            None => None,
        };
        let key = message.as_ref().map_or_else(|| key_of(visit), |(channel, ts)| format!("slack:{channel}:{ts}"));
        let form = RecordForm::Voice(VoiceForm::Advocacy { key, message });
        Ok(view_json(&render::advocacy_form(account.as_ref(), note, form)))
    }

    /// The form for a message: its text, and the account of its channel where the asker may work on it.
    pub(super) async fn advocacy_of_message(
        &self,
        visit: &Visit,
        interaction: &Interaction,
        text: &str,
    ) -> Result<Value, Failure> {
        let from = self.taken_from(visit, interaction, text, MOST_NOTE_CHARS).await?;
        self.advocacy_form(visit, from.account, &from.text, from.place).await
    }

    /// A form that was sent.
    pub(super) async fn advocacy_submitted(
        &self,
        visit: &Visit,
        (key, message): (String, Option<(String, String)>),
        view: &View,
    ) -> Value {
        let account = match account_chosen(view) {
            Ok(account) => account,
            Err(fault) => return fault,
        };
        let Some(kind) = chosen(view, VoiceField::Kind).and_then(|word| AdvocacyKind::parse(&word)) else {
            return errors(VoiceField::Kind);
        };
        let Some(stage) = chosen(view, VoiceField::Stage).and_then(|word| AdvocacyStage::parse(&word)) else {
            return errors(VoiceField::Stage);
        };
        let link = self.link_to(message.as_ref()).await;
        let said = AdvocacySaid { kind, stage, note: entered(view, VoiceField::Note), link };
        match self.say_advocacy(visit, account, &said, &key).await {
            Ok(message) => answered(Titled::Advocacy, &message),
            Err(Failure::Refused(Refusal::Record(RecordRefusal::Advocacy(AdvocacyRefusal::TooLong { .. })))) => {
                errors(VoiceField::Note)
            }
            Err(failure) => answered(Titled::Advocacy, &self.apology(visit, &failure)),
        }
    }
}

/// What was chosen under a question.
fn chosen(view: &View, field: VoiceField) -> Option<String> {
    match view.entered(field.id(), field.id()) {
        Some(Entered::Choice(choice)) => choice,
        _ => None,
    }
}
