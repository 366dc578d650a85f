//! Follow the sun: what one region hands to the next at the end of its day.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::account::AccountRef;
use super::health::{Band, Milli};
use super::ids::ScheduleId;
use super::leave::StandIn;
use super::money::Money;
use super::person::PersonRef;
use super::signal::SignalKind;

/// Accounts that are handed over with their flags; the rest is a number.
pub const MOST_ACCOUNTS: usize = 15;

/// A red flag that is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "flag")]
pub enum Flag {
    /// A critical signal that nobody has ended or put off.
    Signal {
        /// Which rule.
        kind: SignalKind,
        /// Since when it is going on.
        since: DateTime<Utc>,
        /// Who took it.
        claimed_by: Option<PersonRef>,
    },
    /// A step on a red account that is overdue.
    Step {
        /// Its title.
        title: String,
        /// Since when.
        since: DateTime<Utc>,
    },
}

impl Flag {
    /// Since when it is open.
    pub fn since(&self) -> DateTime<Utc> {
        match self {
            Self::Signal { since, .. } | Self::Step { since, .. } => *since,
        }
    }
}

/// An account with open red flags.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    /// Which.
    pub account: AccountRef,
    /// Its colour and score.
    pub health: (Option<Band>, Option<Milli>),
    /// What it is worth.
    pub arr: Money,
    /// Who answered for it until now.
    pub owner: PersonRef,
    /// Who acts for them while they are away.
    #[serde(default)]
    pub stand_in: Option<StandIn>,
    /// What is open, the oldest first.
    pub flags: Vec<Flag>,
    /// The step that is due next, and when.
    pub next: Option<(String, DateTime<Utc>)>,
}

/// What a region hands over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverView {
    /// Whose timetable posted it.
    pub schedule: ScheduleId,
    /// The team whose day ends.
    pub team: String,
    /// Its day.
    pub day: NaiveDate,
    /// Its clock.
    pub zone: Tz,
    /// When it was to be posted, if it comes late.
    pub late_for: Option<DateTime<Utc>>,
    /// The accounts, the longest open first; at most [`MOST_ACCOUNTS`].
    pub accounts: Vec<HandedOver>,
    /// All of them.
    pub n: usize,
    /// When it was gathered.
    pub gathered_at: DateTime<Utc>,
}

/// A handover by the clock, as people hear of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandoverPlan {
    /// Whose day ends.
    pub team: String,
    /// To which channel.
    pub channel_id: String,
    /// The cron expression.
    pub expression: String,
    /// The team's clock.
    pub zone: Tz,
    /// The next fires, at most five.
    pub next: Vec<DateTime<Utc>>,
}
