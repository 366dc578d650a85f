//! Numbers as people type them.

use super::fault::PlanFault;

/// No measure of a customer's is larger.
const MOST: f64 = 1e12;

/// The number of a text: `45`, `12.5`, `1,200`, `45 %`, `−3`. Never infinite, and never read two ways: `12,5` is none.
pub fn figure(text: &str) -> Result<f64, PlanFault> {
    let text = text.trim().replace('−', "-");
    let text = text.trim_end_matches('%').trim_end();
    if text.is_empty() {
        return Err(PlanFault::Missing);
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_number = is_whole(whole) && !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let number: f64 = text.replace(',', "").parse().ok().filter(|_| is_number).ok_or(PlanFault::NotANumber)?;
    if MOST < number.abs() { Err(PlanFault::TooLarge) } else { Ok(number) }
}

/// Digits, or groups of three after commas.
fn is_whole(text: &str) -> bool {
    let mut groups = text.split(',');
    let first = groups.next().unwrap_or_default();
    let is_digits = |group: &str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    is_digits(first)
        && (!text.contains(',') || first.len() <= 3)
        && groups.all(|group| group.len() == 3 && is_digits(group))
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
        for text in ["12,5", "1e309", "inf", "NaN", "0x10", "1.2.3", ".5", "5.", "many", "1,20", "1,2000", "--3"] {
            assert_eq!(figure(text), Err(PlanFault::NotANumber), "{text}");
        }
        assert_eq!(figure("  "), Err(PlanFault::Missing));
        assert_eq!(figure(&"9".repeat(3_000)), Err(PlanFault::TooLarge));
        assert_eq!(figure("1,000,000,000,001"), Err(PlanFault::TooLarge));
    }
}
