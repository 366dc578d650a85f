//! What is measured: where it began, where it shall be by when, and where it is.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A metric is on track while it has covered so much of what the time that passed asks for.
const PACE: f64 = 0.8;

/// A metric of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    /// Its number in the plan, from 1; never used again.
    pub number: u32,
    /// The goal that it measures.
    pub goal: Option<u32>,
    /// What it is called.
    pub name: String,
    /// What it counts: `reports a week`, `%`; may be empty.
    pub unit: String,
    /// Where it was when the plan began.
    pub baseline: f64,
    /// Where it shall be.
    pub target: f64,
    /// By when.
    pub by: NaiveDate,
    /// Where it is.
    pub now: Now,
}

/// Where a metric's value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Now {
    /// A person types it; `None`: nobody has.
    Typed(Option<Reading>),
    /// The data has it.
    Derived(Known),
}

/// A value, and the day that it is of.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The value.
    pub value: f64,
    /// Its day.
    pub as_of: NaiveDate,
}

/// A measure that the data has for every account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// The most people active on a day of the feed's last 28.
    ActiveUsers,
    /// The same in per cent of the seats.
    SeatAdoption,
    /// Core features used in the same days.
    CoreFeatures,
    /// The latest NPS answer, 0 to 10.
    Nps,
    /// The health score.
    Health,
}

impl Known {
    /// Every measure.
    pub const ALL: [Self; 5] = [Self::ActiveUsers, Self::SeatAdoption, Self::CoreFeatures, Self::Nps, Self::Health];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ActiveUsers => "active_users",
            Self::SeatAdoption => "seat_adoption",
            Self::CoreFeatures => "core_features",
            Self::Nps => "nps",
            Self::Health => "health",
        }
    }

    /// What a metric is called that nobody named.
    pub fn name(self) -> &'static str {
        match self {
            Self::ActiveUsers => "Active users",
            Self::SeatAdoption => "Seat adoption",
            Self::CoreFeatures => "Core features used",
            Self::Nps => "NPS",
            Self::Health => "Health score",
        }
    }

    /// The measure of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == word)
    }
}

/// What the data knows; `None`: unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Readings {
    /// See [`Known::ActiveUsers`].
    pub active_users: Option<Reading>,
    /// See [`Known::SeatAdoption`].
    pub seat_adoption: Option<Reading>,
    /// See [`Known::CoreFeatures`].
    pub core_features: Option<Reading>,
    /// See [`Known::Nps`].
    pub nps: Option<Reading>,
    /// See [`Known::Health`].
    pub health: Option<Reading>,
}

impl Readings {
    /// The value of a measure.
    pub fn of(&self, known: Known) -> Option<Reading> {
        match known {
            Known::ActiveUsers => self.active_users,
            Known::SeatAdoption => self.seat_adoption,
            Known::CoreFeatures => self.core_features,
            Known::Nps => self.nps,
            Known::Health => self.health,
        }
    }
}

/// How a metric stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MetricStanding {
    /// It is where it shall be.
    Reached,
    /// It has covered four fifths, at least, of what the time that passed asks for.
    OnTrack,
    /// It has covered less.
    Behind,
    /// Its day has passed.
    Missed,
    /// Nobody knows where it is.
    Unknown,
}

impl Metric {
    /// Where it is.
    pub fn reading(&self, data: &Readings) -> Option<Reading> {
        match self.now {
            Now::Typed(reading) => reading,
            Now::Derived(known) => data.of(known),
        }
    }

    /// How it stands with a value, in a plan that began on a day.
    pub fn standing(&self, reading: Option<Reading>, begins_on: NaiveDate, today: NaiveDate) -> MetricStanding {
        let Some(reading) = reading else { return MetricStanding::Unknown };
        let covered = (reading.value - self.baseline) / (self.target - self.baseline);
        let passed = days(begins_on, today) / days(begins_on, self.by).max(1.0);
        if 1.0 <= covered {
            MetricStanding::Reached
        } else if self.by < today {
            MetricStanding::Missed
        } else if PACE * passed.clamp(0.0, 1.0) <= covered {
            MetricStanding::OnTrack
        } else {
            MetricStanding::Behind
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "days of a plan are few")]
fn days(from: NaiveDate, to: NaiveDate) -> f64 {
    (to - from).num_days() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[track_caller]
    fn check((baseline, target): (f64, f64), value: Option<f64>, today: &str, expected: MetricStanding) {
        let metric = Metric {
            number: 1,
            goal: None,
            name: "Reports".into(),
            unit: String::new(),
            baseline,
            target,
            by: day("2026-04-11"),
            now: Now::Typed(None),
        };
        let reading = value.map(|value| Reading { value, as_of: day(today) });
        assert_eq!(metric.standing(reading, day("2026-01-01"), day(today)), expected, "{value:?} on {today}");
    }

    #[test]
    fn the_time_that_passed_says_how_far_it_should_be() {
        check((0.0, 100.0), None, "2026-02-20", MetricStanding::Unknown);
        // Half the time: 40 of 100 is four fifths of it.
        check((0.0, 100.0), Some(40.0), "2026-02-20", MetricStanding::OnTrack);
        check((0.0, 100.0), Some(39.9), "2026-02-20", MetricStanding::Behind);
        check((100.0, 20.0), Some(68.0), "2026-02-20", MetricStanding::OnTrack);
        check((100.0, 20.0), Some(90.0), "2026-02-20", MetricStanding::Behind);
        check((0.0, 100.0), Some(100.0), "2026-02-20", MetricStanding::Reached);
        check((0.0, 100.0), Some(99.0), "2026-04-11", MetricStanding::OnTrack);
        check((0.0, 100.0), Some(99.0), "2026-04-12", MetricStanding::Missed);
        check((0.0, 100.0), Some(-5.0), "2025-12-01", MetricStanding::Behind);
    }
}
