//! Money in one form: `50k`, `1.2m`, `€25k`, `$1,200.50`, `25k EUR`.
//!
//! ```text
//! amount = [sign] [currency] [sign] digits ["." digits] [k|m|b|t] [currency]
//! ```
//!
//! At most one sign and one currency. Commas may group thousands; the point is always the decimal one. What people type
//! goes through [`Money::typed`], which knows the other form as well.

use serde::{Deserialize, Serialize};

use super::amount::Money;
use super::currency::Currency;
use super::short::Magnitude;

/// Which amounts make sense where one is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Also less than nothing.
    Any,
    /// Nothing or more.
    NotNegative,
}

/// A text that is no amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneyRefusal {
    /// The character at which the trouble begins, from 1.
    pub column: usize,
    /// What is wrong there.
    pub reason: MoneyReason,
}

/// What is wrong with an amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MoneyReason {
    /// A digit is missing.
    NoDigits,
    /// A character that has no meaning there.
    Unexpected {
        /// The character.
        sign: char,
    },
    /// Letters that are neither a currency nor `k`, `m`, `b` or `t`.
    NotUnderstood {
        /// The letters.
        text: String,
    },
    /// A second plus or minus.
    TwoSigns,
    /// A second currency, not the same as the first.
    TwoCurrencies {
        /// The first.
        one: Currency,
        /// The second.
        other: Currency,
    },
    /// A comma that does not group thousands: `1,2m`, `1.200,50`.
    Grouping,
    /// It makes sense with a decimal point and with a decimal comma: `1,250k`.
    Ambiguous,
    /// More digits after the point than the currency has.
    TooPrecise {
        /// The digits that it has.
        digits: u32,
    },
    /// Larger than can be kept.
    TooLarge,
    /// Less than nothing, where that makes no sense.
    Negative,
}

impl Money {
    /// Reads a text with a decimal point; without a currency in it, it is of `default`.
    pub fn parse(text: &str, default: Currency, allowed: Sign) -> Result<Self, MoneyRefusal> {
        let mut reader = Reader { chars: text.chars().collect(), at: 0, is_negative: None, currency: None };
        reader.prefix()?;
        let number_at = reader.at;
        let digits = reader.number()?;
        let exponent = reader.suffix()?;
        let currency = reader.currency.unwrap_or(default);
        let refuse = |reason| MoneyRefusal { column: number_at + 1, reason };
        let minor = digits.times_ten_to(exponent, currency).map_err(refuse)?;
        let is_negative = reader.is_negative == Some(true);
        if is_negative && 0 < minor && allowed == Sign::NotNegative {
            return Err(refuse(MoneyReason::Negative));
        }
        let signed = if is_negative { -minor } else { minor };
        let minor = i64::try_from(signed).map_err(|_| refuse(MoneyReason::TooLarge))?;
        Ok(Self::new(minor, currency))
    }
}

/// The digits typed, as a whole number, and how many of them were after the point.
struct Digits {
    value: i128,
    n_decimals: u32,
}

impl Digits {
    /// The amount in minor units, exactly or not at all.
    fn times_ten_to(&self, exponent: u32, currency: Currency) -> Result<i128, MoneyReason> {
        let places = exponent + currency.minor_digits();
        // Also when the digits too many are zeros: `1.200` is twelve hundred to half of Europe.
        let zeros = places.checked_sub(self.n_decimals);
        let zeros = zeros.ok_or(MoneyReason::TooPrecise { digits: currency.minor_digits() })?;
        let power = 10_i128.checked_pow(zeros);
        power.and_then(|power| self.value.checked_mul(power)).ok_or(MoneyReason::TooLarge)
    }
}

/// What was read so far.
struct Reader {
    chars: Vec<char>,
    at: usize,
    is_negative: Option<bool>,
    currency: Option<Currency>,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn refuse<T>(&self, reason: MoneyReason) -> Result<T, MoneyRefusal> {
        Err(MoneyRefusal { column: self.at + 1, reason })
    }

    /// Signs, spaces and a currency, up to the first digit.
    fn prefix(&mut self) -> Result<(), MoneyRefusal> {
        while let Some(next) = self.peek() {
            match next {
                '0'..='9' | '.' => return Ok(()),
                '+' | '-' | '−' if self.is_negative.is_some() => return self.refuse(MoneyReason::TwoSigns),
                '+' | '-' | '−' => {
                    self.is_negative = Some(next != '+');
                    self.at += 1;
                }
                _ if next.is_ascii_alphabetic() => {
                    let word = self.word();
                    let Ok(currency) = Currency::parse(&word) else {
                        return self.refuse(MoneyReason::NotUnderstood { text: word });
                    };
                    self.take_currency(currency, word.len())?;
                }
                _ => self.space_or_currency(next)?,
            }
        }
        self.refuse(MoneyReason::NoDigits)
    }

