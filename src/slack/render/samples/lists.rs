//! A book, and a score explained.

use super::*;
use crate::domain::account::{BandCounts, BookFilter, BookRow, BookView, WhyView};
use crate::domain::health::{Band, Measure, Milli, Model, Trend, smallest_lift};
use crate::domain::money::{Currency, Money, Totals};
use crate::domain::reason::Reason;

fn row(
    n: u128,
    name: &str,
    health: (Option<Band>, i32, Trend),
    arr: i64,
    days: i64,
    reason: Option<Reason>,
) -> BookRow {
    let (band, points, trend) = health;
    BookRow {
        account: account(n, name),
        band,
        score: band.map(|_| Milli::whole(points)),
        trend,
        arr: usd(arr),
        renewal_in_days: Some(days),
        reason,
        owner: Some(ana()),
    }
}

pub(in super::super) fn book() -> BookView {
    let red = (Some(Band::Red), 41, Trend::FallingFast);
    BookView {
        filter: BookFilter { bands: vec![Band::Red, Band::Yellow], ..BookFilter::default() },
        rows: vec![
            row(11, "TechCorp", red, 45_000, 91, Some(Reason::UsageDown(45))),
            BookRow {
                owner: Some(ben()),
                ..row(
                    13,
                    "Globex & Sons",
                    (Some(Band::Yellow), 62, Trend::Falling),
                    120_000,
                    44,
                    Some(Reason::CriticalTicket(52)),
                )
            },
            row(14, "Initech", (Some(Band::Yellow), 55, Trend::Steady), 8_250, -3, None),
            row(12, "Northwind Labs", (None, 0, Trend::Steady), 4_000, 300, Some(Reason::Silent(None))),
        ],
        page: 0,
        page_size: 10,
        n_matching: 14,
        n_total: 65,
        arr_matching: Totals::of([usd(710_000)]).expect("a sum"),
        arr_total: Totals::of([usd(3_200_000), Money::new(64_000_000, Currency::EUR)]).expect("a sum"),
        bands: BandCounts { red: 3, yellow: 10, green: 0, unknown: 1 },
    }
}

pub(in super::super) fn why() -> WhyView {
    let account = techcorp();
    let lift = account
        .health
        .as_ref()
        .and_then(|health| smallest_lift(&Model::default_model(), &health.assessment, &health.standing?));
    WhyView {
        account,
        history: (0..90)
            .map(|n| (days_ago(89 - n), Some(Milli::whole(72 - i32::try_from(n).unwrap_or(0) / 3))))
            .collect(),
        moved: vec![
            (Measure::UsageTrend, Milli::whole(10), Milli(0)),
            (Measure::ChampionPresent, Milli::whole(6), Milli(0)),
        ],
        lift,
    }
}
