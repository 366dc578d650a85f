//! The pack of a quarterly review: shown, shared, or sent as a file.

use super::clicks::Told;
use super::share::question;
use super::visit::Place;
use super::{Desk, Visit};
use crate::domain::ids::AccountId;
use crate::domain::plan::PlanRefusal;
use crate::domain::portfolio::PeriodAsked;
use crate::domain::qbr::QbrPack;
use crate::domain::refusal::Refusal;
use crate::operations::share::Asked;
use crate::operations::{Failure, qbr};
use crate::slack::action::QbrClick;
use crate::slack::client::CallError;
use crate::slack::inbound::Interaction;
use crate::slack::render::{self, Message, Onlookers};
use crate::slack::sending;

const MARKDOWN: &str = "text/markdown; charset=utf-8";

impl Desk {
    /// Shows the pack, or sends it as a file.
    pub(super) async fn qbr(&self, visit: &Visit, click: QbrClick) -> Result<Message, Failure> {
        match click {
            QbrClick::Open { account, quarter } => {
                let pack = qbr::pack(&self.app, &visit.actor, account, quarter).await?;
                let reader = self.reader(&visit.actor.person);
                Ok(render::qbr(&reader, &pack, &visit.audience(), self.app.clock.now()))
            }
            QbrClick::File { account, quarter } => self.qbr_file(visit, account, quarter).await,
            QbrClick::Share { .. } => Err(Refusal::Gone.into()),
        }
    }

    /// The same for a click.
    pub(super) async fn qbr_clicked(
        &self,
        visit: &Visit,
        click: QbrClick,
        interaction: &Interaction,
    ) -> Result<Told, Failure> {
        let QbrClick::Share { account, quarter } = click else {
            return Ok(Told::Privately(Box::new(self.qbr(visit, click).await?)));
        };
        let Some(Place { id, .. }) = &visit.channel else { return Err(Refusal::Gone.into()) };
        self.check_channel(id).await?;
        let question = question(visit, id, interaction);
        let asked = Asked { channel_id: id, question: &question };
        let shared = qbr::share(&self.app, &visit.actor, (account, quarter), asked).await?;
        self.bell.notify_one();
        Ok(Told::Privately(Box::new(render::qbr_shared_to(&shared, id))))
    }

    /// Nobody but the asker gets the file: it goes to their direct messages.
    async fn qbr_file(
        &self,
        visit: &Visit,
        account: AccountId,
        quarter: Option<PeriodAsked>,
    ) -> Result<Message, Failure> {
        let pack = qbr::pack(&self.app, &visit.actor, account, quarter).await?;
        let user = visit.actor.person.who.slack_user_id.as_deref().ok_or(Refusal::Gone)?;
        let channel = self.slack.conversation(user).await.map_err(trouble)?;
        let text = render::qbr_markdown(&pack, Onlookers::Members);
        let file_name = file_name(&pack);
        let file = (file_name.as_str(), MARKDOWN, "");
        sending::upload_file(&self.slack, file, text.into_bytes(), Some(&channel)).await.map_err(trouble)?;
        qbr::taken(&self.app, &visit.actor, &pack, &channel).await?;
        Ok(render::qbr_sent(&pack, &file_name))
    }
}

/// `qbr-techcorp-2026-q1.md`.
fn file_name(pack: &QbrPack) -> String {
    let letters = pack.account.name.to_lowercase();
    let words = letters.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name: String = words.collect::<Vec<_>>().join("-").chars().take(60).collect();
    format!("qbr-{}-{}.md", if name.is_empty() { "account" } else { &name }, pack.asked)
}

/// What the person can be told of; the rest is ours.
fn trouble(error: CallError) -> Failure {
    match &error {
        CallError::Refused { error: word, .. } if word == "missing_scope" => {
            Refusal::Plan(PlanRefusal::CannotUpload).into()
        }
        CallError::Refused { .. }
        | CallError::NotSent { .. }
        | CallError::RateLimited { .. }
        | CallError::Ambiguous { .. } => Failure::Broken(error.into()),
    }
}