    /// Digits with commas between thousands, then perhaps a point and more digits.
    fn number(&mut self) -> Result<Digits, MoneyRefusal> {
        let mut digits = Digits { value: 0, n_decimals: 0 };
        let first_at = self.at;
        self.digits(&mut digits)?;
        let mut group = self.at - first_at;
        while self.peek() == Some(',') {
            let comma_at = self.at;
            self.at += 1;
            self.digits(&mut digits)?;
            if !(1..=3).contains(&group) || self.at - comma_at != 4 {
                return Err(MoneyRefusal { column: comma_at + 1, reason: MoneyReason::Grouping });
            }
            group = 3;
        }
        if self.peek() != Some('.') {
            return Ok(digits);
        }
        self.at += 1;
        let point_at = self.at;
        self.digits(&mut digits)?;
        digits.n_decimals = u32::try_from(self.at - point_at).unwrap_or(u32::MAX);
        if digits.n_decimals == 0 {
            return self.refuse(MoneyReason::NoDigits);
        }
        if matches!(self.peek(), Some(',' | '.')) {
            return self.refuse(MoneyReason::Grouping);
        }
        Ok(digits)
    }

    fn digits(&mut self, digits: &mut Digits) -> Result<(), MoneyRefusal> {
        while let Some(digit) = self.peek().and_then(|next| next.to_digit(10)) {
            let longer = digits.value.checked_mul(10).and_then(|value| value.checked_add(i128::from(digit)));
            let Some(value) = longer else { return self.refuse(MoneyReason::TooLarge) };
            digits.value = value;
            self.at += 1;
        }
        Ok(())
    }

    /// What follows the digits: a magnitude, a currency, both. Says the power of ten.
    fn suffix(&mut self) -> Result<u32, MoneyRefusal> {
        let mut exponent = None;
        while let Some(next) = self.peek() {
            if !next.is_ascii_alphabetic() {
                self.space_or_currency(next)?;
                continue;
            }
            let word = self.word();
            if let Ok(currency) = Currency::parse(&word) {
                self.take_currency(currency, word.len())?;
                continue;
            }
            // `25keur`: the magnitude is read alone and the rest comes next.
            let magnitude =
                Magnitude::ALL.into_iter().find(|magnitude| magnitude.as_str().eq_ignore_ascii_case(&word[..1]));
            let is_alone = word.len() == 1 || Currency::parse(&word[1..]).is_ok();
            let (Some(magnitude), true, None) = (magnitude, is_alone, exponent) else {
                return self.refuse(MoneyReason::NotUnderstood { text: word });
            };
            exponent = Some(magnitude.exponent());
            self.at += 1;
        }
        Ok(exponent.unwrap_or(0))
    }

    fn space_or_currency(&mut self, next: char) -> Result<(), MoneyRefusal> {
        if next.is_whitespace() {
            self.at += 1;
            return Ok(());
        }
        match Currency::of_sign(next) {
            Some(currency) => self.take_currency(currency, 1),
            None => self.refuse(MoneyReason::Unexpected { sign: next }),
        }
    }

    fn take_currency(&mut self, other: Currency, length: usize) -> Result<(), MoneyRefusal> {
        if let Some(one) = self.currency.filter(|one| *one != other) {
            return self.refuse(MoneyReason::TwoCurrencies { one, other });
        }
        self.currency = Some(other);
        self.at += length;
        Ok(())
    }

    /// The letters that begin here.
    fn word(&self) -> String {
        self.chars[self.at..].iter().take_while(|c| c.is_ascii_alphabetic()).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, minor: i64, code: &str) {
        let expected = Money::new(minor, code.parse().expect("a currency"));
        assert_eq!(Money::parse(text, Currency::USD, Sign::Any), Ok(expected));
    }

    #[track_caller]
    fn refuses(text: &str, column: usize, reason: MoneyReason) {
        assert_eq!(Money::parse(text, Currency::USD, Sign::NotNegative), Err(MoneyRefusal { column, reason }));
    }

    fn not_understood(text: &str) -> MoneyReason {
        MoneyReason::NotUnderstood { text: text.to_owned() }
    }

    #[test]
    fn amounts_are_read_as_typed() {
        check("50k", 5_000_000, "USD");
        check("1.2m", 120_000_000, "USD");
        check("€25k", 2_500_000, "EUR");
        check("$1,200.50", 120_050, "USD");
        check("25k EUR", 2_500_000, "EUR");
        check("25keur", 2_500_000, "EUR");
        check("25K€", 2_500_000, "EUR");
        check("eur 25 k", 2_500_000, "EUR");
        check("€25k EUR", 2_500_000, "EUR");
        check(" 1,234,567 ", 123_456_700, "USD");
        check(".5m", 50_000_000, "USD");
        check("1.2345678m", 123_456_780, "USD");
        check("2b", 200_000_000_000, "USD");
        check("0", 0, "USD");
    }

