//! What a button, a menu entry or a modal means: an action with its ids, to and from what Slack carries for us.
//!
//! An `action_id` is a stable name; where several of a kind stand in one message, a suffix after `:` keeps them apart and
//! is ignored on the way back. The value is compact JSON that holds ids and versions only, and always names its action,
//! so that menus, whose entries share one `action_id`, need nothing else.

mod modal;
mod short;
mod then;

pub use modal::{Field, ModalKind, SnoozeFor};
pub use then::Then;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::account::{BookFilter, BookScope};
use crate::domain::health::Band;
use crate::domain::ids::{AccountId, StepId};
use crate::domain::renewal::Category;

/// The `action_id` of every menu: each entry's value says what it does.
pub const MENU: &str = "menu";

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
    Share {
        /// Of which.
        #[serde(rename = "a", with = "short::id")]
        account: AccountId,
    },
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
}

impl Action {
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
            Self::Share { .. } => "share",
            Self::BookPage { .. } => "book_page",
            Self::RenewalsPage { .. } => "renewals_page",
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

/// A section of the daily digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DigestSection {
    /// Steps overdue and due.
    DoFirst,
    /// Colours that changed.
    Changed,
    /// Customers who wait.
    Waiting,
    /// Renewals that came near.
    Renewals,
    /// Accounts past their cadence.
    Quiet,
    /// Accounts that got better.
    GoodNews,
}

impl DigestSection {
    /// Every section, in the order of the digest.
    pub const ALL: [Self; 6] =
        [Self::DoFirst, Self::Changed, Self::Waiting, Self::Renewals, Self::Quiet, Self::GoodNews];
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::domain::health::Band;
    use crate::domain::ids::ContractId;
    use crate::domain::lifecycle::Phase;
    use crate::domain::renewal::Outlook;
    use crate::domain::segment::Segment;

    fn any_account() -> impl Strategy<Value = AccountId> {
        any::<u128>().prop_map(|bits| AccountId(Uuid::from_u128(bits)))
    }

    fn any_step() -> impl Strategy<Value = (StepId, i32)> {
        (any::<u128>(), any::<i32>()).prop_map(|(bits, version)| (StepId(Uuid::from_u128(bits)), version))
    }

    fn any_filter() -> impl Strategy<Value = BookFilter> {
        let some = |n: usize| 0..=n;
        (
            prop_oneof![Just(BookScope::Mine), Just(BookScope::All)],
            proptest::sample::subsequence(Band::ALL.to_vec(), some(Band::ALL.len())),
            proptest::sample::subsequence(Segment::ALL.to_vec(), some(Segment::ALL.len())),
            proptest::sample::subsequence(Phase::ALL.to_vec(), some(Phase::ALL.len())),
            any::<Option<i64>>(),
            any::<Option<i64>>(),
            proptest::sample::subsequence(Outlook::ALL.to_vec(), some(Outlook::ALL.len())),
        )
            .prop_map(|(scope, bands, segments, phases, renews_within_days, arr_above, outlooks)| BookFilter {
                scope,
                bands,
                segments,
                phases,
                renews_within_days,
                arr_above,
                outlooks,
            })
    }

