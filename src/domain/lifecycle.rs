//! Where an account is in its life: a phase from its start, and the renewal window as an overlay on it. The days stand in the
//! rules.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::rules::LifecycleRules;

/// The phase of an account's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// From the start, day 0, to its last day, which is included: 90 by default.
    Onboarding,
    /// To its last day, 365 by default.
    Adoption,
    /// After that.
    Growth,
}

impl Phase {
    /// Every phase, in order.
    pub const ALL: [Self; 3] = [Self::Onboarding, Self::Adoption, Self::Growth];

    /// The phase on day `days` of an account.
    pub fn on_day(rules: &LifecycleRules, days: i64) -> Self {
        match days {
            _ if days <= rules.onboarding_until_day => Self::Onboarding,
            _ if days <= rules.adoption_until_day => Self::Adoption,
            _ => Self::Growth,
        }
    }

    /// The first and the last day of the phase, counted from the account's start.
    pub fn days(self, rules: &LifecycleRules) -> (i64, i64) {
        match self {
            Self::Onboarding => (0, rules.onboarding_until_day),
            Self::Adoption => (rules.onboarding_until_day + 1, rules.adoption_until_day),
            Self::Growth => (rules.adoption_until_day + 1, i64::MAX),
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
pub fn in_renewal_window(rules: &LifecycleRules, ends_on: NaiveDate, today: NaiveDate) -> bool {
    (0..=rules.renewal_window_days).contains(&(ends_on - today).num_days())
}

/// The nearest checkpoint that was crossed on the way from `days_before` to `days_now` days before the end.
pub fn checkpoint_crossed(rules: &LifecycleRules, days_before: i64, days_now: i64) -> Option<i64> {
    let mut nearest_first = rules.checkpoints_days.iter().copied().rev();
    nearest_first.find(|checkpoint| days_now <= *checkpoint && *checkpoint < days_before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rules::Rules;

    fn rules() -> LifecycleRules {
        Rules::default().lifecycle
    }

    #[test]
    fn phases_have_exact_edges() {
        for (day, phase) in [
            (0, Phase::Onboarding),
            (90, Phase::Onboarding),
            (91, Phase::Adoption),
            (365, Phase::Adoption),
            (366, Phase::Growth),
        ] {
            assert_eq!(Phase::on_day(&rules(), day), phase, "day {day}");
            let (first, last) = phase.days(&rules());
            assert!((first..=last).contains(&day), "day {day}");
        }
    }

    #[test]
    fn a_start_on_a_leap_day_counts_days_like_any_other() {
        let start = NaiveDate::from_ymd_opt(2024, 2, 29).expect("a leap day");
        for (date, day, phase) in [
            ((2024, 2, 29), 0, Phase::Onboarding),
            ((2024, 5, 29), 90, Phase::Onboarding),
            ((2024, 5, 30), 91, Phase::Adoption),
            ((2025, 2, 28), 365, Phase::Adoption),
            ((2025, 3, 1), 366, Phase::Growth),
        ] {
            let today = NaiveDate::from_ymd_opt(date.0, date.1, date.2).expect("a date");
            assert_eq!((today - start).num_days(), day, "{today}");
            assert_eq!(Phase::on_day(&rules(), day), phase, "{today}");
        }
    }

    #[test]
    fn the_rules_move_phases_window_and_checkpoints() {
        let text = "[lifecycle]\nonboarding_until_day = 30\nrenewal_window_days = 60\ncheckpoints_days = [45, 15]\n";
        let rules = Rules::parse(text).expect("sound").lifecycle;
        assert_eq!(Phase::on_day(&rules, 31), Phase::Adoption);
        assert_eq!(Phase::Adoption.days(&rules), (31, 365));
        let end = NaiveDate::from_ymd_opt(2026, 6, 30).expect("a date");
        assert!(!in_renewal_window(&rules, end, end - chrono::TimeDelta::days(61)));
        assert_eq!(checkpoint_crossed(&rules, 46, 10), Some(15));
        assert_eq!(checkpoint_crossed(&rules, 120, 60), None);
    }

    #[test]
    fn the_window_is_an_overlay_of_120_days() {
        let end = NaiveDate::from_ymd_opt(2026, 6, 30).expect("a date");
        for (days, inside) in [(121, false), (120, true), (91, true), (0, true), (-1, false)] {
            assert_eq!(in_renewal_window(&rules(), end, end - chrono::TimeDelta::days(days)), inside, "{days}");
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
            assert_eq!(checkpoint_crossed(&rules(), before, now), crossed, "{before} to {now}");
        }
    }
}
