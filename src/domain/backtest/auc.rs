//! How well a number ranks: the chance that an account that churned was ranked above one that did not.

use std::collections::BTreeMap;

use serde::Serialize;

use super::chance::Chance;
use super::verdict::LEAST_ACCOUNTS;
use crate::domain::ids::AccountId;

/// Resamples of an interval.
const N_RESAMPLES: usize = 2_000;
/// Both tails that a 95 % interval leaves.
const TAILS: [f64; 2] = [0.025, 0.975];

/// One sighting, as a ranking sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranked {
    /// Whose: sightings of one account are resampled together.
    pub account: AccountId,
    /// What is ranked by: more is more likely to churn.
    pub risk: f64,
    /// Whether it churned within the horizon.
    pub churned: bool,
}

/// A figure with its 95 % interval, and what it stands on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// Its 95 % interval; `None` when too few accounts churned, or stayed, to give one.
    pub interval: Option<(f64, f64)>,
    /// Sightings.
    pub n: usize,
    /// Those that churned within the horizon.
    pub n_churned: usize,
    /// Accounts.
    pub n_accounts: usize,
    /// Accounts that churned within the horizon of any of their sightings.
    pub n_accounts_churned: usize,
}

/// The area under the ROC curve by ranks (Mann and Whitney), where a tie counts one half; `None` without both a churned
/// sighting and one that stayed.
pub fn auc(ranked: &[Ranked]) -> Option<f64> {
    Order::of(ranked).auc(|_| 1)
}

/// The AUC with its interval: the percentiles of 2,000 bootstrap resamples of whole accounts, by a fixed seed.
pub fn estimate(ranked: &[Ranked]) -> Option<Estimate> {
    let order = Order::of(ranked);
    let value = order.auc(|_| 1)?;
    Some(order.with_interval(value, |weights| order.auc(|cluster| weights[cluster])))
}

/// How much better `ours` ranks than `theirs`, with its interval, on the same sightings in the same order: each resample
/// draws the accounts once for both, so that what they share cancels out.
pub fn compare(ours: &[Ranked], theirs: &[Ranked]) -> Option<Estimate> {
    let (our_order, their_order) = (Order::of(ours), Order::of(theirs));
    let value = our_order.auc(|_| 1)? - their_order.auc(|_| 1)?;
    Some(our_order.with_interval(value, |weights| {
        Some(our_order.auc(|cluster| weights[cluster])? - their_order.auc(|cluster| weights[cluster])?)
    }))
}

/// Sightings from the least risk up, those of one risk together, their accounts numbered.
struct Order {
    ties: Vec<Vec<(usize, bool)>>,
    has_churned: Vec<bool>,
    n: usize,
    n_churned: usize,
}

impl Order {
    fn of(ranked: &[Ranked]) -> Self {
        let mut has_churned_by = BTreeMap::new();
        for row in ranked {
            *has_churned_by.entry(row.account).or_insert(false) |= row.churned;
        }
        let numbers: BTreeMap<AccountId, usize> = has_churned_by.keys().copied().zip(0..).collect();
        let mut sorted: Vec<&Ranked> = ranked.iter().collect();
        sorted.sort_by(|a, b| a.risk.total_cmp(&b.risk));
        // Equal, not identical: -0 and 0 are one risk.
        #[expect(clippy::float_cmp, reason = "a tie is an equal number")]
        let ties = sorted.chunk_by(|a, b| a.risk == b.risk);
        let numbered = |row: &&Ranked| (numbers[&row.account], row.churned);
        Self {
            ties: ties.map(|tie| tie.iter().map(numbered).collect()).collect(),
            has_churned: has_churned_by.into_values().collect(),
            n: ranked.len(),
            n_churned: ranked.iter().filter(|row| row.churned).count(),
        }
    }

    /// The AUC when each account counts so many times. Exact: pairs are counted in halves.
    fn auc(&self, times: impl Fn(usize) -> u64) -> Option<f64> {
        let (mut stayed_below, mut half_pairs, mut all_churned) = (0_u64, 0_u64, 0_u64);
        for tie in &self.ties {
            let (mut churned, mut stayed) = (0, 0);
            for (cluster, has_churned) in tie {
                *(if *has_churned { &mut churned } else { &mut stayed }) += times(*cluster);
            }
            half_pairs += churned * (2 * stayed_below + stayed);
            stayed_below += stayed;
            all_churned += churned;
        }
        let pairs = all_churned * stayed_below;
        #[expect(clippy::cast_precision_loss, reason = "pairs, far below 2^52 for any book")]
        (0 < pairs).then(|| half_pairs as f64 / 2.0 / pairs as f64)
    }

    fn with_interval(&self, value: f64, of_weights: impl Fn(&[u64]) -> Option<f64>) -> Estimate {
        let (n_accounts, n_accounts_churned) =
            (self.has_churned.len(), self.has_churned.iter().filter(|churned| **churned).count());
        let is_enough = LEAST_ACCOUNTS <= n_accounts_churned && LEAST_ACCOUNTS <= n_accounts - n_accounts_churned;
        let interval = if is_enough { bootstrap(n_accounts, of_weights) } else { None };
        Estimate { value, interval, n: self.n, n_churned: self.n_churned, n_accounts, n_accounts_churned }
    }
}

