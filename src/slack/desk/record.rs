//! What people write down: commands, clicks, forms and shortcuts that record something of an account.

use serde_json::{Value, json};

use super::clicks::Told;
use super::{Desk, Visit};
use crate::domain::link::LinkWish;
use crate::domain::refusal::Refusal;
use crate::operations::Failure;
use crate::slack::action::{
    ADVOCACY, ADVOCACY_MESSAGE, FEEDBACK, FEEDBACK_MESSAGE, LOG_MESSAGE, LOG_TOUCH, RecordClick, RecordField,
    RecordForm,
};
use crate::slack::commands::RecordCommand;
use crate::slack::inbound::{Entered, Interaction, InteractionKind, View};
use crate::slack::render::{self, Message, Titled, view_json};

impl Desk {
    /// A command that writes something down.
    pub(super) async fn record_said(&self, visit: &Visit, what: RecordCommand) -> Result<Message, Failure> {
        match what {
            RecordCommand::Note(note) => self.note_said(visit, note).await,
            RecordCommand::Contact(contact) => self.contact_said(visit, contact).await,
            RecordCommand::Feedback(feedback) => self.feedback_said(visit, feedback).await,
            RecordCommand::Advocacy(advocacy) => self.advocacy_said(visit, advocacy).await,
            RecordCommand::Mute(mute) => self.mute_said(visit, mute).await,
            RecordCommand::Link(account) => self.link_said(visit, account).await,
            RecordCommand::Unlink => self.unlink_said(visit).await,
        }
    }

    /// What a click without a form of its own does and answers.
    pub(super) async fn record(&self, visit: &Visit, click: RecordClick) -> Result<Message, Failure> {
        match click {
            RecordClick::Note { account, touch, key } => self.log_touch(visit, account, &touch, &key).await,
            RecordClick::WhichNote { account, text, key } => self.which_note(visit, account, &text, &key).await,
            RecordClick::AskNote { account, text } => self.offer_note(visit, account, &text).await,
            RecordClick::TakeBack { touch } => self.take_touch_back(visit, touch).await,
            RecordClick::Contacts { account } => self.contacts(visit, account).await,
            RecordClick::Contact { account, said } => self.say_contact(visit, account, &said).await,
            RecordClick::Link { account, channel, is_sure } => {
                self.link(visit, &LinkWish { account, channel, is_sure }).await
            }
            RecordClick::AskLink { .. } | RecordClick::AskContact { .. } => Err(Refusal::Gone.into()),
            RecordClick::Unlink { channel } => self.unlink(visit, &channel).await,
            RecordClick::Voice(click) => self.voice_done(visit, click).await,
            RecordClick::Mute(click) => self.mute_done(visit, click).await,
        }
    }

    /// The same with the permission to open a form.
    pub(super) async fn record_clicked(
        &self,
        visit: &Visit,
        click: RecordClick,
        trigger_id: Option<&str>,
    ) -> Result<Told, Failure> {
        match click {
            RecordClick::AskNote { account, text } => {
                let form = self.note_form(visit, Some(account), &text, None).await?;
                self.open(trigger_id, &form).await
            }
            RecordClick::AskLink { channel } => self.open(trigger_id, &Self::link_form(&channel)).await,
            RecordClick::AskContact { account, role } => {
                let form = self.contact_form(visit, account, role).await?;
                self.open(trigger_id, &form).await
            }
            RecordClick::Voice(click) => self.voice_clicked(visit, click, trigger_id).await,
            RecordClick::Mute(click) => self.mute_clicked(visit, click, trigger_id).await,
            other @ (RecordClick::Note { .. }
            | RecordClick::Contacts { .. }
            | RecordClick::Contact { .. }
            | RecordClick::WhichNote { .. }
            | RecordClick::TakeBack { .. }
            | RecordClick::Link { .. }
            | RecordClick::Unlink { .. }) => Ok(Told::Privately(Box::new(self.record(visit, other).await?))),
        }
    }

    /// A form that was sent; the answer is what Slack does with it.
    pub(super) async fn record_submitted(&self, visit: &Visit, form: RecordForm, view: &View) -> Value {
        match form {
            RecordForm::Note { key, message } => self.note_submitted(visit, (key, message), view).await,
            RecordForm::Contact { account } => self.contact_submitted(visit, account, view).await,
            RecordForm::Link { channel } => self.link_submitted(visit, channel, view).await,
            RecordForm::Voice(form) => self.voice_submitted(visit, form, view).await,
            RecordForm::Mute { account } => self.mute_submitted(visit, account, view).await,
            RecordForm::Owner { account } => self.owner_submitted(visit, account, view).await,
        }
    }

    /// A shortcut: from anywhere, or on a message. It opens a form, whose first line says why it cannot where it cannot.
    pub async fn shortcut(&self, visit: &Visit, interaction: &Interaction) {
        let form = match &interaction.kind {
            InteractionKind::Shortcut { callback_id } if callback_id == LOG_TOUCH => {
                self.note_form(visit, None, "", None).await
            }
            InteractionKind::MessageAction { callback_id, text, .. } if callback_id == LOG_MESSAGE => {
                self.message_form(visit, interaction, text).await
            }
            InteractionKind::Shortcut { callback_id } if callback_id == FEEDBACK => {
                self.feedback_form(visit, None, "", None).await
            }
            InteractionKind::MessageAction { callback_id, text, .. } if callback_id == FEEDBACK_MESSAGE => {
                self.feedback_of_message(visit, interaction, text).await
            }
            InteractionKind::Shortcut { callback_id } if callback_id == ADVOCACY => {
                self.advocacy_form(visit, None, "", None).await
            }
            InteractionKind::MessageAction { callback_id, text, .. } if callback_id == ADVOCACY_MESSAGE => {
                self.advocacy_of_message(visit, interaction, text).await
            }
            InteractionKind::Shortcut { .. }
            | InteractionKind::MessageAction { .. }
            | InteractionKind::BlockActions { .. }
            | InteractionKind::ViewSubmission(_)
            | InteractionKind::ViewClosed { .. }
            | InteractionKind::BlockSuggestion(_)
            | InteractionKind::Unknown { .. } => {
                tracing::info!("a shortcut that nothing here handles");
                return;
            }
        };
        let form = form
            .unwrap_or_else(|failure| view_json(&render::answer(Titled::LogToAccount, &self.apology(visit, &failure))));
        if let Err(failure) = self.open(interaction.trigger_id.as_deref(), &form).await {
            tracing::warn!(error = %failure, "could not open a form for a shortcut");
        }
    }
}

/// What was written under a question.
pub(super) fn text(view: &View, field: RecordField) -> String {
    match view.entered(field.id(), field.id()) {
        Some(Entered::Text(Some(text))) => text,
        _ => String::new(),
    }
}

/// What was chosen under a question.
pub(super) fn choice(view: &View, field: RecordField) -> Option<String> {
    match view.entered(field.id(), field.id()) {
        Some(Entered::Choice(choice)) => choice,
        _ => None,
    }
}

/// Keeps a form open, with words under one of its questions.
pub(super) fn fault(field: RecordField, words: &str) -> Value {
    json!({ "response_action": "errors", "errors": { field.id(): words } })
}

/// The form gives way to what came of it.
pub(super) fn answered(title: Titled, message: &Message) -> Value {
    json!({ "response_action": "update", "view": view_json(&render::answer(title, message)) })
}
