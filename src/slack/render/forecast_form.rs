//! The form that says how a renewal stands, and what stands under a question that was not answered well.

use chrono::{DateTime, NaiveDate, Utc};
use slack_morphism::prelude::*;

use super::kit::{context, date, date_of_any_year, input, money, name, plain};
use super::message::{Reader, Scene};
use super::modal::modal;
use super::renewals::when;
use super::words::category as category_word;
use crate::domain::money::{Currency, Money, MoneyReason};
use crate::domain::renewal::{Category, MOST_REASON_CHARS, Renewal};
use crate::slack::action::{Field, ModalKind};

/// Characters of an amount.
const AMOUNT: u64 = 40;

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormFault {
    /// No category is chosen.
    NoCategory,
    /// A change without a reason.
    NoReason,
    /// No amount.
    Amount(MoneyReason),
    /// Of another currency than the contract.
    OtherCurrency {
        /// What was typed.
        given: Currency,
        /// What the contract is in.
        contract: Currency,
    },
    /// Beyond all measure for the contract.
    TooLarge {
        /// The most that is taken.
        most: Money,
    },
    /// The notice date lies after the contract.
    NoticeAfterEnd {
        /// The contract's last day.
        ends_on: NaiveDate,
    },
}

impl FormFault {
    /// The question that it stands under.
    pub fn field(&self) -> Field {
        match self {
            Self::NoCategory => Field::Category,
            Self::NoReason => Field::Reason,
            Self::Amount(_) | Self::OtherCurrency { .. } | Self::TooLarge { .. } => Field::Amount,
            Self::NoticeAfterEnd { .. } => Field::NoticeOn,
        }
    }
}

/// What stands under a question that was not answered well.
pub fn forecast_fault(fault: &FormFault) -> String {
    match fault {
        FormFault::NoCategory => say!("Choose how sure you are").to_owned(),
        FormFault::NoReason => {
            say!("Say why it changes, in three characters or more; it is kept with the change").to_owned()
        }
        FormFault::Amount(reason) => money_fault(reason),
        FormFault::OtherCurrency { given, contract } => {
            say!("The contract is in {contract}, not in {given}; write the amount in {contract}", contract, given)
        }
        FormFault::TooLarge { most } => {
            say!("That is beyond what makes sense for this contract; at most {most}", most = money(*most))
        }
        FormFault::NoticeAfterEnd { ends_on } => {
            say!("The contract ends on {ends_on}; notice is given before that", ends_on = date_of_any_year(*ends_on))
        }
    }
}

/// Why a text is no amount.
pub(super) fn money_fault(reason: &MoneyReason) -> String {
    match reason {
        MoneyReason::Negative => say!("An amount is nothing or more").to_owned(),
        MoneyReason::TooLarge => say!("That is larger than any contract").to_owned(),
        MoneyReason::TooPrecise { digits: 0 } => {
            say!("This currency has no digits after the point; write thousands as 45000, 45k or 45,000").to_owned()
        }
        MoneyReason::TooPrecise { digits } => {
            say!("This currency has {digits} digits after the point; write thousands as 45000, 45k or 45,000", digits)
        }
        MoneyReason::Grouping => say!("That cannot be read for sure; write 1200, 1,200.50 or 1.2k").to_owned(),
        MoneyReason::Ambiguous => say!("That can be read in two ways; write 1250k or 1.25m").to_owned(),
        MoneyReason::TwoCurrencies { .. } => say!("One currency, please: 25k or €25k").to_owned(),
        MoneyReason::NoDigits
        | MoneyReason::Unexpected { .. }
        | MoneyReason::NotUnderstood { .. }
        | MoneyReason::TwoSigns => say!("Write an amount like 45k, 1.2m or 45,000").to_owned(),
    }
}

/// Asks how a renewal stands. `proposed` is the category that is chosen at first, instead of the one that stands.
pub fn forecast_form(reader: &Reader, renewal: &Renewal, proposed: Option<Category>, now: DateTime<Utc>) -> SlackView {
    let scene = Scene::private(reader, now);
    let kind = ModalKind::Forecast { contract: renewal.contract, revision: renewal.revision() };
    let about = say!(
        "*{renewal}* · {renewal_2} · {arr} ARR",
        renewal = name(&renewal.account.name),
        renewal_2 = when(renewal, scene.today),
        arr = money(renewal.arr)
    );
    let mut blocks = vec![context(&about), categories(renewal, proposed), amount(renewal), reason(renewal)];
    blocks.extend(renewal.auto_renew.then(|| notice(renewal, scene)));
    modal(say!("Set forecast"), &kind, Some(say!("Save")), blocks)
}

fn categories(renewal: &Renewal, proposed: Option<Category>) -> SlackBlock {
    let options: Vec<SlackBlockChoiceItem<SlackBlockText>> = Category::ALL
        .into_iter()
        .map(|category| {
            let text = SlackBlockPlainText::new(format!("{}: {}", category_word(category), meaning(category)));
            SlackBlockChoiceItem::new(text.into(), category.as_str().to_owned())
        })
        .collect();
    let chosen = proposed.or(renewal.forecast.as_ref().map(|forecast| forecast.category));
    let chosen = chosen.and_then(|chosen| options.iter().find(|option| option.value == chosen.as_str()).cloned());
    let choice = SlackBlockRadioButtonsElement::new(options)
        .with_action_id(Field::Category.id().into())
        .opt_initial_option(chosen);
    input(Field::Category.id(), say!("How sure are you?"), choice).into()
}

