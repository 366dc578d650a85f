//! Forms: what a submission is about, and the ids of their questions.

use serde::{Deserialize, Serialize};

use super::{FilterForm, HomeForm, RecordForm, StepSeen, SubscribeForm, short};
use crate::domain::ids::{AccountId, ContractId, EpisodeId, ExpansionId, StepId};
use crate::domain::plan::PlanForm;

/// A form about a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepForm {
    /// Says why it cannot go on.
    #[serde(rename = "b")]
    Block(StepSeen),
    /// Says why it will not be done.
    #[serde(rename = "k")]
    Skip(StepSeen),
    /// Gives it to somebody.
    #[serde(rename = "r")]
    Reassign(StepSeen),
    /// Stops its run.
    #[serde(rename = "t")]
    Stop(StepSeen),
}

/// A form, by its `callback_id` and `private_metadata`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ModalKind {
    /// What stands there until the answer is gathered.
    #[serde(rename = "ld")]
    Loading,
    /// Finishes a step.
    #[serde(rename = "fi")]
    Finish {
        /// Which step.
        #[serde(rename = "s", with = "short::id")]
        step: StepId,
        /// The version that its reader saw.
        #[serde(rename = "v")]
        version: i32,
    },
    /// Puts a step off.
    #[serde(rename = "sn")]
    Snooze {
        /// Which step.
        #[serde(rename = "s", with = "short::id")]
        step: StepId,
        /// The version that its reader saw.
        #[serde(rename = "v")]
        version: i32,
    },
    /// Moves a step in another way.
    #[serde(rename = "st")]
    Step(StepForm),
    /// Says what an expansion brought.
    #[serde(rename = "ew")]
    ExpansionWon {
        /// Which.
        #[serde(rename = "e", with = "short::id")]
        expansion: ExpansionId,
        /// The version that its reader saw.
        #[serde(rename = "v")]
        version: i32,
    },
    /// Says why nothing came of an expansion.
    #[serde(rename = "el")]
    ExpansionLost {
        /// Which.
        #[serde(rename = "e", with = "short::id")]
        expansion: ExpansionId,
        /// The version that its reader saw.
        #[serde(rename = "v")]
        version: i32,
    },
    /// Takes leave down.
    #[serde(rename = "aw")]
    Leave,
    /// Zone, hours, quiet hours and country.
    #[serde(rename = "me")]
    Settings,
    /// Sets something on somebody's own page.
    #[serde(rename = "ho")]
    Home(HomeForm),
    /// Says how a renewal stands.
    #[serde(rename = "fo")]
    Forecast {
        /// Of which contract.
        #[serde(rename = "c", with = "short::id")]
        contract: ContractId,
        /// The revision that its reader saw; 0: none.
        #[serde(rename = "v")]
        revision: i32,
    },
    /// Makes a call on an account.
    #[serde(rename = "pu")]
    Pulse {
        /// On which.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
    },
    /// Changes a success plan.
    #[serde(rename = "pn")]
    Plan {
        /// Whose.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
        /// Which of its forms.
        #[serde(rename = "f")]
        form: PlanForm,
        /// The version that its reader saw; 0: there was no plan.
        #[serde(rename = "v")]
        version: i32,
    },
    /// Writes something down.
    #[serde(rename = "rc")]
    Record(RecordForm),
    /// Subscribes a channel.
    #[serde(rename = "sb")]
    Subscribe(SubscribeForm),
    /// Filters a list.
    #[serde(rename = "fl")]
    Filters(Box<FilterForm>),
    /// Says why a signal is no risk.
    #[serde(rename = "ds")]
    Dismiss {
        /// Which episode.
        #[serde(rename = "e", with = "short::id")]
        episode: EpisodeId,
        /// The version that its reader saw.
        #[serde(rename = "v")]
        version: i32,
    },
    /// Puts a signal off to a day.
    #[serde(rename = "ss")]
    SnoozeSignal {
        /// Which episode.
        #[serde(rename = "e", with = "short::id")]
        episode: EpisodeId,
        /// The version that its reader saw.
        #[serde(rename = "v")]
        version: i32,
    },
}

