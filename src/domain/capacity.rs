//! What somebody carries against what one person can: accounts and revenue, checked apart.
//!
//! Each segment has its own row. Whoever has several segments is also held against the whole: the *load* is the sum of
//! the shares that each segment takes of its most accounts, so 12 high-touch accounts of 25 and 40 mid-touch of 80 load
//! somebody to 98 %. Revenue is checked per segment and currency, never added across currencies, and is no part of the
//! load. Tech-touch is automated and counted by team.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::money::{Money, MoneyFault, Totals};
use super::rules::{CapacityRules, Load};
use super::segment::Segment;

/// What somebody holds of one segment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Accounts.
    pub n_accounts: i64,
    /// Their revenue, each currency for itself.
    pub arr: Totals,
}

/// How a number lies in its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fit {
    /// Below the least.
    Under,
    /// Within the range, its ends included.
    Inside,
    /// Above the most.
    Over,
}

/// Revenue in one currency against the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArrCheck {
    /// What is held.
    pub held: Money,
    /// The most, in the same currency.
    pub most: Money,
}

/// One segment: accounts against their range, and the revenue of each currency against the most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentCheck {
    /// Which.
    pub segment: Segment,
    /// Accounts.
    pub n_accounts: i64,
    /// From and to, both included.
    pub range: [i64; 2],
    /// One a currency; none where nobody checks it.
    pub arr: Vec<ArrCheck>,
}

/// Everything that one person carries, a segment a row, smallest first. Tech-touch is not part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// The segments that they hold anything of.
    pub checks: Vec<SegmentCheck>,
}

impl Fit {
    /// How `n` lies between two ends that belong to the range.
    pub fn of(n: i64, [least, most]: [i64; 2]) -> Self {
        match n {
            _ if n < least => Self::Under,
            _ if most < n => Self::Over,
            _ => Self::Inside,
        }
    }
}

impl ArrCheck {
    /// Exactly the most is inside; revenue has no least.
    pub fn fit(&self) -> Fit {
        if self.over().is_some() { Fit::Over } else { Fit::Inside }
    }

    /// How much is too much.
    pub fn over(&self) -> Option<Money> {
        self.held.checked_sub(self.most).ok().filter(|over| 0 < over.minor)
    }
}

impl SegmentCheck {
    /// What is held of a segment, checked.
    pub fn of(rules: &CapacityRules, segment: Segment, held: &Held) -> Result<Self, MoneyFault> {
        let load = load_of(rules, segment);
        let check = |(held, most): (Money, i64)| Ok(ArrCheck { held, most: Money::from_whole(most, held.currency)? });
        let arr = held.arr.iter().zip(load.arr.into_iter().cycle()).map(check).collect::<Result<_, _>>()?;
        Ok(Self { segment, n_accounts: held.n_accounts, range: load.accounts, arr })
    }

    /// Whether the accounts are few, right, or many.
    pub fn accounts_fit(&self) -> Fit {
        Fit::of(self.n_accounts, self.range)
    }

    /// How many accounts are too many.
    pub fn accounts_over(&self) -> Option<i64> {
        Some(self.n_accounts - self.range[1]).filter(|over| 0 < *over)
    }

    /// Whether any of the two checks says too much.
    pub fn is_over(&self) -> bool {
        self.accounts_over().is_some() || self.arr.iter().any(|check| check.over().is_some())
    }

    /// Thousandths of the accounts that one person can carry.
    fn share_milli(&self, of: i64) -> i64 {
        let of = of.max(1);
        (self.n_accounts * 1_000 + of / 2) / of
    }
}

impl Carried {
    /// What is held, by segment; tech-touch and what is empty is left out.
    pub fn of(rules: &CapacityRules, held: &[(Segment, Held)]) -> Result<Self, MoneyFault> {
        let mut held: Vec<_> =
            held.iter().filter(|(segment, held)| *segment != Segment::TechTouch && 0 < held.n_accounts).collect();
        held.sort_by_key(|(segment, _)| *segment);
        let checks = held.into_iter().map(|(segment, held)| SegmentCheck::of(rules, *segment, held));
        Ok(Self { checks: checks.collect::<Result<_, _>>()? })
    }

    /// The load in per cent: the sum of each segment's share of its most accounts.
    pub fn load_percent(&self) -> i64 {
        (self.load_milli() + 5) / 10
    }

    fn load_milli(&self) -> i64 {
        self.checks.iter().map(|check| check.share_milli(check.range[1])).sum()
    }

    /// Over when any check is, or when the shares sum to more than the whole; under when the shares of the least
    /// accounts sum to less than the whole: nobody is under for holding little of each of two segments.
    pub fn fit(&self) -> Fit {
        if self.checks.iter().any(SegmentCheck::is_over) || 1_000 < self.load_milli() {
            return Fit::Over;
        }
        let of_least: i64 = self.checks.iter().map(|check| check.share_milli(check.range[0])).sum();
        if of_least < 1_000 { Fit::Under } else { Fit::Inside }
    }

    /// Who carries more comes first: over before the others, then by load.
    pub fn heavier(&self, other: &Self) -> Ordering {
        let key = |carried: &Self| (carried.fit() == Fit::Over, carried.load_milli());
        key(other).cmp(&key(self))
    }
}

