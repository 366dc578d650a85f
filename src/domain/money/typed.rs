//! Amounts in the form of whoever types them: `1.2m` or `1,2m`, `1,234.50` or `1.234,50`, `25.000 €`.
//!
//! Between people, point and comma change places, and a thousandth of an amount is worse than a question. So a text is
//! read in both forms. What makes sense in one of them alone is read in that one; what makes sense in both is refused,
//! however large one of the two would be: a billion is beyond any contract in euros, and not in won. So is what could be
//! the slip of a digit: `45,00` for `45,000`, or `45.000` without a currency. A zero is no group of thousands: `0,500` is
//! never five hundred. Files are read in the one form that [`Money::parse`] says.

use super::amount::Money;
use super::currency::Currency;
use super::parse::{MoneyReason, MoneyRefusal, Sign};

impl Money {
    /// Reads what a person typed in either form; without a currency in it, it is of `default`.
    pub fn typed(text: &str, default: Currency, allowed: Sign) -> Result<Self, MoneyRefusal> {
        let with_point = with_decimal_point(text, default, allowed);
        let with_comma = with_decimal_point(&swapped(text), default, allowed);
        match (with_point, with_comma) {
            (Ok(one), Ok(other)) if one != other => Err(refused(text, MoneyReason::Ambiguous)),
            (Err(_), Ok(other)) if is_surely_with_comma(text) => Ok(other),
            // How precise it may be depends on the currency, and that may be known only later.
            (Err(_), Err(other))
                if matches!(other.reason, MoneyReason::TooPrecise { .. }) && is_surely_with_comma(text) =>
            {
                Err(other)
            }
            (read, _) => read,
        }
    }
}

/// Points for commas, and commas for points.
pub(in crate::domain) fn swapped(text: &str) -> String {
    let swap = |c| match c {
        '.' => ',',
        ',' => '.',
        c => c,
    };
    text.chars().map(swap).collect()
}

/// Reads a text as a file's, but takes no zero for a group of thousands.
fn with_decimal_point(text: &str, default: Currency, allowed: Sign) -> Result<Money, MoneyRefusal> {
    let money = Money::parse(text, default, allowed)?;
    if groups_a_zero(text) { Err(refused(text, MoneyReason::Grouping)) } else { Ok(money) }
}

/// `0,125`, which is a fraction to whoever writes it.
fn groups_a_zero(text: &str) -> bool {
    let number = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let after = number.trim_start_matches('0');
    after.len() < number.len() && after.starts_with(',')
}

/// Refuses a text at its first mark.
fn refused(text: &str, reason: MoneyReason) -> MoneyRefusal {
    let column = text.chars().position(is_mark).unwrap_or_default() + 1;
    MoneyRefusal { column, reason }
}

fn is_mark(c: char) -> bool {
    matches!(c, '.' | ',')
}

/// Whether an amount that makes sense with a decimal comma alone is no slip of one with a decimal point.
fn is_surely_with_comma(text: &str) -> bool {
    let begins = text.find(|c: char| c.is_ascii_digit() || is_mark(c)).unwrap_or_default();
    let (before, text) = text.split_at(begins);
    let (number, after) = text.split_at(text.find(|c: char| !c.is_ascii_digit() && !is_mark(c)).unwrap_or(text.len()));
    let (whole, has_comma) = number.split_once(',').map_or((number, false), |(whole, _)| (whole, true));
    match (number.matches('.').count(), has_comma) {
        // `1,2m` and `1234,50`, but not `45,00`.
        (0, _) => 3 < whole.len() || has_magnitude(after),
        // `25.000 €`, but not `25.000`.
        (1, false) => [before, after].iter().any(|around| around.chars().any(|c| !c.is_whitespace() && !is_sign(c))),
        // `1.234,50` and `1.234.567`.
        (_, _) => true,
    }
}

fn is_sign(c: char) -> bool {
    matches!(c, '+' | '-' | '−')
}

