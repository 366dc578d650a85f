//! Sums of many renewals: by how they stand, weighted, and what retention they would make. Currencies stay apart.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Outlook, Renewal};
use crate::domain::money::{Currency, Money, MoneyFault, Totals};
use crate::domain::rules::RenewalRules;

/// Whole per cent: what is signed counts in full.
pub const SIGNED_WEIGHT: i64 = 100;

/// Renewals that stand alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// How they stand.
    pub outlook: Outlook,
    /// How many.
    pub n: i64,
    /// What they are worth now.
    pub arr: Totals,
    /// What is expected of them; nothing where nobody reviewed.
    pub amount: Totals,
}

/// What the reviewed renewals of one currency would make of their revenue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// What they are worth now: the denominator. Unreviewed ones are in [`Self::left_out`] instead.
    pub arr: Money,
    /// Σ weight × the expected amount, of each at most its worth now. Over [`Self::arr`] it is GRR.
    pub gross: Money,
    /// Σ weight × the expected amount. Over [`Self::arr`] it is NRR.
    pub net: Money,
    /// What is worth how much and left out, because nobody reviewed it, or because it is to go on in another currency.
    pub left_out: Money,
}

/// The sums of a list of renewals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollUp {
    /// A line for each way to stand that there is, surest first.
    pub lines: Vec<Line>,
    /// All of them.
    pub n: i64,
    /// What all are worth now.
    pub arr: Totals,
    /// What is expected of all.
    pub amount: Totals,
    /// What is expected, each category by its weight.
    pub weighted: Totals,
    /// For each currency in which something was reviewed, or left out.
    pub expected: Vec<Expected>,
}

/// Sums of one currency, in hundredths of a minor unit where they are weighted.
#[derive(Clone, Copy, Default)]
struct Sums {
    weighted: i128,
    arr: i128,
    gross: i128,
    net: i128,
    left_out: i128,
}

/// Sums up. Fails when a sum is larger than can be kept.
pub fn roll_up<'a>(
    renewals: impl IntoIterator<Item = &'a Renewal>,
    rules: &RenewalRules,
) -> Result<RollUp, MoneyFault> {
    let mut lines: BTreeMap<Outlook, Line> = BTreeMap::new();
    let mut sums: BTreeMap<Currency, Sums> = BTreeMap::new();
    let mut all = RollUp::default();
    for renewal in renewals {
        let outlook = renewal.outlook();
        let line = lines.entry(outlook).or_insert_with(|| Line {
            outlook,
            n: 0,
            arr: Totals::default(),
            amount: Totals::default(),
        });
        line.n += 1;
        all.n += 1;
        line.arr.add(renewal.arr)?;
        all.arr.add(renewal.arr)?;
        if let Some(amount) = renewal.amount() {
            line.amount.add(amount)?;
            all.amount.add(amount)?;
        }
        weigh(&mut sums, renewal, weight(outlook, rules));
    }
    all.lines = lines.into_values().collect();
    for (currency, sums) in sums {
        if all.amount.has(currency) {
            all.weighted.add(whole(sums.weighted / 100, currency)?)?;
        }
        all.expected.extend(expected(&sums, currency)?);
    }
    Ok(all)
}

/// In whole per cent.
fn weight(outlook: Outlook, rules: &RenewalRules) -> i64 {
    match outlook {
        Outlook::Renewed => SIGNED_WEIGHT,
        Outlook::Commit => rules.commit_weight,
        Outlook::Likely => rules.likely_weight,
        Outlook::BestCase => rules.best_case_weight,
        Outlook::AtRisk => rules.at_risk_weight,
        Outlook::NotReviewed => 0,
    }
}

fn weigh(sums: &mut BTreeMap<Currency, Sums>, renewal: &Renewal, weight: i64) {
    let (arr, amount) = (renewal.arr, renewal.amount());
    if let Some(amount) = amount {
        sums.entry(amount.currency).or_default().weighted += i128::from(amount.minor) * i128::from(weight);
    }
    let of = sums.entry(arr.currency).or_default();
    match amount.filter(|amount| amount.currency == arr.currency) {
        Some(amount) => {
            of.arr += i128::from(arr.minor);
            of.net += i128::from(amount.minor) * i128::from(weight);
            of.gross += i128::from(amount.minor.min(arr.minor)) * i128::from(weight);
        }
        None => of.left_out += i128::from(arr.minor),
    }
}

fn expected(sums: &Sums, currency: Currency) -> Result<Option<Expected>, MoneyFault> {
    if sums.arr == 0 && sums.left_out == 0 {
        return Ok(None);
    }
    Ok(Some(Expected {
        arr: whole(sums.arr, currency)?,
        gross: whole(sums.gross / 100, currency)?,
        net: whole(sums.net / 100, currency)?,
        left_out: whole(sums.left_out, currency)?,
    }))
}

fn whole(sum: i128, currency: Currency) -> Result<Money, MoneyFault> {
    Ok(Money::new(i64::try_from(sum).map_err(|_| MoneyFault::Overflow)?, currency))
}

impl Expected {
    /// Gross revenue retention in tenths of a per cent; `None` when nothing was reviewed.
    pub fn grr_tenths(&self) -> Option<i64> {
        tenths(self.gross, self.arr)
    }

    /// Net revenue retention, likewise.
    pub fn nrr_tenths(&self) -> Option<i64> {
        tenths(self.net, self.arr)
    }
}

