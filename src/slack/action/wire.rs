//! Actions on their way to Slack and back.

use super::{
    Action, HomeClick, LeaderClick, ListClick, MuteClick, PersonalClick, PlanClick, PortfolioClick, RecordClick,
    StepClick, SubscribeClick, SystemClick, VoiceClick,
};

/// The `action_id` of every menu: each entry's value says what it does.
pub const MENU: &str = "menu";

impl Action {
    /// Whether it opens a form, or may: the third time that a step is put off, a reason is asked for.
    pub fn asks(&self) -> bool {
        matches!(
            self,
            Self::AskForecast { .. }
                | Self::AskFinish { .. }
                | Self::Snooze { .. }
                | Self::AskSnooze { .. }
                | Self::AskPulse { .. }
                | Self::AskSnoozeSignal { .. }
                | Self::AskDismiss { .. }
                | Self::Home(HomeClick::AskDigest | HomeClick::AskPreferences)
                | Self::Leader(LeaderClick::AskOwner { .. } | LeaderClick::AskSegment { .. })
                | Self::System(SystemClick::AskRole)
                | Self::Personal(PersonalClick::AskLeave | PersonalClick::AskSettings)
                | Self::Plan(PlanClick::Ask { .. })
                | Self::Portfolio(
                    PortfolioClick::AskWon(_)
                        | PortfolioClick::AskLost(_)
                        | PortfolioClick::List(ListClick::Ask { .. })
                )
                | Self::Record(
                    RecordClick::AskNote { .. }
                        | RecordClick::AskContact { .. }
                        | RecordClick::AskLink { .. }
                        | RecordClick::Mute(MuteClick::Ask { .. })
                        | RecordClick::Voice(VoiceClick::AskFeedback { .. } | VoiceClick::AskAdvocacy { .. })
                )
                | Self::Step(
                    StepClick::AskBlock(_) | StepClick::AskSkip(_) | StepClick::AskReassign(_) | StepClick::AskStop(_)
                )
                | Self::Subscribe(SubscribeClick::Ask { .. })
        )
    }

    /// The stable name of its kind.
    pub fn action_id(&self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Help => "help",
            Self::ListPlays => "list_plays",
            Self::PickPlay { .. } => "pick_play",
            Self::StartPlay { .. } => "start_play",
            Self::OpenAccount { .. } => "open_account",
            Self::OpenWhy { .. } => "open_why",
            Self::OpenRuns { .. } => "open_runs",
            Self::Share(click) => click.action_id(),
            Self::BookPage { .. } => "book_page",
            Self::RenewalsPage { .. } => "renewals_page",
            Self::Capacity { .. } => "capacity",
            Self::Team { .. } => "team",
            Self::OpenCsm { .. } => "open_csm",
            Self::OpenPart { .. } => "open_part",
            Self::Portfolio(click) => click.action_id(),
            Self::Playbook(click) => click.action_id(),
            Self::Record(click) => click.action_id(),
            Self::Plan(click) => click.action_id(),
            Self::Qbr(click) => click.action_id(),
            Self::System(click) => click.action_id(),
            Self::Subscribe(click) => click.action_id(),
            Self::Leader(click) => click.action_id(),
            Self::Said(click) => click.action_id(),
            Self::FilteredRenewals { .. } => "filtered_renewals",
            Self::Slipped { .. } => "slipped",
            Self::OpenForecast { .. } => "open_forecast",
            Self::AskForecast { .. } => "ask_forecast",
            Self::ShowMore { .. } => "show_more",
            Self::Acknowledge { .. } => "acknowledge",
            Self::AskFinish { .. } => "ask_finish",
            Self::Snooze { .. } => "snooze",
            Self::AskSnooze { .. } => "ask_snooze",
            Self::AskPulse { .. } => "ask_pulse",
            Self::SetPulse { .. } => "set_pulse",
            Self::WithdrawPulse { .. } => "withdraw_pulse",
            Self::OpenSignal { .. } => "open_signal",
            Self::ClaimSignal { .. } => "claim_signal",
            Self::SnoozeSignal { .. } => "snooze_signal",
            Self::AskSnoozeSignal { .. } => "ask_snooze_signal",
            Self::AskDismiss { .. } => "ask_dismiss",
            Self::StartSignalPlay { .. } => "start_signal_play",
            Self::Personal(click) => click.action_id(),
            Self::Home(click) => click.action_id(),
            Self::Step(click) => click.action_id(),
            Self::RisksPage { .. } => "risks_page",
        }
    }

    /// What Slack carries for it: compact JSON.
    pub fn value(&self) -> String {
        serde_json::to_string(self).expect("ids, numbers and words are JSON")
    }

    /// The action of a click; `None` when it is not one of ours, or of an older Steward that meant something else by it.
    pub fn parse(action_id: &str, value: &str) -> Option<Self> {
        let kind = action_id.split(':').next().unwrap_or_default();
        let action: Self = serde_json::from_str(value).ok()?;
        (kind == MENU || kind == action.action_id()).then_some(action)
    }
}
