//! Clicks on how the bot itself is doing.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::audit::AuditAsk;
use crate::domain::delivery::Verdict;

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
            Self::Decide { verdict: Verdict::Resend, .. } => "resend_held",
            Self::Decide { verdict: Verdict::Drop, .. } => "drop_held",
        }
    }
}
