//! Leave with cover: who does somebody's work while they are away.
//!
//! Whoever covers may be away too; then their own cover does it, and so on. Where that ends nowhere, the manager of the
//! person who is away hears of it, with the reason; where there is no manager either, the person themselves does, for
//! work that nobody hears of is lost.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::cadence::{DateRange, local_day};
use super::ids::{LeaveId, PersonId};
use super::person::PersonRef;

/// The longest leave, in days: longer is a mistake, or a change of owner.
pub const MOST_DAYS: i64 = 366;

/// Days on which somebody is away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leave {
    /// Which.
    pub id: LeaveId,
    /// Who is away.
    pub person: PersonId,
    /// On which days.
    pub days: DateRange,
    /// Who covers; `None`: nobody was named, or whoever was is gone.
    pub cover: Option<PersonId>,
}

/// Somebody who is away some time, with what matters for finding who acts for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absentee {
    /// Their clock: leave begins and ends at its midnights.
    pub zone: Tz,
    /// Their manager, if they have one who is there.
    pub manager: Option<PersonId>,
    /// Their leave.
    pub leave: Vec<Leave>,
}

/// Everybody who is away about now or later.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster(pub HashMap<PersonId, Absentee>);

/// Why no cover acts for somebody who is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoCover {
    /// None was named.
    NotNamed,
    /// Each one in the chain is away too.
    AwayToo,
}

/// Who acts for somebody who is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acting {
    /// Who does.
    pub who: PersonId,
    /// The last day of the other's leave.
    pub until: NaiveDate,
    /// Set where it is the manager: why no cover does.
    pub no_cover: Option<NoCover>,
}

/// The same, as a message names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandIn {
    /// Who acts.
    pub who: PersonRef,
    /// The last day on which the other is away.
    pub until: NaiveDate,
    /// Set where it is the manager: why no cover does.
    #[serde(default)]
    pub no_cover: Option<NoCover>,
}

/// Leave as its person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaveView {
    /// Which.
    pub id: LeaveId,
    /// Its days.
    pub days: DateRange,
    /// Who was named as cover.
    pub cover: Option<PersonRef>,
    /// Who acts where that is not the cover, on the first day on which it is so; and why it is the manager.
    pub instead: Option<(NaiveDate, PersonRef, Option<NoCover>)>,
    /// Nobody acts on such a day: no cover, and no manager.
    pub nobody_on: Option<NaiveDate>,
    /// Working days among them.
    pub n_working_days: usize,
}

/// All that stands, the earliest first; and for whom the asker acts now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaveNow {
    /// Their own leave.
    pub own: Vec<LeaveView>,
    /// Whom they cover for now, until when.
    pub covering: Vec<(PersonRef, NaiveDate)>,
}

/// Why leave was not taken down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LeaveRefusal {
    /// It is over already, or began before today.
    Past {
        /// Its first day.
        from: NaiveDate,
    },
    /// It ends before it begins.
    Backwards {
        /// Its first day.
        from: NaiveDate,
        /// Its last day.
        to: NaiveDate,
    },
    /// It is longer than [`MOST_DAYS`].
    TooLong {
        /// Its days.
        days: i64,
    },
    /// The person is away on some of these days already.
    Overlaps {
        /// The first day of what stands.
        from: NaiveDate,
        /// Its last.
        to: NaiveDate,
    },
    /// Nobody covers for themselves.
    CoverIsSelf,
    /// The cover only looks: they could press no button.
    CoverMayNot {
        /// Who was named.
        cover: PersonRef,
    },
    /// The cover could not be written to.
    CoverNotInSlack {
        /// Who was named.
        cover: PersonRef,
    },
    /// Whoever would cover is away on such a day, and what they do comes back to the person.
    GoesRound {
        /// Who was named.
        cover: PersonRef,
        /// The first such day.
        day: NaiveDate,
    },
    /// There is no leave to end.
    NothingStands,
}

impl Roster {
    /// Who acts for somebody now, by each one's own clock; `None`: they themselves do.
    pub fn acting_at(&self, person: PersonId, now: DateTime<Utc>) -> Option<Acting> {
        self.acting(person, |absentee| local_day(now, absentee.zone))
    }

