//! Modals that stand before their answer does. The permission to open one lives three seconds: an answer that takes longer
//! finds one open that says "one moment", and takes its place.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::watch;

use super::Desk;
use super::clicks::Told;
use crate::operations::Failure;
use crate::slack::client::CallError;
use crate::slack::render::{self, Titled, view_json};

/// So long an answer may take before a modal stands there for it.
const PATIENCE: Duration = Duration::from_secs(1);
/// A modal that waits is redrawn a second time where Slack did not take the first, after so long or as long as Slack asks.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: u64 = 10;
/// Slack's word for a modal that is no longer open.
const CLOSED: &str = "not_found";

/// The modal of what is being answered.
#[derive(Clone)]
enum Standing {
    /// None yet.
    Nothing,
    /// The answer's own.
    Answer,
    /// One to wait in is being opened: nothing else may, for Slack takes a permission once.
    Opening,
    /// One that waits for the answer.
    Waiting(String),
}

tokio::task_local! {
    static STANDING: watch::Sender<Standing>;
}

impl Desk {
    /// Opens a form.
    pub(super) async fn open(&self, trigger_id: Option<&str>, view: &Value) -> Result<Told, Failure> {
        self.stand(trigger_id, view).await.map_err(|error| Failure::Broken(error.into()))?;
        Ok(Told::ByAForm)
    }

    /// Shows a modal: in the place of the one that waits for it, where one does.
    pub(super) async fn stand(&self, trigger_id: Option<&str>, view: &Value) -> Result<(), CallError> {
        if let Some(id) = waiting().await {
            self.redraw(&id, view).await?;
            stands(Standing::Answer);
            return Ok(());
        }
        stands(Standing::Answer);
        self.call_open(trigger_id, view).await.map(drop)
    }

    /// Answers in a modal. Where that takes its time, one that says so stands there meanwhile.
    pub(super) async fn with_patience<T>(&self, trigger_id: Option<&str>, answer: impl Future<Output = T>) -> T {
        let patiently = async {
            let wait = async {
                tokio::time::sleep(PATIENCE).await;
                self.wait(trigger_id).await;
            };
            tokio::pin!(answer, wait);
            let done = tokio::select! {
                biased;
                done = &mut answer => {
                    if is(&Standing::Opening) {
                        wait.await;
                    }
                    done
                }
                () = &mut wait => answer.await,
            };
            // What is done without a word has nothing to put there; what could not be put there says so.
            if let Some(id) = waiting().await {
                let told = view_json(&render::answer(Titled::Steward, &render::done()));
                if let Err(error) = self.redraw(&id, &told).await {
                    tracing::warn!(error = %error, "a modal goes on waiting");
                }
            }
            done
        };
        STANDING.scope(watch::Sender::new(Standing::Nothing), patiently).await
    }

    async fn wait(&self, trigger_id: Option<&str>) {
        if !is(&Standing::Nothing) {
            return;
        }
        stands(Standing::Opening);
        match self.call_open(trigger_id, &view_json(&render::loading())).await {
            Ok(opened) => stands(Standing::Waiting(opened["view"]["id"].as_str().unwrap_or_default().to_owned())),
            Err(error) => {
                tracing::warn!(error = %error, "could not open a modal to wait in");
                stands(Standing::Nothing);
            }
        }
    }

    async fn call_open(&self, trigger_id: Option<&str>, view: &Value) -> Result<Value, CallError> {
        self.slack.call("views.open", &json!({ "trigger_id": trigger_id.unwrap_or_default(), "view": view })).await
    }

    /// Draws a modal that waits anew, once more where Slack did not take it. Whoever closed it does not wait any more.
    async fn redraw(&self, id: &str, view: &Value) -> Result<(), CallError> {
        match self.redraw_patiently(id, view).await {
            Err(CallError::Refused { error, .. }) if error == CLOSED => Ok(()),
            redrawn => redrawn,
        }
    }

    async fn redraw_patiently(&self, id: &str, view: &Value) -> Result<(), CallError> {
        let body = json!({ "view_id": id, "view": view });
        let Err(error) = self.slack.call("views.update", &body).await else { return Ok(()) };
        let pause = match &error {
            CallError::RateLimited { seconds, .. } => Duration::from_secs((*seconds).min(LONGEST_PAUSE)),
            CallError::NotSent { .. } | CallError::Ambiguous { .. } => PAUSE,
            CallError::Refused { .. } => return Err(error),
        };
        tokio::time::sleep(pause).await;
        self.slack.call("views.update", &body).await.map(drop)
    }
}

/// The modal that waits for what is being answered; once it is open, where it is about to be.
async fn waiting() -> Option<String> {
    let mut standing = STANDING.try_with(watch::Sender::subscribe).ok()?;
    let standing = standing.wait_for(|standing| !matches!(standing, Standing::Opening)).await.ok()?;
    match &*standing {
        Standing::Waiting(id) => Some(id.clone()),
        Standing::Nothing | Standing::Answer | Standing::Opening => None,
    }
}

/// Whether one waits, or is about to.
pub(super) fn is_waited_for() -> bool {
    let waits = |known: &watch::Sender<Standing>| matches!(*known.borrow(), Standing::Opening | Standing::Waiting(_));
    STANDING.try_with(waits).unwrap_or(false)
}

fn stands(standing: Standing) {
    let _ = STANDING.try_with(|known| known.send_replace(standing));
}

fn is(standing: &Standing) -> bool {
    let same =
        |known: &watch::Sender<Standing>| std::mem::discriminant(&*known.borrow()) == std::mem::discriminant(standing);
    STANDING.try_with(same).unwrap_or(false)
}
