//! The amount of a forecast as somebody typed it: of which currency it is, the contract says.

use std::fmt;

use crate::domain::money::{Currency, Money, MoneyReason, MoneyRefusal, Sign};

/// A text that is an amount in some currency: `45k`, `1.2m`, `€25k`, `25k EUR`, `25.000 €`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmountText(String);

/// Why a typed amount is none of a contract's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AmountFault {
    /// It is no amount of that currency.
    Unreadable(MoneyRefusal),
    /// It is of another currency.
    OtherCurrency(Currency),
}

impl AmountText {
    /// Reads a text. How many digits may follow the point is known only with the contract's currency.
    pub fn parse(text: &str) -> Result<Self, MoneyRefusal> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match Money::typed(&text, Currency::USD, Sign::NotNegative) {
            Ok(_) | Err(MoneyRefusal { reason: MoneyReason::TooPrecise { .. }, .. }) => Ok(Self(text)),
            Err(refusal) => Err(refusal),
        }
    }

    /// The amount in the currency of a contract; another one that was typed is refused.
    pub fn in_currency(&self, currency: Currency) -> Result<Money, AmountFault> {
        let money = Money::typed(&self.0, currency, Sign::NotNegative).map_err(AmountFault::Unreadable)?;
        if money.currency == currency { Ok(money) } else { Err(AmountFault::OtherCurrency(money.currency)) }
    }
}

/// As it was typed, with single spaces.
impl fmt::Display for AmountText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, currency: Currency, expected: Result<i64, AmountFault>) {
        let amount = AmountText::parse(text).expect("an amount");
        assert_eq!(amount.in_currency(currency), expected.map(|minor| Money::new(minor, currency)), "{text}");
    }

    fn precise_to(digits: u32) -> MoneyRefusal {
        MoneyRefusal { column: 1, reason: MoneyReason::TooPrecise { digits } }
    }

    #[test]
    fn the_contract_says_which_currency_is_meant() {
        check("45k", Currency::USD, Ok(4_500_000));
        check("45k", Currency::JPY, Ok(45_000));
        check("€25k", Currency::EUR, Ok(2_500_000));
        check("25k  EUR", Currency::EUR, Ok(2_500_000));
        check("0", Currency::EUR, Ok(0));
        check("25.000 €", Currency::EUR, Ok(2_500_000));
        check("1,5m", Currency::EUR, Ok(150_000_000));
        check("45.000", Currency::JPY, Err(AmountFault::Unreadable(precise_to(0))));
        check("45.000", Currency::EUR, Err(AmountFault::Unreadable(precise_to(2))));
        check("€25k", Currency::USD, Err(AmountFault::OtherCurrency(Currency::EUR)));
        let dinar = Currency::parse("KWD").expect("a currency");
        check("1234,567", dinar, Ok(1_234_567));
        check("1.234,567", dinar, Ok(1_234_567));
        check("1234,567 KWD", dinar, Ok(1_234_567));
        check("1234,567", Currency::EUR, Err(AmountFault::Unreadable(precise_to(2))));
        check("1.5", Currency::JPY, Err(AmountFault::Unreadable(precise_to(0))));
        for text in ["", "lots", "-5k", "€5k USD", "1,250k"] {
            assert!(AmountText::parse(text).is_err(), "{text}");
        }
    }
}
