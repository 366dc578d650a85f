//! Use in per cent of what it was before it fell. The level that it is measured by is frozen when a run begins: the
//! account's own baseline then, which the fall would wear away otherwise.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

/// Days that a level is the mean of.
pub const LEVEL_DAYS: u64 = 14;
/// Days before those that a baseline is the mean of, at least and at most.
const BASELINE_DAYS: (i64, i64) = (30, 60);

/// What was used on each day, by the counter that the feed has: logins, or everything where it counts none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DailyUse(pub BTreeMap<NaiveDate, f64>);

impl DailyUse {
    /// Uses a day, on the mean of the fourteen days up to `last`, which the feed has delivered.
    #[expect(clippy::cast_precision_loss, reason = "fourteen")]
    pub fn level(&self, last: NaiveDate) -> f64 {
        let first = last - Days::new(LEVEL_DAYS - 1);
        self.0.range(first..=last).map(|(_, uses)| uses).sum::<f64>() / LEVEL_DAYS as f64
    }

    /// Uses a day before those of the level: the mean of at most sixty days, at least thirty of which the account had use
    /// for; `None` where there is too little, or nothing was used.
    #[expect(clippy::cast_precision_loss, reason = "at most sixty")]
    pub fn baseline(&self, last: NaiveDate, first_used: NaiveDate) -> Option<f64> {
        let end = last - Days::new(LEVEL_DAYS);
        let n_days = ((end - first_used).num_days() + 1).min(BASELINE_DAYS.1);
        if n_days < BASELINE_DAYS.0 {
            return None;
        }
        let first = end - Days::new(u64::try_from(n_days - 1).unwrap_or(0));
        let uses: f64 = self.0.range(first..=end).map(|(_, uses)| uses).sum();
        (0.0 < uses).then(|| uses / n_days as f64)
    }
}

/// A level in thousandths of a per cent of a baseline above zero.
#[expect(clippy::cast_possible_truncation, reason = "clamped")]
pub fn share_of(level: f64, baseline: f64) -> Option<i64> {
    (0.0 < baseline).then(|| (level / baseline * 100_000.0).round().clamp(0.0, 1e12) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day") + Days::new(n)
    }

    #[test]
    fn a_level_is_measured_by_what_was_before() {
        let uses = (0..80).map(|n| (day(n), if n < 66 { 10.0 } else { 5.5 })).collect();
        let daily = DailyUse(uses);
        assert!((daily.level(day(79)) - 5.5).abs() < 1e-9);
        assert_eq!(daily.baseline(day(79), day(0)), Some(10.0));
        assert_eq!(share_of(daily.level(day(79)), 10.0), Some(55_000));
        assert_eq!(daily.baseline(day(42), day(0)), None, "29 days");
        assert_eq!(daily.baseline(day(43), day(0)), Some(10.0), "30 days");
        assert_eq!(share_of(3.0, 0.0), None);
        assert_eq!(DailyUse::default().baseline(day(79), day(0)), None);
    }
}
