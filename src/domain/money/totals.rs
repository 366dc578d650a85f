//! Sums over many accounts, each currency by itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::amount::{Money, MoneyFault};
use super::currency::Currency;

/// A sum per currency, in the order of their codes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Totals(BTreeMap<Currency, i64>);

impl Totals {
    /// The sums of many amounts.
    pub fn of(amounts: impl IntoIterator<Item = Money>) -> Result<Self, MoneyFault> {
        let mut totals = Self::default();
        for money in amounts {
            totals.add(money)?;
        }
        Ok(totals)
    }

    /// Adds an amount to the sum of its currency.
    pub fn add(&mut self, money: Money) -> Result<(), MoneyFault> {
        let sum = self.get(money.currency).checked_add(money)?;
        self.0.insert(money.currency, sum.minor);
        Ok(())
    }

    /// The sum of one currency.
    pub fn get(&self, currency: Currency) -> Money {
        Money::new(self.0.get(&currency).copied().unwrap_or(0), currency)
    }

    /// The sum, when all amounts were of one currency.
    pub fn single(&self) -> Option<Money> {
        let mut sums = self.iter();
        let first = sums.next()?;
        sums.next().is_none().then_some(first)
    }

    /// The sums, a currency after another.
    pub fn iter(&self) -> impl Iterator<Item = Money> {
        self.0.iter().map(|(currency, minor)| Money::new(*minor, *currency))
    }

    /// Whether an amount of a currency was added.
    pub fn has(&self, currency: Currency) -> bool {
        self.0.contains_key(&currency)
    }

    /// Whether no amount was added.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_currency_has_its_own_sum() {
        let amounts = [(100, Currency::USD), (5, Currency::EUR), (20, Currency::USD), (-5, Currency::EUR)];
        let totals = Totals::of(amounts.map(|(minor, currency)| Money::new(minor, currency))).expect("sums");
        let sums: Vec<_> = totals.iter().collect();
        assert_eq!(sums, [Money::zero(Currency::EUR), Money::new(120, Currency::USD)]);
        assert_eq!(totals.single(), None);
        assert_eq!(serde_json::to_string(&totals).expect("written"), r#"{"EUR":0,"USD":120}"#);
    }

    #[test]
    fn one_currency_has_one_sum() {
        let mut totals = Totals::default();
        assert_eq!((totals.is_empty(), totals.single()), (true, None));
        totals.add(Money::new(i64::MAX, Currency::JPY)).expect("a sum");
        assert_eq!(totals.single(), Some(Money::new(i64::MAX, Currency::JPY)));
        assert_eq!(totals.add(Money::new(1, Currency::JPY)), Err(MoneyFault::Overflow));
        assert_eq!(totals.get(Currency::JPY).minor, i64::MAX, "a refused amount changes nothing");
    }
}