    /// Who acts for somebody on a day; `None`: they themselves do.
    pub fn acting_on(&self, person: PersonId, day: NaiveDate) -> Option<Acting> {
        self.acting(person, |_| day)
    }

    /// Those for whom somebody acts now, with what each is away for.
    pub fn covered_by(&self, who: PersonId, now: DateTime<Utc>) -> Vec<(PersonId, Acting)> {
        let mut covered: Vec<(PersonId, Acting)> = self
            .0
            .keys()
            .filter_map(|person| Some((*person, self.acting_at(*person, now)?)))
            .filter(|(_, acting)| acting.who == who)
            .collect();
        covered.sort_by_key(|(person, _)| *person);
        covered
    }

    /// Everybody who acts for its person on some day of leave.
    pub fn stand_ins(&self, leave: &Leave) -> HashSet<PersonId> {
        let days = leave.days.from().iter_days().take_while(|day| *day <= leave.days.to());
        days.filter_map(|day| self.acting_on(leave.person, day)).map(|acting| acting.who).collect()
    }

    /// The first day of new leave on which its cover's work would come back to the person who is away.
    pub fn goes_round_on(&self, person: PersonId, days: DateRange, cover: PersonId) -> Option<NaiveDate> {
        days.from().iter_days().take_while(|day| *day <= days.to()).find(|day| {
            let mut seen = HashSet::from([person]);
            let mut next = Some(cover);
            while let Some(who) = next {
                if !seen.insert(who) {
                    return who == person;
                }
                next = self.leave_on(who, *day).and_then(|leave| leave.cover);
            }
            false
        })
    }

    fn leave_on(&self, person: PersonId, day: NaiveDate) -> Option<&Leave> {
        self.0.get(&person)?.leave.iter().find(|leave| leave.days.contains(day))
    }

