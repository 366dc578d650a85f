//! What a button, a menu entry or a modal means: an action with its ids, to and from what Slack carries for us.
//! An `action_id` is a stable name; a suffix after `:` keeps several of a kind apart and is ignored on the way back. The
//! value is compact JSON of ids and versions, and names its action: entries of a menu share one `action_id`.

mod home;
mod leader;
mod list;
mod modal;
mod mute;
mod personal;
mod plan;
mod playbook;
mod portfolio;
mod record;
mod said;
mod section;
mod share;
mod short;
mod step;
mod subscribe;
mod system;
#[cfg(test)]
mod tests;
mod then;
mod voice;
mod wire;

pub use home::{HomeClick, HomeField, HomeForm};
pub use leader::{ASSIGNEE, LeaderClick, SEGMENT, SEGMENT_REASON};
pub use list::{FilterField, FilterForm, ListAsked, ListClick, ListPlace, WhoseChoice};
pub use modal::{Field, ModalKind, SnoozeFor, StepForm};
pub use mute::{MuteClick, MuteField, ThenMute};
pub use personal::PersonalClick;
pub use plan::{PlanClick, QbrClick};
pub use playbook::PlaybookClick;
pub use portfolio::{ExpansionSeen, ExpansionsPage, PagePlace, PortfolioClick};
pub use record::{LOG_MESSAGE, LOG_TOUCH, ONE_WAY, RecordClick, RecordField, RecordForm, TWO_WAY, ThenRecord};
pub use said::SaidClick;
pub use section::DigestSection;
pub use share::{RenewalsShown, ShareClick, ShareWhat};
pub use step::{StepAsk, StepClick, StepSeen, StepWhat, tick_id, ticked};
pub use subscribe::{SubscribeClick, SubscribeField, SubscribeForm};
pub use system::{AUTO_ROLE, ROLE, ROLE_PERSON, SystemClick};
pub use then::Then;
pub use voice::{ADVOCACY, ADVOCACY_MESSAGE, FEEDBACK, FEEDBACK_MESSAGE, ThenVoice, VoiceClick, VoiceField, VoiceForm};
pub use wire::MENU;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::account::{BookFilter, BookScope};
use crate::domain::health::Band;
use crate::domain::ids::{AccountId, EpisodeId, PersonId, StepId};
use crate::domain::renewal::Category;
use crate::domain::signal::SignalKind;
use crate::domain::team::{Part, Whose};

