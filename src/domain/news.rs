//! Something that happened to an account, told in a channel that subscribed to it, where no other card tells it.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::account::{AccountRef, RenewalLine};
use super::health::{Band, Milli};
use super::ids::{BandChangeId, FeedbackId, RunId};
use super::money::Money;
use super::person::{Deed, PersonRef};
use super::playbook::RunOutcome;
use super::reason::Reason;
use super::renewal::{HistoryLine, Move};

/// A notice gives so many days in which notice can still be given.
pub const NOTICE_DAYS: i64 = 14;

/// What happened, as it is kept with the card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// The account changed colour.
    Band(BandChangeId),
    /// Its renewal came within so many days.
    Crossed(i64),
    /// Its contract goes on by itself unless somebody gives notice by a day that is near.
    NoticeDue(NaiveDate),
    /// Its renewal slipped since a week.
    Slipped {
        /// The Monday of the week that it is compared with.
        since: NaiveDate,
        /// In which ways.
        moves: Vec<Move>,
        /// Why, where somebody said so.
        #[serde(default)]
        said: Option<HistoryLine>,
    },
    /// A play began.
    PlayBegan(RunId),
    /// Somebody recorded what it asks of the product.
    Feedback(FeedbackId),
    /// A leader asks its owner for a plan.
    PlanAsked(PersonRef),
    /// A leader gave it its owner.
    OwnerGiven(PersonRef),
}

/// The same as it stands now, ready for words.
#[derive(Clone, Debug, PartialEq)]
pub enum NewsWhat {
    /// It changed colour.
    Band {
        /// From.
        from: (Option<Band>, Option<Milli>),
        /// To.
        to: (Option<Band>, Option<Milli>),
    },
    /// Its renewal came within so many days.
    Crossed(i64),
    /// Its contract goes on by itself unless somebody gives notice by that day.
    NoticeDue(NaiveDate),
    /// Its renewal slipped.
    Slipped {
        /// The Monday of the week that it is compared with.
        since: NaiveDate,
        /// In which ways.
        moves: Vec<Move>,
        /// Why, where somebody said so.
        said: Option<HistoryLine>,
    },
    /// A play began.
    PlayBegan(PlayBegan),
    /// What it asks of the product.
    Feedback {
        /// Its themes.
        themes: Vec<String>,
        /// In their words.
        words: String,
        /// Who recorded it.
        by: Deed,
    },
    /// Somebody took back what they recorded.
    TakenBack,
    /// A leader asks its owner for a plan.
    PlanAsked {
        /// Who.
        by: PersonRef,
        /// The title of the play that is at work by now.
        play: Option<String>,
        /// Whether it has a success plan by now.
        has_plan: bool,
    },
    /// A leader gave it its owner.
    OwnerGiven {
        /// Who.
        by: PersonRef,
    },
}

/// A play that began, as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayBegan {
    /// Which run.
    pub run: RunId,
    /// Its title.
    pub play: String,
    /// Who started it, and when.
    pub started: Deed,
    /// Whether its trigger did.
    pub by_itself: bool,
    /// Steps that are over, of how many.
    pub steps: (i64, i64),
    /// How it ended; `None`: it is at work.
    pub ended: Option<RunOutcome>,
}

/// A card of news.
#[derive(Clone, Debug, PartialEq)]
pub struct NewsCard {
    /// Of which account.
    pub account: AccountRef,
    /// What it is worth.
    pub arr: Money,
    /// Its colour and score.
    pub health: (Option<Band>, Option<Milli>),
    /// Where its points went.
    pub reasons: Vec<Reason>,
    /// Its next contract end.
    pub renewal: Option<RenewalLine>,
    /// Who works it.
    pub owner: Option<PersonRef>,
    /// What happened.
    pub what: NewsWhat,
    /// When.
    pub at: DateTime<Utc>,
    /// The owner's clock.
    pub zone: Tz,
}