/// The middle 95 % of a figure over resamples of accounts; a resample in which it has no value is drawn in vain.
fn bootstrap(n_accounts: usize, of_weights: impl Fn(&[u64]) -> Option<f64>) -> Option<(f64, f64)> {
    let mut chance = Chance::default();
    let resample = |_| {
        let mut weights = vec![0; n_accounts];
        (0..n_accounts).for_each(|_| weights[chance.below(n_accounts)] += 1);
        of_weights(&weights)
    };
    let mut values: Vec<f64> = (0..N_RESAMPLES).filter_map(resample).collect();
    values.sort_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place")]
    let [low, high] = TAILS.map(|tail| values[(tail * last as f64).round() as usize]);
    Some((low, high))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ranked(rows: &[(f64, bool)]) -> Vec<Ranked> {
        let row = |(number, (risk, churned)): (u128, &(f64, bool))| Ranked {
            account: AccountId(uuid::Uuid::from_u128(number)),
            risk: *risk,
            churned: *churned,
        };
        (0..).zip(rows).map(row).collect()
    }

    #[track_caller]
    fn check(rows: &[(f64, bool)], expected: Option<f64>) {
        assert_eq!(auc(&ranked(rows)), expected);
    }

    #[test]
    fn ranks_are_counted_in_pairs_and_a_tie_is_half() {
        check(&[(1.0, false), (2.0, true)], Some(1.0));
        check(&[(2.0, false), (1.0, true)], Some(0.0));
        check(&[(1.0, false), (1.0, true)], Some(0.5));
        check(&[(-0.0, false), (0.0, true)], Some(0.5));
        // Three of four pairs the right way round, one tied: 3.5 of 4.
        check(&[(1.0, false), (2.0, false), (2.0, true), (3.0, true)], Some(0.875));
        // By hand: of 6 pairs 2 right, 2 tied.
        check(&[(1.0, true), (2.0, true), (1.0, false), (2.0, false), (0.0, false)], Some(4.0 / 6.0));
        check(&[(1.0, true)], None);
        check(&[], None);
    }

    #[test]
    fn an_interval_is_by_account_and_not_by_sighting() {
        let mut chance = Chance::default();
        let rows: Vec<(f64, bool)> = (0..60).map(|i| (f64::from(u8::from(chance.below(3) == 0)), i % 3 == 0)).collect();
        let once = ranked(&rows);
        let (low, high) = estimate(&once).and_then(|once| once.interval).expect("enough accounts");
        let often: Vec<Ranked> = once.iter().flat_map(|row| [*row; 5]).collect();
        // Five sightings of each account that say the same add nothing.
        assert_eq!(estimate(&often).and_then(|often| often.interval), Some((low, high)));
        assert!(low < 0.5 && 0.5 < high, "{low} {high}");
    }

    #[test]
    fn few_accounts_have_no_interval() {
        let rows: Vec<(f64, bool)> = (0..40).map(|i| (f64::from(i), i < 9)).collect();
        assert_eq!(estimate(&ranked(&rows)).map(|few| (few.n_accounts_churned, few.interval)), Some((9, None)));
    }

    #[test]
    fn a_ranking_is_no_better_than_itself() {
        let rows: Vec<(f64, bool)> = (0..60).map(|i| (f64::from(i * 7 % 60), i % 3 == 0)).collect();
        let same = compare(&ranked(&rows), &ranked(&rows)).expect("both kinds");
        assert_eq!((same.value, same.interval), (0.0, Some((0.0, 0.0))));
    }

    fn rows() -> impl Strategy<Value = Vec<(f64, bool)>> {
        proptest::collection::vec(((0..8_i32).prop_map(f64::from), any::<bool>()), 2..60)
    }

    proptest! {
        #[test]
        fn reversed_it_is_one_minus(rows in rows()) {
            let reversed: Vec<(f64, bool)> = rows.iter().map(|(risk, churned)| (-risk, *churned)).collect();
            match (auc(&ranked(&rows)), auc(&ranked(&reversed))) {
                (Some(one), Some(other)) => prop_assert!((one + other - 1.0).abs() < 1e-12),
                (one, other) => prop_assert_eq!(one, other),
            }
        }

        #[test]
        fn only_the_order_matters(rows in rows()) {
            let stretched: Vec<(f64, bool)> = rows.iter().map(|(risk, churned)| (risk.exp() - 3.0, *churned)).collect();
            prop_assert_eq!(auc(&ranked(&rows)), auc(&ranked(&stretched)));
        }

        #[test]
        fn it_is_the_share_of_pairs(rows in rows()) {
            let (mut right, mut pairs) = (0.0, 0.0);
            for (risk, _) in rows.iter().filter(|row| row.1) {
                for (other, _) in rows.iter().filter(|row| !row.1) {
                    pairs += 1.0;
                    right += if other < risk { 1.0 } else if risk < other { 0.0 } else { 0.5 };
                }
            }
            let expected = (0.0 < pairs).then(|| right / pairs);
            prop_assert_eq!(auc(&ranked(&rows)), expected);
        }
    }
}
