//! The edges of every rule, exactly as the product names them.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;

use super::super::facts::{Change, LastTouch, OpenTicket, Usage, Way};
use super::*;
use crate::domain::health::Milli;
use crate::domain::ids::{AccountId, BandChangeId};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).expect("a date")
}

fn now() -> DateTime<Utc> {
    today().and_hms_opt(9, 0, 0).expect("a time").and_utc()
}

fn days_ago(n: u64) -> NaiveDate {
    today() - Days::new(n)
}

/// A green account of 45,000 in its second year, of which everything is known, and on which no rule holds.
pub(in crate::domain::signal) fn calm() -> Facts {
    Facts {
        account: AccountId(Uuid::from_u128(1)),
        today: today(),
        now: now(),
        started_on: days_ago(500),
        segment: Segment::MidTouch,
        arr_whole: 45_000,
        band: Some(Band::Green),
        change: None,
        usage: Usage {
            decline: Some((0.0, 200.0)),
            logins_down: Some(0.0),
            usage_down: Some(0.0),
            engagement: Some(0.6),
        },
        limit_use: Some(0.5),
        expansion_muted_until: None,
        critical: Some(Vec::new()),
        contract: Some(ends_in(200)),
        champion: Some(Champion::There),
        touch: Some(LastTouch { on: Some(days_ago(3)) }),
        way: Some(Way { n: 5, first_value_reached: true, overdue: None }),
        nps: Some((9.0, days_ago(30), String::new())),
        pulse: None,
        muted: Vec::new(),
    }
}

fn ends_in(days: u64) -> Contract {
    Contract { ends_on: Some(today() + Days::new(days)), forecast: None, is_followed: false, renewed_on: None }
}

/// `Some(true)`: the rule holds; `None`: nobody can tell.
#[track_caller]
fn check(kind: SignalKind, facts: &Facts, expected: Option<bool>) {
    let found = match judge(kind, facts, &Rules::default()) {
        Verdict::Holds(_) => Some(true),
        Verdict::Clear => Some(false),
        Verdict::Unknown => None,
    };
    assert_eq!(found, expected, "{kind:?}: {facts:#?}");
}

#[test]
fn a_calm_account_fires_nothing() {
    for kind in SignalKind::ALL {
        check(kind, &calm(), Some(false));
    }
}

#[test]
fn what_is_not_known_neither_fires_nor_clears() {
    let unknown = Facts {
        band: None,
        change: None,
        usage: Usage::default(),
        limit_use: None,
        critical: None,
        contract: None,
        champion: None,
        touch: None,
        way: None,
        nps: None,
        pulse: Some((Band::Green, today())),
        ..calm()
    };
    for kind in SignalKind::ALL {
        check(kind, &unknown, None);
    }
}

#[test]
fn t1_is_the_turning_and_not_the_colour() {
    use Band::{Green, Red, Yellow};
    let turned = |from, to, is_seen| Change {
        id: BandChangeId(Uuid::nil()),
        from: (from, Some(Milli::whole(55))),
        to: (to, Some(Milli::whole(41))),
        at: now(),
        is_seen,
    };
    for (band, change, expected) in [
        (Some(Red), Some(turned(Yellow, Red, false)), Some(true)),
        (Some(Red), Some(turned(Green, Red, false)), Some(true)),
        // Red and still red the next day: neither news nor over.
        (Some(Red), Some(turned(Yellow, Red, true)), None),
        (Some(Red), None, None),
        (Some(Yellow), Some(turned(Red, Yellow, false)), Some(false)),
        (Some(Yellow), Some(turned(Yellow, Red, false)), Some(false)),
        (Some(Yellow), Some(turned(Green, Yellow, false)), Some(false)),
        (None, Some(turned(Yellow, Red, false)), None),
    ] {
        check(SignalKind::RedTransition, &Facts { band, change, ..calm() }, expected);
    }
}

#[test]
fn t2_needs_more_than_five_thousand_and_a_tenth_less_use() {
    for (arr_whole, down, expected) in [
        (5_000, Some(0.5), Some(false)),
        (5_001, Some(0.5), Some(true)),
        (5_001, Some(0.1), Some(true)),
        (5_001, Some(0.099), Some(false)),
        (5_001, Some(-0.2), Some(false)),
        (5_001, None, None),
        (5_000, None, Some(false)),
    ] {
        let usage = Usage { decline: down.map(|down| (down, 212.0)), ..calm().usage };
        check(SignalKind::ValueAtRisk, &Facts { arr_whole, usage, ..calm() }, expected);
    }
}

