//! How long to wait before the next connection: longer each time, and not for all replicas alike.

use std::time::Duration;

use uuid::Uuid;

use super::SocketPace;
use super::connection::Retired;

/// A connection that stood so long was a good one.
const STEADY: Duration = Duration::from_secs(10);
/// Doubled more often than this it is the longest pause in any case.
const MOST_DOUBLINGS: u32 = 16;

/// Counts what went wrong since it last went well.
#[derive(Debug)]
pub(super) struct Backoff {
    pace: SocketPace,
    n_failures: u32,
}

impl Backoff {
    pub(super) fn new(pace: SocketPace) -> Self {
        Self { pace, n_failures: 0 }
    }

    /// After a connection that stood for so long.
    pub(super) fn after(&mut self, stood: Duration, why: &Retired) -> Duration {
        if why.is_asked || STEADY <= stood {
            self.n_failures = 0;
        }
        // Slack asked for another one while this one is still read.
        if why.is_asked && STEADY <= stood { Duration::ZERO } else { self.after_failure(None) }
    }

    /// After none could be opened; Slack may have said how long to wait.
    pub(super) fn after_failure(&mut self, asked: Option<Duration>) -> Duration {
        let doubled = self.pace.first_pause.saturating_mul(2_u32.pow(self.n_failures.min(MOST_DOUBLINGS)));
        self.n_failures = self.n_failures.saturating_add(1);
        let pause = jittered(doubled.min(self.pace.longest_pause), Uuid::new_v4().as_u64_pair().0);
        asked.map_or(pause, |asked| asked + pause)
    }
}

/// Between half of a pause and all of it.
fn jittered(pause: Duration, drawn: u64) -> Duration {
    let thousandth = u32::try_from(drawn % 1_001).unwrap_or_default();
    pause / 2 + pause / 2 * thousandth / 1_000
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOST: Retired = Retired { is_asked: false, reason: "lost" };
    const ASKED: Retired = Retired { is_asked: true, reason: "refresh_requested" };

    #[test]
    fn pauses_grow_to_half_a_minute_and_begin_anew_after_a_good_connection() {
        let mut backoff = Backoff::new(SocketPace::SLACK);
        for longest_ms in [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000] {
            let pause = backoff.after_failure(None).as_millis();
            assert!((longest_ms / 2..=longest_ms).contains(&pause), "{pause} of {longest_ms}");
        }
        assert!(backoff.after(Duration::from_secs(2), &LOST) >= Duration::from_secs(15), "it did not stand");
        assert!(backoff.after(Duration::from_hours(1), &LOST) <= Duration::from_millis(500));
        assert_eq!(backoff.after(Duration::from_hours(1), &ASKED), Duration::ZERO);
        assert!(Duration::ZERO < backoff.after(Duration::from_millis(5), &ASKED), "never in a hot loop");
        assert!(backoff.after_failure(Some(Duration::from_mins(2))) > Duration::from_mins(2), "Slack's own wish");
    }

    #[test]
    fn jitter_stays_between_half_and_whole() {
        let whole = Duration::from_secs(8);
        for drawn in [0, 1, 500, 1_000, 1_001, u64::MAX] {
            assert!((whole / 2..=whole).contains(&jittered(whole, drawn)), "{drawn}");
        }
    }
}
