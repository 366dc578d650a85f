//! Signals: one of each kind, on TechCorp, and a page of accounts with some.

use chrono::{Days, TimeDelta};
use uuid::Uuid;

use super::*;
use crate::domain::account::BookFilter;
use crate::domain::health::{Band, Milli};
use crate::domain::ids::EpisodeId;
use crate::domain::money::Totals;
use crate::domain::renewal::Category;
use crate::domain::risks::{RiskRow, RisksFilter, RisksView, SignalLine};
use crate::domain::signal::{EpisodeState, Evidence, SignalCard, SignalKind};

/// What a rule saw when it fired.
pub(in super::super) fn evidence(kind: SignalKind) -> Evidence {
    match kind {
        SignalKind::RedTransition => Evidence::RedTransition {
            from: Band::Yellow,
            from_score: Some(Milli(52_300)),
            to_score: Some(Milli(41_349)),
            at: now() - TimeDelta::hours(5),
        },
        SignalKind::ValueAtRisk => Evidence::ValueAtRisk { arr_whole: 45_000, usage_down: 0.45, baseline: 212.0 },
        SignalKind::ExpansionReady => Evidence::ExpansionReady { limit_use: 0.92, engagement: 0.88 },
        SignalKind::CriticalTicket => Evidence::CriticalTicket {
            since: now() - TimeDelta::hours(52),
            subject: "Login is down for <everybody>\nagain".into(),
            n: 1,
        },
        SignalKind::RenewalAtRisk => Evidence::RenewalAtRisk {
            ends_on: today() + Days::new(45),
            in_days: 45,
            band: Some(Band::Red),
            forecast: Some(Category::AtRisk),
        },
        SignalKind::UsageCliff => Evidence::UsageCliff { logins_down: Some(0.52), usage_down: Some(0.33) },
        SignalKind::ChampionLeft => {
            Evidence::ChampionLeft { name: Some("Dana Reyes".into()), left_on: Some(days_ago(1)) }
        }
        SignalKind::GoneQuiet => Evidence::GoneQuiet { silent_days: Some(41), cadence_days: 30 },
        SignalKind::OnboardingLate => {
            Evidence::OnboardingLate { milestone: Some(("Integration *live*".into(), days_ago(18))), day: 64 }
        }
        SignalKind::Detractor => Evidence::Detractor {
            score: 3.0,
            answered_on: days_ago(2),
            comment: "We wait <!here> days for answers.".into(),
        },
        SignalKind::Disagreement => {
            Evidence::Disagreement { pulse: Band::Green, band: Band::Red, renewal_in_days: Some(80) }
        }
    }
}

/// One of each kind.
fn episode(kind: SignalKind) -> EpisodeId {
    let place = SignalKind::ALL.iter().position(|known| *known == kind).unwrap_or_default();
    EpisodeId(Uuid::from_u128(61 + place as u128))
}

/// A signal of TechCorp, just fired.
pub(in super::super) fn signal(kind: SignalKind) -> SignalCard {
    SignalCard {
        episode: episode(kind),
        version: 1,
        kind,
        state: EpisodeState::Open,
        evidence: evidence(kind),
        account: account(11, "TechCorp"),
        arr: usd(45_000),
        health: (Some(Band::Red), Some(Milli(41_349))),
        reasons: techcorp().reasons,
        renewal_in_days: Some(91),
        owner: Some(ana()),
        stand_in: None,
        zone: chrono_tz::Europe::Berlin,
        opened_at: now() - TimeDelta::hours(5),
        n_again: 0,
        claimed: None,
        snoozed: None,
        proposal: play_for(kind).map(|name| (name.to_owned(), name.replace('_', " "))),
        play: None,
        ended: None,
        similar: None,
    }
}

/// What the playbooks that ship are for.
fn play_for(kind: SignalKind) -> Option<&'static str> {
    match kind {
        SignalKind::RedTransition | SignalKind::ValueAtRisk => Some("red_account_rescue"),
        SignalKind::ExpansionReady => Some("expansion"),
        SignalKind::CriticalTicket => Some("critical_escalation"),
        SignalKind::RenewalAtRisk => Some("renewal"),
        SignalKind::UsageCliff => Some("low_usage"),
        SignalKind::ChampionLeft => Some("champion_change"),
        SignalKind::OnboardingLate => Some("onboarding"),
        SignalKind::Detractor => Some("detractor_follow_up"),
        SignalKind::GoneQuiet | SignalKind::Disagreement => None,
    }
}

/// The same in a line.
pub(in super::super) fn line(kind: SignalKind) -> SignalLine {
    SignalLine {
        episode: episode(kind),
        kind,
        state: EpisodeState::Open,
        evidence: evidence(kind),
        claimed_by: None,
        opened_at: now() - TimeDelta::hours(5),
    }
}

/// A page of two accounts.
pub(in super::super) fn risks() -> RisksView {
    let row = |n, name: &str, band, points, signals| RiskRow {
        account: account(n, name),
        band: Some(band),
        score: Some(Milli::whole(points)),
        arr: usd(45_000),
        renewal_in_days: Some(91),
        owner: Some(ana()),
        signals,
    };
    let claimed =
        SignalLine { state: EpisodeState::Claimed, claimed_by: Some(ben()), ..line(SignalKind::RedTransition) };
    let in_play = SignalLine { state: EpisodeState::InPlay, ..line(SignalKind::UsageCliff) };
    let many = [SignalKind::ChampionLeft, SignalKind::GoneQuiet, SignalKind::Detractor].map(line);
    let others = RiskRow {
        owner: Some(ben()),
        ..row(
            13,
            "Globex & Sons",
            Band::Yellow,
            62,
            vec![line(SignalKind::CriticalTicket), line(SignalKind::RenewalAtRisk)],
        )
    };
    RisksView {
        filter: RisksFilter { kinds: vec![], accounts: BookFilter::default() },
        rows: vec![row(11, "TechCorp", Band::Red, 41, [claimed, in_play].into_iter().chain(many).collect()), others],
        page: 0,
        page_size: 10,
        n_accounts: 2,
        n_signals: 7,
        arr: Totals::of([usd(90_000)]).expect("a sum"),
        n_snoozed: 1,
        n_all: 12,
    }
}