#[test]
fn t3_needs_four_fifths_of_a_limit_and_engagement() {
    for (limit_use, engagement, expected) in [
        (Some(0.8), Some(0.7), Some(true)),
        (Some(0.799), Some(0.9), Some(false)),
        (Some(1.2), Some(0.699), Some(false)),
        (None, Some(0.9), None),
        (Some(0.9), None, None),
        (None, Some(0.1), Some(false)),
    ] {
        let usage = Usage { engagement, ..calm().usage };
        check(SignalKind::ExpansionReady, &Facts { usage, limit_use, ..calm() }, expected);
    }
}

#[test]
fn t3_is_silent_until_its_day_after_a_rescue() {
    for (until, expected) in [(today() + Days::new(1), false), (today(), true), (days_ago(1), true)] {
        let usage = Usage { engagement: Some(0.9), ..calm().usage };
        let facts = Facts { limit_use: Some(0.9), usage, expansion_muted_until: Some(until), ..calm() };
        check(SignalKind::ExpansionReady, &facts, Some(expected));
    }
}

#[test]
fn t4_fires_a_second_after_forty_eight_hours_and_not_on_them() {
    let limit = TimeDelta::hours(48);
    for (age, expected) in [
        (limit - TimeDelta::seconds(1), false),
        (limit, false),
        (limit + TimeDelta::seconds(1), true),
        (TimeDelta::days(30), true),
    ] {
        let ticket = OpenTicket { opened_at: now() - age, subject: "Sync is down".into() };
        check(SignalKind::CriticalTicket, &Facts { critical: Some(vec![ticket]), ..calm() }, Some(expected));
    }
}

#[test]
fn t4_tells_of_the_oldest_and_counts_those_past_the_limit() {
    let ticket =
        |hours, subject: &str| OpenTicket { opened_at: now() - TimeDelta::hours(hours), subject: subject.into() };
    let critical = Some(vec![ticket(47, "young"), ticket(50, "old"), ticket(90, "oldest")]);
    let facts = Facts { critical, ..calm() };
    let evidence = judge(SignalKind::CriticalTicket, &facts, &Rules::default()).evidence();
    let since = now() - TimeDelta::hours(90);
    assert_eq!(evidence, Some(Evidence::CriticalTicket { since, subject: "oldest".into(), n: 2 }));
}

#[test]
fn t5_is_sixty_days_and_not_sixty_one() {
    use Band::{Green, Red, Yellow};
    for (days, band, forecast, expected) in [
        (60, Some(Red), None, Some(true)),
        (61, Some(Red), None, Some(false)),
        (60, Some(Yellow), None, Some(true)),
        (60, Some(Green), None, Some(false)),
        (60, Some(Green), Some(Category::AtRisk), Some(true)),
        (61, Some(Green), Some(Category::AtRisk), Some(false)),
        (60, Some(Green), Some(Category::Commit), Some(false)),
        (60, None, None, None),
        (60, None, Some(Category::AtRisk), Some(true)),
        (0, Some(Red), None, Some(true)),
    ] {
        let contract = Some(Contract { forecast, ..ends_in(days) });
        check(SignalKind::RenewalAtRisk, &Facts { band, contract, ..calm() }, expected);
    }
}

#[test]
fn t5_knows_contracts_that_are_followed_or_never_end() {
    let red = Facts { band: Some(Band::Red), ..calm() };
    let contract = Some(Contract { is_followed: true, ..ends_in(10) });
    check(SignalKind::RenewalAtRisk, &Facts { contract, ..red.clone() }, Some(false));
    let contract = Some(Contract { ends_on: None, ..ends_in(0) });
    check(SignalKind::RenewalAtRisk, &Facts { contract, ..red.clone() }, Some(false));
    check(SignalKind::RenewalAtRisk, &Facts { contract: None, ..red }, None);
}

#[test]
fn t6_is_half_the_logins_or_three_tenths_of_use() {
    for (logins_down, usage_down, expected) in [
        (Some(0.5), Some(0.0), Some(true)),
        (Some(0.499), Some(0.299), Some(false)),
        (Some(0.0), Some(0.3), Some(true)),
        (None, Some(0.3), Some(true)),
        (None, Some(0.1), None),
        (Some(0.1), None, None),
        (None, None, None),
    ] {
        let usage = Usage { logins_down, usage_down, ..calm().usage };
        check(SignalKind::UsageCliff, &Facts { usage, ..calm() }, expected);
    }
}

#[test]
fn t6_is_silent_while_it_is_seasonal() {
    let usage = Usage { usage_down: Some(0.9), ..calm().usage };
    let facts = Facts { usage, muted: vec![SignalKind::UsageCliff], ..calm() };
    check(SignalKind::UsageCliff, &facts, Some(false));
    check(SignalKind::UsageCliff, &Facts { muted: vec![SignalKind::GoneQuiet], ..facts }, Some(true));
}

