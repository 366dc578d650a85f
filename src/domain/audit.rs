//! Who did what, as it is shown to whoever runs the bot.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Characters of a deed's name.
pub const MOST_DEED_CHARS: usize = 40;

/// Which deeds are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditAsk {
    /// Those whose name begins so.
    #[serde(rename = "v", default, skip_serializing_if = "Option::is_none")]
    pub verb: Option<String>,
    /// Counted from 0.
    #[serde(rename = "p", default)]
    pub page: i64,
}

/// Something that somebody did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// When.
    pub at: DateTime<Utc>,
    /// Who, by name; `None`: the bot itself.
    pub actor: Option<String>,
    /// What.
    pub verb: String,
    /// The account that it was about, or whose signal, contract, run or step.
    pub account: Option<String>,
    /// On what: a person by name, anything else by its kind and the beginning of its id; empty where it is the account.
    pub subject: String,
    /// The rest: keys with their values.
    pub detail: Vec<(String, String)>,
}

/// A page of deeds, the newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditView {
    /// What was asked.
    pub ask: AuditAsk,
    /// The deeds.
    pub rows: Vec<AuditRow>,
    /// How many match in all.
    pub n: i64,
    /// Deeds of a page.
    pub page_size: i64,
}
