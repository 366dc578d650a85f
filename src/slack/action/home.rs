//! Clicks on somebody's own page. Its tabs are the actions that lead to the same lists elsewhere: pressed on the page, they
//! turn it; pressed anywhere else, they answer there.

use serde::{Deserialize, Serialize};

use super::{Action, PortfolioClick, SystemClick};
use crate::domain::account::{BookFilter, BookScope};
use crate::domain::home::HomeTab;
use crate::domain::team::Whose;

/// What a click asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HomeClick {
    /// The clicker's steps, and a page of the plays that they run.
    #[serde(rename = "p")]
    Plays {
        /// Counted from 0.
        #[serde(rename = "p")]
        page: i64,
    },
    /// What the clicker set for themselves.
    #[serde(rename = "s")]
    Settings,
    /// The digest comes as chosen at the first opening.
    #[serde(rename = "w")]
    Welcome,
    /// No digest.
    #[serde(rename = "o")]
    NoDigest,
    /// Nothing is chosen at the first opening, nor asked again.
    #[serde(rename = "n")]
    NotNow,
    /// Opens the form for the clicker's digest.
    #[serde(rename = "d")]
    AskDigest,
    /// Opens the form for how the clicker wants to hear of things.
    #[serde(rename = "f")]
    AskPreferences,
}

impl HomeClick {
    /// The stable name of its kind.
    pub fn action_id(&self) -> &'static str {
        match self {
            Self::Plays { .. } => "home_plays",
            Self::Settings => "home_settings",
            Self::Welcome => "welcome",
            Self::NoDigest => "no_digest",
            Self::NotNow => "welcome_later",
            Self::AskDigest => "ask_digest",
            Self::AskPreferences => "ask_preferences",
        }
    }
}

/// A form that is opened on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HomeForm {
    /// When the digest comes.
    #[serde(rename = "d")]
    Digest,
    /// How its reader wants to hear of things.
    #[serde(rename = "p")]
    Preferences,
    /// Who has which role.
    #[serde(rename = "r")]
    Role,
}

impl HomeForm {
    /// The stable name of its kind.
    pub fn callback_id(self) -> &'static str {
        match self {
            Self::Digest => "set_digest",
            Self::Preferences => "set_preferences",
            Self::Role => "set_role",
        }
    }
}

/// A question on the page or in one of its forms: its `block_id`, which is its only input's `action_id` too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HomeField {
    /// When the digest comes.
    Hour,
    /// On which days, from 1 for Monday.
    Days,
}

impl HomeField {
    /// Every question.
    pub const ALL: [Self; 2] = [Self::Hour, Self::Days];

    /// The id of its block and of its input.
    pub fn id(self) -> &'static str {
        match self {
            Self::Hour => "digest_hour",
            Self::Days => "digest_days",
        }
    }
}

impl Action {
    /// What a tab of the page shows first.
    pub fn of_tab(tab: HomeTab) -> Self {
        match tab {
            HomeTab::Today => Self::Today,
            HomeTab::Book => Self::BookPage { filter: BookFilter::default(), page: 0 },
            HomeTab::Renewals => Self::RenewalsPage { window_days: None, scope: BookScope::Mine, page: 0 },
            HomeTab::Plays => Self::Home(HomeClick::Plays { page: 0 }),
            HomeTab::Settings => Self::Home(HomeClick::Settings),
            HomeTab::Team => Self::Team { whose: Whose::Own },
            HomeTab::System => Self::System(SystemClick::Status),
        }
    }

    /// The tab that shows what it asks for; `None` where that is no place on the page.
    pub fn home_tab(&self) -> Option<HomeTab> {
        let is_in_book = matches!(
            self,
            Self::BookPage { .. } | Self::RisksPage { .. } | Self::Portfolio(PortfolioClick::Quiet { .. })
        );
        let is_of_bot =
            matches!(self, Self::System(SystemClick::Status | SystemClick::Audit { .. } | SystemClick::Roles));
        let tabs = [
            (matches!(self, Self::Today), HomeTab::Today),
            (is_in_book, HomeTab::Book),
            (matches!(self, Self::RenewalsPage { .. } | Self::FilteredRenewals { .. }), HomeTab::Renewals),
            (matches!(self, Self::Home(HomeClick::Plays { .. })), HomeTab::Plays),
            (matches!(self, Self::Home(HomeClick::Settings)), HomeTab::Settings),
            (matches!(self, Self::Team { .. } | Self::Capacity { .. }), HomeTab::Team),
            (is_of_bot, HomeTab::System),
        ];
        tabs.into_iter().find_map(|(is_there, tab)| is_there.then_some(tab))
    }

