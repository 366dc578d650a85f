//! An amount in one currency, and the arithmetic that refuses to mix two.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::currency::Currency;

/// An amount of one currency, in its minor unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Cents of a euro, whole yen.
    pub minor: i64,
    /// The currency.
    pub currency: Currency,
}

/// Why two amounts have no sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MoneyFault {
    /// They are of two currencies.
    TwoCurrencies {
        /// That of the one.
        one: Currency,
        /// That of the other.
        other: Currency,
    },
    /// The result is larger than can be kept.
    Overflow,
}

impl Money {
    /// An amount in minor units.
    pub fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing, of a currency.
    pub fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// In whole units, a part of one counted as one: more than 5,000.00 is more than 5000 here, too. Not below zero.
    pub fn whole_up(&self) -> i64 {
        let per = self.currency.minor_per_whole();
        self.minor / per + i64::from(self.minor % per != 0 && 0 < self.minor)
    }

    /// An amount in whole units: 45000 for 45,000 euros.
    pub fn from_whole(whole: i64, currency: Currency) -> Result<Self, MoneyFault> {
        let minor = whole.checked_mul(currency.minor_per_whole()).ok_or(MoneyFault::Overflow)?;
        Ok(Self::new(minor, currency))
    }

    /// Compares with an amount in whole units of the same currency, such as the edge of a segment.
    pub fn cmp_whole(self, whole: i64) -> Ordering {
        i128::from(self.minor).cmp(&(i128::from(whole) * i128::from(self.currency.minor_per_whole())))
    }

    /// The sum of two amounts of one currency.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyFault> {
        self.combine(other, i64::checked_add)
    }

    /// The difference of two amounts of one currency.
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyFault> {
        self.combine(other, i64::checked_sub)
    }

    /// Whether it is less than nothing.
    pub fn is_negative(self) -> bool {
        self.minor < 0
    }

    fn combine(self, other: Self, with: fn(i64, i64) -> Option<i64>) -> Result<Self, MoneyFault> {
        if self.currency != other.currency {
            return Err(MoneyFault::TwoCurrencies { one: self.currency, other: other.currency });
        }
        let minor = with(self.minor, other.minor).ok_or(MoneyFault::Overflow)?;
        Ok(Self::new(minor, self.currency))
    }
}

/// To the last minor unit, as it may also be typed: `$1,200.50`, `-€10,000`, `CHF 45,000`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let per_whole = self.currency.minor_per_whole().unsigned_abs();
        let (whole, minor) = (self.minor.unsigned_abs() / per_whole, self.minor.unsigned_abs() % per_whole);
        write_currency(f, self.is_negative(), self.currency)?;
        write_grouped(f, whole)?;
        let digits = self.currency.minor_digits() as usize;
        if minor == 0 { Ok(()) } else { write!(f, ".{minor:0digits$}") }
    }
}

/// The sign of the amount and what comes before its digits.
pub(super) fn write_currency(f: &mut fmt::Formatter<'_>, is_negative: bool, currency: Currency) -> fmt::Result {
    f.write_str(if is_negative { "-" } else { "" })?;
    match currency.sign() {
        Some(sign) => write!(f, "{sign}"),
        None => write!(f, "{currency} "),
    }
}

fn write_grouped(f: &mut fmt::Formatter<'_>, whole: u64) -> fmt::Result {
    let digits = whole.to_string();
    for (index, digit) in digits.chars().enumerate() {
        if 0 < index && (digits.len() - index).is_multiple_of(3) {
            f.write_str(",")?;
        }
        write!(f, "{digit}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(minor: i64, code: &str, expected: &str) {
        assert_eq!(Money::new(minor, code.parse().expect("a currency")).to_string(), expected);
    }

    #[test]
    fn amounts_are_written_to_the_last_unit() {
        check(120_050, "USD", "$1,200.50");
        check(-1_000_000, "EUR", "-€10,000");
        check(1_234_567, "JPY", "¥1,234,567");
        check(1_005, "KWD", "KWD 1.005");
        check(-4_500_000, "CHF", "-CHF 45,000");
        check(7, "USD", "$0.07");
        check(i64::MIN, "USD", "-$92,233,720,368,547,758.08");
    }

    #[test]
    fn two_currencies_have_no_sum() {
        let (dollar, euro) = (Money::new(1, Currency::USD), Money::new(1, Currency::EUR));
        let refused = MoneyFault::TwoCurrencies { one: Currency::USD, other: Currency::EUR };
        assert_eq!(dollar.checked_add(euro), Err(refused));
        assert_eq!(dollar.checked_sub(euro), Err(refused));
        assert_eq!(dollar.checked_add(dollar), Ok(Money::new(2, Currency::USD)));
        assert_eq!(Money::new(i64::MAX, Currency::USD).checked_add(dollar), Err(MoneyFault::Overflow));
        assert_eq!(Money::from_whole(i64::MAX, Currency::USD), Err(MoneyFault::Overflow));
    }

    #[test]
    fn a_part_of_a_unit_is_above_the_edge() {
        let whole = |minor| Money::new(minor, Currency::USD).whole_up();
        assert_eq!(
            [whole(0), whole(499_999), whole(500_000), whole(500_001), whole(500_100)],
            [0, 5_000, 5_000, 5_001, 5_001]
        );
        assert_eq!(Money::new(5_000, Currency::JPY).whole_up(), 5_000);
    }

    #[test]
    fn an_edge_is_met_by_the_exact_amount() {
        let arr = |minor| Money::new(minor, Currency::USD).cmp_whole(5_000);
        assert_eq!([arr(499_999), arr(500_000), arr(500_001)], [Ordering::Less, Ordering::Equal, Ordering::Greater]);
        assert_eq!(Money::new(5_000, Currency::JPY).cmp_whole(5_000), Ordering::Equal);
        assert_eq!(Money::new(i64::MAX, Currency::USD).cmp_whole(i64::MAX), Ordering::Less);
    }
}
