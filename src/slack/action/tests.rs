//! Every action and every form comes back as it was, and fits where Slack carries it.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::domain::health::Band;
use crate::domain::ids::ContractId;
use crate::domain::lifecycle::Phase;
use crate::domain::listing::Sort;
use crate::domain::renewal::Outlook;
use crate::domain::segment::Segment;

fn any_account() -> impl Strategy<Value = AccountId> {
    any::<u128>().prop_map(|bits| AccountId(Uuid::from_u128(bits)))
}

fn any_step() -> impl Strategy<Value = (StepId, i32)> {
    (any::<u128>(), any::<i32>()).prop_map(|(bits, version)| (StepId(Uuid::from_u128(bits)), version))
}

fn any_episode() -> impl Strategy<Value = (EpisodeId, i32)> {
    (any::<u128>(), any::<i32>()).prop_map(|(bits, version)| (EpisodeId(Uuid::from_u128(bits)), version))
}

/// Whose team, which tags, in which order, how many.
fn any_listing() -> impl Strategy<Value = BookFilter> {
    let tags = proptest::collection::vec("[a-zé \"]{1,60}", 0..=5);
    let sort = proptest::option::of(proptest::sample::select(Sort::ALL.to_vec()));
    (proptest::option::of("[a-zé ]{1,60}"), tags, sort, any::<Option<i64>>())
        .prop_map(|(team, tags, sort, limit)| BookFilter { team, tags, sort, limit, ..BookFilter::default() })
}

fn any_filter() -> impl Strategy<Value = BookFilter> {
    let some = |n: usize| 0..=n;
    (
        prop_oneof![
            Just(BookScope::Mine),
            Just(BookScope::All),
            Just(BookScope::Nobody),
            any::<u128>().prop_map(|bits| BookScope::Of(PersonId(Uuid::from_u128(bits)))),
        ],
        proptest::sample::subsequence(Band::ALL.to_vec(), some(Band::ALL.len())),
        proptest::sample::subsequence(Segment::ALL.to_vec(), some(Segment::ALL.len())),
        proptest::sample::subsequence(Phase::ALL.to_vec(), some(Phase::ALL.len())),
        any::<Option<i64>>(),
        any::<Option<i64>>(),
        proptest::sample::subsequence(Outlook::ALL.to_vec(), some(Outlook::ALL.len())),
        any_listing(),
    )
        .prop_map(|(scope, bands, segments, phases, renews_within_days, arr_above, outlooks, listing)| {
            BookFilter { scope, bands, segments, phases, renews_within_days, arr_above, outlooks, ..listing }
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
        any_account().prop_map(|account| Action::Share(ShareClick::Ask { account })),
        any_account().prop_map(|account| Action::Share(ShareClick::Card { account })),
        (any_filter(), any::<i64>()).prop_map(|(filter, page)| Action::BookPage { filter, page }),
        (any::<Option<i64>>(), any::<i64>()).prop_map(|(window_days, page)| Action::RenewalsPage {
            window_days,
            scope: BookScope::All,
            page
        }),
        proptest::sample::select(DigestSection::ALL.to_vec()).prop_map(|section| Action::ShowMore { section }),
        any::<u128>().prop_map(|bits| Action::OpenCsm { person: PersonId(Uuid::from_u128(bits)) }),
        (any::<u128>(), "[a-z ]{1,20}").prop_map(|(bits, team)| {
            let whose = if bits % 2 == 0 { Whose::Team(team) } else { Whose::Person(PersonId(Uuid::from_u128(bits))) };
            Action::Capacity { whose }
        }),
        Just(Action::Team { whose: Whose::Own }),
        any::<u128>()
            .prop_map(|bits| Action::OpenPart { person: PersonId(Uuid::from_u128(bits)), part: Part::Disagreements }),
        any_step().prop_map(|(step, version)| Action::Acknowledge { step, version }),
        any_step().prop_map(|(step, version)| Action::AskFinish { step, version }),
        (any_step(), 1..99_u32).prop_map(|((step, version), working_days)| Action::Snooze {
            step,
            version,
            working_days
        }),
        any_step().prop_map(|(step, version)| Action::AskSnooze { step, version }),
        any_signal_action(),
        any_forecast_action(),
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

fn any_signal_action() -> impl Strategy<Value = Action> {
    let kinds = proptest::sample::subsequence(SignalKind::ALL.to_vec(), 0..=SignalKind::ALL.len());
    prop_oneof![
        any_episode().prop_map(|(episode, _)| Action::OpenSignal { episode }),
        any_episode().prop_map(|(episode, version)| Action::ClaimSignal { episode, version }),
        (any_episode(), 1..99_u32).prop_map(|((episode, version), days)| Action::SnoozeSignal {
            episode,
            version,
            days
        }),
        any_episode().prop_map(|(episode, version)| Action::AskSnoozeSignal { episode, version }),
        any_episode().prop_map(|(episode, version)| Action::AskDismiss { episode, version }),
        (any_episode(), "[a-z0-9_]{1,60}").prop_map(|((episode, version), playbook)| Action::StartSignalPlay {
            episode,
            version,
            playbook
        }),
        (kinds, any_filter(), any::<i64>()).prop_map(|(kinds, filter, page)| Action::RisksPage { kinds, filter, page }),
    ]
}

fn any_forecast_action() -> impl Strategy<Value = Action> {
    let category = proptest::option::of(proptest::sample::select(Category::ALL.to_vec()));
    prop_oneof![
        (any::<Option<i64>>(), any_filter(), any::<i64>())
            .prop_map(|(window_days, filter, page)| Action::FilteredRenewals { window_days, filter, page }),
        Just(Action::Slipped { scope: BookScope::Mine }),
        any_account().prop_map(|account| Action::OpenForecast { account }),
        (any_account(), category).prop_map(|(account, category)| Action::AskForecast { account, category }),
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
    fn what_stands_in_menus_fits_an_option(account in any_account(), (step, version) in any_step(), (episode, _) in any_episode(), days in 1..10_u32) {
        for action in [
            Action::OpenAccount { account },
            Action::OpenWhy { account },
            Action::OpenForecast { account },
            Action::AskForecast { account, category: Some(Category::BestCase) },
            Action::StartPlay { account, playbook: "critical_escalation".into() },
            Action::AskFinish { step, version },
            Action::Snooze { step, version, working_days: days },
            Action::OpenSignal { episode },
            Action::SnoozeSignal { episode, version, days },
            Action::AskSnoozeSignal { episode, version },
            Action::AskPulse { account, band: None, until: None },
            Action::WithdrawPulse { account },
        ] {
            prop_assert!(action.value().len() <= 75, "{}", action.value());
        }
    }

    #[test]
    fn every_form_comes_back((step, version) in any_step(), (episode, _) in any_episode(), account in any_account()) {
        for kind in [
            ModalKind::Loading,
            ModalKind::Pulse { account },
            ModalKind::Finish { step, version },
            ModalKind::Snooze { step, version },
            ModalKind::Dismiss { episode, version },
            ModalKind::SnoozeSignal { episode, version },
            ModalKind::Forecast { contract: ContractId(step.0), revision: version },
        ] {
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
