//! The journal: every write Slack accepted, in order. It is the oracle of "exactly once": what is not in here did not
//! happen, and what is in here twice happened twice. It must never record a refused call.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One accepted write.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// 1, 2, 3 … in the order of acceptance.
    pub number: u64,
    /// Of which workspace, or Grid, the token was; empty for what came in an answer.
    #[serde(default)]
    pub team: String,
    /// When, in Unix milliseconds of real time.
    pub at_ms: u64,
    /// The Web API method, or `response_url`, `command_reply`, `view_reply` for what came in an answer.
    pub method: String,
    /// Where it shows.
    pub channel: Option<String>,
    /// To whom alone it shows: ephemeral messages, views and homes.
    pub user: Option<String>,
    /// The `ts` of the message, or the id of the view.
    pub ts: Option<String>,
    /// The arguments as given, without the token.
    pub arguments: Value,
    /// The message's metadata, when it has any.
    pub metadata: Option<Value>,
}

/// What a write is about; [`super::workspace::Workspace::record`] adds the number and the time.
#[derive(Clone, Debug, Default)]
pub(super) struct Written {
    pub(super) team: String,
    pub(super) method: String,
    pub(super) channel: Option<String>,
    pub(super) user: Option<String>,
    pub(super) ts: Option<String>,
    pub(super) arguments: Value,
    pub(super) metadata: Option<Value>,
}
