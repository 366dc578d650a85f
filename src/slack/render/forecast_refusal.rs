//! Why a forecast was not set, and what to do about it.

use chrono::{DateTime, Utc};

use super::forecast_form::money_fault;
use super::kit::{clock, date, inert, money, name};
use super::message::{Reader, Scene};
use super::refusal::who;
use super::words::category as category_word;
use crate::domain::refusal::Refusal;

/// The words for a refusal that is about a forecast; `None` for any other.
pub(super) fn forecast_refused(reader: &Reader, refusal: &Refusal, now: DateTime<Utc>) -> Option<String> {
    let words = if let Refusal::NoRenewal { account } = refusal {
        say!(
            "No contract of *{account}* runs towards an end, so there is no renewal to forecast. Contracts come with the import.",
            account = name(&account.name)
        )
    } else if let Refusal::AlreadyRenewed { account } = refusal {
        say!(
            "*{account}* has renewed: what follows is signed already. Nothing was changed.",
            account = name(&account.name)
        )
    } else if let Refusal::NotYours { account, owner } = refusal {
        let whose = owner.as_ref().map_or_else(
            || say!("has no owner, so that is for a manager").to_owned(),
            |owner| say!("is worked by {owner}, so that is for them or a manager", owner = who(reader, owner)),
        );
        say!("*{account}* {whose}. Nothing was changed.", account = name(&account.name), whose)
    } else if let Refusal::ForecastNeedsReason { account, category } = refusal {
        say!(
            "A changed forecast says why, in three characters or more, so *{account}* was not set to {category_word}. Add it at the end: \
             `because two teams left`.",
            account = name(&account.name),
            category_word = category_word(*category)
        )
    } else if let Refusal::ForecastMoved { account, category, amount, by, at } = refusal {
        say!(
            "*{account}* was set to {category_word} {amount} by {by} at {at}, after you looked. Nothing was changed; look again.",
            account = name(&account.name),
            category_word = category_word(*category),
            amount = money(*amount),
            by = who(reader, by),
            at = clock(*at, reader.zone, now)
        )
    } else {
        return amount_refused(reader, refusal, now);
    };
    Some(words)
}

fn amount_refused(reader: &Reader, refusal: &Refusal, now: DateTime<Utc>) -> Option<String> {
    let words = if let Refusal::BadAmount { typed, refusal } = refusal {
        say!(
            "“{typed}” is no amount of this contract. {reason}. Nothing was changed.",
            typed = inert(typed, 40),
            reason = money_fault(&refusal.reason)
        )
    } else if let Refusal::OtherCurrency { account, given, contract } = refusal {
        say!(
            "The contract of *{account}* is in {contract}, not in {given}, and nothing here is converted. Write the amount in \
             {contract}. Nothing was changed.",
            account = name(&account.name),
            contract,
            given
        )
    } else if let Refusal::AmountTooLarge { account, given, most } = refusal {
        say!(
            "{given} is beyond what makes sense for the contract of *{account}*: at most {most}. Nothing was changed.",
            given = money(*given),
            account = name(&account.name),
            most = money(*most)
        )
    } else if let Refusal::NoticeAfterEnd { ends_on } = refusal {
        let ends_on = date(*ends_on, Scene::private(reader, now).today);
        say!("The contract ends on {ends_on}; notice is given before that. Nothing was changed.", ends_on)
    } else {
        return None;
    };
    Some(words)
}
