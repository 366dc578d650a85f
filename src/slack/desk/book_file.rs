//! A book as a file, for whoever asks for it alone: it goes to their direct messages.

use std::time::Duration;

use super::clicks::Told;
use super::{Desk, Visit};
use crate::domain::account::BookFilter;
use crate::domain::refusal::Refusal;
use crate::operations::{Failure, book};
use crate::slack::client::CallError;
use crate::slack::inbound::Interaction;
use crate::slack::render::{self, FileTrouble, Message};
use crate::slack::sending;

const FILE_NAME: &str = "book.csv";
const CSV: &str = "text/csv; charset=utf-8";
/// Whoever waits longer is told that the file is on its way.
const PATIENCE: Duration = Duration::from_secs(2);

impl Desk {
    /// Sends the file, and says so first where that takes long.
    pub(super) async fn book_file_clicked(
        &self,
        visit: &Visit,
        filter: BookFilter,
        interaction: &Interaction,
    ) -> Result<Told, Failure> {
        let sending = self.book_file(visit, filter);
        tokio::pin!(sending);
        let sent = tokio::select! {
            biased;
            sent = &mut sending => sent,
            () = tokio::time::sleep(PATIENCE) => {
                self.tell_meanwhile(interaction, &render::book_file_on_its_way()).await;
                sending.await
            }
        };
        Ok(Told::Privately(Box::new(sent?)))
    }

    /// Sends the file to the asker's direct messages; the answer says what became of it.
    pub(super) async fn book_file(&self, visit: &Visit, filter: BookFilter) -> Result<Message, Failure> {
        let user = visit.actor.person.who.slack_user_id.as_deref().ok_or(Refusal::Gone)?;
        let file = book::file(&self.app, &visit.actor, filter).await?;
        let bytes = render::book_csv(&file).map_err(|error| Failure::Broken(error.into()))?;
        let sent = async {
            let channel = self.slack.conversation(user).await?;
            sending::upload_file(&self.slack, (FILE_NAME, CSV, ""), bytes, Some(&channel)).await?;
            Ok(channel)
        };
        match sent.await {
            Ok(channel) => {
                book::taken(&self.app, &visit.actor, &file, &channel).await?;
                Ok(render::book_file_sent(&file, FILE_NAME))
            }
            Err(error) => {
                tracing::warn!(error = %error, "a book could not be sent as a file");
                Ok(render::book_file_failed(trouble(&error)))
            }
        }
    }
}

fn trouble(error: &CallError) -> FileTrouble {
    match error {
        CallError::Refused { error, .. } if error == "missing_scope" => FileTrouble::NoScope,
        CallError::Refused { .. } | CallError::NotSent { .. } | CallError::RateLimited { .. } => FileTrouble::NotTaken,
        CallError::Ambiguous { .. } => FileTrouble::Unclear,
    }
}