    #[test]
    fn the_minor_unit_is_the_currencys() {
        check("¥1500", 1_500, "JPY");
        check("1.5k JPY", 1_500, "JPY");
        check("1.005 KWD", 1_005, "KWD");
        check("5 MXN", 500, "MXN");
        check("1.200 KWD", 1_200, "KWD");
    }

    #[test]
    fn one_sign_before_or_after_the_currency() {
        check("-$10K", -1_000_000, "USD");
        check("$-10K", -1_000_000, "USD");
        check("−€10", -1_000, "EUR");
        check("+5", 500, "USD");
        check("-0", 0, "USD");
        refuses("--5", 2, MoneyReason::TwoSigns);
        refuses("-$-5", 3, MoneyReason::TwoSigns);
        refuses("-$5", 3, MoneyReason::Negative);
        refuses("5-", 2, MoneyReason::Unexpected { sign: '-' });
    }

    #[test]
    fn refusals_say_where_and_why() {
        refuses("", 1, MoneyReason::NoDigits);
        refuses("$", 2, MoneyReason::NoDigits);
        refuses("5.", 3, MoneyReason::NoDigits);
        refuses("lots", 1, not_understood("lots"));
        refuses("1e309", 2, not_understood("e"));
        refuses("NaN", 1, not_understood("NaN"));
        refuses("5kk", 2, not_understood("kk"));
        refuses("5k m", 4, not_understood("m"));
        refuses("$25k EUR", 6, MoneyReason::TwoCurrencies { one: Currency::USD, other: Currency::EUR });
        refuses("1 200", 3, MoneyReason::Unexpected { sign: '2' });
        refuses("5%", 2, MoneyReason::Unexpected { sign: '%' });
    }

    #[test]
    fn commas_group_thousands_only() {
        refuses("1,2m", 2, MoneyReason::Grouping);
        refuses("1.200,50", 6, MoneyReason::Grouping);
        refuses("1.200.500", 6, MoneyReason::Grouping);
        refuses("1234,567", 5, MoneyReason::Grouping);
        refuses(",500", 1, MoneyReason::Unexpected { sign: ',' });
        refuses("1.505", 1, MoneyReason::TooPrecise { digits: 2 });
        refuses("1.200", 1, MoneyReason::TooPrecise { digits: 2 });
        refuses("¥1.5", 2, MoneyReason::TooPrecise { digits: 0 });
    }

    #[test]
    fn what_cannot_be_kept_is_refused() {
        refuses(&"9".repeat(400), 39, MoneyReason::TooLarge);
        refuses("92233720368547758.08", 1, MoneyReason::TooLarge);
        refuses("99999999t", 1, MoneyReason::TooLarge);
        check("92233720368547758.07", i64::MAX, "USD");
        check("-92233720368547758.08", i64::MIN, "USD");
    }

    fn currencies() -> impl Strategy<Value = Currency> {
        prop::sample::select(&["USD", "EUR", "JPY", "KWD", "CHF", "MXN", "CLF", "BIF"][..])
            .prop_filter_map("known", |code| Currency::parse(code).ok())
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(minor in any::<i64>(), shift in 0..60u32, currency in currencies()) {
            let money = Money::new(minor >> shift, currency);
            prop_assert_eq!(Money::parse(&money.to_string(), Currency::GBP, Sign::Any), Ok(money));
        }

        #[test]
        fn a_short_amount_stays_what_it_is(minor in any::<i64>(), shift in 10..60u32, currency in currencies()) {
            let money = Money::new(minor >> shift, currency);
            let short = money.short().to_string();
            let read = Money::parse(&short, Currency::GBP, Sign::Any).expect("an amount");
            prop_assert_eq!(read.short().to_string(), short);
            let off = (i128::from(read.minor) - i128::from(money.minor)).abs();
            let half = i128::from(currency.minor_per_whole()) / 2 + 1;
            prop_assert!(off <= half.max(i128::from(money.minor).abs() / 19));
        }

        #[test]
        fn any_text_is_read_or_refused_and_never_panics(text in "[-+$€0-9.,kmbtEUR ]{0,12}|\\PC{0,30}") {
            if let Err(refusal) = Money::parse(&text, Currency::USD, Sign::Any) {
                prop_assert!(1 <= refusal.column && refusal.column <= text.chars().count() + 1);
            }
        }
    }
}