    fn any_action() -> impl Strategy<Value = Action> {
        prop_oneof![
            Just(Action::Today),
            Just(Action::Help),
            Just(Action::ListPlays),
            any_account().prop_map(|account| Action::PickPlay { account }),
            (any_account(), "[a-z0-9_]{1,60}").prop_map(|(account, playbook)| Action::StartPlay { account, playbook }),
            any_account().prop_map(|account| Action::OpenAccount { account }),
            any_account().prop_map(|account| Action::OpenWhy { account }),
            any_account().prop_map(|account| Action::OpenRuns { account }),
            any_account().prop_map(|account| Action::Share { account }),
            (any_filter(), any::<i64>()).prop_map(|(filter, page)| Action::BookPage { filter, page }),
            (any::<Option<i64>>(), any::<i64>()).prop_map(|(window_days, page)| Action::RenewalsPage {
                window_days,
                scope: BookScope::All,
                page
            }),
            (any::<Option<i64>>(), any_filter(), any::<i64>())
                .prop_map(|(window_days, filter, page)| { Action::FilteredRenewals { window_days, filter, page } }),
            Just(Action::Slipped { scope: BookScope::Mine }),
            any_account().prop_map(|account| Action::OpenForecast { account }),
            (any_account(), proptest::sample::select(Category::ALL.to_vec()))
                .prop_map(|(account, category)| Action::AskForecast { account, category: Some(category) }),
            any_account().prop_map(|account| Action::AskForecast { account, category: None }),
            proptest::sample::select(DigestSection::ALL.to_vec()).prop_map(|section| Action::ShowMore { section }),
            any_step().prop_map(|(step, version)| Action::Acknowledge { step, version }),
            any_step().prop_map(|(step, version)| Action::AskFinish { step, version }),
            (any_step(), 1..99_u32).prop_map(|((step, version), working_days)| Action::Snooze {
                step,
                version,
                working_days
            }),
            any_step().prop_map(|(step, version)| Action::AskSnooze { step, version }),
            any_account().prop_map(|account| Action::AskPulse { account, band: Some(Band::Red), until: None }),
            (any_account(), "[ -~]{1,300}").prop_map(|(account, reason)| Action::SetPulse {
                account,
                band: Band::Green,
                until: NaiveDate::from_ymd_opt(2026, 7, 1),
                reason
            }),
            any_account().prop_map(|account| Action::WithdrawPulse { account }),
        ]
    }

    proptest! {
        #[test]
        fn every_action_comes_back(action in any_action(), suffix in "(:[a-z0-9]{1,8})?") {
            let value = action.value();
            prop_assert!(value.len() < 2_000);
            prop_assert_eq!(Action::parse(&format!("{}{suffix}", action.action_id()), &value), Some(action.clone()));
            prop_assert_eq!(Action::parse(&format!("{MENU}{suffix}"), &value), Some(action));
            prop_assert_eq!(Action::parse("something_else", &value), None);
        }

        #[test]
        fn what_stands_in_menus_fits_an_option(account in any_account(), (step, version) in any_step(), days in 1..10_u32) {
            for action in [
                Action::OpenAccount { account },
                Action::OpenWhy { account },
                Action::OpenForecast { account },
                Action::AskForecast { account, category: Some(Category::BestCase) },
                Action::StartPlay { account, playbook: "critical_escalation".into() },
                Action::AskFinish { step, version },
                Action::AskPulse { account, band: None, until: None },
                Action::WithdrawPulse { account },
                Action::Snooze { step, version, working_days: days },
            ] {
                prop_assert!(action.value().len() <= 75, "{}", action.value());
            }
        }

        #[test]
        fn every_form_comes_back((step, version) in any_step(), account in any_account()) {
            let forecast = ModalKind::Forecast { contract: ContractId(step.0), revision: version };
            let (finish, snooze) = (ModalKind::Finish { step, version }, ModalKind::Snooze { step, version });
            for kind in [ModalKind::Loading, ModalKind::Pulse { account }, finish, snooze, forecast] {
                prop_assert_eq!(ModalKind::parse(kind.callback_id(), &kind.private_metadata()), Some(kind.clone()));
            }
            prop_assert_eq!(ModalKind::parse("loading", &ModalKind::Finish { step, version }.private_metadata()), None);
        }
    }

    #[test]
    fn foreign_values_are_nobodys() {
        for (action_id, value) in [
            ("today", ""),
            ("today", "{}"),
            ("today", "\"hp\""),
            ("", "\"td\""),
            ("acknowledge", "{\"ak\":{\"s\":\"x\",\"v\":1}}"),
            ("acknowledge", "{\"ak\":{\"v\":1}}"),
        ] {
            assert_eq!(Action::parse(action_id, value), None, "{action_id} {value}");
        }
    }
}
