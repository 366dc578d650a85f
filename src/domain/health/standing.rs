//! Hysteresis: a colour that changed goes back only when it means it.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Band, Milli, Model};

/// Nights are not begun on the same second: what is a moment short of whole days has stayed for them.
const JITTER: TimeDelta = TimeDelta::minutes(30);

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

impl Standing {
    /// Whether a move to `to` would take back the last one.
    pub fn goes_back(&self, to: Band) -> bool {
        self.before.is_some_and(|before| (before < self.band) == (to < self.band))
    }
}

/// The standing after a new score. Going on in the direction of the last change is immediate; going back takes the
/// model's points past the edge, or its days across it.
pub fn settle(model: &Model, previous: Option<Standing>, score: Milli, now: DateTime<Utc>) -> Standing {
    let natural = model.bands.of(score);
    let Some(standing) = previous else {
        return Standing { band: natural, since: now, before: None, across_since: None };
    };
    if natural == standing.band {
        return Standing { across_since: None, ..standing };
    }
    let across_since = standing.across_since.unwrap_or(now);
    let is_patient = now - across_since + JITTER < TimeDelta::days(model.hysteresis.days);
    if standing.goes_back(natural) && !past_margin(model, standing.band, natural, score) && is_patient {
        return Standing { across_since: Some(across_since), ..standing };
    }
    Standing { band: natural, since: now, before: Some(standing.band), across_since: None }
}

fn past_margin(model: &Model, from: Band, to: Band, score: Milli) -> bool {
    let margin = Milli::whole(model.hysteresis.points);
    if to < from {
        return score <= model.bands.floor(from) - margin;
    }
    // Upwards the edge is the floor of the band just above the old one, even when two bands are crossed.
    from.better().is_some_and(|above| model.bands.floor(above) + margin <= score)
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
            let next = settle(&Model::default_model(), standing, Milli(*milli), day(*n));
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

    #[test]
    fn a_night_that_begins_a_second_early_still_counts() {
        let model = Model::default_model();
        let red = Standing { band: Band::Red, since: day(0), before: Some(Band::Yellow), across_since: Some(day(2)) };
        for (seconds, band) in [(-1, Band::Yellow), (0, Band::Yellow), (-3_600, Band::Red)] {
            let at = day(5) + TimeDelta::seconds(seconds);
            assert_eq!(settle(&model, Some(red), Milli::whole(51), at).band, band, "{seconds}");
        }
    }

    #[test]
    fn a_model_may_ask_for_more() {
        let hysteresis = super::super::Hysteresis { points: 10, days: 7 };
        let model = Model { hysteresis, ..Model::default_model() };
        let red = Standing { band: Band::Red, since: day(0), before: Some(Band::Yellow), across_since: Some(day(1)) };
        for (points, on, band) in [(59, 4, Band::Red), (60, 4, Band::Yellow), (51, 7, Band::Red), (51, 8, Band::Yellow)]
        {
            assert_eq!(settle(&model, Some(red), Milli::whole(points), day(on)).band, band, "{points} on {on}");
        }
    }
}
