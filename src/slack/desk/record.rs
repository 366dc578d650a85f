//! What people write down: commands, clicks, forms and shortcuts that record something of an account.

use serde_json::{Value, json};

use super::clicks::Told;
use super::{Desk, Visit};
use crate::domain::ids::AccountId;
use crate::domain::link::LinkWish;
use crate::domain::refusal::Refusal;
use crate::operations::{Failure, lookup};
use crate::slack::action::{
    ADVOCACY, ADVOCACY_MESSAGE, FEEDBACK, FEEDBACK_MESSAGE, LOG_MESSAGE, LOG_TOUCH, RecordClick, RecordField,
    RecordForm,
};
use crate::slack::commands::{RecordCommand, plain};
use crate::slack::inbound::{Entered, Interaction, InteractionKind, View};
use crate::slack::render::{self, Message, Titled, view_json};

/// What is known of a message that somebody took.
pub(super) struct TakenFrom {
    /// The account of its channel.
    pub(super) account: Option<AccountId>,
    /// What it says.
    pub(super) text: String,
    /// Its channel and its `ts`.
    pub(super) place: Option<(String, String)>,
}

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
            RecordForm::Segment { account } => self.segment_submitted(visit, account, view).await,
        }
    }

    /// What a message that somebody took fills a form in with: its text, cut to `most` characters, and its channel's account.
    pub(super) async fn taken_from(
        &self,
        visit: &Visit,
        interaction: &Interaction,
        text: &str,
        most: usize,
    ) -> Result<TakenFrom, Failure> {
        let account = match &visit.channel {
            Some(place) => lookup::of_channel(&self.app, &visit.actor, &place.id).await?,
            None => None,
        };
        let ts = interaction.message.as_ref().map(|message| message.ts.clone());
        Ok(TakenFrom {
            account: account.map(|account| account.id),
            text: plain(text).trim().chars().take(most).collect(),
            place: interaction.channel_id.clone().zip(ts),
        })
    }

    /// The address of a message, by its channel and `ts`; nothing where Slack does not tell, for the bot may not be there.
    pub(super) async fn link_to(&self, message: Option<&(String, String)>) -> Option<String> {
        let (channel, ts) = message?;
        let fields = [("channel", channel.as_str()), ("message_ts", ts)];
        let answer = self.slack.read("chat.getPermalink", &fields).await.ok()?;
        answer.get("permalink").and_then(Value::as_str).map(str::to_owned)
    }

    /// A shortcut: from anywhere, or on a message. It opens a form, whose first line says why it cannot where it cannot.
    pub async fn shortcut(&self, visit: &Visit, interaction: &Interaction) {
        self.with_patience(interaction.trigger_id.as_deref(), self.taken(visit, interaction)).await;
    }

    async fn taken(&self, visit: &Visit, interaction: &Interaction) {
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

/// The account that was chosen; else what stands under the question.
pub(super) fn account_chosen(view: &View) -> Result<AccountId, Value> {
    let account = choice(view, RecordField::Account).and_then(|id| id.parse().ok());
    account.ok_or_else(|| fault(RecordField::Account, render::note_fault(RecordField::Account)))
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