    fn acting(&self, person: PersonId, day_of: impl Fn(&Absentee) -> NaiveDate) -> Option<Acting> {
        let away = |who: PersonId| self.0.get(&who).and_then(|absentee| self.leave_on(who, day_of(absentee)));
        let leave = away(person)?;
        let until = leave.days.to();
        let mut seen = HashSet::from([person]);
        let mut present = |first: Option<PersonId>| {
            let mut next = first;
            while let Some(who) = next.filter(|who| seen.insert(*who)) {
                match away(who) {
                    None => return Some(who),
                    Some(theirs) => next = theirs.cover,
                }
            }
            None
        };
        if let Some(who) = present(leave.cover) {
            return Some(Acting { who, until, no_cover: None });
        }
        let no_cover = if leave.cover.is_some() { NoCover::AwayToo } else { NoCover::NotNamed };
        let manager = self.0.get(&person)?.manager?;
        // A manager who is away as well hears of it where nobody covers for them either.
        let who = present(Some(manager)).unwrap_or(manager);
        Some(Acting { who, until, no_cover: Some(no_cover) })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn who(n: u128) -> PersonId {
        PersonId(Uuid::from_u128(n))
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn days(from: &str, to: &str) -> DateRange {
        DateRange::new(day(from), day(to)).expect("the right way round")
    }

    /// `(who, from, to, cover)`; the manager of everybody is 9.
    fn roster(leaves: &[(u128, &str, &str, Option<u128>)]) -> Roster {
        let mut roster = Roster::default();
        for (n, (person, from, to, cover)) in leaves.iter().enumerate() {
            let id = LeaveId(Uuid::from_u128(n as u128));
            let leave = Leave { id, person: who(*person), days: days(from, to), cover: cover.map(who) };
            let manager = (*person != 9).then(|| who(9));
            let absentee = Absentee { zone: Tz::Europe__Berlin, manager, leave: vec![] };
            roster.0.entry(who(*person)).or_insert(absentee).leave.push(leave);
        }
        roster
    }

    #[track_caller]
    fn check(roster: &Roster, on: &str, expected: Option<(u128, Option<NoCover>)>) {
        let acting = roster.acting_on(who(1), day(on)).map(|acting| (acting.who, acting.no_cover));
        assert_eq!(acting, expected.map(|(n, why)| (who(n), why)), "{on}");
    }

    #[test]
    fn the_cover_acts_on_exactly_those_days() {
        let roster = roster(&[(1, "2026-03-30", "2026-04-03", Some(2))]);
        check(&roster, "2026-03-29", None);
        check(&roster, "2026-03-30", Some((2, None)));
        check(&roster, "2026-04-03", Some((2, None)));
        check(&roster, "2026-04-04", None);
        // By their own clock: in Berlin it is the 30th already.
        let at = |text: &str| roster.acting_at(who(1), text.parse().expect("an instant")).is_some();
        assert!(!at("2026-03-29T21:59:59Z") && at("2026-03-29T22:00:00Z"));
        assert!(at("2026-04-03T21:59:59Z") && !at("2026-04-03T22:00:00Z"));
    }

    #[test]
    fn a_cover_who_is_away_too_hands_on() {
        let chain = roster(&[
            (1, "2026-03-30", "2026-04-03", Some(2)),
            (2, "2026-04-01", "2026-04-02", Some(3)),
            (3, "2026-04-02", "2026-04-02", None),
        ]);
        check(&chain, "2026-03-31", Some((2, None)));
        check(&chain, "2026-04-01", Some((3, None)));
        check(&chain, "2026-04-02", Some((9, Some(NoCover::AwayToo))));
        let alone = roster(&[(1, "2026-03-30", "2026-04-03", None)]);
        check(&alone, "2026-03-30", Some((9, Some(NoCover::NotNamed))));
        let both = roster(&[(1, "2026-03-30", "2026-04-03", None), (9, "2026-03-30", "2026-04-03", Some(3))]);
        check(&both, "2026-03-30", Some((3, Some(NoCover::NotNamed))));
        assert_eq!(roster(&[(9, "2026-03-30", "2026-04-03", None)]).acting_on(who(9), day("2026-03-30")), None);
    }

    #[test]
    fn who_covers_is_told_for_whom() {
        let roster = roster(&[
            (1, "2026-03-30", "2026-04-03", Some(2)),
            (4, "2026-03-30", "2026-03-31", Some(1)),
            (5, "2026-03-30", "2026-03-31", None),
        ]);
        let at = "2026-03-30T10:00:00Z".parse().expect("an instant");
        let covered = |n| roster.covered_by(who(n), at).into_iter().map(|(person, _)| person).collect::<Vec<_>>();
        assert_eq!(covered(2), [who(1), who(4)]);
        assert_eq!(covered(9), [who(5)]);
        assert_eq!(covered(1), []);
    }

    #[test]
    fn what_goes_round_is_found_on_its_first_day() {
        let roster = roster(&[(2, "2026-04-02", "2026-04-10", Some(3)), (3, "2026-04-03", "2026-04-05", Some(1))]);
        let round = |from, to| roster.goes_round_on(who(1), days(from, to), who(2));
        assert_eq!(round("2026-03-30", "2026-04-02"), None);
        assert_eq!(round("2026-03-30", "2026-04-09"), Some(day("2026-04-03")));
        assert_eq!(round("2026-04-06", "2026-04-09"), None);
    }

    proptest! {
        #[test]
        fn somebody_acts_who_is_there_and_the_search_ends(
            leaves in prop::collection::vec((0..6u128, 0..20u64, 0..9u64, prop::option::of(0..6u128)), 0..12),
            on in 0..30u64, person in 0..6u128,
        ) {
            let first = day("2026-03-20");
            let text = |n: u64| (first + chrono::Days::new(n)).to_string();
            let leaves: Vec<_> = leaves.into_iter().filter(|(person, _, _, cover)| *cover != Some(*person))
                .map(|(person, from, n, cover)| (person, text(from), text(from + n), cover)).collect();
            let leaves: Vec<_> = leaves.iter().map(|(p, from, to, c)| (*p, from.as_str(), to.as_str(), *c)).collect();
            let roster = roster(&leaves);
            let on = first + chrono::Days::new(on);
            match roster.acting_on(who(person), on) {
                Some(Acting { who: acting, no_cover: None, .. }) => {
                    prop_assert!(acting != who(person) && roster.leave_on(acting, on).is_none());
                }
                Some(acting) => prop_assert_eq!(acting.who, who(9)),
                None => prop_assert!(roster.leave_on(who(person), on).is_none()),
            }
        }
    }
}
