//! A contract's end, and what a person may say of it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{AmountFault, AmountText, Category, Outlook};
use crate::domain::account::AccountRef;
use crate::domain::health::Band;
use crate::domain::ids::ContractId;
use crate::domain::money::Money;
use crate::domain::person::PersonRef;
use crate::domain::refusal::Refusal;
use crate::domain::rules::{LifecycleRules, RenewalRules};

/// A shorter reason says nothing.
pub const LEAST_REASON_CHARS: usize = 3;
/// A longer one is a document.
pub const MOST_REASON_CHARS: usize = 300;
/// A contract of little worth may grow into one of so many whole units before anybody asks.
const ALWAYS_SANE: i64 = 100_000;

/// A contract that runs and has an end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renewal {
    /// Which contract.
    pub contract: ContractId,
    /// Whose.
    pub account: AccountRef,
    /// Who works the account.
    pub owner: Option<PersonRef>,
    /// The account's colour.
    pub band: Option<Band>,
    /// Its last day.
    pub ends_on: NaiveDate,
    /// Whether it goes on by itself.
    pub auto_renew: bool,
    /// The last day to give notice, when there is one.
    pub notice_on: Option<NaiveDate>,
    /// What the contract is worth a year.
    pub arr: Money,
    /// What somebody expects; `None`: not reviewed.
    pub forecast: Option<Forecast>,
    /// What the contract that follows it is worth, once that is signed.
    pub successor: Option<Money>,
}

/// What somebody expects of a renewal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forecast {
    /// How sure they are.
    pub category: Category,
    /// What they expect it to be worth.
    pub amount: Money,
    /// Every change raises it.
    pub revision: i32,
    /// Who said so last.
    pub by: PersonRef,
    /// When.
    pub at: DateTime<Utc>,
}

/// Whether somebody has said how a renewal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Review {
    /// Somebody has, or it is signed.
    Done,
    /// Nobody has, and there is time.
    Open,
    /// Nobody has, and somebody should have so many days ago.
    Due {
        /// 0 on the first day.
        days: i64,
    },
}

/// What somebody wants a forecast to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// How sure they are.
    pub category: Category,
    /// What they expect; `None` keeps the amount, at first the contract's worth.
    pub amount: Option<AmountText>,
    /// Why.
    pub reason: String,
    /// The revision that they saw; 0: none.
    pub seen: i32,
}

/// A change of a forecast, ready to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForecastChange {
    /// What it was; `None`: not reviewed.
    pub from: Option<(Category, Money)>,
    /// How sure they are.
    pub category: Category,
    /// What they expect.
    pub amount: Money,
    /// Of the forecast after it.
    pub revision: i32,
    /// Why, trimmed.
    pub reason: String,
}

impl Renewal {
    /// How it stands.
    pub fn outlook(&self) -> Outlook {
        match (&self.successor, &self.forecast) {
            (Some(_), _) => Outlook::Renewed,
            (None, Some(forecast)) => forecast.category.into(),
            (None, None) => Outlook::NotReviewed,
        }
    }

    /// What it is expected to be worth: what is signed, else what somebody said.
    pub fn amount(&self) -> Option<Money> {
        self.successor.or(self.forecast.as_ref().map(|forecast| forecast.amount))
    }

    /// Days to its last one; 0 on that day.
    pub fn days_to_end(&self, today: NaiveDate) -> i64 {
        (self.ends_on - today).num_days()
    }

    /// The day after which nothing can be changed: of a contract that renews itself the last one to give notice.
    pub fn deadline(&self) -> NaiveDate {
        self.notice_on.filter(|_| self.auto_renew).unwrap_or(self.ends_on)
    }

    /// Days to the deadline; negative once it has passed.
    pub fn days_to_deadline(&self, today: NaiveDate) -> i64 {
        (self.deadline() - today).num_days()
    }

    /// Whether somebody has said how it stands, and whether somebody should have.
    pub fn review(&self, rules: &LifecycleRules, today: NaiveDate) -> Review {
        let late = rules.must_review_days - self.days_to_deadline(today);
        match self.outlook() {
            Outlook::NotReviewed if 0 <= late => Review::Due { days: late },
            Outlook::NotReviewed => Review::Open,
            Outlook::Renewed | Outlook::Commit | Outlook::Likely | Outlook::BestCase | Outlook::AtRisk => Review::Done,
        }
    }

    /// The revision of what it shows; 0 while nobody said anything.
    pub fn revision(&self) -> i32 {
        self.forecast.as_ref().map_or(0, |forecast| forecast.revision)
    }

