//! Times as a terminal shows them: with the weekday, and always with their zone.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

/// `Mon 2026-03-02 09:00 CET`.
pub(super) fn moment(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%a %Y-%m-%d %H:%M %Z").to_string()
}

/// `Mon 2026-03-02`.
pub(super) fn day(day: NaiveDate) -> String {
    day.format("%a %Y-%m-%d").to_string()
}
