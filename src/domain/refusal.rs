//! Why something was not done, as data. `slack::render` and `cli` find the words.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::account::AccountRef;
use super::cadence::CronRefusal;
use super::ids::{EpisodeId, RunId, StepId};
use super::leave::LeaveRefusal;
use super::listing::FilterRefusal;
use super::money::{Currency, Money, MoneyRefusal};
use super::person::{PersonRef, Role};
use super::plan::PlanRefusal;
use super::playbook::{StepRefusal, StepState};
use super::portfolio::ExpansionStage;
use super::pulse::CallRefusal;
use super::record::RecordRefusal;
use super::renewal::Category;
use super::roles::RolesRefusal;
use super::signal::EpisodeState;
use super::subscription::SubscriptionRefusal;

/// The person can act on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// No account of that name.
    NoSuchAccount {
        /// What was asked for.
        wanted: String,
        /// The nearest ones, best first.
        nearest: Vec<AccountRef>,
    },
    /// Nobody, or more than one, is called so.
    NoSuchPerson {
        /// Who was asked for.
        wanted: String,
        /// Those who could be meant.
        names: Vec<String>,
    },
    /// The account, run or step of a button is gone.
    Gone,
    /// No playbook of that name.
    NoSuchPlaybook {
        /// What was asked for.
        wanted: String,
        /// Those that there are.
        names: Vec<String>,
    },
    /// The playbook counts back from the renewal, and the account has no contract end.
    NoRenewalToCountFrom {
        /// The account.
        account: AccountRef,
        /// The playbook's title.
        title: String,
    },
    /// The play is already at work on the account.
    AlreadyRunning {
        /// On which account.
        account: AccountRef,
        /// The play's title.
        title: String,
        /// Which run.
        run: RunId,
        /// Who started it.
        by: PersonRef,
        /// When.
        at: DateTime<Utc>,
    },
    /// Nobody owns the account, so nobody could be prompted.
    NoOwner {
        /// Which account.
        account: AccountRef,
    },
    /// Somebody moved the step first; operations add who and when as [`Refusal::StepMovedBy`].
    StepMoved {
        /// Which step.
        step: StepId,
        /// Where it stands now.
        state: StepState,
    },
    /// Somebody moved the step first.
    StepMovedBy {
        /// Where it stands now.
        state: StepState,
        /// Who did.
        by: PersonRef,
        /// When.
        at: DateTime<Utc>,
    },
    /// Somebody moved the signal first; operations add who and when as [`Refusal::SignalMovedBy`].
    SignalMoved {
        /// Which episode.
        episode: EpisodeId,
        /// Where it stands now.
        state: EpisodeState,
    },
    /// Somebody, or the rule itself, moved the signal first.
    SignalMovedBy {
        /// Where it stands now.
        state: EpisodeState,
        /// Who did; `None`: it cleared by itself, or came back by itself.
        by: Option<PersonRef>,
        /// When.
        at: DateTime<Utc>,
    },
    /// The step's day has not come.
    StepNotOpen {
        /// Which step.
        step: StepId,
    },
    /// From the third time on a snooze needs a reason.
    SnoozeNeedsReason {
        /// Which step.
        step: StepId,
        /// Times it was put off.
        snoozes: i32,
    },
    /// A snooze ends in the future.
    SnoozeInThePast {
        /// The day that was asked for.
        day: NaiveDate,
    },
    /// A step or a play was not moved for another reason.
    Step(StepRefusal),
    /// The timetable cannot be used.
    BadTimetable {
        /// Its crontab expression.
        expression: String,
        /// Where and why.
        refusal: CronRefusal,
    },
    /// No contract of the account runs towards an end.
    NoRenewal {
        /// Which account.
        account: AccountRef,
    },
    /// What follows the contract is signed already.
    AlreadyRenewed {
        /// Whose contract.
        account: AccountRef,
    },
    /// Somebody else works the account.
    NotYours {
        /// Which account.
        account: AccountRef,
        /// Who does; `None`: nobody.
        owner: Option<PersonRef>,
    },
    /// A changed forecast says why.
    ForecastNeedsReason {
        /// Of which account's renewal.
        account: AccountRef,
        /// What it was to become.
        category: Category,
    },
    /// Somebody changed the forecast first.
    ForecastMoved {
        /// Of which account's renewal.
        account: AccountRef,
        /// How sure they are.
        category: Category,
        /// What they expect.
        amount: Money,
        /// Who did.
        by: PersonRef,
        /// When.
        at: DateTime<Utc>,
    },
    /// An amount cannot be read in the contract's currency.
    BadAmount {
        /// What was typed.
        typed: String,
        /// Where and why.
        refusal: MoneyRefusal,
    },
    /// An amount is of another currency than the contract.
    OtherCurrency {
        /// Whose contract.
        account: AccountRef,
        /// What was typed.
        given: Currency,
        /// What the contract is in.
        contract: Currency,
    },
    /// An amount is beyond all measure for the contract.
    AmountTooLarge {
        /// Whose contract.
        account: AccountRef,
        /// What was typed.
        given: Money,
        /// The most that would be taken.
        most: Money,
    },
    /// A notice date lies outside of its contract.
    NoticeAfterEnd {
        /// The contract's last day.
        ends_on: NaiveDate,
    },
    /// A direct message is no channel that could have a digest.
    NoChannelHere,
    /// The person's role is too small.
    NotAllowed {
        /// The least role that may.
        needs: Role,
    },
    /// A person's own call was not taken.
    Call(CallRefusal),
    /// A success plan was not changed.
    Plan(PlanRefusal),
    /// Something was not recorded.
    Record(RecordRefusal),
    /// Account data is never shown in a channel with people of other companies in it.
    SharedOutside,
    /// Somebody moved an expansion first, or it is already there.
    ExpansionMoved {
        /// Of which account.
        account: AccountRef,
        /// Where it stands now.
        stage: ExpansionStage,
        /// Who moved it last, and when.
        moved: Option<(PersonRef, DateTime<Utc>)>,
    },
    /// A period of figures lies ahead.
    PeriodNotBegun {
        /// Its first day.
        from: NaiveDate,
    },
    /// No post waits there for a decision; perhaps somebody was first.
    NothingHeld {
        /// Who decided last, and when.
        by: Option<(PersonRef, DateTime<Utc>)>,
    },
    /// No team is called so.
    NoSuchTeam {
        /// What was asked for.
        wanted: String,
        /// Those that there are.
        teams: Vec<String>,
    },
    /// A filter of accounts could not be used.
    Filter(FilterRefusal),
    /// A role was not changed.
    Roles(RolesRefusal),
    /// A channel was not subscribed.
    Subscription(SubscriptionRefusal),
    /// Leave was not taken down, or not ended.
    Leave(LeaveRefusal),
    /// The channel is not one that the bot can post to.
    CannotPostThere {
        /// Which channel.
        channel: String,
    },
}
