//! What opens, stays, ends and stays silent, by tables and by properties over whole lives.

use chrono::{DateTime, Days, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use super::super::facts::{Contract, LastTouch};
use super::super::rules::tests::calm;
use super::*;
use crate::domain::cadence::Calendar;
use crate::domain::health::Band;

const QUIET: SignalKind = SignalKind::GoneQuiet;

fn silent_for(days: u64) -> Facts {
    let calm = calm();
    Facts { touch: Some(LastTouch { on: Some(calm.today - Days::new(days)) }), ..calm }
}

fn after(facts: &Facts, days: u64) -> Facts {
    let later = TimeDelta::days(i64::try_from(days).expect("small"));
    Facts { today: facts.today + Days::new(days), now: facts.now + later, ..facts.clone() }
}

fn living(facts: &Facts, silent_days: i64) -> Living {
    Living {
        id: EpisodeId(Uuid::nil()),
        version: 1,
        state: EpisodeState::Open,
        evidence: Evidence::GoneQuiet { silent_days: Some(silent_days), cadence_days: 30 },
        opened_at: facts.now - TimeDelta::days(2),
    }
}

fn ended(facts: &Facts, days_ago: i64, is_cleared: bool) -> Past {
    let ended_at = facts.now - TimeDelta::days(days_ago);
    let last = Last { id: EpisodeId(Uuid::nil()), ended_at, cleared_at: is_cleared.then_some(ended_at) };
    Past { living: None, last: Some(last) }
}

#[track_caller]
fn check(past: &Past, facts: &Facts, expected: &str) {
    let next = next(QUIET, past, facts, &Rules::default());
    let word = match &next {
        Next::Nothing => "nothing".to_owned(),
        Next::Open(_) => "open".to_owned(),
        Next::Refresh { is_again, is_news, .. } => format!("refresh again={is_again} news={is_news}"),
        Next::End(outcome) => format!("end {}", outcome.as_str()),
        Next::Rearm => "rearm".to_owned(),
    };
    assert_eq!(word, expected);
}

#[test]
fn it_opens_once_and_clears_itself() {
    check(&Past::default(), &silent_for(31), "open");
    check(&Past::default(), &silent_for(30), "nothing");
    let silent = silent_for(33);
    let past = |days| Past { living: Some(living(&silent, days)), last: None };
    check(&past(33), &silent, "nothing");
    check(&past(32), &silent, "refresh again=false news=false");
    check(&past(33), &silent_for(0), "end recovered");
    check(&past(33), &Facts { touch: None, ..silent.clone() }, "nothing");
}

#[test]
fn after_an_episode_it_is_silent_for_seven_days() {
    let silent = silent_for(40);
    check(&ended(&silent, 6, true), &silent, "nothing");
    check(&ended(&silent, 7, true), &silent, "open");
}

#[test]
fn what_was_dismissed_is_silent_until_it_cleared_once() {
    let silent = silent_for(40);
    check(&ended(&silent, 300, false), &silent, "nothing");
    check(&ended(&silent, 300, false), &silent_for(0), "rearm");
    check(&ended(&silent, 300, true), &silent_for(0), "nothing");
    check(&ended(&silent, 300, true), &silent, "open");
    check(&ended(&silent, 300, false), &Facts { touch: None, ..silent }, "nothing");
}

#[test]
fn an_end_after_a_renewal_is_a_renewal() {
    let facts = silent_for(0);
    let past = Past { living: Some(living(&facts, 31)), last: None };
    for (began_days_ago, expected) in [(1, "end renewed"), (2, "end recovered"), (30, "end recovered")] {
        let renewed_on = Some(facts.today - Days::new(began_days_ago));
        let contract = facts.contract.map(|contract| Contract { renewed_on, ..contract });
        check(&past, &Facts { contract, ..facts.clone() }, expected);
    }
}

#[test]
fn another_ticket_is_again_and_another_day_is_not() {
    let since = calm().now;
    let ticket =
        |days: i64, n| Evidence::CriticalTicket { since: since + TimeDelta::days(days), subject: "x".into(), n };
    for (before, now, again, news) in [
        (ticket(0, 1), ticket(0, 2), true, true),
        (ticket(0, 1), ticket(1, 1), true, true),
        (ticket(0, 2), ticket(1, 1), false, true),
        (ticket(0, 1), ticket(0, 1), false, false),
    ] {
        assert_eq!((now.is_again(&before), now.is_news(&before)), (again, news), "{before:?} {now:?}");
    }
    let cliff = |down| Evidence::UsageCliff { logins_down: None, usage_down: Some(down) };
    assert!(!cliff(0.34).is_news(&cliff(0.3)) && cliff(0.36).is_news(&cliff(0.3)));
    assert!(Evidence::UsageCliff { logins_down: Some(0.5), usage_down: Some(0.3) }.is_news(&cliff(0.3)));
}

#[test]
fn a_card_waits_for_its_owner_unless_it_is_critical() {
    let berlin = Calendar::ordinary(chrono_tz::Europe::Berlin);
    let saturday: DateTime<Utc> = "2026-03-07T12:00:00Z".parse().expect("an instant");
    let monday: DateTime<Utc> = "2026-03-09T08:00:00Z".parse().expect("an instant");
    for (kind, owner, at) in [
        (SignalKind::GoneQuiet, Some(&berlin), monday),
        (SignalKind::RedTransition, Some(&berlin), saturday),
        (SignalKind::CriticalTicket, Some(&berlin), saturday),
        (SignalKind::GoneQuiet, None, saturday),
    ] {
        assert_eq!(announce_at(kind, owner, saturday), at, "{kind:?}");
    }
}

#[test]
fn the_sixth_of_a_day_goes_to_the_digest_unless_it_is_critical() {
    let rules = Rules::default();
    for (kind, n_today, fits) in [(QUIET, 4, true), (QUIET, 5, false), (SignalKind::CriticalTicket, 99, true)] {
        assert_eq!(has_room(kind, n_today, &rules), fits, "{kind:?} {n_today}");
    }
}

/// The store in small: episodes of one rule on one account.
#[derive(Clone, Debug, Default, PartialEq)]
struct Book {
    past: Past,
    n_opened: u32,
}

impl Book {
    fn look(&mut self, facts: &Facts) {
        match next(QUIET, &self.past, facts, &Rules::default()) {
            Next::Nothing => {}
            Next::Open(evidence) => {
                assert_eq!(self.past.living, None, "never two at once");
                self.n_opened += 1;
                self.past.living = Some(Living { evidence, opened_at: facts.now, ..living(facts, 0) });
            }
            Next::Refresh { evidence, .. } => {
                self.past.living = self.past.living.take().map(|living| Living { evidence, ..living });
            }
            Next::End(_) => self.end(facts, Some(facts.now)),
            Next::Rearm => {
                self.past.last = self.past.last.map(|last| Last { cleared_at: Some(facts.now), ..last });
            }
        }
    }

    fn end(&mut self, facts: &Facts, cleared_at: Option<DateTime<Utc>>) {
        if let Some(living) = self.past.living.take() {
            self.past.last = Some(Last { id: living.id, ended_at: facts.now, cleared_at });
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Day {
    Silent,
    Touched,
    Unknown,
    Dismissed,
}

fn days() -> impl Strategy<Value = Vec<Day>> {
    let day = prop_oneof![
        4 => Just(Day::Silent),
        2 => Just(Day::Touched),
        1 => Just(Day::Unknown),
        1 => Just(Day::Dismissed),
    ];
    proptest::collection::vec(day, 1..60)
}

proptest! {
    #[test]
    fn looking_twice_is_looking_once(days in days()) {
        let (mut once, mut twice) = (Book::default(), Book::default());
        for (n, day) in days.iter().enumerate() {
            let facts = after(&calm(), n as u64);
            let touch = match day {
                Day::Silent | Day::Dismissed => Some(LastTouch { on: Some(facts.today - Days::new(99)) }),
                Day::Touched => Some(LastTouch { on: Some(facts.today) }),
                Day::Unknown => None,
            };
            let facts = Facts { touch, ..facts };
            once.look(&facts);
            twice.look(&facts);
            twice.look(&facts);
            if matches!(day, Day::Dismissed) {
                once.end(&facts, None);
                twice.end(&facts, None);
            }
            prop_assert_eq!(&once, &twice);
        }
    }

    #[test]
    fn two_openings_are_a_week_apart_or_more(days in days()) {
        let mut book = Book::default();
        let mut opened: Vec<DateTime<Utc>> = Vec::new();
        for (n, day) in days.iter().enumerate() {
            let facts = after(&calm(), n as u64);
            let touched = match day {
                Day::Touched => facts.today,
                Day::Silent | Day::Unknown | Day::Dismissed => facts.today - Days::new(99),
            };
            let facts = Facts { touch: Some(LastTouch { on: Some(touched) }), band: Some(Band::Green), ..facts };
            book.look(&facts);
            let opens = book.past.living.as_ref().map(|living| living.opened_at);
            opened.extend(opens.filter(|at| opened.last() != Some(at)));
        }
        prop_assert!(opened.windows(2).all(|pair| TimeDelta::days(7) <= pair[1] - pair[0]), "{:?}", opened);
    }
}
