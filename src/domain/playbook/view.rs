//! What a prompt's card shows.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{Helped, Link, Reminder, RunNotes, RunOutcome, StepState};
use crate::domain::account::AccountRef;
use crate::domain::health::{Band, Milli};
use crate::domain::ids::{RunId, StepId};
use crate::domain::leave::StandIn;
use crate::domain::money::Money;
use crate::domain::person::{Deed, PersonRef};
use crate::domain::plan::ValueRealised;
use crate::domain::reason::Reason;

/// One step in the bar above a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepMark {
    /// Over, and done.
    Ended,
    /// Over, and no occurrence of it was done.
    Skipped,
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
    /// When it ended, whoever or whatever ended it.
    #[serde(default)]
    pub ended_at: Option<DateTime<Utc>>,
    /// Who blocked it and who is needed, while it is blocked.
    #[serde(default)]
    pub blocked: Option<(Option<Deed>, Needed)>,
    /// From whom it was taken last.
    #[serde(default)]
    pub handed_on: Option<HandedOn>,
    /// The entries of the checklist that are ticked off, counted from 0.
    #[serde(default)]
    pub ticked: Vec<usize>,
    /// What to look at.
    #[serde(default)]
    pub links: Vec<Link>,
    /// The day of a promise that was made at its end.
    #[serde(default)]
    pub follow_up_on: Option<NaiveDate>,
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
    /// What is known already: the features that fell away most, for a step that is not over.
    #[serde(default)]
    pub fallen: Vec<FallenFeature>,
    /// What the customer got so far, for a step that counts back from the renewal and is not over.
    #[serde(default)]
    pub value: Option<ValueRealised>,
    /// What is to be said of the run beside the step.
    #[serde(default)]
    pub notes: RunNotes,
}

/// A feature that is used less than 60 % as much as before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FallenFeature {
    /// Its name, as the company calls it.
    pub feature: String,
    /// Uses in the last 28 days of the feed.
    pub uses: i64,
    /// Uses in 28 days, on the average of the 56 days before those.
    pub before: i64,
}

/// Who could help with a blocked step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needed {
    /// One of ours.
    pub person: Option<PersonRef>,
    /// Others, in words.
    pub words: String,
}

/// A step that somebody gave on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOn {
    /// Who had it.
    pub from: PersonRef,
    /// Who gave it on, and when.
    pub by: Deed,
}

/// What is told of a step beside its card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum StepNews {
    /// In the card's thread: its owner is reminded.
    Reminder {
        /// Of what.
        reminder: Reminder,
    },
    /// Nobody has acknowledged it, and the owner's manager hears of it: in the card's thread, or alone where that thread is
    /// in somebody's direct messages.
    Manager {
        /// Who.
        manager: PersonRef,
        /// Whether in their own direct messages.
        #[serde(default)]
        alone: bool,
    },
    /// To one person: it is blocked, and they are needed.
    Needed,
    /// To one person: it is theirs now.
    GivenTo,
    /// To one person: it is no longer theirs.
    TakenFrom,
}

impl StepNews {
    /// Whether it stands in the thread of the step's card.
    pub fn is_in_thread(&self) -> bool {
        match self {
            Self::Reminder { .. } | Self::Manager { alone: false, .. } => true,
            Self::Manager { alone: true, .. } | Self::Needed | Self::GivenTo | Self::TakenFrom => false,
        }
    }
}

/// A step that stands open, to be told apart from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenStep {
    /// Which.
    pub step: StepId,
    /// Its version.
    pub version: i32,
    /// Of which run.
    pub run: RunId,
    /// The playbook's name, and its title.
    pub play: (String, String),
    /// Its title.
    pub title: String,
    /// Its place, from 1.
    pub number: usize,
    /// Which occurrence, of how many.
    pub occurrence: (i32, u32),
    /// Where it stands.
    pub state: StepState,
    /// When it is due.
    pub due_at: DateTime<Utc>,
}

/// The last card of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunCard {
    /// Which.
    pub run: RunId,
    /// The playbook's title.
    pub play: String,
    /// For whom.
    pub account: AccountRef,
    /// How it ended.
    pub outcome: RunOutcome,
    /// What is said of that.
    pub says: String,
    /// Who ended it; `None`: its last step, or a rule.
    pub ended_by: Option<PersonRef>,
    /// Who answers for it.
    pub owner: PersonRef,
    /// The owner's clock.
    pub zone: Tz,
    /// From when to when it ran.
    pub ran: (DateTime<Utc>, DateTime<Utc>),
    /// Steps done, skipped, and all.
    pub steps: (usize, usize, usize),
    /// Colour and score when it began, and when it ended.
    pub health: [(Option<Band>, Option<Milli>); 2],
    /// Use in hundredths of what it was before, when it began and when it ended.
    pub usage: [Option<i64>; 2],
    /// Yearly revenue when it began, and when it ended.
    pub arr: [Option<Money>; 2],
    /// How many said that it helped, somewhat, not at all.
    pub answers: Vec<(Helped, usize)>,
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