#[test]
fn t7_is_about_the_only_champion() {
    use Segment::{HighTouch, LowTouch, MidTouch, TechTouch};
    let left = || Some(Champion::Left { name: "Kim".into(), on: days_ago(42) });
    for (segment, champion, expected) in [
        (TechTouch, left(), Some(true)),
        (LowTouch, left(), Some(true)),
        (HighTouch, left(), Some(true)),
        (MidTouch, Some(Champion::Never), Some(true)),
        (HighTouch, Some(Champion::Never), Some(true)),
        (LowTouch, Some(Champion::Never), Some(false)),
        (TechTouch, Some(Champion::Never), Some(false)),
        (HighTouch, Some(Champion::There), Some(false)),
        (HighTouch, None, None),
    ] {
        check(SignalKind::ChampionLeft, &Facts { segment, champion, ..calm() }, expected);
    }
}

#[test]
fn t8_is_past_the_cadence_and_not_on_it() {
    use Band::{Green, Red, Yellow};
    for (segment, band, silent, expected) in [
        (Segment::MidTouch, Some(Green), 30, false),
        (Segment::MidTouch, Some(Green), 31, true),
        (Segment::HighTouch, Some(Green), 14, false),
        (Segment::HighTouch, Some(Green), 15, true),
        (Segment::HighTouch, Some(Red), 8, true),
        (Segment::MidTouch, Some(Red), 7, false),
        (Segment::LowTouch, Some(Yellow), 31, true),
        (Segment::LowTouch, Some(Green), 91, false),
        (Segment::LowTouch, None, 92, true),
        (Segment::TechTouch, None, 900, false),
    ] {
        let touch = Some(LastTouch { on: Some(days_ago(silent)) });
        check(SignalKind::GoneQuiet, &Facts { segment, band, touch, ..calm() }, Some(expected));
    }
}

#[test]
fn t8_counts_from_the_start_where_nobody_ever_touched() {
    for (days, expected) in [(30, false), (31, true)] {
        let facts = Facts { started_on: days_ago(days), touch: Some(LastTouch { on: None }), ..calm() };
        check(SignalKind::GoneQuiet, &facts, Some(expected));
    }
    let facts = Facts { touch: Some(LastTouch { on: None }), ..calm() };
    let evidence = judge(SignalKind::GoneQuiet, &facts, &Rules::default()).evidence();
    assert_eq!(evidence, Some(Evidence::GoneQuiet { silent_days: None, cadence_days: 30 }));
}

#[test]
fn t9_is_an_overdue_milestone_or_no_first_value_after_day_ninety() {
    let overdue = || Some(("Integration".to_owned(), days_ago(1)));
    for (day, n, first_value_reached, overdue, expected) in [
        (90, 5, false, None, Some(false)),
        (91, 5, false, None, Some(true)),
        (91, 5, true, None, Some(false)),
        (20, 5, false, overdue(), Some(true)),
        (20, 5, true, overdue(), Some(false)),
        (91, 0, false, None, Some(true)),
        (365, 0, false, None, Some(true)),
        (366, 0, false, None, None),
        (366, 1, false, None, Some(true)),
    ] {
        let way = Some(Way { n, first_value_reached, overdue });
        check(SignalKind::OnboardingLate, &Facts { started_on: days_ago(day), way, ..calm() }, expected);
    }
}

#[test]
fn t10_is_zero_to_six_within_half_a_year() {
    for (score, age, expected) in
        [(0.0, 0, true), (6.0, 180, true), (6.0, 181, false), (7.0, 1, false), (10.0, 1, false)]
    {
        let nps = Some((score, days_ago(age), "Too slow".into()));
        check(SignalKind::Detractor, &Facts { nps, ..calm() }, Some(expected));
    }
}

#[test]
fn t11_is_two_bands_or_one_near_the_renewal() {
    use Band::{Green, Red, Yellow};
    for (pulse, band, renewal, expected) in [
        (Green, Red, 200, true),
        (Red, Green, 200, true),
        (Yellow, Red, 91, false),
        (Yellow, Red, 90, true),
        (Green, Yellow, 0, true),
        (Red, Red, 10, false),
    ] {
        let contract = Some(ends_in(renewal));
        let facts = Facts { pulse: Some((pulse, today())), band: Some(band), contract, ..calm() };
        check(SignalKind::Disagreement, &facts, Some(expected));
        // A call that expired the day before says nothing.
        check(SignalKind::Disagreement, &Facts { pulse: Some((pulse, days_ago(1))), ..facts }, Some(false));
    }
}
