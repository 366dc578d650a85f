//! Windows of days, amounts of money and hours of the day, as people type them and back.

use chrono::{NaiveTime, Timelike};

use crate::domain::money::{Currency, Money, Sign};

/// The longest window: ten years.
const MOST_DAYS: i64 = 3_660;

/// The days of a window: `90d`, `12w`, `3m`, `1y`, `90`. A month counts 30 days, a year 365.
pub(super) fn window_days(text: &str) -> Option<i64> {
    let n_digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, unit) = text.split_at(n_digits);
    let days_each = match unit.to_ascii_lowercase().as_str() {
        "" | "d" | "day" | "days" => 1,
        "w" | "week" | "weeks" => 7,
        "m" | "month" | "months" => 30,
        "y" | "year" | "years" => 365,
        _ => return None,
    };
    let days = digits.parse::<i64>().ok()?.checked_mul(days_each)?;
    (1..=MOST_DAYS).contains(&days).then_some(days)
}

/// An amount in whole units of no currency: `50k`, `1.2m`, `1,2m`, `50,000`. `1,250k` is read in two ways, so not at all.
pub(super) fn whole_units(text: &str) -> Option<i64> {
    let is_plain = text.chars().all(|c| matches!(c, '0'..='9' | '.' | ',' | 'k' | 'm' | 'b' | 'K' | 'M' | 'B'));
    // Any currency would do; its minor units are there to refuse half a unit.
    let money = Money::typed(text, Currency::parse("USD").ok()?, Sign::NotNegative).ok().filter(|_| is_plain)?;
    let per_whole = money.currency.minor_per_whole();
    (money.minor % per_whole == 0).then(|| money.minor / per_whole)
}

/// The shortest exact text of [`whole_units`]: `50k`, `1200k`, `1m`.
pub(super) fn whole_units_text(whole: i64) -> String {
    match whole {
        0 => "0".to_owned(),
        _ if whole % 1_000_000 == 0 => format!("{}m", whole / 1_000_000),
        _ if whole % 1_000 == 0 => format!("{}k", whole / 1_000),
        _ => whole.to_string(),
    }
}

/// An hour of the day: `8:30`, `8`, `8am`, `8:30 pm`.
pub(super) fn time_of_day(text: &str) -> Option<NaiveTime> {
    let text = text.to_ascii_lowercase();
    let (clock, half) = match text.strip_suffix("am") {
        Some(clock) => (clock, Some(0)),
        None => text.strip_suffix("pm").map_or((text.as_str(), None), |clock| (clock, Some(12))),
    };
    let (hour, minute) = clock.trim_end().split_once(':').unwrap_or((clock.trim_end(), "00"));
    let hour = two_digits(hour).filter(|_| !hour.is_empty())?;
    let minute = two_digits(minute).filter(|_| minute.len() == 2)?;
    let hour = match half {
        None => hour,
        Some(offset) if (1..=12).contains(&hour) => hour % 12 + offset,
        Some(_) => return None,
    };
    NaiveTime::from_hms_opt(hour, minute, 0)
}

/// The text of [`time_of_day`]: `8:30`.
pub(super) fn time_text(at: NaiveTime) -> String {
    format!("{}:{:02}", at.hour(), at.minute())
}

fn two_digits(text: &str) -> Option<u32> {
    let is_number = text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_counted_in_days() {
        for (text, days) in [
            ("90d", Some(90)),
            ("90", Some(90)),
            ("90Days", Some(90)),
            ("12w", Some(84)),
            ("3m", Some(90)),
            ("1y", Some(365)),
            ("3660d", Some(3_660)),
            ("3661d", None),
            ("0d", None),
            ("-3d", None),
            ("d", None),
            ("", None),
            ("1.5m", None),
            ("3bd", None),
            ("99999999999999999999d", None),
            ("9223372036854775807y", None),
            ("9٣d", None),
        ] {
            assert_eq!(window_days(text), days, "{text}");
        }
    }

    #[test]
    fn amounts_are_whole_units_without_a_currency() {
        for (text, whole) in [
            ("50k", Some(50_000)),
            ("1.2M", Some(1_200_000)),
            ("50,000", Some(50_000)),
            ("0", Some(0)),
            ("0.5k", Some(500)),
            ("50.5", None),
            ("50.50", None),
            ("$50k", None),
            ("50k eur", None),
            ("-50k", None),
            ("1,2m", Some(1_200_000)),
            ("1.200.000", Some(1_200_000)),
            ("1,250k", None),
            ("1.250k", None),
            ("50.000", None),
            ("", None),
            ("k", None),
            ("99999999999999999999999999999999999999999999", None),
        ] {
            assert_eq!(whole_units(text), whole, "{text}");
        }
    }

    #[test]
    fn hours_have_minutes_or_halves_or_neither() {
        let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0);
        for (text, time) in [
            ("8:30", at(8, 30)),
            ("08:30", at(8, 30)),
            ("8", at(8, 0)),
            ("8am", at(8, 0)),
            ("8:30 PM", at(20, 30)),
            ("12am", at(0, 0)),
            ("12pm", at(12, 0)),
            ("0:00", at(0, 0)),
            ("23:59", at(23, 59)),
            ("24:00", None),
            ("13pm", None),
            ("0am", None),
            ("8:3", None),
            ("8:60", None),
            ("8:", None),
            (":30", None),
            ("am", None),
            ("+8", None),
            ("0830", None),
            ("half past eight", None),
        ] {
            assert_eq!(time_of_day(text), time, "{text}");
        }
    }
}
