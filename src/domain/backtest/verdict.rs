//! The word for an AUC: never stronger than its interval.

use serde::Serialize;

use super::auc::Estimate;

/// With fewer accounts that churned, or that stayed, resampling them says nothing that can be relied on.
pub const LEAST_ACCOUNTS: usize = 10;

/// What an AUC allows to be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The whole interval lies above 0.5: worse scores churned more.
    Signal,
    /// The interval contains 0.5: chance alone would do as well.
    NoneFound,
    /// The whole interval lies below 0.5: better scores churned more.
    Inverted,
    /// Too few accounts for an interval, so nothing can be said.
    TooFew,
}

/// The verdict on an AUC; `None` is one that could not be computed.
pub fn verdict(estimate: Option<&Estimate>) -> Verdict {
    match estimate.and_then(|estimate| estimate.interval) {
        None => Verdict::TooFew,
        Some((low, _)) if 0.5 < low => Verdict::Signal,
        Some((_, high)) if high < 0.5 => Verdict::Inverted,
        Some(_) => Verdict::NoneFound,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(interval: Option<(f64, f64)>, expected: Verdict) {
        let estimate = Estimate { value: 0.9, interval, n: 9, n_churned: 1, n_accounts: 3, n_accounts_churned: 1 };
        assert_eq!(verdict(Some(&estimate)), expected);
    }

    #[test]
    fn the_word_follows_from_the_interval_alone() {
        check(Some((0.51, 0.99)), Verdict::Signal);
        check(Some((0.5, 0.99)), Verdict::NoneFound);
        check(Some((0.2, 0.5)), Verdict::NoneFound);
        check(Some((0.2, 0.49)), Verdict::Inverted);
        check(None, Verdict::TooFew);
        assert_eq!(verdict(None), Verdict::TooFew);
    }
}