    /// What a wish changes; `None` when it is so already. A change has a reason, is in the contract's currency, and is
    /// based on what is there.
    pub fn change(&self, wish: &Wish, rules: &RenewalRules) -> Result<Option<ForecastChange>, Refusal> {
        if self.successor.is_some() {
            return Err(Refusal::AlreadyRenewed { account: self.account.clone() });
        }
        let amount = self.wished_amount(wish, rules)?;
        let from = self.forecast.as_ref().map(|forecast| (forecast.category, forecast.amount));
        if from == Some((wish.category, amount)) {
            return Ok(None);
        }
        if let Some(forecast) = self.forecast.as_ref().filter(|forecast| forecast.revision != wish.seen) {
            return Err(self.moved_to(forecast));
        }
        let reason = wish.reason.trim();
        if reason.chars().count() < LEAST_REASON_CHARS {
            return Err(Refusal::ForecastNeedsReason { account: self.account.clone(), category: wish.category });
        }
        let reason = reason.chars().take(MOST_REASON_CHARS).collect();
        Ok(Some(ForecastChange { from, category: wish.category, amount, revision: self.revision() + 1, reason }))
    }

    /// What whoever came second hears.
    pub fn moved_to(&self, forecast: &Forecast) -> Refusal {
        Refusal::ForecastMoved {
            account: self.account.clone(),
            category: forecast.category,
            amount: forecast.amount,
            by: forecast.by.clone(),
            at: forecast.at,
        }
    }

    fn wished_amount(&self, wish: &Wish, rules: &RenewalRules) -> Result<Money, Refusal> {
        let Some(text) = &wish.amount else {
            return Ok(self.forecast.as_ref().map_or(self.arr, |forecast| forecast.amount));
        };
        let amount = text.in_currency(self.arr.currency).map_err(|fault| match fault {
            AmountFault::Unreadable(refusal) => Refusal::BadAmount { typed: text.to_string(), refusal },
            AmountFault::OtherCurrency(given) => {
                Refusal::OtherCurrency { account: self.account.clone(), given, contract: self.arr.currency }
            }
        })?;
        let most = self.most_sane(rules);
        if most.minor < amount.minor {
            return Err(Refusal::AmountTooLarge { account: self.account.clone(), given: amount, most });
        }
        Ok(amount)
    }

