//! Clicks on how the bot itself is doing.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::audit::AuditAsk;
use crate::domain::delivery::Verdict;

/// The question of the form for a role that says whose: its `block_id`, which is its only input's `action_id` too.
pub const ROLE_PERSON: &str = "role_person";
/// The one that says which; a [`crate::domain::person::Role`], or [`AUTO_ROLE`].
pub const ROLE: &str = "role_given";
/// The role that groups or the import give.
pub const AUTO_ROLE: &str = "auto";

/// What a click asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SystemClick {
    /// Feeds, deliveries, what is held.
    #[serde(rename = "s")]
    Status,
    /// A page of who did what.
    #[serde(rename = "a")]
    Audit {
        /// Which.
        #[serde(rename = "k")]
        ask: AuditAsk,
    },
    /// Who may do what.
    #[serde(rename = "r")]
    Roles,
    /// Opens the form that gives somebody a role.
    #[serde(rename = "g")]
    AskRole,
    /// Decides about what a place refuses for one reason.
    #[serde(rename = "d")]
    Decide {
        /// Which place.
        #[serde(rename = "c")]
        channel_id: String,
        /// Why it refused.
        #[serde(rename = "r")]
        reason: String,
        /// About those that were held by then.
        #[serde(rename = "u", with = "chrono::serde::ts_microseconds_option", default)]
        until: Option<DateTime<Utc>>,
        /// What is decided.
        #[serde(rename = "v")]
        verdict: Verdict,
    },
}

impl SystemClick {
    /// The stable name of its kind.
    pub fn action_id(&self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Audit { .. } => "audit",
            Self::Roles => "roles",
            Self::AskRole => "ask_role",
            Self::Decide { verdict: Verdict::Resend, .. } => "resend_held",
            Self::Decide { verdict: Verdict::Drop, .. } => "drop_held",
        }
    }
}
