//! What a prompt's card shows.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{RunNotes, StepState};
use crate::domain::account::AccountRef;
use crate::domain::health::{Band, Milli};
use crate::domain::ids::{RunId, StepId};
use crate::domain::leave::StandIn;
use crate::domain::money::Money;
use crate::domain::person::{Deed, PersonRef};
use crate::domain::reason::Reason;

/// One step in the bar above a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepMark {
    /// Over.
    Ended,
    /// This one.
    Here,
    /// Open, but another one.
    Open,
    /// To come.
    ToCome,
}

/// The card of a step; a repeated step keeps one card through its occurrences.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepCard {
    /// Which step, in its present occurrence.
    pub step: StepId,
    /// Its version, for the buttons.
    pub version: i32,
    /// The run.
    pub run: RunId,
    /// The playbook's title.
    pub play: String,
    /// For whom.
    pub account: AccountRef,
    /// The step's title.
    pub title: String,
    /// What to do.
    pub what: String,
    /// What to tick off.
    pub checklist: Vec<String>,
    /// Where every step of the playbook stands, in order.
    pub bar: Vec<StepMark>,
    /// Its place, from 1.
    pub number: usize,
    /// Which occurrence, of how many.
    pub occurrence: (i32, u32),
    /// Where it stands.
    pub state: StepState,
    /// Who does it.
    pub owner: PersonRef,
    /// Who acts for them while they are away.
    #[serde(default)]
    pub stand_in: Option<StandIn>,
    /// The owner's clock.
    pub zone: Tz,
    /// When it is due.
    pub due_at: DateTime<Utc>,
    /// The day before it was rolled to a working day, if it was.
    pub moved_from: Option<NaiveDate>,
    /// Who acknowledged it.
    pub acknowledged: Option<Deed>,
    /// Who ended it.
    pub ended: Option<Deed>,
    /// Who put it off, while it is snoozed.
    pub snoozed: Option<Deed>,
    /// When it comes back, while it is snoozed.
    pub snoozed_until: Option<DateTime<Utc>>,
    /// What was said last.
    pub note: String,
    /// How often it was put off.
    pub snoozes: i32,
    /// Who started the run, and when.
    pub started: Deed,
    /// Why it runs.
    pub reasons: Vec<Reason>,
    /// The account's colour and score now.
    pub health: (Option<Band>, Option<Milli>),
    /// Yearly revenue.
    pub arr: Money,
    /// Days to contract end.
    pub renewal_in_days: Option<i64>,
    /// Days between the plan's end and the contract's end.
    pub slack_days: Option<i64>,
    /// The title of the step that is to be done after this one, and when it is due.
    #[serde(default)]
    pub next: Option<(String, DateTime<Utc>)>,
    /// What is to be said of the run beside the step.
    #[serde(default)]
    pub notes: RunNotes,
}

/// A run in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunView {
    /// Which.
    pub id: RunId,
    /// The playbook's title.
    pub play: String,
    /// For whom.
    pub account: AccountRef,
    /// Who answers for it.
    pub owner: PersonRef,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// Steps over, of all.
    pub progress: (usize, usize),
    /// The step that is open now, and when it is due.
    pub current: Option<(String, DateTime<Utc>)>,
}

/// Where a version of a playbook comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlaybookOrigin {
    /// It ships with Steward.
    Shipped,
    /// It stood in the directory of playbooks when Steward started.
    Directory,
    /// Somebody loaded it.
    Loaded,
}

impl PlaybookOrigin {
    /// Every origin.
    pub const ALL: [Self; 3] = [Self::Shipped, Self::Directory, Self::Loaded];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Shipped => "shipped",
            Self::Directory => "directory",
            Self::Loaded => "loaded",
        }
    }

    /// The origin that a stored word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.as_str() == word)
    }
}

/// A playbook in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlayRow {
    /// Its name, for commands.
    pub name: String,
    /// Its title.
    pub title: String,
    /// When to use it.
    pub about: String,
    /// Prompts in all.
    pub n_prompts: usize,
    /// How long it takes.
    pub span: PlaySpan,
    /// What it waits for.
    pub group: PlayGroup,
}

/// What a playbook waits for, as lists group them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PlayGroup {
    /// A signal fires.
    Signals,
    /// A phase begins, or a checkpoint before the renewal comes.
    Time,
    /// Somebody starts it.
    ByHand,
}

impl PlayGroup {
    /// Every group, in the order of lists.
    pub const ALL: [Self; 3] = [Self::Signals, Self::Time, Self::ByHand];
}

/// How long a run takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlaySpan {
    /// From the start to the day on which its last step is due.
    Days(i64),
    /// From so many days before the renewal on.
    BeforeRenewal(u32),
}

/// A run that has just begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    /// Which.
    pub run: RunId,
    /// For whom.
    pub account: AccountRef,
    /// The playbook's title.
    pub title: String,
    /// Prompts in all.
    pub n_prompts: usize,
    /// When the last is due.
    pub ends_at: DateTime<Utc>,
    /// Days between that and the contract's end.
    pub slack_days: Option<i64>,
    /// Where the prompts go: a channel, or a person.
    pub channel_id: String,
    /// The playbook that should be run beside it: name and title.
    pub beside: Option<(String, String)>,
}
