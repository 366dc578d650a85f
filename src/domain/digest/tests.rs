//! Tests of a day.

use uuid::Uuid;

use super::*;
use crate::domain::ids::EpisodeId;
use crate::domain::money::Currency;
use crate::domain::signal::{EpisodeState, Evidence};

fn account(n: u128) -> AccountRef {
    AccountRef { id: AccountId(Uuid::from_u128(n)), name: format!("Account {n}") }
}

fn line(kind: SignalKind) -> SignalLine {
    let (episode, opened_at) = (EpisodeId(Uuid::nil()), DateTime::UNIX_EPOCH);
    let evidence = Evidence::GoneQuiet { silent_days: None, cadence_days: 7 };
    SignalLine { episode, kind, state: EpisodeState::Open, evidence, claimed_by: None, opened_at }
}

fn news(n: u128, kinds: &[SignalKind]) -> SignalNews {
    let signals = kinds.iter().map(|kind| line(*kind)).collect();
    SignalNews { account: account(n), signals, arr: Money::new(100, Currency::USD) }
}

fn red(n: u128) -> BandChange {
    BandChange {
        account: account(n),
        from: Some(Band::Yellow),
        to: Some(Band::Red),
        from_score: None,
        to_score: None,
        reason: None,
        arr: Money::new(100, Currency::USD),
        signals: vec![],
    }
}

fn kinds(change: &Change) -> Vec<SignalKind> {
    let signals = match change {
        Change::Signals(news) => &news.signals,
        Change::Band(change) => &change.signals,
        Change::Good(_) => return Vec::new(),
    };
    signals.iter().map(|line| line.kind).collect()
}

#[test]
fn each_fact_is_told_once() {
    use SignalKind::{ChampionLeft, CriticalTicket, ExpansionReady, GoneQuiet, RedTransition, UsageCliff};
    let elsewhere = ToldElsewhere { waiting: vec![account(2).id], quiet: vec![account(3).id] };
    let fired = vec![
        news(1, &[RedTransition, ChampionLeft]),
        news(2, &[CriticalTicket, UsageCliff]),
        news(3, &[GoneQuiet]),
        news(4, &[CriticalTicket, GoneQuiet]),
        news(5, &[ExpansionReady]),
        news(6, &[RedTransition]),
    ];
    let (changed, chances) = with_signals(vec![red(1)], fired, &elsewhere);
    let told: Vec<(&str, Vec<SignalKind>)> =
        changed.iter().map(|change| (change.account().name.as_str(), kinds(change))).collect();
    assert_eq!(
        told,
        [
            ("Account 1", vec![ChampionLeft]),
            ("Account 2", vec![UsageCliff]),
            ("Account 4", vec![CriticalTicket, GoneQuiet])
        ]
    );
    assert!(matches!(&changed[0], Change::Band(_)));
    assert_eq!(chances.iter().map(kinds).collect::<Vec<_>>(), [[ExpansionReady]]);
}

#[test]
fn a_kept_change_is_read_as_what_it_was() {
    let with = BandChange { signals: vec![line(SignalKind::ChampionLeft)], ..red(1) };
    let good = |good| Change::Good(GoodNews { account: account(1), good, arr: Money::new(100, Currency::USD) });
    for change in [
        Change::Band(red(1)),
        Change::Band(with),
        Change::Signals(news(1, &[SignalKind::UsageCliff])),
        good(Good::FirstValue { day: 41 }),
        good(Good::Won { amount: None }),
    ] {
        let kept = serde_json::to_value(&change).expect("JSON");
        assert_eq!(serde_json::from_value::<Change>(kept).expect("a change"), change);
    }
    // Before signals were kept with it.
    let mut kept = serde_json::to_value(Change::Band(red(1))).expect("JSON");
    kept.as_object_mut().expect("an object").remove("signals");
    assert_eq!(serde_json::from_value::<Change>(kept).expect("a change"), Change::Band(red(1)));
}
