//! Renewals, one with its history, and a week's moves.

use chrono::{Days, NaiveDate, TimeDelta};
use uuid::Uuid;

use super::*;
use crate::domain::account::{BandCounts, BookFilter, BookScope};
use crate::domain::health::{Band, Milli};
use crate::domain::ids::ContractId;
use crate::domain::money::{Money, Totals};
use crate::domain::plan::{ValueLine, ValueRealised};
use crate::domain::renewal::{
    Category, DiffView, Entry, Facts, Fate, Forecast, ForecastView, HistoryLine, Move, Moved, Renewal, RenewalRow,
    RenewalsView, UseTrend, likelihood, roll_up,
};
use crate::domain::rules::Rules;

fn in_days(days: u64) -> NaiveDate {
    today() + Days::new(days)
}

fn techcorp_renewal() -> Renewal {
    Renewal {
        contract: ContractId(Uuid::from_u128(21)),
        account: account(11, "TechCorp"),
        owner: Some(ana()),
        band: Some(Band::Red),
        ends_on: in_days(69),
        auto_renew: false,
        notice_on: None,
        arr: usd(45_000),
        forecast: None,
        successor: None,
    }
}

fn globex_renewal() -> Renewal {
    Renewal {
        contract: ContractId(Uuid::from_u128(22)),
        account: account(13, "Globex & Sons"),
        owner: Some(ben()),
        band: Some(Band::Yellow),
        ends_on: in_days(44),
        auto_renew: true,
        notice_on: Some(in_days(14)),
        arr: usd(120_000),
        forecast: Some(Forecast {
            category: Category::Commit,
            amount: usd(100_000),
            revision: 2,
            by: ana(),
            at: now() - TimeDelta::days(3),
        }),
        successor: None,
    }
}

fn row(renewal: Renewal, facts: &Facts, play: Option<&str>, score: i32) -> RenewalRow {
    let rules = Rules::default();
    let likelihood = likelihood(facts, &rules.renewals);
    let forecast = renewal.forecast.as_ref();
    RenewalRow {
        review: renewal.review(&rules.lifecycle, today()),
        disagrees: forecast.is_some_and(|forecast| likelihood.disagrees(forecast.category, &rules.renewals)),
        likelihood,
        score: Some(Milli::whole(score)),
        play: play.map(str::to_owned),
        renewal,
    }
}

fn globex_row() -> RenewalRow {
    let facts = Facts {
        band: Some(Band::Yellow),
        usage: UseTrend::Falling,
        critical_ticket: true,
        play_running: true,
        auto_renew: true,
        ..Facts::default()
    };
    row(globex_renewal(), &facts, Some("Critical escalation"), 62)
}

pub(in super::super) fn renewals() -> RenewalsView {
    let red = Facts { band: Some(Band::Red), champion_left: true, ..Facts::default() };
    let rows = vec![globex_row(), row(techcorp_renewal(), &red, None, 41)];
    let rules = Rules::default().renewals;
    RenewalsView {
        window_days: 120,
        filter: BookFilter::default(),
        page: 0,
        page_size: 10,
        sums: roll_up(rows.iter().map(|row| &row.renewal), &rules).expect("sums"),
        rows,
        n_review_due: 1,
        arr_at_risk: Totals::of([usd(45_000)]).expect("a sum"),
        bands: BandCounts { red: 1, yellow: 1, green: 0, unknown: 0 },
        n_total: 65,
        rules,
        usual_window_days: 120,
    }
}

fn said(from: Option<(Category, Money)>, to: (Category, Money), reason: &str, by: PersonRef, days: i64) -> HistoryLine {
    HistoryLine { from, to, reason: reason.into(), by, at: now() - TimeDelta::days(days) }
}

/// Value that was recorded twice.
pub(in super::super) fn value_case() -> ValueRealised {
    let value = |whole, what: &str, evidence: &str, days| ValueLine {
        what: what.into(),
        amount: usd(whole),
        evidence: evidence.into(),
        on: days_ago(days),
    };
    let values =
        vec![value(12_000, "Close the <month> in a day", "time sheets", 5), value(24_000, "Two tools less", "", 200)];
    ValueRealised::of(values).expect("a value")
}

pub(in super::super) fn forecast_view() -> ForecastView {
    let likely = (Category::Likely, usd(120_000));
    ForecastView {
        row: globex_row(),
        history: vec![
            said(Some(likely), (Category::Commit, usd(100_000)), "Legal has signed, one team leaves", ana(), 3),
            said(None, likely, "Met their *sponsor*", ben(), 30),
        ],
        value: Some(value_case()),
    }
}

pub(in super::super) fn diff_view() -> DiffView {
    let entry = |of: Renewal, forecast: Option<(Category, Money)>, fate| Entry {
        contract: of.contract,
        account: of.account,
        ends_on: of.ends_on,
        arr: of.arr,
        forecast,
        fate,
        band: of.band,
        likelihood: None,
    };
    let (from, to) = (usd(120_000), usd(90_000));
    let worse = Move::Worse { from: Category::Likely, to: Category::AtRisk };
    let named = |n: u128, name: &str| Renewal { account: account(n, name), ..techcorp_renewal() };
    DiffView {
        since: Some(days_ago(7)),
        until: None,
        scope: BookScope::Mine,
        team: None,
        moved: vec![
            Moved {
                now: entry(globex_renewal(), Some((Category::AtRisk, to)), Fate::Open),
                moves: vec![worse, Move::Lower { from, to }],
                said: Some(said(
                    Some((Category::Likely, from)),
                    (Category::AtRisk, to),
                    "Their *sponsor* left",
                    ana(),
                    2,
                )),
            },
            Moved { now: entry(named(31, "Gone Ltd"), None, Fate::Lost), moves: vec![Move::Lost], said: None },
            Moved {
                now: entry(named(32, "Slow & Co"), None, Fate::Open),
                moves: vec![Move::MovedOut { from: in_days(38), to: in_days(69) }],
                said: None,
            },
            Moved {
                now: entry(techcorp_renewal(), Some((Category::Likely, usd(45_000))), Fate::Open),
                moves: vec![Move::Reviewed { category: Category::Likely, amount: usd(45_000) }],
                said: None,
            },
        ],
        n_compared: 14,
    }
}
