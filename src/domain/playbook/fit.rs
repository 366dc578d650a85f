//! How a run lies against the renewal, said at its start.

use serde::{Deserialize, Serialize};

/// The playbook that a renewal is worked by.
pub const RENEWAL: &str = "renewal";

/// A run's end against the contract's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fit {
    /// No contract's end is known.
    NoContract,
    /// It ends long before the renewal window opens.
    Clear {
        /// Days left then.
        days: i64,
    },
    /// It ends inside the renewal window: the renewal has to be worked beside it.
    InWindow {
        /// Days left then; 0: on the last day of the contract.
        days: i64,
    },
    /// It ends when the contract is over.
    TooLate {
        /// Days after it.
        days: i64,
    },
}

impl Fit {
    /// From the days between a run's last due day and the contract's end; the window opens so many days before that.
    pub fn of(slack_days: Option<i64>, window_days: i64) -> Self {
        match slack_days {
            None => Self::NoContract,
            Some(days @ ..0) => Self::TooLate { days: -days },
            Some(days) if days <= window_days => Self::InWindow { days },
            Some(days) => Self::Clear { days },
        }
    }

    /// Whether the renewal should be worked beside it.
    pub fn wants_renewal(self) -> bool {
        match self {
            Self::InWindow { .. } | Self::TooLate { .. } => true,
            Self::NoContract | Self::Clear { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_ends_in_the_window_wants_the_renewal_beside_it() {
        for (slack, fit, wants) in [
            (None, Fit::NoContract, false),
            (Some(121), Fit::Clear { days: 121 }, false),
            (Some(120), Fit::InWindow { days: 120 }, true),
            (Some(7), Fit::InWindow { days: 7 }, true),
            (Some(0), Fit::InWindow { days: 0 }, true),
            (Some(-12), Fit::TooLate { days: 12 }, true),
        ] {
            assert_eq!((Fit::of(slack, 120), fit.wants_renewal()), (fit, wants), "{slack:?}");
        }
    }
}
