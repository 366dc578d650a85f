//! The desk: where what people typed and clicked meets the operations, and their answers become messages.

mod advocacy;
mod answers;
mod book_file;
mod channels;
mod clicks;
mod contact;
mod days;
mod digests;
mod feedback;
mod filters;
mod forecasts;
mod forms;
mod home;
mod leaders;
mod letters;
mod link;
mod modals;
mod mute;
mod note;
mod options;
mod pane;
mod personal;
mod plan;
mod playbooks;
mod portfolio;
mod product;
mod pulse;
mod qbr;
mod record;
mod roles;
mod segment;
mod share;
mod signals;
mod steps;
mod steps_said;
mod subscriptions;
mod system;
mod team;
mod unfurl;
mod visit;
mod voice;
mod weekly;

use std::sync::Arc;

use tokio::sync::Notify;
use tokio_util::task::TaskTracker;
use url::Url;

use super::client::{Lines, NoLine, SlackClient};
use crate::domain::ids::{InstallationId, OrgId};
use crate::operations::App;

pub use letters::Sorted;
pub use visit::{Door, Place, Visit};

/// What the desk works with. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The bot's data and clock.
    pub app: App,
    /// Where it speaks; see [`Desk::to`].
    pub slack: SlackClient,
    /// Whom to call with, at each installation.
    pub lines: Lines,
    /// Where response addresses may lead, beside Slack's own; the local Slack's, in a demo.
    pub responses_below: Option<Url>,
    /// What the command is called: `/csm`.
    pub command: String,
    /// Rung when the worker has something to deliver.
    pub bell: Arc<Notify>,
    /// Rung when a letter has come.
    pub post: Arc<Notify>,
    /// Answers that are still being given; a stop waits for them.
    pub tasks: TaskTracker,
}

impl Desk {
    /// The same desk, speaking in one workspace.
    pub async fn to(&self, org: OrgId, installation: InstallationId) -> Result<Self, NoLine> {
        let slack = self.lines.to(org, installation).await?;
        Ok(Self { slack, ..self.clone() })
    }
}
