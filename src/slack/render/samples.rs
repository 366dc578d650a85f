//! Views for tests: TechCorp of the product's check figures, and its neighbours.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;

use super::message::Reader;
use crate::domain::account::{
    AccountRef, AccountView, AsOf, BandCounts, BookFilter, BookRow, BookScope, BookView, ContactLine, HealthView,
    Proposal, RenewalLine, RenewalRow, RenewalsView, RunLine, WhyView,
};
use crate::domain::digest::{BandChange, CrossedRenewal, DigestView, DueStep, QuietAccount, Section, WaitingTicket};
use crate::domain::health::{Band, Measure, Measures, Milli, Model, Standing, Trend, assess, smallest_lift};
use crate::domain::ids::{AccountId, PersonId, RunId, ScheduleId, StepId};
use crate::domain::lifecycle::Phase;
use crate::domain::money::{Currency, Money, Totals};
use crate::domain::person::{Deed, Person, PersonRef, Role};
use crate::domain::playbook::{StepCard, StepMark, StepState};
use crate::domain::reason::Reason;
use crate::domain::segment::{CadenceReason, Segment};

/// Monday morning in Berlin.
pub(super) fn now() -> DateTime<Utc> {
    "2026-03-02T08:12:00Z".parse().expect("a date")
}

pub(super) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).expect("a date")
}

pub(super) fn days_ago(n: u64) -> NaiveDate {
    today() - Days::new(n)
}

pub(super) fn reader() -> Reader {
    Reader { person: Some(ana().id), zone: chrono_tz::Europe::Berlin, command: "/csm".into() }
}

pub(super) fn ana() -> PersonRef {
    PersonRef { id: PersonId(Uuid::from_u128(1)), name: "Ana Ruiz".into(), slack_user_id: Some("U0ANA".into()) }
}

pub(super) fn ben() -> PersonRef {
    PersonRef { id: PersonId(Uuid::from_u128(2)), name: "Ben Okafor".into(), slack_user_id: Some("U0BEN".into()) }
}

pub(super) fn deed(by: PersonRef, minutes_ago: i64) -> Deed {
    Deed { by, at: now() - TimeDelta::minutes(minutes_ago) }
}

pub(super) fn usd(whole: i64) -> Money {
    Money::from_whole(whole, Currency::USD).expect("small")
}

pub(super) fn account(n: u128, name: &str) -> AccountRef {
    AccountRef { id: AccountId(Uuid::from_u128(n)), name: name.into() }
}

fn measures() -> Measures {
    let fresh = days_ago(1);
    let measures = Measures { days_of_history: 274, ..Measures::default() }
        .with(Measure::LoginFrequency, 8.0, fresh)
        .with(Measure::FeatureAdoption, 0.25, fresh)
        .with(Measure::UsageTrend, -0.45, fresh)
        .with(Measure::TouchRecency, 1.6, fresh)
        .with(Measure::ChampionPresent, 0.0, fresh)
        .with(Measure::ExecutiveContact, 9999.0, fresh)
        .with(Measure::TicketVolume, 1.0, fresh)
        .with(Measure::CriticalOpen, 0.0, fresh)
        .with(Measure::Escalations, 0.0, fresh)
        .with(Measure::Nps, 7.0, days_ago(49))
        .with(Measure::AutoRenew, 0.0, today())
        .with(Measure::OverdueInvoices, 0.0, today())
        .with(Measure::Contraction, 0.0, today());
    let mut readings = measures.readings.clone();
    if let Some(trend) = readings.get_mut(&Measure::UsageTrend) {
        trend.baseline = Some(212.0);
    }
    Measures { readings, ..measures }
}

pub(super) fn health() -> HealthView {
    let assessment = assess(&Model::default_model(), &measures(), today());
    HealthView {
        band: assessment.natural_band(),
        score: assessment.score,
        change_14d: Some(Milli(-17_200)),
        trend: Trend::FallingFast,
        confidence: assessment.confidence,
        standing: Some(Standing {
            band: Band::Red,
            since: now() - TimeDelta::days(3),
            before: Some(Band::Yellow),
            across_since: None,
        }),
        assessment,
        scored_at: now() - TimeDelta::hours(2),
    }
}

