//! What customers ask for: typed, clicked, written into a form, or made of a message.

use serde_json::Value;

use super::note::{key_of, posted_on};
use super::record::{account_chosen, answered};
use super::{Desk, Visit};
use crate::domain::account::Found;
use crate::domain::cadence::local_day;
use crate::domain::feedback::{Feedback, FeedbackRefusal, FeedbackTheme, MOST_WORDS_CHARS};
use crate::domain::ids::{AccountId, FeedbackId};
use crate::domain::record::RecordRefusal;
use crate::domain::refusal::Refusal;
use crate::operations::{Failure, feedback, lookup, touches};
use crate::slack::action::{RecordForm, Then, ThenRecord, ThenVoice, VoiceField, VoiceForm};
use crate::slack::commands::{FeedbackCommand, FeedbackTyped, Wanted};
use crate::slack::inbound::{Entered, Interaction, View};
use crate::slack::render::{self, FeedbackAsked, Message, Titled, view_json};

impl Desk {
    /// Records what was typed, asks what it is about, or shows what is there.
    pub(super) async fn feedback_said(&self, visit: &Visit, typed: FeedbackCommand) -> Result<Message, Failure> {
        let FeedbackCommand { account, said } = typed;
        let Some(said) = said else {
            return self.show_wanted(visit, account, Then::Record(ThenRecord::Voice(ThenVoice::Open))).await;
        };
        touches::may_log(&visit.actor)?;
        if let Wanted::Named(name) = &account
            && let Some((first, rest)) = name.split_once(' ')
            && matches!(lookup::find(&self.app, &visit.actor, name).await?, Found::None(_))
        {
            // The theme stood among the words, and the account is the first of them alone.
            let said = FeedbackTyped { words: format!("{rest} {}", said.words), ..said };
            return self.show_wanted(visit, Wanted::Named(first.to_owned()), self.then_feedback(visit, said)).await;
        }
        self.show_wanted(visit, account, self.then_feedback(visit, said)).await
    }

    fn then_feedback(&self, visit: &Visit, said: FeedbackTyped) -> Then {
        let FeedbackTyped { themes, words } = said;
        let (key, on) = (key_of(visit), local_day(self.app.clock.now(), visit.actor.person.zone));
        Then::Record(ThenRecord::Voice(if themes.is_empty() {
            ThenVoice::WhichTheme { words, key }
        } else {
            ThenVoice::Feedback { said: Feedback { themes, words, on, link: None }, key }
        }))
    }

    /// Records feedback, and says so.
    pub(super) async fn record_feedback(
        &self,
        visit: &Visit,
        account: AccountId,
        said: &Feedback,
        key: &str,
    ) -> Result<Message, Failure> {
        let recorded = feedback::record(&self.app, &visit.actor, account, said, key).await?;
        let (reader, rules) = (self.reader(&visit.actor.person), self.app.rules.portfolio);
        Ok(render::feedback_recorded(
            &reader,
            &recorded,
            (feedback::id_of(&visit.actor, key), rules),
            self.app.clock.now(),
        ))
    }

    /// Asks what feedback is about, with a button for each theme that came lately.
    pub(super) async fn which_theme(
        &self,
        visit: &Visit,
        account: AccountId,
        words: &str,
        key: &str,
    ) -> Result<Message, Failure> {
        let themes = feedback::known_themes(&self.app, &visit.actor).await?;
        let account = self.account(visit, account).await?;
        let today = local_day(self.app.clock.now(), visit.actor.person.zone);
        let reader = self.reader(&visit.actor.person);
        Ok(render::which_theme(&reader, &account, (words, &themes), (key, today)))
    }

    /// Takes back what the clicker recorded.
    pub(super) async fn take_feedback_back(&self, visit: &Visit, id: FeedbackId) -> Result<Message, Failure> {
        let account = feedback::take_back(&self.app, &visit.actor, id).await?;
        Ok(render::feedback_taken_back(&account))
    }

