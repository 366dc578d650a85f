//! The portfolio of the product's check figures: 65 accounts of 50K.

use super::*;
use crate::domain::account::{BandCounts, BookFilter, BookScope};
use crate::domain::ids::ExpansionId;
use crate::domain::money::Totals;
use crate::domain::portfolio::{
    BehindRow, BehindView, Charted, ColourDay, Counts, ExpansionRow, ExpansionStage, ExpansionsView, FigureKind, Flow,
    Funnel, FunnelStep, Group, GroupFigures, Lifetime, MetricsAsk, MetricsView, MovedQuarter, MovedQuarters,
    PeriodAsked, PeriodFigures, Retention, Share, Slice, Standing, Theme,
};

fn slice() -> Slice {
    let retention = Retention {
        n_start: 65,
        n_lost: 5,
        n_returned: 1,
        start_minor: 325_000_000,
        expansion_minor: 45_500_000,
        contraction_minor: 1_000_000,
        churn_minor: 25_000_000,
    };
    Slice {
        currency: Currency::USD,
        retention,
        n_end: 62,
        end_minor: 352_500_000,
        n_new: 2,
        new_minor: 8_000_000,
        n_red: 5,
        red_minor: 27_000_000,
    }
}

fn figures(asked: PeriodAsked, slices: Vec<Slice>) -> PeriodFigures {
    let counts = Counts {
        n_programme: 8_000,
        n_touched: 240,
        n_seats_known: 60,
        seats: 4_000,
        active_users: 1_800,
        n_features_known: 0,
        core_features: 0,
        used_features: 0,
        first_value_days: vec![Some(20), Some(41), None],
    };
    let group = Group::named(None, String::new(), None);
    let period = asked.on(today());
    PeriodFigures { asked, period, as_of: today(), groups: vec![GroupFigures { group, slices, counts }] }
}

/// Five quarters, and six weeks in which accounts turned red.
pub(in super::super) fn charted() -> Charted {
    let quarter = |from: &str, new_minor, churn_minor| MovedQuarter {
        from: from.parse().expect("a day"),
        new_minor,
        churn_minor,
        ..MovedQuarter::default()
    };
    let last =
        MovedQuarter { expansion_minor: 45_500_000, contraction_minor: 1_000_000, ..quarter("2026-01-01", 0, 0) };
    let quarters = vec![
        quarter("2025-01-01", 0, 0),
        quarter("2025-04-01", 8_000_000, 0),
        quarter("2025-07-01", 0, 25_000_000),
        quarter("2025-10-01", 4_000_000, 5_000_000),
        last,
    ];
    let colours = (0..6).map(|week: u64| {
        let red = i64::try_from(week).expect("small");
        ColourDay { day: days_ago(35 - 7 * week), counts: BandCounts { red, yellow: 15, green: 45 - red, unknown: 0 } }
    });
    let moved = MovedQuarters { currency: Currency::USD, n_others: 1, quarters };
    Charted { moved: Some(moved), colours: colours.collect() }
}

pub(in super::super) fn metrics() -> MetricsView {
    let sum = |whole| Totals::of([usd(whole)]).expect("a sum");
    let flow = |from, to, n, whole| Flow { from: Some(from), to: Some(to), n, arr: sum(whole) };
    let none = Slice { retention: Retention::default(), ..slice() };
    let lifetime = |segment, churn: Option<Share>, value| Lifetime { segment, average_arr: usd(50_000), churn, value };
    MetricsView {
        ask: MetricsAsk { scope: BookScope::All, ..MetricsAsk::default() },
        today: today(),
        periods: vec![
            figures(PeriodAsked::QuarterToDate, vec![none]),
            figures(PeriodAsked::TwelveMonths, vec![slice()]),
        ],
        flows: vec![
            flow(Band::Green, Band::Yellow, 2, 90_000),
            flow(Band::Yellow, Band::Green, 3, 120_000),
            flow(Band::Green, Band::Green, 40, 2_000_000),
            Flow { from: None, to: None, n: 1, arr: sum(4_000) },
        ],
        delivery: Share::of(999, 1_000),
        lifetimes: vec![
            lifetime(Segment::MidTouch, Share::of(5, 65), Some(usd(487_500))),
            lifetime(Segment::HighTouch, Share::of(0, 9), None),
            lifetime(Segment::LowTouch, None, None),
        ],
        gross_margin: 0.75,
        n_csms: Some(4),
        themes: (
            3,
            90,
            vec![Theme {
                theme: "<!here> export".into(),
                n_tickets: 5,
                n_feedback: 0,
                n_accounts: 4,
                arr: sum(230_000),
            }],
        ),
        charted: charted(),
    }
}

pub(in super::super) fn behind() -> BehindView {
    let row = |n, name: &str, start_minor, end_minor, has_left| BehindRow {
        account: account(n, name),
        currency: Currency::USD,
        standing: Standing { start_minor, end_minor, has_left },
        band: Some(Band::Yellow),
        seats: Some((18, 40)),
        features: None,
        started_on: days_ago(274),
        first_value_on: Some(days_ago(233)),
    };
    let asked = PeriodAsked::TwelveMonths;
    BehindView {
        ask: MetricsAsk { period: Some(asked), ..MetricsAsk::default() },
        figure: FigureKind::Grr,
        group: Some(Group::named(None, String::new(), None)),
        period: asked.on(today()),
        as_of: today(),
        rows: vec![
            row(1, "Lost & Gone", 5_000_000, 0, true),
            row(2, "<!channel>", 5_000_000, 4_000_000, true),
            row(3, "Acme", 5_000_000, 50_500_050, false),
        ],
        page: 0,
        page_size: 10,
        n: 65,
    }
}

pub(in super::super) fn expansions() -> ExpansionsView {
    let step = |n, whole| FunnelStep { n, amount: Totals::of([usd(whole)]).expect("a sum") };
    let row = |n: u128, name: &str, stage, whole| ExpansionRow {
        id: ExpansionId(Uuid::from_u128(n)),
        account: account(n, name),
        stage,
        version: 1,
        arr: usd(whole),
        band: Some(Band::Green),
        limit_use: Some(92),
        owner: Some(ben()),
        flagged_at: now() - TimeDelta::days(12),
    };
    ExpansionsView {
        filter: BookFilter { scope: BookScope::All, segments: vec![Segment::MidTouch], ..BookFilter::default() },
        from: days_ago(365),
        as_of: today(),
        funnel: Funnel {
            steps: [step(47, 2_100_000), step(18, 900_000), step(12, 600_000), step(6, 38_000)],
            n_lost: 9,
        },
        rows: vec![
            row(1, "Acme", ExpansionStage::Flagged, 60_000),
            row(2, "Globex & Sons", ExpansionStage::Chosen, 52_000),
            row(3, "Initech", ExpansionStage::Contacted, 30_000),
        ],
        page: 0,
        page_size: 5,
        n_open: 32,
    }
}
