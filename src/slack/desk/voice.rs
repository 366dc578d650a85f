//! The voice of a customer at the desk: what its clicks and forms do.

use serde_json::Value;

use super::clicks::Told;
use super::{Desk, Visit};
use crate::domain::ids::AccountId;
use crate::domain::refusal::Refusal;
use crate::operations::{Failure, voice};
use crate::slack::action::{VoiceClick, VoiceForm};
use crate::slack::inbound::View;
use crate::slack::render::{self, Message};

impl Desk {
    /// What a click without a form of its own does and answers.
    pub(super) async fn voice_done(&self, visit: &Visit, click: VoiceClick) -> Result<Message, Failure> {
        match click {
            VoiceClick::Open { account } => self.voice(visit, account).await,
            VoiceClick::Feedback { account, said, key } => self.record_feedback(visit, account, &said, &key).await,
            VoiceClick::WhichTheme { account, words, key } => self.which_theme(visit, account, &words, &key).await,
            VoiceClick::TakeBack { feedback } => self.take_feedback_back(visit, feedback).await,
            VoiceClick::Advocacy { account, said, key } => self.say_advocacy(visit, account, &said, &key).await,
            VoiceClick::Advance { advocacy, version, stage } => {
                self.advance_advocacy(visit, (advocacy, version), stage).await
            }
            VoiceClick::TakeAdvocacyBack { advocacy } => self.take_advocacy_back(visit, advocacy).await,
            VoiceClick::Themes => self.all_themes(visit).await,
            VoiceClick::AskFeedback { .. } | VoiceClick::AskAdvocacy { .. } => Err(Refusal::Gone.into()),
        }
    }

    /// The same with the permission to open a form.
    pub(super) async fn voice_clicked(
        &self,
        visit: &Visit,
        click: VoiceClick,
        trigger_id: Option<&str>,
    ) -> Result<Told, Failure> {
        let form = match click {
            VoiceClick::AskFeedback { account, words } => {
                self.feedback_form(visit, Some(account), &words, None).await?
            }
            VoiceClick::AskAdvocacy { account } => self.advocacy_form(visit, Some(account), "", None).await?,
            other @ (VoiceClick::Open { .. }
            | VoiceClick::Feedback { .. }
            | VoiceClick::WhichTheme { .. }
            | VoiceClick::TakeBack { .. }
            | VoiceClick::Advocacy { .. }
            | VoiceClick::Advance { .. }
            | VoiceClick::Themes
            | VoiceClick::TakeAdvocacyBack { .. }) => {
                return Ok(Told::Privately(Box::new(self.voice_done(visit, other).await?)));
            }
        };
        self.open(trigger_id, &form).await
    }

    /// A form that was sent.
    pub(super) async fn voice_submitted(&self, visit: &Visit, form: VoiceForm, view: &View) -> Value {
        match form {
            VoiceForm::Feedback { key, message } => self.feedback_submitted(visit, (key, message), view).await,
            VoiceForm::Advocacy { key, message } => self.advocacy_submitted(visit, (key, message), view).await,
        }
    }

    /// Everything that is known of an account's voice.
    async fn voice(&self, visit: &Visit, account: AccountId) -> Result<Message, Failure> {
        let view = voice::of(&self.app, &visit.actor, account).await?;
        Ok(render::voice(&self.reader(&visit.actor.person), &view, self.app.clock.now()))
    }
}
