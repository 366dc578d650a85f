//! Where an account is in its life: a phase from its start, and the renewal window as an overlay on it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The days before contract end at which a renewal is looked at.
pub const CHECKPOINTS_DAYS: [i64; 5] = [120, 90, 60, 30, 0];
/// The renewal window opens this many days before contract end.
pub const RENEWAL_WINDOW_DAYS: i64 = 120;

/// The phase of an account's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Days 0 to 90 from the start, day 90 included.
    Onboarding,
    /// To day 365.
    Adoption,
    /// After that.
    Growth,
}

impl Phase {
    /// Every phase, in order.
    pub const ALL: [Self; 3] = [Self::Onboarding, Self::Adoption, Self::Growth];

    /// The phase on day `days` of an account.
    pub fn on_day(days: i64) -> Self {
        match days {
            ..=90 => Self::Onboarding,
            91..=365 => Self::Adoption,
            _ => Self::Growth,
        }
    }

    /// The first and the last day of the phase, counted from the account's start.
    pub fn days(self) -> (i32, i32) {
        match self {
            Self::Onboarding => (0, 90),
            Self::Adoption => (91, 365),
            Self::Growth => (366, i32::MAX),
        }
    }

    /// The word that is typed and stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Onboarding => "onboarding",
            Self::Adoption => "adoption",
            Self::Growth => "growth",
        }
    }

    /// The phase that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.as_str().eq_ignore_ascii_case(word))
    }
}

/// Whether an account is in its renewal window today.
pub fn in_renewal_window(ends_on: NaiveDate, today: NaiveDate) -> bool {
    (0..=RENEWAL_WINDOW_DAYS).contains(&(ends_on - today).num_days())
}

/// The checkpoint that was crossed on the way from `yesterday` days to `today` days before the end.
pub fn checkpoint_crossed(days_before: i64, days_now: i64) -> Option<i64> {
    CHECKPOINTS_DAYS.into_iter().rev().find(|checkpoint| days_now <= *checkpoint && *checkpoint < days_before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_have_exact_edges() {
        for (day, phase) in [
            (0, Phase::Onboarding),
            (90, Phase::Onboarding),
            (91, Phase::Adoption),
            (365, Phase::Adoption),
            (366, Phase::Growth),
        ] {
            assert_eq!(Phase::on_day(day), phase, "day {day}");
        }
    }

    #[test]
    fn the_window_is_an_overlay_of_120_days() {
        let end = NaiveDate::from_ymd_opt(2026, 6, 30).expect("a date");
        for (days, inside) in [(121, false), (120, true), (91, true), (0, true), (-1, false)] {
            assert_eq!(in_renewal_window(end, end - chrono::TimeDelta::days(days)), inside, "{days}");
        }
    }

    #[test]
    fn checkpoints_are_crossed_once() {
        for (before, now, crossed) in [
            (121, 120, Some(120)),
            (120, 119, None),
            (91, 90, Some(90)),
            (95, 58, Some(60)),
            (1, 0, Some(0)),
            (0, -1, None),
        ] {
            assert_eq!(checkpoint_crossed(before, now), crossed, "{before} to {now}");
        }
    }
}