    /// The form, filled in as far as it is known.
    pub(super) async fn feedback_form(
        &self,
        visit: &Visit,
        account: Option<AccountId>,
        words: &str,
        message: Option<(String, String)>,
    ) -> Result<Value, Failure> {
        let themes = feedback::known_themes(&self.app, &visit.actor).await?;
        let (now, zone) = (self.app.clock.now(), visit.actor.person.zone);
        let account = match account {
            Some(account) => Some(self.account(visit, account).await?),
            None => None,
        };
        let posted = message.as_ref().and_then(|(_, ts)| posted_on(ts, zone));
        let today = local_day(now, zone);
        let on = posted.unwrap_or(today).min(today);
        let asked = FeedbackAsked { account: account.as_ref(), words, on, themes: &themes };
        let key = message.as_ref().map_or_else(|| key_of(visit), |(channel, ts)| format!("slack:{channel}:{ts}"));
        let form = RecordForm::Voice(VoiceForm::Feedback { key, message });
        Ok(view_json(&render::feedback_form(&asked, form)))
    }

    /// The form for a message: its text, its day, and the account of its channel.
    pub(super) async fn feedback_of_message(
        &self,
        visit: &Visit,
        interaction: &Interaction,
        text: &str,
    ) -> Result<Value, Failure> {
        let from = self.taken_from(visit, interaction, text, MOST_WORDS_CHARS).await?;
        self.feedback_form(visit, from.account, &from.text, from.place).await
    }

    /// A form that was sent.
    pub(super) async fn feedback_submitted(
        &self,
        visit: &Visit,
        (key, message): (String, Option<(String, String)>),
        view: &View,
    ) -> Value {
        let account = match account_chosen(view) {
            Ok(account) => account,
            Err(fault) => return fault,
        };
        let themes = match themes(view) {
            Ok(themes) => themes,
            Err(field) => return errors(field),
        };
        let day = VoiceField::Day.id();
        let Some(Entered::Date(Some(on))) = view.entered(day, day) else { return errors(VoiceField::Day) };
        let link = self.link_to(message.as_ref()).await;
        let said = Feedback { themes, words: entered(view, VoiceField::Words), on, link };
        match self.record_feedback(visit, account, &said, &key).await {
            Ok(message) => answered(Titled::Feedback, &message),
            Err(Failure::Refused(Refusal::Record(RecordRefusal::Feedback(refusal)))) => errors(field_of(&refusal)),
            Err(failure) => answered(Titled::Feedback, &self.apology(visit, &failure)),
        }
    }
}

/// The themes that were chosen and written; else the question that was answered badly.
fn themes(view: &View) -> Result<Vec<FeedbackTheme>, VoiceField> {
    let known = VoiceField::KnownThemes.id();
    let chosen = match view.entered(known, known) {
        Some(Entered::Choices(chosen)) => chosen,
        _ => Vec::new(),
    };
    let written = entered(view, VoiceField::NewThemes);
    let written = written.split(',').filter(|word| !word.trim().is_empty()).map(str::to_owned);
    let all = chosen.into_iter().chain(written).map(|word| FeedbackTheme::parse(&word).ok_or(VoiceField::NewThemes));
    all.collect()
}

/// Keeps a form open, with words under one of its questions.
pub(super) fn errors(field: VoiceField) -> Value {
    serde_json::json!({ "response_action": "errors", "errors": { field.id(): render::voice_fault(field) } })
}

/// What was written under a question.
pub(super) fn entered(view: &View, field: VoiceField) -> String {
    match view.entered(field.id(), field.id()) {
        Some(Entered::Text(Some(text))) => text,
        _ => String::new(),
    }
}

fn field_of(refusal: &FeedbackRefusal) -> VoiceField {
    match refusal {
        FeedbackRefusal::BadThemes => VoiceField::NewThemes,
        FeedbackRefusal::BadDay { .. } => VoiceField::Day,
        FeedbackRefusal::NoWords | FeedbackRefusal::TooLong { .. } | FeedbackRefusal::NotThere => VoiceField::Words,
    }
}
