//! Numbers as people type them.

use super::fault::PlanFault;
use crate::domain::money::swapped;

/// No measure of a customer's is larger.
const MOST: f64 = 1e12;

/// Digits of a thousand.
const GROUP: usize = 3;

/// The number of a text: `45`, `12.5` or `12,5`, `1,200`, `1.234.567`, `45 %`, `−3`. Never infinite, and never read two
/// ways: `12.500` is twelve and a half to some and thousands to others, who are asked.
pub fn figure(text: &str) -> Result<f64, PlanFault> {
    let text = text.trim().replace('−', "-");
    let text = text.trim_end_matches('%').trim_end();
    if text.is_empty() {
        return Err(PlanFault::Missing);
    }
    let number = match (with_decimal_point(text), with_decimal_point(&swapped(text))) {
        // A comma before three digits groups them: nobody says a measure to the thousandth.
        (Some(_), Some(_)) if text.contains('.') => return Err(PlanFault::TwoWays),
        (None, Some(number)) if !is_slip(text) => number,
        (Some(number), _) => number,
        (None, _) => return Err(PlanFault::NotANumber),
    };
    if MOST < number.abs() { Err(PlanFault::TooLarge) } else { Ok(number) }
}

/// `1,2000`: thousands with a digit too many, rather than a fraction.
fn is_slip(text: &str) -> bool {
    !text.contains('.') && text.rsplit_once(',').is_some_and(|(_, after)| GROUP < after.len())
}

fn with_decimal_point(text: &str) -> Option<f64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_number = is_whole(whole) && !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    text.replace(',', "").parse().ok().filter(|_| is_number)
}

/// Digits, or groups of three after commas; no zero stands before thousands.
fn is_whole(text: &str) -> bool {
    let mut groups = text.split(',');
    let first = groups.next().unwrap_or_default();
    let is_digits = |group: &str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    is_digits(first)
        && (!text.contains(',') || first.len() <= GROUP && !first.starts_with('0'))
        && groups.all(|group| group.len() == GROUP && is_digits(group))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_one_way_or_not_at_all() {
        for (text, number) in
            [("45", 45.0), (" 12.5 ", 12.5), ("1,200", 1_200.0), ("45 %", 45.0), ("−3", -3.0), ("0", 0.0)]
        {
            assert_eq!(figure(text), Ok(number), "{text}");
        }
    }

    #[test]
    fn either_form_is_read_where_it_is_the_only_one() {
        for (text, number) in [
            ("12,5", 12.5),
            ("1,20", 1.2),
            ("-0,5 %", -0.5),
            ("0,125", 0.125),
            ("0.125", 0.125),
            ("1234,5", 1_234.5),
            ("1234.567", 1_234.567),
            ("1234,567", 1_234.567),
            ("1.234,5", 1_234.5),
            ("1,234.5", 1_234.5),
            ("1,234.567", 1_234.567),
            ("1.234.567", 1_234_567.0),
            ("1,234,567", 1_234_567.0),
            ("12.5000", 12.5),
        ] {
            assert_eq!(figure(text), Ok(number), "{text}");
        }
        for text in ["12.500", "-1.234", "999.999 %", "100.000"] {
            assert_eq!(figure(text), Err(PlanFault::TwoWays), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "1e309",
            "inf",
            "NaN",
            "0x10",
            "1.2.3",
            ".5",
            "5.",
            ",5",
            "5,",
            "many",
            "1,2000",
            "--3",
            "1,23.4",
            "0,125,000",
            "0.125.000",
            "1.2,3.4",
            "1,2,3",
        ] {
            assert_eq!(figure(text), Err(PlanFault::NotANumber), "{text}");
        }
        assert_eq!(figure("  "), Err(PlanFault::Missing));
        assert_eq!(figure(&"9".repeat(3_000)), Err(PlanFault::TooLarge));
        assert_eq!(figure("1,000,000,000,001"), Err(PlanFault::TooLarge));
    }
}
