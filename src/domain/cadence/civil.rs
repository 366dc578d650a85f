//! Wall times and the instants that they mean.

use chrono::{DateTime, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Utc};
use chrono_tz::{GapInfo, Tz};

/// What a wall time means in a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Civil {
    /// The clock shows it once.
    Once(DateTime<Utc>),
    /// The clock shows it twice, because it was put back.
    Twice {
        /// Before the clock was put back.
        first: DateTime<Utc>,
        /// After the clock was put back.
        second: DateTime<Utc>,
    },
    /// The clock never shows it, because it was put forward.
    Skipped {
        /// The first instant after the gap.
        end: DateTime<Utc>,
    },
}

impl Civil {
    /// The instant by the rule of this module: the first showing, or the end of the gap.
    pub fn instant(self) -> DateTime<Utc> {
        match self {
            Self::Once(at) | Self::Twice { first: at, .. } | Self::Skipped { end: at } => at,
        }
    }

    /// The last showing, or the end of the gap.
    pub(super) fn last_instant(self) -> DateTime<Utc> {
        match self {
            Self::Once(at) | Self::Twice { second: at, .. } | Self::Skipped { end: at } => at,
        }
    }
}

/// Finds out how often the clock of `zone` shows a wall time, and when.
pub fn resolve(zone: Tz, civil: NaiveDateTime) -> Civil {
    match zone.from_local_datetime(&civil) {
        MappedLocalTime::Single(at) => Civil::Once(at.to_utc()),
        MappedLocalTime::Ambiguous(one, other) => {
            let (one, other) = (one.to_utc(), other.to_utc());
            Civil::Twice { first: one.min(other), second: one.max(other) }
        }
        MappedLocalTime::None => Civil::Skipped { end: end_of_gap(zone, civil) },
    }
}

/// A gap lies between two known offsets, so its beginning is always known; its end is the same instant.
fn end_of_gap(zone: Tz, civil: NaiveDateTime) -> DateTime<Utc> {
    let beginning = GapInfo::new(&civil, &zone).and_then(|gap| gap.begin);
    beginning.map_or(civil, |(local, offset)| local - offset.fix()).and_utc()
}

/// The instant of a wall time: the end of a gap, the first of two showings.
pub fn at_local(zone: Tz, date: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
    resolve(zone, date.and_time(time)).instant()
}

/// The date on the wall calendar of `zone` at an instant.
pub fn local_day(instant: DateTime<Utc>, zone: Tz) -> NaiveDate {
    instant.with_timezone(&zone).date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(zone: Tz, civil: &str, expected: &[&str]) {
        let found = match resolve(zone, civil.parse().expect("a wall time")) {
            Civil::Once(at) => vec![at],
            Civil::Twice { first, second } => vec![first, second],
            Civil::Skipped { end } => vec![end, end],
        };
        let expected: Vec<DateTime<Utc>> = expected.iter().map(|at| at.parse().expect("an instant")).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn an_ordinary_time_is_shown_once() {
        check(Tz::Europe__Berlin, "2026-01-05T09:00:00", &["2026-01-05T08:00:00Z"]);
        check(Tz::Asia__Kathmandu, "2026-01-05T09:00:00", &["2026-01-05T03:15:00Z"]);
    }

    #[test]
    fn a_skipped_time_means_the_end_of_the_gap() {
        check(Tz::Europe__Berlin, "2026-03-29T02:00:00", &["2026-03-29T01:00:00Z"; 2]);
        check(Tz::Europe__Berlin, "2026-03-29T02:59:59", &["2026-03-29T01:00:00Z"; 2]);
        check(Tz::America__New_York, "2026-03-08T02:30:00", &["2026-03-08T07:00:00Z"; 2]);
        check(Tz::Australia__Lord_Howe, "2026-10-04T02:15:00", &["2026-10-03T15:30:00Z"; 2]);
        check(Tz::Pacific__Apia, "2011-12-30T12:00:00", &["2011-12-30T10:00:00Z"; 2]);
    }

    #[test]
    fn a_repeated_time_has_a_first_and_a_second_showing() {
        check(Tz::Europe__Berlin, "2026-10-25T02:30:00", &["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"]);
        check(Tz::America__New_York, "2026-11-01T01:30:00", &["2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"]);
        check(Tz::Australia__Lord_Howe, "2026-04-05T01:45:00", &["2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z"]);
    }

    #[test]
    fn the_edges_of_a_change_are_ordinary() {
        check(Tz::Europe__Berlin, "2026-03-29T01:59:59", &["2026-03-29T00:59:59Z"]);
        check(Tz::Europe__Berlin, "2026-03-29T03:00:00", &["2026-03-29T01:00:00Z"]);
        check(Tz::Europe__Berlin, "2026-10-25T01:59:59", &["2026-10-24T23:59:59Z"]);
        check(Tz::Europe__Berlin, "2026-10-25T03:00:00", &["2026-10-25T02:00:00Z"]);
    }

    #[test]
    fn a_day_is_the_readers_day() {
        let instant = "2026-03-01T23:30:00Z".parse().expect("an instant");
        assert_eq!(local_day(instant, Tz::Europe__Berlin).to_string(), "2026-03-02");
        assert_eq!(local_day(instant, Tz::America__New_York).to_string(), "2026-03-01");
    }
}