/// Whether a `k` or its like follows the digits. The text was read: letters that are no currency begin with one.
fn has_magnitude(after: &str) -> bool {
    let letters: String = after.trim_start().chars().take_while(char::is_ascii_alphabetic).collect();
    !letters.is_empty() && Currency::parse(&letters).is_err()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<Money, MoneyReason> {
        Money::typed(text, Currency::USD, Sign::NotNegative).map_err(|refusal| refusal.reason)
    }

    #[test]
    fn either_form_is_read_where_it_is_the_only_one() {
        for (text, minor, code) in [
            ("1,5m", 150_000_000, "USD"),
            ("€1,5m", 150_000_000, "EUR"),
            ("1,25 m €", 125_000_000, "EUR"),
            ("0,5k", 50_000, "USD"),
            ("1,2keur", 120_000, "EUR"),
            ("1.234,50", 123_450, "USD"),
            ("1.234.567,89 €", 123_456_789, "EUR"),
            ("1.234.567", 123_456_700, "USD"),
            ("1234,50", 123_450, "USD"),
            ("25.000€", 2_500_000, "EUR"),
            ("45.000 €", 4_500_000, "EUR"),
            ("EUR 45.000", 4_500_000, "EUR"),
            ("1.500 JPY", 1_500, "JPY"),
            // As ever.
            ("1,234", 123_400, "USD"),
            ("1,234.50", 123_450, "USD"),
            ("1.25m", 125_000_000, "USD"),
            ("$1,200.50", 120_050, "USD"),
            ("45.5", 4_550, "USD"),
            ("0,125m", 12_500_000, "USD"),
            ("0.125m", 12_500_000, "USD"),
            ("0,500m KRW", 500_000, "KRW"),
            ("0.5", 50, "USD"),
            ("0.50 €", 50, "EUR"),
            ("0.500 KWD", 500, "KWD"),
            ("0", 0, "USD"),
            // Billions that have one reading.
            ("1.25b VND", 1_250_000_000, "VND"),
            ("1,25b VND", 1_250_000_000, "VND"),
            ("1250m KRW", 1_250_000_000, "KRW"),
            ("1,250,000,000 KRW", 1_250_000_000, "KRW"),
            ("1.250.000.000 VND", 1_250_000_000, "VND"),
            ("1,250,000,000 JPY", 1_250_000_000, "JPY"),
            ("1.250.000.000 IDR", 125_000_000_000, "IDR"),
        ] {
            assert_eq!(read(text), Ok(Money::new(minor, code.parse().expect("a currency"))), "{text}");
        }
    }

    #[test]
    fn what_could_be_a_thousandth_is_refused() {
        for (text, reason) in [
            ("1,250k", MoneyReason::Ambiguous),
            ("1.250k", MoneyReason::Ambiguous),
            ("1,005 KWD", MoneyReason::Ambiguous),
            ("1.005 KWD", MoneyReason::Ambiguous),
            // A billion is little in one currency and beyond any contract in another; the size decides nothing.
            ("1,250m KRW", MoneyReason::Ambiguous),
            ("1.250m KRW", MoneyReason::Ambiguous),
            ("1,250m VND", MoneyReason::Ambiguous),
            ("1.250m VND", MoneyReason::Ambiguous),
            ("1,250m IDR", MoneyReason::Ambiguous),
            ("IDR 1.250m", MoneyReason::Ambiguous),
            ("1,250m JPY", MoneyReason::Ambiguous),
            ("¥1.250m", MoneyReason::Ambiguous),
            ("1,125m", MoneyReason::Ambiguous),
            ("€1.125m", MoneyReason::Ambiguous),
            ("999,999b VND", MoneyReason::Ambiguous),
            ("1.234", MoneyReason::TooPrecise { digits: 2 }),
            ("45.000", MoneyReason::TooPrecise { digits: 2 }),
            ("1234,567", MoneyReason::TooPrecise { digits: 2 }),
            ("45,00", MoneyReason::Grouping),
            ("€45,00", MoneyReason::Grouping),
            ("1,5", MoneyReason::Grouping),
            ("1.2.3", MoneyReason::Grouping),
            ("1,23.4", MoneyReason::Grouping),
            ("-1,5m", MoneyReason::Grouping),
        ] {
            assert_eq!(read(text), Err(reason), "{text}");
        }
    }

    #[test]
    fn a_fraction_of_one_is_no_thousands() {
        for (text, reason) in [
            ("0.500 €", MoneyReason::TooPrecise { digits: 2 }),
            ("€0.125", MoneyReason::TooPrecise { digits: 2 }),
            ("0.500", MoneyReason::TooPrecise { digits: 2 }),
            ("0.500 JPY", MoneyReason::TooPrecise { digits: 0 }),
            ("0,500", MoneyReason::Grouping),
            ("0,500 €", MoneyReason::Grouping),
            ("€0,125", MoneyReason::Grouping),
            ("0,500 JPY", MoneyReason::Grouping),
            ("0,500 KWD", MoneyReason::Grouping),
            ("00,500 €", MoneyReason::Grouping),
            ("00.500 €", MoneyReason::TooPrecise { digits: 2 }),
            ("0,125,000", MoneyReason::Grouping),
            ("0.125.000 €", MoneyReason::Grouping),
            ("0,125.50", MoneyReason::Grouping),
            ("0.125,50 €", MoneyReason::Grouping),
        ] {
            assert_eq!(read(text), Err(reason), "{text}");
        }
    }

    /// As a person writes whole units and hundredths, the thousands apart or not.
    fn written(whole: i64, hundredths: i64, group: &str, decimal: char) -> String {
        let digits = whole.to_string();
        let lead = digits.len() % 3;
        let groups = digits.as_bytes()[lead..].chunks(3).map(|group| String::from_utf8_lossy(group).into_owned());
        let groups: Vec<String> =
            Some(digits[..lead].to_owned()).filter(|lead| !lead.is_empty()).into_iter().chain(groups).collect();
        format!("{}{decimal}{hundredths:02}", groups.join(group))
    }

    proptest! {
        /// The whole of an amount, in either form, is never read as another.
        #[test]
        fn a_whole_amount_is_read_as_it_was_meant(whole in 0..2_000_000_000i64, hundredths in 0..100i64) {
            let meant = Money::new(whole * 100 + hundredths, Currency::EUR);
            for (group, decimal) in [(",", '.'), ("", '.'), (".", ','), ("", ',')] {
                let text = format!("{} €", written(whole, hundredths, group, decimal));
                if let Ok(read) = Money::typed(&text, Currency::EUR, Sign::NotNegative) {
                    prop_assert_eq!(read, meant, "{}", text);
                } else {
                    prop_assert!(whole < 1_000 && decimal == ',', "{} is refused", text);
                }
            }
        }

        /// With a magnitude and one mark, either form says the same or nothing.
        #[test]
        fn a_short_amount_is_read_the_same_in_either_form(whole in 0..1_000i64, digits in "[0-9]{1,5}", unit in "[kmb]") {
            let with_point = Money::typed(&format!("{whole}.{digits}{unit}"), Currency::EUR, Sign::NotNegative);
            let with_comma = Money::typed(&format!("{whole},{digits}{unit}"), Currency::EUR, Sign::NotNegative);
            prop_assert_eq!(with_point.clone().ok(), with_comma.ok());
            prop_assert_eq!(with_point.is_err(), digits.len() == 3 && whole != 0);
        }

        /// What begins with a zero and a mark is less than one of what follows, or nothing.
        #[test]
        fn a_fraction_of_one_is_never_read_as_more(
            zeros in "0{1,2}",
            decimals in "[0-9]{1,3}",
            mark in prop::sample::select(&['.', ','][..]),
            before in prop::sample::select(&["", "€", "EUR ", "+"][..]),
            unit in prop::sample::select(&["", "k", "m", " b", "t"][..]),
            after in prop::sample::select(&["", "€", " €", " EUR"][..]),
        ) {
            let text = format!("{before}{zeros}{mark}{decimals}{unit}{after}");
            let read = Money::typed(&text, Currency::EUR, Sign::NotNegative);
            if let Ok(read) = &read {
                let plain = Money::parse(&format!("0.{decimals}{unit}"), Currency::EUR, Sign::NotNegative);
                prop_assert_eq!(Ok(*read), plain, "{}", text);
            }
            let is_sure = if unit.is_empty() { mark == '.' && decimals.len() < 3 } else { true };
            prop_assert_eq!(read.is_ok(), is_sure, "{}", text);
        }

        #[test]
        fn any_text_is_read_or_refused_and_never_panics(text in "[-+$€0-9.,kmbtEUR ]{0,12}|\\PC{0,30}") {
            if let Err(refusal) = Money::typed(&text, Currency::USD, Sign::Any) {
                prop_assert!(1 <= refusal.column && refusal.column <= text.chars().count() + 1);
            }
        }
    }
}
