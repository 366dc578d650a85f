//! A share with its interval.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Sighting;
use crate::domain::ids::AccountId;

/// The 97.5 % quantile of the normal distribution, for both tails of 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// How many of some sightings churned.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Rate {
    /// Sightings.
    pub n: usize,
    /// Those that churned within the horizon.
    pub n_churned: usize,
    /// Accounts among them.
    pub n_accounts: usize,
    /// The share that churned; `None` without sightings.
    pub share: Option<f64>,
    /// Its 95 % interval after Wilson, with the effective number of sightings.
    pub interval: Option<(f64, f64)>,
}

/// The 95 % interval of a share after Wilson (1927): `share` of `n`, which need not be whole.
pub fn wilson(share: f64, n: f64) -> (f64, f64) {
    let z2 = Z * Z;
    let middle = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z / (1.0 + z2 / n) * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

/// The rate of some sightings. Its interval counts what they are worth: their number over the design effect of seeing an
/// account several times (Kish), between the number of accounts and the number of sightings.
#[expect(clippy::cast_precision_loss, reason = "counts")]
pub fn rate<'a>(sightings: impl IntoIterator<Item = &'a Sighting>) -> Rate {
    let mut by_account: BTreeMap<AccountId, (usize, usize)> = BTreeMap::new();
    for seen in sightings {
        let (n, n_churned) = by_account.entry(seen.account).or_default();
        *n += 1;
        *n_churned += usize::from(seen.churned);
    }
    let n: usize = by_account.values().map(|(n, _)| n).sum();
    let n_churned: usize = by_account.values().map(|(_, n_churned)| n_churned).sum();
    let n_accounts = by_account.len();
    if n == 0 {
        return Rate { n, n_churned, n_accounts, share: None, interval: None };
    }
    let share = n_churned as f64 / n as f64;
    let spread: f64 = by_account.values().map(|(n, churned)| (*churned as f64 - share * *n as f64).powi(2)).sum();
    let accounts = n_accounts as f64;
    // The variance of the share by account, against what independent sightings would have.
    let variance = accounts / (accounts - 1.0).max(1.0) * spread / (n as f64).powi(2);
    let effective = if 0.0 < variance { share * (1.0 - share) / variance } else { accounts };
    let interval = wilson(share, effective.clamp(accounts.min(n as f64), n as f64));
    Rate { n, n_churned, n_accounts, share: Some(share), interval: Some(interval) }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    #[track_caller]
    fn check((churned, n): (f64, f64), expected: (f64, f64)) {
        let (low, high) = wilson(churned / n, n);
        assert!((low - expected.0).abs() < 5e-5 && (high - expected.1).abs() < 5e-5, "{low} {high}");
    }

    #[test]
    fn wilsons_interval_is_as_published() {
        // Newcombe 1998, table I, method 3.
        check((81.0, 263.0), (0.2553, 0.3662));
        check((15.0, 148.0), (0.0624, 0.1605));
        check((0.0, 20.0), (0.0, 0.1611));
        check((1.0, 29.0), (0.0061, 0.1718));
    }

    fn seen(account: u128, churned: bool) -> Sighting {
        let account = AccountId(uuid::Uuid::from_u128(account));
        Sighting { account, on: NaiveDate::default(), score: None, band: None, lost: Vec::new(), churned, model: 0 }
    }

    #[test]
    fn the_same_account_again_narrows_nothing() {
        let once: Vec<Sighting> = (0..40).map(|i| seen(i, i % 4 == 0)).collect();
        let often: Vec<Sighting> = once.iter().flat_map(|seen| vec![seen.clone(); 6]).collect();
        let (once, often) = (rate(&once), rate(&often));
        assert_eq!((often.n, often.n_churned, often.n_accounts), (240, 60, 40));
        let ((low, high), (low_often, high_often)) =
            (once.interval.expect("an interval"), often.interval.expect("an interval"));
        assert!((low - low_often).abs() < 0.01 && (high - high_often).abs() < 0.01);
    }

    #[test]
    fn nobody_has_no_rate() {
        assert_eq!(rate(&[]), Rate { n: 0, n_churned: 0, n_accounts: 0, share: None, interval: None });
    }
}