impl ModalKind {
    /// The stable name of its kind.
    pub fn callback_id(&self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::Finish { .. } => "finish_step",
            Self::Snooze { .. } => "snooze_step",
            Self::Step(StepForm::Block(_)) => "block_step",
            Self::Step(StepForm::Skip(_)) => "skip_step",
            Self::Step(StepForm::Reassign(_)) => "reassign_step",
            Self::Step(StepForm::Stop(_)) => "stop_run",
            Self::ExpansionWon { .. } => "expansion_won",
            Self::ExpansionLost { .. } => "expansion_lost",
            Self::Leave => "take_leave",
            Self::Settings => "settings",
            Self::Home(form) => form.callback_id(),
            Self::Forecast { .. } => "set_forecast",
            Self::Pulse { .. } => "set_pulse",
            Self::Plan { .. } => "change_plan",
            Self::Record(form) => form.callback_id(),
            Self::Subscribe(form) => form.callback_id(),
            Self::Filters(_) => "filter_list",
            Self::Dismiss { .. } => "dismiss_signal",
            Self::SnoozeSignal { .. } => "snooze_signal",
        }
    }

    /// What Slack carries for it: compact JSON.
    pub fn private_metadata(&self) -> String {
        serde_json::to_string(self).expect("ids and numbers are JSON")
    }

    /// The form of a submission; `None` when it is not one of ours.
    pub fn parse(callback_id: &str, private_metadata: &str) -> Option<Self> {
        let kind: Self = serde_json::from_str(private_metadata).ok()?;
        (kind.callback_id() == callback_id).then_some(kind)
    }
}

/// A question of a form: its `block_id`, which is its only input's `action_id` too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// What came of a step.
    Outcome,
    /// How long a step is put off; one of [`SnoozeFor::ALL`].
    SnoozeFor,
    /// The day that it is put off to.
    SnoozeUntil,
    /// Why it is put off or was lost, why a forecast changes, why an account is called so, or a note on why a signal is no
    /// risk.
    Reason,
    /// How sure somebody is of a renewal; a [`crate::domain::renewal::Category`].
    Category,
    /// What they expect it to be worth, or what was won.
    Amount,
    /// The last day to give notice.
    NoticeOn,
    /// Why a signal is no risk; one of `Dismissal::ALL`.
    Dismissal,
    /// The colour of a call; one of [`crate::domain::health::Band::ALL`].
    Band,
    /// The last day on which a call holds.
    Until,
    /// The day of a promise.
    FollowUpOn,
    /// Who of ours is needed.
    NeededPerson,
    /// Who else is.
    NeededWords,
    /// Whose a step becomes.
    NewOwner,
    /// The first day of leave.
    AwayFrom,
    /// The last day of leave.
    AwayTo,
    /// Who covers.
    Cover,
    /// A time zone, by its name.
    Zone,
    /// The days of a working week, from 1 for Monday.
    WorkDays,
    /// When a working day begins.
    WorkFrom,
    /// When it ends.
    WorkTo,
    /// When quiet hours begin.
    QuietFrom,
    /// When they end.
    QuietTo,
    /// Whose public holidays.
    Country,
    /// In which language.
    Language,
}

impl Field {
    /// Every question.
    pub const ALL: [Self; 5] = [Self::Outcome, Self::SnoozeFor, Self::SnoozeUntil, Self::Reason, Self::Dismissal];

    /// The id of its block and of its input.
    pub fn id(self) -> &'static str {
        match self {
            Self::Outcome => "outcome",
            Self::SnoozeFor => "snooze_for",
            Self::SnoozeUntil => "snooze_until",
            Self::Reason => "reason",
            Self::Category => "category",
            Self::Amount => "amount",
            Self::NoticeOn => "notice_on",
            Self::Band => "band",
            Self::Until => "until",
            Self::FollowUpOn => "follow_up_on",
            Self::NeededPerson => "needed_person",
            Self::NeededWords => "needed_words",
            Self::NewOwner => "new_owner",
            Self::Dismissal => "dismissal",
            Self::AwayFrom => "away_from",
            Self::AwayTo => "away_to",
            Self::Cover => "cover",
            Self::Zone => "zone",
            Self::WorkDays => "work_days",
            Self::WorkFrom => "work_from",
            Self::WorkTo => "work_to",
            Self::QuietFrom => "quiet_from",
            Self::QuietTo => "quiet_to",
            Self::Country => "country",
            Self::Language => "language",
        }
    }
}

/// How long a step is put off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SnoozeFor {
    /// To the next working day.
    OneDay,
    /// By three working days.
    ThreeDays,
    /// To the day in [`Field::SnoozeUntil`].
    UntilDate,
}

impl SnoozeFor {
    /// Every choice, in order.
    pub const ALL: [Self; 3] = [Self::OneDay, Self::ThreeDays, Self::UntilDate];

    /// The option's value.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OneDay => "1",
            Self::ThreeDays => "3",
            Self::UntilDate => "date",
        }
    }

    /// The choice of an option's value.
    pub fn parse(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.as_str() == value)
    }
}
