//! Hysteresis: a colour that changed goes back only when it means it.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Band, Milli};

/// The way back needs this many points past the edge…
const MARGIN: Milli = Milli::whole(3);
/// …or this long on the other side of it.
const PATIENCE: TimeDelta = TimeDelta::days(3);

/// Where an account stands among the bands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Its colour.
    pub band: Band,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The colour before, if it ever had another.
    pub before: Option<Band>,
    /// Since when the score has been across the edge back, while the colour has not followed.
    pub across_since: Option<DateTime<Utc>>,
}

/// The standing after a new score. Going on in the direction of the last change is immediate; going back takes three
/// points past the edge or three days across it.
pub fn settle(previous: Option<Standing>, score: Milli, now: DateTime<Utc>) -> Standing {
    let natural = Band::of(score);
    let Some(standing) = previous else {
        return Standing { band: natural, since: now, before: None, across_since: None };
    };
    if natural == standing.band {
        return Standing { across_since: None, ..standing };
    }
    let across_since = standing.across_since.unwrap_or(now);
    if goes_back(&standing, natural) && !past_margin(standing.band, natural, score) && now - across_since < PATIENCE {
        return Standing { across_since: Some(across_since), ..standing };
    }
    Standing { band: natural, since: now, before: Some(standing.band), across_since: None }
}

fn goes_back(standing: &Standing, to: Band) -> bool {
    standing.before.is_some_and(|before| (before < standing.band) == (to < standing.band))
}

fn past_margin(from: Band, to: Band, score: Milli) -> bool {
    if to < from {
        return score.0 <= from.floor().0 - MARGIN.0;
    }
    // Upwards the edge is the floor of the band just above the old one, even when two bands are crossed.
    from.better().is_some_and(|above| above.floor().0 + MARGIN.0 <= score.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(n)
    }

    /// Scores in thousandths by day, and the colour after each.
    #[track_caller]
    fn check(days: &[(i64, i32, Band)]) {
        let mut standing = None;
        for (n, milli, band) in days {
            let next = settle(standing, Milli(*milli), day(*n));
            assert_eq!(next.band, *band, "day {n} at {milli}");
            standing = Some(next);
        }
    }

    #[test]
    fn going_on_is_immediate_and_going_back_needs_three_points() {
        use Band::{Green, Red, Yellow};
        check(&[(0, 58_000, Yellow), (1, 49_999, Red), (2, 52_999, Red), (3, 53_000, Yellow)]);
        check(&[(0, 58_000, Yellow), (1, 70_000, Green), (2, 67_001, Green), (3, 67_000, Yellow)]);
        check(&[(0, 72_000, Green), (1, 69_999, Yellow), (2, 49_999, Red)]);
    }

    #[test]
    fn or_three_days_across_the_edge() {
        use Band::{Red, Yellow};
        check(&[(0, 58_000, Yellow), (1, 49_000, Red), (2, 51_000, Red), (4, 51_000, Red), (5, 51_000, Yellow)]);
        check(&[(0, 58_000, Yellow), (1, 49_000, Red), (2, 51_000, Red), (4, 49_000, Red), (5, 51_000, Red)]);
    }
}