    /// Whether it may change what its clicker's page shows. What opens a form changes nothing yet.
    pub fn changes_home(&self) -> bool {
        if let Self::Step(click) = self {
            return click.step().is_some();
        }
        if let Self::Record(click) = self {
            return click.writes();
        }
        matches!(
            self,
            Self::StartPlay { .. }
                | Self::Acknowledge { .. }
                | Self::Snooze { .. }
                | Self::SetPulse { .. }
                | Self::WithdrawPulse { .. }
                | Self::ClaimSignal { .. }
                | Self::SnoozeSignal { .. }
                | Self::StartSignalPlay { .. }
                | Self::Portfolio(PortfolioClick::Choose(_) | PortfolioClick::Contact(_))
                | Self::System(SystemClick::Decide { .. })
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tab_leads_to_itself() {
        for tab in HomeTab::ALL {
            let action = Action::of_tab(tab);
            assert_eq!(action.home_tab(), Some(tab));
            assert_eq!(Action::parse(&format!("{}:2", action.action_id()), &action.value()), Some(action));
        }
        assert_eq!(Action::Help.home_tab(), None);
    }

    #[test]
    fn looks_at_records_change_nothing() {
        use crate::domain::contact::ContactRole;
        use crate::domain::ids::{AccountId, TouchpointId};
        use crate::slack::action::{MuteClick, RecordClick, VoiceClick};
        let (account, text, key) = (AccountId(uuid::Uuid::nil()), String::new, String::new);
        let looks = [
            RecordClick::WhichNote { account, text: text(), key: key() },
            RecordClick::AskNote { account, text: text() },
            RecordClick::Contacts { account },
            RecordClick::AskContact { account, role: ContactRole::Champion },
            RecordClick::AskLink { channel: text() },
            RecordClick::Mute(MuteClick::Show { is_all: false }),
            RecordClick::Mute(MuteClick::Of { account }),
            RecordClick::Mute(MuteClick::Ask { account }),
            RecordClick::Voice(VoiceClick::Open { account }),
            RecordClick::Voice(VoiceClick::Themes),
            RecordClick::Voice(VoiceClick::WhichTheme { account, words: text(), key: key() }),
            RecordClick::Voice(VoiceClick::AskFeedback { account, words: text() }),
            RecordClick::Voice(VoiceClick::AskAdvocacy { account }),
        ];
        for look in looks {
            assert!(!Action::Record(look.clone()).changes_home(), "{look:?}");
        }
        let deeds = [
            RecordClick::TakeBack { touch: TouchpointId(uuid::Uuid::nil()) },
            RecordClick::Unlink { channel: text() },
            RecordClick::Mute(MuteClick::Lift { account, kinds: Vec::new() }),
        ];
        for deed in deeds {
            assert!(Action::Record(deed.clone()).changes_home(), "{deed:?}");
        }
    }

    #[test]
    fn putting_a_step_off_may_open_a_form() {
        use crate::domain::ids::StepId;
        assert!(Action::Snooze { step: StepId(uuid::Uuid::nil()), version: 1, working_days: 1 }.asks());
    }

    #[test]
    fn every_click_comes_back() {
        let clicks = [
            HomeClick::Plays { page: i64::MAX },
            HomeClick::Settings,
            HomeClick::Welcome,
            HomeClick::NoDigest,
            HomeClick::NotNow,
            HomeClick::AskDigest,
            HomeClick::AskPreferences,
        ];
        for click in clicks {
            let action = Action::Home(click);
            assert_eq!(Action::parse(action.action_id(), &action.value()), Some(action));
        }
    }
}
