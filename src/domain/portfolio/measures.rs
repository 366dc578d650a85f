//! Time to value, lifetime value and what a person carries.

use super::share::Share;

/// First value by this day is in time.
const IN_TIME_DAYS: i64 = 90;

/// How long accounts took to their first value; who has not reached it stays counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeToValue {
    /// Half days of the median account (41 is 20.5 days); `None` when half of them have not reached it.
    pub median_half_days: Option<i64>,
    /// Reached by day 90 / all of them.
    pub in_time: Share,
    /// Those that have not reached it.
    pub n_waiting: i64,
}

impl TimeToValue {
    /// Of days from start to first value, `None` where it is not reached. Of no account: `None`, which is "unknown".
    pub fn of(days: &[Option<i64>]) -> Option<Self> {
        let mut sorted: Vec<i64> = days.iter().map(|days| days.unwrap_or(i64::MAX)).collect();
        sorted.sort_unstable();
        let count = |is_meant: &dyn Fn(i64) -> bool| sorted.iter().filter(|days| is_meant(**days)).count();
        let n_in_time = i64::try_from(count(&|days| days <= IN_TIME_DAYS)).ok()?;
        let in_time = Share::of(n_in_time, i64::try_from(sorted.len()).ok()?)?;
        let (lower, upper) = (sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2]);
        // Between one that has reached it and one that has not there is no middle.
        let median_half_days = (upper < i64::MAX).then_some(lower).map(|lower| lower + upper);
        let n_waiting = i64::try_from(count(&|days| days == i64::MAX)).ok()?;
        Some(Self { median_half_days, in_time, n_waiting })
    }
}

/// CLTV, an estimate: revenue × gross margin / yearly churn. `None` when nobody left: then nothing says how long they stay.
pub fn lifetime_minor(arr_minor: i64, gross_margin: f64, yearly_churn: Share) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "the rules keep it between 0 and 1")]
    let hundredths = (gross_margin * 10_000.0).round() as i64;
    let (above, below) = (
        i128::from(arr_minor) * i128::from(hundredths) * i128::from(yearly_churn.whole()),
        i128::from(yearly_churn.part()) * 10_000,
    );
    (0 < below).then(|| (above * 2 + below) / (below * 2)).and_then(|minor| i64::try_from(minor).ok())
}

/// Accounts for each CSM, to the nearest whole: 2,000 of 8,000 with 4. `None` without a CSM.
pub fn per_csm(n_accounts: i64, n_csms: i64) -> Option<i64> {
    each(n_accounts, n_csms)
}

/// What falls to each of `n`, to the nearest whole, halves up; `None` of nobody.
pub fn each(sum: i64, n: i64) -> Option<i64> {
    let nearest = (0 < n).then(|| (i128::from(sum) * 2 + i128::from(n)).div_euclid(i128::from(n) * 2))?;
    i64::try_from(nearest).ok()
}
