//! Amounts for a glance: `$45K`, `€1.2M`, `$820`, `-$10K`.

use std::fmt;

use super::amount::{Money, write_currency};
use super::currency::Currency;

/// An amount rounded for a glance. Its text is English; other languages are written from its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShortMoney {
    /// Whether it is less than nothing, as rounded.
    pub is_negative: bool,
    /// The currency.
    pub currency: Currency,
    /// The digits before the point.
    pub whole: u64,
    /// The digit after the point; 0 is not written.
    pub tenth: u8,
    /// What the digits count.
    pub magnitude: Magnitude,
}

/// What the digits of a short amount count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Magnitude {
    /// Units of the currency.
    Ones,
    /// `K`.
    Thousands,
    /// `M`.
    Millions,
    /// `B`.
    Billions,
    /// `T`.
    Trillions,
}

impl Magnitude {
    /// From small to large.
    pub const ALL: [Self; 5] = [Self::Ones, Self::Thousands, Self::Millions, Self::Billions, Self::Trillions];

    /// The letter after the digits.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ones => "",
            Self::Thousands => "K",
            Self::Millions => "M",
            Self::Billions => "B",
            Self::Trillions => "T",
        }
    }

    /// The power of ten.
    pub(super) fn exponent(self) -> u32 {
        match self {
            Self::Ones => 0,
            Self::Thousands => 3,
            Self::Millions => 6,
            Self::Billions => 9,
            Self::Trillions => 12,
        }
    }

    /// Whether so many tenths show their last digit: below ten thousand, and from a million on.
    fn shows_tenths(self, tenths: u128) -> bool {
        match self {
            Self::Ones => false,
            Self::Thousands => tenths < 100,
            Self::Millions | Self::Billions | Self::Trillions => true,
        }
    }
}

impl Money {
    /// The amount for a glance, rounded half to even: never `$1000K`, which is `$1M`.
    pub fn short(self) -> ShortMoney {
        let tenths_of = |magnitude: Magnitude| self.tenths(magnitude);
        let fits = |magnitude: &Magnitude| tenths_of(*magnitude) < 10_000;
        let magnitude = Magnitude::ALL.into_iter().find(fits).unwrap_or(Magnitude::Trillions);
        let tenths = tenths_of(magnitude);
        ShortMoney {
            is_negative: self.is_negative() && 0 < tenths,
            currency: self.currency,
            whole: u64::try_from(tenths / 10).unwrap_or(u64::MAX),
            tenth: u8::try_from(tenths % 10).unwrap_or(0),
            magnitude,
        }
    }

    /// The tenths of a magnitude in the amount, rounded to as many digits as that magnitude shows.
    fn tenths(self, magnitude: Magnitude) -> u128 {
        let unit = u128::from(self.currency.minor_per_whole().unsigned_abs()) * 10_u128.pow(magnitude.exponent());
        let minor = u128::from(self.minor.unsigned_abs());
        let tenths = round_half_even(minor * 10, unit);
        if magnitude.shows_tenths(tenths) { tenths } else { round_half_even(minor, unit) * 10 }
    }
}

fn round_half_even(value: u128, unit: u128) -> u128 {
    let (quotient, rest) = (value / unit, value % unit);
    let is_up = unit < rest * 2 || (unit == rest * 2 && quotient % 2 == 1);
    quotient + u128::from(is_up)
}

impl fmt::Display for ShortMoney {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_currency(f, self.is_negative, self.currency)?;
        write!(f, "{}", self.whole)?;
        if 0 < self.tenth {
            write!(f, ".{}", self.tenth)?;
        }
        f.write_str(self.magnitude.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, expected: &str) {
        let money = Money::parse(typed, Currency::USD, super::super::Sign::Any).expect("an amount");
        assert_eq!(money.short().to_string(), expected);
    }

    #[test]
    fn amounts_are_short() {
        check("45000", "$45K");
        check("€1.2m", "€1.2M");
        check("820", "$820");
        check("-10000", "-$10K");
        check("0", "$0");
        check("4200000", "$4.2M");
        check("8250", "$8.2K");
        check("5000", "$5K");
        check("CHF 12345", "CHF 12K");
        check("JPY 1500000", "¥1.5M");
        check("KWD 1.5m", "KWD 1.5M");
        check("2.5b", "$2.5B");
    }

    #[test]
    fn halves_go_to_the_even_digit() {
        check("820.50", "$820");
        check("821.50", "$822");
        check("10500", "$10K");
        check("11500", "$12K");
        check("1250000", "$1.2M");
        check("1350000", "$1.4M");
        check("1250000.01", "$1.3M");
    }

    #[test]
    fn a_thousand_of_one_is_one_of_the_next() {
        check("999.49", "$999");
        check("999.50", "$1K");
        check("9949", "$9.9K");
        check("9950", "$10K");
        check("999499", "$999K");
        check("999500", "$1M");
        check("999949999", "$999.9M");
        check("999950000", "$1B");
    }

    #[test]
    fn what_rounds_to_nothing_has_no_sign() {
        check("-0.40", "$0");
        check("-0.60", "-$1");
    }

    #[test]
    fn the_largest_amounts_are_written_too() {
        assert_eq!(Money::new(i64::MIN, Currency::JPY).short().to_string(), "-¥9223372T");
        assert_eq!(Money::new(i64::MAX, Currency::USD).short().to_string(), "$92233.7T");
    }
}