pub(super) fn techcorp() -> AccountView {
    AccountView {
        account: account(11, "TechCorp"),
        segment: Segment::MidTouch,
        phase: Phase::Adoption,
        day: 274,
        owner: Some(ana()),
        arr: usd(45_000),
        health: Some(health()),
        reasons: vec![
            Reason::UsageDown(45),
            Reason::ChampionLeft { name: "Dana Reyes".into(), days: 42 },
            Reason::NoExecutive,
            Reason::RenewalIn(91),
        ],
        renewal: Some(RenewalLine {
            ends_on: today() + Days::new(91),
            in_days: 91,
            auto_renew: false,
            notice_on: None,
        }),
        last_touch_at: Some(now() - TimeDelta::days(8)),
        next_touch_on: Some(days_ago(1)),
        cadence: Some((7, CadenceReason::Band(Band::Red))),
        champion: Some(ContactLine {
            name: "Dana Reyes".into(),
            left_on: Some(days_ago(42)),
            last_contact_at: Some(now() - TimeDelta::days(50)),
        }),
        executive: None,
        seats: Some(40),
        active_users: Some(18),
        features: Some((2, 8)),
        n_open_tickets: 3,
        critical_open_hours: None,
        nps: Some((7.0, days_ago(49))),
        runs: vec![],
        proposal: Some(Proposal {
            playbook: "red_account_rescue".into(),
            title: "Red account rescue".into(),
            last_due_day: 84,
            slack_days: Some(7),
        }),
        as_of: AsOf { usage: Some(days_ago(1)), tickets: Some(today()), surveys: Some(days_ago(49)) },
    }
}

pub(super) fn techcorp_in_rescue() -> AccountView {
    let run = RunLine { id: RunId(Uuid::from_u128(31)), title: "Red account rescue".into(), n_ended: 1, n_steps: 12 };
    AccountView { proposal: None, runs: vec![run], critical_open_hours: Some(52), ..techcorp() }
}

/// Just imported: nothing is known, and usage is old.
pub(super) fn newcomer() -> AccountView {
    let measures = Measures { days_of_history: 12, ..Measures::default() }
        .with(Measure::UsageTrend, -0.1, days_ago(18))
        .with(Measure::AutoRenew, 1.0, today());
    let assessment = assess(&Model::default_model(), &measures, today());
    AccountView {
        account: account(12, "Northwind Labs"),
        segment: Segment::LowTouch,
        phase: Phase::Onboarding,
        day: 12,
        owner: None,
        arr: usd(8_250),
        health: Some(HealthView {
            band: None,
            score: None,
            change_14d: None,
            trend: Trend::Steady,
            confidence: assessment.confidence,
            standing: None,
            assessment,
            scored_at: now(),
        }),
        reasons: vec![],
        renewal: None,
        last_touch_at: None,
        next_touch_on: Some(today() + Days::new(30)),
        cadence: Some((91, CadenceReason::Segment(Segment::LowTouch))),
        champion: None,
        executive: None,
        seats: None,
        active_users: None,
        features: None,
        n_open_tickets: 0,
        critical_open_hours: None,
        nps: None,
        runs: vec![],
        proposal: None,
        as_of: AsOf { usage: Some(days_ago(18)), tickets: None, surveys: None },
    }
}

/// A customer who writes names to do harm.
pub(super) fn hostile() -> AccountView {
    let name = format!("<!channel> *_~`:red_circle: \u{202E}\u{200B}& {}", "x".repeat(3_000));
    let contact = ContactLine { name: "<@U0BEN>\n> *root*".into(), left_on: None, last_contact_at: None };
    AccountView {
        account: AccountRef { name, ..techcorp().account },
        reasons: vec![Reason::ChampionLeft { name: "\u{202E}<!here>".into(), days: 1 }],
        champion: Some(contact.clone()),
        executive: Some(ContactLine { name: "ليلى".into(), ..contact }),
        ..techcorp()
    }
}

/// The second step of TechCorp's rescue, just prompted.
pub(super) fn step() -> StepCard {
    StepCard {
        step: StepId(Uuid::from_u128(41)),
        version: 1,
        run: RunId(Uuid::from_u128(31)),
        play: "Red account rescue".into(),
        account: account(11, "TechCorp"),
        title: "Usage audit".into(),
        what: "Find what stopped being used, by whom and since when, and write a re-onboarding plan for those people."
            .into(),
        checklist: vec![
            "Features and teams that fell away, with dates".into(),
            "One cause for each, in the customer's words".into(),
            "A re-onboarding plan that the new champion agrees to".into(),
        ],
        bar: vec![StepMark::Ended, StepMark::Here, StepMark::ToCome, StepMark::ToCome, StepMark::ToCome],
        number: 2,
        occurrence: (1, 1),
        state: StepState::Due,
        owner: ana(),
        zone: chrono_tz::Europe::Berlin,
        due_at: "2026-03-09T16:00:00Z".parse().expect("a date"),
        moved_from: None,
        acknowledged: None,
        ended: None,
        snoozed_until: None,
        note: String::new(),
        snoozes: 0,
        started: deed(ben(), 7 * 24 * 60),
        reasons: techcorp().reasons,
        health: (Some(Band::Red), Some(Milli(41_349))),
        arr: usd(45_000),
        renewal_in_days: Some(91),
        slack_days: Some(7),
    }
}

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

