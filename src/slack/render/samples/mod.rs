//! Views for tests: TechCorp of the product's check figures, and its neighbours.

mod days;
mod lists;
mod plans;
mod portfolio;
mod renewals;
mod signals;
mod steps;

pub(super) use days::{digest, quiet_day};
pub(super) use lists::{book, why};
pub(super) use plans::{nudge, pack, plan};
pub(super) use portfolio::{behind, charted, expansions, metrics};
pub(super) use renewals::{diff_view, forecast_view, renewals, value_case};
pub(super) use signals::{risks, signal};
pub(super) use steps::step;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;

use super::message::Reader;
use crate::domain::account::{AccountRef, AccountView, ContactLine, HealthView, Proposal, RenewalLine, RunLine};
use crate::domain::advocacy::{Advocacy, AdvocacyKind, AdvocacyStage};
use crate::domain::feedback::{FeedbackLine, FeedbackTheme};
use crate::domain::freshness::AsOf;
use crate::domain::health::{Band, Measure, Measures, Milli, Model, Standing, Trend, assess};
use crate::domain::ids::{AccountId, AdvocacyId, FeedbackId, PersonId, RunId};
use crate::domain::lifecycle::Phase;
use crate::domain::money::{Currency, Money};
use crate::domain::person::{Deed, Person, PersonRef, Role};
use crate::domain::reason::Reason;
use crate::domain::rules::Reach;
use crate::domain::segment::{CadenceReason, Segment};
use crate::domain::signal::SignalKind;
use crate::domain::voice::Voice;

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
    Reader {
        person: Some(ana().id),
        zone: chrono_tz::Europe::Berlin,
        command: "/csm".into(),
        sees: Reach::All,
        audience: super::Audience::Alone,
    }
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
        segment_source: None,
        phase: Phase::Adoption,
        day: 274,
        owner: Some(ana()),
        tags: Vec::new(),
        arr: usd(45_000),
        health: Some(health()),
        pulse: None,
        reasons: vec![
            Reason::UsageDown(45),
            Reason::ChampionLeft { name: "Dana Reyes".into(), days: 42 },
            Reason::NoExecutive,
            Reason::RenewalIn(91),
        ],
        renewal: Some(renewal_in_91_days()),
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
        signals: vec![],
        voice: Voice::default(),
        page: Some("https://crm.example.com/accounts/techcorp".into()),
        as_of: AsOf { surveys: Some(days_ago(49)), ..fed() },
    }
}

pub(super) fn techcorp_in_rescue() -> AccountView {
    let run = RunLine { id: RunId(Uuid::from_u128(31)), title: "Red account rescue".into(), n_ended: 1, n_steps: 12 };
    let signals = vec![signals::line(SignalKind::RedTransition), signals::line(SignalKind::CriticalTicket)];
    AccountView { proposal: None, runs: vec![run], critical_open_hours: Some(52), signals, ..techcorp() }
}

/// Everything came in today, and use of yesterday.
pub(super) fn fed() -> AsOf {
    let today = Some(today());
    AsOf {
        usage: Some(days_ago(1)),
        tickets: today,
        surveys: today,
        touches: today,
        contacts: today,
        contracts: today,
        ..AsOf::default()
    }
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
        segment_source: None,
        phase: Phase::Onboarding,
        day: 12,
        owner: None,
        tags: Vec::new(),
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
        pulse: None,
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
        signals: vec![],
        voice: Voice::default(),
        page: None,
        as_of: AsOf { usage: Some(days_ago(18)), ..AsOf::default() },
    }
}

/// A customer who writes names to do harm.
pub(super) fn hostile() -> AccountView {
    let name = format!("<!channel> *_~`:red_circle: \u{202E}\u{200B}& {}", "x".repeat(3_000));
    let contact = ContactLine { name: "<@U0BEN>\n> *root*".into(), left_on: None, last_contact_at: None };
    AccountView {
        account: AccountRef { name, ..techcorp().account },
        pulse: None,
        reasons: vec![Reason::ChampionLeft { name: "\u{202E}<!here>".into(), days: 1 }],
        champion: Some(contact.clone()),
        executive: Some(ContactLine { name: "ليلى".into(), ..contact }),
        ..techcorp()
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
        locale: crate::domain::locale::Locale::default(),
    }
}

/// Something that a customer said, with the themes that can be made of it.
pub(super) fn feedback_line(words: &str) -> FeedbackLine {
    let themes: Vec<FeedbackTheme> =
        ["data export"].into_iter().chain(words.split(' ').take(4)).filter_map(FeedbackTheme::parse).collect();
    FeedbackLine {
        id: FeedbackId(Uuid::from_u128(51)),
        themes,
        words: words.to_owned(),
        link: Some(format!("https://steward.slack.com/archives/{words}")),
        on: days_ago(3),
        by: ana(),
    }
}

/// Something that a customer does for us.
pub(super) fn favour(note: &str) -> Advocacy {
    Advocacy {
        id: AdvocacyId(Uuid::from_u128(52)),
        kind: AdvocacyKind::CaseStudy,
        stage: AdvocacyStage::Agreed,
        note: note.to_owned(),
        link: Some(note.to_owned()),
        by: ana(),
        at: now(),
        version: 2,
    }
}

fn renewal_in_91_days() -> RenewalLine {
    RenewalLine { ends_on: today() + Days::new(91), in_days: 91, auto_renew: false, notice_on: None, forecast: None }
}
