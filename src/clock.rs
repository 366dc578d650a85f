//! The only place that asks what time it is. A request or a job run reads it once and hands the instant down.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

/// The time of day, as the system has it or moved for a demo.
#[derive(Clone, Debug)]
pub struct Clock {
    /// Microseconds ahead of the system; `None` when the clock must not be moved.
    ahead_us: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The system's time.
    pub fn system() -> Self {
        Self { ahead_us: None }
    }

    /// A clock that shows `start` now, runs on from there, and can be moved forward: for demos and tests.
    pub fn starting_at(start: DateTime<Utc>) -> Self {
        let ahead = start - system_now();
        Self { ahead_us: Some(Arc::new(AtomicI64::new(ahead.num_microseconds().unwrap_or(0)))) }
    }

    /// Now, to the microsecond as Postgres keeps it.
    pub fn now(&self) -> DateTime<Utc> {
        let ahead = self.ahead_us.as_ref().map_or(0, |us| us.load(Ordering::SeqCst));
        (system_now() + TimeDelta::microseconds(ahead)).trunc_subsecs(6)
    }

    /// Whether [`Clock::move_to`] works here.
    pub fn is_movable(&self) -> bool {
        self.ahead_us.is_some()
    }

    /// Moves a movable clock forward to `instant`; earlier instants and the system's clock are left alone.
    /// Says what it shows afterwards.
    pub fn move_to(&self, instant: DateTime<Utc>) -> DateTime<Utc> {
        if let Some(ahead_us) = &self.ahead_us {
            let wanted = (instant - system_now()).num_microseconds().unwrap_or(0);
            ahead_us.fetch_max(wanted, Ordering::SeqCst);
        }
        self.now()
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that may ask the system")]
fn system_now() -> DateTime<Utc> {
    Utc::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moved_clock_never_goes_back() {
        let start = "2026-03-02T09:00:00Z".parse().expect("a date");
        let clock = Clock::starting_at(start);
        let later = start + TimeDelta::days(3);
        assert!(later <= clock.move_to(later));
        assert!(later <= clock.move_to(start));
    }

    #[test]
    fn the_systems_clock_stays_where_it_is() {
        let clock = Clock::system();
        let far = clock.now() + TimeDelta::days(400);
        assert!(clock.move_to(far) < far);
    }
}