/// What one person, or for tech-touch one team, can carry of a segment.
pub fn load_of(rules: &CapacityRules, segment: Segment) -> Load {
    match segment {
        Segment::TechTouch => rules.tech_touch,
        Segment::LowTouch => rules.low_touch,
        Segment::MidTouch => rules.mid_touch,
        Segment::HighTouch => rules.high_touch,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;
    use crate::domain::rules::Rules;

    fn usd(whole: i64) -> Money {
        Money::from_whole(whole, Currency::USD).expect("small")
    }

    fn held(segment: Segment, n_accounts: i64, arr: &[Money]) -> (Segment, Held) {
        (segment, Held { n_accounts, arr: Totals::of(arr.iter().copied()).expect("sums") })
    }

    fn carried(held: &[(Segment, Held)]) -> Carried {
        Carried::of(&Rules::default().capacity, held).expect("small")
    }

    #[test]
    fn the_ends_of_a_range_are_inside() {
        for (segment, n, fit) in [
            (Segment::HighTouch, 7, Fit::Under),
            (Segment::HighTouch, 8, Fit::Inside),
            (Segment::HighTouch, 25, Fit::Inside),
            (Segment::HighTouch, 26, Fit::Over),
            (Segment::MidTouch, 39, Fit::Under),
            (Segment::MidTouch, 40, Fit::Inside),
            (Segment::MidTouch, 80, Fit::Inside),
            (Segment::MidTouch, 81, Fit::Over),
            (Segment::LowTouch, 99, Fit::Under),
            (Segment::LowTouch, 300, Fit::Inside),
            (Segment::LowTouch, 301, Fit::Over),
        ] {
            let carried = carried(&[held(segment, n, &[usd(1)])]);
            assert_eq!(carried.checks[0].accounts_fit(), fit, "{segment:?} {n}");
            assert_eq!(carried.fit(), fit, "{segment:?} {n}");
        }
    }

    #[test]
    fn accounts_inside_and_revenue_far_over_are_told_apart() {
        for (n, arr, accounts, over) in [
            (15, 4_200_000, Fit::Inside, Some(2_200_000)),
            (15, 2_000_000, Fit::Inside, None),
            (26, 1_000_000, Fit::Over, None),
        ] {
            let carried = carried(&[held(Segment::HighTouch, n, &[usd(arr)])]);
            let check = &carried.checks[0];
            assert_eq!(check.accounts_fit(), accounts, "{n} {arr}");
            assert_eq!(check.arr[0].over(), over.map(usd), "{n} {arr}");
        }
        let check = ArrCheck { held: Money::new(200_000_001, Currency::USD), most: usd(2_000_000) };
        assert_eq!((check.fit(), check.over()), (Fit::Over, Some(Money::new(1, Currency::USD))));
    }

    #[test]
    fn sixty_five_accounts_of_fifty_thousand_fit_one_person() {
        let ana = carried(&[held(Segment::MidTouch, 65, &[usd(3_250_000)])]);
        assert_eq!((ana.fit(), ana.load_percent()), (Fit::Inside, 81));
    }

    #[test]
    fn each_currency_is_checked_for_itself() {
        let euros = Money::from_whole(1_900_000, Currency::EUR).expect("small");
        let carried = carried(&[held(Segment::HighTouch, 20, &[usd(1_900_000), euros])]);
        assert_eq!(carried.checks[0].arr.iter().map(ArrCheck::fit).collect::<Vec<_>>(), [Fit::Inside; 2]);
        assert_eq!(carried.fit(), Fit::Inside);
    }

    #[test]
    fn mixed_segments_sum_their_shares() {
        for (high, mid, percent, fit) in
            [(12, 40, 98, Fit::Inside), (12, 42, 101, Fit::Over), (4, 20, 41, Fit::Inside), (3, 20, 37, Fit::Under)]
        {
            let carried =
                carried(&[held(Segment::MidTouch, mid, &[usd(1)]), held(Segment::HighTouch, high, &[usd(1)])]);
            assert_eq!((carried.load_percent(), carried.fit()), (percent, fit), "{high} {mid}");
        }
    }

    #[test]
    fn tech_touch_is_nobodys_load() {
        let carried = carried(&[held(Segment::TechTouch, 900, &[usd(1)])]);
        assert_eq!((carried.checks.len(), carried.load_percent()), (0, 0));
        let team = SegmentCheck::of(
            &Rules::default().capacity,
            Segment::TechTouch,
            &Held { n_accounts: 499, ..Held::default() },
        );
        assert_eq!(team.map(|check| check.accounts_fit()), Ok(Fit::Under));
    }

    #[test]
    fn those_over_come_first_then_by_load() {
        let over = carried(&[held(Segment::HighTouch, 15, &[usd(4_200_000)])]);
        let full = carried(&[held(Segment::MidTouch, 80, &[usd(1)])]);
        let idle = carried(&[held(Segment::MidTouch, 1, &[usd(1)])]);
        let mut all = [&idle, &full, &over];
        all.sort_by(|one, other| one.heavier(other));
        assert_eq!(all, [&over, &full, &idle]);
    }
}
