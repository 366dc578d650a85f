//! The sample's accounts as a whole: each entry of the roster with what follows from it.
//!
//! Days count from the book's own day: day 0 is the day on which the demo begins, and the book knows days up to −1.

use chrono::{Datelike, NaiveDate, TimeDelta};

use super::chance::Chance;
use super::kind::Kind;
use super::profile::{Champion, Profile, Rhythm};
use super::roster::{CHURNED, Entry, HIGH_TOUCH, MID_MARKET, OWNERLESS, TECH_TOUCH, UNKNOWN};

pub(super) const ANA_KEY: &str = "p-ana";
pub(super) const BO_KEY: &str = "p-bo";
pub(super) const TIA_KEY: &str = "p-tia";

/// Days in a contract's year.
const YEAR: i64 = 365;
/// Every account but those that are onboarding is at least so old, so that its usage has a baseline.
const LEAST_AGE: i64 = 130;
/// From this ARR on an account is touched every two weeks instead of monthly; see `domain::segment`.
const HIGH_TOUCH_ARR: i64 = 100_000;
/// Below this ARR touches are automated: no person writes any.
const TECH_TOUCH_ARR: i64 = 5_000;

/// All accounts, on one day.
#[derive(Clone, Debug)]
pub(super) struct Book {
    /// Day 0.
    pub today: NaiveDate,
    pub accounts: Vec<Account>,
}

/// One account of the sample.
#[derive(Clone, Debug)]
pub(super) struct Account {
    pub name: &'static str,
    /// Its name in external ids and in its domain.
    pub slug: String,
    pub industry: &'static str,
    /// The external id of its owner; empty without one.
    pub owner: &'static str,
    /// Whole units.
    pub arr: i64,
    pub currency: &'static str,
    pub kind: Kind,
    pub profile: Profile,
    /// Its first day.
    pub started: i64,
    /// The last day of its contract.
    pub ends: i64,
    pub seats: i64,
    pub chance: Chance,
}

impl Book {
    /// The book of a day.
    pub(super) fn of(today: NaiveDate) -> Self {
        let mid = MID_MARKET.iter().map(|entry| Account::of(*entry, ANA_KEY, "USD"));
        let high = HIGH_TOUCH.iter().map(|entry| Account::of(*entry, BO_KEY, "USD"));
        let tech = TECH_TOUCH.iter().map(|(entry, currency)| Account::of(*entry, TIA_KEY, currency));
        let others = [(OWNERLESS, ""), (UNKNOWN, TIA_KEY), (CHURNED, TIA_KEY)];
        let others = others.into_iter().map(|(entry, owner)| Account::of(entry, owner, "USD"));
        Self { today, accounts: mid.chain(high).chain(tech).chain(others).collect() }
    }

    /// The calendar date of a day.
    pub(super) fn date(&self, day: i64) -> NaiveDate {
        self.today + TimeDelta::days(day)
    }

    /// An instant as the import reads it. `hour` is UTC, `minute` below 60.
    pub(super) fn instant(&self, day: i64, hour: i64, minute: i64) -> String {
        format!("{}T{hour:02}:{minute:02}:00Z", self.date(day))
    }

    /// Monday is 0.
    pub(super) fn weekday(&self, day: i64) -> u32 {
        self.date(day).weekday().num_days_from_monday()
    }

    /// Accounts that a feed says something of: those that are neither lost nor known by name only.
    pub(super) fn at_work(&self) -> impl Iterator<Item = &Account> {
        self.accounts.iter().filter(|account| !matches!(account.kind, Kind::Churned | Kind::Unknown))
    }
}

impl Account {
    fn of((name, industry, arr, ends, kind): Entry, owner: &'static str, currency: &'static str) -> Self {
        let slug = slug(name);
        let chance = Chance::of(&slug);
        let profile = kind.profile(chance);
        Self {
            name,
            industry,
            owner,
            arr,
            currency,
            kind,
            profile: Profile { touches: touches(arr, profile), champion: champion(arr, profile), ..profile },
            started: started(kind, ends, chance),
            ends,
            // 500 of ARR a seat; small accounts have ten, or their use would be noise.
            seats: (arr / 500).max(10),
            slug,
            chance,
        }
    }

    /// Its external id.
    pub(super) fn key(&self) -> String {
        format!("a-{}", self.slug)
    }

    /// Whether something that happens at that rhythm happens on a day. `what` tells apart what an account has several
    /// of.
    pub(super) fn falls_on(&self, rhythm: Rhythm, what: &str, day: i64) -> bool {
        let falls = match rhythm {
            Rhythm::Every(days) => (day - self.chance.below(days, what, 0)).rem_euclid(days) == 0,
            Rhythm::EveryFrom(days, first) => (day - first).rem_euclid(days) == 0,
            Rhythm::On(days) => days.contains(&day),
        };
        falls && self.started <= day
    }

    /// The last day up to `day` on which something happened, looking a year back.
    pub(super) fn last_day(&self, rhythm: Rhythm, what: &str, day: i64) -> Option<i64> {
        (day - YEAR..=day).rev().find(|day| self.falls_on(rhythm, what, *day))
    }

    /// Whether people touch it at all.
    pub(super) fn is_touched(&self) -> bool {
        TECH_TOUCH_ARR <= self.arr
    }

    /// Whether it is one of the large ones.
    pub(super) fn is_large(&self) -> bool {
        HIGH_TOUCH_ARR <= self.arr
    }
}

/// Large accounts are touched twice as often.
fn touches(arr: i64, profile: Profile) -> Rhythm {
    if let Rhythm::Every(days) = profile.touches
        && HIGH_TOUCH_ARR <= arr
    {
        return Rhythm::Every(days / 2);
    }
    profile.touches
}

/// Where nobody calls, nobody hears that a champion left: there is one, or none was ever known.
fn champion(arr: i64, profile: Profile) -> Champion {
    let is_unheard = arr < TECH_TOUCH_ARR && matches!(profile.champion, Champion::Left(_));
    if is_unheard { Champion::Never } else { profile.champion }
}

/// A whole number of contract years before the contract's end.
fn started(kind: Kind, ends: i64, chance: Chance) -> i64 {
    if let Kind::Onboarding(days) = kind {
        return -days;
    }
    let first = ends - YEAR;
    let years = if kind == Kind::TechCorp { 0 } else { chance.below(3, "years", 0) };
    let started = first - years * YEAR;
    if -LEAST_AGE < started { started - YEAR } else { started }
}

/// Small ASCII letters and hyphens; what has no such letter is left out.
fn slug(name: &str) -> String {
    let lower = name.to_lowercase();
    let letters = lower.chars().filter_map(|letter| match letter {
        'a'..='z' | '0'..='9' => Some(letter),
        'ü' => Some('u'),
        'ï' => Some('i'),
        'ö' => Some('o'),
        ' ' | '&' => Some('-'),
        _ => None,
    });
    let slug: String = letters.collect();
    slug.split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}
