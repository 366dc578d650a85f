//! Whether what the bot says arrives: posts that wait for a person, and how delivery and the feeds are doing.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::freshness::Source;
use super::ids::CardId;
use super::person::PersonRef;
use super::rules::FeedRules;

/// What a post is about, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostKind {
    /// A step's prompt, or a line about one.
    Step,
    /// A digest.
    Digest,
    /// An account that somebody shared.
    Shared,
    /// A signal's card.
    Signal,
    /// Anything else.
    Other,
}

impl PostKind {
    /// The kind of a stored notice.
    pub fn of(word: &str) -> Self {
        match word {
            "step" | "step_again" => Self::Step,
            "digest" => Self::Digest,
            "shared" => Self::Shared,
            "signal" => Self::Signal,
            _ => Self::Other,
        }
    }

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Step => "step",
            Self::Digest => "digest",
            Self::Shared => "share",
            Self::Signal => "signal",
            Self::Other => "notice",
        }
    }
}

/// A post that waits for a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldPost {
    /// Its card.
    pub card: CardId,
    /// Names its state: a decision is made on it.
    pub fence: i64,
    /// What it is.
    pub kind: PostKind,
    /// Where it was to go: a channel, or a person's direct messages.
    pub channel_id: String,
    /// Slack's word, or ours, for why it did not.
    pub reason: String,
    /// When it was given up.
    pub held_at: DateTime<Utc>,
    /// It may stand in Slack already, so that sending it again could double it.
    pub maybe_posted: bool,
}

/// What a person decides about a held post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Verdict {
    /// Send it now, whatever stands in Slack.
    Resend,
    /// Never send it.
    Drop,
}

impl Verdict {
    /// The word in the audit.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Resend => "resend",
            Self::Drop => "drop",
        }
    }
}

/// The posts that one place refuses for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldView {
    /// Which place.
    pub channel_id: String,
    /// Why.
    pub reason: String,
    /// Those that still wait, the oldest first; as many as a message has room for.
    pub posts: Vec<HeldPost>,
    /// All that wait.
    pub n: i64,
    /// When the newest of them was held: a decision is about those that were there when it was offered.
    pub newest: Option<DateTime<Utc>>,
    /// Who decided about the last of them, once none waits.
    pub decided: Option<(PersonRef, DateTime<Utc>)>,
}

/// Posts of the last day, and those that are under way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deliveries {
    /// Posted in the last 24 hours.
    pub n_posted: i64,
    /// Waiting to be posted or edited.
    pub n_waiting: i64,
    /// The oldest of those waits so long, in seconds.
    pub waits_seconds: i64,
    /// Whose fate is being looked up.
    pub n_unknown: i64,
    /// Waiting for a person.
    pub n_held: i64,
    /// Dropped by a person in the last 24 hours.
    pub n_dropped: i64,
}

/// What came of the fires of a timetable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fires {
    /// Posted in time.
    pub n_posted: i64,
    /// Posted, but late.
    pub n_late: i64,
    /// Nobody was there to post them in time.
    pub n_missed: i64,
}

/// A record of data, and how its newest import went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// Which: `tickets`, `usage`.
    pub record: String,
    /// When it was brought in last.
    pub finished_at: DateTime<Utc>,
    /// Rows of that import.
    pub n_rows: i64,
    /// Of those, rows that were left out.
    pub n_faults: i64,
    /// The newest day that it tells of, for usage.
    pub newest: Option<NaiveDate>,
}

impl Feed {
    /// The day up to which it tells of things.
    pub fn day(&self) -> NaiveDate {
        self.newest.unwrap_or_else(|| self.finished_at.date_naive())
    }

    /// Whether it is too old to be taken for the present.
    pub fn is_stale(&self, limits: &FeedRules, today: NaiveDate) -> bool {
        let is_old = |source| limits.is_stale(source, self.day(), today);
        Source::of_record(&self.record).is_some_and(is_old)
    }
}

/// How the bot is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusView {
    /// Each record, the oldest import first.
    pub feeds: Vec<Feed>,
    /// How old they may be.
    pub limits: FeedRules,
    /// When accounts were scored last.
    pub scored_at: Option<DateTime<Utc>>,
    /// Posts and edits.
    pub deliveries: Deliveries,
    /// Digests by timetable, of the last seven days.
    pub fires: Fires,
    /// What waits for a person, the largest group first.
    pub held: Vec<HeldView>,
    /// Letters of Slack's that could not be handled in the last seven days.
    pub n_dead_letters: i64,
    /// When it was looked at.
    pub as_of: DateTime<Utc>,
}