    /// The most that a forecast of it may be.
    fn most_sane(&self, rules: &RenewalRules) -> Money {
        let always = ALWAYS_SANE.saturating_mul(self.arr.currency.minor_per_whole());
        Money::new(self.arr.minor.saturating_mul(rules.most_times_arr).max(always), self.arr.currency)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use chrono::Days;
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::{AccountId, PersonId};
    use crate::domain::money::Currency;
    use crate::domain::rules::Rules;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    pub(in super::super) fn ana() -> PersonRef {
        PersonRef { id: PersonId(Uuid::from_u128(1)), name: "Ana".into(), slack_user_id: None }
    }

    pub(in super::super) fn renewal(arr: i64, forecast: Option<(Category, i64)>) -> Renewal {
        Renewal {
            contract: ContractId(Uuid::from_u128(7)),
            account: AccountRef { id: AccountId(Uuid::from_u128(8)), name: "Acme".into() },
            owner: Some(ana()),
            band: None,
            ends_on: day("2026-06-30"),
            auto_renew: false,
            notice_on: None,
            arr: Money::new(arr, Currency::USD),
            forecast: forecast.map(|(category, amount)| Forecast {
                category,
                amount: Money::new(amount, Currency::USD),
                revision: 3,
                by: ana(),
                at: DateTime::UNIX_EPOCH,
            }),
            successor: None,
        }
    }

    fn wish(category: Category, amount: Option<&str>, reason: &str) -> Wish {
        let amount = amount.map(|text| AmountText::parse(text).expect("an amount"));
        Wish { category, amount, reason: reason.into(), seen: 3 }
    }

    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "a table row owns what it holds")]
    fn changes(of: Renewal, wish: Wish, expected: Option<(Category, i64)>) {
        let change = of.change(&wish, &Rules::default().renewals).expect("allowed");
        assert_eq!(change.map(|change| (change.category, change.amount.minor)), expected, "{wish:?}");
    }

    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "a table row owns what it holds")]
    fn refused(of: Renewal, wish: Wish, expected: Refusal) {
        assert_eq!(of.change(&wish, &Rules::default().renewals), Err(expected), "{wish:?}");
    }

    #[test]
    fn a_change_keeps_what_it_does_not_name() {
        let likely = || renewal(10_000_000, Some((Category::Likely, 9_000_000)));
        changes(likely(), wish(Category::Commit, None, "signed by legal"), Some((Category::Commit, 9_000_000)));
        changes(likely(), wish(Category::Likely, Some("80k"), "two teams left"), Some((Category::Likely, 8_000_000)));
        changes(
            renewal(10_000_000, None),
            wish(Category::Likely, None, "met Kim"),
            Some((Category::Likely, 10_000_000)),
        );
        changes(likely(), wish(Category::Commit, Some("0"), "abc"), Some((Category::Commit, 0)));
    }

    #[test]
    fn the_same_again_changes_nothing_and_needs_no_reason() {
        let likely = || renewal(10_000_000, Some((Category::Likely, 9_000_000)));
        changes(likely(), wish(Category::Likely, None, ""), None);
        changes(likely(), wish(Category::Likely, Some("$90,000"), ""), None);
        changes(likely(), Wish { seen: 1, ..wish(Category::Likely, Some("90k"), "") }, None);
    }

    #[test]
    fn a_change_needs_a_reason() {
        for reason in ["", "  ", "ok", " ok \n"] {
            for of in [renewal(100, Some((Category::Likely, 100))), renewal(100, None)] {
                let account = of.account.clone();
                let expected = Refusal::ForecastNeedsReason { account, category: Category::Commit };
                refused(of, wish(Category::Commit, None, reason), expected);
            }
        }
        let change = renewal(100, None).change(&wish(Category::Commit, None, " abc "), &Rules::default().renewals);
        assert_eq!(change.expect("allowed").expect("a change").reason, "abc");
    }

    #[test]
    fn an_amount_is_sane_and_in_the_contracts_currency() {
        let of = || renewal(10_000_000, None);
        let account = of().account;
        changes(of(), wish(Category::Commit, Some("1m"), "grows"), Some((Category::Commit, 100_000_000)));
        let (given, most) = (Money::new(100_000_001, Currency::USD), Money::new(100_000_000, Currency::USD));
        let too_large = Refusal::AmountTooLarge { account: account.clone(), given, most };
        refused(of(), wish(Category::Commit, Some("1,000,000.01"), "grows"), too_large);
        let other = Refusal::OtherCurrency { account, given: Currency::EUR, contract: Currency::USD };
        refused(of(), wish(Category::Commit, Some("€25k"), "grows"), other);
        changes(
            renewal(0, None),
            wish(Category::Commit, Some("100k"), "pays now"),
            Some((Category::Commit, 10_000_000)),
        );
    }

    #[test]
    fn whoever_comes_second_hears_who_was_first() {
        let of = renewal(100, Some((Category::Likely, 90)));
        let moved = of.moved_to(of.forecast.as_ref().expect("a forecast"));
        refused(of.clone(), Wish { seen: 2, ..wish(Category::AtRisk, None, "silent") }, moved.clone());
        refused(of, Wish { seen: 0, ..wish(Category::AtRisk, None, "silent") }, moved);
    }

    #[test]
    fn what_is_signed_is_no_longer_forecast() {
        let of = Renewal { successor: Some(Money::new(120, Currency::USD)), ..renewal(100, None) };
        assert_eq!((of.outlook(), of.amount().map(|money| money.minor)), (Outlook::Renewed, Some(120)));
        let refusal = Refusal::AlreadyRenewed { account: of.account.clone() };
        refused(of, wish(Category::Commit, None, "of course"), refusal);
    }

    #[test]
    fn unreviewed_is_an_answer_until_90_days_before_the_deadline() {
        let rules = Rules::default().lifecycle;
        let ends_on = day("2026-06-30");
        let plain = renewal(100, None);
        for (days_before, review) in [
            (121, Review::Open),
            (91, Review::Open),
            (90, Review::Due { days: 0 }),
            (69, Review::Due { days: 21 }),
            (0, Review::Due { days: 90 }),
        ] {
            assert_eq!(plain.review(&rules, ends_on - Days::new(days_before)), review, "{days_before}");
        }
        let auto = Renewal { auto_renew: true, notice_on: Some(ends_on - Days::new(60)), ..plain };
        for (days_before, review) in
            [(151, Review::Open), (150, Review::Due { days: 0 }), (30, Review::Due { days: 120 })]
        {
            assert_eq!(auto.review(&rules, ends_on - Days::new(days_before)), review, "{days_before}");
        }
        let reviewed = renewal(100, Some((Category::AtRisk, 100)));
        assert_eq!(reviewed.review(&rules, ends_on), Review::Done);
    }

    #[test]
    fn notice_counts_only_where_the_contract_renews_itself() {
        let (ends_on, notice) = (day("2028-02-29"), day("2027-11-30"));
        let manual = Renewal { ends_on, notice_on: Some(notice), ..renewal(100, None) };
        let auto = Renewal { auto_renew: true, ..manual.clone() };
        // Over the leap day: 2028 has a 29 February.
        assert_eq!(manual.days_to_deadline(day("2028-02-28")), 1);
        assert_eq!(manual.days_to_end(day("2028-03-01")), -1);
        assert_eq!(auto.days_to_deadline(day("2027-11-30")), 0);
        assert_eq!(auto.days_to_deadline(day("2028-02-29")), -91);
        assert_eq!(auto.days_to_end(day("2028-02-29")), 0);
    }
}