/// What a click asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// My day.
    #[serde(rename = "td")]
    Today,
    /// The verbs.
    #[serde(rename = "hp")]
    Help,
    /// The playbooks that there are.
    #[serde(rename = "pl")]
    ListPlays,
    /// The playbooks that could be started on an account.
    #[serde(rename = "pp")]
    PickPlay {
        /// On which.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
    },
    /// Starts a playbook.
    #[serde(rename = "st")]
    StartPlay {
        /// On which account.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// Its name.
        #[serde(rename = "p")]
        playbook: String,
    },
    /// The account card.
    #[serde(rename = "ac")]
    OpenAccount {
        /// Of which.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
    },
    /// The score, explained.
    #[serde(rename = "wy")]
    OpenWhy {
        /// Of which account.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
    },
    /// The plays at work on an account.
    #[serde(rename = "rn")]
    OpenRuns {
        /// On which.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
    },
    /// Shows the account card to the conversation that it stands in.
    #[serde(rename = "sh")]
    Share(ShareClick),
    /// A page of a book.
    #[serde(rename = "bk")]
    BookPage {
        /// Of which accounts.
        #[serde(rename = "f", with = "short::filter")]
        filter: BookFilter,
        /// Counted from 0.
        #[serde(rename = "p")]
        page: i64,
    },
    /// A page of renewals.
    #[serde(rename = "rw")]
    RenewalsPage {
        /// Days from today; `None`: the renewal window of the rules.
        #[serde(rename = "w")]
        window_days: Option<i64>,
        /// Whose.
        #[serde(rename = "s")]
        scope: BookScope,
        /// Counted from 0.
        #[serde(rename = "p")]
        page: i64,
    },
    /// What CSMs carry.
    #[serde(rename = "cp")]
    Capacity {
        /// Whose.
        #[serde(rename = "w")]
        whose: Whose,
    },
    /// The leader's view.
    #[serde(rename = "tm")]
    Team {
        /// Of whose CSMs.
        #[serde(rename = "w")]
        whose: Whose,
    },
    /// Everything about one CSM.
    #[serde(rename = "cs")]
    OpenCsm {
        /// Who.
        #[serde(rename = "p", with = "short::id")]
        person: PersonId,
    },
    /// The accounts behind a number of a CSM.
    #[serde(rename = "cn")]
    OpenPart {
        /// Whose.
        #[serde(rename = "p", with = "short::id")]
        person: PersonId,
        /// Which number.
        #[serde(rename = "n")]
        part: Part,
    },
    /// Figures of the portfolio, and growing accounts.
    #[serde(rename = "pf")]
    Portfolio(PortfolioClick),
    /// A playbook, by itself or laid out on an account.
    #[serde(rename = "py")]
    Playbook(PlaybookClick),
    /// How the bot itself is doing.
    #[serde(rename = "sy")]
    System(SystemClick),
    /// Something typed in full, of the account that was picked.
    #[serde(rename = "sd")]
    Said(SaidClick),
    /// What leaders see to.
    #[serde(rename = "ld")]
    Leader(LeaderClick),
    /// What a channel hears of.
    #[serde(rename = "sb")]
    Subscribe(SubscribeClick),
    /// A page of renewals that match more than whose they are.
    #[serde(rename = "rf")]
    FilteredRenewals {
        /// Days from today; `None`: the renewal window of the rules.
        #[serde(rename = "w")]
        window_days: Option<i64>,
        /// Which of them.
        #[serde(rename = "f", with = "short::filter")]
        filter: BookFilter,
        /// Counted from 0.
        #[serde(rename = "p")]
        page: i64,
    },
    /// A success plan.
    #[serde(rename = "pn")]
    Plan(PlanClick),
    /// The pack of a quarterly review.
    #[serde(rename = "qb")]
    Qbr(QbrClick),
    /// Something to be written down.
    #[serde(rename = "rc")]
    Record(RecordClick),
    /// What slipped since last week.
    #[serde(rename = "sl")]
    Slipped {
        /// Whose.
        #[serde(rename = "s")]
        scope: BookScope,
    },
    /// An account's renewal with all that was said of it.
    #[serde(rename = "fo")]
    OpenForecast {
        /// Of which.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
    },
    /// Opens the form that says how a renewal stands.
    #[serde(rename = "fs")]
    AskForecast {
        /// Of which account.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// The category that the form proposes, when it is not the one that stands.
        #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
        category: Option<Category>,
    },
    /// All rows of a section of the digest.
    #[serde(rename = "mo")]
    ShowMore {
        /// Of which.
        #[serde(rename = "s")]
        section: DigestSection,
    },
    /// "I have seen it and mean to do it."
    #[serde(rename = "ak")]
    Acknowledge {
        /// Which step.
        #[serde(rename = "s", with = "short::id")]
        step: StepId,
        /// The version that the clicker saw.
        #[serde(rename = "v")]
        version: i32,
    },
    /// Opens the form that finishes a step.
    #[serde(rename = "af")]
    AskFinish {
        /// Which step.
        #[serde(rename = "s", with = "short::id")]
        step: StepId,
        /// The version that the clicker saw.
        #[serde(rename = "v")]
        version: i32,
    },
    /// Puts a step off.
    #[serde(rename = "sn")]
    Snooze {
        /// Which step.
        #[serde(rename = "s", with = "short::id")]
        step: StepId,
        /// The version that the clicker saw.
        #[serde(rename = "v")]
        version: i32,
        /// By so many working days.
        #[serde(rename = "d")]
        working_days: u32,
    },
    /// Opens the form that puts a step off.
    #[serde(rename = "as")]
    AskSnooze {
        /// Which step.
        #[serde(rename = "s", with = "short::id")]
        step: StepId,
        /// The version that the clicker saw.
        #[serde(rename = "v")]
        version: i32,
    },
    /// Opens the form for a person's own call on an account.
    #[serde(rename = "ap")]
    AskPulse {
        /// On which.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// The colour that they named already.
        #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
        band: Option<Band>,
        /// The end that they named already.
        #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
        until: Option<NaiveDate>,
    },
    /// Makes a call on an account.
    #[serde(rename = "up")]
    SetPulse {
        /// On which.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// The colour.
        #[serde(rename = "b")]
        band: Band,
        /// The last day on which it holds.
        #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
        until: Option<NaiveDate>,
        /// Why.
        #[serde(rename = "r")]
        reason: String,
    },
    /// Takes the call on an account back.
    #[serde(rename = "wp")]
    WithdrawPulse {
        /// On which.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
    },
    /// A signal's card, for the clicker alone.
    #[serde(rename = "og")]
    OpenSignal {
        /// Which episode.
        #[serde(rename = "e", with = "short::id")]
        episode: EpisodeId,
    },
    /// "I look after it."
    #[serde(rename = "cl")]
    ClaimSignal {
        /// Which episode.
        #[serde(rename = "e", with = "short::id")]
        episode: EpisodeId,
        /// The version that the clicker saw.
        #[serde(rename = "v")]
        version: i32,
    },
    /// Puts a signal off.
    #[serde(rename = "zs")]
    SnoozeSignal {
        /// Which episode.
        #[serde(rename = "e", with = "short::id")]
        episode: EpisodeId,
        /// The version that the clicker saw.
        #[serde(rename = "v")]
        version: i32,
        /// By so many days.
        #[serde(rename = "d")]
        days: u32,
    },
    /// Opens the form that puts a signal off.
    #[serde(rename = "az")]
    AskSnoozeSignal {
        /// Which episode.
        #[serde(rename = "e", with = "short::id")]
        episode: EpisodeId,
        /// The version that the clicker saw.
        #[serde(rename = "v")]
        version: i32,
    },
    /// Opens the form that says why a signal is no risk.
    #[serde(rename = "ad")]
    AskDismiss {
        /// Which episode.
        #[serde(rename = "e", with = "short::id")]
        episode: EpisodeId,
        /// The version that the clicker saw.
        #[serde(rename = "v")]
        version: i32,
    },
    /// Starts a playbook for a signal.
    #[serde(rename = "sp")]
    StartSignalPlay {
        /// Which episode.
        #[serde(rename = "e", with = "short::id")]
        episode: EpisodeId,
        /// The version that the clicker saw.
        #[serde(rename = "v")]
        version: i32,
        /// Its name.
        #[serde(rename = "p")]
        playbook: String,
    },
    /// Steps, and the last cards of runs.
    #[serde(rename = "sx")]
    Step(StepClick),
    /// One's own settings and leave.
    #[serde(rename = "me")]
    Personal(PersonalClick),
    /// One's own page.
    #[serde(rename = "ho")]
    Home(HomeClick),
    /// A page of open signals.
    #[serde(rename = "rk")]
    RisksPage {
        /// Which signals; empty: all.
        #[serde(rename = "k", default, skip_serializing_if = "Vec::is_empty", with = "short::kinds")]
        kinds: Vec<SignalKind>,
        /// Of which accounts.
        #[serde(rename = "f", with = "short::filter")]
        filter: BookFilter,
        /// Counted from 0.
        #[serde(rename = "p")]
        page: i64,
    },
}