/// Tenths of a per cent, halves up; `None` of nothing.
fn tenths(part: Money, whole: Money) -> Option<i64> {
    if whole.minor <= 0 {
        return None;
    }
    let (part, whole) = (i128::from(part.minor), i128::from(whole.minor));
    i64::try_from((part * 2_000 + whole).div_euclid(whole * 2)).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Category;
    use super::super::term::tests::renewal;
    use super::*;
    use crate::domain::rules::Rules;

    fn rules() -> RenewalRules {
        Rules::default().renewals
    }

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::USD)
    }

    #[test]
    fn categories_are_summed_and_weighted() {
        let list = [
            renewal(10_000, Some((Category::Commit, 12_000))),
            renewal(20_000, Some((Category::Likely, 20_000))),
            renewal(30_000, None),
            Renewal { successor: Some(usd(5_000)), ..renewal(5_000, None) },
        ];
        let sums = roll_up(&list, &rules()).expect("sums");
        let lines: Vec<_> =
            sums.lines.iter().map(|line| (line.outlook, line.n, line.arr.get(Currency::USD).minor)).collect();
        assert_eq!(
            lines,
            [
                (Outlook::Renewed, 1, 5_000),
                (Outlook::Commit, 1, 10_000),
                (Outlook::Likely, 1, 20_000),
                (Outlook::NotReviewed, 1, 30_000)
            ]
        );
        // 5,000 + 95 % of 12,000 + 75 % of 20,000.
        assert_eq!(sums.weighted.single(), Some(usd(31_400)));
        let expected = sums.expected[0];
        assert_eq!((expected.arr, expected.left_out), (usd(35_000), usd(30_000)));
        // GRR counts the commit at no more than its 10,000: 5,000 + 9,500 + 15,000.
        assert_eq!((expected.gross, expected.net), (usd(29_500), usd(31_400)));
        assert_eq!((expected.grr_tenths(), expected.nrr_tenths()), (Some(843), Some(897)));
    }

    #[test]
    fn nothing_reviewed_is_no_percentage() {
        let sums = roll_up(&[renewal(30_000, None)], &rules()).expect("sums");
        assert_eq!((sums.expected[0].grr_tenths(), sums.expected[0].nrr_tenths()), (None, None));
        assert!(sums.weighted.is_empty());
        assert_eq!(roll_up(&[], &rules()), Ok(RollUp::default()));
    }

    #[test]
    fn two_currencies_stay_apart() {
        let euro = |minor| Money::new(minor, Currency::EUR);
        let mut in_euro = renewal(0, Some((Category::Commit, 0)));
        in_euro.arr = euro(1_000);
        in_euro.forecast.as_mut().expect("a forecast").amount = euro(1_000);
        // Signed anew in dollars: no retention can be computed of that.
        let to_dollars = Renewal { arr: euro(500), successor: Some(usd(700)), ..renewal(0, None) };
        let sums =
            roll_up(&[in_euro, to_dollars, renewal(100, Some((Category::Likely, 100)))], &rules()).expect("sums");
        assert_eq!(sums.weighted.iter().collect::<Vec<_>>(), [euro(950), usd(775)]);
        assert_eq!(sums.arr.iter().collect::<Vec<_>>(), [euro(1_500), usd(100)]);
        assert_eq!(
            sums.expected[0],
            Expected { arr: euro(1_000), gross: euro(950), net: euro(950), left_out: euro(500) }
        );
        assert_eq!(sums.expected[1], Expected { arr: usd(100), gross: usd(75), net: usd(75), left_out: usd(0) });
    }

    #[test]
    fn a_sum_that_cannot_be_kept_is_an_error() {
        let huge = || renewal(i64::MAX, Some((Category::Commit, i64::MAX)));
        assert_eq!(roll_up(&[huge(), huge()], &rules()), Err(MoneyFault::Overflow));
    }

    fn any_renewal() -> impl Strategy<Value = Renewal> {
        let forecast = (prop::sample::select(Category::ALL.to_vec()), 0..=1_000_000_000_i64);
        let currency = prop::sample::select(vec![Currency::USD, Currency::EUR]);
        (0..=1_000_000_000_i64, prop::option::of(forecast), prop::option::of(0..=1_000_000_000_i64), currency).prop_map(
            |(arr, forecast, successor, currency)| {
                let mut of = renewal(arr, forecast);
                of.arr.currency = currency;
                if let Some(forecast) = &mut of.forecast {
                    forecast.amount.currency = currency;
                }
                of.successor = successor.map(|minor| Money::new(minor, currency));
                of
            },
        )
    }

    proptest! {
        #[test]
        fn lines_sum_to_the_total_and_weighting_never_adds(list in prop::collection::vec(any_renewal(), 0..12)) {
            let sums = roll_up(&list, &rules()).expect("sums");
            prop_assert_eq!(sums.lines.iter().map(|line| line.n).sum::<i64>(), sums.n);
            for currency in [Currency::USD, Currency::EUR] {
                let total = |of: fn(&Line) -> &Totals| sums.lines.iter().map(|line| of(line).get(currency).minor).sum::<i64>();
                prop_assert_eq!(total(|line| &line.arr), sums.arr.get(currency).minor);
                prop_assert_eq!(total(|line| &line.amount), sums.amount.get(currency).minor);
                prop_assert!(sums.weighted.get(currency).minor <= sums.amount.get(currency).minor);
            }
            for expected in &sums.expected {
                prop_assert!(expected.gross.minor <= expected.net.minor && expected.gross.minor <= expected.arr.minor);
                let due = sums.arr.get(expected.arr.currency).minor;
                prop_assert_eq!(expected.arr.minor + expected.left_out.minor, due);
            }
        }
    }
}