fn meaning(category: Category) -> &'static str {
    match category {
        Category::Commit => say!("it renews, my word on it"),
        Category::Likely => say!("it should renew"),
        Category::BestCase => say!("it renews if all goes well"),
        Category::AtRisk => say!("it may be lost"),
    }
}

fn amount(renewal: &Renewal) -> SlackBlock {
    let stands = renewal.forecast.as_ref().map_or(renewal.arr, |forecast| forecast.amount);
    let text = SlackBlockPlainTextInputElement::new()
        .with_action_id(Field::Amount.id().into())
        .with_max_length(AMOUNT)
        .with_initial_value(stands.to_string());
    input(Field::Amount.id(), say!("Expected a year"), text)
        .with_optional(true)
        .with_hint(plain(
            &say!("In {currency}: 45k, 1.2m or 45,000. Empty leaves it as it is.", currency = renewal.arr.currency),
            150,
        ))
        .into()
}

fn reason(renewal: &Renewal) -> SlackBlock {
    let text = SlackBlockPlainTextInputElement::new()
        .with_action_id(Field::Reason.id().into())
        .with_multiline(true)
        .with_max_length(u64::try_from(MOST_REASON_CHARS).unwrap_or(u64::MAX))
        .with_placeholder(plain(say!("Met their new sponsor; two teams stay"), 150));
    let hint = if renewal.forecast.is_some() {
        say!("Needed when anything above changes.")
    } else {
        say!("It is kept with the forecast.")
    };
    input(Field::Reason.id(), say!("Why?"), text).with_optional(true).with_hint(plain(hint, 150)).into()
}

fn notice(renewal: &Renewal, scene: Scene) -> SlackBlock {
    let day = SlackBlockDatePickerElement::new().with_action_id(Field::NoticeOn.id().into());
    let day = match renewal.notice_on {
        Some(notice) => day.with_initial_date(notice.to_string()),
        None => day,
    };
    let hint = say!(
        "The contract renews itself on {ends_on}; until then it can be ended.",
        ends_on = date(renewal.ends_on, scene.today)
    );
    input(Field::NoticeOn.id(), say!("Last day to give notice"), day)
        .with_optional(true)
        .with_hint(plain(&hint, 150))
        .into()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::samples::{now, reader, renewals};
    use super::super::testing::shown_view;
    use super::*;

    #[test]
    fn the_form_shows_what_stands() {
        let rows = renewals().rows;
        assert_snapshot!(shown_view(&forecast_form(&reader(), &rows[0].renewal, None, now())), @r#"
        » Set forecast | Save | Cancel | "{\"fo\":{\"c\":\"00000000000000000000000000000016\",\"v\":2}}"
        ~ *Globex &amp; Sons* · notice in 14 days (16 Mar) · renews 15 Apr, in 44 days · $120K ARR
        How sure are you?*: <radio_buttons  commit: it renews, my word on it commit / likely: it should renew likely / best case: it renews if all goes well best_case / at risk: it may be lost at_risk> 
        Expected a year: <plain_text_input  > In USD: 45k, 1.2m or 45,000. Empty leaves it as it is.
        Why?: <plain_text_input Met their new sponsor; two teams stay > Needed when anything above changes.
        Last day to give notice: <datepicker  > The contract renews itself on 15 Apr; until then it can be ended.
        "#);
        assert_snapshot!(shown_view(&forecast_form(&reader(), &rows[1].renewal, Some(Category::AtRisk), now())), @r#"
        » Set forecast | Save | Cancel | "{\"fo\":{\"c\":\"00000000000000000000000000000015\",\"v\":0}}"
        ~ *TechCorp* · 10 May, in 69 days · $45K ARR
        How sure are you?*: <radio_buttons  commit: it renews, my word on it commit / likely: it should renew likely / best case: it renews if all goes well best_case / at risk: it may be lost at_risk> 
        Expected a year: <plain_text_input  > In USD: 45k, 1.2m or 45,000. Empty leaves it as it is.
        Why?: <plain_text_input Met their new sponsor; two teams stay > It is kept with the forecast.
        "#);
    }

    #[test]
    fn every_fault_stands_under_its_question() {
        let faults = [
            FormFault::NoCategory,
            FormFault::NoReason,
            FormFault::Amount(MoneyReason::NoDigits),
            FormFault::OtherCurrency { given: Currency::EUR, contract: Currency::USD },
            FormFault::TooLarge { most: Money::new(45_000_000, Currency::USD) },
            FormFault::NoticeAfterEnd { ends_on: super::super::samples::today() },
        ];
        let words: Vec<String> =
            faults.iter().map(|fault| format!("{}: {}", fault.field().id(), forecast_fault(fault))).collect();
        assert_snapshot!(words.join("\n"), @r"
        category: Choose how sure you are
        reason: Say why it changes, in three characters or more; it is kept with the change
        amount: Write an amount like 45k, 1.2m or 45,000
        amount: The contract is in USD, not in EUR; write the amount in USD
        amount: That is beyond what makes sense for this contract; at most $450K
        notice_on: The contract ends on 2 Mar 2026; notice is given before that
        ");
    }
}