pub(super) fn book() -> BookView {
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

pub(super) fn renewals() -> RenewalsView {
    let line = |in_days: i64| RenewalLine {
        ends_on: today() + Days::new(in_days.unsigned_abs()),
        in_days,
        auto_renew: in_days < 60,
        notice_on: (in_days < 60).then(|| today() + Days::new(14)),
    };
    let of = |row: BookRow, play: Option<&str>| RenewalRow {
        account: row.account,
        renewal: line(row.renewal_in_days.unwrap_or_default()),
        arr: row.arr,
        band: row.band,
        score: row.score,
        reason: row.reason,
        owner: row.owner,
        play: play.map(str::to_owned),
    };
    let mut rows = book().rows.into_iter();
    let (techcorp, globex) = (rows.next().expect("a row"), rows.next().expect("a row"));
    RenewalsView {
        window_days: 120,
        scope: BookScope::Mine,
        rows: vec![of(globex, Some("Critical escalation")), of(techcorp, None)],
        page: 0,
        page_size: 10,
        n_matching: 2,
        arr: Totals::of([usd(165_000)]).expect("a sum"),
        arr_at_risk: Totals::of([usd(45_000)]).expect("a sum"),
        bands: BandCounts { red: 1, yellow: 1, green: 0, unknown: 0 },
        n_total: 65,
    }
}

fn due(n: u128, title: &str, hours: i64, state: StepState) -> DueStep {
    DueStep {
        step: StepId(Uuid::from_u128(n)),
        version: 2,
        title: title.into(),
        play: "Red account rescue".into(),
        account: account(11, "TechCorp"),
        due_at: now() + TimeDelta::hours(hours),
        overdue: hours < 0,
        state,
    }
}

fn change(n: u128, name: &str, bands: (Band, Band), points: (i32, i32), reason: Option<Reason>) -> BandChange {
    BandChange {
        account: account(n, name),
        from: Some(bands.0),
        to: Some(bands.1),
        from_score: Some(Milli::whole(points.0)),
        to_score: Some(Milli::whole(points.1)),
        reason,
        arr: usd(45_000),
    }
}

/// Asked for on a day on which nothing is due.
pub(super) fn quiet_day() -> DigestView {
    DigestView {
        person: Some(ana()),
        schedule: None,
        day: today(),
        zone: chrono_tz::Europe::Berlin,
        late_for: None,
        do_first: Section::of(vec![]),
        n_overdue: 0,
        changed: Section::of(vec![]),
        waiting: Section::of(vec![]),
        renewals: Section::of(vec![]),
        n_renewals_60d: 0,
        quiet: Section::of(vec![]),
        good_news: Section::of(vec![]),
        as_of: AsOf { usage: Some(days_ago(1)), tickets: Some(today()), surveys: None },
        gathered_at: now(),
    }
}

/// Posted on a morning with something in every section.
pub(super) fn digest() -> DigestView {
    let reds = (0..7).map(|n| {
        let name = if n == 0 { "TechCorp".to_owned() } else { format!("Account {n}") };
        change(11 + n, &name, (Band::Yellow, Band::Red), (58, 41), Some(Reason::UsageDown(45)))
    });
    DigestView {
        schedule: Some(ScheduleId(Uuid::from_u128(51))),
        do_first: Section::of(vec![
            due(41, "Usage audit", -64, StepState::Due),
            due(42, "Executive alignment", 8, StepState::Acknowledged),
            due(43, "Two quick wins", 8, StepState::Done),
        ]),
        n_overdue: 1,
        changed: Section::of(reds.collect()),
        waiting: Section::of(vec![WaitingTicket {
            account: account(13, "Globex & Sons"),
            subject: "Login is down for <everybody>\nagain".into(),
            open_hours: 52,
        }]),
        renewals: Section::of(vec![CrossedRenewal {
            account: account(14, "Initech"),
            checkpoint_days: 60,
            ends_on: today() + Days::new(60),
            arr: usd(120_000),
            band: Some(Band::Green),
        }]),
        n_renewals_60d: 2,
        quiet: Section::of(vec![QuietAccount {
            account: account(15, "Umbrella"),
            silent_days: Some(41),
            cadence_days: 30,
            arr: usd(9_000),
        }]),
        good_news: Section::of(vec![change(16, "Hooli", (Band::Yellow, Band::Green), (66, 72), None)]),
        ..quiet_day()
    }
}

pub(super) fn why() -> WhyView {
    let account = techcorp();
    let lift = account
        .health
        .as_ref()
        .and_then(|health| smallest_lift(&Model::default_model(), &health.assessment, Band::Red));
    WhyView {
        account,
        history: (0..90).map(|n| (days_ago(89 - n), Milli::whole(72 - i32::try_from(n).unwrap_or(0) / 3))).collect(),
        moved: vec![
            (Measure::UsageTrend, Milli::whole(10), Milli(0)),
            (Measure::ChampionPresent, Milli::whole(6), Milli(0)),
        ],
        lift,
    }
}

pub(super) fn person() -> Person {
    let time = |hour| chrono::NaiveTime::from_hms_opt(hour, 0, 0).expect("a time");
    Person {
        who: ana(),
        role: Role::Csm,
        team: "EMEA".into(),
        zone: chrono_tz::Europe::Berlin,
        working_days: vec![1, 2, 3, 4, 5],
        working_from: time(9),
        working_to: time(17),
    }
}
